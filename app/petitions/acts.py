"""What a button of the drafting page does to a draft: add, take out, move, take over.

An act is a word and what it is about, as in add-demand:items.0. Each gives the changed draft and the
field to go to. A list is named by the names of its fields: items, items.0.demands, parties.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.catalogue.categories import find_category, list_categories
from app.catalogue.example_demands import ExampleDemand, Term
from app.catalogue.words import Words
from app.letters.annexes import MOST_REPRESENTATIVES
from app.letters.petition_file import OWN_ROLE, PARTY_ROLES
from app.messages import Language, Message, message
from app.petitions.drafts import give_ids
from app.petitions.models import Document
from app.petitions.places import find_value

SAVE = "save"
CHECK = "check"
ADD_ITEM = "add-item"
SETTLE = "settle"
SETTLE_MINE = "settle-mine"
SETTLE_THEIRS = "settle-theirs"
FIRST_EXAMPLES = 2  # demands that a new item begins with, besides those that end the matter
KNOWN_DAY = "handed_over"  # asked by several categories; the community has told it already
_LISTS = ("items", "recipients", "history", "demands", "photos", "evidence", "representatives")


class UnknownAct(Exception):
    """No button sends this."""


class Refused(Exception):
    """What the house rules do not allow; `said` tells why, `at` is the field."""

    def __init__(self, said: Message, at: str) -> None:
        super().__init__(said)
        self.said = said
        self.at = at


@dataclass(frozen=True)
class Addressed:
    """An entry of the directory: the recipient it makes, and the party it stands for, if any."""

    name: str
    recipient: Mapping[str, Any]
    party: tuple[str, Any] | None = None


@dataclass(frozen=True)
class Offer:
    """What the community has to offer to a draft, by id."""

    addressees: Mapping[str, Addressed] = field(default_factory=dict)
    people: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    document: Document
    focus: str


def perform(document: Document, act: str, offer: Offer) -> Outcome:
    """The draft after an act. Raises UnknownAct and Refused."""
    word, _, about = act.partition(":")
    if word not in _ACTS:
        raise UnknownAct(act)
    changed = name_items(give_ids(copy.deepcopy(document)))
    focus = _ACTS[word](changed, about, offer)
    return Outcome(give_ids(_drop_empty(changed)), focus)


def make_item(category_id: str, document: Document) -> dict[str, Any]:
    """An item of a category with example demands that somebody in the draft can meet.

    These are the first of them, and every one that says by what one sees that it is done: what
    the item is about. The others stand beside it to be taken over. The day of handing over, where
    the category asks for it, is the community's.
    """
    category = find_category(category_id)
    item: dict[str, Any] = {"category": category_id}
    community = document.get("community")
    day = community.get(KNOWN_DAY) if isinstance(community, dict) else None
    question = category.find_question(KNOWN_DAY)
    if day and question and question.kind == "date":
        item["details"] = {KNOWN_DAY: day}
    fitting = [one for one in category.demands if _find_all(document, one)]
    demands = [
        make_demand(one, document)
        for number, one in enumerate(fitting)
        if number < FIRST_EXAMPLES or one.criterion
    ]
    return {**item, "demands": demands or [{}]}


def make_demand(example: ExampleDemand, document: Document) -> dict[str, Any]:
    """An example demand in the draft's language, on its parties; who is no party is left out."""
    language: Language = "en" if document.get("language") == "en" else "zh"
    who = [key for role in example.responsible if (key := find_actor(document, role))]
    supervisor = find_actor(document, example.supervised_by) if example.supervised_by else None
    words = {
        "criterion": example.criterion,
        "fallback": example.fallback,
        "compensation": example.compensation,
    }
    return {
        "action": example.action.say(language),
        **({"responsible": who[0] if len(who) == 1 else who} if who else {}),
        **({"supervised_by": supervisor} if supervisor else {}),
        "deadline": _write_term(example.deadline, language),
        **{key: one.say(language) for key, one in words.items() if one},
    }


def find_actor(document: Document, role: str) -> str | None:
    """Who in the draft has a role of the catalogue: a party's key, or "authority" where one is written to."""
    if role == "authority":
        rows = document.get("recipients") or []
        return (
            role if any(isinstance(row, dict) and row.get("role") == role for row in rows) else None
        )
    parties = document.get("parties")
    for key, party in parties.items() if isinstance(parties, dict) else ():
        own = party.get("role", key) if isinstance(party, dict) else key
        if own == role:
            return str(key)
    return None


