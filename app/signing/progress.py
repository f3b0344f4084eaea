"""How far a drive has come: people and dwellings by level, building and day.

Counted are the signatures under the drive's own version that stand or are only questioned. A
person (name at a dwelling) counts once, at their best level and from their first day; a dwelling
counts once; an owner's dwelling is one that an owner signed for.
"""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Subquery, case, func, select
from sqlalchemy.orm import Session

from app.communities.roll import sort_key
from app.signing.counted import BY_RANK, is_counted, is_owner
from app.signing.models import COUNTED, Drive, Level, Signature
from app.signing.shares import Listed, Share, count_shares

NOT_LISTED = Listed(0, 0)
LEAST_SHOWN = 5  # a building with fewer people is not shown in public
MOST_KEPT = 64
LONGEST_KEPT = dt.timedelta(seconds=10)
_SIGNATURES_A_SECOND = 1000  # a small drive is counted at once, a large one is kept for longer


@dataclass(frozen=True)
class Count:
    """`owners` are among the people, `owner_dwellings` among the dwellings."""

    people: int = 0
    owners: int = 0
    dwellings: int = 0
    owner_dwellings: int = 0

    @property
    def others(self) -> int:
        """People who sign as family, tenants or shops."""
        return self.people - self.owners


@dataclass(frozen=True)
class Building:
    """What came from one building; "" where several are put together. `listed`: of the roll."""

    name: str
    count: Count
    listed: Listed = NOT_LISTED


@dataclass(frozen=True)
class Day:
    """How many people signed first on this day, and how many had by its end."""

    day: dt.date
    people: int
    reached: int


@dataclass(frozen=True)
class Progress:
    """`signatures` is how many rows were counted: more than `all.people` where some came twice.

    `levels` count people, the best level first. `share` is None without a roll.
    """

    signatures: int
    all: Count
    levels: Mapping[Level, int]
    buildings: tuple[Building, ...]
    days: tuple[Day, ...]
    share: Share | None

    @property
    def unknown(self) -> int:
        """Dwellings that are not in the roll, where there is one."""
        found = sum(one.listed.signed for one in self.buildings)
        return self.all.dwellings - found if self.share else 0


def count_progress(session: Session, drive: Drive) -> Progress:
    """Count now, in three queries."""
    person = _group_people(drive)
    rows = session.execute(
        select(
            person.c.building, person.c.rank, person.c.is_owner, person.c.day,
            func.count(), func.sum(person.c.times),
        ).group_by(person.c.building, person.c.rank, person.c.is_owner, person.c.day)
    ).all()  # fmt: skip
    people: Counter[str] = Counter()
    owners: Counter[str] = Counter()
    levels: Counter[Level] = Counter()
    days: Counter[dt.date] = Counter()
    for building, rank, owned, day, count, _ in rows:
        people[building] += count
        owners[building] += count * owned
        levels[BY_RANK[rank]] += count
        days[day] += count
    dwellings = _count_dwellings(session, drive)
    listed, share = count_shares(session, drive)
    buildings = tuple(
        Building(
            name,
            Count(people[name], owners[name], *dwellings.get(name, (0, 0))),
            listed.get(name, NOT_LISTED),
        )
        for name in sorted(people.keys() | listed.keys(), key=sort_key)
    )
    return Progress(
        signatures=sum(int(row[5]) for row in rows),
        all=_add_up(buildings).count,
        levels={level: levels[level] for level in reversed(BY_RANK)},
        buildings=buildings,
        days=_follow(days),
        share=share,
    )


def read_progress(session: Session, drive: Drive, *, now: dt.datetime) -> Progress:
    """The same, at most a few seconds old: the more have signed, the longer it is kept.

    While one request counts anew, others get what is there.
    """
    key = (drive.id, drive.version_id)
    kept = _KEPT.get(key)
    if kept is None:
        return _keep(key, count_progress(session, drive), now)
    counted, until = kept
    if now < until or not _COUNTING.acquire(blocking=False):
        return counted
    try:
        return _keep(key, count_progress(session, drive), now)
    finally:
        _COUNTING.release()


