"""Our own PDF and DOCX, as the command and the site make them."""

from __future__ import annotations

from collections.abc import Iterator

from app.letters.render import render
from app.letters.render.annex_cache import RenderCache
from app.letters.style import load_style
from bench.letters import Inputs
from bench.timing import Made, time_making

APPENDED_FROM = 10_000  # at this size one more signature is measured, too


def measure_pdf(inputs: Inputs) -> Iterator[Made]:
    """The PDF in a process that has rendered another letter before; then with one more signer.

    Whoever renders a letter again and again keeps a cache, so this does.
    """
    style, letter, other = load_style(), inputs.letter, inputs.other
    cache = RenderCache()
    first = time_making("first", "pdf", lambda: render(other, "pdf", style, cache))
    if inputs.count == 0:  # what the other steps leave out: imports and opening the fonts
        yield first
    yield time_making("whole", "pdf", lambda: render(letter, "pdf", style, cache))
    if inputs.count >= APPENDED_FROM:
        appended = inputs.appended
        yield time_making("appended", "pdf", lambda: render(appended, "pdf", style, cache))


def measure_docx(inputs: Inputs) -> Iterator[Made]:
    """The DOCX in a process that has rendered another letter before."""
    style, letter, other = load_style(), inputs.letter, inputs.other
    first = time_making("first", "docx", lambda: render(other, "docx", style))
    if inputs.count == 0:
        yield first
    yield time_making("whole", "docx", lambda: render(letter, "docx", style))
