"""The blocks of a letter as paragraphs, tables and photos of python-docx, in named styles."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from copy import deepcopy

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as DocxTable
from docx.table import _Row
from docx.text.paragraph import Paragraph as DocxParagraph
from lxml import etree

from app.letters.letter import (
    Addressee,
    AnnexNote,
    Block,
    Closing,
    Contact,
    DateLine,
    Figure,
    Heading,
    NumberedList,
    Paragraph,
    SealNote,
    Signature,
    Table,
)
from app.letters.render.docx_styles import MM_PER_PT
from app.letters.render.docx_text import add_element, add_text, measure
from app.letters.style import LetterStyle
from app.messages import Language

# What ends a letter: it never begins a page without words before it.
_ENDING = (Closing, AnnexNote, Signature, DateLine, Contact, SealNote)
# Characters that a column of facts counts as, at least and at most; below which it is centred
# unless it is the widest; and which its padding takes.
_NARROWEST, _WIDEST, _SHORT, _PADDING = 2, 20, 10, 1.5


SEAL_PLACE = "seal-picture"


class BlockWriter:
    """Adds to the end of `document`, whose styles are those of add_styles."""

    def __init__(self, document: Document, style: LetterStyle, language: Language) -> None:
        self.document, self.style, self.language = document, style, language
        self.body = style.body
        self.seals: list[tuple[SealNote, bool]] = []

    def add_line(self, style_id: str, text: str = "", keep: bool = False) -> DocxParagraph:
        """A paragraph of a named style; `keep` it on the page of the next one."""
        paragraph = self.document.add_paragraph()
        # Given a name, python-docx would look through all styles for its id, each time.
        paragraph._p.style = style_id
        if text:
            add_text(paragraph, text, self.language)
        if keep:
            paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def add_blocks(self, blocks: Sequence[Block]) -> None:
        """The blocks in their order."""
        befores, afters = (None, *blocks), (*blocks[1:], None)
        for before, block, after in zip(befores, blocks, afters, strict=False):
            self._add_block(block, before, after)

    def add_table(
        self, widths_mm: Sequence[float], head: Sequence[str], upright_mm: float = 0
    ) -> DocxTable:
        """A ruled table without rows but for its head, which every page repeats.

        `upright_mm` is the space above and below a cell's words.
        """
        table: DocxTable = self.document.add_table(0, len(widths_mm))
        properties = table._tbl.tblPr
        properties.remove_all("w:tblLook")
        table._tbl.tblStyle_val = "LetterTable"
        table.autofit = False
        total = sum(Mm(width).twips for width in widths_mm)
        (width,) = properties.xpath("w:tblW")
        width.attrib.update({qn("w:w"): str(total), qn("w:type"): "dxa"})
        if upright_mm:
            margins = add_element(properties, "w:tblCellMar")
            for side in ("w:top", "w:bottom"):
                add_element(margins, side, w=Mm(upright_mm).twips, type="dxa")
        for column, width_mm in zip(table.columns, widths_mm, strict=True):
            column.width = Mm(width_mm)
        if head:
            row = self._add_row(table, ["TableHead"] * len(head))
            self._fill_row(row, head)
            add_element(row._tr.get_or_add_trPr(), "w:tblHeader")
        return table

    def _add_block(self, block: Block, before: Block | None, after: Block | None) -> None:
        keep = isinstance(after, _ENDING) or (isinstance(after, Paragraph) and after.is_to_fill)
        match block:
            case Heading(level, number, text):
                self.add_line(f"Heading{level}", number + text)
            case Paragraph(text):
                self.add_line("BodyText", text, keep)
            case NumberedList(entries):
                self._add_lines("ListParagraph", [number + text for number, text in entries], keep)
            case Addressee(lines):
                self._add_lines("Salutation", lines, keep)
            case Table():
                self._add_fact_table(block)
                if after is not None:  # two tables that touch would become one
                    self.add_line("TableEnd", keep=keep).paragraph_format.space_before = Pt(
                        self.body.pitch_pt / 2
                    )
            case Figure():
                self._add_figure(block)
            case Closing(lines):
                self.add_line("Closing", lines[0], keep or len(lines) > 1)
                self._add_kept("ClosingEnd", lines[1:], keep)
            case AnnexNote():
                self._add_annex_note(block, keep)
            case Signature(lines):
                left = self._start_signature(lines, after)
                made = self._add_kept("Signature", lines, keep)
                # 7.3.5.2: one empty line above
                made[0].paragraph_format.space_before = Pt(self.body.pitch_pt)
                self._indent(made, left)
            case DateLine(text):
                self._indent([self.add_line("Date", text, keep)], self._start_date(block, before))
            case Contact(lines):
                self._add_kept("Contact", lines, keep)
            case SealNote():
                self._add_seal(block)

    def _add_lines(self, style_id: str, lines: Sequence[str], keep: bool) -> None:
        """Paragraphs that may part; `keep` the last one with what follows."""
        last = len(lines) - 1
        for at, line in enumerate(lines):
            self.add_line(style_id, line, keep and at == last)

    def _add_kept(self, style_id: str, lines: Sequence[str], keep: bool) -> list[DocxParagraph]:
        """Paragraphs that stay together; `keep` them with what follows."""
        last = len(lines) - 1
        return [self.add_line(style_id, line, keep or at < last) for at, line in enumerate(lines)]

    def _indent(self, lines: Sequence[DocxParagraph], characters: float) -> None:
        for line in lines:
            line.paragraph_format.left_indent = Pt(characters * self.body.size_pt)

    def _add_annex_note(self, note: AnnexNote, keep: bool) -> None:
        """7.3.4: an empty line above; the label two characters in, titles hang after it."""
        label, size = note.label, self.body.size_pt
        start = self.body.indent_characters + measure(label)
        lines = [number + title for number, title in note.entries]
        made = self._add_kept("AnnexNote", [label + lines[0], *lines[1:]], keep)
        for at, (paragraph, (number, _)) in enumerate(zip(made, note.entries, strict=True)):
            hanging = measure(number) + (0 if at else measure(label))
            self._indent([paragraph], start + measure(number))
            paragraph.paragraph_format.first_line_indent = Pt(-hanging * size)
        made[0].paragraph_format.space_before = Pt(self.body.pitch_pt)

    def _start_signature(self, lines: Sequence[str], after: Block | None) -> float:
        """Where the signature begins, in characters from the left.

        7.3.5.2: it ends two characters from the right; when the date is longer, the date does,
        and begins two characters to the right of the signature all the same.
        """
        place = self.style.signature
        full = self.style.page.text_width_mm / MM_PER_PT / self.body.size_pt
        width = max(map(measure, lines))
        if isinstance(after, DateLine) and measure(after.text) > width:
            width = measure(after.text) + place.date_shift_characters
        return max(full - place.right_characters - width, 0)

    def _start_date(self, date: DateLine, before: Block | None) -> float:
        if not isinstance(before, Signature):
            return self._start_signature((date.text,), None)
        shift = self.style.signature.date_shift_characters
        return self._start_signature(before.lines, date) + shift

    def _add_figure(self, figure: Figure) -> None:
        """The photo as large as fits into the style's box, its sides in proportion."""
        picture = figure.picture
        style = self.style.sheet if figure.is_sheet else self.style.photo
        width, height = style.fit(picture.width, picture.height)
        shape = (
            self.add_line("Figure")
            .add_run()
            .add_picture(
                io.BytesIO(picture.data),
                Mm(width),
                Mm(height),
            )
        )
        shape._inline.docPr.set("descr", figure.alt)
        self.add_line("Caption", figure.caption)

    def _add_seal(self, seal: SealNote) -> None:
        """The code with its words beside it: a table without rules, which holds everywhere."""
        style = self.style.seal
        above = self.add_line("TableEnd", keep=True)
        above.paragraph_format.space_before = Pt(self.body.pitch_pt / 2)
        beside = style.picture_mm + style.gap_mm
        made = self.add_table((beside, self.style.page.text_width_mm - beside), ())
        borders = add_element(made._tbl.tblPr, "w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            add_element(borders, f"w:{side}", val="nil")
        row = self._add_row(made, ["Figure", "SealWords"])
        left, right = row.cells
        left.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
        self.place_picture(left.paragraphs[0], seal, is_beside=False)
        for place, line in enumerate(seal.lines):
            paragraph = right.paragraphs[0] if not place else right.add_paragraph()
            paragraph._p.style = "SealWords"
            add_text(paragraph, line, self.language)

    def place_picture(self, paragraph: DocxParagraph, seal: SealNote, *, is_beside: bool) -> None:
        """Leave a place for a seal's picture, which is filled when the package is written.

        `is_beside`: at the upper right of the page, beside the words.
        """
        self.seals.append((seal, is_beside))
        mark = etree.ProcessingInstruction(SEAL_PLACE, str(len(self.seals)))
        paragraph._p.append(mark)

    def _add_fact_table(self, table: Table) -> None:
        """A table of facts over the full width; columns as wide as their words ask for."""
        wants = _measure_columns(table)
        widths = [self.style.page.text_width_mm * want / sum(wants) for want in wants]
        names = ["TableText" if want < min(_SHORT, max(wants)) else "TableWords" for want in wants]
        made = self.add_table(widths, table.head, self.style.table.padding_mm)
        # The rows are copies of one: through python-docx's cells, 500 take a third of a second.
        pattern = self._add_row(made, names)
        made._tbl.remove(pattern._tr)
        for words in table.rows:
            copied = deepcopy(pattern._tr)
            made._tbl.append(copied)
            self._fill_row(_Row(copied, made), words)
        if not any(map(any, table.rows)):  # to be filled in by hand: on one page
            for row in made._tbl.tr_lst:
                for cell in _Row(row, made).cells:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True

    def _add_row(self, table: DocxTable, names: Sequence[str]) -> _Row:
        """A row that never parts and is no lower than the style says; `names` of cells' styles."""
        add: Callable[[], _Row] = table.add_row  # python-docx does not say of what type it is
        row = add()
        add_element(row._tr.get_or_add_trPr(), "w:cantSplit")
        row.height = Mm(self.style.table.row_height_mm)
        row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, name in zip(row.cells, names, strict=True):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            cell.paragraphs[0]._p.style = name
        return row

    def _fill_row(self, row: _Row, words: Sequence[str]) -> None:
        for cell, text in zip(row.cells, words, strict=True):
            if text:
                add_text(cell.paragraphs[0], text, self.language)


def _measure_columns(table: Table) -> list[float]:
    """What each column asks for, in characters."""
    rows = (table.head, *table.rows) if table.head else table.rows
    return [
        min(max(_NARROWEST, *map(measure, column)), _WIDEST) + _PADDING
        for column in zip(*rows, strict=True)
    ]
