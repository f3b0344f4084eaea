"""The form of the drafting page: a draft as fields, and fields as a draft.

The name of a field is its place in the draft with dots: items.0.demands.1.deadline.kind. What the
form does not show (keys it does not know) survives: it is taken from the draft the form was made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from app.catalogue.categories import find_category, list_categories
from app.letters.petition_file import OWN_ROLE
from app.petitions.form_values import (
    DAY,
    DEADLINE,
    FLAG,
    LINE,
    LINES,
    MISSING,
    NUMBER,
    ONE_OR_MORE,
    SET,
    TEXT,
    Kind,
    make_choice_of,
)
from app.petitions.models import Document
from app.petitions.places import split_place

Fields = MultiDict[str, str]
USUAL_ANNEXES = ("photos", "evidence")
ALL_ANNEXES = ("signatures", "photos", "reports", "evidence", "authorisation")
_ANSWERS: Mapping[str, Kind] = {
    "date": DAY, "amount": NUMBER, "count": NUMBER, "choice": TEXT, "text": LINE,
}  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """A list of tables. `hidden`: keys that have a field which nobody sees."""

    table: Mapping[str, Any]
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Special:
    """A value that depends on the table around it: answers, annexes, items, parties."""

    name: str


_DEMAND = Rows(
    {
        "id": TEXT, "action": LINE, "responsible": ONE_OR_MORE, "supervised_by": TEXT,
        "deadline": DEADLINE, "criterion": LINE, "fallback": LINE, "compensation": LINE,
    },
    frozenset({"id"}),
)  # fmt: skip
_ITEM = Rows(
    {
        "id": TEXT, "category": TEXT, "heading": TEXT, "details": Special("details"),
        "facts": TEXT, "affected": NUMBER, "demands": _DEMAND, "legal_bases": SET,
        "questions": LINES,
        "object": {
            "kind": TEXT, "name": TEXT, "number": TEXT, "dated": DAY, "comments_until": DAY,
        },
        "photos": Rows({"file": TEXT, "caption": LINE, "taken_on": DAY}, frozenset({"file"})),
        "evidence": Rows({"title": TEXT, "kind": TEXT, "dated": DAY, "file": TEXT}),
    },
    frozenset({"id", "category"}),
)  # fmt: skip
FORM: Mapping[str, Any] = {
    "title": TEXT,
    "language": TEXT,
    "date": DAY,
    "community": {
        "name": TEXT, "address": TEXT, "city": TEXT, "households": NUMBER, "handed_over": DAY,
        "completion_accepted": DAY,
    },
    "parties": Special("parties"),
    "items": _ITEM,
    "recipients": Rows(
        {
            "role": TEXT, "name": TEXT, "kind": TEXT, "salutation": TEXT,
            "items": Special("items"), "annexes": Special("annexes"), "copy": FLAG,
        }
    ),
    "sender": {
        "name": TEXT, "scope": TEXT, "people": NUMBER, "reply_within_days": NUMBER,
        "statement": LINE, "thanks": LINE, "next_step": LINE,
        "representatives": Rows({"name": TEXT, "phone": TEXT, "address": TEXT}),
    },
    "history": Rows({"on": DAY, "to": TEXT, "channel": TEXT, "number": TEXT, "outcome": LINE}),
    "previous": {"kind": TEXT, "date": DAY, "number": TEXT, "received_on": DAY},
    "decision": {"by": TEXT, "date": DAY, "number": TEXT, "type": TEXT},
}  # fmt: skip
_PARTY = {"name": TEXT, "role": TEXT}


@dataclass
class Node:
    """Given fields as a tree: the texts of a name, and what is below it."""

    texts: list[str] | None = None
    below: dict[str, Node] = field(default_factory=dict)

    def rows(self) -> list[tuple[int, Node]]:
        numbered = {int(key): one for key, one in self.below.items() if key.isdecimal()}
        return sorted(numbered.items())

    def given(self) -> dict[str, list[str]]:
        return {"": self.texts or []} | {
            f".{key}": one.texts or [] for key, one in self.below.items()
        }

    def text(self, key: str) -> str:
        found = self.below.get(key)
        return found.texts[-1] if found and found.texts else ""


def read_form(fields: Fields, stored: Document | None = None) -> Document:
    """The draft that these fields make of `stored`, the one that the form was made of."""
    top = Node()
    for name, texts in fields.lists():
        node = top
        for step in name.split("."):
            node = node.below.setdefault(step, Node())
        node.texts = texts
    ids = [row.text("id") for _, row in top.below.get("items", Node()).rows()]
    document: Document = _read_table(FORM, top, stored or {}, ids)
    return document


def show_fields(document: Document) -> Fields:
    """What the fields of the form show of a draft."""
    shown: list[tuple[str, str]] = []
    _show_table(FORM, document, "", _list_ids(document), shown)
    return MultiDict(shown)


def find_field(place: str, document: Document) -> str:
    """The id of the field, or of the group of fields around it, where a place is seen; "" for none."""
    steps = [str(step) for step in split_place(place)]
    if steps[:1] == ["parties"] and len(steps) > 1:
        parties = document.get("parties")
        keys = list(parties) if isinstance(parties, dict) else []
        found = [str(keys.index(steps[1]))] if steps[1] in keys else []
        return ".".join(["parties", *found, *(steps[2:3] if found else [])])
    passed: list[str] = []
    known: Any = FORM
    for step in steps:
        if isinstance(known, Rows) and step.isdecimal():
            known = known.table
        elif (
            isinstance(known, Rows)
            or not isinstance(known, Mapping)
            or step not in known
            or (step in ("id", "category", "file") and len(passed) > 1 and step != "file")
        ):
            break
        else:
            known = known[step]
        passed.append(step)
    return _reach_answer(steps, passed, document)


def _reach_answer(steps: list[str], passed: list[str], document: Document) -> str:
    if passed[-1:] == ["details"] and len(steps) > len(passed):
        item = _find_row(document.get("items"), int(passed[1]))
        if steps[len(passed)] in _list_questions(item.get("category")):
            passed = [*passed, steps[len(passed)]]
    if passed[-1:] == ["file"] and "photos" in passed:
        passed = [*passed[:-1], "caption"]
    return ".".join(passed)


def _read_table(schema: Mapping[str, Any], node: Node, old: Any, ids: list[str]) -> dict[str, Any]:
    read: dict[str, Any] = dict(old) if isinstance(old, dict) else {}
    for key, wanted in schema.items():
        given = node.below.get(key)
        if given is None:
            continue
        value = _read_value(_settle(wanted, node.text, ids), given, read.get(key, MISSING), ids)
        if value is MISSING:
            read.pop(key, None)
        else:
            read[key] = value
    return read


def _read_value(wanted: Any, given: Node, old: Any, ids: list[str]) -> Any:
    if isinstance(wanted, Kind):
        return wanted.read(given.given(), old)
    if isinstance(wanted, Rows):
        return _read_rows(wanted, given, old, ids) or MISSING
    if isinstance(wanted, Special):
        return _read_parties(given, old) or MISSING
    return _read_table(wanted, given, old, ids) or MISSING


def _read_rows(wanted: Rows, given: Node, old: Any, ids: list[str]) -> list[dict[str, Any]]:
    """The rows in their order, each with what the stored row of the same id, or place, holds besides."""
    by_id = {
        str(row["id"]): row for row in (old if isinstance(old, list) else [])
        if isinstance(row, dict) and row.get("id")
    }  # fmt: skip
    rows = []
    for index, node in given.rows():
        id = node.text("id") if "id" in wanted.hidden else ""
        before = by_id.get(id, {}) if id else _find_row(old, index)
        rows.append(_read_table(wanted.table, node, before, ids))
    return rows


def _read_parties(given: Node, old: Any) -> dict[str, Any]:
    """Parties by their keys. A name that is being changed may be blank: the party stays."""
    read: dict[str, Any] = {}
    before = old if isinstance(old, dict) else {}
    for _, node in given.rows():
        key, role = node.text("key"), node.text("role")
        if not key:
            continue
        stored = before.get(key, MISSING)
        if key in OWN_ROLE and not isinstance(stored, dict):
            name = TEXT.read(node.below.get("name", Node()).given(), stored)
            read[key] = "" if name is MISSING else name
            continue
        read[key] = _read_table(_PARTY, node, stored, [])
        if role:
            read[key].setdefault("role", role)
        read[key].setdefault("name", "")
    return read


def _show_table(
    schema: Mapping[str, Any], table: Any, at: str, ids: list[str], shown: list[tuple[str, str]]
) -> None:
    values = table if isinstance(table, dict) else {}

    def text(key: str) -> str:
        return str(values.get(key) or "")

    for key, wanted in schema.items():
        value, name = values.get(key, MISSING), f"{at}{key}"
        _show_value(_settle(wanted, text, ids), value, name, ids, shown)


def _show_value(
    wanted: Any, value: Any, name: str, ids: list[str], shown: list[tuple[str, str]]
) -> None:
    if isinstance(wanted, Kind):
        for end, texts in wanted.show(value).items():
            shown.extend((name + end, one) for one in (["", *texts] if _is_set(wanted) else texts))
    elif isinstance(wanted, Rows):
        for index, row in enumerate(value if isinstance(value, list) else []):
            _show_table(wanted.table, row, f"{name}.{index}.", ids, shown)
    elif isinstance(wanted, Special):
        _show_parties(value, name, shown)
    else:
        _show_table(wanted, value, f"{name}.", ids, shown)


def _show_parties(value: Any, at: str, shown: list[tuple[str, str]]) -> None:
    for index, (key, party) in enumerate(value.items() if isinstance(value, dict) else ()):
        row = party if isinstance(party, dict) else {"name": party}
        shown.append((f"{at}.{index}.key", str(key)))
        for name in ("name", "role"):
            if name == "role" and key in OWN_ROLE and not isinstance(party, dict):
                continue
            shown.append((f"{at}.{index}.{name}", TEXT.show(row.get(name, MISSING))[""][0]))


def _settle(wanted: Any, text: Any, ids: list[str]) -> Any:
    """The kind of a value that depends on the table around it, of which `text` tells a key's text."""
    if not isinstance(wanted, Special) or wanted.name == "parties":
        return wanted
    if wanted.name == "details":
        return _list_questions(text("category"))
    if wanted.name == "items":
        return make_choice_of(ids, dict(enumerate(ids, 1)), drop_usual=True)
    usual = ALL_ANNEXES if text("role") == "authority" else USUAL_ANNEXES
    return make_choice_of(usual, {}, drop_usual=False)


def _is_set(wanted: Kind) -> bool:
    """Checkboxes send nothing where none is ticked; a hidden field beside them says that they stood there."""
    return wanted.parse not in (
        TEXT.parse,
        LINE.parse,
        DAY.parse,
        NUMBER.parse,
        LINES.parse,
        DEADLINE.parse,
    )


def _list_questions(category: Any) -> dict[str, Kind]:
    if category not in list_categories():
        return {}
    return {one.id: _ANSWERS[one.kind] for one in find_category(category).questions}


def _list_ids(document: Document) -> list[str]:
    items = document.get("items")
    rows = items if isinstance(items, list) else []
    return [str(row.get("id") or "") if isinstance(row, dict) else "" for row in rows]


def _find_row(rows: Any, index: int) -> dict[str, Any]:
    row = rows[index] if isinstance(rows, list) and index < len(rows) else {}
    return row if isinstance(row, dict) else {}
