import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.letters.render.fonts import MissingGlyph
from app.letters.render.lines import (
    NO_END,
    NO_START,
    Line,
    Measure,
    compose_lines,
    measure_text,
)

pytestmark = pytest.mark.needs("fonts")

SQUARE = 156 / 25.4 * 72 / 28
BODY = Measure(26 * SQUARE, 28 * SQUARE, 16, SQUARE - 16)
TEXTS = {
    "plain": "正" * 100,
    "dates": "业主于2025年6月3日、9月12日和2026年3月2日五次催办，" * 4,
    "marks": "他说：“《办法》（试行）第三条……已失效——不再适用。”业主问：为什么？！" * 4,
    "words": "请见 https://example.org/a/b?c=d 与 Lianming Street No. 18，ABC-123。" * 4,
    "rare": "林喆、周犇、王㛃、李䶮、赵𬍛" * 8,
    "long word": "号" + "A1" * 60 + "止",
}


def find_width(line: Line) -> float:
    """How wide a composed line is set, its last mark counted whole."""
    glyphs = sum(
        piece.font.advance(character) * BODY.size / 1000 + line.spacing * piece.stretches
        for piece in line.pieces
        for character in piece.text
    )
    return glyphs - sum(piece.cut for piece in line.pieces)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_lines_join_to_the_text(text: str) -> None:
    assert "".join(line.text for line in compose_lines(text, "fang", BODY)) == text


def test_a_plain_text_fills_the_grid() -> None:
    lines = compose_lines("正" * 100, "fang", BODY)
    assert [len(line.text) for line in lines] == [26, 28, 28, 18]
    assert all(line.spacing == pytest.approx(BODY.spacing) for line in lines)


@pytest.mark.parametrize("text", [TEXTS[name] for name in ("plain", "dates", "marks", "rare")])
def test_all_lines_but_the_last_end_flush(text: str) -> None:
    lines = compose_lines(text, "fang", BODY)
    for place, line in enumerate(lines[:-1]):
        width = BODY.rest if place else BODY.first
        over = find_width(line) - width
        # A mark at the end may lie with its blank half in the margin.
        assert over == pytest.approx(0, abs=0.1) or over == pytest.approx(8, abs=0.5), line.text


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("正" * 28 + "，正正", "正，"),
        ("正" * 27 + "（正正）", "正"),
        ("正" * 27 + "……正正", "正"),
        ("正" * 26 + "20261128号", "正"),
        ("正" * 27 + "甲。”正正", "正"),
    ],
    ids=[
        "comma drawn in",
        "bracket pushed out",
        "dots stay together",
        "number whole",
        "two marks pushed out",
    ],
)
def test_a_line_ends_where_it_may(text: str, ends: str) -> None:
    first = compose_lines(text, "fang", Measure(BODY.rest, BODY.rest, 16, BODY.spacing))[0]
    assert first.text.endswith(ends)
    assert first.text[-1] not in NO_END


@given(st.text("正文字，。、（）《》“”—…？！12a %", min_size=1, max_size=120))
@settings(max_examples=60, deadline=None)
def test_no_line_begins_or_ends_with_a_mark_that_may_not(text: str) -> None:
    lines = compose_lines(text, "fang", BODY)
    assert "".join(line.text for line in lines) == text
    tail = lines[0].text
    for line in lines[1:]:
        # Only a run of marks that is longer than a line may be broken within.
        if len(line.text) > 1 and len(tail) > 1 and not set(text) <= NO_START | NO_END:
            assert line.text[0] not in NO_START or not set(tail) - NO_START - NO_END - {" "}
        tail = line.text


def test_a_single_character_is_no_last_line() -> None:
    lines = compose_lines("正" * (26 + 28) + "尾。", "fang", BODY)
    assert [len(line.text) for line in lines] == [26, 27, 3]


def test_two_marks_in_a_row_share_half_a_square() -> None:
    assert measure_text("（一）。", "fang", 16) == 56
    assert measure_text("一。《", "fang", 16) == 40
    assert measure_text("一？”", "fang", 16) == 48


def test_a_blank_to_fill_in_is_one_stroke() -> None:
    (line,) = compose_lines("签字：＿＿＿", "fang", BODY)
    assert [piece.font.family for piece in line.pieces] == ["FandolFang", "Noto Serif CJK SC"]


def test_a_word_longer_than_a_line_is_broken() -> None:
    lines = compose_lines("A1" * 200, "fang", BODY)
    assert len(lines) > 3
    assert {line.text[0] for line in lines} <= {"A", "1"}


def test_a_character_without_a_font_is_named() -> None:
    with pytest.raises(MissingGlyph) as caught:
        compose_lines("甲\U0003fffd乙", "fang", BODY)
    assert caught.value.character == "\U0003fffd"
