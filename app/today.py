"""The one place that asks the clock; everything else takes date and time as arguments."""

from __future__ import annotations

import datetime as dt

# China keeps one time without summer time since 1991, so no time zone data is needed.
CHINA = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")


def read_today() -> dt.date:
    """Today's date in China, where the letters are handed in."""
    return dt.datetime.now(CHINA).date()


def read_now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)
