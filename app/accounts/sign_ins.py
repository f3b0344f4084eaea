"""Signing in and out: a sign-in is a row that ends, the browser's cookie only names it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from flask import Flask
from flask_login import LoginManager
from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from app.accounts.models import Person, SignIn
from app.today import read_now
from app.web.session import session

LASTS = dt.timedelta(days=14)
_SIGN_IN = select(SignIn).where(
    SignIn.id == bindparam("id", type_=Uuid())
)  # made once: every page asks


def init_app(app: Flask) -> None:
    """Let `app` know who is signed in."""
    manager = LoginManager(app)
    manager.session_protection = None  # phones change their address all the time

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(text: str) -> SignIn | None:
        return find_sign_in(session(), text, read_now())


def begin_sign_in(
    session: Session, person: Person, now: dt.datetime, device: str = "other"
) -> SignIn:
    """A new sign-in of `person`, which ends after 14 days."""
    begun = SignIn(
        person_id=person.id, person=person, device=device, created_at=now, ends_at=now + LASTS
    )
    session.add(begun)
    session.flush()
    return begun


def find_sign_in(session: Session, text: str, now: dt.datetime) -> SignIn | None:
    """The sign-in that a cookie names, if it has not ended and the account is open."""
    try:
        found: SignIn | None = session.scalar(_SIGN_IN, {"id": uuid.UUID(text)})
    except ValueError:
        return None
    if found is None or found.ends_at <= now or found.person.closed_at is not None:
        return None
    return found


def find_owner(session: Session, text: str) -> uuid.UUID | None:
    """Whose sign-in a cookie names, even one that has ended."""
    try:
        found = session.get(SignIn, uuid.UUID(text))
    except ValueError:
        return None
    return found.person_id if found else None


def list_sign_ins(session: Session, person_id: uuid.UUID, now: dt.datetime) -> Sequence[SignIn]:
    """The sign-ins of a person that still last, the newest first."""
    lasting = select(SignIn).where(SignIn.person_id == person_id, SignIn.ends_at > now)
    return session.scalars(lasting.order_by(SignIn.created_at.desc(), SignIn.id)).all()


def end_sign_ins(
    session: Session, person_id: uuid.UUID, now: dt.datetime, *, but: uuid.UUID | None = None
) -> None:
    """End all sign-ins of a person that still last, except `but`."""
    for found in session.query(SignIn).filter(SignIn.person_id == person_id, SignIn.ends_at > now):
        if found.id != but:
            found.ends_at = now
