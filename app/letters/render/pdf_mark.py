"""草稿 on every page of a PDF: drawn as shapes, an artifact that no reading program takes for text."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from fontTools.pens.basePen import BasePen
from pikepdf import Name

from app.letters.render.fonts import find_font
from app.letters.style import LetterStyle
from app.messages import Language

_MM = 72 / 25.4
_NAME = Name("/DraftMark")
_SHOW = b"Q /Artifact <</Type/Pagination/Subtype/Header>> BDC q /DraftMark Do Q EMC"


def add_mark(data: bytes, mark: str, style: LetterStyle, language: Language) -> bytes:
    """The PDF with `mark` in grey above the text of every page, at its right end.

    Raises MissingGlyph where no font has a character of it.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        form = _make_form(pdf, mark, style, language)
        for page in pdf.pages:
            page.add_resource(form, Name.XObject, _NAME)
            page.contents_add(b"q", prepend=True)
            page.contents_add(_SHOW)
        marked = io.BytesIO()
        pdf.save(marked, deterministic_id=True)
    return marked.getvalue()


def _make_form(pdf: pikepdf.Pdf, mark: str, style: LetterStyle, language: Language) -> Any:
    page, look = style.page, style.mark
    commands = [f"{look.grey:g} g"]
    right = (page.width_mm - page.margin_right_mm) * _MM
    baseline = (page.height_mm - page.margin_top_mm + look.above_text_mm) * _MM
    for character in reversed(mark):
        shape, width = _draw(character, look.size_pt, language)
        right -= width
        commands.append(f"q 1 0 0 1 {right:.2f} {baseline:.2f} cm {shape} f Q")
        right -= look.spacing_em * look.size_pt
    form = pdf.make_stream("\n".join(commands).encode())
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = pikepdf.Array([0, 0, round(page.width_mm * _MM), round(page.height_mm * _MM)])
    return form


def _draw(character: str, size: float, language: Language) -> tuple[str, float]:
    """The outline of a character at `size`, as commands of a content stream, and its width."""
    font = find_font(character, "hei", language)
    with font.open() as reader:
        scale = size / reader["head"].unitsPerEm
        glyphs = reader.getGlyphSet()
        pen = _Pen(glyphs, scale)
        glyphs[font.glyph(character)].draw(pen)
    return " ".join(pen.commands), font.advance(character) * size / 1000


class _Pen(BasePen):  # type: ignore[misc, unused-ignore]
    """Writes an outline as a PDF path; what it does not know, BasePen makes of what it knows."""

    def __init__(self, glyphs: Any, scale: float) -> None:
        super().__init__(glyphs)
        self.commands: list[str] = []
        self._scale = scale

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._write("m", point)

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._write("l", point)

    def _curveToOne(  # noqa: N802
        self, first: tuple[float, float], second: tuple[float, float], end: tuple[float, float]
    ) -> None:
        self._write("c", first, second, end)

    def _closePath(self) -> None:  # noqa: N802
        self._write("h")

    def _write(self, command: str, *points: tuple[float, float]) -> None:
        numbers = [f"{number * self._scale:.2f}" for point in points for number in point]
        self.commands.append(" ".join([*numbers, command]))
