"""Faults in the files of clocks and of the events from which they run."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import cast, get_args

from app.catalogue.check_law import Entry
from app.catalogue.faults import (
    DATE,
    NUMBER,
    TABLE,
    TABLES,
    TEXT,
    TEXTS,
    TRUTH,
    WORDS,
    Fault,
    Kind,
    Table,
    Where,
    check_keys,
    one_of,
    read_table,
)
from app.deadlines.clocks import EVENTS, UNITS, Binds, ClockKind, Direction, Office

ID = re.compile(r"clk(-[a-z0-9]+)+")
NO_LIMIT = ("no_statutory_limit", "no_national_limit")
ROLES = (
    "authority", "hotline", "developer", "property_company", "utility", "contractor", "bank",
    "committee", "residents_committee", "other",
)  # fmt: skip
# As app.letters.petition.Kind, which this room must not import; a test holds them together.
LETTER_KINDS = (
    "petition", "demand", "complaint", "hotline", "reminder", "duty", "disclosure", "review",
    "second-review", "reconsideration", "authorisation", "cover",
)  # fmt: skip
EVENT_FORM: Mapping[str, Kind] = {"id": TEXT, "zh": TEXT, "en": TEXT}
CLOCK_FORM: Mapping[str, Kind] = {
    "id": TEXT,
    "title": TABLE,
    "binds": one_of(*get_args(Binds)),
    "value": NUMBER.optional(),
    "unit": one_of(*UNITS),
    "start": TEXT,
    "follows": TEXT.optional(),
    "direction": one_of(*get_args(Direction)),
    "rolls": TRUTH,
    "basis": TEXTS.optional(),
    "kind": one_of(*get_args(ClockKind)),
    "valid_from": DATE.optional(),
    "valid_to": DATE.optional(),
    "earlier": TRUTH.optional(),
    "note": TABLE.optional(),
    "shown": TABLES,
}
SHOWN_FORM: Mapping[str, Kind] = {
    "roles": TEXTS,
    "kinds": TEXTS.optional(),
    "categories": TEXTS.optional(),
    "office": one_of(*get_args(Office)).optional(),
}


@dataclass(frozen=True)
class Known:
    """What the rest of the data holds: provisions, laws with their days in force, categories."""

    provisions: Mapping[str, Entry]
    in_force: Mapping[str, tuple[dt.date, dt.date | None]]
    categories: frozenset[str]


def check_clocks(folder: Path, known: Known) -> tuple[frozenset[str], list[Fault]]:
    """The ids of the clocks of a folder, and every fault in its files."""
    faults: list[Fault] = []
    rows: list[tuple[Where, Table]] = []
    events = check_events(folder, faults)
    for path in sorted(folder.glob("*.toml")):
        if path.stem != EVENTS:
            rows += read_rows(path, Where(f"{folder.name}/{path.name}"), "clocks", faults)
    if not rows:
        faults.append(Where(folder.name).fault("holds no clock", "put the files of clocks there"))
    ids = frozenset(str(row["id"]) for _, row in rows if isinstance(row.get("id"), str))
    sound: list[tuple[Where, Table]] = []
    for where, row in rows:
        wrong = list(check_keys(row, CLOCK_FORM, where))
        faults += wrong
        if not wrong:
            sound.append((where, row))
            faults += check_clock(row, where, events, ids, known)
    faults += check_versions(sound)
    faults += check_chains(sound)
    return ids, faults


def check_chains(rows: list[tuple[Where, Table]]) -> Iterator[Fault]:
    """Clocks that follow each other in a circle would never begin."""
    before = {str(row["id"]): str(row["follows"]) for _, row in rows if "follows" in row}
    for where, row in rows:
        seen, now = set[str](), str(row["id"])
        while now in before and now not in seen:
            seen.add(now)
            now = before[now]
        if now in seen and now == row["id"]:
            said = f"{now} follows itself by way of {before[now]}"
            yield where.at("follows").fault(said, "name the period that ends before this begins")


def read_rows(
    path: Path, where: Where, key: str, faults: list[Fault]
) -> Iterator[tuple[Where, Table]]:
    """The tables of a file that holds one list of them."""
    data = read_table(path, where)
    wrong = [data] if isinstance(data, Fault) else list(check_keys(data, {key: TABLES}, where))
    faults += wrong
    if not wrong:
        for index, row in enumerate(cast("list[Table]", cast(Table, data)[key])):
            yield where.at(f"{key}[{index}]"), row


def check_events(folder: Path, faults: list[Fault]) -> frozenset[str]:
    """The ids of the events; faults are added."""
    path = folder / f"{EVENTS}.toml"
    where = Where(f"{folder.name}/{path.name}")
    if not path.is_file():
        faults.append(where.fault("is missing", "list there what periods run from"))
        return frozenset()
    found: list[str] = []
    for place, row in read_rows(path, where, "events", faults):
        faults += check_keys(row, EVENT_FORM, place)
        name = str(row.get("id"))
        if name in found:
            faults.append(place.at("id").fault(f"{name} is there twice", "give each its own id"))
        found.append(name)
    return frozenset(found)


def check_clock(
    row: Table, where: Where, events: frozenset[str], ids: frozenset[str], known: Known
) -> Iterator[Fault]:
    """One clock whose keys are right."""
    if not ID.fullmatch(str(row["id"])):
        said = f"{row['id']} is not of the form clk-…"
        yield where.at("id").fault(said, "use a-z, 0-9 and - after clk-")
    yield from check_keys(cast(Table, row["title"]), WORDS, where.at("title"))
    if "note" in row:
        yield from check_keys(cast(Table, row["note"]), WORDS, where.at("note"))
    if row["start"] not in events:
        said = f"there is no event {row['start']}"
        yield where.at("start").fault(said, f"use one of {', '.join(sorted(events))}")
    if "follows" in row and (row["follows"] not in ids or row["follows"] == row["id"]):
        said = f"there is no other clock {row['follows']}"
        yield where.at("follows").fault(said, "use the id of the period before")
    yield from check_limit(row, where)
    yield from check_basis(row, where, known)
    for index, shown in enumerate(cast("list[Table]", row["shown"])):
        yield from check_shown(shown, where.at(f"shown[{index}]"), known)


def check_limit(row: Table, where: Where) -> Iterator[Fault]:
    """Value, unit, kind and roll must agree."""
    limited = row["unit"] != "none"
    if limited != ("value" in row):
        fix = "write the number" if limited else "leave it out"
        yield where.at("value").fault(f"does not fit the unit {row['unit']}", fix)
    if limited == (row["kind"] in NO_LIMIT):
        yield where.at("kind").fault(f"{row['kind']} does not fit the unit", "change one of them")
    if not limited and "note" not in row:
        yield where.at("note").fault("is missing", "say that the law sets no limit")
    fixed = row["kind"] == "warranty" or row["direction"] == "before"
    if row["rolls"] is fixed:
        fix = "warranties and periods before an event do not move, all others do"
        yield where.at("rolls").fault("does not fit kind and direction", fix)


def check_basis(row: Table, where: Where, known: Known) -> Iterator[Fault]:
    """Provisions that exist, may be cited, and are in force while the clock is valid."""
    names = cast("list[str]", row.get("basis", []))
    if not names and row["unit"] != "none":
        yield where.at("basis").fault("is missing", "name the provisions that set the period")
    for index, name in enumerate(names):
        place = where.at(f"basis[{index}]")
        wrong = list(check_provision(name, place, known))
        yield from wrong
        if not wrong:
            yield from check_force(row, name, place, known)
    if names and "valid_from" not in row:
        yield where.at("valid_from").fault("is missing", "write the first day of the text cited")
    start, end = row.get("valid_from"), row.get("valid_to")
    if start is not None and end is not None and cast(dt.date, end) < cast(dt.date, start):
        yield where.at("valid_to").fault(f"{end} is before valid_from {start}", "swap them")


def check_provision(name: str, place: Where, known: Known) -> Iterator[Fault]:
    """A provision that is there and may be cited."""
    entry = known.provisions.get(name)
    if entry is None:
        yield place.fault(f"there is no provision {name}", "use an id of the law files")
    elif not entry.usable:
        said = f"{name} is not usable: level C, or left out"
        yield place.fault(said, "say it in the note, without citing")


def check_force(row: Table, name: str, place: Where, known: Known) -> Iterator[Fault]:
    """The clock is valid only while the text it cites is in force."""
    first, last = known.in_force.get(name.partition("-")[0], (None, None))
    start, end = cast("dt.date | None", row.get("valid_from")), row.get("valid_to")
    if first is not None and start is not None and start < first:
        said = f"{name} is in force from {first}, the clock from {start}"
        yield place.fault(said, "let the clock begin with the text it cites")
    if last is not None and (end is None or cast(dt.date, end) > last):
        said = f"{name} is in force to {last}, the clock longer"
        yield place.fault(said, "write valid_to, and a new version of the clock")


def check_shown(shown: Table, where: Where, known: Known) -> Iterator[Fault]:
    """Roles, kinds and categories that exist."""
    wrong = list(check_keys(shown, SHOWN_FORM, where))
    yield from wrong
    if wrong:
        return
    for key, names in (
        ("roles", ROLES), ("kinds", LETTER_KINDS), ("categories", sorted(known.categories)),
    ):  # fmt: skip
        for index, name in enumerate(cast("list[str]", shown.get(key, []))):
            if name not in names:
                said = f"{name} is unknown"
                yield where.at(f"{key}[{index}]").fault(said, f"use one of {', '.join(names)}")


def check_versions(rows: list[tuple[Where, Table]]) -> Iterator[Fault]:
    """Of two versions of a clock never two are valid on one day."""
    by_id: dict[str, list[tuple[Where, Table]]] = {}
    for where, row in rows:
        by_id.setdefault(str(row["id"]), []).append((where, row))
    for id, versions in by_id.items():
        versions.sort(
            key=lambda one: cast("dt.date | None", one[1].get("valid_from")) or dt.date.min
        )
        for (_, old), (where, new) in pairwise(versions):
            end, start = old.get("valid_to"), new.get("valid_from")
            if start is None or end is None or cast(dt.date, end) >= cast(dt.date, start):
                said = f"another version of {id} is valid then too"
                yield where.at("valid_from").fault(said, "let the older one end the day before")
