"""Keeping files in the database. Whoever puts one here has made it safe before."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from app.files.models import StoredFile
from app.files.names import clean_name

MOST_BYTES = 25_000_000


class NoFile(Exception):
    """This community has no such file, or no longer."""


class TooLarge(Exception):
    """More bytes than one stored file may have."""


@dataclass(frozen=True)
class Content:
    """What is to be kept; `width` and `height` are the pixels of a picture."""

    data: bytes
    media_type: str
    name: str
    width: int | None = None
    height: int | None = None


def put_file(
    session: Session,
    community_id: uuid.UUID,
    content: Content,
    *,
    person_id: uuid.UUID | None,
    now: dt.datetime,
) -> StoredFile:
    """The new row of a file; it is gone again when the transaction fails. Raises TooLarge."""
    if len(content.data) > MOST_BYTES:
        raise TooLarge
    stored = StoredFile(
        community_id=community_id,
        digest=hashlib.sha256(content.data).hexdigest(),
        media_type=content.media_type,
        name=clean_name(content.name),
        size=len(content.data),
        width=content.width,
        height=content.height,
        created_by=person_id,
        created_at=now,
        data=content.data,
    )
    session.add(stored)
    session.flush()
    return stored


def find_file(session: Session, community_id: uuid.UUID, file_id: uuid.UUID) -> StoredFile:
    """The file with its bytes. Raises NoFile, also for one of another community."""
    found = session.scalar(
        select(StoredFile)
        .where(StoredFile.id == file_id, StoredFile.community_id == community_id)
        .options(undefer(StoredFile.data))
    )
    if found is None:
        raise NoFile
    return found


def delete_files(session: Session, file_ids: Collection[uuid.UUID]) -> None:
    """Delete these files; nothing may name them any more."""
    session.flush()
    session.execute(delete(StoredFile).where(StoredFile.id.in_(file_ids)))
