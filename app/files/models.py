"""Tables of files: bytes that are kept, letters kept by their content."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, EncryptedBytes, UtcTime, new_id


class StoredFile(Base):
    """A file made safe before it came here; `digest` is the SHA-256 of `data` in hex."""

    __tablename__ = "stored_file"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    community_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("community.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(200))  # as the person knows it
    size: Mapped[int]  # bytes
    width: Mapped[int | None]  # pixels of a picture
    height: Mapped[int | None]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    data: Mapped[bytes] = mapped_column(EncryptedBytes, deferred=True)


class KeptLetter(Base):
    """A rendered letter; `key` is the digest of everything that shapes it."""

    __tablename__ = "kept_letter"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    community_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("community.id"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcTime, index=True)
    data: Mapped[bytes] = mapped_column(EncryptedBytes)


class KeptUpload(Base):
    """A petition uploaded without an account, for half an hour (docs/decisions/002-uploads.md).

    `key` is found from its address and `data` opened with it: what is here tells nobody anything.
    It is no part of a backup.
    """

    __tablename__ = "kept_upload"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    weight: Mapped[int]  # bytes of memory
    ends_at: Mapped[dt.datetime] = mapped_column(UtcTime, index=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
