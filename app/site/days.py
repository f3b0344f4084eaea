"""Dates that a person types into a form, and dates as pages show them, with their weekday."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from app.deadlines.reckoning import FIRST_YEAR, LAST_YEAR
from app.deadlines.wording import say_date
from app.messages import Message, message

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
_LONGEST = 40  # characters of what was typed that are shown again
WEEKDAYS = (
    message("星期一"), message("星期二"), message("星期三"), message("星期四"), message("星期五"),
    message("星期六"), message("星期日"),
)  # fmt: skip


@dataclass(frozen=True)
class AskedDay:
    """A date field: the text as typed, the date it is, or what is wrong with it."""

    text: str = ""
    date: dt.date | None = None
    fault: Message | None = None


def read_day(text: str | None, *, needed: bool = False) -> AskedDay:
    """What was typed into a date field; None: the form has not been sent."""
    if text is None:
        return AskedDay()
    text = text.strip()[:_LONGEST]
    if not text:
        return AskedDay(fault=message("请填写日期") if needed else None)
    found = _DAY.fullmatch(text) if text.isascii() or "年" in text else None
    try:
        date = dt.date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        date = None
    if date is None:
        fault = message("没有这一天；请写成 2026-10-12 这样的日期")
        return AskedDay(text, fault=fault)
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        fault = message("只能计算{first}年至{last}年的日期", first=FIRST_YEAR, last=LAST_YEAR)
        return AskedDay(text, fault=fault)
    return AskedDay(date.isoformat(), date)


@dataclass(frozen=True)
class AskedTime:
    """A field for a time of day, like AskedDay."""

    text: str = ""
    time: dt.time | None = None
    fault: Message | None = None


def read_time(text: str | None) -> AskedTime:
    """What was typed into a field for a time of day, which may be left empty."""
    text = (text or "").strip()[:_LONGEST]
    found = _TIME.fullmatch(text)
    if not text:
        return AskedTime()
    if not found:
        return AskedTime(text, fault=message("没有这个时刻；请写成 08:30 这样的时刻"))
    time = dt.time(int(found[1]), int(found[2]))
    return AskedTime(f"{time:%H:%M}", time)


def say_day(date: dt.date) -> Message:
    """2026年11月2日（星期一）, Monday, 2 November 2026."""
    return message("{date}（{weekday}）", date=say_date(date), weekday=WEEKDAYS[date.weekday()])
