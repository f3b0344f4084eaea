"""The seal as it is printed: its short code, where to check it, a QR code as geometry."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator, Sequence

import segno

from app.letters.collected import Stamp
from app.letters.media import Drawing, Stroke

_MODULE = 20  # units
_QUIET = 1  # modules of white around it: paper is white, and nothing stands close


def make_stamp(root: str, code: str, size: int, address: str) -> Stamp:
    """The stamp of a seal whose verify page lies at `address`, an address without the code."""
    place = address.split("://", 1)[-1].rstrip("/")
    return Stamp(code, root, size, place, draw_code(f"{address.rstrip('/')}/{code}"))


def draw_code(text: str) -> Drawing:
    """A QR code of middle error correction, in vectors, so that it prints sharp at any size.

    Runs of dark modules are drawn along rows and along columns: where they touch no viewer shows a
    white seam.
    """
    matrix = [[bool(cell) for cell in row] for row in segno.make_qr(text, error="m").matrix]
    columns = [list(column) for column in zip(*matrix, strict=True)]
    boxes = [(x, y, x + length, y + 1) for y, x, length in _list_runs(matrix)]
    boxes += [(x, y, x + 1, y + length) for x, y, length in _list_runs(columns) if length > 1]
    strokes = tuple(_draw_box(*box) for box in boxes)
    side = (len(matrix) + 2 * _QUIET) * _MODULE
    return Drawing(side, side, strokes, hashlib.sha256(f"qr {text}".encode()).hexdigest())


def _list_runs(lines: Sequence[Sequence[bool]]) -> Iterator[tuple[int, int, int]]:
    """Line, where it starts in it, and the length of each run of dark modules."""
    for number, line in enumerate(lines):
        start = 0
        while start < len(line):
            end = start
            while end < len(line) and line[end]:
                end += 1
            if end > start:
                yield number, start, end - start
            start = max(end, start + 1)


def _draw_box(left: int, top: int, right: int, bottom: int) -> Stroke:
    x1, y1, x2, y2 = ((edge + _QUIET) * _MODULE for edge in (left, top, right, bottom))
    return Stroke(array("h", (x1, y1, x2, y1, x2, y2, x1, y2)).tobytes(), 0)
