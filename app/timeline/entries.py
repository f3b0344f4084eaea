"""Adding to the timeline and reading it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app.timeline.models import Entry


def record(
    session: Session,
    act: str,
    *,
    community_id: uuid.UUID,
    now: dt.datetime,
    person_id: uuid.UUID | None = None,
    subject_id: uuid.UUID | None = None,
    **details: Any,
) -> None:
    """Write down that somebody did something; `details` are what its sentence needs."""
    session.add(
        Entry(
            community_id=community_id,
            subject_id=subject_id,
            person_id=person_id,
            act=act,
            at=now,
            details=details,
        )
    )


def list_entries(
    session: Session,
    community_id: uuid.UUID,
    *,
    subject_id: uuid.UUID | None = None,
    before: uuid.UUID | None = None,
    most: int = 100,
) -> Sequence[Entry]:
    """The newest entries of a community, or of one of its petitions, newest first.

    `before`: those older than this entry; none where the community has no such entry.
    """
    query = select(Entry).where(Entry.community_id == community_id)
    if subject_id is not None:
        query = query.where(Entry.subject_id == subject_id)
    if before is not None:
        last = session.scalar(
            select(Entry).where(Entry.id == before, Entry.community_id == community_id)
        )
        if last is None:
            return ()
        query = query.where(tuple_(Entry.at, Entry.id) < tuple_(last.at, last.id))
    return session.scalars(query.order_by(Entry.at.desc(), Entry.id.desc()).limit(most)).all()
