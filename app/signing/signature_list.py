"""The checker's list of signatures: filtered, a page at a time by key, each row with its marks.

A page costs the same number of queries however many have signed. Names are decrypted for the page
and for the dwellings on it alone.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, load_only
from sqlalchemy.orm.attributes import InstrumentedAttribute

from app.communities.models import Dwelling
from app.letters.signers import OWNERS
from app.signing.checking import write_stamp
from app.signing.counted import is_counted
from app.signing.models import COUNTED, Drive, Signature
from app.signing.same import differ_by_one, mark_name

A_PAGE = 50
# What is read for the marks of one page, where somebody signed thousands of times for a dwelling.
_MOST_COUNTED, _MOST_NAMED = 10_000, 1000
_GROUPS = 20
_SHOWN: tuple[InstrumentedAttribute[object], ...] = (
    Signature.id, Signature.version_id, Signature.number, Signature.name, Signature.person_index,
    Signature.dwelling, Signature.building, Signature.capacity, Signature.signed_by,
    Signature.relation, Signature.drawing_digest, Signature.level, Signature.state,
    Signature.reason, Signature.is_helped, Signature.code_id, Signature.sheet_id,
    Signature.signed_on, Signature.signed_at, Signature.changed_at,
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which signatures; "" and None: any. `needs`: those not yet checked, and questioned ones.

    `name` and `dwelling` (a label) are found exactly.
    """

    building: str = ""
    level: str = ""
    state: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    needs: bool = False
    name: str = ""
    dwelling: str = ""


@dataclass(frozen=True)
class Marks:
    """What a checker should look at. `near` are names of the dwelling told apart by one character."""

    is_unknown: bool = False  # the dwelling is not in the roll
    owners_signed: int = 0  # more than the roll knows, `owners_known`; 0: not so
    owners_known: int = 0
    times: int = 1  # how often this name stands at this dwelling
    near: tuple[str, ...] = ()
    is_old: bool = False  # under an older version

    @property
    def any(self) -> bool:
        """Whether there is anything to look at."""
        return self != Marks()


@dataclass(frozen=True)
class Listed:
    """A signature of the list; `stamp` as app/signing/checking.py compares it."""

    signature: Signature
    marks: Marks
    stamp: str


@dataclass(frozen=True)
class Page:
    """`more`: others follow behind the last."""

    rows: tuple[Listed, ...]
    more: bool = False


def list_signatures(
    session: Session,
    drive: Drive,
    wanted: Wanted,
    *,
    after: uuid.UUID | None = None,
    with_phones: bool = False,
) -> Page:
    """A page of signatures in the order in which they came, those behind `after`."""
    query = _select(with_phones=with_phones).where(
        Signature.drive_id == drive.id, *_filter(drive, wanted)
    )
    if after is not None:
        query = query.where(Signature.id > after)
    # A search is not ordered by the key, or SQLite walks along the keys of all signatures for it.
    is_search = bool(wanted.name or wanted.dwelling)
    order = (Signature.signed_at, Signature.id) if is_search else (Signature.id,)
    found = session.scalars(query.order_by(*order).limit(A_PAGE + 1)).all()
    return Page(_mark_all(session, drive, found[:A_PAGE]), len(found) > A_PAGE)


def list_by_id(session: Session, drive: Drive, ids: Sequence[uuid.UUID]) -> tuple[Listed, ...]:
    """These signatures as they are now."""
    query = _select().where(Signature.drive_id == drive.id, Signature.id.in_(ids))
    return _mark_all(session, drive, session.scalars(query.order_by(Signature.id)).all())


def list_duplicates(
    session: Session, drive: Drive, *, after: str = ""
) -> tuple[list[tuple[Listed, ...]], bool]:
    """Groups of signatures with one name at one dwelling, those behind the mark `after`; more?

    A group has at least two that are counted; what was rejected or withdrawn stands beside.
    """
    query = (
        select(Signature.person_index)
        .where(
            *is_counted(drive),
            Signature.person_index > after,
        )
        .group_by(Signature.person_index)
        .having(func.count() > 1)
        .order_by(Signature.person_index)
        .limit(_GROUPS + 1)
    )
    people = session.scalars(query).all()
    rows = session.scalars(
        _select()
        .where(
            Signature.drive_id == drive.id,
            Signature.version_id == drive.version_id,
            Signature.person_index.in_(people[:_GROUPS]),
        )
        .order_by(Signature.person_index, Signature.id)
    ).all()
    groups: dict[str, list[Listed]] = defaultdict(list)
    for listed in _mark_all(session, drive, rows):
        groups[listed.signature.person_index].append(listed)
    return [tuple(group) for group in groups.values()], len(people) > _GROUPS


