"""The revisions of a petition: listed, found, restored. Nothing is ever taken out of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import Integer, Uuid, bindparam, select
from sqlalchemy.orm import Session, joinedload, undefer

from app.petitions.drafts import save_draft
from app.petitions.models import Petition, Revision
from app.timeline.entries import record

RESTORED = "restored"
_NEWEST = (  # made once, as all that a page of a petition asks
    select(Revision)
    .where(Revision.petition_id == bindparam("petition", type_=Uuid()))
    .order_by(Revision.number.desc())
    .limit(bindparam("most", type_=Integer()))
    .options(joinedload(Revision.person))
)
_OLDER = _NEWEST.where(Revision.number < bindparam("before", type_=Integer()))


class NoRevision(Exception):
    """The petition has no such revision."""


def list_revisions(
    session: Session, petition_id: uuid.UUID, *, before: int | None = None, most: int = 30
) -> Sequence[Revision]:
    """The newest revisions with who made them, the newest first; `before`: with a lower number."""
    known = {"petition": petition_id, "most": most, "before": before}
    return session.scalars(_NEWEST if before is None else _OLDER, known).all()


def find_revision(session: Session, petition_id: uuid.UUID, revision_id: uuid.UUID) -> Revision:
    """The revision with its document. Raises NoRevision."""
    found = session.scalar(
        select(Revision)
        .where(Revision.id == revision_id, Revision.petition_id == petition_id)
        .options(undefer(Revision.document), joinedload(Revision.person))
    )
    if found is None:
        raise NoRevision
    return found


def find_predecessor(session: Session, revision: Revision) -> Revision | None:
    """The revision before, with its document; None before the first."""
    return session.scalar(
        select(Revision)
        .where(Revision.petition_id == revision.petition_id, Revision.number < revision.number)
        .order_by(Revision.number.desc())
        .limit(1)
        .options(undefer(Revision.document), joinedload(Revision.person))
    )


def restore_revision(
    session: Session,
    petition: Petition,
    kept: Revision,
    *,
    revision: int,
    person_id: uuid.UUID | None,
    now: dt.datetime,
) -> Petition:
    """Put the document of `kept` in the place of what stood at `revision`, as a new revision.

    An equal one changes nothing. Raises StaleDraft and NotADraft as save_draft does.
    """
    saved = save_draft(
        session, petition, kept.document, revision=revision, person_id=person_id, now=now,
        note=RESTORED,
    )  # fmt: skip
    if saved.revision != revision:
        record(
            session,
            "petition-restored",
            community_id=petition.community_id,
            subject_id=petition.id,
            person_id=person_id,
            now=now,
            restored=kept.number,
        )
    return saved
