"""Progress as everybody may see it: figures, and buildings of which none stands for a few people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.signing.charts import Bar, DayChart, draw_buildings, draw_days
from app.signing.models import Drive
from app.signing.progress import Count, Day, merge_small, read_progress


@dataclass(frozen=True)
class PublicProgress:
    """`has_roll`: the bars are parts of each building's dwellings."""

    all: Count
    bars: tuple[Bar, ...]
    chart: DayChart | None
    days: tuple[Day, ...]
    has_roll: bool


def read_public_progress(session: Session, drive: Drive, *, now: dt.datetime) -> PublicProgress:
    """What the public page shows, a few seconds old at most (app/signing/progress.py)."""
    progress = read_progress(session, drive, now=now)
    return PublicProgress(
        all=progress.all,
        bars=draw_buildings(merge_small(progress.buildings)),
        chart=draw_days(progress.days),
        days=progress.days,
        has_roll=progress.share is not None,
    )
