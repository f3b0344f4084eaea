"""Sections, headers and footers of a DOCX: page size, page numbers, the annex's running line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.letters.letter import SignatureTable
from app.letters.render.docx_markup import (
    DECLARATION,
    NAMESPACES,
    convert_mm,
    convert_pt,
    measure,
    write_field,
    write_instruction,
    write_paragraph,
    write_run,
)
from app.letters.render.docx_styles import choose_body, choose_title, compute_fine_line
from app.letters.style import LetterStyle
from app.messages import Language

_PLACES = re.compile(r"(\{pages?\})")
_MM_PER_PT = 25.4 / 72
_CHOICE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
)
# Word wants a paragraph after a table; this keeps it on the page of the table's last row.
_SPARE_TWIPS = 40
_SMALLEST_SHARE = 0.75
_FILLED = 0.96  # of a line by estimate: a substitute for the Latin face may be wider


def write_section(style: LetterStyle, language: Language, *, header: int) -> str:
    """w:sectPr. `header` 0: none; otherwise the signature table whose running line it shows."""
    page = style.page
    number = style.page_number
    below = page.margin_bottom_mm - number.below_text_mm - number.size_pt * _MM_PER_PT
    above = page.margin_top_mm - number.below_text_mm
    if header:
        above -= 2 * compute_fine_line(style.table.running_pt) * _MM_PER_PT
    grid = ' w:type="lines"' if language == "zh" else ""
    bottom = convert_mm(page.margin_bottom_mm) - (_SPARE_TWIPS if header else 0)
    return (
        f'<w:sectPr><w:headerReference w:type="even" r:id="header{header}"/>'
        f'<w:headerReference w:type="default" r:id="header{header}"/>'
        '<w:footerReference w:type="even" r:id="footer2"/>'
        '<w:footerReference w:type="default" r:id="footer1"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{convert_mm(page.width_mm)}" w:h="{convert_mm(page.height_mm)}"/>'
        f'<w:pgMar w:top="{convert_mm(page.margin_top_mm)}"'
        f' w:right="{convert_mm(page.margin_right_mm)}" w:bottom="{bottom}"'
        f' w:left="{convert_mm(page.margin_left_mm)}" w:header="{convert_mm(above)}"'
        f' w:footer="{convert_mm(below)}" w:gutter="0"/><w:cols/>'
        f'<w:docGrid{grid} w:linePitch="{convert_pt(style.body.pitch_pt)}"/></w:sectPr>'
    )


def close_section(pieces: list[str], section: str) -> Iterator[str]:
    """The pieces, the last of which gets the section's end.

    The end is a property of a section's last paragraph; after a table there has to be one.
    """
    if pieces[-1].endswith("</w:tbl>"):
        pieces = [*pieces, write_paragraph("TableEnd", "")]
    yield from pieces[:-1]
    head, mark, tail = pieces[-1].rpartition("</w:pPr>")
    yield f"{head}{section}{mark}{tail}"


def write_footer(style: LetterStyle, side: str) -> str:
    """— 1 —: one character from the right on odd pages, from the left on even ones (7.5)."""
    indent = f'w:{side}Chars="100" w:{side}="{convert_pt(style.page_number.size_pt)}"'
    line = write_run("— ", "zh") + write_field("PAGE", "1") + write_run(" —", "zh")
    paragraph = (
        f'<w:p><w:pPr><w:pStyle w:val="Footer"/><w:ind {indent}/><w:jc w:val="{side}"/></w:pPr>'
        f"{line}</w:p>"
    )
    return f"{DECLARATION}<w:ftr {NAMESPACES}>{paragraph}</w:ftr>"


def write_header(
    table: SignatureTable | None, style: LetterStyle, language: Language, number: int
) -> str:
    """The running line of a signature table and the page within its annex; empty without one."""
    if table is None:
        lines = write_paragraph("Header", "")
    else:
        running = write_run(table.running, language, _shrink(table.running, style))
        lines = write_paragraph("Header", running) + write_paragraph(
            "Header", _write_page_of(table, style, language, number)
        )
    return f"{DECLARATION}<w:hdr {NAMESPACES}>{lines}</w:hdr>"


def _shrink(text: str, style: LetterStyle) -> str:
    """Run properties that keep a long running line on one line, if it need not be tiny."""
    size = style.table.running_pt
    fitting = _FILLED * style.page.text_width_mm / _MM_PER_PT / measure(text)
    if fitting >= size:
        return ""
    half_points = int(2 * max(fitting, size * _SMALLEST_SHARE))
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _write_page_of(
    table: SignatureTable, style: LetterStyle, language: Language, number: int
) -> str:
    """Page within the annex: this page less the page of the annex's first line, plus one.

    No program has a field for it while page numbers go on through the document. Programs that
    cannot calculate in a header (LibreOffice) would print wrong numbers: they take the fallback.
    """
    page = (
        write_instruction(" = ")
        + write_field("PAGE", "1")
        + write_instruction(" - ")
        + write_field(f"PAGEREF signatures{number}", "1")
        + write_instruction(" + 1 ")
    )
    fields = {
        "{page}": write_field(page, "1"),
        "{pages}": write_field("SECTIONPAGES", str(count_table_pages(table, style, language))),
    }
    line = "".join(
        fields.get(piece) or write_run(piece, language)
        for piece in _PLACES.split(table.page_of)
        if piece
    )
    return (
        f'<mc:AlternateContent {_CHOICE}><mc:Choice Requires="w15">{line}</mc:Choice>'
        "<mc:Fallback/></mc:AlternateContent>"
    )


def count_table_pages(table: SignatureTable, style: LetterStyle, language: Language) -> int:
    """How many pages the table takes; shown until a program counts them itself."""
    row = convert_mm(style.table.row_height_mm)
    room = convert_mm(style.page.text_height_mm) + _SPARE_TWIPS
    lines = sum(
        -(-measure(line) * style.small.size_pt * _MM_PER_PT // style.page.text_width_mm)
        for line in table.summary
    )
    body, title = choose_body(style, language), choose_title(style, language)
    head = (
        (1.5 + title.space_after_lines) * body.pitch_pt
        + title.pitch_pt
        + lines * style.small.pitch_pt
    )
    first = (room - convert_pt(head)) // row - 1
    rest = max(len(table.rows) - first, 0)
    return 1 + -(-rest // (room // row - 1))
