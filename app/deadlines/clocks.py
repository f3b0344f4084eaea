"""The statutory periods (法定期限) as data: what runs, for whom, from what, and by which law.

The data lie in app/data/deadlines; `check_clocks` proves what is assumed here. A clock whose law
changed has several versions with one id, each with its own days of validity.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from app.catalogue.words import Words

CLOCKS = Path(__file__).parent.parent / "data" / "deadlines"
EVENTS = "events"
RECEIVED = "received"
Binds = Literal["authority", "developer", "property_company", "utility", "committee", "owners"]
Unit = Literal["days", "working_days", "months", "years", "hours", "seasons", "none"]
Direction = Literal["after", "before"]
ClockKind = Literal[
    "recipient_duty",
    "recipient_extension",
    "owner_deadline",
    "breach_threshold",
    "warranty",
    "no_statutory_limit",
    "no_national_limit",
]
Office = Literal["petition_office", "agency"]
UNITS: tuple[Unit, ...] = get_args(Unit)


@dataclass(frozen=True)
class Event:
    """What a period runs from; its words are a clause: 受理信访事项, the matter is accepted."""

    id: str
    words: Words


@dataclass(frozen=True)
class Shown:
    """To whom a clock matters: every condition that is set must hold.

    `roles` are roles of recipients, `kinds` kinds of letters, `categories` those of the items,
    `office` which sort of authority; an empty set asks nothing.
    """

    roles: frozenset[str]
    kinds: frozenset[str]
    categories: frozenset[str]
    office: Office | None


@dataclass(frozen=True)
class Clock:
    """One period, as the law had it from `valid_from` to `valid_to` (None: no end known).

    `value` is None where the law sets no limit (`unit` "none"). `follows` is the clock at whose
    end this one starts when nothing else is known. `earlier`: what began before `valid_from` is
    counted by this text all the same.
    """

    id: str
    title: Words
    binds: Binds
    value: int | None
    unit: Unit
    start: str
    direction: Direction
    rolls: bool
    basis: tuple[str, ...]
    kind: ClockKind
    valid_from: dt.date | None
    valid_to: dt.date | None
    follows: str | None
    earlier: bool
    note: Words | None
    shown: tuple[Shown, ...]

    def is_valid(self, date: dt.date) -> bool:
        """Whether this version was the law on that day."""
        starts = self.valid_from is None or self.valid_from <= date
        return starts and (self.valid_to is None or date <= self.valid_to)


@cache
def load_events() -> Mapping[str, Event]:
    """All start events by id, in the order of the file."""
    data = tomllib.loads((CLOCKS / f"{EVENTS}.toml").read_text("utf-8"))
    return MappingProxyType(
        {row["id"]: Event(row["id"], Words(row["zh"], row["en"])) for row in data["events"]}
    )


@cache
def load_clocks() -> Mapping[str, tuple[Clock, ...]]:
    """The versions of every clock by id, the oldest first."""
    every: dict[str, tuple[Clock, ...]] = {}
    for path in sorted(CLOCKS.glob("*.toml")):
        if path.stem != EVENTS:
            for row in tomllib.loads(path.read_text("utf-8"))["clocks"]:
                clock = read_clock(row)
                every[clock.id] = (*every.get(clock.id, ()), clock)
    by_age = {
        id: tuple(sorted(versions, key=lambda one: one.valid_from or dt.date.min))
        for id, versions in every.items()
    }
    return MappingProxyType(by_age)


def find_clock(clock_id: str, on: dt.date | None = None) -> Clock:
    """The clock's version for that day, without a day the newest.

    Raises KeyError when there is no clock with this id.
    """
    return choose_version(load_clocks()[clock_id], on)


def choose_version(versions: Sequence[Clock], on: dt.date | None) -> Clock:
    """Of versions, the oldest first, the one in force on that day; else the one nearest to it."""
    if on is None:
        return versions[-1]
    valid = next((one for one in versions if one.is_valid(on)), None)
    if valid is not None:
        return valid
    begun = [one for one in versions if one.valid_from is None or one.valid_from <= on]
    return begun[-1] if begun else versions[0]


def read_clock(row: Mapping[str, Any]) -> Clock:
    """A clock from a table that `check_clocks` found sound."""
    return Clock(
        id=row["id"],
        title=Words(**row["title"]),
        binds=row["binds"],
        value=row.get("value"),
        unit=row["unit"],
        start=row["start"],
        direction=row["direction"],
        rolls=row["rolls"],
        basis=tuple(row.get("basis", ())),
        kind=row["kind"],
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        follows=row.get("follows"),
        earlier=row.get("earlier", False),
        note=Words(**row["note"]) if "note" in row else None,
        shown=tuple(read_shown(one) for one in row["shown"]),
    )


def read_shown(row: Mapping[str, Any]) -> Shown:
    return Shown(
        roles=frozenset(row["roles"]),
        kinds=frozenset(row.get("kinds", ())),
        categories=frozenset(row.get("categories", ())),
        office=row.get("office"),
    )
