"""The empty DOCX of a style and a language, and its sections: page, page numbers, running line."""

from __future__ import annotations

import io
import math
import re
from functools import cache

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from app.letters.letter import SignatureTable
from app.letters.render.docx_styles import (
    MM_PER_PT,
    add_styles,
    compute_fine_line,
)
from app.letters.render.docx_text import add_element, add_field, add_text, measure
from app.letters.style import DocxFonts, LetterStyle
from app.messages import Language

_PLACES = re.compile(r"(\{pages?\})")
# Word wants a paragraph after a table; this keeps it on the page of the table's last row.
_SPARE_PT = 2
_SMALLEST_SHARE = 0.75
_FILLED = 0.96  # of a line by estimate: a substitute for the Latin face may be wider
# Line-breaking rules, Word 2013 or later.
_SETTINGS = (
    f'<w:settings {nsdecls("w")}><w:zoom w:percent="100"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    "<w:compat><w:doNotExpandShiftReturn/><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="%s" w:eastAsia="zh-CN"/>'
    '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
)
_CHOICE = (
    "<mc:AlternateContent"
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
    '<mc:Choice Requires="w15"/><mc:Fallback/></mc:AlternateContent>'
)


def open_empty(style: LetterStyle, language: Language) -> Document:
    """A document with the letter's styles, page and page numbers, and not one word."""
    return docx.Document(io.BytesIO(_make_empty(style, language)))


def start_section(document: Document, style: LetterStyle, *, running: bool) -> Section:
    """A section on a new page; `running`: with room for an annex's running line above the text.

    python-docx ends the section before with an empty paragraph, which could fill a page of its
    own: the last paragraph ends it instead, or one of no height after a table.
    """
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    *_, before, _ = document.iter_inner_content()
    end = document.paragraphs[-1]._p
    if isinstance(before, Paragraph):
        before._p.set_sectPr(end.get_or_add_pPr().get_or_add_sectPr())
        document.element.body.remove(end)
    else:
        end.style = "TableEnd"
    _set_page(section, style, running=running)
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
    return section


def add_running_line(
    section: Section,
    label: Paragraph,
    table: SignatureTable,
    style: LetterStyle,
    language: Language,
    number: int,
) -> None:
    """The running line of a signature table and the page within its annex, on every page.

    `label` is the annex's first line, on which the count begins; `number` the table's own.
    """
    start = add_element(label._p, "w:bookmarkStart", id=number, name=f"signatures{number}")
    label.runs[0].element.addprevious(start)
    add_element(label._p, "w:bookmarkEnd", id=number)
    for header in (section.header, section.even_page_header):
        run = add_text(header.paragraphs[0], table.running_line, language)
        size = _find_size(table.running_line, style)
        if size < style.table.running_pt:
            run.font.size = Pt(size)
        line = header.add_paragraph(style="Header")
        _add_page_of(line, table, count_table_pages(table, style), language, number)


def add_mark(document: Document, mark: str, style: LetterStyle, language: Language) -> None:
    """`mark` in grey at the right of every page's head, above an annex's running line."""
    grey = round(style.mark.grey * 255)
    for section in document.sections:
        for header in (section.header, section.even_page_header):
            first = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            line = first.insert_paragraph_before() if first.runs else first
            line._p.style = "Header"
            form = line.paragraph_format
            form.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            form.line_spacing = Pt(style.mark.size_pt)
            run = add_text(line, mark, language)
            run.font.size, run.font.color.rgb = Pt(style.mark.size_pt), RGBColor(grey, grey, grey)
        # The head begins higher, so that its last line stays where it was.
        distance = section.header_distance or Mm(0)
        section.header_distance = max(distance - Pt(style.mark.size_pt), Mm(0))


