"""A drawn signature as operators of a PDF page, fitted into a box."""

from __future__ import annotations

from array import array

from app.letters.media import Drawing

_FINEST = 1000  # steps along the longer side: 0.1 pt in a cell, finer than a printer's dot
_THINNEST = 0.45  # pt: a hair line would not survive a copier


def draw_strokes(drawing: Drawing, left: float, bottom: float, width: float, height: float) -> str:
    """Operators that paint `drawing` centred in the box (points, y upwards), as large as fits.

    Lines get round ends and joins; shapes of pen width 0 are filled, even-odd. The graphics state
    is put back.
    """
    scale = min(width / drawing.width, height / drawing.height)
    step = max(1, max(drawing.width, drawing.height) // _FINEST)
    unit = scale * step
    x = left + (width - drawing.width * scale) / 2
    y = bottom + (height + drawing.height * scale) / 2
    parts = [f"q 1 J 1 j {unit:.5f} 0 0 {-unit:.5f} {x:.2f} {y:.2f} cm"]
    pen = -1.0
    for stroke in drawing.strokes:
        path = _trace(stroke.points, step)
        if stroke.width == 0:
            parts.append(f"{path} h f*")
            continue
        wanted = max(stroke.width * scale, _THINNEST) / unit
        if wanted != pen:
            parts.append(f"{wanted:.2f} w")
            pen = wanted
        parts.append(f"{path} S")
    parts.append("Q")
    return "\n".join(parts)


def _trace(points: bytes, step: int) -> str:
    numbers = array("h")
    numbers.frombytes(points)
    values = numbers.tolist() if step == 1 else [number // step for number in numbers]
    count = len(values) // 2
    if count == 1:
        values, count = values * 2, 2  # a dot: a line of no length with round ends
    return ("%d %d m" + " %d %d l" * (count - 1)) % tuple(values)
