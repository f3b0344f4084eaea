"""Whether what a file holds can be a draft: blanks may be missing in it, nothing may be wrong."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.catalogue.categories import OTHER
from app.letters.errors import MissingInput
from app.letters.petition import AUTHORITY
from app.letters.petition_file import read_document
from app.messages import message, translate
from app.petitions.opened import MOST_FAULTS, Fault, find_responsible
from app.petitions.places import Step, find_value, lies_in, split_place

BLANK = translate(message("〔待填〕"), "zh")
_FILLED: Mapping[str, Any] = {
    "language": "zh",
    "community": {},
    "sender": {},
    "recipients": [{}],
    "items": [{}],
    "demands": [{}],
    "role": AUTHORITY,
    "category": OTHER,
    "kind": "petition",
    "on": "2000",
    "date": "2000-01-01",
}
_TEXTS = frozenset({"name", "to", "by", "action", "facts", "title", "caption", "file", "heading"})


def list_blanks(tables: Mapping[str, Any], *, today: dt.date) -> tuple[Fault, ...]:
    """What is still to be written in the tables of a petition file.

    Raises InputError for anything that is wrong: an unknown key, a wrong type, an id of nothing.
    """
    whole = copy.deepcopy(dict(tables))
    found: list[Fault] = []
    while True:
        try:
            read_document(whole, today=today)
            return tuple(found)
        except MissingInput as missing:
            if len(found) > MOST_FAULTS or not _fill(whole, split_place(missing.place)):
                raise
            if not any(lies_in(missing.place, fault.place) for fault in found):
                found.append(Fault(missing.place, missing.said))


def _fill(whole: dict[str, Any], steps: tuple[Step, ...]) -> bool:
    """Put something in the place of a blank; an empty text is taken out first."""
    parent, last = find_value(whole, steps[:-1]), steps[-1]
    there = find_value(whole, steps)
    if isinstance(there, str) and not there.strip():
        del parent[last]
        return True
    if not isinstance(parent, dict):
        return False
    if last == "responsible":
        parent[last] = find_responsible(whole, BLANK)
    elif last == "kind" and "object" in steps:
        parent[last] = OTHER
    elif last in _TEXTS:
        parent[last] = BLANK
    elif last in _FILLED:
        parent[last] = copy.deepcopy(_FILLED[str(last)])
    else:
        return False
    return True
