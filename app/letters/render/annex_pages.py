"""Content streams of the signature table's pages.

A page has three: the frame (rules, repeated head, running line) shared by all pages of one shape,
the rows, cached by what they show, and page furniture, which differs on every page.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence

from app.letters.letter import SignatureRow, SignatureTable
from app.letters.media import Drawing, Picture
from app.letters.render.annex_cache import PAGES
from app.letters.render.annex_layout import Layout
from app.letters.render.annex_pictures import place_picture
from app.letters.render.annex_text import (
    Line,
    fill_lines,
    fit_lines,
    measure_text,
    show_cell,
    show_text,
)
from app.letters.render.fonts import Face
from app.letters.render.pdf_css import MM
from app.letters.render.strokes import draw_strokes
from app.letters.style import LetterStyle
from app.messages import Language

CELLS = 6
SIGNED = 4  # the column with the drawn signature
_RUNNING_PITCH = 1.25  # of the running lines, in ems
_NARROW_DASH = 0.88  # in ems: the dash that Pango sets beside figures on the other pages


def draw_rows(
    rows: Sequence[SignatureRow],
    top: float,
    first_mark: int,
    layout: Layout,
    style: LetterStyle,
    language: Language,
) -> tuple[bytes, bytes]:
    """The compressed stream of rows whose first one's upper edge is `top`, and its digest.

    Cell i of row r is marked content first_mark + 6 r + i, but for empty cells.
    """
    shape = repr((layout.columns, layout.row, style.table, language, round(top, 3), first_mark))
    digest = hashlib.sha256(shape.encode())
    for row in rows:
        drawn = row.signature.digest if row.signature else ""
        words = (row.number, row.name, row.unit, row.capacity, row.date, drawn)
        digest.update("\x1f".join(words).encode() + b"\x1e")
    key = digest.digest()
    stream = PAGES.get(key)
    if stream is None:
        text = "\n".join(
            _draw_row(
                row, top - layout.row * number, first_mark + CELLS * number, layout, style, language
            )
            for number, row in enumerate(rows)
        )
        stream = zlib.compress(text.encode("latin-1"), 5)
        PAGES.put(key, stream)
    return stream, key


def list_words(row: SignatureRow) -> tuple[str, str, str, str, str, str]:
    """The words of a row's cells; the signature's cell has none."""
    return (row.number, row.name, row.unit, row.capacity, "", row.date)


def _draw_row(
    row: SignatureRow,
    top: float,
    mark: int,
    layout: Layout,
    style: LetterStyle,
    language: Language,
) -> str:
    parts = []
    for place, text in enumerate(list_words(row)):
        if place == SIGNED and row.signature is not None:
            parts.append(f"/Figure<</MCID {mark + place}>>BDC")
            parts.append(_draw_signature(row.signature, top, layout, style))
            parts.append("EMC")
        elif text:
            parts.append(f"/TD<</MCID {mark + place}>>BDC")
            parts.append(
                _show_in_column(text, place, top, layout, style.table.text_pt, "fang", language)
            )
            parts.append("EMC")
    return "\n".join(parts)


def _draw_signature(
    signature: Drawing | Picture, top: float, layout: Layout, style: LetterStyle
) -> str:
    left, bottom, right, upper = signature_box(top, layout, style)
    if isinstance(signature, Drawing):
        return draw_strokes(signature, left, bottom, right - left, upper - bottom)
    name = image_name(signature.digest)
    return place_picture(name, signature, left, bottom, right - left, upper - bottom)


def image_name(digest: str) -> str:
    """The resource name of a picture: follows from its content, so that cached pages stay valid."""
    return f"I{digest[:24]}"


def signature_box(
    top: float, layout: Layout, style: LetterStyle
) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of where a signature is drawn in a row with upper edge `top`."""
    margin = (layout.row - min(style.table.drawing_height_mm * MM, layout.row)) / 2
    return (
        layout.columns[SIGNED] + layout.padding,
        top - layout.row + margin,
        layout.columns[SIGNED + 1] - layout.padding,
        top - margin,
    )


def _show_in_column(
    text: str,
    place: int,
    top: float,
    layout: Layout,
    size: float,
    face: Face,
    language: Language,
) -> str:
    left, right = layout.columns[place], layout.columns[place + 1]
    return show_cell(
        text,
        left + layout.padding,
        round(top - layout.row / 2, 3),
        right - left - 2 * layout.padding,
        layout.row - 2,
        size,
        face,
        language,
    )


def draw_intro(
    label: str,
    title: str,
    table: SignatureTable,
    layout: Layout,
    style: LetterStyle,
    language: Language,
) -> tuple[str, int]:
    """Label, title, summary and the table's head on the first page; and how many marks they use.

    Marks in order: label, title, the seal's picture if there is one, each line of the summary, the six cells of the head.
    """
    width, small = layout.right - layout.left, style.small
    parts, y = _draw_titles(label, title, layout, style, language)
    mark = len(parts)
    if table.seal is not None:
        left, bottom, right, upper = seal_box(layout, style)
        drawn = draw_strokes(table.seal.picture, left, bottom, right - left, upper - bottom)
        parts.append(f"/Figure<</MCID {mark}>>BDC {drawn} EMC")
        mark += 1
    for text in layout.summary:
        natural = measure_text(text, small.size_pt, "fang", language)
        line = Line(text, small.size_pt, min(1.0, width / natural), natural)
        shown = show_text(
            line, layout.left, y - small.pitch_pt / 2 - 0.38 * small.size_pt, "fang", language
        )
        parts.append(f"/P<</MCID {mark}>>BDC {shown} EMC")
        y, mark = y - small.pitch_pt, mark + 1
    for place, text in enumerate(table.head):
        shown = _show_in_column(
            text, place, layout.first_top, layout, style.table.head_pt, "hei", language
        )
        parts.append(f"/TH<</MCID {mark}>>BDC {shown} EMC")
        mark += 1
    return "\n".join(parts), mark


