"""Moments as pages show them: in the time of China, in the visitor's language."""

from __future__ import annotations

import datetime as dt

from flask import Flask

from app.deadlines.wording import say_date, say_moment
from app.today import CHINA
from app.web.languages import say


def init_app(app: Flask) -> None:
    """Let templates tell days and times."""
    app.jinja_env.globals.update(tell_day=tell_day, tell_time=tell_time)


def tell_day(moment: dt.datetime) -> str:
    """2026年11月2日"""
    return say(say_date(moment.astimezone(CHINA).date()))


def tell_time(moment: dt.datetime) -> str:
    """2026年11月2日16:05"""
    return say(say_moment(moment.astimezone(CHINA)))
