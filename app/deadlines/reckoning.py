"""Reckoning a date from a clock and its start, with all that explains it.

民法典 articles 200 to 204: periods go by the calendar (200); the day of the event is not counted
(201); a period of months or years ends on the corresponding day, or on the last of a month that
has none (202); a last day that is a day off moves to the day after it (203); what another law
says goes before (204). A working-day period (工作日) counts only days on which people work.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Literal

from app.deadlines.clocks import Clock, find_clock
from app.deadlines.workdays import ONE_DAY, Rest, WorkCalendar

FIRST_YEAR = 1950
LAST_YEAR = 2199
Source = Literal["given", "paper", "derived"]
Force = Literal["in_force", "earlier", "not_yet", "ended"]


class OutOfRange(Exception):
    """A date of which no period is reckoned; `date` is which."""

    def __init__(self, date: dt.date) -> None:
        super().__init__(date)
        self.date = date


@dataclass(frozen=True)
class Start:
    """When a period starts. `time` is known for some supply cuts alone.

    `source`: "given" by a person; "paper", the date that the written answer bears, which may be
    earlier than its receipt; "derived" from the end of the period before.
    """

    date: dt.date
    time: dt.time | None = None
    source: Source = "given"


@dataclass(frozen=True)
class Skipped:
    """Days on which nobody works that were passed over, and make-up days that were counted."""

    weekends: bool = False
    rests: tuple[Rest, ...] = ()
    made_up: tuple[dt.date, ...] = ()


@dataclass(frozen=True)
class Reckoning:
    """A date and how it came about.

    `end` is the last day as counted, `due` the same after the days off (`rolled_over`) were
    passed. Both are None without a start, without a limit, and where no date can be named.
    `unknown` are the years of which holidays would have mattered and are not known.
    """

    clock: Clock
    start: Start | None
    force: Force = "in_force"
    end: dt.date | None = None
    due: dt.date | None = None
    due_at: dt.datetime | None = None
    skipped: Skipped = field(default_factory=Skipped)
    rolled_over: Skipped = field(default_factory=Skipped)
    unknown: tuple[int, ...] = ()
    provisional: bool = False


def reckon(clock_id: str, start: Start | None, work: WorkCalendar) -> Reckoning:
    """The date of a clock. Raises KeyError for an unknown id, OutOfRange for a start too far off."""
    if start is None:
        return Reckoning(find_clock(clock_id), None)
    return reckon_clock(find_clock(clock_id, start.date), start, work)


def reckon_clock(clock: Clock, start: Start, work: WorkCalendar) -> Reckoning:
    """The date of one version of a clock. Raises OutOfRange."""
    if not FIRST_YEAR <= start.date.year <= LAST_YEAR:
        raise OutOfRange(start.date)
    plain = Reckoning(clock, start, force=judge_force(clock, start.date))
    if clock.value is None or clock.unit == "seasons" or plain.force in ("not_yet", "ended"):
        return plain
    if clock.unit == "hours":
        return reckon_hours(plain, start, clock.value, work)
    if clock.unit == "working_days":
        return reckon_working_days(plain, start, clock.value, work)
    end = count_calendar(clock, start.date, clock.value)
    return roll(replace(plain, end=end, due=end), work)


def judge_force(clock: Clock, date: dt.date) -> Force:
    """Whether the clock's text was the law when the period started."""
    if clock.valid_from is not None and date < clock.valid_from:
        return "earlier" if clock.earlier else "not_yet"
    return "in_force" if clock.is_valid(date) else "ended"


def count_calendar(clock: Clock, start: dt.date, value: int) -> dt.date:
    """The last day of a period in days, months or years."""
    number = -value if clock.direction == "before" else value
    if clock.unit == "days":
        return start + number * ONE_DAY
    return add_months(start, number if clock.unit == "months" else 12 * number)


def add_months(start: dt.date, number: int) -> dt.date:
    """The corresponding day, or the last of the month (民法典 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(start.day, last))


def reckon_hours(plain: Reckoning, start: Start, value: int, work: WorkCalendar) -> Reckoning:
    """Hours go from minute to minute; without a time of day the day's first minute is taken.

    For notice before an event that is the safe side: a notice in time for it is in time.
    """
    moment = dt.datetime.combine(start.date, start.time or dt.time())
    number = -value if plain.clock.direction == "before" else value
    due_at = moment + dt.timedelta(hours=number)
    due = due_at.date()
    return replace(plain, end=due, due=due, due_at=due_at, provisional=work.is_past(due))


def reckon_working_days(
    plain: Reckoning, start: Start, value: int, work: WorkCalendar
) -> Reckoning:
    """Day by day; the last one is a working day, so that nothing has to move."""
    step = -ONE_DAY if plain.clock.direction == "before" else ONE_DAY
    day, left = start.date, value
    days: list[dt.date] = []
    while left:
        day += step
        days.append(day)
        left -= work.is_working(day)
    unknown = find_unknown(days, work)
    return replace(
        plain,
        end=day,
        due=day,
        skipped=sum_up(days, work),
        unknown=unknown,
        provisional=bool(unknown) or work.is_past(day),
    )


def roll(counted: Reckoning, work: WorkCalendar) -> Reckoning:
    """Move a last day on which nobody works to the next working day (民法典 203).

    A warranty ends on its day, and notice before an event would come too late if it moved.
    """
    day = counted.end
    if day is None:
        return counted
    if not counted.clock.rolls:
        return replace(counted, provisional=work.is_past(day))
    days = [day]
    while not work.is_working(day):
        day += ONE_DAY
        days.append(day)
    unknown = find_unknown(days, work)
    return replace(
        counted,
        due=day,
        rolled_over=sum_up(days[:-1], work),
        unknown=unknown,
        provisional=bool(unknown) or work.is_past(day),
    )


def find_unknown(days: list[dt.date], work: WorkCalendar) -> tuple[int, ...]:
    return tuple(sorted({day.year for day in days if not work.is_known(day)}))


def sum_up(days: list[dt.date], work: WorkCalendar) -> Skipped:
    """What of these days was off and why, and which make-up days were among them."""
    named = [work.rests.get(day) for day in days if not work.is_working(day)]
    return Skipped(
        weekends=None in named,
        rests=tuple(dict.fromkeys(rest for rest in named if rest is not None)),
        made_up=tuple(day for day in days if day in work.make_up),
    )
