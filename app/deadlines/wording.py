"""Dates, periods and days off in words, as they stand inside the sentences of an explanation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app.deadlines.clocks import Unit
from app.deadlines.workdays import WEEKEND, Rest
from app.messages import Language, Message, message, translate

MONTHS = (
    message("1月"), message("2月"), message("3月"), message("4月"), message("5月"), message("6月"),
    message("7月"), message("8月"), message("9月"), message("10月"), message("11月"), message("12月"),
)  # fmt: skip
PERIODS: dict[Unit, tuple[Message, Message]] = {
    "days": (message("1日"), message("{count}日")),
    "working_days": (message("1个工作日"), message("{count}个工作日")),
    "months": (message("1个月"), message("{count}个月")),
    "years": (message("1年"), message("{count}年")),
    "hours": (message("1小时"), message("{count}小时")),
    "seasons": (message("1个采暖期、供冷期"), message("{count}个采暖期、供冷期")),
}


def say_date(date: dt.date) -> Message:
    """2026年10月8日, 8 October 2026."""
    return message(
        "{year}年{month}{day}日", year=date.year, month=MONTHS[date.month - 1], day=date.day
    )


def say_written_day(text: str) -> Message | str:
    """2026-08-10 as say_date says it; what is no whole day stays as it is written."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return text
    return say_date(day) if day.isoformat() == text else text


def say_moment(moment: dt.datetime) -> Message:
    """2026年9月29日08:00, 08:00 on 29 September 2026."""
    return message("{date}{time}", date=say_date(moment), time=f"{moment:%H:%M}")


def say_period(value: int, unit: Unit) -> Message:
    """15日, 1个月, 2个采暖期、供冷期."""
    one, many = PERIODS[unit]
    return one if value == 1 else Message(many.text, {"count": value})


def say_years(years: Sequence[int], language: Language) -> str:
    """2027年、2028年 or 2027 and 2028."""
    words = [translate(message("{year}年", year=year), language) for year in years]
    return join(words, language)


def say_holiday(rest: Rest, language: Language) -> str:
    """国庆假期, the National Day holiday."""
    return translate(message("{name}假期", name=rest.name.say(language)), language)


def say_span(rest: Rest, language: Language) -> str:
    """国庆假期（2026年10月1日至2026年10月7日）, the National Day holiday (1 October 2026 to …)."""
    return translate(
        message(
            "{holiday}（{first}至{last}）",
            holiday=say_holiday(rest, language),
            first=say_date(rest.first),
            last=say_date(rest.last),
        ),
        language,
    )


def say_days_off(weekends: bool, holidays: Sequence[str], language: Language) -> str:
    """周末、国庆假期; a weekend and the National Day holiday."""
    return join([*([WEEKEND.say(language)] if weekends else []), *holidays], language)


def join(words: Sequence[str], language: Language) -> str:
    """A、B、C or A, B and C."""
    if language == "zh" or len(words) < 2:
        return "、".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
