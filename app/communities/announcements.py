"""Telling the representatives of a community what one of them did."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.communities.models import Community, Member
from app.notices.outbox import put


def to_representatives(
    session: Session,
    community_id: uuid.UUID,
    *,
    key: str,
    about: str,
    now: dt.datetime,
    by: uuid.UUID | None = None,
    details: Mapping[str, Any] | None = None,
) -> int:
    """Put a notice out for every representative but `by`, who did it; returns how many are new.

    `key` names the event: the same one is told once. The details get `who` (the name of `by`), and
    the community's name and id.
    """
    community = session.get_one(Community, community_id)
    said = {"community": community.name, "community_id": str(community_id), **(details or {})}
    if by is not None:
        said.setdefault("who", session.get_one(Person, by).name)
    people = select(Member.person_id).where(
        Member.community_id == community_id,
        Member.role == "representative",
        Member.left_at.is_(None),
    )
    others = dict.fromkeys(id for id in session.scalars(people) if id != by)
    return sum(
        put(
            session, key=f"{key}:{person_id}", person_id=person_id, about=about,
            details=said, now=now,
        )
        for person_id in others
    )  # fmt: skip
