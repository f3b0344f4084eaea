"""The structure tree of the signature table: what a screen reader walks through.

Every cell is an element of its own, as PDF/UA asks (ISO 14289-1, 7.5); written as strings that
costs a quarter of a second for 10,000 rows, so nothing had to be left out for speed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.letters.letter import SignatureRow, SignatureTable
from app.letters.render.annex_cache import TREES
from app.letters.render.annex_layout import Layout
from app.letters.render.annex_pages import CELLS, SIGNED, list_words, seal_box, signature_box
from app.letters.render.pdf_writer import PdfWriter, pack_objects, text_string
from app.letters.style import LetterStyle
from app.messages import Language


@dataclass(frozen=True)
class PageOfRows:
    """A page: its object's number, its rows, the upper edge and mark of its first row.

    `digest` tells what the rows show.
    """

    number: int
    rows: Sequence[SignatureRow]
    top: float
    first_mark: int
    digest: bytes


class TreeWriter:
    """Writes the elements below `section`: first the pages' rows one by one, then the rest.

    The elements of a page are packed into one stream and kept by what they hold, with their
    numbers: with the same letter before them only the last page's change.
    """

    def __init__(
        self,
        writer: PdfWriter,
        layout: Layout,
        style: LetterStyle,
        section: int,
        table: SignatureTable,
        language: Language,
    ) -> None:
        self._writer = writer
        self._layout = layout
        self._style = style
        self._section = section
        self._alternative = table.head[SIGNED] + ("：" if language == "zh" else ": ")
        self._seal = table.seal
        seal = ["Figure"] if table.seal else []
        self._above = ["P", "H2", *seal, *("P" for _ in layout.summary)]
        self._head = writer.reserve(len(self._above) + CELLS + 1)
        self._table = writer.reserve()
        self._rows: list[str] = []
        self._first_page = 0
        self.marks: list[int] = []  # each page's entry of ParentTree, as an object's number

    def write_rows(self, page: PageOfRows) -> None:
        """The rows of the next page: a TR, six TD and a Figure in the fifth for each."""
        before = ""
        if not self.marks:
            self._first_page = page.number
            own = range(self._head, self._head + len(self._above) + CELLS + 1)
            before = " ".join(f"{n} 0 R" for n in own if n != self._head + len(self._above))
        count = (CELLS + 2) * len(page.rows) + 1
        first = self._writer.reserve(count)
        place = repr((first, page.number, self._table, before, self._alternative))
        key = page.digest + place.encode()
        packed = TREES.get(key)
        if packed is None:
            packed = pack_objects(first, self._compose_rows(first, page, before))
            TREES.put(key, packed)
        self._writer.put_packed(first, count, packed)
        last = first + count - 1
        self.marks.append(last)
        self._rows += [f"{row} 0 R" for row in range(first, last, CELLS + 2)]

    def finish(self, parent: int) -> None:
        """Section, label, title, summary, table and its head."""
        writer, page = self._writer, self._first_page
        head = self._head + len(self._above)
        bodies = [
            f"<</S/{tag}/P {self._section} 0 R/Pg {page} 0 R/K {mark}{self._describe(tag)}>>"
            for mark, tag in enumerate(self._above)
        ]
        cells = " ".join(f"{head + 1 + place} 0 R" for place in range(CELLS))
        bodies.append(f"<</S/TR/P {self._table} 0 R/K[{cells}]>>")
        bodies += [
            f"<</S/TH/P {head} 0 R/Pg {page} 0 R/K {len(self._above) + place}"
            "/A<</O/Table/Scope/Column>>>>"
            for place in range(CELLS)
        ]
        writer.put_many(self._head, bodies)
        rows = " ".join([f"{head} 0 R", *self._rows])
        writer.put(self._table, f"<</S/Table/P {self._section} 0 R/K[{rows}]>>")
        listed = "".join(f"{self._head + place} 0 R " for place in range(len(self._above)))
        writer.put(self._section, f"<</S/Sect/P {parent} 0 R/K[{listed}{self._table} 0 R]>>")

    def _describe(self, tag: str) -> str:
        """What a reader is told of the seal's picture; nothing of words."""
        if tag != "Figure" or self._seal is None:
            return ""
        box = " ".join(f"{edge:.1f}" for edge in seal_box(self._layout, self._style))
        return f"/Alt{text_string(self._seal.alt)}/A<</O/Layout/BBox[{box}]>>"

    def _compose_rows(self, first: int, page: PageOfRows, before: str) -> list[str]:
        """The elements numbered from `first` on; the last is the array of what marks belong to."""
        marks, bodies = [before] if before else [], []
        shown = f"/Pg {page.number} 0 R/K "
        for index, row in enumerate(page.rows):
            own = first + (CELLS + 2) * index
            mark = page.first_mark + CELLS * index
            cells = [f"{own + 1 + cell} 0 R" for cell in range(CELLS)]
            bodies.append(f"<</S/TR/P {self._table} 0 R/K[{' '.join(cells)}]>>")
            figure = "null"
            if row.signature is not None:
                figure = self._compose_figure(
                    own + 1 + SIGNED,
                    shown,
                    mark + SIGNED,
                    self._alternative + row.name,
                    page.top - self._layout.row * index,
                )
            for cell, words in enumerate(list_words(row)):
                content = f"{shown}{mark + cell}" if words else ""
                marks.append(cells[cell] if words else "null")
                if cell == SIGNED and row.signature is not None:
                    content = f"/K {own + CELLS + 1} 0 R"
                    marks[-1] = f"{own + CELLS + 1} 0 R"
                bodies.append(f"<</S/TD/P {own} 0 R{content}>>")
            bodies.append(figure)
        return [*bodies, f"[{' '.join(marks)}]"]

    def _compose_figure(
        self, cell: int, shown: str, mark: int, alternative: str, top: float
    ) -> str:
        left, bottom, right, upper = signature_box(top, self._layout, self._style)
        return (
            f"<</S/Figure/P {cell} 0 R{shown}{mark}/Alt{text_string(alternative)}"
            f"/A<</O/Layout/BBox[{left:.1f} {bottom:.1f} {right:.1f} {upper:.1f}]>>>>"
        )
