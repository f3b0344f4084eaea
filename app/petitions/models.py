"""Tables of petitions: drafts, their revisions and photos, and frozen versions.

A draft is the data of a petition file (docs/petition-file.md) as JSON, so that file, form and
letter are one thing; what is not written yet is simply missing.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, Connection, ForeignKey, String, UniqueConstraint, event
from sqlalchemy.orm import (
    Mapped,
    Mapper,
    ORMExecuteState,
    Session,
    mapped_column,
    relationship,
)

from app.accounts.models import Person
from app.db import Base, Encrypted, EncryptedJson, UtcTime, new_id
from app.files.models import StoredFile

Document = dict[str, Any]


class Petition(Base):
    """`state` is draft, frozen or merged; `revision` counts the saves; `categories` those of its items."""

    __tablename__ = "petition"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    community_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("community.id"), index=True)
    title: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(20), default="draft")
    categories: Mapped[list[str]] = mapped_column(JSON)
    document: Mapped[Document] = mapped_column(EncryptedJson, deferred=True)
    revision: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    saved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    merged_into: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("petition.id"))


class Revision(Base):
    """A state of a draft that can be restored; `note` says what made it (edited, imported …)."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("petition_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    petition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("petition.id"), index=True)
    number: Mapped[int]
    document: Mapped[Document] = mapped_column(EncryptedJson, deferred=True)
    note: Mapped[str] = mapped_column(String(40))
    began_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    saved_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    saved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person | None] = relationship()


class Photo(Base):
    """A photo of a petition; the draft names it as photos/<id>.jpg. A covered one replaces its file."""

    __tablename__ = "photo"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    petition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("petition.id"), index=True)
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))
    created_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    file: Mapped[StoredFile] = relationship()


class Version(Base):
    """A frozen text, never changed; `revision` is the draft's when it was frozen."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("petition_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    petition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("petition.id"), index=True)
    number: Mapped[int]
    revision: Mapped[int]
    document: Mapped[Document] = mapped_column(EncryptedJson, deferred=True)
    frozen_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    frozen_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    letters: Mapped[list[VersionLetter]] = relationship(order_by="VersionLetter.number")


class VersionLetter(Base):
    """The fixed text of the letter to recipient `number` (from 1), as app/letters/markup writes it.

    `digest` is its SHA-256 in hex; `channel` the form that a hotline text was cut for, or "".
    """

    __tablename__ = "version_letter"

    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(40), default="")
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Encrypted)


def _refuse(_: Mapper[Any], __: Connection, frozen: Version | VersionLetter) -> None:
    raise RuntimeError(f"a frozen text never changes: {frozen.number}")


def _refuse_bulk(asked: ORMExecuteState) -> None:
    mapper = asked.bind_mapper
    if (asked.is_update or asked.is_delete) and mapper and mapper.class_ in FROZEN_TABLES:
        raise RuntimeError("a frozen text never changes")


FROZEN_TABLES = (Version, VersionLetter)
for _table in FROZEN_TABLES:
    event.listen(_table, "before_update", _refuse)
    event.listen(_table, "before_delete", _refuse)
event.listen(Session, "do_orm_execute", _refuse_bulk)
