from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.petitions.text_changes import Piece, compare_texts, shorten

MARKS = {"same": "{}", "deleted": "[-{}-]", "inserted": "[+{}+]"}
TEXT = st.text(alphabet="业主漏水。，修 ab1\n", max_size=80)


def show(pieces: tuple[Piece, ...]) -> str:
    return "".join(MARKS[piece.kind].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", ""),
        ("漏水", "漏水", "漏水"),
        ("", "漏水", "[+漏水+]"),
        ("漏水", "", "[-漏水-]"),
        ("顶层有三户漏水", "顶层有五户漏水", "顶层有[-三-][+五+]户漏水"),
        ("共37户受损", "共42户受损", "共[-37-][+42+]户受损"),
        ("The roof leaks.", "The roof still leaks.", "The roof [+still +]leaks."),
        ("repair the roof", "replace the roof", "[-repair-][+replace+] the roof"),
        ("截至2026-11-30前", "截至2026-12-30前", "截至[-2026-11-30-][+2026-12-30+]前"),
        ("甲乙丙", "丁乙戊", "[-甲乙丙-][+丁乙戊+]"),
        ("开发商应修复屋面。", "物业公司应修复屋面。", "[-开发商-][+物业公司+]应修复屋面。"),
    ],
)
def test_changes_are_told_by_words_and_by_characters(before: str, after: str, shown: str) -> None:
    assert show(compare_texts(before, after)) == shown


@given(TEXT, TEXT)
def test_both_texts_can_be_put_together_from_the_pieces(before: str, after: str) -> None:
    pieces = compare_texts(before, after)
    assert "".join(str(one.text) for one in pieces if one.kind != "inserted") == before
    assert "".join(str(one.text) for one in pieces if one.kind != "deleted") == after
    assert all(one.text for one in pieces)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("漏水。" * 6600, "渗漏！" * 6600),
        ("ab" * 10_000, "ba" * 10_000),
        ("".join(chr(0x4E00 + n % 997) for n in range(20_000)), "天" * 20_000),
        ("顶层漏水，" * 4000, "底层漏水，" * 4000),
    ],
)
def test_the_longest_texts_are_compared_at_once(before: str, after: str) -> None:
    start = time.perf_counter()
    assert compare_texts(before, after)
    assert time.perf_counter() - start < 3


def test_a_change_in_a_long_text_is_found_in_its_sentence() -> None:
    before = "".join(f"第{n}户漏水已经三年。" for n in range(800))
    after = before.replace("第400户漏水", "第400户渗水").replace("第10户", "第11号")
    shown = show(compare_texts(before, after))
    assert "第400户[-漏-][+渗+]水" in shown
    assert len(before) > 5000


def test_long_stretches_that_stayed_are_left_out() -> None:
    before = "一" * 200 + "甲" + "二" * 200 + "乙" + "三" * 200
    after = before.replace("甲", "丙").replace("乙", "丁")
    shown = show(shorten(compare_texts(before, after)))
    assert shown == (f"……{'一' * 30}[-甲-][+丙+]{'二' * 30}……{'二' * 30}[-乙-][+丁+]{'三' * 30}……")
