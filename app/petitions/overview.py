"""The petitions of a community: which there are, and which are about the same."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.petitions.drafts import DRAFT
from app.petitions.models import Petition


@dataclass(frozen=True)
class Listed:
    """A petition in a list; `saved_by` is the name of who saved it last, `kin` are other open drafts on the same."""

    petition: Petition
    saved_by: str
    kin: tuple[Petition, ...]


def list_petitions(session: Session, community_id: uuid.UUID) -> tuple[Listed, ...]:
    """All petitions of a community, the last saved first; documents are not read."""
    rows = session.execute(
        select(Petition, Person)
        .outerjoin(Person, Person.id == Petition.saved_by)
        .where(Petition.community_id == community_id)
        .order_by(Petition.saved_at.desc(), Petition.id.desc())
    ).all()
    every = [row[0] for row in rows]
    return tuple(
        Listed(
            petition,
            person.name if person else "",
            _find_kin(every, petition.categories, but=petition) if petition.state == DRAFT else (),
        )
        for petition, person in rows
    )


def list_kin(
    session: Session,
    community_id: uuid.UUID,
    categories: Collection[str],
    *,
    but: uuid.UUID | None = None,
) -> tuple[Petition, ...]:
    """The open drafts of a community on one of these categories."""
    every = _list_drafts(session, community_id)
    return _find_kin([one for one in every if one.id != but], categories)


def map_drafts(session: Session, community_id: uuid.UUID) -> Mapping[str, tuple[Petition, ...]]:
    """The open drafts of a community by category."""
    found: dict[str, tuple[Petition, ...]] = {}
    for petition in _list_drafts(session, community_id):
        for category in petition.categories:
            found[category] = (*found.get(category, ()), petition)
    return found


def _list_drafts(session: Session, community_id: uuid.UUID) -> Sequence[Petition]:
    return session.scalars(
        select(Petition)
        .where(Petition.community_id == community_id, Petition.state == DRAFT)
        .order_by(Petition.saved_at.desc())
    ).all()


def _find_kin(
    every: Sequence[Petition], categories: Collection[str], *, but: Petition | None = None
) -> tuple[Petition, ...]:
    return tuple(
        one
        for one in every
        if one is not but
        and one.state == DRAFT
        and not {"other"}.issuperset(set(one.categories) & set(categories))
    )
