"""Importing a petition file, alone or in a ZIP with its photos: all of it, or nothing.

What is still to be written may be missing; it is told. Whatever is wrong is refused with its place.
Comments of the file are not kept.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.db import new_id
from app.files.store import Content, put_file
from app.letters.errors import InputError
from app.letters.media import Picture
from app.letters.petition_toml import parse_toml
from app.letters.photos import read_photo
from app.letters.style import load_style
from app.messages import message
from app.petitions.blanks import list_blanks
from app.petitions.copies import Author
from app.petitions.drafts import IMPORTED, create_petition
from app.petitions.models import Document, Petition, Photo
from app.petitions.opened import Fault
from app.petitions.packages import is_package, open_package
from app.petitions.petition_text import as_document
from app.petitions.photo_changes import JPEG
from app.petitions.photos import name_photo

ReadPhoto = Callable[[str, str], bytes]  # file as written and its place; raises InputError


@dataclass(frozen=True)
class Incoming:
    """A petition file that can become a draft; `pictures` by the file that the document names."""

    document: Document
    pictures: Mapping[str, Picture]
    blanks: tuple[Fault, ...]


def read_incoming(
    data: bytes,
    name: str,
    *,
    today: dt.date,
    read: ReadPhoto | None = None,
    without_photos: bool = False,
) -> Incoming:
    """What the bytes of a TOML or ZIP hold that a person knows as `name`.

    `read` gives the photos that lie beside a TOML; `without_photos` takes the entries out instead.
    Raises InputError naming file, place and fix.
    """
    try:
        if is_package(data):
            package = open_package(data)
            data, read = package.text, package.read_photo
        tables = parse_toml(data)
        blanks = list_blanks(tables, today=today)
        document = as_document(tables)
        if without_photos:
            _drop_photos(document)
        return Incoming(document, _read_pictures(document, read or _ask_for_package), blanks)
    except InputError as fault:
        raise InputError(fault.place, fault.said, file=name) from fault


def import_petition(
    session: Session, community_id: uuid.UUID, incoming: Incoming, author: Author
) -> Petition:
    """A new draft from a file; its photos become photos of the petition."""
    files = {file: new_id() for file in incoming.pictures}
    document = incoming.document
    for entry in _list_entries(document):
        if entry.get("file") in files:
            entry["file"] = name_photo(files[entry["file"]])
    made = create_petition(
        session, community_id, document, person_id=author.person_id, now=author.now, note=IMPORTED
    )
    for file, picture in incoming.pictures.items():
        content = Content(picture.data, JPEG, file, picture.width, picture.height)
        stored = put_file(
            session, community_id, content, person_id=author.person_id, now=author.now
        )
        session.add(
            Photo(id=files[file], petition_id=made.id, file_id=stored.id, created_at=author.now)
        )
    session.flush()
    return made


def _read_pictures(document: Document, read: ReadPhoto) -> dict[str, Picture]:
    style = load_style().photo
    pictures: dict[str, Picture] = {}
    for number, item in enumerate(document.get("items", [])):
        for index, entry in enumerate(item.get("photos", [])):
            file, place = entry.get("file"), f"items[{number}].photos[{index}].file"
            if file and file not in pictures:
                pictures[file] = read_photo(read(file, place), file, place, style)
    return pictures


def _ask_for_package(file: str, place: str) -> bytes:
    raise InputError(
        place,
        message(
            "还缺照片“{file}”：请把诉求文件和照片压缩成一个 ZIP 再导入，或者选择不带照片", file=file
        ),
    )


def _drop_photos(document: Document) -> None:
    for item in document.get("items", []):
        item.pop("photos", None)


def _list_entries(document: Document) -> list[dict[str, Any]]:
    return [entry for item in document.get("items", []) for entry in item.get("photos", [])]
