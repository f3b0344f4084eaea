"""Sheets to be signed on paper: the letter's title and codes, what one signs, ten numbered rows.

Every word is given; the renderer sets them. `number` and `page` hold places in braces.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

import pikepdf
from pikepdf import Name

from app.letters.render.annex_cache import RenderCache, use_cache
from app.letters.render.annex_fonts import embed_fonts
from app.letters.render.annex_text import Line, measure_text, show_text
from app.letters.render.fonts import Face, find_font
from app.letters.render.pdf import print_html
from app.letters.render.pdf_css import MM
from app.letters.render.pdf_writer import PdfWriter, text_string
from app.letters.render.qr import draw_qr
from app.letters.titles import break_title
from app.messages import Language

LINES = 10  # rows of a sheet
_COLUMNS = ("no", "name", "dwelling", "capacity", "signature", "date", "other", "print", "withheld")
_TITLE_LINE: dict[Language, int] = {"zh": 26, "en": 56}  # characters beside the code
# Points of the words above the table and the height of a row in mm, tried until all is one page.
_SIZES = ((10.8, 15.2), (10.2, 15.2), (10.2, 14.2), (9.6, 13.6), (9.0, 13.0), (8.4, 12.2))
_PAPER = (210 * MM, 297 * MM)
_SAME = Name("/Same")
_SHOW = b"/Same Do"


@dataclass(frozen=True)
class _Place:
    """Where a line ends or, centred, has its middle, in points from the lower left corner."""

    x: float
    y: float
    size: float
    face: Face
    is_centred: bool = False


_LABEL = _Place(198 * MM, 280.1 * MM, 14, "title")
_FOOT = _Place(105 * MM, 9.5 * MM, 9, "hei", is_centred=True)


@dataclass(frozen=True)
class SheetForm:
    """What stands on every sheet; `head` are the titles of the nine columns."""

    language: Language
    name: str
    title: str
    facts: tuple[str, ...]
    codes: tuple[str, ...]
    address: str
    scan: str
    said: tuple[str, ...]
    head: tuple[str, ...]
    collected: tuple[str, ...]
    number: str
    page: str


class TooLong(Exception):
    """The words leave no room for the rows, even when set small."""


def render_sheets(form: SheetForm, numbers: Sequence[int]) -> bytes:
    """A sheet for each number, a page each, as one PDF. Raises TooLong.

    What is the same on all is set once, so that two hundred sheets take little longer than one.
    """
    for size, row in _SIZES:
        if (one := print_html(_write_page(form, size, row), most_pages=1)) is not None:
            break
    else:
        raise TooLong
    with use_cache(RenderCache()):
        stamps = _write_stamps(form, numbers)
    with pikepdf.open(io.BytesIO(stamps)) as pdf, pikepdf.open(io.BytesIO(one)) as base:
        same = pdf.copy_foreign(base.pages[0].as_form_xobject())
        for page in pdf.pages:
            page.add_resource(same, Name.XObject, _SAME)
            page.contents_add(_SHOW, prepend=True)
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True)
    return made.getvalue()


def _write_stamps(form: SheetForm, numbers: Sequence[int]) -> bytes:
    """Pages with nothing but the number of the sheet and the place of the page."""
    writer = PdfWriter(1)
    catalog, tree, resources, info = (writer.reserve() for _ in range(4))
    pages, used = [], {"title": set[str](), "hei": set[str]()}
    for place, number in enumerate(numbers, 1):
        label = form.number.replace("{number}", str(number))
        paged = form.page.replace("{page}", str(place)).replace("{pages}", str(len(numbers)))
        used["title"].update(label)
        used["hei"].update(paged)
        page, content = writer.reserve(), writer.reserve()
        drawn = f"{_stamp(label, _LABEL, form.language)} {_stamp(paged, _FOOT, form.language)}"
        writer.put_stream(content, drawn.encode("ascii"))
        box = f"[0 0 {_PAPER[0]:.2f} {_PAPER[1]:.2f}]"
        entries = f"/Parent {tree} 0 R/MediaBox{box}/Resources<</Font {resources} 0 R>>"
        writer.put(page, f"<</Type/Page{entries}/Contents {content} 0 R>>")
        pages.append(page)
    faces: list[tuple[Face, frozenset[str]]] = [
        ("title", frozenset(used["title"])), ("hei", frozenset(used["hei"])),
    ]  # fmt: skip
    writer.put(resources, f"<<{embed_fonts(writer, faces, form.language)}>>")
    kids = " ".join(f"{page} 0 R" for page in pages)
    writer.put(tree, f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>")
    lang = "zh-CN" if form.language == "zh" else "en"
    shown = "/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>"
    writer.put(catalog, f"<</Type/Catalog/Pages {tree} 0 R/Lang({lang}){shown}>>")
    writer.put(info, f"<</Title{text_string(f'{form.name} · {form.title}')}>>")
    return writer.finish("1.7", f"/Root {catalog} 0 R/Info {info} 0 R")


def _stamp(text: str, place: _Place, language: Language) -> str:
    """A line at its place: ends at the right edge, or stands in the middle."""
    width = measure_text(text, place.size, place.face, language)
    x = place.x - (width / 2 if place.is_centred else width)
    return show_text(Line(text, place.size, 1, width), x, place.y, place.face, language)


def _write_page(form: SheetForm, size: float, row: float) -> str:
    css = files("app.letters.render").joinpath("sheet_form.css").read_text("utf-8")
    sample = "字" if form.language == "zh" else "a"
    faces = "".join(
        f".{face} {{ {find_font(sample, face, form.language).css} }}\n"
        for face in ("title", "song", "hei", "kai")
    )
    lang = "zh-CN" if form.language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{lang}" class="hei"><head><meta charset="utf-8">'
        f"<title>{escape(f'{form.name} · {form.title}')}</title>"
        f"<style>{css}\n{faces} .above {{ font-size: {size}pt }} td {{ height: {row}mm }}</style></head>"
        f"<body>{_write_sheet(form)}</body></html>"
    )


def _write_sheet(form: SheetForm) -> str:
    said = "".join(f"<p>{escape(line)}</p>" for line in form.said)
    said_of = "".join(f"<li>{escape(line)}</li>" for line in form.codes)
    facts = "".join(f"<li>{escape(line)}</li>" for line in form.facts)
    title = "<br>".join(
        map(escape, break_title(form.title, form.language, limit=_TITLE_LINE[form.language]))
    )
    blanks = "".join(
        f'<li><span>{escape(one)}</span><span class="blank"></span></li>' for one in form.collected
    )
    return (
        f'<section><div class="above"><p class="top"><span class="kind title">{escape(form.name)}</span></p>'
        f'<div class="subject"><div class="words"><h1 class="title">{title}</h1>'
        f'<ul class="facts">{facts}</ul><ul class="codes">{said_of}</ul></div>'
        f'<div class="scan"><div class="code">{draw_qr(form.address)}</div><p>{escape(form.scan)}</p></div></div>'
        f'<div class="said">{said}</div></div>{_write_rows(form)}'
        f'<ul class="collected">{blanks}</ul></section>'
    )


def _write_rows(form: SheetForm) -> str:
    columns = "".join(f'<col class="{name}">' for name in _COLUMNS)
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in form.head)
    empty = "<td></td>" * (len(_COLUMNS) - 2)
    rows = "".join(
        f'<tr><td class="no">{line}</td>{empty}<td class="box"><span></span></td></tr>'
        for line in range(1, LINES + 1)
    )
    return (
        f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
