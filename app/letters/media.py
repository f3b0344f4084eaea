"""Pictures and drawn signatures as plain data, already made safe by their loaders."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """A re-encoded picture without metadata, upright.

    `data` is JPEG (photos) or PNG (drawn signatures, with transparency); `digest` is the SHA-256
    of `data` in hex, so that renderers can share and cache by it.
    """

    data: bytes
    format: str  # "jpeg" or "png"
    width: int  # pixels
    height: int
    digest: str


@dataclass(frozen=True)
class SheetPicture:
    """A photographed sheet of signatures, by the number that is printed on it."""

    number: int
    picture: Picture


@dataclass(frozen=True)
class Stroke:
    """One pen line, or one filled shape.

    `points` are packed little-endian signed 16-bit x, y pairs in the drawing's units (at least
    one pair; y grows downwards); `width` is the pen's width in the same units, 0 for a filled
    shape (the outline is closed and filled, even-odd).
    """

    points: bytes
    width: int


@dataclass(frozen=True)
class Drawing:
    """A drawn signature as geometry: a box of `width` × `height` units (1 to 32,000) and strokes.

    `digest` is the SHA-256 in hex over size and strokes, kept so that no renderer hashes again.
    """

    width: int
    height: int
    strokes: tuple[Stroke, ...]
    digest: str
