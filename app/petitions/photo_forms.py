"""What the forms of photos send: pictures, and the areas to be covered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import FileStorage, MultiDict

from app.files.pictures import WHOLE, Area, TakenPhoto, receive_photo
from app.letters.errors import InputError
from app.letters.photos import MOST_BYTES
from app.messages import Message, message
from app.petitions.photo_changes import MOST_AT_ONCE

SIDES = ("left", "top", "width", "height")
MOST_AREAS = 100
LEAST = 0.1  # percent


@dataclass(frozen=True)
class Batch:
    """The photos of one upload, and what is wrong with the others; one wrong stops no other."""

    photos: tuple[TakenPhoto, ...] = ()
    faults: tuple[Message, ...] = ()


@dataclass(frozen=True)
class AreasAsked:
    """`rows` are the numbers as typed; `areas` is empty where there is a fault."""

    rows: tuple[Mapping[str, str], ...]
    areas: tuple[Area, ...]
    fault: Message | None = None


def receive_photos(uploads: Sequence[FileStorage], *, today: dt.date) -> Batch:
    """Make the pictures of a form safe, one after the other; a browser sends one empty for none."""
    chosen = [one for one in uploads if one.filename]
    if not chosen:
        return Batch(faults=(message("请选择照片"),))
    if len(chosen) > MOST_AT_ONCE:
        said = message("一次最多上传{limit}张照片，请分几次上传", limit=MOST_AT_ONCE)
        return Batch(faults=(said,))
    photos: list[TakenPhoto] = []
    faults: list[Message] = []
    for one in chosen:
        try:
            data = one.stream.read(MOST_BYTES + 1)
            photos.append(receive_photo(data, one.filename or "", today=today))
        except InputError as refused:
            faults.append(refused.said)
    return Batch(tuple(photos), tuple(faults))


def read_areas(form: MultiDict[str, str]) -> AreasAsked:
    """The areas of a form, four numbers each, in percent; rows left empty do not count."""
    columns = [form.getlist(side)[:MOST_AREAS] for side in SIDES]
    rows = tuple(dict(zip(SIDES, cells, strict=True)) for cells in zip(*columns, strict=False))
    written = [row for row in rows if any(text.strip() for text in row.values())]
    areas = [_read_area(row) for row in written]
    if not areas:
        return AreasAsked(rows, (), message("还没有方框：请在照片上画出要盖住的地方"))
    for number, area in enumerate(areas, 1):
        if area is None:
            said = message(
                "方框{number}：四格都要填0至100的数，宽和高大于0，并且落在照片里", number=number
            )
            return AreasAsked(rows, (), said)
    return AreasAsked(rows, tuple(area for area in areas if area is not None))


def _read_area(row: Mapping[str, str]) -> Area | None:
    try:
        left, top, width, height = (float(row[side].strip()) for side in SIDES)
    except ValueError:
        return None
    inside = 0 <= left < WHOLE and 0 <= top < WHOLE  # also refuses what is no number: nan
    if not (inside and LEAST <= width <= WHOLE and LEAST <= height <= WHOLE):
        return None
    return Area(left, top, min(width, WHOLE - left), min(height, WHOLE - top))
