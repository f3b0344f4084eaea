"""Who belongs to a community, with which role."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.communities.models import Member


def find_role(session: Session, person_id: uuid.UUID, community_id: uuid.UUID) -> str | None:
    """The role of a person in a community now; None: not a member, or no longer."""
    return session.scalar(
        select(Member.role).where(
            Member.person_id == person_id,
            Member.community_id == community_id,
            Member.left_at.is_(None),
        )
    )
