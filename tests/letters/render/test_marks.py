"""草稿: on every page of a draft in every format, and nowhere in a letter that is no draft."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from docx import Document
from lxml import html

from app.letters.markup import read_words
from app.letters.render import FORMATS, Format, render
from app.letters.style import load_style
from app.messages import Language
from tests.letters.render.letters import sample_letter
from tests.letters.render.printed import pdf_words

STYLE = load_style()
WORDS: dict[Language, str] = {"zh": "草稿", "en": "DRAFT"}
needs_pdf = pytest.mark.needs("pango", "fonts")


@pytest.mark.parametrize("language", WORDS)
def test_the_word_stands_with_the_words_of_letters(language: Language) -> None:
    assert read_words(language)["draft"] == WORDS[language]


@needs_pdf
@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("signers", [0, 60])
def test_every_page_of_a_pdf_has_the_mark_as_page_furniture(
    language: Language, signers: int
) -> None:
    letter = sample_letter(language, items=3, signers=signers, photos=2)
    plain = render(letter, "pdf", STYLE)
    marked = render(letter, "pdf", STYLE, mark=WORDS[language])
    assert marked == render(letter, "pdf", STYLE, mark=WORDS[language])
    assert _count_marks(plain) == (0, _count_pages(plain))
    assert _count_marks(marked) == (_count_pages(plain), _count_pages(plain))
    assert pdf_words(marked) == pdf_words(plain), "no word of the letter changes"
    with pikepdf.open(io.BytesIO(marked)) as pdf:
        assert str(pdf.docinfo["/Title"]).startswith(f"{WORDS[language]} · ")
        assert pdf.Root.MarkInfo.Marked


def _count_marks(data: bytes) -> tuple[int, int]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        shown = sum(
            any(str(command) == "Do" and str(given[0]) == "/DraftMark" for given, command in page)
            for page in map(pikepdf.parse_content_stream, pdf.pages)
        )
        return shown, len(pdf.pages)


def _count_pages(data: bytes) -> int:
    return _count_marks(data)[1]


@pytest.mark.parametrize("signers", [0, 3])
def test_every_section_of_a_docx_has_the_mark_at_its_head(signers: int) -> None:
    letter = sample_letter(items=2, signers=signers, photos=1)
    made = Document(io.BytesIO(render(letter, "docx", STYLE, mark="草稿")))
    plain = Document(io.BytesIO(render(letter, "docx", STYLE)))
    for section, before in zip(made.sections, plain.sections, strict=True):
        for head, old in (
            (section.header, before.header),
            (section.even_page_header, before.even_page_header),
        ):
            lines = [line.text for line in head.paragraphs if line.text]
            assert lines[0] == "草稿"
            assert lines[1:] == [line.text for line in old.paragraphs if line.text]


@pytest.mark.parametrize("format", FORMATS)
def test_without_a_mark_nothing_is_marked(format: Format, request: pytest.FixtureRequest) -> None:
    if format == "pdf":
        pytest.skip("shown by the pages of a PDF above")
    letter = sample_letter(items=1)
    data = render(letter, format, STYLE)
    assert b'<p class="draft-mark">' not in data
    assert format == "html" or "草稿".encode() not in data
    if format == "docx":
        heads = Document(io.BytesIO(data)).sections[0].header.paragraphs
        assert "".join(line.text for line in heads) == ""


def test_a_text_and_a_sheet_begin_with_the_mark() -> None:
    letter = sample_letter(items=1)
    assert (
        render(letter, "txt", STYLE, mark="草稿").decode().startswith(f"草稿\n\n{letter.title}\n")
    )
    page = html.document_fromstring(render(letter, "html", STYLE, mark="草稿"))
    (mark,) = page.xpath('//article/*[1][@class="draft-mark"]')
    assert re.sub(r"\s", "", mark.text_content()) == "草稿"
