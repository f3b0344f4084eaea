"""Pictures of a PDF's pages, so that a person sees exactly what will be printed."""

from __future__ import annotations

import io
import threading

import pypdfium2

DPI = 110
_LOCK = threading.Lock()  # PDFium is not safe between threads


class NoPage(Exception):
    """The PDF has no page of this number."""


def count_pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with _LOCK:
        opened = pypdfium2.PdfDocument(pdf)
        try:
            return len(opened)
        finally:
            opened.close()


def draw_page(pdf: bytes, number: int, *, dpi: int = DPI, height: float | None = None) -> bytes:
    """Page `number` (from 1) as a PNG, or its upper `height` points alone. Raises NoPage."""
    with _LOCK:
        opened = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= number <= len(opened):
                raise NoPage
            page = opened[number - 1]
            below = 0.0 if height is None else max(0.0, page.get_height() - height)
            image = page.render(scale=dpi / 72, crop=(0, below, 0, 0)).to_pil()
        finally:
            opened.close()
    drawn = io.BytesIO()
    image.save(drawn, "PNG")
    return drawn.getvalue()
