"""Faults in a year of the working-day calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import cast

from app.catalogue.faults import (
    DATE,
    NUMBER,
    TABLES,
    TEXT,
    Fault,
    Kind,
    Table,
    Where,
    check_keys,
    is_date,
)

DATES = Kind(
    "a list of dates like [2026-01-04]",
    lambda value: isinstance(value, list) and all(is_date(one) for one in value),
    zh="日期的列表，例如 [2026-01-04]",
)
YEAR_FORM: Mapping[str, Kind] = {
    "year": NUMBER,
    "source": TEXT,
    "checked": TEXT.optional(),
    "make_up": DATES,
    "rest": TABLES,
}
REST_FORM: Mapping[str, Kind] = {"first": DATE, "last": DATE, "zh": TEXT, "en": TEXT}
SATURDAY = 5
ELSEWHERE = (
    "is not of this year",
    "put it into the file of its notice",
    "不属于这一年，请放进该年通知的文件",
)


def check_year(data: Table, where: Where, stem: str) -> Iterator[Fault]:
    """Ranges in order and of this year, make-up days on weekends that are no days off."""
    faults = list(check_keys(data, YEAR_FORM, where))
    rows = [] if faults else cast("list[Table]", data["rest"])
    for index, row in enumerate(rows):
        faults += check_keys(row, REST_FORM, where.at(f"rest[{index}]"))
    yield from faults
    if faults:
        return
    if stem != str(data["year"]):
        said = f"{data['year']} is not the name of the file"
        zh = f"{data['year']} 与文件名不符，请以年份为文件名"
        yield where.at("year").fault(said, "name the file after its year", zh)
        return
    yield from check_rests(rows, where, int(stem))
    off = [(cast(dt.date, row["first"]), cast(dt.date, row["last"])) for row in rows]
    for index, day in enumerate(cast("list[dt.date]", data["make_up"])):
        place = where.at(f"make_up[{index}]")
        if not belongs(day, int(stem)):
            yield place.fault(f"{day} {ELSEWHERE[0]}", ELSEWHERE[1], f"{day} {ELSEWHERE[2]}")
        if day.weekday() < SATURDAY:
            zh = f"{day} 不是周末；调休上班日只能是周末"
            yield place.fault(f"{day} is no weekend day", "only weekend days are made up", zh)
        if any(first <= day <= last for first, last in off):
            zh = f"{day} 又列为放假日，请删去一处"
            yield place.fault(f"{day} is a day off as well", "leave one of them out", zh)


def check_rests(rows: list[Table], where: Where, year: int) -> Iterator[Fault]:
    """The days off, range by range."""
    before = dt.date.min
    for index, row in enumerate(rows):
        place = where.at(f"rest[{index}]")
        first, last = cast(dt.date, row["first"]), cast(dt.date, row["last"])
        if last < first:
            zh = f"末日 {last} 早于首日 {first}，请对调"
            yield place.at("last").fault(f"{last} is before first {first}", "swap them", zh)
        if first <= before:
            zh = f"{first} 不晚于前一段的末日 {before}，请按先后排列"
            yield place.at("first").fault(f"{first} is not after {before}", "put it in order", zh)
        if not (belongs(first, year) and belongs(last, year)):
            yield place.fault(*ELSEWHERE)
        before = max(last, first)


def belongs(day: dt.date, year: int) -> bool:
    """Whether the notice for that year can set the day: New Year reaches back into December."""
    return day.year == year or (day.year == year - 1 and day.month == 12)
