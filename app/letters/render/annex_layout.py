"""Where things stand on the pages of the signature table, in points from the lower left corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.letters.letter import SignatureRow, SignatureTable
from app.letters.render.annex_text import fill_lines
from app.letters.render.pdf_css import MM
from app.letters.style import LetterStyle

_GAP = 6.0  # between the summary and the table


@dataclass(frozen=True)
class Layout:
    """The text area's edges, the columns' left edges (and the last one's right), the rows."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    columns: tuple[float, ...]
    row: float
    padding: float
    first_top: float  # upper edge of the table's head on the first page
    summary: tuple[str, ...]

    @property
    def rows_first(self) -> int:
        return max(1, int((self.first_top - self.bottom) / self.row + 1e-6) - 1)

    @property
    def rows_later(self) -> int:
        return max(1, int((self.top - self.bottom) / self.row + 1e-6) - 1)


def lay_out(table: SignatureTable, style: LetterStyle) -> Layout:
    """The pages' geometry; `style` is the letter's language's own."""
    page = style.page
    left = page.margin_left_mm * MM
    width = page.text_width_mm * MM
    top = (page.height_mm - page.margin_top_mm) * MM
    scale = width / (sum(style.table.columns_mm) * MM)
    columns = [left]
    for column in style.table.columns_mm:
        columns.append(columns[-1] + column * MM * scale)
    summary = tuple(
        line
        for text in table.summary
        for line in fill_lines(text, width, style.small.size_pt, "fang", "zh")
    )
    lines = 1.5 + style.title.space_after_lines  # label, what is below it, half below the title
    above = style.body.pitch_pt * lines + style.title.pitch_pt
    return Layout(
        width=page.width_mm * MM,
        height=page.height_mm * MM,
        left=left,
        right=left + width,
        top=top,
        bottom=page.margin_bottom_mm * MM,
        columns=tuple(columns),
        row=style.table.row_height_mm * MM,
        padding=style.table.padding_mm * MM,
        first_top=top - above - len(summary) * style.small.pitch_pt - _GAP,
        summary=summary,
    )


def split_rows(rows: Sequence[SignatureRow], layout: Layout) -> list[Sequence[SignatureRow]]:
    """The rows of each page; at least one page."""
    pages = [rows[: layout.rows_first]]
    for start in range(layout.rows_first, len(rows), layout.rows_later):
        pages.append(rows[start : start + layout.rows_later])
    return pages
