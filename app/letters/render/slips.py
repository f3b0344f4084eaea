"""Slips with the codes of dwellings, eight to a sheet of A4, to be cut apart.

Every word is given; the renderer sets them. What is the same on all slips is drawn once, and a
sheet is written as soon as it is drawn: ten thousand slips take seconds and little memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import segno

from app.letters.render.annex_cache import RenderCache, use_cache
from app.letters.render.annex_fonts import embed_fonts
from app.letters.render.annex_text import fit_lines, show_text
from app.letters.render.fonts import Face
from app.letters.render.pdf_css import MM
from app.letters.render.pdf_writer import PdfWriter, text_string
from app.letters.titles import break_title
from app.messages import Language

A_SHEET = 8
_COLUMNS, _ROWS = 2, 4
_PAPER = (210 * MM, 297 * MM)
_SLIP = (_PAPER[0] / _COLUMNS, _PAPER[1] / _ROWS)
_QR = (6 * MM, 19.5 * MM, 34 * MM)  # left, bottom, side, within the slip, with the quiet zone
_QUIET = 4  # modules around the code, as ISO/IEC 18004 wants them
_MASK = 2  # one pattern for all: any can be read, and choosing the best takes ten times as long
_PITCH = 1.3  # of lines, in ems


@dataclass(frozen=True)
class Slip:
    """`dwelling` and `code` as printed, `address` what the QR code holds."""

    dwelling: str
    code: str
    address: str


@dataclass(frozen=True)
class SlipWords:
    """What stands on every slip. `code` names the code, `scan` says in one line how to sign."""

    language: Language
    title: str
    dwelling: str
    code: str
    scan: str
    closing: str
    only: str


@dataclass(frozen=True)
class _Cell:
    """Where a text stands in a slip, in millimetres from its lower left corner; `top` its upper edge."""

    left: float
    top: float
    width: float
    height: float
    size: float  # points, where it fits
    face: Face = "hei"


_TITLE = _Cell(7, 68.5, 91, 13.5, 11.5, "title")
_RIGHT, _ROOM = 43.0, 57.0
_CELLS = {
    "dwelling_label": _Cell(_RIGHT, 54, _ROOM, 4.5, 9),
    "dwelling": _Cell(_RIGHT, 49.5, _ROOM, 8, 18),
    "code_label": _Cell(_RIGHT, 39.5, _ROOM, 4.5, 9),
    "code": _Cell(_RIGHT, 35, _ROOM, 7, 15.5),
    "scan": _Cell(_RIGHT, 26.5, _ROOM, 9, 9.5),
    "closing": _Cell(7, 15, 91, 4.6, 9.5),
    "only": _Cell(7, 9.8, 91, 4.6, 9.5, "title"),
}


def render_slips(words: SlipWords, slips: Iterable[Slip]) -> bytes:
    """The sheets as one PDF; at least one sheet. Raises MissingFont, MissingGlyph."""
    with use_cache(RenderCache()):
        return _write(words, slips)


def _write(words: SlipWords, slips: Iterable[Slip]) -> bytes:
    writer = PdfWriter(1)
    catalog, tree, resources, same, info = (writer.reserve() for _ in range(5))
    used, pages = set(words.dwelling + words.code), []
    waiting = iter(slips)
    while sheet := list(islice(waiting, A_SHEET)):
        used.update(*(slip.dwelling + slip.code for slip in sheet))
        page, content = writer.reserve(), writer.reserve()
        writer.put_stream(content, _draw_sheet(words, sheet).encode("ascii"))
        box = f"[0 0 {_PAPER[0]:.2f} {_PAPER[1]:.2f}]"
        entries = f"/Parent {tree} 0 R/MediaBox{box}/Resources {resources} 0 R"
        writer.put(page, f"<</Type/Page{entries}/Contents {content} 0 R>>")
        pages.append(page)
    box = f"/BBox[0 0 {_SLIP[0]:.2f} {_SLIP[1]:.2f}]/Resources {resources} 0 R"
    writer.put_stream(same, _draw_same(words).encode("ascii"), f"/Type/XObject/Subtype/Form{box}")
    fonts = embed_fonts(writer, _list_characters(words, used), words.language)
    writer.put(resources, f"<</Font<<{fonts}>>/XObject<</Same {same} 0 R>>>>")
    kids = " ".join(f"{page} 0 R" for page in pages)
    writer.put(tree, f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>")
    lang = "zh-CN" if words.language == "zh" else "en"
    shown = "/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>"
    writer.put(catalog, f"<</Type/Catalog/Pages {tree} 0 R/Lang({lang}){shown}>>")
    writer.put(info, f"<</Title{text_string(f'{words.code} · {words.title}')}>>")
    return writer.finish("1.7", f"/Root {catalog} 0 R/Info {info} 0 R")


def _list_characters(words: SlipWords, used: set[str]) -> list[tuple[Face, frozenset[str]]]:
    hei = used.union(words.scan, words.closing)
    return [("hei", frozenset(hei)), ("title", frozenset(words.title + words.only))]


def _draw_sheet(words: SlipWords, slips: Sequence[Slip]) -> str:
    parts = [_draw_cuts()]
    for place, slip in enumerate(slips):
        row, column = divmod(place, _COLUMNS)
        x, y = column * _SLIP[0], (_ROWS - 1 - row) * _SLIP[1]
        own = (
            _show(slip.dwelling, _CELLS["dwelling"], words.language),
            _show(slip.code, _CELLS["code"], words.language),
            _draw_code(slip.address),
        )
        parts.append(f"q 1 0 0 1 {x:.2f} {y:.2f} cm /Same Do {' '.join(own)} Q")
    return "\n".join(parts)


def _draw_same(words: SlipWords) -> str:
    """What every slip says."""
    title = "\n".join(break_title(words.title, words.language))
    said = {
        "dwelling_label": words.dwelling,
        "code_label": words.code,
        "scan": words.scan,
        "closing": words.closing,
        "only": words.only,
    }
    texts = [_show(text, _CELLS[name], words.language) for name, text in said.items()]
    return "\n".join([_show(title, _TITLE, words.language), *texts])


def _draw_cuts() -> str:
    width, height = _PAPER
    lines = [
        f"{_SLIP[0] * n:.2f} 0 m {_SLIP[0] * n:.2f} {height:.2f} l" for n in range(1, _COLUMNS)
    ]
    lines += [f"0 {_SLIP[1] * n:.2f} m {width:.2f} {_SLIP[1] * n:.2f} l" for n in range(1, _ROWS)]
    return f"q 0.5 w [3 3] 0 d 0.45 G {' '.join(lines)} S Q"


def _draw_code(address: str) -> str:
    """The QR code as rectangles, a run of dark modules each."""
    left, bottom, side = _QR
    matrix = segno.make(address, error="m", boost_error=False, micro=False, mask=_MASK).matrix
    size = len(matrix)
    module = side / (size + 2 * _QUIET)
    parts = [f"q {module:.4f} 0 0 {module:.4f} {left:.2f} {bottom:.2f} cm"]
    for number, row in enumerate(matrix):
        y, line = size - 1 - number + _QUIET, bytes(row)
        start = line.find(1)
        while start >= 0:
            end = line.find(0, start)
            end = size if end < 0 else end
            parts.append(f"{start + _QUIET} {y} {end - start} 1 re")
            start = line.find(1, end)
    return " ".join([*parts, "f Q"])


def _show(text: str, cell: _Cell, language: Language) -> str:
    lines = fit_lines(text, cell.width * MM, cell.height * MM, cell.size, cell.face, language)
    x, y = cell.left * MM, cell.top * MM
    return "\n".join(
        show_text(line, x, y - (number * _PITCH + 0.88) * line.size, cell.face, language)
        for number, line in enumerate(lines)
    )
