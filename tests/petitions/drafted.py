"""Drafts in a town, for tests of what is done with them."""

from __future__ import annotations

import io
import tomllib
import uuid
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from app.config import PROJECT
from app.files.models import StoredFile
from app.petitions.copies import Author
from app.petitions.drafts import create_petition
from app.petitions.models import Petition, Photo
from app.petitions.petition_text import as_document
from app.petitions.photos import name_photo
from tests.people import NOW, Town

EXAMPLE_TEXT = (PROJECT / "examples" / "four-grievances.toml").read_text("utf-8")


def read_example() -> dict[str, Any]:
    return as_document(tomllib.loads(EXAMPLE_TEXT))


def make_author(town: Town) -> Author:
    return Author(town.people["representative"], NOW)


def make_draft(session: Session, town: Town, document: dict[str, Any] | None = None) -> Petition:
    return create_petition(
        session, town.community, read_example() if document is None else document,
        person_id=town.people["representative"], now=NOW,
    )  # fmt: skip


def make_jpeg(colour: str = "teal", size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def add_photo(session: Session, petition: Petition, colour: str = "teal") -> uuid.UUID:
    """A photo that no text names yet."""
    data = make_jpeg(colour)
    stored = StoredFile(
        community_id=petition.community_id, digest=colour, media_type="image/jpeg", name="a.jpg",
        size=len(data), width=60, height=40, created_at=NOW, data=data,
    )  # fmt: skip
    session.add(stored)
    session.flush()
    photo = Photo(petition_id=petition.id, file_id=stored.id, created_at=NOW)
    session.add(photo)
    session.flush()
    return photo.id


def name_entry(photo: uuid.UUID, caption: str = "现场") -> dict[str, str]:
    return {"file": name_photo(photo), "caption": caption}
