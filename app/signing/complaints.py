"""Complaints about a public page: written by anyone, told to the representatives, answered by one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.attempts import WITHIN, mark_address
from app.accounts.models import FailedAttempt
from app.communities.announcements import to_representatives
from app.messages import message
from app.petitions.names import name_petition
from app.signing.drives import record_act
from app.signing.models import Complaint, Drive
from app.web.faults import Fault

MOST_OF_ADDRESS = 5
MOST_WORDS, MOST_CONTACT, MOST_ANSWER = 2000, 200, 2000
TOO_MANY = message("从这个网络提交的次数太多，请过十五分钟再试")


class TooMany(Fault):
    """Wait before the next complaint."""

    status = 429


class NoComplaint(Exception):
    """The petition has no such complaint."""


def complain(
    session: Session, drive: Drive, words: str, contact: str, *, address: str, now: dt.datetime
) -> Complaint:
    """Keep a complaint and tell every representative. Raises TooMany."""
    _count(session, address, now)
    made = Complaint(drive_id=drive.id, words=words, contact=contact or None, at=now)
    session.add(made)
    session.flush()
    record_act(session, "complaint-received", drive, None, now)
    title = str(name_petition(drive.petition.title, drive.petition.categories))
    to_representatives(
        session,
        drive.community_id,
        key=f"complaint:{made.id}",
        about="complaint-received",
        now=now,
        details={"title": title, "petition_id": str(drive.petition_id)},
    )
    return made


def list_complaints(session: Session, drive: Drive) -> Sequence[Complaint]:
    """Those without an answer first, each the newest first."""
    query = select(Complaint).where(Complaint.drive_id == drive.id)
    return session.scalars(
        query.order_by(Complaint.answered_at.is_not(None), Complaint.at.desc()).limit(200)
    ).all()


def answer_complaint(
    session: Session,
    drive: Drive,
    complaint_id: uuid.UUID,
    words: str,
    *,
    person_id: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Write down what was answered or done; a second answer replaces the first. Raises NoComplaint."""
    query = select(Complaint).where(Complaint.drive_id == drive.id, Complaint.id == complaint_id)
    found = session.scalar(query.with_for_update())
    if found is None:
        raise NoComplaint
    found.answer, found.answered_by, found.answered_at = words, person_id, now
    record_act(session, "complaint-answered", drive, person_id, now)


def _count(session: Session, address: str, now: dt.datetime) -> None:
    subject = mark_address(address, "complaint-address")
    query = select(func.count()).where(
        FailedAttempt.subject == subject, FailedAttempt.at > now - WITHIN
    )
    if (session.scalar(query) or 0) >= MOST_OF_ADDRESS:
        raise TooMany(TOO_MANY)
    session.add(FailedAttempt(subject=subject, at=now))
    session.execute(delete(FailedAttempt).where(FailedAttempt.at <= now - WITHIN))
