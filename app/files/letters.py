"""Rendered letters, kept by their content: the same content is never rendered twice.

A letter is found by a key over everything that shapes it, so that a kept one is never out of date;
old ones are dropped to save room and are made again when asked for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.files.models import KeptLetter

MOST_BYTES = 50_000_000  # of one letter; a larger one is made anew each time
MOST_KEPT = 400  # letters of one community
KEPT_FOR = dt.timedelta(days=30)  # a letter asked for later is made and kept anew


def make_key(community_id: uuid.UUID, *parts: str | bytes) -> str:
    """SHA-256 in hex over what shapes a letter: document, number, kind, format, photos, program …

    Each part counts with its length, so that ("ab", "c") and ("a", "bc") differ.
    """
    digest = hashlib.sha256(community_id.bytes)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def find_letter(session: Session, community_id: uuid.UUID, key: str) -> bytes | None:
    """The letter of this key, if it is kept."""
    return session.scalar(
        select(KeptLetter.data).where(
            KeptLetter.key == key, KeptLetter.community_id == community_id
        )
    )


def keep_letter(
    session: Session, community_id: uuid.UUID, key: str, data: bytes, *, now: dt.datetime
) -> None:
    """Keep a letter unless it is too large; two processes may keep the same one at once.

    The oldest of the community give way to it when there are too many, and with it go those of
    every community that have been kept for KEPT_FOR.
    """
    if len(data) > MOST_BYTES:
        return
    insert = postgresql.insert if _is_postgresql(session) else sqlite.insert
    session.execute(
        insert(KeptLetter)
        .values(key=key, community_id=community_id, data=data, created_at=now)
        .on_conflict_do_nothing()
    )
    _make_room(session, community_id)
    prune_letters(session, now - KEPT_FOR)


def prune_letters(session: Session, before: dt.datetime) -> int:
    """Drop the letters kept before this moment; returns how many."""
    dropped = session.execute(delete(KeptLetter).where(KeptLetter.created_at < before))
    return int(dropped.rowcount)  # type: ignore[attr-defined]


def _make_room(session: Session, community_id: uuid.UUID) -> None:
    mine = KeptLetter.community_id == community_id
    count = session.scalar(select(func.count()).select_from(KeptLetter).where(mine)) or 0
    if count > MOST_KEPT:
        oldest = (
            select(KeptLetter.key)
            .where(mine)
            .order_by(KeptLetter.created_at, KeptLetter.key)
            .limit(count - MOST_KEPT)
        )
        session.execute(delete(KeptLetter).where(KeptLetter.key.in_(oldest)))


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
