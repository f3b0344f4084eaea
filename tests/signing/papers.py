"""Photographed sheets for tests: a form with handwriting, shadow, a red fingerprint."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from app.db import transaction
from app.files.pictures import Area, receive_photo
from app.signing.drives import find_drive
from app.signing.models import Drive
from app.signing.sheet_lines import Line, save_lines
from app.signing.sheets import PHOTO, Upload, find_sheet, upload_sheets
from tests.people import NOW
from tests.petitions.letters_cases import TODAY
from tests.signing.driven import Driven

SIZE = (840, 1188)
ROW, ROW_HEIGHT, ROWS_FROM = 10, 61, 430
SIGNED = Area(43.0, 36.5, 17.0, 5.0)  # where the signature of line 1 stands, in percent


def draw_sheet(seed: int = 0, format: str = "JPEG", *, lines: int = 3) -> bytes:
    """A photo of a sheet: `seed` makes another handwriting."""
    image = Image.new("RGB", SIZE, (224, 221, 214))
    pen = ImageDraw.Draw(image)
    for x in range(SIZE[0]):  # a shadow over the right of the paper
        shade = 224 - int(70 * x / SIZE[0])
        pen.line([(x, 0), (x, SIZE[1])], fill=(shade, shade - 3, shade - 9))
    for row in range(ROW + 1):
        y = ROWS_FROM + row * ROW_HEIGHT
        pen.line([(50, y), (790, y)], fill=(60, 60, 60), width=2)
    for line in range(lines):
        y = ROWS_FROM + line * ROW_HEIGHT
        points = [
            (375 + step * 13, y + 15 + (step * (7 + seed) + line * 5) % 32) for step in range(9)
        ]
        pen.line(points, fill=(25, 30, 90), width=4)
        pen.ellipse([465, y + 10, 500, y + 50], fill=(205, 60, 55))
    out = io.BytesIO()
    image.save(out, format)
    return out.getvalue()


@contextmanager
def opened(driven: Driven, *, reading: bool = False) -> Iterator[tuple[Session, Drive]]:
    with transaction(driven.town.engine, reading=reading) as session:
        yield session, find_drive(session, driven.petition)


def put(driven: Driven, *seeds: int, first: int | None = None) -> Upload:
    """Upload a photo for each seed."""
    photos = [
        receive_photo(draw_sheet(seed), f"photo-{seed}.jpg", today=TODAY, style=PHOTO)
        for seed in seeds
    ]
    with opened(driven) as (session, drive):
        return upload_sheets(
            session, drive, photos, first=first, now=NOW, today=TODAY,
            person_id=driven.town.people["representative"],
        )  # fmt: skip


def type_in(driven: Driven, sheet: uuid.UUID, *lines: Line) -> None:
    """Save lines of a sheet."""
    with opened(driven) as (session, drive):
        save_lines(
            session, drive, find_sheet(session, drive.id, sheet), lines, now=NOW, today=TODAY,
            person_id=driven.town.people["representative"],
        )  # fmt: skip
