"""The poster that asks neighbours to sign, on A4 or A3, and the card that a chat app shows.

Every word is given; the renderer sets them. A text too long for one page is set smaller.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Literal

from app.letters.render.fonts import find_font
from app.letters.render.page_pictures import draw_page
from app.letters.render.pdf import print_html
from app.letters.render.qr import draw_qr
from app.letters.titles import break_title
from app.messages import Language

Size = Literal["a4", "a3"]
SIZES: dict[Size, tuple[int, int, float]] = {"a4": (210, 297, 10.0), "a3": (297, 420, 14.142)}
_SCALES = (1.14, 1.07, 1.0, 0.92, 0.84, 0.76, 0.68, 0.6)  # tried until all stands on one page
_MARGINS = 12  # rem, left and right of the poster's text together, and a little more
_POSTER_LINE: dict[Language, int] = {"zh": 14, "en": 32}  # characters of a title
_CARD_LINE: dict[Language, int] = {"zh": 20, "en": 44}
_MOST_LINES = 5  # about, of a title
_TITLE_HEIGHT = 13.2  # rem
_POINT = 72 / 25.4  # points in a millimetre
_CARD_DPI = 96  # a CSS pixel is a pixel of the picture


@dataclass(frozen=True)
class Step:
    """A step of signing; `picture` is scan, write or keep."""

    picture: Literal["scan", "write", "keep"]
    title: str
    text: str


@dataclass(frozen=True)
class Poster:
    """`above` stands over the title, `asks` over the lines, `own` is the representatives' own line.

    `content` is the language of title and lines.
    """

    language: Language
    content: Language
    above: str
    title: str
    own: str
    asks: str
    lines: tuple[str, ...]
    address: str
    scan: str
    steps: tuple[Step, ...]
    closing: tuple[str, str]
    contact: tuple[str, str]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """A preview: what it is, its title, what is asked, until when."""

    language: Language
    above: str
    title: str
    lines: tuple[str, ...]
    closing: str


class TooLong(Exception):
    """The words do not fit on one page even when set small."""


def render_poster(poster: Poster, size: Size) -> bytes:
    """One page as a PDF. Raises TooLong."""
    width, height, points = SIZES[size]
    for scale in _SCALES:
        body = _write_poster(poster, width * _POINT / (points * scale) - _MARGINS)
        page = f"@page {{ size: {width}mm {height}mm }} html {{ font-size: {points * scale}pt }}"
        html = _write_page(poster.language, poster.title, f'<body class="poster">{body}', page)
        if (pdf := print_html(html, most_pages=1)) is not None:
            return pdf
    raise TooLong


def render_card(card: Card) -> bytes:
    """A PNG of 1200 × 630 pixels. Raises TooLong."""
    body = _write_card(card)
    for scale in (one for one in _SCALES if one <= 1):
        page = f"@page {{ size: 1200px 630px }} html {{ font-size: {20 * scale}px }}"
        html = _write_page(card.language, card.title, f'<body class="card">{body}', page)
        if (pdf := print_html(html, most_pages=1)) is not None:
            return draw_page(pdf, 1, dpi=_CARD_DPI)
    raise TooLong


def _write_page(language: Language, title: str, body: str, page: str) -> str:
    sheet = files("app.letters.render").joinpath("poster.css").read_text("utf-8")
    sample = "字" if language == "zh" else "a"
    faces = "".join(
        f".{face} {{ {find_font(sample, face, language).css} }}\n"
        for face in ("title", "song", "hei", "kai")
    )
    lang = "zh-CN" if language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{lang}" class="hei"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{page}\n{sheet}\n{faces}</style></head>"
        f"{body}</body></html>"
    )


def _write_poster(poster: Poster, room: float) -> str:
    own = f'<p class="own kai">{escape(poster.own)}</p>' if poster.own else ""
    steps = "".join(
        f'<li>{_PICTURES[step.picture]}<h3 class="title">{escape(step.title)}</h3>'
        f"<p>{escape(step.text)}</p></li>"
        for step in poster.steps
    )
    told = "".join(
        f'<p><span class="label">{escape(label)}</span><strong class="title">{escape(text)}</strong></p>'
        for label, text in (poster.closing, poster.contact)
    )
    notes = "".join(f"<p>{escape(note)}</p>" for note in poster.notes)
    return (
        f'<p class="above">{escape(poster.above)}</p>'
        f"{_write_title(poster.title, poster.content, 4.4, room, _POSTER_LINE)}{own}"
        f'<section class="asks"><h2 class="title">{escape(poster.asks)}</h2>{_write_lines(poster.lines)}</section>'
        f'<section class="scan"><div class="code">{draw_qr(poster.address)}</div>'
        f'<h2 class="title">{escape(poster.scan)}</h2></section>'
        f'<ol class="steps">{steps}</ol>'
        f'<section class="told">{told}</section><section class="notes">{notes}</section>'
    )


def _write_card(card: Card) -> str:
    return (
        f'<p class="above">{escape(card.above)}</p>'
        f"{_write_title(card.title, card.language, 3.6, 51, _CARD_LINE)}"
        f'{_write_lines(card.lines)}<p class="closing title">{escape(card.closing)}</p>'
    )


def _write_lines(lines: tuple[str, ...]) -> str:
    return "<ol class='lines'>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ol>"


def _write_title(
    title: str, language: Language, most: float, room: float, limits: dict[Language, int]
) -> str:
    """The title in lines that keep its sense, as large as the longest of them allows, in rem."""
    limit = max(limits[language], math.ceil(len(title) / _MOST_LINES))
    lines = break_title(title, language, limit=limit)
    size = min(most, room / max(map(_measure, lines)), _TITLE_HEIGHT / len(lines))
    return (
        f'<h1 class="title" style="font-size: {size:.2f}rem">{"<br>".join(map(escape, lines))}</h1>'
    )


def _measure(title: str) -> float:
    """The width in Chinese characters."""
    return sum(1.0 if ord(character) > 0x2E80 else 0.55 for character in title)


_OPEN = '<svg viewBox="0 0 64 64" fill="none" stroke="#1c1b19" stroke-width="2.4" stroke-linejoin="round" stroke-linecap="round">'
_PHONE = '<rect x="17" y="3" width="30" height="58" rx="5"/><path d="M29 55.5h6"/>'
_PICTURES = {
    "scan": f"{_OPEN}{_PHONE}"
    '<path d="M23 21v-5h5M36 16h5v5M41 34v5h-5M28 39h-5v-5"/><path d="M20 27.5h24" stroke="#a8231c"/>'
    '<path d="M27 21h3v3h-3zM34 21h3v3h-3zM27 31h3v3h-3zM34 31h3v3h-3z" fill="#1c1b19" stroke="none"/></svg>',
    "write": f"{_OPEN}{_PHONE}"
    '<path d="M23 14h18M23 20h18M23 26h11"/><path d="M23 41c3-7 5-7 5-2s2 4 4 0 3-4 4 0 3 2 5-1" stroke="#a8231c"/>'
    '<path d="M23 47h18" stroke-width="1.4"/></svg>',
    "keep": f"{_OPEN}{_PHONE}"
    '<circle cx="32" cy="22" r="9" stroke="#a8231c"/><path d="M27.6 22.3l3.2 3.2 5.8-6.4" stroke="#a8231c"/>'
    '<path d="M23 39h18M23 45h12"/></svg>',
}
