"""The first text of a draft, from what its community has and what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.catalogue.categories import list_categories
from app.letters.annexes import MOST_REPRESENTATIVES
from app.messages import Language, Message, message, translate
from app.petitions.acts import make_item, put_recipient
from app.petitions.directory import Directory
from app.petitions.drafts import give_ids
from app.petitions.models import Document

MOST_ITEMS = 100


@dataclass(frozen=True)
class Wishes:
    """What was ticked: ids of categories, of addressees of the directory, of people."""

    categories: Sequence[str]
    addressees: Sequence[str]
    people: Sequence[str]
    language: Language = "zh"

    def find_faults(self, directory: Directory) -> dict[str, Message]:
        """What is wrong with the wishes, by the name of the field."""
        faults: dict[str, Message] = {}
        if not self.categories:
            faults["categories"] = message("请至少选一类事项")
        elif set(self.categories) - set(list_categories()):
            faults["categories"] = message("有的类别已不在目录里，请重新选")
        if set(self.addressees) - set(directory.addressees):
            faults["addressees"] = message("有的收件方已不在名录里，请重新选")
        if len(self.people) > MOST_REPRESENTATIVES:
            faults["people"] = message(
                "业主代表最多{most}人，请去掉{over}位",
                most=MOST_REPRESENTATIVES,
                over=len(self.people) - MOST_REPRESENTATIVES,
            )
        elif set(self.people) - set(directory.people):
            faults["people"] = message("有的代表已退出，请重新选")
        return faults


def write_draft(directory: Directory, wishes: Wishes) -> Document:
    """A draft of these wishes, which have no faults: every item with demands, who must meet them, by when."""
    owners = message("{community}业主", community=directory.community["name"])
    document: Document = {
        "language": wishes.language,
        "community": dict(directory.community),
        "parties": dict(directory.parties),
        "recipients": [],
        "sender": {
            "name": translate(owners, wishes.language),
            "reply_within_days": 15,
            "representatives": [dict(directory.people[one]) for one in wishes.people],
        },
    }
    for one in wishes.addressees:
        put_recipient(document, directory.addressees[one])
    document["items"] = [make_item(one, document) for one in wishes.categories]
    document = give_ids(document)
    for recipient in document["recipients"]:
        _choose_items(recipient, document["items"])
    return {key: value for key, value in document.items() if value not in ([], {})}


def _choose_items(recipient: dict[str, Any], items: Sequence[dict[str, Any]]) -> None:
    """A company gets the items that ask something of it, an authority and a hotline all of them."""
    role = recipient["role"]
    if role in ("authority", "hotline"):
        return
    own = [
        item["id"]
        for item in items
        if any(role in _list(demand.get("responsible")) for demand in item["demands"])
    ]
    if 0 < len(own) < len(items):
        recipient["items"] = own


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
