"""Photos of a petition: safe, upright, without metadata, at print size."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Mapping

import pi_heif
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from app.letters.errors import UNREADABLE, InputError
from app.letters.media import Picture
from app.letters.paths import Folder
from app.letters.petition import Petition
from app.letters.style import PhotoStyle, load_style
from app.messages import message

MOST_BYTES = 25_000_000
MOST_PIXELS = 80_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
_QUALITY = 85

pi_heif.register_heif_opener()
# Odd metadata is no news: none of it is kept. For the whole process, because Python's way of
# ignoring warnings for a while is not safe between threads.
warnings.filterwarnings("ignore", module=r"PIL\.")


def load_photos(petition: Petition, folder: Folder) -> Mapping[str, Picture]:
    """The picture of every photo entry, by its file as written; `folder` holds the petition file.

    Raises InputError naming the entry, e.g. items[0].photos[1].file.
    """
    pictures: dict[str, Picture] = {}
    style = load_style().photo
    for number, item in enumerate(petition.items):
        for index, photo in enumerate(item.photos):
            if photo.file not in pictures:
                place = f"items[{number}].photos[{index}].file"
                data = folder.read(photo.file, place, most_bytes=MOST_BYTES)
                pictures[photo.file] = read_photo(data, photo.file, place, style)
    return pictures


def read_photo(data: bytes, name: str, place: str, style: PhotoStyle) -> Picture:
    """JPEG, PNG, WebP or HEIC bytes as a JPEG that is upright, bare of metadata and never enlarged."""
    try:
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on when it is imported
        image = _open(data, name, place, style)
    except UnidentifiedImageError as fault:
        raise _not_a_picture(data, name, place) from fault
    except Image.DecompressionBombError as fault:
        raise InputError(
            place,
            message(
                "“{file}”的像素太多；请缩小到{limit}百万像素以内",
                file=name,
                limit=MOST_PIXELS // 1_000_000,
            ),
        ) from fault
    except UNREADABLE as fault:
        raise _damaged(name, place) from fault
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    jpeg = out.getvalue()
    return Picture(jpeg, "jpeg", image.width, image.height, hashlib.sha256(jpeg).hexdigest())


def _open(data: bytes, name: str, place: str, style: PhotoStyle) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise InputError(
                place,
                message(
                    "“{file}”有{width}×{height}像素，太大；请缩小到{limit}百万像素以内",
                    file=name,
                    width=opened.width,
                    height=opened.height,
                    limit=MOST_PIXELS // 1_000_000,
                ),
            )
        width, height = (round(mm / 25.4 * style.dpi) for mm in (style.width_mm, style.height_mm))
        opened.draft("RGB", (max(width, height) * 2, max(width, height) * 2))
        grey = _narrow(opened)
        small = _reduce(grey, max(width, height) * 2)
        upright = ImageOps.exif_transpose(small)
        flat = Image.new("RGB", upright.size, "white")
        with_alpha = upright.convert("RGBA")
        flat.paste(with_alpha, mask=with_alpha.getchannel("A"))
        flat.thumbnail((width, height), Image.Resampling.LANCZOS)
        return flat


def _narrow(image: Image.Image) -> Image.Image:
    """A scan of 16 bits a pixel as one of 8; Pillow by itself would make all but black white."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _reduce(image: Image.Image, least: int) -> Image.Image:
    """The picture at a whole fraction of its size, so that a giant is never held in colours twice."""
    factor = max(image.size) // least
    if factor < 2:
        return image
    if image.mode not in ("L", "RGB", "RGBA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.reduce(factor)


def _not_a_picture(data: bytes, name: str, place: str) -> InputError:
    begins_well = data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF"))
    if begins_well or data[4:11] in (b"ftyphei", b"ftyphev", b"ftypmif", b"ftypmsf"):
        return _damaged(name, place)
    return InputError(place, message("“{file}”不是照片；可用 JPEG、PNG、WebP 或 HEIC", file=name))


def _damaged(name: str, place: str) -> InputError:
    return InputError(place, message("“{file}”不完整或已损坏，请换一张", file=name))
