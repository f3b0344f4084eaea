"""Photos of a petition come, are covered, are copied and go; a draft's entries follow them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.files.pictures import Area, TakenPhoto, cover
from app.files.store import Content, delete_files, put_file
from app.letters.errors import InputError
from app.letters.petition_items import MOST_PHOTOS
from app.messages import message
from app.petitions.drafts import DRAFT, NotADraft, StaleDraft, save_draft
from app.petitions.models import Document, Petition, Photo, Revision, Version
from app.petitions.photos import (
    find_photo,
    list_files,
    list_tables,
    map_files,
    name_photo,
    select_photos,
)
from app.timeline.entries import record

MOST_AT_ONCE = 20
MOST_KEPT = 2 * MOST_PHOTOS  # of a petition, those counted that no text names (any more)
RESTS = dt.timedelta(days=1)  # how long a photo may wait for a draft to name it
TRIES = 3
JPEG = "image/jpeg"


def store_photos(
    session: Session,
    petition: Petition,
    taken: Sequence[TakenPhoto],
    *,
    person_id: uuid.UUID | None,
    now: dt.datetime,
) -> list[Photo]:
    """New photos that no text names yet. Raises NotADraft, and InputError where they are too many."""
    _check_draft(petition)
    if len(taken) > MOST_AT_ONCE:
        raise InputError("", message("一次最多上传{limit}张照片，请分几次上传", limit=MOST_AT_ONCE))
    _make_room(session, petition, len(taken), now)
    photos: list[Photo] = []
    for one in taken:
        size = (one.picture.width, one.picture.height)
        content = Content(one.picture.data, JPEG, one.name, *size)
        stored = put_file(session, petition.community_id, content, person_id=person_id, now=now)
        photos.append(Photo(petition_id=petition.id, file_id=stored.id, created_at=now))
    session.add_all(photos)
    session.flush()
    record(
        session,
        "photos-added",
        community_id=petition.community_id,
        subject_id=petition.id,
        person_id=person_id,
        now=now,
        count=len(photos),
    )
    return photos


def add_entries(
    session: Session,
    petition: Petition,
    item_id: str,
    entries: Sequence[Mapping[str, Any]],
    *,
    person_id: uuid.UUID | None,
    now: dt.datetime,
) -> Petition:
    """Add photo entries to an item of the draft as it stands now, whoever saved it last.

    Raises InputError where the item is gone or the petition would have too many photos.
    """

    def add(document: Document) -> Document:
        if len(list_files(document)) + len(entries) > MOST_PHOTOS:
            raise InputError(
                "", message("整份诉求书最多{limit}张照片，请删去几张", limit=MOST_PHOTOS)
            )
        items = [dict(item) for item in list_tables(document.get("items"))]
        for item in items:
            if item.get("id") == item_id:
                item["photos"] = [*list_tables(item.get("photos")), *map(dict, entries)]
                return {**document, "items": items}
        raise InputError("", message("没有这个事项，可能已被删去；照片没有加上"))

    return _change(session, petition, add, person_id, now)


def copy_photos(
    session: Session, source_id: uuid.UUID, target: Petition, document: Document, now: dt.datetime
) -> Document:
    """The draft of one petition fit for another of its community, which gets the photos too."""
    files = map_files(document)
    rows = session.execute(select_photos(source_id, files.values())).all() if files else []
    copies = {
        name_photo(photo.id): Photo(petition_id=target.id, file_id=stored.id, created_at=now)
        for photo, stored in rows
    }
    session.add_all(copies.values())
    session.flush()
    return _rename(document, {file: name_photo(copy.id) for file, copy in copies.items()})


def cover_photo(
    session: Session,
    petition: Petition,
    photo_id: uuid.UUID,
    areas: Sequence[Area],
    *,
    person_id: uuid.UUID | None,
    now: dt.datetime,
) -> Photo:
    """Paint boxes onto a photo for good; what lay below is deleted.

    A photo that a frozen version shows stays as it is there: the draft then gets a new one.
    Raises NoPhoto, NotADraft.
    """
    _check_draft(petition)
    photo, stored = find_photo(session, petition.community_id, petition.id, photo_id)
    picture = cover(stored.data, areas)
    content = Content(picture.data, JPEG, stored.name, picture.width, picture.height)
    new = put_file(session, petition.community_id, content, person_id=person_id, now=now)
    if photo_id in _list_named(session, petition.id, Version):
        photo = Photo(petition_id=petition.id, file_id=new.id, created_at=now)
        session.add(photo)
        session.flush()
        names = {name_photo(photo_id): name_photo(photo.id)}
        _change(session, petition, lambda document: _rename(document, names), person_id, now)
    else:
        photo.file_id = new.id
        _delete_unused(session, [stored.id])
    record(
        session,
        "photo-covered",
        community_id=petition.community_id,
        subject_id=petition.id,
        person_id=person_id,
        now=now,
        areas=len(areas),
    )
    return photo


def drop_unnamed(session: Session, petition: Petition, before: dt.datetime) -> int:
    """Delete the photos older than `before` that no draft, revision or version names; how many."""
    named = _list_named(session, petition.id, Revision) | _list_named(session, petition.id, Version)
    named |= set(map_files(petition.document).values())
    old = session.scalars(
        select(Photo).where(Photo.petition_id == petition.id, Photo.created_at < before)
    )
    idle = [photo for photo in old if photo.id not in named]
    for photo in idle:
        session.delete(photo)
    _delete_unused(session, [photo.file_id for photo in idle])
    return len(idle)


def _check_draft(petition: Petition) -> None:
    if petition.state != DRAFT:
        raise NotADraft


def _make_room(session: Session, petition: Petition, more: int, now: dt.datetime) -> None:
    """See that a petition's photos stay bounded; those that nothing names give way."""
    mine = select(func.count()).select_from(Photo).where(Photo.petition_id == petition.id)
    if (session.scalar(mine) or 0) + more <= MOST_KEPT:
        return
    drop_unnamed(session, petition, now - RESTS)
    if (session.scalar(mine) or 0) + more > MOST_KEPT:
        raise InputError(
            "",
            message(
                "这份诉求书已存了太多照片（连同改动前的，最多{limit}张）；请删去不用的，明天再传",
                limit=MOST_KEPT,
            ),
        )


