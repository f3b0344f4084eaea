"""The outbox: what is put in once is told once, however often and wherever it is put in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.db import new_id
from app.notices.models import Notice


def put(
    session: Session,
    *,
    key: str,
    person_id: uuid.UUID,
    about: str,
    details: Mapping[str, Any],
    now: dt.datetime,
) -> bool:
    """Let a person be told; False where `key` has been put in before, also by somebody else just now.

    `about` is one of app/notices/words.py, `details` what its sentence needs.
    """
    is_postgres = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if is_postgres else sqlite.insert
    put_in = session.scalar(
        insert(Notice)
        .values(
            id=new_id(),
            key=key,
            person_id=person_id,
            about=about,
            details=dict(details),
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Notice.id)
    )
    return put_in is not None


def list_unsent(session: Session, *, most: int = 100) -> Sequence[Notice]:
    """What has not been sent yet, the oldest first."""
    query = select(Notice).where(Notice.sent_at.is_(None))
    return session.scalars(query.order_by(Notice.created_at, Notice.id).limit(most)).all()


def mark_sent(session: Session, notice_id: uuid.UUID, *, now: dt.datetime) -> bool:
    """Note that a notice is sent; False where somebody else has noted it already."""
    done = session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.sent_at.is_(None))
        .values(sent_at=now)
        .execution_options(synchronize_session="fetch")
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def list_for(session: Session, person_id: uuid.UUID, *, most: int = 100) -> Sequence[Notice]:
    """The notices of a person, sent or not, the newest first."""
    query = select(Notice).where(Notice.person_id == person_id)
    return session.scalars(
        query.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(most)
    ).all()
