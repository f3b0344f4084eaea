"""The roll in the database: reading it page by page, and putting a new one in its place."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from app.communities.models import Dwelling
from app.communities.roll import Changes, Entry, compare, sort_key
from app.files.models import StoredFile
from app.files.store import Content, NoFile, delete_files, find_file, put_file
from app.timeline.entries import record

A_PAGE = 100
CENT = Decimal("0.01")
ROLL = "application/vnd.lianming.roll+json"  # a roll read and proven, not yet confirmed
WAITS = dt.timedelta(days=1)
_ORDER = (
    func.length(Dwelling.entrance),
    Dwelling.entrance,
    func.length(Dwelling.number),
    Dwelling.number,
    Dwelling.label,
)


class RollChanged(Exception):
    """The roll is not what the person saw when they confirmed."""


@dataclass(frozen=True)
class Building:
    """A building of the roll, with how many dwellings it has."""

    name: str
    dwellings: int


@dataclass(frozen=True)
class Counts:
    """`area` and `owners` sum what is known; `without_area` counts dwellings where it is not."""

    dwellings: int
    area: Decimal
    owners: int
    without_area: int


@dataclass(frozen=True)
class Proposal:
    """A roll that waits for confirmation; `seen` is the digest of the roll it was compared with."""

    file_id: uuid.UUID
    name: str
    changes: Changes
    seen: str


def count_roll(session: Session, community_id: uuid.UUID) -> Counts:
    """The sums of a community's roll."""
    row = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(Dwelling.area), 0),
            func.coalesce(func.sum(Dwelling.owners), 0),
            func.count().filter(Dwelling.area.is_(None)),
        ).where(Dwelling.community_id == community_id)
    ).one()
    return Counts(row[0], Decimal(row[1] or 0).quantize(CENT), int(row[2] or 0), row[3])


def list_buildings(session: Session, community_id: uuid.UUID) -> list[Building]:
    """The buildings of the roll, 2 before 10."""
    rows = session.execute(
        select(Dwelling.building, func.count())
        .where(Dwelling.community_id == community_id)
        .group_by(Dwelling.building)
    )
    found = [Building(name, count) for name, count in rows]
    return sorted(found, key=lambda building: sort_key(building.name))


def list_dwellings(
    session: Session, community_id: uuid.UUID, building: str, *, after: uuid.UUID | None = None
) -> tuple[Sequence[Dwelling], bool]:
    """A page of a building's dwellings, those behind `after`; and whether more follow."""
    mine = (Dwelling.community_id == community_id, Dwelling.building == building)
    query = select(Dwelling).where(*mine)
    last = session.scalar(select(Dwelling).where(*mine, Dwelling.id == after)) if after else None
    if last is not None:
        key = (len(last.entrance), last.entrance, len(last.number), last.number, last.label)
        query = query.where(tuple_(*_ORDER) > key)
    found = session.scalars(query.order_by(*_ORDER).limit(A_PAGE + 1)).all()
    return found[:A_PAGE], len(found) > A_PAGE


def propose_roll(
    session: Session,
    community_id: uuid.UUID,
    entries: Sequence[Entry],
    name: str,
    *,
    person_id: uuid.UUID,
    now: dt.datetime,
) -> uuid.UUID:
    """Keep a roll until it is confirmed or discarded; the person's older ones are dropped."""
    waiting = select(StoredFile.id).where(
        StoredFile.community_id == community_id,
        StoredFile.media_type == ROLL,
        (StoredFile.created_by == person_id) | (StoredFile.created_at < now - WAITS),
    )
    delete_files(session, session.scalars(waiting).all())
    data = json.dumps([_pack(entry) for entry in entries], ensure_ascii=False).encode()
    content = Content(data, ROLL, name)
    return put_file(session, community_id, content, person_id=person_id, now=now).id


def find_proposal(session: Session, community_id: uuid.UUID, file_id: uuid.UUID) -> Proposal:
    """A roll that waits, compared with the one that stands. Raises NoFile."""
    stored = find_file(session, community_id, file_id)
    if stored.media_type != ROLL:
        raise NoFile
    old = [_describe(one) for one in _list_all(session, community_id)]
    new = [_unpack(row) for row in json.loads(stored.data)]
    return Proposal(stored.id, stored.name, compare(old, new), _digest(old))


def confirm_roll(
    session: Session,
    community_id: uuid.UUID,
    file_id: uuid.UUID,
    *,
    seen: str,
    remove_gone: bool,
    person_id: uuid.UUID,
    now: dt.datetime,
) -> Changes:
    """Put the roll that waits in the place of the old one; `remove_gone`: also take out what it lacks.

    Raises NoFile, and RollChanged where the old one is not what the person saw.
    """
    proposal = find_proposal(session, community_id, file_id)
    if proposal.seen != seen:
        raise RollChanged
    changes = proposal.changes
    ids = {one.label: one.id for one in _list_all(session, community_id)}
    if changes.new:
        rows = [{**asdict(entry), "community_id": community_id} for entry in changes.new]
        session.execute(insert(Dwelling), rows)
    if changes.changed:
        entries = [entry for _, entry in changes.changed]
        rows = [{**asdict(entry), "id": ids[entry.label]} for entry in entries]
        session.execute(update(Dwelling), rows)
    gone = [ids[entry.label] for entry in changes.gone] if remove_gone else []
    for start in range(0, len(gone), 500):
        session.execute(delete(Dwelling).where(Dwelling.id.in_(gone[start : start + 500])))
    delete_files(session, [file_id])
    record(
        session,
        "roll-changed",
        community_id=community_id,
        person_id=person_id,
        now=now,
        added=len(changes.new),
        changed=len(changes.changed),
        removed=len(gone),
    )
    return changes


def discard_roll(session: Session, community_id: uuid.UUID, file_id: uuid.UUID) -> None:
    """Drop a roll that waits; one that is gone already is no error."""
    delete_files(
        session,
        session.scalars(
            select(StoredFile.id).where(
                StoredFile.id == file_id,
                StoredFile.community_id == community_id,
                StoredFile.media_type == ROLL,
            )
        ).all(),
    )


def _list_all(session: Session, community_id: uuid.UUID) -> list[Dwelling]:
    query = select(Dwelling).where(Dwelling.community_id == community_id)
    return sorted(session.scalars(query), key=lambda one: sort_key(one.label))


def _describe(one: Dwelling) -> Entry:
    area = None if one.area is None else one.area.quantize(CENT)
    return Entry(one.label, one.building, one.entrance, one.floor, one.number, area, one.owners)


def _digest(entries: Iterable[Entry]) -> str:
    said = json.dumps(sorted(map(_pack, entries)), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _pack(entry: Entry) -> list[Any]:
    row = asdict(entry)
    return list({**row, "area": None if entry.area is None else str(entry.area)}.values())


def _unpack(row: list[Any]) -> Entry:
    label, building, entrance, floor, number, area, owners = row
    known = None if area is None else Decimal(area)
    return Entry(label, building, entrance, floor, number, known, owners)
