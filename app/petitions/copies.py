"""Duplicating a petition, and taking over items of another draft into this one.

What is copied keeps its words; its photos become rows of the petition that gets them, sharing the
stored file.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Uuid, bindparam, select, update
from sqlalchemy.orm import Session

from app.communities.announcements import to_representatives
from app.petitions.drafts import (
    DRAFT,
    DUPLICATED,
    MERGED,
    NotADraft,
    StaleDraft,
    create_petition,
    find_petition,
    save_draft,
)
from app.petitions.history import list_revisions
from app.petitions.merging import join_documents
from app.petitions.models import Petition
from app.petitions.names import name_petition
from app.petitions.photo_changes import copy_photos
from app.timeline.entries import record

_MERGEABLE = (  # made once, as all that a page of a petition asks
    select(Petition)
    .where(
        Petition.community_id == bindparam("community", type_=Uuid()),
        Petition.state == DRAFT,
        Petition.id != bindparam("petition", type_=Uuid()),
    )
    .order_by(Petition.saved_at.desc(), Petition.id)
)


class NothingChosen(Exception):
    """No item was chosen to be taken over."""


@dataclass(frozen=True)
class Author:
    """Who acts, and when."""

    person_id: uuid.UUID | None
    now: dt.datetime


def duplicate_petition(session: Session, petition: Petition, author: Author) -> Petition:
    """A new draft with the same words and photos; any petition can be duplicated, also a frozen one."""
    made = create_petition(
        session,
        petition.community_id,
        petition.document,
        person_id=author.person_id,
        now=author.now,
        note=DUPLICATED,
        details={"from_title": _name(petition), "from_id": str(petition.id)},
    )
    (first,) = list_revisions(session, made.id)
    made.document = copy_photos(session, petition.id, made, made.document, author.now)
    first.document = made.document
    session.flush()
    return made


def list_mergeable(session: Session, petition: Petition) -> Sequence[Petition]:
    """The other open drafts of the community, the newest first."""
    known = {"community": petition.community_id, "petition": petition.id}
    return session.scalars(_MERGEABLE, known).all()


def merge_petition(
    session: Session,
    target: Petition,
    source: Petition,
    chosen: Collection[str],
    *,
    revisions: tuple[int, int],
    author: Author,
) -> Petition:
    """Take the items with the ids `chosen` of `source` into `target`; `source` ends as merged.

    `revisions`: of target and source, as the person saw them. What was sent and answered before
    (history) is taken along. Returns the target. Raises NothingChosen, NotADraft, StaleDraft.
    """
    _lock(session, target, source)
    items = [item for item in source.document.get("items", []) if item.get("id") in chosen]
    if not items:
        raise NothingChosen
    if source.state != DRAFT or target.id == source.id:
        raise NotADraft
    chosen_part = {**source.document, "items": items}
    taken = copy_photos(session, source.id, target, chosen_part, author.now)
    saved = save_draft(
        session,
        target,
        join_documents(target.document, taken),
        revision=revisions[0],
        person_id=author.person_id,
        now=author.now,
        note=MERGED,
    )
    _close(session, source, saved, revisions[1])
    _tell(session, saved, source, author)
    return saved


def _lock(session: Session, *petitions: Petition) -> None:
    """Rows are locked in one order, so that two merges never wait for each other."""
    ids = [petition.id for petition in petitions]
    session.execute(
        select(Petition.id).where(Petition.id.in_(ids)).order_by(Petition.id).with_for_update()
    )


def _close(session: Session, source: Petition, target: Petition, revision: int) -> None:
    changed = session.execute(
        update(Petition)
        .where(Petition.id == source.id, Petition.state == DRAFT, Petition.revision == revision)
        .values(state=MERGED, merged_into=target.id)
        .execution_options(synchronize_session=False)
    )
    session.expire(source)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleDraft(find_petition(session, source.community_id, source.id))


def _tell(session: Session, target: Petition, source: Petition, author: Author) -> None:
    titles = {"title": _name(target), "from_title": _name(source)}
    record(
        session,
        "petition-merged",
        community_id=target.community_id,
        subject_id=target.id,
        person_id=author.person_id,
        now=author.now,
        from_id=str(source.id),
        **titles,
    )
    to_representatives(
        session,
        target.community_id,
        key=f"petition-merged:{source.id}",
        about="petition-merged",
        now=author.now,
        by=author.person_id,
        details={**titles, "petition_id": str(target.id)},
    )


def _name(petition: Petition) -> str:
    """What the timeline calls a petition for good."""
    return str(name_petition(petition.title, petition.categories))
