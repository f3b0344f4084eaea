"""Pictures as phones make them, and files that only say that they are pictures."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from PIL import Image

HEIC = Path(__file__).parent.parent / "letters" / "photos" / "red-blue.heic"
SECRET = "SECRET PLACE"


def make_photo(
    size: tuple[int, int] = (900, 600),
    format: str = "JPEG",
    *,
    taken: str | None = "2026:09:01 08:30:00",
    colour: str = "white",
) -> bytes:
    """A picture of one colour with a black middle; with a camera's date and a place in its EXIF."""
    image = Image.new("RGB", size, colour)
    width, height = size
    image.paste("black", (width * 2 // 5, height * 2 // 5, width * 3 // 5, height * 3 // 5))
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif.get_ifd(0x8825)[1] = "N"
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    out = io.BytesIO()
    image.save(out, format, exif=exif.tobytes())
    return out.getvalue()


def pack(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("page.html", data)
    return out.getvalue()


SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
NOT_PHOTOS: dict[str, tuple[str, bytes, str]] = {
    "SVG named JPEG": ("图.jpg", SCRIPT, "“图.jpg”不是照片"),
    "HTML named PNG": ("a.png", HTML, "“a.png”不是照片"),
    "GIF named JPEG": ("a.jpg", b"GIF89a" + b"\0" * 40, "不是照片"),
    "PDF named HEIC": ("a.heic", b"%PDF-1.7", "不是照片"),
    "ZIP named WebP": ("a.webp", pack(HTML), "不是照片"),
    "empty": ("a.jpg", b"", "不是照片"),
    "half": ("a.jpg", make_photo()[:1500], "不完整或已损坏"),
    "JPEG's first bytes": ("a.jpg", b"\xff\xd8\xff" + HTML, "不完整或已损坏"),
}
