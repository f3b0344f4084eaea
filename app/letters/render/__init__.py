"""Renderers: the same Letter and LetterStyle in, bytes out.

Each is loaded when it is first asked for, so that DOCX, HTML and TXT work where Pango is missing.
"""

from __future__ import annotations

from typing import Literal, get_args

from app.letters.letter import Letter
from app.letters.render.annex_cache import RenderCache
from app.letters.style import LetterStyle

__all__ = ["FORMATS", "Format", "RenderCache", "render"]

Format = Literal["pdf", "docx", "html", "txt"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(
    letter: Letter,
    format: Format,
    style: LetterStyle,
    cache: RenderCache | None = None,
    *,
    mark: str = "",
) -> bytes:
    """The letter in a format. Raises MissingGlyph where no installed font has a character (PDF).

    `mark` (草稿) stands in grey above the text of every page, or before a text without pages.
    With `cache` a PDF's signature table is quick where an earlier one had the same rows; without,
    nothing of the letter is remembered.
    """
    match format:
        case "pdf":
            from app.letters.render.pdf import render_pdf

            return render_pdf(letter, style, cache, mark=mark)
        case "docx":
            from app.letters.render.docx import render_docx

            return render_docx(letter, style, mark=mark)
        case "html":
            from app.letters.render.html import render_html

            return render_html(letter, style, mark=mark)
        case "txt":
            from app.letters.render.txt import render_txt

            return render_txt(letter, mark=mark)
