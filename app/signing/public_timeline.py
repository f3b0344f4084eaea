"""What residents may know of a petition's course: no names of people, no drafts."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messages import Message, message
from app.timeline.models import Entry

MOST = 20
ACTS: dict[str, Message] = {
    "petition-frozen": message("第{version}版文字定稿"),
    "signing-opened": message("开始联名"),
    "signing-extended": message("延长了联名时间"),
    "signing-closed": message("联名结束"),
    "signing-version-adopted": message("改为对第{version}版文字联名"),
}


@dataclass(frozen=True)
class PublicAct:
    """`at` is when it happened."""

    said: Message
    at: dt.datetime


def list_public_acts(session: Session, petition_id: uuid.UUID) -> tuple[PublicAct, ...]:
    """The newest acts of a petition that concern everyone, the newest first."""
    entries = session.scalars(
        select(Entry)
        .where(Entry.subject_id == petition_id, Entry.act.in_(ACTS))
        .order_by(Entry.at.desc(), Entry.id.desc())
        .limit(MOST)
    )
    return tuple(
        PublicAct(Message(ACTS[entry.act].text, {"version": 1, **entry.details}), entry.at)
        for entry in entries
    )
