"""The table of the timeline."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, String, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from app.db import Base, EncryptedJson, UtcTime, new_id


class Entry(Base):
    """`act` is one of app/timeline/acts.py, `details` what its sentence needs."""

    __tablename__ = "timeline_entry"
    __table_args__ = (Index(None, "community_id", "at"), Index(None, "subject_id", "at"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    community_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("community.id"))
    subject_id: Mapped[uuid.UUID | None]  # the petition or report it is about
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    act: Mapped[str] = mapped_column(String(40))
    at: Mapped[dt.datetime] = mapped_column(UtcTime)
    details: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)


def _refuse(_: Mapper[Entry], __: Connection, entry: Entry) -> None:
    raise RuntimeError(f"the timeline is only added to: {entry.act}")


event.listen(Entry, "before_update", _refuse)
event.listen(Entry, "before_delete", _refuse)
