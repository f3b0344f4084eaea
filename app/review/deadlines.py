"""Deadlines of the petition that are gone by, and how its dates are read."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from app.catalogue.words import Words
from app.deadlines.reckoning import OutOfRange, Start, reckon
from app.deadlines.workdays import load_calendar
from app.letters.petition import Before, Deadline, LooseDate, OnDate, Petition, Until
from app.review.demands import list_demands
from app.review.findings import Hit

_WRITTEN = re.compile(
    r"(20\d\d)\s*[年/.-]\s*(1[0-2]|0?[1-9])\s*(?:[月/.-]\s*(3[01]|[12]\d|0?[1-9])?)?"
)


def find_deadlines_before_letter(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Deadlines that had passed when the letter was dated."""
    for place, demand in list_demands(petition):
        day = read_last_day(demand.deadline)
        if day and day < petition.date:
            yield Hit(f"{place}.deadline", {"day": day, "date": petition.date})


def find_deadlines_passed(petition: Petition, today: dt.date) -> Iterator[Hit]:
    """Deadlines after the letter's date that have passed by today."""
    for place, demand in list_demands(petition):
        day = read_last_day(demand.deadline)
        if day and petition.date <= day < today:
            yield Hit(f"{place}.deadline", {"day": day})


def find_comments_closed(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Plans whose time for comments (公示期) is over."""
    for index, item in enumerate(petition.items):
        until = item.objected and item.objected.comments_until
        if until and until < petition.date:
            yield Hit(f"items[{index}].object.comments_until", {"day": until})


def reckon_due(clock: str, start: dt.date) -> dt.date | None:
    """The last day of a period of the law, or None where it cannot be reckoned."""
    try:
        return reckon(clock, Start(start), load_calendar()).due
    except OutOfRange:
        return None


def read_first_day(on: LooseDate) -> dt.date:
    """The first day that a loose date can mean."""
    return dt.date(on.year, on.month or 1, on.day or 1)


def read_final_day(on: LooseDate) -> dt.date:
    """The last day that a loose date can mean."""
    month = on.month or 12
    return dt.date(on.year, month, on.day or calendar.monthrange(on.year, month)[1])


def say_loose(on: LooseDate) -> Words:
    """2026年10月, October 2026."""
    if not on.month:
        return Words(f"{on.year}年", str(on.year))
    month = calendar.month_name[on.month]
    if not on.day:
        return Words(f"{on.year}年{on.month}月", f"{month} {on.year}")
    return Words(f"{on.year}年{on.month}月{on.day}日", f"{on.day} {month} {on.year}")


def read_last_day(deadline: Deadline | None) -> dt.date | None:
    """The day a deadline names, in a clause the last day it can mean; None where it names none."""
    match deadline:
        case OnDate(date):
            return date
        case Before(clause) | Until(clause):
            return read_written_day(clause)
    return None


def read_written_day(clause: str) -> dt.date | None:
    """The last date that stands in a clause; a month alone means its last day."""
    days = []
    for year, month, day in _WRITTEN.findall(clause):
        last = calendar.monthrange(int(year), int(month))[1]
        days.append(dt.date(int(year), int(month), min(int(day or last), last)))
    return max(days, default=None)


CHECKS: Mapping[str, Callable[[Petition, dt.date], Iterator[Hit]]] = {
    "deadline-before-letter": find_deadlines_before_letter,
    "deadline-passed": find_deadlines_passed,
    "comments-closed": find_comments_closed,
}
