"""Codes of dwellings: who has one signs for that dwelling, also without a script.

A code is 12 characters of an alphabet of 32 (60 bits, Crockford's): O is read as 0, I and L as 1,
U as V, so that a slip read wrongly still leads to its dwelling. A dwelling has one code at a time.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.orm import Session

from app.communities.models import Dwelling
from app.communities.roll import Label, read_label, sort_key
from app.db import new_id
from app.encryption import keyring
from app.letters.errors import InputError
from app.messages import message
from app.signing.drives import record_act
from app.signing.models import Drive, DwellingCode
from app.web.faults import Fault, LinkUnknown

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
MOST_TYPED = 500
_BETWEEN = re.compile(r"[\s\-‐‑‒–—―−_·.]+")
_LOOK_ALIKE = str.maketrans("OILU", "011V")
_AT_ONCE = 500
NOTHING_TYPED = message("请写上房号，一行一户，例如3-2-1501")
TOO_MANY = message("一次最多{most}户，请分几次", most=MOST_TYPED)
WRONG_LINE = message("第{row}行：{said}")


class NoCode(Exception):
    """The drive has no such code, or it was revoked."""


class WrongDwellings(Fault):
    """Typed dwellings that cannot be read."""

    field = "dwellings"


@dataclass(frozen=True)
class BuildingCodes:
    """`listed` dwellings are in the roll, of which `lacking` have no code.

    `made` codes work, of which `unprinted` were never printed.
    """

    name: str
    listed: int = 0
    lacking: int = 0
    made: int = 0
    unprinted: int = 0


def fold_code(written: str) -> str:
    """A code as it is compared: in capitals, half width, without spaces, dashes and look-alikes."""
    folded = _BETWEEN.sub("", unicodedata.normalize("NFKC", written)).upper()
    return folded.translate(_LOOK_ALIKE)


def write_code(code: str) -> str:
    """A code as it is printed: 7K3M-9QTX-2BHD."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def mark_code(code: str) -> str:
    """The mark by which a code is found."""
    return keyring().index("dwelling-code", fold_code(code))


def find_code(session: Session, code: str) -> DwellingCode:
    """The code as somebody typed it. Raises LinkUnknown where there is none, or it was revoked."""
    found = session.scalar(select(DwellingCode).where(DwellingCode.code_index == mark_code(code)))
    if found is None or found.revoked_at is not None:
        raise LinkUnknown
    return found


def make_codes(
    session: Session,
    drive: Drive,
    *,
    now: dt.datetime,
    person_id: uuid.UUID | None,
    building: str | None = None,
) -> int:
    """A code for each dwelling of the roll, or of a building of it, that has none; how many."""
    query = select(Dwelling.label, Dwelling.building).where(
        Dwelling.community_id == drive.community_id
    )
    if building is not None:
        query = query.where(Dwelling.building == building)
    _lock(session, drive)
    wanted = dict(session.execute(query).all())
    return _make(session, drive, wanted, now, person_id)


def make_typed_codes(
    session: Session, drive: Drive, written: str, *, now: dt.datetime, person_id: uuid.UUID | None
) -> int:
    """A code for each typed dwelling, one a line, that has none. Raises WrongDwellings."""
    labels = read_dwellings(written)
    _lock(session, drive)
    return _make(session, drive, {str(one): one.building for one in labels}, now, person_id)


def read_dwellings(written: str) -> list[Label]:
    """The dwellings of a text, one a line. Raises WrongDwellings, naming the line."""
    lines = [(row, line) for row, line in enumerate(written.splitlines(), 1) if line.strip()]
    if not lines:
        raise WrongDwellings(NOTHING_TYPED)
    if len(lines) > MOST_TYPED:
        raise WrongDwellings(TOO_MANY)
    found = []
    for row, line in lines:
        try:
            found.append(read_label(line))
        except InputError as error:
            said = message(WRONG_LINE.text, row=row, said=error.said)
            raise WrongDwellings(said) from error
    return found


