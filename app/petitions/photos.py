"""Photos of a petition: named in drafts, found, loaded for letters.

The draft names a photo as photos/<its id>.jpg; caption and day stand in the draft.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Select, String, select, type_coerce
from sqlalchemy.orm import Session, undefer

from app.files.models import StoredFile
from app.letters.media import Picture
from app.petitions.models import Photo

_FILE = re.compile(r"photos/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jpg")


class NoPhoto(Exception):
    """This petition has no such photo."""


def name_photo(photo_id: uuid.UUID) -> str:
    """How a draft names a photo."""
    return f"photos/{photo_id}.jpg"


def read_photo_id(file: object) -> uuid.UUID | None:
    """The photo that an entry's file names; None where it names none of ours."""
    found = _FILE.fullmatch(file) if isinstance(file, str) else None
    return uuid.UUID(found[1]) if found else None


def list_files(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Place and file of every photo entry of a draft, in its order."""
    return [
        (f"items[{number}].photos[{index}].file", str(photo.get("file") or ""))
        for number, item in _count_tables(document.get("items"))
        for index, photo in _count_tables(item.get("photos"))
    ]


def find_photo(
    session: Session, community_id: uuid.UUID, petition_id: uuid.UUID, photo_id: uuid.UUID
) -> tuple[Photo, StoredFile]:
    """A photo of a community's petition with its file, whose bytes come when asked for.

    Raises NoPhoto.
    """
    query = select_photos(petition_id, [photo_id])
    found = session.execute(query.where(StoredFile.community_id == community_id)).first()
    if found is None:
        raise NoPhoto
    return found[0], found[1]


def load_pictures(
    session: Session,
    petition_id: uuid.UUID,
    document: Mapping[str, Any],
    *,
    only_sizes: bool = False,
) -> Mapping[str, Picture]:
    """The pictures of a draft's photo entries by their file, as Dossier takes them; one query.

    What is not here is left out: open_document tells of it.
    `only_sizes`: without bytes, which is all that a page needs that shows pictures by address.
    """
    files = map_files(document)
    if not files:
        return {}
    query = select_photos(petition_id, files.values())
    rows = session.execute(query if only_sizes else query.options(undefer(StoredFile.data)))
    found = {
        photo.id: Picture(
            b"" if only_sizes else stored.data,
            "jpeg",
            stored.width or 0,
            stored.height or 0,
            stored.digest,
        )
        for photo, stored in rows
    }
    return {file: found[photo_id] for file, photo_id in files.items() if photo_id in found}


def list_photo_files(session: Session, petition_id: uuid.UUID) -> tuple[tuple[str, str], ...]:
    """Which file each photo of a petition has now: a covered photo gets another, files never change."""
    photo, file = (type_coerce(one, String) for one in (Photo.id, Photo.file_id))
    rows = session.execute(
        select(photo, file).where(Photo.petition_id == petition_id).order_by(Photo.id)
    )
    return tuple((str(one), str(other)) for one, other in rows)


def map_files(document: Mapping[str, Any]) -> dict[str, uuid.UUID]:
    """The photo of each file that a draft names."""
    return {file: found for _, file in list_files(document) if (found := read_photo_id(file))}


def select_photos(
    petition_id: uuid.UUID, photo_ids: Collection[uuid.UUID]
) -> Select[Photo, StoredFile]:
    """The query of photos with their files, without bytes."""
    return (
        select(Photo, StoredFile)
        .join(StoredFile, StoredFile.id == Photo.file_id)
        .where(Photo.petition_id == petition_id, Photo.id.in_(photo_ids))
    )


def _count_tables(value: object) -> list[tuple[int, dict[str, Any]]]:
    """The tables of a list with their indexes in it."""
    rows = enumerate(value) if isinstance(value, list) else ()
    return [(index, one) for index, one in rows if isinstance(one, dict)]


def list_tables(value: object) -> list[dict[str, Any]]:
    """The tables of a list in a draft, which may hold anything."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
