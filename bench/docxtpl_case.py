"""docxtpl and LibreOffice: how docassemble makes a PDF.

A .docx template with a loop over paragraphs and a loop over table rows, signatures as PNG through
InlineImage, then soffice. Template, PNG files and LibreOffice's profile are made beforehand. The
PDF is not tagged, which is LibreOffice's default and the faster way.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from PIL import Image, ImageDraw

from app.letters.letter import Letter, SignatureTable
from app.letters.media import Drawing
from app.letters.style import load_style
from bench.letters import Inputs, list_paragraphs
from bench.office import convert_to_pdf
from bench.timing import Made, read_peak, time_making

_PIXELS_PER_UNIT = 0.5  # 300 × 100 for a signature 22 mm wide: about 340 dots an inch
_KINDS = {
    "heading1": ("Heading 1", WD_ALIGN_PARAGRAPH.LEFT),
    "heading2": ("Heading 2", WD_ALIGN_PARAGRAPH.LEFT),
    "body": ("Body Text", WD_ALIGN_PARAGRAPH.JUSTIFY),
    "flush": ("Normal", WD_ALIGN_PARAGRAPH.LEFT),
    "right": ("Normal", WD_ALIGN_PARAGRAPH.RIGHT),
}
_FONTS = {"Normal": "仿宋", "Title": "方正小标宋简体", "Heading 1": "黑体", "Heading 2": "楷体"}


def write_template(inputs: Inputs) -> None:
    """The template for this letter, the PNG files, and LibreOffice's profile, used once."""
    folder = inputs.folder
    document = _make_template(inputs.letter)
    document.save(str(_name_template(inputs)))
    if inputs.count:
        (folder / "png").mkdir(exist_ok=True)
        for row in inputs.table.rows:
            assert isinstance(row.signature, Drawing)
            draw_png(row.signature).save(folder / "png" / f"{row.number}.png", optimize=True)
    small = folder / "small.docx"
    docx.Document().save(str(small))
    convert_to_pdf(small, folder / "profile")


def measure_docxtpl(inputs: Inputs) -> Iterator[Made]:
    """Template in, PDF out; docxtpl has filled this template before, soffice starts anew."""
    from docxtpl import DocxTemplate

    filled = inputs.folder / "filled.docx"

    def fill(rows: int | None = None) -> bytes:
        template = DocxTemplate(_name_template(inputs))
        template.init_docx()  # pictures are made for a template that is open
        template.render(_make_context(inputs, template, rows), autoescape=True)
        template.save(filled)
        return filled.read_bytes()

    fill(1)
    first = time_making("filled", "docx", fill)
    then = time_making("printed", "pdf", lambda: convert_to_pdf(filled, inputs.folder / "profile"))
    yield replace(
        then,
        step="whole",
        seconds=first.seconds + then.seconds,
        peak=read_peak(),
        parts={"docxtpl": first.seconds, "LibreOffice": then.seconds},
        filled=first.data,
    )


def draw_png(drawing: Drawing) -> Image.Image:
    """The signature in black on nothing, smooth, as a canvas in a browser gives it."""
    picture = Image.new("L", (drawing.width, drawing.height), 0)
    pen = ImageDraw.Draw(picture)
    for stroke in drawing.strokes:
        numbers = array("h")
        numbers.frombytes(stroke.points)
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        pen.line(points, fill=255, width=stroke.width, joint="curve")
    size = (
        round(drawing.width * _PIXELS_PER_UNIT),
        round(drawing.height * _PIXELS_PER_UNIT),
    )
    alpha = picture.resize(size, Image.Resampling.LANCZOS)
    return Image.merge("LA", (Image.new("L", size, 0), alpha))


def _name_template(inputs: Inputs) -> Path:
    return inputs.folder / f"template-{inputs.count}.docx"


def _make_context(inputs: Inputs, template: Any, rows: int | None) -> dict[str, object]:
    from docxtpl import InlineImage

    letter = inputs.letter
    height = Mm(load_style().table.drawing_height_mm)
    context: dict[str, object] = {
        "title": letter.title,
        "lines": [{"kind": kind, "text": text} for kind, text in list_paragraphs(letter.blocks)],
    }
    for place, annex in enumerate(letter.annexes):
        context[f"lines{place}"] = [
            {"kind": kind, "text": text} for kind, text in list_paragraphs(annex.blocks)
        ]
        if annex.table is not None:
            context["rows"] = [
                {
                    "number": row.number,
                    "name": row.name,
                    "unit": row.unit,
                    "capacity": row.capacity,
                    "date": row.date,
                    "signature": InlineImage(
                        template, str(inputs.folder / "png" / f"{row.number}.png"), height=height
                    ),
                }
                for row in annex.table.rows[:rows]
            ]
    return context


