"""The letter as HTML: a sheet of paper on a page, and a standalone file.

The sheet carries classes only; its measures come from `letter_css`, made from the LetterStyle and
sheet.css, so that it can stand under a policy without inline styles.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path

from markupsafe import Markup

from app.letters.letter import (
    Addressee,
    Annex,
    AnnexNote,
    Block,
    Closing,
    Contact,
    DateLine,
    Figure,
    Heading,
    Letter,
    NumberedList,
    Paragraph,
    SealNote,
    Signature,
    SignatureTable,
    Table,
)
from app.letters.media import Drawing, Picture
from app.letters.render.strokes_svg import draw_svg
from app.letters.style import LetterStyle

Address = Callable[[Picture], str]
_SHEET = Path(__file__).parent / "sheet.css"
_PAGE = Markup(
    '<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<title>{title}</title>\n<style>\n{css}</style>\n</head>\n<body>\n{sheet}\n</body>\n</html>\n"
)


def render_html(letter: Letter, style: LetterStyle, *, mark: str = "") -> bytes:
    """A standalone page, pictures and all, with the same words as every other format."""
    page = _PAGE.format(
        lang=_lang(letter),
        title=letter.title,
        css=Markup(letter_css(style)),  # noqa: S704 — made from lengths alone
        sheet=render_sheet(letter, mark=mark),
    )
    return page.encode()


def write_data_url(picture: Picture) -> str:
    """The picture as an address that holds it."""
    return f"data:image/{picture.format};base64,{b64encode(picture.data).decode()}"


def render_sheet(letter: Letter, address: Address = write_data_url, *, mark: str = "") -> Markup:
    """<article class="letter">: body and annexes, to be placed on a page that has `letter_css`.

    `address` gives the URL of a picture, `mark` stands in grey at the top.
    """
    marks = [Markup('<p class="draft-mark">{}</p>').format(mark)] if mark else []
    parts = [*marks, _title(letter), *(_block(block, address) for block in letter.blocks)]
    parts += [_annex(annex, address) for annex in letter.annexes]
    return Markup('<article class="letter" lang="{}">\n{}\n</article>').format(
        _lang(letter), Markup("\n").join(parts)
    )


@cache
def letter_css(style: LetterStyle) -> str:
    """The sheet's style: the lengths of `style` as custom properties, then sheet.css."""

    def em(mm: float) -> str:
        return f"{mm / 25.4 * 72 / style.body.size_pt:.3f}em"

    page, body, title, mark = style.page, style.body, style.title, style.mark
    margins = (
        page.margin_top_mm, page.margin_right_mm, page.margin_bottom_mm, page.margin_left_mm,
    )  # fmt: skip
    lengths = {
        "page-width": em(page.width_mm),
        "margins": " ".join(map(em, margins)),
        "mark-right": em(page.margin_right_mm),
        "mark-top": em(page.margin_top_mm - mark.above_text_mm - mark.size_pt * 25.4 / 72),
        "mark-size": f"{mark.size_pt / body.size_pt:.3f}em",
        "mark-spacing": f"{mark.spacing_em}em",
        "body-size": f"{body.size_pt}pt",
        "body-line": f"{body.pitch_pt / body.size_pt:.3f}",
        "title-size": f"{title.size_pt / body.size_pt:.3f}em",
        "title-line": f"{title.pitch_pt / title.size_pt:.3f}",
        "title-after": f"{title.space_after_lines * body.pitch_pt / title.size_pt:.3f}em",
        "indent": f"{body.indent_characters}em",
        "right": f"{style.signature.right_characters}em",
    }
    declared = " ".join(f"--{name}: {length};" for name, length in lengths.items())
    return f".letter {{ {declared} }}\n{_SHEET.read_text('utf-8')}"


def _lang(letter: Letter) -> str:
    return "zh-CN" if letter.language == "zh" else "en"


def _title(letter: Letter) -> Markup:
    gap = Markup("<br>") if letter.language == "zh" else Markup(" <br>")
    return Markup("<h1>{}</h1>").format(gap.join(letter.title_lines))


