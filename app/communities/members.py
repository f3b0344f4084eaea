"""Who belongs to a community, with which role; leaving, removing, replacing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Uuid, bindparam, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.communities.models import ROLES, Community, Member
from app.communities.settings import find_community
from app.messages import Message, message
from app.timeline.entries import record
from app.web.faults import Fault

REPRESENTATIVE = "representative"
ROLE_NAMES: dict[str, Message] = {
    "representative": Message("业主代表", english="representative"),
    "checker": message("核对人"),
    "handler": message("物业经办人"),
    "viewer": message("查看人"),
}
ROLE_DUTIES: dict[str, Message] = {
    "representative": message("起草、定稿、核对、递交，管理本小区的设置和成员"),
    "checker": message("核对签名，不能改信"),
    "handler": message("只办理发给物业的报事，看不到信稿、签名和进度"),
    "viewer": message("只看，不能改"),
}
_ROLE = select(Member.role).where(  # made once: every page of a community asks
    Member.person_id == bindparam("person", type_=Uuid()),
    Member.community_id == bindparam("community", type_=Uuid()),
    Member.left_at.is_(None),
)


class NoMember(Exception):
    """This community has no such member, or no longer."""


class LastRepresentative(Fault):
    """A community is never left without anybody who can act for it."""


def find_role(session: Session, person_id: uuid.UUID, community_id: uuid.UUID) -> str | None:
    """The role of a person in a community now; None: not a member, or no longer."""
    return session.scalar(_ROLE, {"person": person_id, "community": community_id})


def list_memberships(session: Session, person_id: uuid.UUID) -> Sequence[Member]:
    """The communities of a person with their roles, by name."""
    return session.scalars(
        select(Member)
        .join(Member.community)
        .where(Member.person_id == person_id, Member.left_at.is_(None))
        .options(contains_eager(Member.community))
        .order_by(Community.name, Member.id)
    ).all()


def list_members(session: Session, community_id: uuid.UUID) -> Sequence[Member]:
    """The members of a community: representatives first, then by the day they joined."""
    members = session.scalars(
        select(Member)
        .where(Member.community_id == community_id, Member.left_at.is_(None))
        .options(joinedload(Member.person))
        .order_by(Member.since, Member.id)
    ).all()
    return sorted(members, key=lambda member: ROLES.index(member.role))


def find_member(session: Session, community_id: uuid.UUID, member_id: uuid.UUID) -> Member:
    """The member, who has not left. Raises NoMember."""
    return _find(session, community_id, Member.id == member_id)


def find_membership(session: Session, community_id: uuid.UUID, person_id: uuid.UUID) -> Member:
    """The same by person. Raises NoMember."""
    return _find(session, community_id, Member.person_id == person_id)


def count_representatives(session: Session, community_id: uuid.UUID) -> int:
    """How many representatives a community has now."""
    return count_of_each(session, [community_id]).get(community_id, 0)


def count_of_each(session: Session, community_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many representatives each of these communities has, in one query."""
    query = (
        select(Member.community_id, func.count())
        .where(
            Member.community_id.in_(community_ids),
            Member.role == REPRESENTATIVE,
            Member.left_at.is_(None),
        )
        .group_by(Member.community_id)
    )
    return {community_id: count for community_id, count in session.execute(query)}  # noqa: C416


def add_member(
    session: Session,
    community_id: uuid.UUID,
    person_id: uuid.UUID,
    role: str,
    *,
    now: dt.datetime,
    by: uuid.UUID | None = None,
) -> Member:
    """A new member; who has another role gives it up for this one.

    `by`: who brought them in, None: the command line. Raises LastRepresentative where the last one
    would become something else.
    """
    find_community(session, community_id, to_change=True)
    try:
        before = find_membership(session, community_id, person_id)
    except NoMember:
        pass
    else:
        if before.role == role:
            return before
        _end(session, before, now)
    member = Member(community_id=community_id, person_id=person_id, role=role, since=now)
    session.add(member)
    session.flush()
    _record(session, "member-joined", member, now, person_id, by=str(by) if by else None)
    return member


def leave(
    session: Session, community_id: uuid.UUID, person_id: uuid.UUID, now: dt.datetime
) -> None:
    """End one's own membership. Raises NoMember, LastRepresentative."""
    find_community(session, community_id, to_change=True)
    member = find_membership(session, community_id, person_id)
    _end(session, member, now)
    _record(session, "member-left", member, now, person_id)


def remove_member(
    session: Session,
    community_id: uuid.UUID,
    member_id: uuid.UUID,
    *,
    now: dt.datetime,
    person_id: uuid.UUID,
) -> Member:
    """End somebody's membership. Raises NoMember, LastRepresentative."""
    find_community(session, community_id, to_change=True)
    member = find_member(session, community_id, member_id)
    _end(session, member, now)
    _record(session, "member-removed", member, now, person_id)
    return member


def replace_member(session: Session, member_id: uuid.UUID, new: Member, now: dt.datetime) -> None:
    """Let the member leave whose place `new` has taken; nothing where they left before."""
    old = session.get(Member, member_id)
    if old is None or old.left_at is not None or old.id == new.id:
        return
    old.left_at = now
    _record(session, "member-replaced", old, now, new.person_id, replaced_by=str(new.person_id))


def _find(session: Session, community_id: uuid.UUID, which: ColumnElement[bool]) -> Member:
    found = session.scalar(
        select(Member)
        .where(Member.community_id == community_id, Member.left_at.is_(None), which)
        .options(joinedload(Member.person))
    )
    if found is None:
        raise NoMember
    return found


def _end(session: Session, member: Member, now: dt.datetime) -> None:
    is_one = member.role == REPRESENTATIVE
    if is_one and count_representatives(session, member.community_id) == 1:
        raise LastRepresentative(
            message(
                "小区现在只有这一位业主代表，不能没有代表："
                "请先邀请接替的人，对方接受以后，原来的代表就自动退出"
            )
        )
    member.left_at = now
    session.flush()


def _record(
    session: Session,
    act: str,
    member: Member,
    now: dt.datetime,
    person_id: uuid.UUID,
    **details: Any,
) -> None:
    record(
        session, act, community_id=member.community_id, now=now, person_id=person_id,
        member=str(member.person_id), role=member.role, **details,
    )  # fmt: skip
