"""The working-day calendar: weekends, holidays, make-up days (调休上班日), year by year.

The years lie in app/data/holidays, one file a year, as the State Council's notice sets them; an
administrator's folder adds years or replaces them. Of a year without a file only the weekends
are known, so that a date which needs more is provisional.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from app.catalogue.faults import Fault, Table, Where, read_table
from app.catalogue.words import Words
from app.deadlines.check_holidays import check_year
from app.messages import Message, message

HOLIDAYS = Path(__file__).parent.parent / "data" / "holidays"
ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5
WEEKEND = Words("周末", "a weekend")


class BadCalendar(Exception):
    """An administrator's file of holidays that cannot be used; `file` is which, `said` why."""

    def __init__(self, file: str, fault: Fault) -> None:
        super().__init__(file, fault)
        self.file = file
        place = f"{fault.place}: " if fault.place else ""
        words = {"zh": f"{place}{fault.zh}", "en": f"{place}{fault.what}; {fault.fix}"}
        self.said = message("放假安排文件有误：{fault}", fault=Message("{zh}", words, "{en}"))


@dataclass(frozen=True)
class Rest:
    """Days off in a row, and the name of the holiday: 国庆, National Day."""

    first: dt.date
    last: dt.date
    name: Words

    def list_days(self) -> Iterator[dt.date]:
        for number in range((self.last - self.first).days + 1):
            yield self.first + number * ONE_DAY


@dataclass(frozen=True)
class WorkCalendar:
    """`years` are those whose notice is known; `rests` holds days off, `make_up` workdays."""

    years: frozenset[int]
    rests: Mapping[dt.date, Rest]
    make_up: frozenset[dt.date]

    def is_working(self, date: dt.date) -> bool:
        """Whether people work on that day, as far as is known."""
        if date in self.make_up:
            return True
        return date.weekday() < SATURDAY and date not in self.rests

    def is_known(self, date: dt.date) -> bool:
        """Whether the notice for the year of that day is known."""
        return date.year in self.years

    def is_past(self, date: dt.date) -> bool:
        """Whether the day lies after the last year that is known."""
        return not self.years or date.year > max(self.years)


def load_calendar(extra: Path | None = None) -> WorkCalendar:
    """The product's years, and those of an administrator's folder, which win.

    Raises BadCalendar for a folder or file that cannot be used.
    """
    tables = dict(load_own_years())
    if extra is not None:
        tables.update(read_years(extra))
    rests: dict[dt.date, Rest] = {}
    make_up: set[dt.date] = set()
    for table in tables.values():
        for row in cast("list[dict[str, object]]", table["rest"]):
            rest = Rest(
                first=cast(dt.date, row["first"]),
                last=cast(dt.date, row["last"]),
                name=Words(str(row["zh"]), str(row["en"])),
            )
            rests.update((day, rest) for day in rest.list_days())
        make_up.update(cast("list[dt.date]", table["make_up"]))
    return WorkCalendar(frozenset(tables), rests, frozenset(make_up))


@cache
def load_own_years() -> Mapping[int, Table]:
    """The tables of the product's own years."""
    return read_years(HOLIDAYS)


def read_years(folder: Path) -> dict[int, Table]:
    """The sound tables of a folder by year; raises BadCalendar at the first fault."""
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        fault = Where(str(folder)).fault(
            "holds no file", "put a <year>.toml there", "没有年份文件，请放入以年份命名的 .toml"
        )
        raise BadCalendar(str(folder), fault)
    found: dict[int, Table] = {}
    for path in paths:
        where = Where(path.name)
        try:
            data = read_table(path, where)
        except OSError as error:
            fault = where.fault("cannot be read", "check its permissions", "读不了，请核对权限")
            raise BadCalendar(str(path), fault) from error
        faults = [data] if isinstance(data, Fault) else list(check_year(data, where, path.stem))
        if faults:
            raise BadCalendar(str(path), faults[0])
        found[int(path.stem)] = cast(Table, data)
    return found