def has_roll(session: Session, drive: Drive) -> bool:
    """Whether the community has a roll to compare with."""
    mine = Dwelling.community_id == drive.community_id
    return session.scalar(select(Dwelling.id).where(mine).limit(1)) is not None


def _select(*, with_phones: bool = False) -> Select[Signature]:
    columns = (*_SHOWN, Signature.phone) if with_phones else _SHOWN
    return select(Signature).options(load_only(*columns, raiseload=True))


def _filter(drive: Drive, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.building:
        found.append(Signature.building == wanted.building)
    if wanted.level:
        found.append(Signature.level == wanted.level)
    if wanted.state:
        found.append(Signature.state == wanted.state)
    if wanted.since:
        found.append(Signature.signed_on >= wanted.since)
    if wanted.until:
        found.append(Signature.signed_on <= wanted.until)
    if wanted.needs:
        unchecked = and_(Signature.state == "standing", Signature.level != "checked")
        found.append(or_(unchecked, Signature.state == "questioned"))
    if wanted.name:
        found.append(Signature.name_index == mark_name(drive.id, wanted.name))
    if wanted.dwelling:
        found.append(Signature.dwelling == wanted.dwelling)
    return found


# ---- marks ----


@dataclass(frozen=True)
class _Dwelling:
    """Who is counted at a dwelling: the owners, how often each person stands there, names by person."""

    owners: set[str] = field(default_factory=set)
    times: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)


def _mark_all(session: Session, drive: Drive, rows: Sequence[Signature]) -> tuple[Listed, ...]:
    if not rows:
        return ()
    labels = sorted({row.dwelling for row in rows})
    known = has_roll(session, drive)
    roll = _read_roll(session, drive, labels)
    dwellings = _read_dwellings(session, drive, labels)
    found = []
    for row in rows:
        marks = Marks(
            is_unknown=known and row.dwelling not in roll,
            is_old=row.version_id != drive.version_id,
        )
        if row.state in COUNTED and not marks.is_old:
            marks = _compare(row, marks, dwellings[row.dwelling], roll.get(row.dwelling))
        found.append(Listed(row, marks, write_stamp(row.state, row.level, row.changed_at)))
    return tuple(found)


def _compare(row: Signature, marks: Marks, dwelling: _Dwelling, owners: int | None) -> Marks:
    """The marks of a signature that is counted, with those that its dwelling gives it."""
    signed = len(dwelling.owners)
    too_many = owners is not None and signed > owners
    near = (
        name
        for person, name in dwelling.names.items()
        if person != row.person_index and name and row.name and differ_by_one(row.name, name)
    )
    return replace(
        marks,
        owners_signed=signed if too_many else 0,
        owners_known=(owners or 0) if too_many else 0,
        times=dwelling.times[row.person_index] or 1,
        near=tuple(near),
    )


def _read_roll(session: Session, drive: Drive, labels: Sequence[str]) -> dict[str, int | None]:
    query = select(Dwelling.label, Dwelling.owners).where(
        Dwelling.community_id == drive.community_id, Dwelling.label.in_(labels)
    )
    return dict(session.execute(query).all())


def _read_dwellings(
    session: Session, drive: Drive, labels: Sequence[str]
) -> Mapping[str, _Dwelling]:
    """Who is counted at each of these dwellings; one person's mark belongs to one dwelling.

    Version and state are compared here, and the id is read, so that SQLite takes the index by
    dwelling and not that of progress, which it would read from end to end.
    """
    there = (Signature.drive_id == drive.id, Signature.dwelling.in_(labels))
    counted = (
        Signature.id, Signature.dwelling, Signature.person_index, Signature.version_id,
        Signature.state,
    )  # fmt: skip
    found: dict[str, _Dwelling] = defaultdict(_Dwelling)
    everybody = select(*counted, Signature.capacity).where(*there).limit(_MOST_COUNTED)
    for _, label, person, version, state, capacity in session.execute(everybody):
        if version == drive.version_id and state in COUNTED:
            found[label].times[person] += 1
            if capacity in OWNERS:
                found[label].owners.add(person)
    named = select(*counted, Signature.name).where(*there).limit(_MOST_NAMED)
    for _, label, person, version, state, name in session.execute(named):
        if version == drive.version_id and state in COUNTED:
            found[label].names.setdefault(person, name)
    return found