def name_items(document: Document) -> Document:
    """The draft whose recipients name their items by ids: numbers would change with the order."""
    ids = [item["id"] for item in document.get("items", [])]
    for row in document.get("recipients") or []:
        if isinstance(row, dict) and isinstance(row.get("items"), list):
            row["items"] = [
                ids[one - 1] if type(one) is int and 1 <= one <= len(ids) else one
                for one in row["items"]
            ]
    return document


def _find_all(document: Document, example: ExampleDemand) -> bool:
    return all(find_actor(document, role) for role in example.responsible)


def _write_term(term: Term, language: Language) -> Any:
    if term.value is None:
        return "immediate"
    value = term.value.say(language) if isinstance(term.value, Words) else term.value
    return {term.unit: value}


def _add_item(document: Document, category: str, _offer: Offer) -> str:
    if category not in list_categories():
        raise Refused(message("请先选一类事项"), "new.category")
    items = document.setdefault("items", [])
    items.append(make_item(category, document))
    first = find_category(category).questions[:1]
    start = f"items.{len(items) - 1}"
    return f"{start}.details.{first[0].id}" if first else f"{start}.heading"


def _add_demand(document: Document, at: str, _offer: Offer) -> str:
    demands = _find_item(document, at).setdefault("demands", [])
    demands.append({})
    return f"{at}.demands.{len(demands) - 1}.action"


def _add_example(document: Document, about: str, _offer: Offer) -> str:
    """A demand of the catalogue; it takes the place of a blank one."""
    at, _, number = about.rpartition(":")
    item = _find_item(document, at)
    examples = find_category(str(item["category"])).demands
    demand = make_demand(examples[_read_index(number, len(examples))], document)
    demands = item.setdefault("demands", [])
    blank = next((place for place, one in enumerate(demands) if set(one) <= {"id"}), len(demands))
    demands[blank : blank + 1] = [{**(demands[blank] if blank < len(demands) else {}), **demand}]
    return f"{at}.demands.{blank}.action"


def _set_deadline(document: Document, about: str, _offer: Offer) -> str:
    at, unit, value = about.rsplit(":", 2) if about.count(":") > 1 else ("", "", "")
    demand = find_value(document, _split(at))
    if (
        not isinstance(demand, dict)
        or ".demands." not in at
        or unit not in ("days", "working_days", "months", "immediate")
    ):
        raise UnknownAct(about)
    demand["deadline"] = unit if unit == "immediate" else {unit: _read_index(value, 1000)}
    return f"{at}.deadline.kind"


def _add_photos(document: Document, about: str, _offer: Offer) -> str:
    """Photos that have been uploaded; those that stand there already are not added again."""
    at, _, files = about.partition(":")
    photos = _find_item(document, at).setdefault("photos", [])
    known = {one.get("file") for one in photos if isinstance(one, dict)}
    first = len(photos)
    for entry in files.split(","):
        file, _, taken_on = entry.partition("@")
        if file and file not in known:
            photos.append({"file": file} | ({"taken_on": taken_on} if taken_on else {}))
    return f"{at}.photos.{first}.caption" if len(photos) > first else f"{at}.photos"


def _add_evidence(document: Document, at: str, _offer: Offer) -> str:
    evidence = _find_item(document, at).setdefault("evidence", [])
    evidence.append({})
    return f"{at}.evidence.{len(evidence) - 1}.title"


def _add_history(document: Document, _: str, _offer: Offer) -> str:
    history = document.setdefault("history", [])
    history.append({})
    return f"history.{len(history) - 1}.on"


def _add_recipient(document: Document, about: str, offer: Offer) -> str:
    """An addressee of the directory by its id; without one a blank authority."""
    entry = offer.addressees.get(about) if about else Addressed("", {"role": "authority"})
    if entry is None:
        raise UnknownAct(about)
    recipients = document.setdefault("recipients", [])
    put_recipient(document, entry)
    return f"recipients.{len(recipients) - 1}.name"


def put_recipient(document: Document, entry: Addressed) -> None:
    """Write to an addressee of the directory; the party it stands for is named with it."""
    if entry.party and entry.party[0] not in document.setdefault("parties", {}):
        document["parties"][entry.party[0]] = entry.party[1]
    document.setdefault("recipients", []).append(dict(entry.recipient))