def merge_small(buildings: tuple[Building, ...]) -> tuple[Building, ...]:
    """The buildings as the public sees them: those with fewer than five people put together, last.

    Where even together they are fewer than five, the next smallest joins them, so that nobody can
    tell who signed in a building by taking one figure from another.
    """
    by_size = sorted(buildings, key=lambda one: one.count.people)
    merged = [one for one in by_size if one.count.people < LEAST_SHOWN]
    rest = by_size[len(merged) :]
    while merged and rest and sum(one.count.people for one in merged) < LEAST_SHOWN:
        merged.append(rest.pop(0))
    shown = tuple(one for one in buildings if one in rest)
    return (*shown, _add_up(tuple(merged))) if merged else shown


def count_to_agree_anew(session: Session, drive: Drive) -> int:
    """How many people signed an older version and not the one that is signed now."""
    newer = select(Signature.person_index).where(*is_counted(drive))
    older = select(func.count(func.distinct(Signature.person_index))).where(
        Signature.drive_id == drive.id,
        Signature.version_id != drive.version_id,
        Signature.state.in_(COUNTED),
        Signature.person_index.not_in(newer),
    )
    return session.scalar(older) or 0


def _add_up(buildings: tuple[Building, ...]) -> Building:
    """The sum of the buildings: no person and no dwelling is in two of them."""
    counts, listed = [one.count for one in buildings], [one.listed for one in buildings]
    return Building(
        "",
        Count(
            sum(one.people for one in counts),
            sum(one.owners for one in counts),
            sum(one.dwellings for one in counts),
            sum(one.owner_dwellings for one in counts),
        ),
        Listed(sum(one.dwellings for one in listed), sum(one.signed for one in listed)),
    )


def _group_people(drive: Drive) -> Subquery:
    """One row for each person, read from one index alone."""
    ranks = {level: rank for rank, level in enumerate(BY_RANK)}
    return (
        select(
            Signature.building,
            func.max(case(ranks, value=Signature.level, else_=0)).label("rank"),
            func.max(is_owner()).label("is_owner"),
            func.min(Signature.signed_on).label("day"),
            func.count().label("times"),
        )
        .where(*is_counted(drive))
        .group_by(Signature.building, Signature.dwelling, Signature.person_index)
        .subquery()
    )


def _count_dwellings(session: Session, drive: Drive) -> Mapping[str, tuple[int, int]]:
    """Dwellings by building, and those that an owner signed for."""
    one = (
        select(Signature.building, func.max(is_owner()).label("is_owner"))
        .where(*is_counted(drive))
        .group_by(Signature.building, Signature.dwelling)
        .subquery()
    )
    found = session.execute(
        select(one.c.building, func.count(), func.sum(one.c.is_owner)).group_by(one.c.building)
    )
    return {building: (count, int(owned)) for building, count, owned in found}


def _follow(days: Mapping[dt.date, int]) -> tuple[Day, ...]:
    """The days on which somebody signed, with what had come by their end."""
    reached, found = 0, []
    for day in sorted(days):
        reached += days[day]
        found.append(Day(day, days[day], reached))
    return tuple(found)


# ---- kept in this process ----

_Key = tuple[uuid.UUID, uuid.UUID]
_KEPT: OrderedDict[_Key, tuple[Progress, dt.datetime]] = OrderedDict()
_COUNTING = threading.Lock()
_KEEPING = threading.Lock()


def _keep(key: _Key, counted: Progress, now: dt.datetime) -> Progress:
    lasts = min(dt.timedelta(seconds=counted.signatures / _SIGNATURES_A_SECOND), LONGEST_KEPT)
    with _KEEPING:
        _KEPT[key] = (counted, now + lasts)
        _KEPT.move_to_end(key)
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
    return counted