def replace_code(
    session: Session,
    drive: Drive,
    code_id: uuid.UUID,
    *,
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> DwellingCode:
    """A new code for the dwelling; the old one leads nowhere any more. Raises NoCode."""
    old = _end(session, drive, code_id, now)
    row = _new_row(drive, old.dwelling, old.building, now, person_id)
    session.execute(insert(DwellingCode), [row])
    record_act(session, "code-replaced", drive, person_id, now)
    return session.get_one(DwellingCode, row["id"])


def revoke_code(
    session: Session,
    drive: Drive,
    code_id: uuid.UUID,
    *,
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> None:
    """The code leads nowhere any more; what was signed with it stays. Raises NoCode."""
    _end(session, drive, code_id, now)
    record_act(session, "code-revoked", drive, person_id, now)


def find_dwelling_code(session: Session, drive: Drive, dwelling: str) -> DwellingCode | None:
    """The code that a dwelling (its label) has now."""
    mine = (DwellingCode.drive_id == drive.id, DwellingCode.dwelling == dwelling)
    return session.scalar(
        select(DwellingCode).where(*mine, DwellingCode.revoked_at.is_(None)).limit(1)
    )


def list_code_buildings(session: Session, drive: Drive) -> Sequence[BuildingCodes]:
    """Each building of the roll or with codes, 2 before 10."""
    has_code = exists().where(
        DwellingCode.drive_id == drive.id,
        DwellingCode.dwelling == Dwelling.label,
        DwellingCode.revoked_at.is_(None),
    )
    roll = session.execute(
        select(Dwelling.building, func.count(), func.count().filter(~has_code))
        .where(Dwelling.community_id == drive.community_id)
        .group_by(Dwelling.building)
    )
    listed = {name: (count, lacking) for name, count, lacking in roll}
    unprinted = func.count().filter(DwellingCode.printed_at.is_(None))
    rows = session.execute(
        select(DwellingCode.building, func.count(), unprinted)
        .where(DwellingCode.drive_id == drive.id, DwellingCode.revoked_at.is_(None))
        .group_by(DwellingCode.building)
    )
    made = {name: (count, waiting) for name, count, waiting in rows}
    names = sorted({*listed, *made}, key=sort_key)
    return [
        BuildingCodes(name, *listed.get(name, (0, 0)), *made.get(name, (0, 0))) for name in names
    ]


def take_for_print(
    session: Session,
    drive: Drive,
    *,
    now: dt.datetime,
    building: str | None = None,
    again: bool = False,
) -> list[tuple[str, str]]:
    """Dwellings with their codes in the order of the doors, marked as printed.

    Those never printed, or with `again` all.
    """
    mine = [DwellingCode.drive_id == drive.id, DwellingCode.revoked_at.is_(None)]
    if building is not None:
        mine.append(DwellingCode.building == building)
    if not again:
        mine.append(DwellingCode.printed_at.is_(None))
    rows = session.execute(
        select(DwellingCode.id, DwellingCode.dwelling, DwellingCode.code).where(*mine)
    ).all()
    ids = [row.id for row in rows]
    for start in range(0, len(ids), _AT_ONCE):
        some = DwellingCode.id.in_(ids[start : start + _AT_ONCE])
        session.execute(update(DwellingCode).where(some).values(printed_at=now))
    ordered = sorted(rows, key=lambda row: sort_key(row.dwelling))
    return [(row.dwelling, row.code) for row in ordered]


def _lock(session: Session, drive: Drive) -> None:
    """Let one person at a time make codes, so that a dwelling gets one; signing goes on."""
    session.execute(select(Drive.id).where(Drive.id == drive.id).with_for_update(key_share=True))


def _make(
    session: Session,
    drive: Drive,
    wanted: Mapping[str, str],
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> int:
    have = set(
        session.scalars(
            select(DwellingCode.dwelling).where(
                DwellingCode.drive_id == drive.id, DwellingCode.revoked_at.is_(None)
            )
        )
    )
    rows = [
        _new_row(drive, label, building, now, person_id)
        for label, building in wanted.items()
        if label not in have
    ]
    if rows:
        session.execute(insert(DwellingCode), rows)
        record_act(session, "codes-made", drive, person_id, now, count=len(rows))
    return len(rows)


def _end(session: Session, drive: Drive, code_id: uuid.UUID, now: dt.datetime) -> DwellingCode:
    """Revoke a code that works. Raises NoCode."""
    found = session.get(DwellingCode, code_id)
    if found is None or found.drive_id != drive.id:
        raise NoCode
    standing = (DwellingCode.id == code_id, DwellingCode.revoked_at.is_(None))
    ended = session.execute(update(DwellingCode).where(*standing).values(revoked_at=now))
    if ended.rowcount != 1:  # type: ignore[attr-defined]
        raise NoCode
    return found


def _new_row(
    drive: Drive, dwelling: str, building: str, now: dt.datetime, person_id: uuid.UUID | None
) -> dict[str, object]:
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return {
        "id": new_id(),
        "drive_id": drive.id,
        "dwelling": dwelling,
        "building": building,
        "code": code,
        "code_index": mark_code(code),
        "made_by": person_id,
        "made_at": now,
    }
