"""A community and what it says of itself once for all its letters."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.communities.models import Community
from app.timeline.entries import record

LONGEST_NAME = 200
MOST_HOUSEHOLDS = 100_000
PAGE = 50


class NoCommunity(Exception):
    """There is no such community."""


class StaleSettings(Exception):
    """Somebody saved in between; `community` is what stands there now."""

    def __init__(self, community: Community) -> None:
        super().__init__()
        self.community = community


@dataclass(frozen=True)
class Settings:
    """What the settings page asks; names as in the table."""

    name: str
    address: str = ""
    city: str = ""
    households: int | None = None
    handed_over: dt.date | None = None
    completion_accepted: dt.date | None = None
    responsible_name: str = ""
    responsible_contact: str = ""


def create_community(
    session: Session,
    settings: Settings,
    *,
    now: dt.datetime,
    person_id: uuid.UUID | None = None,
) -> Community:
    """A new community without members; `person_id` None: the command line."""
    community = Community(**asdict(settings), created_at=now)
    session.add(community)
    session.flush()
    record(session, "community-created", community_id=community.id, person_id=person_id, now=now)
    return community


def find_community(
    session: Session, community_id: uuid.UUID, *, to_change: bool = False
) -> Community:
    """The community; `to_change`: others who change it or its members wait. Raises NoCommunity."""
    found = session.get(Community, community_id, with_for_update=to_change, populate_existing=True)
    if found is None:
        raise NoCommunity
    return found


def has_community(session: Session, name: str) -> bool:
    """Whether a community has exactly this name."""
    return session.scalar(select(Community.id).where(Community.name == name).limit(1)) is not None


def list_communities(session: Session, before: uuid.UUID | None = None) -> Sequence[Community]:
    """A page of communities, the newest first; `before` is the last of the page before."""
    query = select(Community).order_by(Community.id.desc()).limit(PAGE)
    if before is not None:
        query = query.where(Community.id < before)
    return session.scalars(query).all()


def change_settings(
    session: Session,
    community_id: uuid.UUID,
    settings: Settings,
    *,
    revision: int,
    now: dt.datetime,
    person_id: uuid.UUID,
) -> Community:
    """Put `settings` in the place of those of `revision`. Raises NoCommunity, StaleSettings."""
    community = find_community(session, community_id, to_change=True)
    changed = list_changes(community, settings)
    if not changed:
        return community
    if community.revision != revision:
        raise StaleSettings(community)
    for name in changed:
        setattr(community, name, getattr(settings, name))
    community.revision += 1
    record(
        session, "settings-changed", community_id=community_id, person_id=person_id, now=now,
        fields=changed,
    )  # fmt: skip
    return community


def list_changes(community: Community, settings: Settings) -> list[str]:
    """The fields in which `settings` differ from what stands there."""
    return [name for name, value in asdict(settings).items() if getattr(community, name) != value]


def may_open_public_links(community: Community) -> bool:
    """Whether somebody is named who answers for personal data (处理者), and how to reach them.

    No link that residents or recipients can open without an account may be made before.
    """
    return bool(community.responsible_name and community.responsible_contact)
