"""Photos from people's phones: made safe, their date read, faces covered, small previews."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageChops, ImageDraw, ImageFilter

from app.files.names import clean_name
from app.letters.errors import UNREADABLE, InputError
from app.letters.media import Picture
from app.letters.photos import FORMATS, MOST_BYTES, read_photo
from app.letters.style import PhotoStyle, load_style
from app.messages import message

SMALL = 360  # pixels of the longer side of a preview
QUALITY = 85
COVER = (64, 64, 64)
FIRST_YEAR = 1990  # before it no camera wrote dates
WHOLE = 100.0
_COARSE, _AROUND = 160, 15  # pixels of the copy in which the paper's brightness is looked for
_FAINTEST = 60  # of 255: what differs less from the paper is its texture
_PAPER_SHARE, _INK_SHARE = 0.3, 0.75  # of the darkest ink: below is paper, above is all ink
_MOMENT = re.compile(r"(\d{4})[:/-](\d{1,2})[:/-](\d{1,2})\b")


@dataclass(frozen=True)
class Area:
    """A rectangle on a picture, in percent of its width and height, from its left and top."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class TakenPhoto:
    """A photo made safe; `taken_on` is the day that the camera wrote into it, if it did."""

    name: str
    picture: Picture
    taken_on: dt.date | None


def receive_photo(
    data: bytes, name: str, *, today: dt.date, style: PhotoStyle | None = None
) -> TakenPhoto:
    """JPEG, PNG, WebP or HEIC bytes as a safe photo at print size, of letters unless `style` says.

    Raises InputError for what is none, is damaged or has too many bytes or pixels.
    """
    known_as = clean_name(name) or "?"
    if len(data) > MOST_BYTES:
        raise InputError(
            "",
            message(
                "“{file}”超过{limit}MB，请缩小后再用",
                file=known_as,
                limit=MOST_BYTES // 1_000_000,
            ),
        )
    picture = read_photo(data, known_as, "", style or load_style().photo)
    return TakenPhoto(known_as, picture, read_taken_on(data, today=today))


def read_taken_on(data: bytes, *, today: dt.date) -> dt.date | None:
    """The day a photo was taken, as its camera says (EXIF DateTimeOriginal); a future one is none."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            said = image.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        found = _MOMENT.match(str(said or "").strip())
        day = dt.date(*(int(part) for part in found.groups())) if found else None
    except UNREADABLE:
        return None  # what a camera wrote wrongly is no date
    return day if day and day.year >= FIRST_YEAR and day <= today else None


def shrink(jpeg: bytes, longest: int = SMALL) -> bytes:
    """A small JPEG of a photo made safe, for lists; `longest` is its longer side in pixels."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        image.draft("RGB", (longest, longest))
        image.thumbnail((longest, longest))
        return _encode(image)


def cover(jpeg: bytes, areas: Sequence[Area]) -> Picture:
    """The photo with an opaque box on every area; nothing of what lay below is left in it."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as opened:
        image = opened.convert("RGB")
    pen = ImageDraw.Draw(image)
    for area in areas:
        pen.rectangle(_measure(area, image.width, image.height), fill=COVER)
    covered = _encode(image)
    digest = hashlib.sha256(covered).hexdigest()
    return Picture(covered, "jpeg", image.width, image.height, digest)


def turn(jpeg: bytes, *, clockwise: bool) -> Picture:
    """The photo turned by a quarter."""
    way = Image.Transpose.ROTATE_270 if clockwise else Image.Transpose.ROTATE_90
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as opened:
        image = opened.convert("RGB").transpose(way)
    turned = _encode(image)
    digest = hashlib.sha256(turned).hexdigest()
    return Picture(turned, "jpeg", image.width, image.height, digest)


def cut_ink(jpeg: bytes, area: Area) -> bytes:
    """What is written in an area of a photographed paper, as a PNG of ink on white.

    Shadows of the paper go; so does red, which a fingerprint is made with.
    """
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as opened:
        left, top, right, bottom = _measure(area, opened.width, opened.height)
        cut = opened.convert("RGB").crop((left, top, right + 1, bottom + 1))
    darkness = cut.getchannel("R")  # red ink is as bright as paper in it
    paper = _smooth(darkness)
    ink = ImageChops.subtract(paper, darkness)
    counts = ink.histogram()
    deepest = max(_FAINTEST, *(value for value, count in enumerate(counts) if count))
    least = deepest * _PAPER_SHARE
    table = [
        round(min(max((value - least) / (deepest * _INK_SHARE - least), 0), 1) * 255)
        for value in range(256)
    ]
    out = io.BytesIO()
    ImageChops.invert(ink.point(table)).save(out, "PNG")
    return out.getvalue()


def _smooth(darkness: Image.Image) -> Image.Image:
    """How bright the paper is at each place: the brightest around it, without its writing."""
    small = darkness.copy()
    small.thumbnail((_COARSE, _COARSE))
    bright = small.filter(ImageFilter.MaxFilter(_AROUND)).filter(ImageFilter.GaussianBlur(3))
    return bright.resize(darkness.size, Image.Resampling.BILINEAR)


def _measure(area: Area, width: int, height: int) -> tuple[int, int, int, int]:
    """The pixels of an area, rather one more than one less: left, top, right, bottom."""
    left, top = int(area.left * width / WHOLE), int(area.top * height / WHOLE)
    right = -int(-(area.left + area.width) * width / WHOLE // 1)
    bottom = -int(-(area.top + area.height) * height / WHOLE // 1)
    return left, top, min(right, width) - 1, min(bottom, height) - 1


def _encode(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
