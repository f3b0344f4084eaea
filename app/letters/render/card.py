"""A card: a small page with a number, facts, a drawn signature and a QR code, as one picture.

For what a person keeps on a phone: a picture can be saved inside chat apps, where files cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import segno

from app.letters.media import Drawing, Picture
from app.letters.render.fonts import Face, MissingGlyph, UnsupportedScript, find_font, split_faces
from app.letters.render.page_pictures import draw_page
from app.letters.render.pdf import lay_out_page
from app.letters.render.pdf_markup import PICTURE_SCHEME
from app.letters.render.strokes_svg import draw_svg
from app.messages import Language

WIDTH_MM = 100
_TALLEST_MM = 400
_DPI = 220
_MISSING = "〓"  # what a printer sets for a character that is not in the case
_CSS = f"""
@page {{ size: {WIDTH_MM}mm {_TALLEST_MM}mm; margin: 7mm 8mm; background: #fdfcf9; }}
body {{ margin: 0; font-size: 10.5pt; line-height: 1.55; color: #1c1b19; }}
p, dl, dd, h1 {{ margin: 0; }}
h1 {{ font-size: 17pt; font-weight: 400; line-height: 1.3; border-bottom: 0.5mm solid #a8231c; padding-bottom: 2.5mm; }}
.number {{ margin-top: 4mm; color: #55524c; }}
.number b {{ display: block; font-weight: 400; color: #1c1b19; font-size: 23pt; line-height: 1.25; letter-spacing: 0.06em; }}
dl {{ margin-top: 4mm; border-top: 0.25mm solid #d9d5cb; }}
dl > div {{ border-bottom: 0.25mm solid #d9d5cb; padding: 1.6mm 0; }}
dt {{ color: #55524c; font-size: 9.5pt; line-height: 1.4; }}
dd {{ line-height: 1.45; }}
.drawn {{ margin-top: 3mm; }}
.drawn p {{ color: #55524c; font-size: 9.5pt; }}
.drawn svg, .drawn img {{ display: block; max-width: 60mm; height: 17mm; }}
.code {{ margin-top: 5mm; }}
.code svg {{ display: block; float: left; width: 34mm; height: 34mm; background: #fff; }}
.code div {{ margin-left: 38mm; font-size: 10pt; line-height: 1.5; }}
.code p + p {{ margin-top: 1.5mm; }}
.end {{ clear: both; height: 0.1mm; }}
"""


@dataclass(frozen=True)
class Card:
    """`facts` are pairs of a label and words; `link` is what the QR code leads to, `notes` stand
    beside it; `drawn` is the label of the drawing."""

    language: Language
    heading: str
    number_label: str
    number: str
    facts: Sequence[tuple[str, str]]
    link: str
    notes: Sequence[str]
    drawing: Drawing | Picture | None = None
    drawn: str = ""


def draw_card(card: Card) -> bytes:
    """The card as a PNG; a character that no font has becomes 〓. Raises SetupFault."""
    pictures = {card.drawing.digest: card.drawing} if isinstance(card.drawing, Picture) else {}
    pdf, end = lay_out_page(_write(card), pictures)
    return draw_page(pdf, 1, dpi=_DPI, height=end + 7 / 25.4 * 72)


def _write(card: Card) -> str:
    facts = "".join(
        f"<div><dt>{_set(label, card)}</dt><dd>{_set(words, card)}</dd></div>"
        for label, words in card.facts
    )
    notes = "".join(f"<p>{_set(note, card)}</p>" for note in card.notes)
    lang = "zh-CN" if card.language == "zh" else "en"
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">'
        f"<title>{escape(card.heading)}</title><style>{_CSS}</style></head><body>"
        f"<h1>{_set(card.heading, card, 'title')}</h1>"
        f'<p class="number">{_set(card.number_label, card)}<b>{_set(card.number, card, "title")}</b></p>'
        f"<dl>{facts}</dl>{_draw(card)}"
        f'<div class="code">{_write_code(card.link)}<div>{notes}</div></div>'
        '<div class="end"></div></body></html>'
    )


def _draw(card: Card) -> str:
    match card.drawing:
        case None:
            return ""
        case Drawing():
            drawn = str(draw_svg(card.drawing, card.drawn))
        case Picture(digest=digest):
            drawn = f'<img src="{PICTURE_SCHEME}{digest}" alt="">'
    return f'<div class="drawn"><p>{_set(card.drawn, card)}</p>{drawn}</div>'


def _write_code(link: str) -> str:
    code = segno.make(link, error="m", micro=False)
    width, height = code.symbol_size(border=2)
    path = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(code.matrix_iter(border=2))
        for x, dark in enumerate(row)
        if dark
    )
    return f'<svg viewBox="0 0 {width} {height}"><path d="{path}" fill="#000"/></svg>'


def _set(text: str, card: Card, face: Face = "hei") -> str:
    runs = split_faces(_replace_missing(text, face, card.language), face, card.language)
    return "".join(f"<span style='{font.css}'>{escape(run)}</span>" for font, run in runs)


def _replace_missing(text: str, face: Face, language: Language) -> str:
    def choose(character: str) -> str:
        try:
            find_font(character, face, language)
        except (MissingGlyph, UnsupportedScript):
            return _MISSING
        return character

    return "".join(map(choose, text))