def _change(
    session: Session,
    petition: Petition,
    change: Callable[[Document], Document],
    person_id: uuid.UUID | None,
    now: dt.datetime,
) -> Petition:
    """Save what `change` makes of the draft as it stands now; a save in between is taken up."""
    for _ in range(TRIES):
        changed = change(petition.document)
        try:
            return save_draft(
                session, petition, changed, revision=petition.revision, person_id=person_id, now=now
            )
        except StaleDraft as stale:
            petition = stale.petition
    raise StaleDraft(petition)


def _rename(document: Document, names: Mapping[str, str]) -> Document:
    items = [
        {
            **item,
            "photos": [
                {**photo, "file": names.get(str(photo.get("file")), photo.get("file"))}
                for photo in list_tables(item["photos"])
            ],
        }
        if item.get("photos")
        else item
        for item in list_tables(document.get("items"))
    ]
    return {**document, "items": items} if items else document


def _list_named(
    session: Session, petition_id: uuid.UUID, table: type[Revision] | type[Version]
) -> set[uuid.UUID]:
    """The photos that the texts of this kind name."""
    documents = session.scalars(select(table.document).where(table.petition_id == petition_id))
    return {found for document in documents for found in map_files(document).values()}


def _delete_unused(session: Session, file_ids: Collection[uuid.UUID]) -> None:
    """Delete the files that no photo shows any more, of this petition or of a copy of it."""
    session.flush()
    used = set(session.scalars(select(Photo.file_id).where(Photo.file_id.in_(file_ids))))
    delete_files(session, set(file_ids) - used)