def count_table_pages(table: SignatureTable, style: LetterStyle) -> int:
    """How many pages the table takes; shown until a program counts them itself."""
    row: int = Mm(style.table.row_height_mm).twips
    room: int = Mm(style.page.text_height_mm).twips + Pt(_SPARE_PT).twips
    lines = sum(
        math.ceil(measure(line) * style.small.size_pt * MM_PER_PT / style.page.text_width_mm)
        for line in table.summary
    )
    body, title = style.body, style.title
    head = (
        (1.5 + title.space_after_lines) * body.pitch_pt
        + title.pitch_pt
        + lines * style.small.pitch_pt
    )
    first: int = (room - Pt(head).twips) // row - 1
    rest = max(len(table.rows) - first, 0)
    return 1 + math.ceil(rest / (room // row - 1))


@cache
def _make_empty(style: LetterStyle, language: Language) -> bytes:
    """Made once: of python-docx's template only the theme stays, as its styles fill 400 kB."""
    document = docx.Document()
    package = document.part.package
    for relations, kept in (
        (package.rels, RELATIONSHIP_TYPE.OFFICE_DOCUMENT),
        (document.part.rels, RELATIONSHIP_TYPE.THEME),
    ):
        for name in [name for name, relation in relations.items() if relation.reltype != kept]:
            del relations[name]
    add_styles(document, style, language)
    settings = document.settings.element
    settings[:] = list(parse_xml(_SETTINGS % ("zh-CN" if language == "zh" else "en-US")))
    document.settings.odd_and_even_pages_header_footer = True
    name = PackURI("/word/fontTable.xml")
    fonts = Part(name, CONTENT_TYPE.WML_FONT_TABLE, _write_fonts(style.fonts), package)
    document.part.relate_to(fonts, RELATIONSHIP_TYPE.FONT_TABLE)
    section = document.sections[0]
    _set_page(section, style, running=False)
    (grid,) = section._sectPr.xpath("w:docGrid")
    grid.set(qn("w:linePitch"), str(Pt(style.body.pitch_pt).twips))
    if language == "zh":
        grid.set(qn("w:type"), "lines")
    _add_page_number(section.footer.paragraphs[0], "right", style)
    _add_page_number(section.even_page_footer.paragraphs[0], "left", style)
    kept_bytes = io.BytesIO()
    document.save(kept_bytes)
    return kept_bytes.getvalue()


def _write_fonts(fonts: DocxFonts) -> bytes:
    """word/fontTable.xml: what may stand in where a named font is missing."""
    others = {
        fonts.docx_title: "宋体",
        fonts.docx_fang: "FangSong",
        fonts.docx_kai: "KaiTi",
        fonts.docx_hei: "SimHei",
        fonts.docx_song: "SimSun",
    }
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, other in others.items()
    )
    latin = (
        f'<w:font w:name="{fonts.docx_latin}"><w:charset w:val="00"/><w:family w:val="roman"/>'
        '<w:pitch w:val="variable"/></w:font>'
    )
    return f"<w:fonts {nsdecls('w')}>{entries}{latin}</w:fonts>".encode()


def _set_page(section: Section, style: LetterStyle, *, running: bool) -> None:
    """5.1, 5.2.1: the sheet and its margins; 7.5: the page number's place."""
    page, number = style.page, style.page_number
    section.page_width, section.page_height = Mm(page.width_mm), Mm(page.height_mm)
    section.top_margin, section.left_margin = Mm(page.margin_top_mm), Mm(page.margin_left_mm)
    section.right_margin = Mm(page.margin_right_mm)
    section.bottom_margin = Mm(page.margin_bottom_mm) - (Pt(_SPARE_PT) if running else 0)
    lines = 2 * compute_fine_line(style.table.running_pt) if running else 0
    section.header_distance = Mm(page.margin_top_mm - number.below_text_mm) - Pt(lines)
    section.footer_distance = Mm(page.margin_bottom_mm - number.below_text_mm) - Pt(number.size_pt)


def _add_page_number(line: Paragraph, side: str, style: LetterStyle) -> None:
    """— 1 —: one character from the right on odd pages, from the left on even ones (7.5)."""
    right, form = side == "right", line.paragraph_format
    form.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    form.right_indent = Pt(style.page_number.size_pt) if right else None
    form.left_indent = None if right else Pt(style.page_number.size_pt)
    line._p.get_or_add_pPr().get_or_add_ind().set(qn(f"w:{side}Chars"), "100")
    add_text(line, "— ", "zh")
    add_field(line, "PAGE", "1")
    add_text(line, " —", "zh")


def _find_size(text: str, style: LetterStyle) -> float:
    """The size in points that keeps a running line on one line, if it need not be tiny."""
    size = style.table.running_pt
    fitting = _FILLED * style.page.text_width_mm / MM_PER_PT / measure(text)
    return size if fitting >= size else int(2 * max(fitting, size * _SMALLEST_SHARE)) / 2


def _add_page_of(
    line: Paragraph, table: SignatureTable, pages: int, language: Language, number: int
) -> None:
    """Page within the annex: this page less the page of the annex's first line, plus one.

    No program has a field for it while page numbers go on through the document. Programs that
    cannot calculate in a header (LibreOffice) would print wrong numbers: they take the fallback.
    """
    for piece in _PLACES.split(table.page_of):
        if piece == "{page}":
            add_field(line, f" = {{PAGE}} - {{PAGEREF signatures{number}}} + 1 ", "1")
        elif piece == "{pages}":
            add_field(line, "SECTIONPAGES", str(pages))
        elif piece:
            add_text(line, piece, language)
    alternative = parse_xml(_CHOICE)
    for run in line.runs:
        alternative[0].append(run.element)
    line._p.append(alternative)
