"""The geometry of charts: templates draw it as SVG, with colours from the style sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.signing.progress import Building, Day

MOST_DAYS = 366


@dataclass(frozen=True)
class Column:
    """A day: where it stands and how high it is, out of 100."""

    x: float
    width: float
    height: float


@dataclass(frozen=True)
class DayChart:
    """`curve` are the points of all who had signed, out of 100 × 100 with y downwards."""

    columns: tuple[Column, ...]
    curve: str
    first: dt.date
    last: dt.date
    most: int
    reached: int


@dataclass(frozen=True)
class Bar:
    """A building's bar. `filled` of 100; where the roll is known it is the part that has signed."""

    building: Building
    filled: float

    @property
    def per_cent(self) -> int:
        """As it is said beside the bar."""
        return round(self.filled)


def draw_days(days: Sequence[Day]) -> DayChart | None:
    """The chart of the days from the first signature to the last; None without any."""
    if not days:
        return None
    first, last = days[0].day, days[-1].day
    span = (last - first).days + 1
    width, most, reached = 100 / span, max(day.people for day in days), days[-1].reached
    columns = []
    points = [f"0,{100 - 100 * (days[0].reached - days[0].people) / reached:.2f}"]
    before = 0
    for day in days:
        x = (day.day - first).days * width
        columns.append(
            Column(round(x + width * 0.1, 3), round(width * 0.8, 3), _part(day.people, most))
        )
        points.append(f"{x:.2f},{100 - _part(before, reached):.2f}")
        points.append(f"{x + width:.2f},{100 - _part(day.reached, reached):.2f}")
        before = day.reached
    return DayChart(tuple(columns), " ".join(points), first, last, most, reached)


def draw_buildings(buildings: Sequence[Building]) -> tuple[Bar, ...]:
    """A bar for each: the part of its dwellings, or its people beside the building with most."""
    if any(one.listed.dwellings for one in buildings):
        return tuple(Bar(one, _part(one.listed.signed, one.listed.dwellings)) for one in buildings)
    most = max((one.count.people for one in buildings), default=0)
    return tuple(Bar(one, _part(one.count.people, most)) for one in buildings)


def _part(some: float, whole: float) -> float:
    return round(100 * some / whole, 2) if whole else 0.0
