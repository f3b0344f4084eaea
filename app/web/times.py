"""Moments as pages show them: in the time of China, in the visitor's language."""

from __future__ import annotations

import datetime as dt

from flask import Flask

from app.deadlines.wording import say_date, say_moment, say_written_day
from app.today import CHINA
from app.web.languages import say


def init_app(app: Flask) -> None:
    """Let templates tell days and times."""
    app.jinja_env.globals.update(
        tell_day=tell_day, tell_time=tell_time, tell_written_day=tell_written_day
    )


def tell_day(moment: dt.datetime) -> str:
    """2026年11月2日"""
    return say(say_date(moment.astimezone(CHINA).date()))


def tell_written_day(text: str) -> str:
    """2026年8月10日 of 2026-08-10; what is no whole day stays as it is written."""
    said = say_written_day(text)
    return said if isinstance(said, str) else say(said)


def tell_time(moment: dt.datetime) -> str:
    """2026年11月2日16:05"""
    return say(say_moment(moment.astimezone(CHINA)))