def seal_box(layout: Layout, style: LetterStyle) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of the seal's picture: beside the label, above the title."""
    size = style.seal.picture_mm * MM
    return layout.right - size, layout.top - size, layout.right, layout.top


def _draw_titles(
    label: str, title: str, layout: Layout, style: LetterStyle, language: Language
) -> tuple[list[str], float]:
    """Label and title, and where they end (GB/T 9704 7.3.7: the title is on the third line)."""
    body, head, width = style.body, style.title, layout.right - layout.left
    shown: list[tuple[str, str, Face, float, float, float]] = [
        ("P", label, "hei", body.size_pt, body.pitch_pt, head.space_after_lines * body.pitch_pt),
        ("H2", title, "title", head.size_pt, head.pitch_pt, body.pitch_pt / 2),
    ]
    parts, y = [], layout.top
    for mark, (tag, text, face, size, pitch, after) in enumerate(shown):
        line = fit_lines(text, width, size * 1.2, size, face, language)[0]
        x = layout.left + ((width - line.width) / 2 if tag == "H2" else 0)
        drawn = show_text(line, x, y - pitch / 2 - 0.38 * line.size, face, language)
        parts.append(f"/{tag}<</MCID {mark}>>BDC {drawn} EMC")
        y -= pitch + after
    return parts, y


def draw_frame(
    top: float,
    rows: int,
    table: SignatureTable,
    layout: Layout,
    style: LetterStyle,
    language: Language,
    *,
    repeat_head: bool,
) -> str:
    """Rules of a head and `rows` rows below `top`, and the running line: an artifact."""
    bottom = top - layout.row * (rows + 1)
    parts = [f"/Artifact<</Type/Layout>>BDC q {style.table.rule_pt:g} w"]
    for number in range(rows + 2):
        y = top - layout.row * number
        parts.append(f"{layout.left:.2f} {y:.2f} m {layout.right:.2f} {y:.2f} l")
    for x in layout.columns:
        parts.append(f"{x:.2f} {top:.2f} m {x:.2f} {bottom:.2f} l")
    parts.append("S Q EMC")
    if repeat_head:
        parts.append("/Artifact<</Type/Pagination>>BDC")
        parts += [
            _show_in_column(text, place, top, layout, style.table.head_pt, "hei", language)
            for place, text in enumerate(table.head)
        ]
        parts.append("EMC")
    parts.append(_draw_running(table, layout, style, language))
    return "\n".join(parts)


def _draw_running(
    table: SignatureTable, layout: Layout, style: LetterStyle, language: Language
) -> str:
    """Title, date and code above the text area, beside the page's place where there is room."""
    size = style.table.running_pt
    place = measure_text(table.page_of.format(page=9999, pages=9999), size, "fang", language)
    width = layout.right - layout.left
    texts = _break_running(table, width, size, language)
    y = layout.top + style.table.running_above_mm * MM
    if measure_text(texts[-1], size, "fang", language) > width - place - 2 * size:
        y += _RUNNING_PITCH * size  # the place has the lowest line to itself
    shown = [
        show_text(
            Line(text, size, 1, width),
            layout.left,
            y + _RUNNING_PITCH * size * (len(texts) - number),
            "fang",
            language,
        )
        for number, text in enumerate(texts, 1)
    ]
    return "\n".join(["/Artifact<</Type/Pagination/Subtype/Header>>BDC", *shown, "EMC"])


def _break_running(
    table: SignatureTable, width: float, size: float, language: Language
) -> list[str]:
    """One line, or the title's lines and below them date and code, which stay whole."""
    if measure_text(table.running_line, size, "fang", language) <= width:
        return [table.running_line]
    title, code = table.running
    return [*fill_lines(title, width, size, "fang", language), code]


def draw_furniture(
    number: int, place: str, layout: Layout, style: LetterStyle, language: Language
) -> str:
    """`place` (page x of y) at the upper right and the page number — 12 — below: an artifact.

    GB/T 9704 7.5: odd pages have their number at the right, even ones at the left, one character
    in from the edge.
    """
    size = style.table.running_pt
    width = measure_text(place, size, "fang", language)
    above = show_text(
        Line(place, size, 1, width),
        layout.right - width,
        layout.top + style.table.running_above_mm * MM,
        "fang",
        language,
    )
    below = _draw_number(number, layout, style, language)
    return (
        f"/Artifact<</Type/Pagination/Subtype/Header>>BDC {above} EMC\n"
        f"/Artifact<</Type/Pagination/Subtype/Footer>>BDC {below} EMC"
    )


def _draw_number(number: int, layout: Layout, style: LetterStyle, language: Language) -> str:
    size = style.page_number.size_pt
    dash = measure_text("—", size, "fang", language)
    narrow = min(1.0, _NARROW_DASH * size / dash)
    pieces = [("—", narrow), (f" {number} ", 1.0), ("—", narrow)]
    widths = [measure_text(text, size, "fang", language) * by for text, by in pieces]
    x = layout.right - size - sum(widths) if number % 2 else layout.left + size
    # The middle of the number (its dash) lies 7 mm below the text area, as in pdf_css.
    y = layout.bottom - style.page_number.below_text_mm * MM - 0.43 * size
    shown = []
    for (text, by), width in zip(pieces, widths, strict=True):
        shown.append(show_text(Line(text, size, by, width), x, y, "fang", language))
        x += width
    return "\n".join(shown)