def _block(block: Block, address: Address) -> Markup:
    match block:
        case Heading(level, number, text):
            return Markup("<h{0}>{1}{2}</h{0}>").format(level + 1, number, text)
        case Paragraph(text):
            return Markup("<p>{}</p>").format(text)
        case NumberedList(entries):
            items = Markup("\n").join(
                Markup("<li>{}{}</li>").format(number, text) for number, text in entries
            )
            return Markup("<ol>\n{}\n</ol>").format(items)
        case Addressee(lines):
            return _lines("addressee", lines)
        case Closing((first, *rest)):
            flush = Markup("").join(Markup('<p class="flush">{}</p>').format(one) for one in rest)
            return Markup('<p class="closing">{}</p>{}').format(first, flush)
        case Signature(lines):
            return _lines("signature", lines)
        case DateLine(text):
            return _lines("date", (text,))
        case Contact(lines):
            return _lines("contact", lines)
        case AnnexNote(label, entries):
            titles = Markup("<br>").join(
                Markup("{}{}").format(number, text) for number, text in entries
            )
            return Markup('<dl class="annex-note"><dt>{}</dt><dd>{}</dd></dl>').format(
                label, titles
            )
        case Table(head, rows):
            return _table(head, rows)
        case Figure(picture, caption, alt):
            return Markup(
                '<figure><img src="{}" alt="{}" width="{}" height="{}">'
                "<figcaption>{}</figcaption></figure>"
            ).format(address(picture), alt, picture.width, picture.height, caption)
        case SealNote():
            return _seal_note(block)
        case Closing():
            raise ValueError("a closing has at least one line")


def _seal_note(seal: SealNote) -> Markup:
    words = Markup("").join(Markup("<p>{}</p>").format(line) for line in seal.lines)
    return Markup('<div class="seal">{}<div>{}</div></div>').format(
        draw_svg(seal.picture, seal.alt), words
    )


def _lines(name: str, lines: tuple[str, ...]) -> Markup:
    return Markup('<p class="{}">{}</p>').format(name, Markup("<br>").join(lines))


def _table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Markup:
    lines = [_row("th", head)] if head else []
    lines += [_row("td", row) for row in rows]
    return Markup("<table>\n{}\n</table>").format(Markup("\n").join(lines))


def _row(cell: str, texts: tuple[object, ...]) -> Markup:
    scope = Markup(' scope="col"') if cell == "th" else Markup("")
    cells = Markup("").join(Markup("<{0}{1}>{2}</{0}>").format(cell, scope, text) for text in texts)
    return Markup("<tr>{}</tr>").format(cells)


def _annex(annex: Annex, address: Address) -> Markup:
    content = [_block(block, address) for block in annex.blocks]
    if annex.table:
        content += _signature_table(annex.table, address)
    return Markup(
        '<section class="annex"><p class="annex-label">{}</p>\n<h2 class="annex-title">{}</h2>\n{}</section>'
    ).format(annex.label, annex.title, Markup("\n").join(content))


def _signature_table(table: SignatureTable, address: Address) -> list[Markup]:
    rows: list[tuple[object, ...]] = [
        (
            row.number,
            row.name,
            row.unit,
            Markup("<br>").join(row.capacity.split("\n")),
            _signature(row.signature, row.name, address),
            row.date,
        )
        for row in table.rows
    ]
    body = Markup("\n").join([_row("th", table.head), *(_row("td", row) for row in rows)])
    seal = [draw_svg(table.seal.picture, table.seal.alt)] if table.seal else []
    code = [Markup('<div class="seal-code">{}</div>').format(one) for one in seal]
    return [
        *code,
        *(Markup("<p>{}</p>").format(line) for line in table.summary),
        Markup("<table>\n{}\n</table>").format(body),
    ]


def _signature(signature: Drawing | Picture | None, name: str, address: Address) -> Markup:
    match signature:
        case None:
            return Markup("")
        case Drawing():
            return draw_svg(signature, name)
        case Picture():
            return Markup('<img src="{}" alt="{}">').format(address(signature), name)
