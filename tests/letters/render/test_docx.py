"""The DOCX of a letter: its words, styles, pictures and package, and how LibreOffice shows it."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator
from PIL import Image

from app.letters.letter import DateLine, Heading, Letter, Paragraph, Signature, SignatureRow
from app.letters.media import Picture
from app.letters.render.docx import render_docx
from app.letters.render.fonts import office_environment
from app.letters.style import load_style
from app.messages import Language
from bench.signers import make_rows
from tests.letters.render.letters import make_drawing, make_figure, sample_letter
from tests.letters.render.printed import docx_words, expected_words

STYLE = load_style()


def set_rows(letter: Letter, rows: Sequence[SignatureRow]) -> Letter:
    """The letter with other rows in annex 1."""
    annex, *others = letter.annexes
    assert annex.table
    table = dataclasses.replace(annex.table, rows=tuple(rows))
    annexes = (dataclasses.replace(annex, table=table), *others)
    return dataclasses.replace(letter, annexes=annexes)


def add_supplement(letter: Letter) -> Letter:
    """The letter with annex 1 and, right after it and at the end, a table of late signers."""
    annex, *others = letter.annexes
    assert annex.table
    late = tuple(
        dataclasses.replace(row, name=f"迟{row.name}", signature=make_drawing(50 + number))
        for number, row in enumerate(annex.table.rows)
    )
    table = dataclasses.replace(annex.table, rows=late, running=("补充名单", "第2份"))
    more = dataclasses.replace(annex, label="附件2", title="补充签名表", table=table)
    return dataclasses.replace(letter, annexes=(annex, more, *others, more))


LETTERS = {
    "zh-whole": sample_letter("zh", signers=30, photos=3, evidence=4),
    "en-whole": sample_letter("en", signers=30, photos=3, evidence=4),
    "zh-alone": sample_letter("zh"),
    "zh-undrawn": sample_letter("zh", signers=5, drawn=False),
    "zh-markup": sample_letter("zh", extra=(Paragraph("<script> & {{ 7*7 }} ]]> “引” &amp; 𬱖"),)),
    "zh-supplement": add_supplement(sample_letter("zh", signers=3, photos=1)),
    "zh-place": sample_letter("zh", signers=3, extra=(Paragraph("<?signature-rows 1?>"),)),
}
each_letter = pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS.keys())


def open_docx(letter: Letter) -> Document:
    return docx.Document(io.BytesIO(render_docx(letter, STYLE)))


@each_letter
def test_the_text_is_the_letters_words_in_their_order(letter: Letter) -> None:
    assert docx_words(render_docx(letter, STYLE)) == expected_words(letter)


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
    assert [name for name in names if "media" in name] == ["word/media/image1.jpg"]


def test_no_entry_of_the_package_bears_a_time() -> None:
    package = zipfile.ZipFile(io.BytesIO(render_docx(LETTERS["zh-whole"], STYLE)))
    assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert package.infolist()[0].filename == "[Content_Types].xml"


def test_a_new_process_gives_the_same_bytes() -> None:
    made = render_docx(LETTERS["zh-whole"], STYLE)
    code = (
        "import hashlib; from tests.letters.render import test_docx as t;"
        "print(hashlib.sha256(t.render_docx(t.LETTERS['zh-whole'], t.STYLE)).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": "7"},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.strip() == hashlib.sha256(made).hexdigest()


def test_the_package_holds_nothing_of_the_template_that_a_letter_does_not_need() -> None:
    package = zipfile.ZipFile(io.BytesIO(render_docx(LETTERS["zh-alone"], STYLE)))
    names = {"styles", "settings", "fontTable", "theme/theme1", "footer1", "footer2", "document"}
    assert set(package.namelist()) == {
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels",
        *(f"word/{name}.xml" for name in names),
    }  # fmt: skip


@each_letter
def test_no_place_is_left_without_its_rows(letter: Letter) -> None:
    body = open_docx(letter).element.body
    assert list(body.iter(etree.ProcessingInstruction)) == []
    tables = [annex.table for annex in letter.annexes if annex.table]
    heads = [table.head for table in tables]
    made = [
        table
        for table in open_docx(letter).tables
        if tuple(cell.text for cell in table.rows[0].cells) in heads
    ]
    assert [[row.cells[1].text for row in table.rows][1:] for table in made] == [
        [row.name for row in table.rows] for table in tables
    ]


def test_every_table_of_signatures_has_its_own_running_line() -> None:
    opened = open_docx(LETTERS["zh-supplement"])
    running = LETTERS["zh-supplement"].annexes[0].table
    assert running
    expected = ["", running.running_line, "补充名单　第2份", "", "补充名单　第2份"]
    for odd_or_even in ("header", "even_page_header"):
        shown = [getattr(section, odd_or_even).paragraphs[0].text for section in opened.sections]
        assert shown == expected
    marks = [node.get(qn("w:name")) for node in opened.element.iter(qn("w:bookmarkStart"))]
    assert marks == ["signatures1", "signatures2", "signatures3"]
    numbers = [
        re.search(r"signatures\d", etree.tostring(section.header._element, encoding="unicode"))
        for section in opened.sections
    ]
    assert [found and found[0] for found in numbers] == [None, *marks[:2], None, marks[2]]


def test_ten_thousand_drawn_signatures_are_as_many_parts_with_names_of_their_own() -> None:
    rows = make_rows(10_000)
    data = render_docx(set_rows(sample_letter(signers=1, photos=1), rows), STYLE)
    package = zipfile.ZipFile(io.BytesIO(data))
    names = package.namelist()
    assert len(names) == len(set(names))
    assert sum(name.endswith(".emf") for name in names) == len(rows)
    document = package.read("word/document.xml").decode()
    embedded = re.findall(r'r:embed="(\w+)"', document)
    assert len(embedded) == len(set(embedded)) == len(rows) + 1
    relations = re.findall(
        r'Id="(\w+)" Type="[^"]*" Target="([^"]*)"',
        package.read("word/_rels/document.xml.rels").decode(),
    )
    targets = dict(relations)
    assert len(targets) == len(relations)
    assert {f"word/{targets[relation]}" for relation in embedded} <= set(names)
    shapes = re.findall(r'<wp:docPr id="(\d+)"', document)
    assert len(shapes) == len(set(shapes)) == len(rows) + 1


def test_a_signature_is_a_picture_of_its_own_kind() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (60, 20)).save(buffer, "PNG")
    picture = Picture(
        buffer.getvalue(), "png", 60, 20, hashlib.sha256(buffer.getvalue()).hexdigest()
    )
    drawn, pasted, undrawn = (
        dataclasses.replace(row, signature=signature)
        for row, signature in zip(make_rows(3), (make_drawing(), picture, None), strict=True)
    )
    opened = open_docx(set_rows(LETTERS["zh-whole"], [drawn, pasted, undrawn, drawn, pasted]))
    shown = [
        [opened.part.related_parts[blip.get(qn("r:embed"))] for blip in row._tr.iter(qn("a:blip"))]
        for row in opened.tables[0].rows[1:]
    ]
    kinds = [[part.content_type for part in parts] for parts in shown]
    assert kinds == [["image/x-emf"], ["image/png"], [], ["image/x-emf"], ["image/png"]]
    assert (shown[0], shown[1]) == (shown[3], shown[4])
    assert shown[1][0].blob == picture.data


@pytest.mark.parametrize(("language", "own"), [("zh", "附件标题"), ("en", "Annex Title")])
def test_a_person_sees_the_letters_styles_and_no_others(language: Language, own: str) -> None:
    styles = open_docx(sample_letter(language)).styles
    shown = {style.name: style for style in styles if not style.hidden}
    kept = {"Default Paragraph Font", "Normal Table", "No List"}
    assert {style.name for style in styles if style.hidden} <= kept
    assert own in shown
    assert all(shown[name].quick_style for name in shown)
    assert not any(style.builtin for name, style in shown.items() if not name.isascii())
    latent = styles.latent_styles
    assert (len(latent), latent.default_to_hidden, latent.default_to_quick_style) == (
        0,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("style_id", "font"),
    [
        ("Title", STYLE.fonts.docx_title),
        ("BodyText", STYLE.fonts.docx_fang),
        ("Heading1", STYLE.fonts.docx_hei),
        ("Heading2", STYLE.fonts.docx_kai),
        ("Footer", STYLE.fonts.docx_song),
    ],
)
def test_styles_name_fonts_that_users_of_word_and_wps_have(style_id: str, font: str) -> None:
    style = next(
        style for style in open_docx(LETTERS["zh-alone"]).styles if style.style_id == style_id
    )
    assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == font


def test_a_title_longer_than_a_property_may_be_is_cut_there_alone() -> None:
    letter = sample_letter("en", title="word " * 60 + "end")
    opened = open_docx(letter)
    assert opened.core_properties.title == letter.title[:255]
    assert opened.paragraphs[0].text == letter.title


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
    row = dataclasses.replace(make_rows(1)[0], name=name, capacity=capacity)
    made = open_docx(set_rows(LETTERS["zh-undrawn"], [row])).tables[0].rows[1]._tr
    assert made.find(f".//{qn('w:trHeight')}").get(qn("w:hRule")) == rule


def test_letter_and_annex_are_sections_with_page_numbers_that_go_on() -> None:
    opened = open_docx(LETTERS["zh-whole"])
    running = LETTERS["zh-whole"].annexes[0].table
    assert running
    heads = [section.header.paragraphs[0].text for section in opened.sections]
    assert heads == ["", running.running_line, ""]
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
