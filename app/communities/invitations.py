"""Links by which a person joins a community with a role: one use, seven days, revocable."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.communities.announcements import to_representatives
from app.communities.members import (
    REPRESENTATIVE,
    ROLE_NAMES,
    NoMember,
    add_member,
    find_member,
    find_membership,
    replace_member,
)
from app.communities.models import ROLES, Invitation, Member
from app.communities.settings import find_community
from app.encryption import keyring
from app.messages import message
from app.timeline.entries import record
from app.web.faults import Fault, LinkGone, LinkUnknown

LASTS = dt.timedelta(days=7)
MOST_OPEN = 50
USED = message("这个邀请链接已经用过，一个链接只能一个人用一次。请邀请您的人再发一个。")
REVOKED = message("这个邀请已经撤回。如果不清楚原因，请问邀请您的人。")
EXPIRED = message("这个邀请链接已经过期，它只在7天内有效。请邀请您的人再发一个。")


class AlreadyMember(Fault):
    """The invitation would give nothing that the person does not have."""

    status = 409


class TooManyInvitations(Fault):
    """Open invitations pile up: revoke some."""


def make_invitation(
    session: Session,
    community_id: uuid.UUID,
    role: str,
    *,
    now: dt.datetime,
    person_id: uuid.UUID | None,
    note: str = "",
    replaces: uuid.UUID | None = None,
) -> str:
    """The secret of a new link; `replaces`: the member who leaves when it is accepted.

    The role is then that member's. Raises NoMember, TooManyInvitations.
    """
    find_community(session, community_id, to_change=True)
    if replaces is not None:
        role = find_member(session, community_id, replaces).role
    if len(list_open_invitations(session, community_id, now)) >= MOST_OPEN:
        raise TooManyInvitations(message("还没接受的邀请太多，请先撤回一些"))
    token = secrets.token_urlsafe(24)
    session.add(
        Invitation(
            community_id=community_id,
            role=role,
            token_index=_mark(token),
            note=note,
            made_by=person_id,
            replaces=replaces,
            created_at=now,
            ends_at=now + LASTS,
        )
    )
    record(
        session, "invitation-made", community_id=community_id, now=now, person_id=person_id,
        role=role, note=note,
    )  # fmt: skip
    return token


def list_open_invitations(
    session: Session, community_id: uuid.UUID, now: dt.datetime
) -> Sequence[Invitation]:
    """The invitations that can still be accepted, the newest first."""
    return session.scalars(
        select(Invitation)
        .where(
            Invitation.community_id == community_id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.ends_at > now,
        )
        .order_by(Invitation.id.desc())
    ).all()


def revoke_invitation(
    session: Session,
    community_id: uuid.UUID,
    invitation_id: uuid.UUID,
    *,
    now: dt.datetime,
    person_id: uuid.UUID,
) -> None:
    """Let nobody accept it any more; nothing where it was used or revoked. Raises LinkUnknown."""
    query = select(Invitation).where(
        Invitation.id == invitation_id, Invitation.community_id == community_id
    )
    found = session.scalar(query.with_for_update())
    if found is None:
        raise LinkUnknown
    if found.used_at is None and found.revoked_at is None:
        found.revoked_at = now
        record(
            session, "invitation-revoked", community_id=community_id, now=now,
            person_id=person_id, role=found.role, note=found.note,
        )  # fmt: skip


def find_invitation(session: Session, token: str, now: dt.datetime) -> Invitation:
    """The invitation of a link that still works. Raises LinkUnknown, LinkGone."""
    return _find(session, token, now, to_use=False)


def accept_invitation(
    session: Session, token: str, person_id: uuid.UUID, now: dt.datetime
) -> Member:
    """Join; the one whose place is taken leaves.

    Raises LinkUnknown, LinkGone, AlreadyMember, LastRepresentative.
    """
    invitation = _find(session, token, now, to_use=True)
    community_id = invitation.community_id
    find_community(session, community_id, to_change=True)
    if invitation.replaces is None:
        _check_gains(session, community_id, person_id, invitation.role)
    invitation.used_at, invitation.used_by = now, person_id
    member = add_member(
        session, community_id, person_id, invitation.role, now=now, by=invitation.made_by
    )
    if invitation.replaces is not None:
        replace_member(session, invitation.replaces, member, now)
    to_representatives(
        session, community_id, key=f"invitation-accepted:{invitation.id}",
        about="invitation-accepted", now=now, by=person_id,
    )  # fmt: skip
    return member


def _check_gains(
    session: Session, community_id: uuid.UUID, person_id: uuid.UUID, role: str
) -> None:
    """A link that came to the wrong person takes nothing away from them."""
    try:
        has = find_membership(session, community_id, person_id).role
    except NoMember:
        return
    if has in (role, REPRESENTATIVE) or ROLES.index(has) < ROLES.index(role):
        raise AlreadyMember(
            message(
                "您已经是这个小区的{role}，不需要再加入；请把链接发给要邀请的人",
                role=ROLE_NAMES[has],
            )
        )


def _find(session: Session, token: str, now: dt.datetime, *, to_use: bool) -> Invitation:
    query = select(Invitation).where(Invitation.token_index == _mark(token))
    found = session.scalar(query.with_for_update() if to_use else query)
    if found is None:
        raise LinkUnknown
    for has_ended, said in (
        (found.used_at is not None, USED),
        (found.revoked_at is not None, REVOKED),
        (found.ends_at <= now, EXPIRED),
    ):
        if has_ended:
            raise LinkGone(said)
    return found


def _mark(token: str) -> str:
    return keyring().index("invitation", token)
