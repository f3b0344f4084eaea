"""A signature as the sign page sends it: JSON, a list of strokes, each x, y, x, y … in whole units.

The paper is WIDE × HIGH units, whatever the screen; static/js/sign-pad.js draws on it.
"""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

from app.letters.drawings import make_drawing
from app.letters.errors import InputError
from app.letters.media import Drawing
from app.messages import message
from app.web.faults import Fault

WIDE, HIGH, PEN = 2_000, 1_000, 22
SHORTEST = 150  # units; on a phone about 5 mm
MOST_STROKES = 400
MOST_POINTS = 8_000
LONGEST = 120_000  # characters
UNREADABLE = message("签名没有完整收到，请点“清除”，再签一次；也可以不手签，写的姓名同样有效")
TOO_LONG = message("签名的笔画太多，请点“清除”，签得简单一些")
TOO_SHORT = message(
    "签名区里只有一个点或一小划，像是不小心碰到的。请点“清除”后重新签；不手签就让它空着，写的姓名同样有效"
)


class WrongDrawing(Fault):
    """What was drawn is no signature."""

    field = "strokes"


def read_strokes(text: str) -> Drawing | None:
    """The drawing of the hidden field; None where nothing was drawn. Raises WrongDrawing."""
    if not text.strip():
        return None
    if len(text) > LONGEST:
        raise WrongDrawing(TOO_LONG)
    try:
        strokes = [_read_stroke(one) for one in _list(json.loads(text))]
    except (ValueError, RecursionError) as fault:
        raise WrongDrawing(UNREADABLE) from fault
    if not strokes:
        return None
    if len(strokes) > MOST_STROKES or sum(map(len, strokes)) > MOST_POINTS:
        raise WrongDrawing(TOO_LONG)
    if _measure(strokes) < SHORTEST:
        raise WrongDrawing(TOO_SHORT)
    try:
        return make_drawing(strokes, PEN)
    except InputError as fault:
        raise WrongDrawing(TOO_SHORT) from fault


def _read_stroke(value: Any) -> list[tuple[float, float]]:
    """Raises ValueError."""
    numbers = _list(value)
    if not numbers or len(numbers) % 2:
        raise ValueError("a point has two numbers")
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    if not all(_is_within(x, WIDE) and _is_within(y, HIGH) for x, y in points):
        raise ValueError("a point beside the paper")
    return points


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("not a list")
    return value


def _is_within(value: Any, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _measure(strokes: list[list[tuple[float, float]]]) -> float:
    """The longest stroke's length, or the drawing's extent where that is less."""
    points = [point for stroke in strokes for point in stroke]
    wide = max(x for x, _ in points) - min(x for x, _ in points)
    high = max(y for _, y in points) - min(y for _, y in points)
    drawn = sum(math.dist(one, next_) for stroke in strokes for one, next_ in pairwise(stroke))
    return min(math.hypot(wide, high), drawn)
