"""The letter as a PDF: tagged (PDF/UA-1), with bookmarks, byte-identical for the same letter.

WeasyPrint lays out the body and the annexes; the signature table's pages are drawn by `annex`
and put in between.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.letters.letter import Annex, Letter, SignatureTable
from app.letters.media import Picture
from app.letters.render.annex import count_pages, join_signature_pages
from app.letters.render.annex_cache import RenderCache, use_cache
from app.letters.render.fonts import prepare_fontconfig
from app.letters.render.layout_faults import LayoutFault, Part, judge_layout, read_pages
from app.letters.render.pdf_fonts import install_subset, take_out_programs
from app.letters.render.pdf_furniture import mark_page_numbers
from app.letters.render.pdf_mark import add_mark
from app.letters.render.pdf_markup import PICTURE_SCHEME, write_markup
from app.letters.render.pdf_seal import SealMark, write_seal
from app.letters.render.subset import load_library
from app.letters.style import LetterStyle

_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")  # what WeasyPrint stands on
_LOCK = threading.Lock()  # Pango's font map belongs to one thread at a time


@dataclass(frozen=True)
class LaidOut:
    """A PDF, and what is wrong with its layout."""

    pdf: bytes
    faults: tuple[LayoutFault, ...]


def render_pdf(
    letter: Letter, style: LetterStyle, cache: RenderCache | None = None, *, mark: str = ""
) -> bytes:
    """The whole letter with its annexes; `cache` and `mark` as in `render`.

    Raises MissingGlyph, UnsupportedScript, MissingFont.
    """
    return lay_out(letter, style, cache, mark=mark).pdf


def lay_out(
    letter: Letter, style: LetterStyle, cache: RenderCache | None = None, *, mark: str = ""
) -> LaidOut:
    """The same as render_pdf, with the faults of the layout."""
    style = style.for_language(letter.language)
    title = f"{mark} · {letter.title}" if mark else letter.title
    signed = next((annex for annex in letter.annexes if annex.table is not None), None)
    shift = count_pages(signed.table, style) if signed and signed.table else 0
    pdf, pages = _lay_out(letter, style, title=title, shift=shift)
    if letter.seal:
        pdf = write_seal(pdf, SealMark(letter.seal.root, letter.seal.size, letter.digest))
    faults = judge_layout(pages.parts, style.limits, more_pages=shift)
    if signed and signed.table:
        with use_cache(cache or RenderCache()):
            pdf = _insert_signatures(pdf, pages.resumed, letter, style, signed, signed.table)
    if mark:
        pdf = add_mark(pdf, mark, style, letter.language)
    return LaidOut(pdf, faults)


def lay_out_page(html: str, pictures: Mapping[str, Picture]) -> tuple[bytes, float]:
    """One page of HTML as a PDF, and how far down its body reaches, in points.

    `pictures` by digest, as the HTML names them. Raises SetupFault.
    """
    with _LOCK:
        weasyprint, fonts, make_fetcher = _load_weasyprint()
        source = weasyprint.HTML(string=html, url_fetcher=make_fetcher(pictures))
        document = source.render(font_config=fonts)
        data: bytes = document.write_pdf(finisher=lambda _, pdf: take_out_programs(pdf))
    body = document.pages[0]._page_box.children[0].children[0]
    return data, float(body.position_y + body.height) * 72 / 96


@dataclass(frozen=True)
class _Pages:
    """What stands on each page without the signature table, and after which page that belongs."""

    parts: tuple[tuple[Part, ...], ...]
    resumed: int


def _lay_out(letter: Letter, style: LetterStyle, *, title: str, shift: int) -> tuple[bytes, _Pages]:
    """Body and annexes without the signature table."""
    html, pictures = write_markup(letter, style, title=title, shift=shift)
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    with _LOCK:
        weasyprint, fonts, make_fetcher = _load_weasyprint()
        source = weasyprint.HTML(string=html, url_fetcher=make_fetcher(pictures))
        document = source.render(font_config=fonts)
        names = [page._page_box.page_type.name for page in document.pages]
        data: bytes = document.write_pdf(
            finisher=_finish,
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier,
            dpi=style.photo.dpi,
        )
    resumed = names.index("resumed") if "resumed" in names else len(names)
    return data, _Pages(read_pages(document), resumed)


def print_html(html: str, *, most_pages: int | None = None) -> bytes | None:
    """What is no letter (a notice, slips) as a tagged PDF; its markup holds all that it needs.

    None where it takes more than `most_pages`. Raises MissingFont, MissingLibrary.
    """
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    with _LOCK:
        weasyprint, fonts, make_fetcher = _load_weasyprint()
        source = weasyprint.HTML(string=html, url_fetcher=make_fetcher({}))
        document = source.render(font_config=fonts)
        if most_pages is not None and len(document.pages) > most_pages:
            return None
        data: bytes = document.write_pdf(
            finisher=_finish, pdf_variant="pdf/ua-1", pdf_identifier=identifier
        )
    return data


def _finish(_document: Any, pdf: Any) -> None:
    """Put right what WeasyPrint has no setting for, before the file is written."""
    take_out_programs(pdf)
    mark_page_numbers(pdf)


def _insert_signatures(
    data: bytes,
    before: int,
    letter: Letter,
    style: LetterStyle,
    signed: Annex,
    table: SignatureTable,
) -> bytes:
    return join_signature_pages(
        data,
        letter,
        style,
        after_page=before,
        table=table,
        label=signed.label,
        title=signed.title,
    )


@cache
def _load_weasyprint() -> tuple[Any, Any, Any]:
    """WeasyPrint, its font configuration, and a fetcher of pictures.

    Imported at the first letter: fontconfig reads its file when Pango is loaded, and DOCX, HTML
    and TXT work where Pango is missing. Raises MissingFont and MissingLibrary.
    """
    prepare_fontconfig()
    for name in _LIBRARIES:
        load_library(name)
    import weasyprint
    from weasyprint import images
    from weasyprint.pdf.fonts import Font
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    # Pillow's switch is one for the process, and WeasyPrint turns it on when it is imported.
    images.ImageFile.LOAD_TRUNCATED_IMAGES = False
    install_subset(Font)

    class PictureFetcher(URLFetcher):  # type: ignore[misc, unused-ignore]
        """Serves the letter's pictures by digest, and nothing else."""

        def __init__(self, pictures: Mapping[str, Picture]) -> None:
            super().__init__(fail_on_errors=True)
            self._pictures = pictures

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
            scheme, _, digest = url.partition(":")
            if scheme + ":" != PICTURE_SCHEME or digest not in self._pictures:
                raise ValueError(f"a letter fetches nothing from outside: {url}")
            picture = self._pictures[digest]
            return URLFetcherResponse(
                url, picture.data, {"Content-Type": f"image/{picture.format}"}
            )

    return weasyprint, FontConfiguration(), PictureFetcher
