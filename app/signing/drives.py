"""The drive (联名) of a petition: from opening its public address until it is closed."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from typing import Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.communities.settings import find_community, may_open_public_links
from app.encryption import keyring
from app.messages import message
from app.petitions.drafts import FROZEN
from app.petitions.freezing import find_last_version
from app.petitions.models import Petition, Version
from app.signing.models import Drive
from app.timeline.entries import record
from app.web.faults import Fault, LinkUnknown

Stage = Literal["before", "open", "closed"]
LONGEST = dt.timedelta(days=366)
NOT_FROZEN = message("诉求书还没有定稿。请先定稿，再开始联名：大家签的必须是同一份文字。")
NOBODY_RESPONSIBLE = message(
    "请先在小区资料里写明由谁负责保管签名人的个人信息、怎样联系；写明之后才能开始联名。"
)
WRONG_DAY = message("截止时间应当晚于现在，并且在一年之内")


class NoDrive(Exception):
    """The petition has no drive."""


class MayNotOpen(Fault):
    """Signing cannot begin yet."""

    status = 409


class WrongClosing(Fault):
    """A closing time that cannot be."""

    field = "closes_on"


def open_drive(
    session: Session,
    petition: Petition,
    *,
    closes_at: dt.datetime,
    now: dt.datetime,
    person_id: uuid.UUID | None,
    opens_at: dt.datetime | None = None,
) -> Drive:
    """Give the frozen petition a public address where its newest version is signed.

    A drive that is there already is returned as it is. Raises MayNotOpen, WrongClosing.
    """
    if petition.state != FROZEN:
        raise MayNotOpen(NOT_FROZEN)
    if not may_open_public_links(find_community(session, petition.community_id)):
        raise MayNotOpen(NOBODY_RESPONSIBLE)
    check_closing(closes_at, now)
    there = session.scalar(select(Drive).where(Drive.petition_id == petition.id))
    if there is not None:
        return there
    token = _new_token()
    drive = Drive(
        community_id=petition.community_id,
        petition_id=petition.id,
        version_id=find_last_version(session, petition.id).id,
        token=token,
        token_index=_mark(token),
        opens_at=opens_at or now,
        closes_at=closes_at,
        created_at=now,
    )
    session.add(drive)
    session.flush()
    record_act(session, "signing-opened", drive, person_id, now, closes_on=closes_at.isoformat())
    return drive


def find_drive(session: Session, petition_id: uuid.UUID) -> Drive:
    """The drive of a petition with its version and letters. Raises NoDrive."""
    found = session.scalar(_whole().where(Drive.petition_id == petition_id))
    if found is None:
        raise NoDrive
    return found


def find_public_drive(session: Session, token: str) -> Drive:
    """The drive of a public address, as find_drive gives it. Raises LinkUnknown."""
    found = session.scalar(_whole().where(Drive.token_index == _mark(token)))
    if found is None or found.revoked_at is not None:
        raise LinkUnknown
    return found


def find_drive_of_code(session: Session, drive_id: uuid.UUID) -> Drive:
    """The drive that a dwelling's code belongs to. Raises LinkUnknown where its address is revoked."""
    found = session.scalar(_whole().where(Drive.id == drive_id))
    if found is None or found.revoked_at is not None:
        raise LinkUnknown
    return found


def tell_stage(drive: Drive, now: dt.datetime) -> Stage:
    """Whether one can sign now."""
    if drive.closed_at is not None or now >= drive.closes_at:
        return "closed"
    return "before" if now < drive.opens_at else "open"


def extend_drive(
    session: Session,
    drive: Drive,
    *,
    closes_at: dt.datetime,
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> None:
    """Let people sign until `closes_at`, also where signing had ended. Raises WrongClosing."""
    check_closing(closes_at, now)
    drive.closes_at, drive.closed_at, drive.extended_at = closes_at, None, now
    record_act(session, "signing-extended", drive, person_id, now, closes_on=closes_at.isoformat())


def close_drive(
    session: Session, drive: Drive, *, now: dt.datetime, person_id: uuid.UUID | None
) -> None:
    """End signing now; a drive that has ended stays as it is."""
    if tell_stage(drive, now) == "closed":
        return
    drive.closed_at = now
    record_act(session, "signing-closed", drive, person_id, now)


def replace_address(
    session: Session, drive: Drive, *, now: dt.datetime, person_id: uuid.UUID | None
) -> None:
    """A new public address; posters and links with the old one lead nowhere any more."""
    drive.token = _new_token()
    drive.token_index = _mark(drive.token)
    drive.revoked_at = None
    record_act(session, "signing-address-replaced", drive, person_id, now)


def adopt_version(
    session: Session, drive: Drive, *, now: dt.datetime, person_id: uuid.UUID | None
) -> None:
    """Collect signatures under the newest version from now on; those under older ones stay theirs."""
    newest = find_last_version(session, drive.petition_id)
    if drive.version_id == newest.id:
        return
    drive.version = newest
    record_act(session, "signing-version-adopted", drive, person_id, now, version=newest.number)


def check_closing(closes_at: dt.datetime, now: dt.datetime) -> None:
    """Raise WrongClosing unless it lies ahead, by a year at most."""
    if not now < closes_at <= now + LONGEST:
        raise WrongClosing(WRONG_DAY)


def record_act(
    session: Session,
    act: str,
    drive: Drive,
    person_id: uuid.UUID | None,
    now: dt.datetime,
    **details: object,
) -> None:
    """Write down in the timeline that somebody did something to the drive's petition."""
    record(
        session,
        act,
        community_id=drive.community_id,
        subject_id=drive.petition_id,
        person_id=person_id,
        now=now,
        **details,
    )


def _whole() -> Select[Drive]:
    return select(Drive).options(
        joinedload(Drive.petition), joinedload(Drive.version).selectinload(Version.letters)
    )


def _new_token() -> str:
    return secrets.token_urlsafe(15)


def _mark(token: str) -> str:
    return keyring().index("drive", token)
