"""Links with which a person sets a new password: one use, 48 hours, only a mark of them is kept."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import Person, ResetLink
from app.accounts.passwords import hash_new_password
from app.accounts.sign_ins import end_sign_ins
from app.encryption import keyring
from app.messages import message
from app.web.faults import LinkGone, LinkUnknown

LASTS = dt.timedelta(hours=48)
USED = message("这个链接已经用过，密码已经设好。请直接登录；忘了密码，请本站管理人再发一个链接。")
EXPIRED = message(
    "这个链接已经失效：它只在48小时内有效，有了新链接旧的也不再能用。请本站管理人再发一个。"
)
CLOSED = message("这个账号已经停用。如果您认为不应停用，请联系本站管理人。")


def make_reset_link(
    session: Session, person: Person, now: dt.datetime, made_by: uuid.UUID | None = None
) -> str:
    """The secret of a new link; earlier ones of the person end. `made_by` None: the command line."""
    session.execute(
        update(ResetLink)
        .where(ResetLink.person_id == person.id, ResetLink.ends_at > now)
        .values(ends_at=now)
    )
    token = secrets.token_urlsafe(24)
    session.add(
        ResetLink(
            person_id=person.id,
            token_index=_mark(token),
            made_by=made_by,
            created_at=now,
            ends_at=now + LASTS,
        )
    )
    return token


def find_reset_link(
    session: Session, token: str, now: dt.datetime, *, to_use: bool = False
) -> tuple[ResetLink, Person]:
    """The link that still works, and whose it is; `to_use`: nobody else can use it meanwhile.

    Raises LinkUnknown, LinkGone.
    """
    query = select(ResetLink).where(ResetLink.token_index == _mark(token))
    link = session.scalar(query.with_for_update() if to_use else query)
    if link is None:
        raise LinkUnknown
    person = session.get_one(Person, link.person_id)
    if link.used_at is not None:
        raise LinkGone(USED)
    if link.ends_at <= now:
        raise LinkGone(EXPIRED)
    if person.closed_at is not None:
        raise LinkGone(CLOSED)
    return link, person


def set_password(session: Session, token: str, password: str, now: dt.datetime) -> Person:
    """Use the link up: the person has this password and is signed in nowhere.

    Raises LinkUnknown, LinkGone, PasswordFault.
    """
    link, person = find_reset_link(session, token, now, to_use=True)
    person.password = hash_new_password(password, person.login)
    link.used_at = now
    end_sign_ins(session, person.id, now)
    return person


def _mark(token: str) -> str:
    return keyring().index("reset-link", token)