# ---- the template ----


def _make_template(letter: Letter) -> Document:
    document = docx.Document()
    _set_styles(document)
    _set_page(document.sections[0], "")
    document.add_paragraph("{{ title }}", "Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_loop(document, "lines")
    for place, annex in enumerate(letter.annexes):
        section = document.add_section(WD_SECTION.NEW_PAGE)
        _set_page(section, annex.table.running_line if annex.table else "")
        document.add_paragraph(annex.label)
        document.add_paragraph(annex.title, "Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
        _add_loop(document, f"lines{place}")
        if annex.table is not None:
            for line in annex.table.summary:
                document.add_paragraph(line)
            _add_table(document, annex.table)
    return document


def _set_styles(document: Document) -> None:
    style = load_style()
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Body Text"):
        font = document.styles[name].font
        font.name = "Times New Roman"
        font.color.rgb, font.bold = RGBColor(0, 0, 0), False
        fonts = font.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[attribute]  # the theme's font would win over the one named
        fonts.set(qn("w:eastAsia"), _FONTS.get(name, _FONTS["Normal"]))
        font.size = Pt(style.title.size_pt if name == "Title" else style.body.size_pt)
        spacing = document.styles[name].paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        spacing.line_spacing = Pt(style.title.pitch_pt if name == "Title" else style.body.pitch_pt)
    body = document.styles["Body Text"].paragraph_format
    body.first_line_indent = Pt(style.body.size_pt * style.body.indent_characters)


def _set_page(section: Section, running: str) -> None:
    page = load_style().page
    section.page_width, section.page_height = Mm(page.width_mm), Mm(page.height_mm)
    section.top_margin, section.bottom_margin = Mm(page.margin_top_mm), Mm(page.margin_bottom_mm)
    section.left_margin, section.right_margin = Mm(page.margin_left_mm), Mm(page.margin_right_mm)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    header = section.header.paragraphs[0]
    header.paragraph_format.line_spacing = 1
    header.add_run(running).font.size = Pt(load_style().table.running_pt)
    _add_page_number(section.footer.paragraphs[0])


def _add_page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")


def _add_loop(document: Document, name: str) -> None:
    """Paragraphs `{kind, text}` of a list, each in the style of its kind."""
    document.add_paragraph(f"{{%p for line in {name} %}}")
    for place, (kind, (style, alignment)) in enumerate(_KINDS.items()):
        word = "elif" if place else "if"
        document.add_paragraph(f'{{%p {word} line.kind == "{kind}" %}}')
        document.add_paragraph("{{ line.text }}", style).alignment = alignment
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")


def _add_table(document: Document, table: SignatureTable) -> None:
    columns = load_style().table.columns_mm
    made = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    made.autofit = False
    margins = made._tbl.tblPr.makeelement(qn("w:tblCellMar"))
    for side in ("left", "right"):
        margins.append(margins.makeelement(qn(f"w:{side}"), {qn("w:w"): "57", qn("w:type"): "dxa"}))
    made._tbl.tblPr.append(margins)
    fields = ("number", "name", "unit", "capacity", "signature", "date")
    _fill_row(made, 0, table.head)
    _fill_row(made, 1, ["{%tr for row in rows %}"])
    _fill_row(made, 2, [f"{{{{ row.{field} }}}}" for field in fields])
    _fill_row(made, 3, ["{%tr endfor %}"])
    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _fill_row(table: Table, place: int, words: Sequence[str]) -> None:
    style = load_style().table
    row = table.rows[place]
    row.height, row.height_rule = Mm(style.row_height_mm), WD_ROW_HEIGHT_RULE.EXACTLY
    for cell, width in zip(row.cells, style.columns_mm, strict=True):
        cell.width = Mm(width)
    for column, (cell, text) in enumerate(zip(row.cells, words, strict=False)):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = 1
        # Two lines and dates are wider than their columns at the table's size.
        size = 9 if place == 2 and column in (3, 5) else style.text_pt
        paragraph.add_run(text).font.size = Pt(size)
