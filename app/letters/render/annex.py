"""Annex 1, the signature table, in the PDF: drawn directly, because a layout engine is too slow.

1,000 drawn signatures take WeasyPrint 14 seconds; written as content streams they take less than
one. Pages are cached by content, so that one more signature costs one page and the joining.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.letters.letter import Letter, SignatureRow, SignatureTable
from app.letters.media import Picture
from app.letters.render.annex_fonts import embed_fonts
from app.letters.render.annex_join import LetterFile
from app.letters.render.annex_layout import Layout, lay_out, split_rows
from app.letters.render.annex_pages import (
    draw_frame,
    draw_furniture,
    draw_intro,
    draw_rows,
    image_name,
    list_words,
)
from app.letters.render.annex_pictures import decode_picture
from app.letters.render.annex_tree import PageOfRows, TreeWriter
from app.letters.render.fonts import Face
from app.letters.render.pdf_writer import PdfWriter
from app.letters.style import LetterStyle
from app.messages import Language


def count_pages(table: SignatureTable, style: LetterStyle) -> int:
    """How many pages the table takes; raises MissingGlyph and UnsupportedScript."""
    return len(split_rows(table.rows, lay_out(table, style)))


def join_signature_pages(
    pdf: bytes,
    letter: Letter,
    style: LetterStyle,
    *,
    after_page: int,
    table: SignatureTable,
    label: str,
    title: str,
) -> bytes:
    """The letter's tagged PDF with the table's pages after page `after_page` (counted from 1).

    Page numbers go on from `after_page`. The same input gives the same bytes. Raises
    MissingGlyph, UnsupportedScript and MissingFont.
    """
    letter_file = LetterFile(pdf, after_page)
    writer = letter_file.writer
    layout = lay_out(table, style)
    tree = TreeWriter(writer, layout, style, letter_file.section, table, letter.language)
    annex = _AnnexPages(writer, layout, style, letter.language, table)
    pages = annex.write(letter_file, tree, after_page, label, title)
    tree.finish(letter_file.section_parent)
    return letter_file.finish(pages, tree.marks, f"{label} {title}", layout.top)


class _AnnexPages:
    """Writes page objects, their streams, fonts and pictures."""

    def __init__(
        self,
        writer: PdfWriter,
        layout: Layout,
        style: LetterStyle,
        language: Language,
        table: SignatureTable,
    ) -> None:
        self._writer = writer
        self._layout = layout
        self._style = style
        self._language = language
        self._table = table
        self._frames: dict[tuple[bool, int], int] = {}
        self._images: dict[str, int] = {}

    def write(
        self, letter_file: LetterFile, tree: TreeWriter, after_page: int, label: str, title: str
    ) -> list[int]:
        """All pages, in order, with the elements of their rows; gives the pages' numbers."""
        writer = self._writer
        split = split_rows(self._table.rows, self._layout)
        places = [
            self._table.page_of.format(page=number, pages=len(split))
            for number in range(1, len(split) + 1)
        ]
        fonts, plain, head = writer.reserve(), writer.reserve(), writer.reserve()
        writer.put(fonts, f"<<{self._embed(label, title, places)}>>")
        writer.put(plain, f"<</Font {fonts} 0 R>>")
        intro, first_mark = draw_intro(
            label, title, self._table, self._layout, self._style, self._language
        )
        writer.put_stream(head, intro.encode("latin-1"))
        pages = []
        for place, rows in enumerate(split):
            number, stream, furniture = writer.reserve(), writer.reserve(), writer.reserve()
            page = self._write_rows(number, stream, rows, first_mark if place == 0 else None)
            tree.write_rows(page)
            shown = draw_furniture(
                after_page + place + 1, places[place], self._layout, self._style, self._language
            )
            writer.put_stream(furniture, shown.encode("latin-1"))
            frame = self._write_frame(place == 0, len(rows))
            contents = [frame, *([head] if place == 0 else []), stream, furniture]
            listed = " ".join(f"{content} 0 R" for content in contents)
            size = f"{self._layout.width:.2f} {self._layout.height:.2f}"
            writer.put(
                number,
                (
                    f"<</Type/Page/Parent {letter_file.pages_node} 0 R/MediaBox[0 0 {size}]"
                    f"/Resources {self._write_resources(rows, fonts, plain)}/Contents[{listed}]"
                    f"/StructParents {letter_file.first_key + place}/Tabs/S>>"
                ),
            )
            pages.append(number)
        return pages

    def _write_rows(
        self, number: int, stream: int, rows: Sequence[SignatureRow], first_mark: int | None
    ) -> PageOfRows:
        """The stream of a page's rows; `first_mark` is None on all pages but the first."""
        top = self._layout.top if first_mark is None else self._layout.first_top
        data, digest = draw_rows(
            rows, top - self._layout.row, first_mark or 0, self._layout, self._style, self._language
        )
        self._writer.put_raw_stream(stream, data, "/Filter/FlateDecode")
        return PageOfRows(number, rows, top - self._layout.row, first_mark or 0, digest)

    def _write_frame(self, first: bool, rows: int) -> int:
        key = (first, rows)
        if key not in self._frames:
            top = self._layout.first_top if first else self._layout.top
            frame = draw_frame(
                top,
                rows,
                self._table,
                self._layout,
                self._style,
                self._language,
                repeat_head=not first,
            )
            self._frames[key] = self._writer.reserve()
            self._writer.put_stream(self._frames[key], frame.encode("latin-1"))
        return self._frames[key]

    def _write_resources(self, rows: Sequence[SignatureRow], fonts: int, plain: int) -> str:
        pictures = {
            row.signature.digest: row.signature
            for row in rows
            if isinstance(row.signature, Picture)
        }
        if not pictures:
            return f"{plain} 0 R"
        images = "".join(
            f"/{image_name(digest)} {self._write_image(picture)} 0 R"
            for digest, picture in pictures.items()
        )
        return f"<</Font {fonts} 0 R/XObject<<{images}>>>>"

    def _write_image(self, picture: Picture) -> int:
        if picture.digest in self._images:
            return self._images[picture.digest]
        writer, image = self._writer, decode_picture(picture)
        number = self._images[picture.digest] = writer.reserve()
        size = f"/Type/XObject/Subtype/Image/Width {image.width}/Height {image.height}"
        size += "/BitsPerComponent 8/Filter/FlateDecode"
        mask = ""
        if image.mask is not None:
            hidden = writer.reserve()
            writer.put_raw_stream(hidden, image.mask, f"{size}/ColorSpace/DeviceGray")
            mask = f"/SMask {hidden} 0 R"
        writer.put_raw_stream(number, image.samples, f"{size}/ColorSpace/{image.space}{mask}")
        return number

    def _embed(self, label: str, title: str, places: Sequence[str]) -> str:
        table = self._table
        body: set[str] = set("".join([*table.summary, table.running_line, *places]))
        body.update("— 0123456789")
        for row in table.rows:
            body.update(*list_words(row))
        body.discard("\n")
        texts: tuple[tuple[Face, frozenset[str]], ...] = (
            ("fang", frozenset(body)),
            ("hei", frozenset(label + "".join(table.head)) - {"\n"}),
            ("title", frozenset(title)),
        )
        return embed_fonts(self._writer, texts, self._language)
