"""Drawn signatures as they are kept: geometry as JSON, a picture cut from paper as its PNG."""

from __future__ import annotations

import base64
import hashlib
import json
import struct

from app.letters.media import Drawing, Picture, Stroke

_PNG = b"\x89PNG"


def pack_drawing(drawing: Drawing | Picture) -> bytes:
    """A drawing that app/letters/drawings.py made, as bytes."""
    if isinstance(drawing, Picture):
        return drawing.data
    strokes = [
        [stroke.width, base64.b64encode(stroke.points).decode("ascii")]
        for stroke in drawing.strokes
    ]
    return json.dumps([drawing.width, drawing.height, drawing.digest, strokes]).encode()


def unpack_drawing(data: bytes) -> Drawing | Picture:
    """What pack_drawing took."""
    if data.startswith(_PNG):
        width, height = struct.unpack(">II", data[16:24])
        return Picture(data, "png", width, height, hashlib.sha256(data).hexdigest())
    width, height, digest, strokes = json.loads(data)
    lines = tuple(Stroke(base64.b64decode(points), pen) for pen, points in strokes)
    return Drawing(width, height, lines, digest)
