"""Petitions of any size, made from the example: for tests of safety, of queries, and for bench."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import io
import tomllib
import uuid
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from app.config import PROJECT
from app.files.models import StoredFile
from app.petitions.drafts import create_petition
from app.petitions.models import Document, Photo

EXAMPLE = PROJECT / "examples" / "four-grievances.toml"
NOW = dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)


def add_petition(
    session: Session,
    community_id: uuid.UUID,
    person_id: uuid.UUID,
    *,
    items: int = 4,
    photos: int = 0,
) -> uuid.UUID:
    """A draft with so many items, and photos spread over them; returns its id."""
    document = make_document(items)
    petition = create_petition(session, community_id, document, person_id=person_id, now=NOW)
    document = copy.deepcopy(petition.document)
    for number in range(photos):
        photo = _add_photo(session, community_id, petition.id, number)
        entry = {
            "file": f"photos/{photo}.jpg", "caption": f"第{number + 1}张", "taken_on": "2026-09-01",
        }  # fmt: skip
        document["items"][number % items].setdefault("photos", []).append(entry)
    petition.document = document
    session.flush()
    return petition.id


def make_document(items: int) -> Document:
    """The example's draft with so many items."""
    document = _as_json(tomllib.loads(EXAMPLE.read_text("utf-8")))
    given = document["items"]
    document["items"] = [copy.deepcopy(given[number % len(given)]) for number in range(items)]
    for number, item in enumerate(document["items"]):
        item["id"] = f"item-{number + 1}"
        for other, demand in enumerate(item.get("demands", [])):
            demand["id"] = f"demand-{number + 1}-{other + 1}"
    return dict(document)


def _add_photo(
    session: Session, community_id: uuid.UUID, petition_id: uuid.UUID, number: int
) -> uuid.UUID:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), (number % 256, 120, 90)).save(made, "JPEG")
    data = made.getvalue()
    file = StoredFile(
        community_id=community_id, digest=hashlib.sha256(data).hexdigest(),
        media_type="image/jpeg", name=f"{number + 1}.jpg", size=len(data), width=64, height=48,
        created_at=NOW, data=data,
    )  # fmt: skip
    session.add(file)
    session.flush()
    photo = Photo(petition_id=petition_id, file_id=file.id, created_at=NOW)
    session.add(photo)
    session.flush()
    return photo.id


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_json(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_as_json(part) for part in value]
    return value.isoformat() if isinstance(value, dt.date) else value
