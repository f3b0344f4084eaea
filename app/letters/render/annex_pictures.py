"""A signature that came as a picture, as the image objects of a PDF."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass

from PIL import Image

from app.letters.media import Picture
from app.letters.render.annex_cache import remembered


@dataclass(frozen=True)
class PdfImage:
    """Compressed samples and, where the picture is transparent, its compressed mask."""

    width: int
    height: int
    space: str
    samples: bytes
    mask: bytes | None


@remembered(2_000)
def decode_picture(picture: Picture) -> PdfImage:
    """`picture` (PNG or JPEG) with colour and transparency apart, as PDF wants them."""
    with Image.open(io.BytesIO(picture.data)) as image:
        whole = image.convert("RGBA")
    alpha = whole.getchannel("A")
    colour = whole.convert("RGB")
    red, green, blue = colour.split()
    grey = red.tobytes() == green.tobytes() == blue.tobytes()
    samples = red.tobytes() if grey else colour.tobytes()
    opaque = alpha.getextrema() == (255, 255)
    return PdfImage(
        whole.width,
        whole.height,
        "DeviceGray" if grey else "DeviceRGB",
        zlib.compress(samples, 6),
        None if opaque else zlib.compress(alpha.tobytes(), 6),
    )


def place_picture(
    name: str, picture: Picture, left: float, bottom: float, width: float, height: float
) -> str:
    """Operators that show image `name` in the box, centred, as large as fits."""
    scale = min(width / picture.width, height / picture.height)
    across, up = picture.width * scale, picture.height * scale
    x, y = left + (width - across) / 2, bottom + (height - up) / 2
    return f"q {across:.3f} 0 0 {up:.3f} {x:.2f} {y:.2f} cm /{name} Do Q"
