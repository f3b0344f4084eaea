"""A drawn signature as an Enhanced Metafile ([MS-EMF]): vectors for Word, WPS, LibreOffice.

The background stays transparent. One device pixel is 0.01 mm, so the drawing's units are the
metafile's coordinates and a stroke's packed points go into a record as they are.
"""

from __future__ import annotations

import struct

from app.letters.media import Drawing, Stroke

_HEADER, _EOF, _SELECT, _POLYGON16, _POLYLINE16, _PEN = 1, 14, 37, 86, 87, 95
_BLACK_BRUSH, _NULL_PEN = 0x80000004, 0x80000008
_ROUND_GEOMETRIC_PEN = 0x00010000  # PS_GEOMETRIC with round caps and joins, solid
_HEADER_BYTES = 88
_SIGNATURE, _VERSION = 0x464D4520, 0x10000
_DEVICE_PIXELS, _DEVICE_MM = 32000, 320
_EOF_RECORD = struct.pack("<5I", _EOF, 20, 0, 16, 20)


def write_emf(drawing: Drawing) -> bytes:
    """The bytes of the metafile; the same for the same drawing."""
    records: list[bytes] = [struct.pack("<3I", _SELECT, 12, _BLACK_BRUSH)]
    pens: dict[int, int] = {}
    selected: int | None = None
    for stroke in drawing.strokes:
        pen = _choose_pen(stroke.width, pens, records)
        if pen != selected:
            records.append(struct.pack("<3I", _SELECT, 12, pen))
            selected = pen
        records.append(_write_stroke(stroke, drawing))
    records.append(_EOF_RECORD)
    size = _HEADER_BYTES + sum(map(len, records))
    header = struct.pack(
        "<II4i4iIIIIHHIIIii",
        _HEADER,
        _HEADER_BYTES,
        0,
        0,
        drawing.width,
        drawing.height,  # bounds, in pixels
        0,
        0,
        drawing.width,
        drawing.height,  # frame, in 0.01 mm
        _SIGNATURE,
        _VERSION,
        size,
        len(records) + 1,
        len(pens) + 1,
        0,
        0,
        0,
        0,
        _DEVICE_PIXELS,
        _DEVICE_PIXELS,
    ) + struct.pack("<ii", _DEVICE_MM, _DEVICE_MM)
    return b"".join((header, *records))


def _choose_pen(width: int, pens: dict[int, int], records: list[bytes]) -> int:
    """The handle of the pen of this width, which is made when it is new; 0 draws no outline."""
    if width == 0:
        return _NULL_PEN
    if width not in pens:
        pens[width] = len(pens) + 1
        records.append(
            struct.pack(
                "<13I", _PEN, 52, pens[width], 0, 0, 0, 0, _ROUND_GEOMETRIC_PEN, width, 0, 0, 0, 0
            )
        )
    return pens[width]


def _write_stroke(stroke: Stroke, drawing: Drawing) -> bytes:
    points = stroke.points
    if stroke.width and len(points) == 4:  # a dot: a line of no length has no caps everywhere
        x, y = struct.unpack("<hh", points)
        points += struct.pack("<hh", x + 1, y)
    kind = _POLYLINE16 if stroke.width else _POLYGON16
    head = struct.pack(
        "<II4iI", kind, 28 + len(points), 0, 0, drawing.width, drawing.height, len(points) // 4
    )
    return head + points
