"""Faults of the layout are found on the pages that are printed, and named with their page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.letters.letter import Block, Closing, Contact, DateLine, Heading, Letter, Paragraph, Table
from app.letters.render.layout_faults import Part, judge_layout
from app.letters.render.page_pictures import NoPage, count_pages, draw_page
from app.letters.render.pdf import lay_out
from app.letters.style import LimitStyle, load_style
from tests.letters.render.letters import sample_letter

LIMITS = LimitStyle(body_pages=3, pages=6)
STYLE = load_style()
needs_pdf = pytest.mark.needs("pango", "fonts")
Page = tuple[Part, ...]
TEXT: Page = ("heading", "text")
END: Page = ("text", "ending")


@pytest.mark.parametrize(
    ("pages", "more", "found"),
    [
        ([TEXT, END], 0, []),
        ([("heading", "text", "ending")], 0, []),
        ([("ending",)], 0, []),  # a letter of nothing else is not torn apart
        ([TEXT, ("ending", "ending")], 0, [("ending-alone", 2)]),
        ([TEXT, ("ending",), ("annex",)], 0, [("ending-alone", 2)]),
        ([("text", "heading"), END], 0, [("heading-last", 1)]),
        ([TEXT, TEXT, ("text", "heading"), END], 0, [("heading-last", 3), ("body-too-long", 4)]),
        ([TEXT, TEXT, END, ("annex",)], 0, []),
        ([END, *[("annex",)] * 6], 0, [("too-many-pages", 7)]),
        ([END], 6, [("too-many-pages", 7)]),
        ([END], 5, []),
    ],
)
def test_pages_are_judged(pages: list[Page], more: int, found: list[tuple[str, int]]) -> None:
    faults = judge_layout(pages, LIMITS, more_pages=more)
    assert [(fault.rule, fault.page) for fault in faults] == found
    for fault in faults:
        assert str(fault.said)


def ending(*blocks: Block) -> Letter:
    """A letter that has these blocks between its opening and its end."""
    return replace(sample_letter(items=0), blocks=(*blocks, *END_BLOCKS), annexes=())


END_BLOCKS: tuple[Block, ...] = (
    Closing(("此致", "敬礼！")),
    DateLine("2026年10月9日"),
    Contact(("（联系人：林喆）",)),
)


@needs_pdf
def test_a_signature_alone_on_a_page_is_seen() -> None:
    """A row that fills a page cannot be broken, so no line of it goes with what ends the letter."""
    table = Table((), (("字" * 36 * 29,),))
    faults = lay_out(ending(Paragraph("正文。"), table), STYLE).faults
    assert [(fault.rule, fault.page) for fault in faults] == [("ending-alone", 3)]


@needs_pdf
@pytest.mark.parametrize("length", range(28 * 8, 28 * 23, 28))
def test_our_own_layout_keeps_ending_and_headings_with_words(length: int) -> None:
    heading = Heading(1, "一、", "标题")
    letter = ending(Paragraph("正" * length), heading, Paragraph("正" * 90), Paragraph("正" * 28))
    assert lay_out(letter, STYLE).faults == ()


@needs_pdf
def test_a_long_letter_is_named_long() -> None:
    lines = STYLE.limits.body_pages * STYLE.page.lines
    letter = ending(*[Paragraph("正" * 28)] * lines)
    assert [fault.rule for fault in lay_out(letter, STYLE).faults] == ["body-too-long"]


@needs_pdf
def test_signature_pages_count() -> None:
    letter = sample_letter(items=1, signers=25 * STYLE.limits.pages)
    laid = lay_out(letter, STYLE)
    assert [fault.rule for fault in laid.faults] == ["too-many-pages"]
    assert count_pages(laid.pdf) > STYLE.limits.pages


@needs_pdf
def test_a_page_is_drawn() -> None:
    pdf = lay_out(sample_letter(items=1), STYLE).pdf
    png = draw_page(pdf, 1)
    assert png.startswith(b"\x89PNG")
    assert png != draw_page(pdf, count_pages(pdf))
    for number in (0, count_pages(pdf) + 1):
        with pytest.raises(NoPage):
            draw_page(pdf, number)
