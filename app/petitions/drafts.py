"""Making, finding and saving drafts: every save names the revision it was made from."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, Uuid, bindparam, inspect, select, update
from sqlalchemy.orm import Session, undefer

from app.petitions.models import Document, Petition, Revision
from app.timeline.entries import record

TOGETHER = dt.timedelta(minutes=10)  # saves of one person within this time are one revision
LONGEST_TITLE = 300  # characters, as the column holds
DRAFT = "draft"
FROZEN = "frozen"
MERGED = "merged"
EDITED = "edited"
CREATED, IMPORTED, DUPLICATED = "created", "imported", "duplicated"
# Made once: every page of a petition asks.
_ENTRY = select(Petition).where(
    Petition.id == bindparam("petition", type_=Uuid()),
    Petition.community_id == bindparam("community", type_=Uuid()),
)
_WHOLE = _ENTRY.options(undefer(Petition.document))
ACTS = {
    CREATED: "petition-created",
    IMPORTED: "petition-imported",
    DUPLICATED: "petition-duplicated",
}


class NoPetition(Exception):
    """This community has no such petition."""


class StaleDraft(Exception):
    """Somebody saved in between; `petition` is what stands there now."""

    def __init__(self, petition: Petition) -> None:
        super().__init__()
        self.petition = petition


class NotADraft(Exception):
    """The petition is frozen or merged: its text no longer changes."""


def create_petition(
    session: Session,
    community_id: uuid.UUID,
    document: Document,
    *,
    person_id: uuid.UUID | None,
    now: dt.datetime,
    note: str = CREATED,
    details: Mapping[str, Any] | None = None,
) -> Petition:
    """A new draft with its first revision; items and demands get their ids.

    `note` says what made it, `details` what the timeline tells besides.
    """
    document = give_ids(document)
    petition = Petition(
        community_id=community_id,
        title=_read_title(document),
        categories=_list_categories(document),
        document=document,
        created_by=person_id,
        created_at=now,
        saved_by=person_id,
        saved_at=now,
    )
    session.add(petition)
    session.flush()
    _keep_revision(session, petition, document, person_id, now, note)
    record(
        session,
        ACTS[note],
        community_id=community_id,
        subject_id=petition.id,
        person_id=person_id,
        now=now,
        **(details or {}),
    )
    return petition


def find_petition(session: Session, community_id: uuid.UUID, petition_id: uuid.UUID) -> Petition:
    """The petition with its document. Raises NoPetition."""
    return _find(session, _WHOLE, community_id, petition_id)


def find_entry(session: Session, community_id: uuid.UUID, petition_id: uuid.UUID) -> Petition:
    """The petition for a page that needs no document, which comes when asked for. Raises NoPetition."""
    return _find(session, _ENTRY, community_id, petition_id)


def save_draft(
    session: Session,
    petition: Petition,
    document: Document,
    *,
    revision: int,
    person_id: uuid.UUID | None,
    now: dt.datetime,
    note: str = EDITED,
) -> Petition:
    """Put `document` in the place of what stood at `revision`; an equal one changes nothing.

    Raises StaleDraft where another save came first, NotADraft where the text no longer changes.
    """
    if petition.state != DRAFT:
        raise NotADraft
    document = give_ids(document)
    if petition.revision == revision and petition.document == document:
        return petition
    changed = session.execute(
        update(Petition)
        .where(Petition.id == petition.id, Petition.revision == revision, Petition.state == DRAFT)
        .values(
            document=document,
            title=_read_title(document),
            categories=_list_categories(document),
            revision=revision + 1,
            saved_by=person_id,
            saved_at=now,
        )
        .execution_options(synchronize_session=False)
    )
    session.expire(petition)
    current = find_petition(session, petition.community_id, petition.id)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleDraft(current)
    _keep_revision(session, current, document, person_id, now, note)
    return current


def load_whole(session: Session, petition: Petition) -> Petition:
    """The petition with its document, both of one moment. Raises NoPetition."""
    if "document" not in inspect(petition).unloaded:
        return petition
    return _find(session, _WHOLE, petition.community_id, petition.id, populate_existing=True)


def give_ids(document: Document) -> Document:
    """The document with an id on every item and demand, so that they can move and still be known."""
    items = [dict(item) for item in document.get("items", [])]
    taken = {str(item["id"]) for item in items if item.get("id")}
    taken |= {
        str(demand["id"])
        for item in items
        for demand in item.get("demands", [])
        if demand.get("id")
    }
    for item in items:
        item["id"] = item.get("id") or _take_id("item", taken)
        item["demands"] = [
            {**demand, "id": demand.get("id") or _take_id("demand", taken)}
            for demand in item.get("demands", [])
        ]
        if not item["demands"]:
            del item["demands"]
    return {**document, "items": items} if items else {**document}


def _find(
    session: Session,
    query: Select[Petition],
    community_id: uuid.UUID,
    petition_id: uuid.UUID,
    **options: bool,
) -> Petition:
    sought = {"community": community_id, "petition": petition_id}
    found: Petition | None = session.scalar(query, sought, execution_options=options)
    if found is None:
        raise NoPetition
    return found


def _read_title(document: Document) -> str:
    """The title for lists; the letter has the whole one."""
    return str(document.get("title") or "")[:LONGEST_TITLE]


def _take_id(stem: str, taken: set[str]) -> str:
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    taken.add(f"{stem}-{number}")
    return f"{stem}-{number}"


def _list_categories(document: Document) -> list[str]:
    """Each category once, in the order of the items: a name made of them follows the letter."""
    categories: Any = (item.get("category") for item in document.get("items", []))
    return list(dict.fromkeys(str(category) for category in categories if category))


def _keep_revision(
    session: Session,
    petition: Petition,
    document: Document,
    person_id: uuid.UUID | None,
    now: dt.datetime,
    note: str,
) -> None:
    last = session.scalar(
        select(Revision)
        .where(Revision.petition_id == petition.id)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    goes_on = (
        last is not None
        and note == last.note == EDITED
        and last.saved_by == person_id
        and now - last.began_at < TOGETHER
    )
    if last is not None and goes_on:
        last.document, last.saved_at, last.number = document, now, petition.revision
        return
    session.add(
        Revision(
            petition_id=petition.id,
            number=petition.revision,
            document=document,
            note=note,
            began_at=now,
            saved_at=now,
            saved_by=person_id,
        )
    )
