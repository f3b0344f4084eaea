"""Faults in a file of the catalogue: names, legal bases, periods, evidence, what to avoid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import cast

from app.catalogue.categories import OTHER
from app.catalogue.check_guidance import check_demands, check_questions
from app.catalogue.check_law import Entry
from app.catalogue.faults import (
    TABLE,
    TABLES,
    TEXT,
    TEXTS,
    TRUTH,
    Fault,
    Kind,
    Table,
    Where,
    check_id,
    check_keys,
    check_words,
    count_rows,
)
from app.catalogue.wording import ROLE_NAMES

CATEGORY_FORM: Mapping[str, Kind] = {
    "id": TEXT,
    "title": TABLE,
    "short": TABLE,
    "note": TEXT.optional(),
    "description": TABLE,
    "periods": TEXTS.optional(),
    "owners_only": TRUTH.optional(),
    "evidence": TABLES,
    "avoid": TABLES,
    "legal_bases": TABLE,
    "questions": TABLES,
    "demands": TABLES,
}
OTHER_FORM: Mapping[str, Kind] = {"id": TEXT, "note": TEXT.optional()}


def check_category(
    data: Table, where: Where, stem: str, entries: Mapping[str, Entry], clocks: Set[str]
) -> Iterator[Fault]:
    """Everything in one file; `entries` are the provisions, `clocks` the ids of the clocks."""
    if stem == OTHER:
        yield from _check_other(data, where)
        return
    faults = list(check_keys(data, CATEGORY_FORM, where))
    yield from faults
    if faults:
        return
    yield from check_id(data, where, stem)
    for key in ("title", "short"):
        yield from check_words(cast(Table, data[key]), where.at(key), stops="none")
    yield from check_words(cast(Table, data["description"]), where.at("description"), stops="one")
    for key in ("evidence", "avoid"):
        for place, row in count_rows(data[key], where.at(key)):
            yield from check_words(row, place, stops="one" if key == "avoid" else "none")
    bases = cast(Table, data["legal_bases"])
    for role, ids in bases.items():
        yield from _check_bases(ids, role, where.at(f"legal_bases.{role}"), entries)
    yield from _check_periods(data.get("periods", []), where.at("periods"), clocks)
    named = {name for ids in bases.values() if TEXTS.fits(ids) for name in cast(list[str], ids)}
    yield from check_questions(data["questions"], where.at("questions"), named)
    yield from check_demands(data["demands"], where.at("demands"))


def _check_other(data: Table, where: Where) -> Iterator[Fault]:
    for key in ("title", "short"):
        if key in data:
            said = "items of `other` bring their own heading"
            yield where.at(key).fault(said, "leave the key out")
    rest = {key: value for key, value in data.items() if key not in ("title", "short")}
    faults = list(check_keys(rest, OTHER_FORM, where))
    yield from faults
    if not faults:
        yield from check_id(data, where, OTHER)


def _check_bases(
    ids: object, role: str, where: Where, entries: Mapping[str, Entry]
) -> Iterator[Fault]:
    """The provisions proposed for one role."""
    if role not in ROLE_NAMES:
        yield where.fault("is not a role", f"use one of {', '.join(ROLE_NAMES)}")
    if not TEXTS.fits(ids):
        yield where.fault("has a wrong value", f"write {TEXTS.words}")
        return
    names = cast(list[str], ids)
    for index, name in enumerate(names):
        place = Where(where.file, f"{where.place}[{index}]")
        if name in names[:index]:
            yield place.fault(f"{name} is there twice", "leave it out once")
        entry = entries.get(name)
        if entry is None:
            yield place.fault(f"there is no provision {name}", "use an id of the law files")
        elif entry.left_out is not None:
            said = f"leave_out lists {name}: {entry.left_out}"
            yield place.fault(said, "leave it out")
        elif not entry.usable:
            yield place.fault(f"{name} is not usable in a letter", "use one that is")


def _check_periods(ids: object, where: Where, clocks: Set[str]) -> Iterator[Fault]:
    names = cast(list[str], ids)
    for index, name in enumerate(names):
        place = Where(where.file, f"{where.place}[{index}]")
        if name in names[:index]:
            yield place.fault(f"{name} is there twice", "leave it out once")
        if name not in clocks:
            yield place.fault(f"there is no clock {name}", "use an id of the deadlines files")
