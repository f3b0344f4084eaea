"""The DOCX of a letter: its words, styles, pictures and package, and how LibreOffice shows it."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from app.letters.letter import (
    AnnexNote,
    Block,
    DateLine,
    Figure,
    Heading,
    Letter,
    NumberedList,
    Paragraph,
    Signature,
    Table,
)
from app.letters.render.docx import render_docx
from app.letters.render.fonts import office_environment
from app.letters.style import load_style
from app.messages import Language
from tests.letters.render.letters import make_figure, sample_letter

STYLE = load_style()
LETTERS = {
    "zh-whole": sample_letter("zh", signers=30, photos=3, evidence=4),
    "en-whole": sample_letter("en", signers=30, photos=3, evidence=4),
    "zh-alone": sample_letter("zh"),
    "zh-undrawn": sample_letter("zh", signers=5, drawn=False),
    "zh-markup": sample_letter("zh", extra=(Paragraph("<script> & {{ 7*7 }} ]]> “引” &amp; 𬱖"),)),
}
each_letter = pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS.keys())


def open_docx(letter: Letter) -> Document:
    return docx.Document(io.BytesIO(render_docx(letter, STYLE)))


def list_words(letter: Letter) -> Iterator[str]:
    """Every word of the letter in its order, without page furniture."""
    yield from letter.title_lines
    yield from (word for block in letter.blocks for word in list_block(block))
    for annex in letter.annexes:
        yield from (annex.label, annex.title)
        yield from (word for block in annex.blocks for word in list_block(block))
        if annex.table:
            yield from (*annex.table.summary, *annex.table.head)
            for row in annex.table.rows:
                yield from (row.number, row.name, row.unit, row.capacity, row.date)


def list_block(block: Block) -> Iterator[str]:
    match block:
        case Heading(_, number, text):
            yield number + text
        case NumberedList(entries):
            yield from (number + text for number, text in entries)
        case AnnexNote(label, entries):
            yield label
            yield from (number + text for number, text in entries)
        case Table(head, rows):
            yield from (*head, *(cell for row in rows for cell in row))
        case Figure(_, caption, _):
            yield caption
        case Paragraph(text) | DateLine(text):
            yield text
        case _:
            yield from block.lines


@each_letter
def test_the_text_is_the_letters_words_in_their_order(letter: Letter) -> None:
    body = open_docx(letter).element.body
    printed = "".join(node.text or "" for node in body.iter(qn("w:t")))
    expected = "".join(list_words(letter))
    assert re.sub(r"\s", "", printed) == re.sub(r"\s", "", expected)


@given(st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1))
@settings(max_examples=40, deadline=None)
def test_any_text_is_printed_as_it_is(text: str) -> None:
    paragraphs = open_docx(dataclasses.replace(LETTERS["zh-alone"], blocks=(Paragraph(text),)))
    assert paragraphs.paragraphs[-1].text == text


@each_letter
def test_the_validator_finds_nothing(letter: Letter, tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(render_docx(letter, STYLE))
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


@each_letter
def test_the_same_letter_gives_the_same_bytes(letter: Letter) -> None:
    assert render_docx(letter, STYLE) == render_docx(dataclasses.replace(letter), STYLE)


@each_letter
def test_the_navigation_pane_shows_title_headings_and_annexes(letter: Letter) -> None:
    levels = {"Title": 0, "Heading 1": 0, "Heading 2": 1, "附件标题": 0, "Annex Title": 0}
    opened = open_docx(letter)
    shown = [
        re.sub(r"\s", "", paragraph.text)
        for paragraph in opened.paragraphs
        if paragraph.style.name in levels
    ]
    headings = [block.number + block.text for block in letter.blocks if isinstance(block, Heading)]
    titles = [annex.title for annex in letter.annexes]
    expected = ["".join(letter.title_lines), *headings, *titles]
    assert shown == [re.sub(r"\s", "", heading) for heading in expected]
    for style in opened.styles:
        if style.name in levels:
            outline = style.element.find(f".//{qn('w:outlineLvl')}")
            assert int(outline.get(qn("w:val"))) == levels[style.name]


@each_letter
def test_the_core_properties_are_the_letters(letter: Letter) -> None:
    core = open_docx(letter).core_properties
    assert (core.title, core.author) == (letter.title, letter.author)
    assert core.language == {"zh": "zh-CN", "en": "en-US"}[letter.language]
    assert core.created.date() == core.modified.date() == letter.date


def test_every_picture_says_what_it_shows() -> None:
    body = open_docx(LETTERS["zh-whole"]).element.body
    alts = [node.get("descr") for node in body.iter(qn("wp:docPr"))]
    assert len(alts) == 33
    assert all(alts)
    assert len({node.get("id") for node in body.iter(qn("wp:docPr"))}) == 33


def test_a_picture_that_stands_twice_is_one_part() -> None:
    figure = make_figure("门前道路")
    data = render_docx(sample_letter(extra=(figure, figure)), STYLE)
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert [name for name in names if "media" in name] == ["word/media/image1.jpeg"]


def test_no_entry_of_the_package_bears_a_time() -> None:
    package = zipfile.ZipFile(io.BytesIO(render_docx(LETTERS["zh-whole"], STYLE)))
    assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert package.infolist()[0].filename == "[Content_Types].xml"


@pytest.mark.parametrize(
    ("signature", "date", "starts"),
    [
        pytest.param("锦绣家园全体业主代表", "2026年1月1日", (16, 18), id="date-shorter"),
        pytest.param("业主", "2026年10月10日", (15.4, 17.4), id="date-longer"),
    ],
)
def test_the_date_begins_two_characters_after_the_signature(
    signature: str, date: str, starts: tuple[int, int]
) -> None:
    letter = dataclasses.replace(
        LETTERS["zh-alone"], blocks=(Signature((signature,)), DateLine(date))
    )
    lefts = [
        paragraph.paragraph_format.left_indent.pt / STYLE.body.size_pt
        for paragraph in open_docx(letter).paragraphs[-2:]
    ]
    assert lefts[1] - lefts[0] == pytest.approx(2, abs=0.01)
    assert tuple(lefts) == pytest.approx(starts, abs=0.5)


@pytest.mark.parametrize(
    ("name", "capacity", "rule"),
    [
        pytest.param("林喆", "业主", "exact", id="one-line"),
        pytest.param("林喆", "业主\n代签：周犇（配偶）", "exact", id="signed-for-another"),
        pytest.param("买买提·" * 6, "业主", "exact", id="long-name"),
        pytest.param("买买提·" * 20, "业主", "atLeast", id="name-that-makes-the-row-grow"),
    ],
)
def test_rows_keep_their_height_as_long_as_words_fit(name: str, capacity: str, rule: str) -> None:
    letter = sample_letter(signers=1)
    annex = letter.annexes[0]
    assert annex.table
    row = dataclasses.replace(annex.table.rows[0], name=name, capacity=capacity)
    table = dataclasses.replace(annex.table, rows=(row,))
    letter = dataclasses.replace(letter, annexes=(dataclasses.replace(annex, table=table),))
    made = open_docx(letter).tables[0].rows[1]._tr
    assert made.find(f".//{qn('w:trHeight')}").get(qn("w:hRule")) == rule


def test_letter_and_annex_are_sections_with_page_numbers_that_go_on() -> None:
    opened = open_docx(LETTERS["zh-whole"])
    running = LETTERS["zh-whole"].annexes[0].table
    assert running
    heads = [section.header.paragraphs[0].text for section in opened.sections]
    assert heads == ["", running.running, ""]
    for section in opened.sections:
        assert section.footer.paragraphs[0].text == "— 1 —"
        assert section._sectPr.find(qn("w:pgNumType")) is None
        assert section.page_width.mm == pytest.approx(210, abs=0.1)
    assert opened.settings.odd_and_even_pages_header_footer
    head = opened.tables[0].rows[0]._tr
    assert head.find(f".//{qn('w:tblHeader')}") is not None


def convert(letters: dict[str, Letter], folder: Path) -> dict[str, Path]:
    """Each letter as LibreOffice prints it."""
    paths = [folder / f"{name}.docx" for name in letters]
    for path, letter in zip(paths, letters.values(), strict=True):
        path.write_bytes(render_docx(letter, STYLE))
    options = json.dumps({"ExportBookmarks": {"type": "boolean", "value": "true"}})
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", f"pdf:writer_pdf_Export:{options}",
         "--outdir", str(folder), *map(str, paths)],
        env=office_environment(), check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return {name: folder / f"{name}.pdf" for name in letters}


@pytest.mark.needs("soffice")
def test_libreoffice_shows_the_pages_and_bookmarks(tmp_path: Path) -> None:
    # 18 rows fill the first page of annex 1 and 23 the second: no empty page may follow.
    letters: dict[str, Letter] = {
        "zh": sample_letter("zh", signers=41, photos=2),
        "short": sample_letter("zh", items=0),
    }
    printed = convert(letters, tmp_path)
    pages = {"zh": 4 + 2 + 1, "short": 1}
    for name, letter in letters.items():
        with pikepdf.open(printed[name]) as pdf, pdf.open_outline() as outline:
            assert len(pdf.pages) == pages[name]
            marks = [mark.title for top in outline.root for mark in (top, *top.children)]
        titles = [annex.title for annex in letter.annexes]
        headings = [
            block.number + block.text for block in letter.blocks if isinstance(block, Heading)
        ]
        assert sorted(re.sub(r"\s", "", mark) for mark in marks) == sorted(
            [letter.title, *headings, *titles]
        )


@pytest.mark.needs("soffice", "pdftotext")
def test_libreoffice_sets_22_lines_of_28_characters(tmp_path: Path) -> None:
    text = "房屋竣工交付至今业主多次上门催办均未得到答复" * 60
    letter = dataclasses.replace(LETTERS["zh-alone"], blocks=(Paragraph(text),))
    printed = convert({"full": letter}, tmp_path)["full"]
    page = subprocess.run(
        ["pdftotext", "-f", "2", "-l", "2", str(printed), "-"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    lines = [line for line in page.split() if "业" in line or "房" in line]
    assert len(lines) == STYLE.page.lines
    assert {len(line) for line in lines} == {STYLE.page.characters}


LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_set_as_the_style_says(language: Language) -> None:
    section = open_docx(sample_letter(language)).sections[0]
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(margin.mm) for margin in margins] == [37, 26, 35, 28]
    below = section.bottom_margin.pt - section.footer_distance.pt - STYLE.page_number.size_pt
    assert below / 72 * 25.4 == pytest.approx(7, abs=0.1)
