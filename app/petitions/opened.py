"""Opening a draft: the petition as far as it is written, and what is missing or wrong in it.

The reader of petition files judges; what it refuses is noted, taken out and read again, so that a
letter can be shown at any moment. Blanks say what belongs there, in the letter's language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalogue.categories import OTHER
from app.letters.errors import InputError
from app.letters.petition import AUTHORITY, Petition
from app.letters.petition_file import read_document
from app.messages import Language, Message, message, translate
from app.petitions.places import drop_value, find_value, split_place

MOST_FAULTS = 1000
BLANKS = {
    "community": message("〔待填：小区名称〕"),
    "recipient": message("〔待选：收件方〕"),
    "sender": message("〔待填：联名人〕"),
    "heading": message("〔待填：事项标题〕"),
    "facts": message("〔待填：事实经过〕"),
    "action": message("〔待填：请求做什么〕"),
    "party": message("〔待填：责任方〕"),
}
MISSING = message("还没有填写")


@dataclass(frozen=True)
class Fault:
    """`place` as in a petition file, counted from 0."""

    place: str
    said: Message


@dataclass(frozen=True)
class OpenedDraft:
    """`petition` can always be composed; it is what the draft says only where `faults` is empty."""

    petition: Petition
    faults: tuple[Fault, ...]

    @property
    def item_count(self) -> int:
        """How many items are there; the blank one that stands in for none does not count."""
        has_none = any(fault.place == "items" for fault in self.faults)
        return 0 if has_none else len(self.petition.items)


def open_document(document: Mapping[str, Any], *, today: dt.date) -> OpenedDraft:
    """The petition of a draft that may be incomplete. Raises InputError only for a bug of ours."""
    whole: dict[str, Any] = _copy_without_nothings(document)
    faults: list[Fault] = []
    while True:
        faults += [fault for fault in _fill_blanks(whole) if fault.place not in _places(faults)]
        try:
            return OpenedDraft(read_document(whole, today=today), tuple(faults))
        except InputError as refused:
            if len(faults) > MOST_FAULTS or not drop_value(whole, split_place(refused.place)):
                raise
            faults.append(Fault(refused.place, refused.said))


def _places(faults: list[Fault]) -> set[str]:
    return {fault.place for fault in faults}


def _fill_blanks(whole: dict[str, Any]) -> list[Fault]:
    """Fill what a petition must have with blanks, and tell where."""
    language: Language = "en" if whole.get("language") == "en" else "zh"
    filled: list[Fault] = []

    def fill(table: dict[str, Any], key: str, place: str, value: Any) -> None:
        if table.get(key) in (None, "", [], {}):
            table[key] = value
            filled.append(Fault(place, MISSING))

    def blank(name: str) -> str:
        return translate(BLANKS[name], language)

    whole["language"] = language
    for key in ("community", "sender"):
        if not isinstance(whole.get(key), dict):
            whole[key] = {}
        fill(whole[key], "name", f"{key}.name", blank(key))
    fill(whole, "recipients", "recipients", [{"role": AUTHORITY, "name": blank("recipient")}])
    fill(whole, "items", "items", [{"category": OTHER}])
    responsible = find_responsible(whole, blank("party"))
    for index, item in enumerate(_tables(whole["items"])):
        at = f"items[{index}]"
        fill(item, "category", f"{at}.category", OTHER)
        if item["category"] == OTHER:
            fill(item, "heading", f"{at}.heading", blank("heading"))
        fill(item, "facts", f"{at}.facts", blank("facts"))
        fill(item, "demands", f"{at}.demands", [{}])
        for number, demand in enumerate(_tables(item["demands"])):
            place = f"{at}.demands[{number}]"
            fill(demand, "action", f"{place}.action", blank("action"))
            fill(demand, "responsible", f"{place}.responsible", responsible)
    return filled


def find_responsible(whole: dict[str, Any], name: str) -> str:
    """Who stands in for a responsible party that is not chosen yet."""
    parties = whole.get("parties")
    if isinstance(parties, dict) and parties:
        return str(next(iter(parties)))
    recipients = _tables(whole.get("recipients"))
    if not recipients or any(
        find_value(recipient, ["role"]) == AUTHORITY for recipient in recipients
    ):
        return AUTHORITY
    whole["parties"] = {"developer": name}
    return "developer"


def _copy_without_nothings(value: Any) -> Any:
    """A copy without keys that hold nothing: JSON knows null, a petition file does not."""
    if isinstance(value, Mapping):
        return {key: _copy_without_nothings(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_copy_without_nothings(one) for one in value]
    return value


def _tables(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
