"""What the sign page sends as a drawing: anything may come, a signature alone is taken."""

from __future__ import annotations

import json
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.letters.media import Drawing
from app.letters.render.strokes_svg import draw_svg
from app.signing.drawn import pack_drawing, unpack_drawing
from app.signing.strokes_form import (
    HIGH,
    LONGEST,
    MOST_POINTS,
    MOST_STROKES,
    WIDE,
    WrongDrawing,
    read_strokes,
)

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)
POINT = st.tuples(st.integers(0, WIDE), st.integers(0, HIGH))
STROKES = st.lists(st.lists(POINT, min_size=1, max_size=20), min_size=1, max_size=6)


@given(ANY_JSON)
def test_arbitrary_json_is_taken_or_refused(value: object) -> None:
    check(json.dumps(value))


@given(st.text(max_size=200))
def test_arbitrary_text_is_taken_or_refused(text: str) -> None:
    check(text)


@given(STROKES)
def test_what_a_screen_sends_becomes_a_drawing(strokes: list[list[tuple[int, int]]]) -> None:
    check(json.dumps([[number for point in stroke for number in point] for stroke in strokes]))


def check(text: str) -> None:
    try:
        drawing = read_strokes(text)
    except WrongDrawing:
        return
    if drawing is None:
        return
    assert 1 <= drawing.width <= 32_000 and 1 <= drawing.height <= 32_000
    for stroke in drawing.strokes:
        points = array("h", stroke.points)
        assert len(points) >= 2 and stroke.width >= 1
        assert all(-1 <= x <= drawing.width + 1 for x in points[::2])
        assert all(-1 <= y <= drawing.height + 1 for y in points[1::2])
    assert unpack_drawing(pack_drawing(drawing)) == drawing
    assert "<svg" in draw_svg(drawing, "张伟")


@pytest.mark.parametrize(
    "text",
    [
        "[[500,500]]",  # a dot
        "[[500,500,500,500,501,500]]",
        "[[500,500,600,520]]",  # a dash of a few millimetres
        "[[1,1],[2,2]]",
    ],
)
def test_a_dot_or_a_dash_is_refused_kindly(text: str) -> None:
    with pytest.raises(WrongDrawing, match="不小心"):
        read_strokes(text)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([[1, 1, 900, 900]] * (MOST_STROKES + 1)),
        json.dumps([[1, 1] * (MOST_POINTS + 1)]),
        "[" + " " * LONGEST + "]",
    ],
)
def test_what_is_no_signature_by_its_size_is_refused(text: str) -> None:
    with pytest.raises(WrongDrawing, match="笔画太多"):
        read_strokes(text)


@pytest.mark.parametrize("text", ["[[0,0,2001,5]]", "[[-1,0,900,5]]", "[[true,0,900,5]]", "[[1.5,0,900,5]]", "[[1,2,3]]", "[" * 9000, '{"a":1}', "[[NaN,1]]"])  # fmt: skip
def test_what_no_screen_sends_is_refused(text: str) -> None:
    with pytest.raises(WrongDrawing, match="没有完整收到"):
        read_strokes(text)


def test_nothing_drawn_is_no_drawing() -> None:
    assert read_strokes("") is None and read_strokes(" ") is None and read_strokes("[]") is None


def test_curves_go_through_the_midpoints() -> None:
    """A right angle becomes round: no point of the line lies at the corner."""
    drawing = read_strokes("[[0,0,500,0,500,500,1000,500]]")
    assert isinstance(drawing, Drawing)
    points = array("h", drawing.strokes[0].points)
    assert len(points) > 12
