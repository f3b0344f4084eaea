"""Tables of a DOCX: the signature table of annex 1, row by row, and tables of facts."""

from __future__ import annotations

from collections.abc import Iterator

from app.letters.letter import SignatureRow, SignatureTable, Table
from app.letters.render.docx_markup import (
    Media,
    convert_mm,
    measure,
    write_paragraph,
    write_run,
)
from app.letters.render.docx_styles import (
    FINE_STYLES,
    compute_fine_line,
    compute_padding,
)
from app.letters.style import LetterStyle
from app.messages import Language

_MM_PER_PT = 25.4 / 72
# Characters that a column of facts counts as, at least and at most; below which it is centred
# unless it is the widest; and which its padding takes.
_NARROWEST, _WIDEST, _SHORT, _PADDING = 2, 20, 10, 1.5


def write_signature_table(
    table: SignatureTable, style: LetterStyle, language: Language, media: Media
) -> Iterator[str]:
    """The table in pieces, each well-formed but for the first (open) and the last (close).

    Rows have the style's fixed height; a row whose words do not fit in even when small grows.
    """
    widths = style.table.columns_mm
    yield _open_table(widths)
    yield _write_head(table.head, widths, style, language)
    writer = _RowWriter(style, language, media)
    for row in table.rows:
        yield writer.write(row)
    yield "</w:tbl>"


def write_fact_table(table: Table, style: LetterStyle, language: Language) -> str:
    """A table of facts over the full width; columns as wide as their words ask for."""
    wants = _measure_columns(table)
    widths = tuple(style.page.text_width_mm * want / sum(wants) for want in wants)
    names = ["TableText" if want < min(_SHORT, max(wants)) else "TableWords" for want in wants]
    height = convert_mm(style.table.row_height_mm)
    parts = [_open_table(widths, upright_mm=compute_padding(style))]
    if table.head:
        parts.append(_write_head(table.head, widths, style, language))
    for row in table.rows:
        cells = "".join(
            _write_cell(width, write_paragraph(name, write_run(words, language)))
            for words, width, name in zip(row, widths, names, strict=True)
        )
        parts.append(
            f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>'
            f"</w:trPr>{cells}</w:tr>"
        )
    parts.append("</w:tbl>")
    return "".join(parts)


class _RowWriter:
    """Writes rows of the signature table; what all rows share is made once."""

    def __init__(self, style: LetterStyle, language: Language, media: Media) -> None:
        self.style, self.language, self.media = style, language, media
        padding = 2 * compute_padding(style)
        self.widths = tuple(width - padding for width in style.table.columns_mm)
        self.cells = tuple(
            f'<w:tc><w:tcPr><w:tcW w:w="{convert_mm(width)}" w:type="dxa"/>'
            '<w:vAlign w:val="center"/></w:tcPr>'
            for width in style.table.columns_mm
        )
        height = convert_mm(style.table.row_height_mm)
        self.heads = {
            rule: f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="{rule}"/>'
            "</w:trPr>"
            for rule in ("exact", "atLeast")
        }

    def write(self, row: SignatureRow) -> str:
        rule = "exact"
        words = (row.number, row.name, row.unit, row.capacity, "", row.date)
        cells: list[str] = []
        for text, width, head in zip(words, self.widths, self.cells, strict=True):
            content = ""
            fitting: str | None = "TableText"
            if text:
                content = write_run(text, self.language)
                fitting = self._fit(text, width)
                if fitting is None:
                    fitting, rule = "TableFine", "atLeast"
            elif row.signature is not None and width == self.widths[4]:
                content = self._write_signature(row)
            cells.append(f"{head}{write_paragraph(fitting, content)}</w:tc>")
        return f"{self.heads[rule]}{''.join(cells)}</w:tr>"

    def _write_signature(self, row: SignatureRow) -> str:
        assert row.signature is not None
        height = self.style.table.drawing_height_mm
        return self.media.write_picture(row.signature, row.name, self.widths[4], height)

    def _fit(self, text: str, width_mm: float) -> str | None:
        """The style in which the text fits into the row, or None."""
        size = self.style.table.text_pt
        room = width_mm / _MM_PER_PT
        if "\n" not in text and (len(text) * size <= room or measure(text) * size <= room):
            return "TableText"
        table = self.style.table
        height = table.row_height_mm / _MM_PER_PT - 2 * table.rule_pt
        for name, share in FINE_STYLES:
            small = size * share
            lines = sum(-(-measure(line) * small // room) for line in text.split("\n"))
            if lines * compute_fine_line(small) <= height:
                return name
        return None


def _open_table(widths: tuple[float, ...], upright_mm: float = 0) -> str:
    """The table up to its first row; `upright_mm` is the space above and below a cell's words."""
    space = "".join(
        f'<w:{side} w:w="{convert_mm(upright_mm)}" w:type="dxa"/>' for side in ("top", "bottom")
    )
    margins = f"<w:tblCellMar>{space}</w:tblCellMar>" if upright_mm else ""
    columns = "".join(f'<w:gridCol w:w="{convert_mm(width)}"/>' for width in widths)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="LetterTable"/>'
        f'<w:tblW w:w="{sum(map(convert_mm, widths))}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{margins}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    )


def _write_head(
    titles: tuple[str, ...], widths: tuple[float, ...], style: LetterStyle, language: Language
) -> str:
    height = convert_mm(style.table.row_height_mm)
    cells = "".join(
        _write_cell(width, write_paragraph("TableHead", write_run(title, language)))
        for title, width in zip(titles, widths, strict=True)
    )
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>'
        f"<w:tblHeader/></w:trPr>{cells}</w:tr>"
    )


def _write_cell(width_mm: float, content: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{convert_mm(width_mm)}" w:type="dxa"/>'
        f'<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
    )


def _measure_columns(table: Table) -> list[float]:
    """What each column asks for, in characters."""
    rows = (table.head, *table.rows) if table.head else table.rows
    return [
        min(max(max(map(measure, column)), _NARROWEST), _WIDEST) + _PADDING
        for column in zip(*rows, strict=True)
    ]
