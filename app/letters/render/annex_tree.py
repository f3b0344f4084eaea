"""The structure tree of the signature table: what a screen reader walks through.

Every cell is an element of its own, as PDF/UA asks (ISO 14289-1, 7.5); written as strings that
costs a quarter of a second for 10,000 rows, so nothing had to be left out for speed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.letters.letter import SignatureRow, SignatureTable
from app.letters.render.annex_layout import Layout
from app.letters.render.annex_pages import CELLS, SIGNED, list_words, signature_box
from app.letters.render.pdf_writer import PdfWriter, text_string
from app.letters.style import LetterStyle
from app.messages import Language


@dataclass(frozen=True)
class PageOfRows:
    """A page: its object's number, its rows, the upper edge and mark of its first row."""

    number: int
    rows: Sequence[SignatureRow]
    top: float
    first_mark: int


class TreeWriter:
    """Writes the elements below `section`; `marks` then holds each page's entry of ParentTree."""

    def __init__(
        self, writer: PdfWriter, layout: Layout, style: LetterStyle, language: Language
    ) -> None:
        self._writer = writer
        self._layout = layout
        self._style = style
        self._colon = "：" if language == "zh" else ": "
        self.marks: list[list[str]] = []

    def write(
        self, section: int, parent: int, table: SignatureTable, pages: Sequence[PageOfRows]
    ) -> None:
        """Sect > label, title, summary, Table > TR > TH or TD, in reading order."""
        writer = self._writer
        whole = writer.reserve()
        first_page = pages[0].number
        self.marks = [[] for _ in pages]
        above = []
        for mark, tag in enumerate(["P", "H2", *("P" for _ in self._layout.summary)]):
            own = writer.reserve()
            writer.put(own, f"<</S/{tag}/P {section} 0 R/Pg {first_page} 0 R/K {mark}>>")
            above.append(f"{own} 0 R")
        self.marks[0] += above
        kids = [self._write_head(whole, first_page, len(above))]
        alternative = table.head[SIGNED] + self._colon
        for place, page in enumerate(pages):
            kids += self._write_rows(whole, place, page, alternative)
        writer.put(whole, f"<</S/Table/P {section} 0 R/K[{' '.join(kids)}]>>")
        listed = " ".join([*above, f"{whole} 0 R"])
        writer.put(section, f"<</S/Sect/P {parent} 0 R/K[{listed}]>>")

    def _write_head(self, table: int, page: int, first_mark: int) -> str:
        row = self._writer.reserve(CELLS + 1)
        cells = [f"{row + 1 + place} 0 R" for place in range(CELLS)]
        bodies = [f"<</S/TR/P {table} 0 R/K[{' '.join(cells)}]>>"]
        bodies += [
            f"<</S/TH/P {row} 0 R/Pg {page} 0 R/K {first_mark + place}"
            "/A<</O/Table/Scope/Column>>>>"
            for place in range(CELLS)
        ]
        self._writer.put_many(row, bodies)
        self.marks[0] += cells
        return f"{row} 0 R"

    def _write_rows(
        self, table: int, place: int, page: PageOfRows, alternative: str
    ) -> list[str]:
        """The rows of one page: a TR, six TD and a Figure in the fifth for each."""
        marks, kids = self.marks[place], []
        first = self._writer.reserve((CELLS + 2) * len(page.rows))
        bodies = []
        shown = f"/Pg {page.number} 0 R/K "
        for index, row in enumerate(page.rows):
            own = first + (CELLS + 2) * index
            mark = page.first_mark + CELLS * index
            cells = [f"{own + 1 + cell} 0 R" for cell in range(CELLS)]
            kids.append(f"{own} 0 R")
            bodies.append(f"<</S/TR/P {table} 0 R/K[{' '.join(cells)}]>>")
            drawn = row.signature is not None
            for cell, words in enumerate(list_words(row)):
                content = f"{shown}{mark + cell}" if words else ""
                if cell == SIGNED and drawn:
                    content = f"/K {own + CELLS + 1} 0 R"
                bodies.append(f"<</S/TD/P {own} 0 R{content}>>")
                if not content:
                    cells[cell] = "null"
            if drawn:
                cells[SIGNED] = f"{own + CELLS + 1} 0 R"
                bodies.append(self._compose_figure(own + 1 + SIGNED, shown, mark + SIGNED,
                                                   alternative + row.name,
                                                   page.top - self._layout.row * index))
            else:
                bodies.append("null")
            marks += cells
        self._writer.put_many(first, bodies)
        return kids

    def _compose_figure(
        self, cell: int, shown: str, mark: int, alternative: str, top: float
    ) -> str:
        left, bottom, right, upper = signature_box(top, self._layout, self._style)
        return (
            f"<</S/Figure/P {cell} 0 R{shown}{mark}/Alt{text_string(alternative)}"
            f"/A<</O/Layout/BBox[{left:.1f} {bottom:.1f} {right:.1f} {upper:.1f}]>>>>"
        )