def _add_representative(document: Document, about: str, offer: Offer) -> str:
    sender = document.setdefault("sender", {})
    people = sender.setdefault("representatives", [])
    if len(people) >= MOST_REPRESENTATIVES:
        raise Refused(
            message(
                "业主代表最多{most}人：法律规定共同提出诉求的，推选的代表不超过{most}人。要换人，请先去掉一位",
                most=MOST_REPRESENTATIVES,
            ),
            "sender.representatives",
        )
    if about and about not in offer.people:
        raise UnknownAct(about)
    people.append(dict(offer.people[about]) if about else {})
    return f"sender.representatives.{len(people) - 1}.name"


def _add_party(document: Document, role: str, _offer: Offer) -> str:
    if role not in PARTY_ROLES:
        raise UnknownAct(role)
    parties = document.setdefault("parties", {})
    names = (role, *(f"{role}_{number}" for number in range(2, len(parties) + 3)))
    key = next(name for name in names if name not in parties)
    parties[key] = "" if key in OWN_ROLE else {"name": "", "role": role}
    return f"parties.{len(parties) - 1}.name"


def _remove(document: Document, at: str, _offer: Offer) -> str:
    if at.startswith("parties."):
        return _remove_party(document, at)
    rows, index, parent = _find_row(document, at)
    row = rows.pop(index)
    if parent == "items":
        for one in document.get("recipients") or []:
            if isinstance(one.get("items"), list) and row.get("id") in one["items"]:
                one["items"].remove(row.get("id"))
    return parent


def _remove_party(document: Document, at: str) -> str:
    parties = document.get("parties") or {}
    key = list(parties)[_read_index(at.removeprefix("parties."), len(parties))]
    demands = [one for item in document.get("items", []) for one in item.get("demands", [])]
    used = {who for one in demands for who in _list(one.get("responsible"))}
    used |= {one.get("supervised_by") for one in demands}
    used |= {one.get("role") for one in document.get("recipients") or []}
    if key in used:
        raise Refused(message("还有诉求或收件方用到它，请先改那里"), at)
    del parties[key]
    return "parties"


def _move(document: Document, at: str, by: int) -> str:
    rows, index, parent = _find_row(document, at)
    to = min(max(index + by, 0), len(rows) - 1)
    rows.insert(to, rows.pop(index))
    return f"{parent}.{to}"


def _order(document: Document, about: str, _offer: Offer) -> str:
    """The rows of a list in another order: items:2,0,1."""
    at, _, order = about.partition(":")
    rows = find_value(document, _split(at))
    if at.rpartition(".")[2] not in _LISTS or not isinstance(rows, list):
        raise UnknownAct(about)
    numbers = [_read_index(one, len(rows)) for one in order.split(",")]
    if sorted(numbers) != list(range(len(rows))):
        raise UnknownAct(about)
    rows[:] = [rows[number] for number in numbers]
    return at


_ACTS: Mapping[str, Callable[[Document, str, Offer], str]] = {
    ADD_ITEM: _add_item,
    "add-demand": _add_demand,
    "add-example": _add_example,
    "set-deadline": _set_deadline,
    "add-photos": _add_photos,
    "add-evidence": _add_evidence,
    "add-history": _add_history,
    "add-recipient": _add_recipient,
    "add-representative": _add_representative,
    "add-party": _add_party,
    "remove": _remove,
    "up": lambda document, at, _offer: _move(document, at, -1),
    "down": lambda document, at, _offer: _move(document, at, 1),
    "order": _order,
}


def _find_item(document: Document, at: str) -> dict[str, Any]:
    rows, index, parent = _find_row(document, at)
    if parent != "items":
        raise UnknownAct(at)
    row: dict[str, Any] = rows[index]
    return row


def _find_row(document: Document, at: str) -> tuple[list[Any], int, str]:
    """The list that `at` leads into, the index in it, and the list's name."""
    parent, _, number = at.rpartition(".")
    rows = find_value(document, _split(parent))
    if parent.rpartition(".")[2] not in _LISTS or not isinstance(rows, list):
        raise UnknownAct(at)
    return rows, _read_index(number, len(rows)), parent


def _split(at: str) -> list[str | int]:
    return [int(step) if step.isdecimal() else step for step in at.split(".")]


def _read_index(text: str, count: int) -> int:
    if not (text.isdecimal() and len(text) < 5 and int(text) < count):
        raise UnknownAct(text)
    return int(text)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _drop_empty(document: Document) -> Document:
    """The draft without lists and tables at its top that have become empty."""
    return {key: value for key, value in document.items() if value not in ({}, [])}
