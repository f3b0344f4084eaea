"""Which clocks a letter sets running for the one who gets it, and their dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.catalogue.categories import find_category
from app.deadlines.clocks import Office, Shown, find_clock, load_clocks
from app.deadlines.explanation import Wish
from app.deadlines.reckoning import Reckoning, Start, reckon
from app.deadlines.workdays import WorkCalendar


@dataclass(frozen=True)
class Addressed:
    """One letter as the clocks see it.

    `number` is the recipient's in the petition, from 1; `role` a party's role, "authority" or
    "hotline"; `kind` the kind of letter whose receipt starts the clocks (for a reminder the one
    it reminds of); `starts` the dates known, by event.
    """

    number: int
    role: str
    office: Office
    kind: str
    categories: frozenset[str]
    starts: Mapping[str, Start]
    wish: Wish | None = None


@dataclass(frozen=True)
class Dated:
    """A date of the schedule and whose letter it belongs to."""

    addressed: Addressed
    reckoned: Reckoning

    @property
    def order(self) -> tuple[bool, dt.date, bool, int, str]:
        """By date; what has none comes last, and of that what has not begun after the rest."""
        due = self.reckoned.due
        unbegun = self.reckoned.start is None
        number = self.addressed.number
        return due is None, due or dt.date.max, unbegun, number, self.reckoned.clock.id


def list_dates(letters: Iterable[Addressed], work: WorkCalendar) -> tuple[Dated, ...]:
    """Every clock that concerns a letter, in the order of the dates. Raises OutOfRange."""
    found = [
        Dated(letter, reckon_chain(clock_id, letter.starts, work))
        for letter in letters
        for clock_id in choose_clocks(letter)
    ]
    return tuple(sorted(found, key=lambda one: one.order))


def choose_clocks(letter: Addressed) -> tuple[str, ...]:
    """The ids of the clocks that concern a letter."""
    return tuple(
        clock_id
        for clock_id, versions in load_clocks().items()
        if any(fits(shown, letter, clock_id) for shown in versions[-1].shown)
    )


def fits(shown: Shown, letter: Addressed, clock_id: str) -> bool:
    """Whether every condition that is set holds.

    A condition on categories also holds where a category names the clock among its periods, so
    that a new category needs no change here.
    """
    watched = {name for name in letter.categories if clock_id in find_category(name).periods}
    return (
        letter.role in shown.roles
        and (not shown.kinds or letter.kind in shown.kinds)
        and bool(not shown.categories or watched or shown.categories & letter.categories)
        and shown.office in (None, letter.office)
    )


def reckon_chain(clock_id: str, starts: Mapping[str, Start], work: WorkCalendar) -> Reckoning:
    """The date of a clock, its start taken from the period before it where nothing else is known.

    The start is then the day to which that period's end moved, not the day on which the count
    came out: by 民法典 article 203 the day after the days off is the last day of the period, so
    until then the first period runs and the extension (信访工作条例 34, 政府信息公开条例 33: from
    its end) has not begun. Nobody is called late by this reading who is not late by the other.
    """
    clock = find_clock(clock_id)
    start = starts.get(clock.start)
    if start is None and clock.follows is not None:
        before = reckon_chain(clock.follows, starts, work).due
        start = Start(before, source="derived") if before else None
    return reckon(clock_id, start, work)
