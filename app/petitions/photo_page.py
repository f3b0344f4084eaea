"""What the page of a petition's photos shows: its items, each with its photos."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalogue.categories import find_category, list_categories
from app.catalogue.words import Words
from app.letters.media import Picture
from app.messages import Message, message
from app.petitions.photos import list_tables, read_photo_id

UNNAMED = message("还没有标题的事项")


@dataclass(frozen=True)
class ShownPhoto:
    """An entry of an item; `picture` is None where the photo is gone."""

    id: uuid.UUID | None
    caption: str
    taken_on: str
    picture: Picture | None


@dataclass(frozen=True)
class ShownItem:
    """`title` is the heading as typed, or the words of the category."""

    id: str
    title: str | Words | Message
    photos: tuple[ShownPhoto, ...]


def list_items(
    document: Mapping[str, Any], pictures: Mapping[str, Picture]
) -> tuple[ShownItem, ...]:
    """The items of a draft with their photos, in its order."""
    return tuple(
        ShownItem(
            str(item.get("id") or ""),
            _name_item(item),
            tuple(_show(photo, pictures) for photo in list_tables(item.get("photos"))),
        )
        for item in list_tables(document.get("items"))
    )


def _name_item(item: Mapping[str, Any]) -> str | Words | Message:
    if heading := str(item.get("heading") or "").strip():
        return heading
    category = item.get("category")
    title = find_category(str(category)).title if category in list_categories() else None
    return title or UNNAMED


def _show(photo: Mapping[str, Any], pictures: Mapping[str, Picture]) -> ShownPhoto:
    file = str(photo.get("file") or "")
    return ShownPhoto(
        read_photo_id(file),
        str(photo.get("caption") or ""),
        str(photo.get("taken_on") or ""),
        pictures.get(file),
    )
