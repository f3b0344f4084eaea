"""Tables of accounts: people, sign-ins, links to set a new password, failed attempts."""

from __future__ import annotations

import datetime as dt
import uuid

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Encrypted, UtcTime, new_id


class Person(Base):
    """`login` is an e-mail address or a mobile number; it is found by `login_index`."""

    __tablename__ = "person"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(Encrypted)
    login: Mapped[str] = mapped_column(Encrypted)
    login_index: Mapped[str] = mapped_column(String(64), unique=True)
    password: Mapped[str] = mapped_column(String(200))  # as argon2 writes it
    is_administrator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcTime)


class SignIn(UserMixin, Base):  # type: ignore[misc]
    """One sign-in on one device; it ends by itself, at signing out, or with a new password."""

    __tablename__ = "sign_in"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    device: Mapped[str] = mapped_column(String(20), default="other")  # app/accounts/devices.py
    created_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    ends_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class ResetLink(Base):
    """A link with which a person sets a new password, once; `token_index` marks its secret."""

    __tablename__ = "reset_link"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_index: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    ends_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcTime)


class FailedAttempt(Base):
    """A sign-in that failed; `subject` marks the login or the address it came from."""

    __tablename__ = "failed_attempt"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[dt.datetime] = mapped_column(UtcTime, index=True)
