"""The letter as HTML: a sheet of paper on a page, and a standalone file.

The sheet carries classes only; its measures come from `letter_css`, made from the LetterStyle, so
that it can stand under a policy without inline styles.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache

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
    Signature,
    SignatureTable,
    Table,
)
from app.letters.media import Drawing, Picture
from app.letters.render.strokes_svg import draw_svg
from app.letters.style import LetterStyle

_PAGE = Markup(
    '<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<title>{title}</title>\n<style>\n{css}</style>\n</head>\n<body>\n{sheet}\n</body>\n</html>\n"
)


def render_html(letter: Letter, style: LetterStyle) -> bytes:
    """A standalone page, pictures and all, with the same words as every other format."""
    page = _PAGE.format(
        lang=_lang(letter),
        title=letter.title,
        css=Markup(letter_css(style)),  # noqa: S704 — made from lengths alone
        sheet=render_sheet(letter),
    )
    return page.encode()


def render_sheet(letter: Letter) -> Markup:
    """<article class="letter">: body and annexes, to be placed on a page that has `letter_css`."""
    parts = [_title(letter), *(_block(block) for block in letter.blocks)]
    parts += [_annex(annex) for annex in letter.annexes]
    return Markup('<article class="letter" lang="{}">\n{}\n</article>').format(
        _lang(letter), Markup("\n").join(parts)
    )


@cache
def letter_css(style: LetterStyle) -> str:
    """The sheet's style: A4 proportions, everything in ems of the body size so that it scales."""

    def em(mm: float) -> str:
        return f"{mm / 25.4 * 72 / style.body.size_pt:.3f}em"

    page, body, title = style.page, style.body, style.title
    right = style.signature.right_characters
    return f"""\
.letter {{
  box-sizing: border-box; width: 100%; max-width: {em(page.width_mm)}; margin: 0 auto;
  padding: {em(page.margin_top_mm)} {em(page.margin_right_mm)} {em(page.margin_bottom_mm)} {em(page.margin_left_mm)};
  background: #fff; color: #000; line-height: {body.pitch_pt / body.size_pt:.3f};
  font-family: FangSong, STFangsong, FandolFang, "FandolFang R", "Noto Serif CJK SC", serif;
  font-size: {body.size_pt}pt; overflow-wrap: anywhere;
}}
.letter:lang(en) {{ font-family: "Times New Roman", "Liberation Serif", serif; }}
.letter h1 {{
  margin: 0 0 {title.space_after_lines * body.pitch_pt / title.size_pt:.3f}em; text-align: center;
  font: bold {title.size_pt / body.size_pt:.3f}em/{title.pitch_pt / title.size_pt:.3f} "Songti SC", SimSun, "Noto Serif CJK SC", serif;
}}
.letter h2, .letter h3 {{ margin: 0; font-size: 1em; font-weight: normal; text-indent: {body.indent_characters}em; }}
.letter h2 {{ font-family: SimHei, "Heiti SC", "Noto Sans CJK SC", sans-serif; }}
.letter h3 {{ font-family: KaiTi, STKaiti, FandolKai, "FandolKai R", serif; }}
.letter:lang(en) h2, .letter:lang(en) h3 {{ font-family: inherit; font-weight: bold; text-indent: 0; margin-top: .6em; }}
.letter p {{ margin: 0; text-indent: {body.indent_characters}em; text-align: justify; }}
.letter:lang(en) p {{ text-indent: 0; text-align: start; margin-bottom: .5em; }}
.letter p.addressee, .letter p.flush, .letter .annex-label {{ text-indent: 0; }}
.letter ol {{ list-style: none; margin: 0; padding: 0; }}
.letter li {{ text-indent: {body.indent_characters}em; text-align: justify; }}
.letter:lang(en) li {{ text-indent: -1.5em; padding-left: 1.5em; text-align: start; margin-bottom: .4em; }}
.letter .annex-note {{ display: flex; margin: 1em 0 0; padding-left: {body.indent_characters}em; }}
.letter:lang(en) .annex-note {{ padding-left: 0; }}
.letter .annex-note dt {{ white-space: pre; }}
.letter .annex-note dd {{ margin: 0; }}
.letter .signature, .letter .date {{ text-align: right; text-indent: 0; padding-right: {right}em; }}
.letter .signature {{ margin-top: 1.8em; }}
.letter .annex {{ border-top: 1px dashed #999; margin-top: 3em; padding-top: 2em; }}
.letter .annex-label {{ font-family: SimHei, "Heiti SC", "Noto Sans CJK SC", sans-serif; }}
.letter .annex h2 {{ text-align: center; text-indent: 0; margin: 0 0 1em; }}
.letter table {{ border-collapse: collapse; width: 100%; font-size: .75em; line-height: 1.5; margin: .5em 0 1em; }}
.letter th, .letter td {{ border: 1px solid #000; padding: .3em .5em; text-align: start; vertical-align: middle; }}
.letter th {{ font-family: SimHei, "Heiti SC", "Noto Sans CJK SC", sans-serif; font-weight: normal; }}
.letter td svg, .letter td img {{ height: 2em; max-width: 9em; display: block; }}
.letter figure {{ margin: 1em 0; text-align: center; }}
.letter figure img {{ max-width: 100%; height: auto; }}
.letter figcaption {{ font-size: .75em; line-height: 1.6; }}
@media (max-width: 52em) {{
  .letter {{ padding: 2em 1.25em; font-size: 1.0625rem; }}
  .letter .signature, .letter .date {{ padding-right: 0; }}
}}
@media print {{ .letter {{ padding: 0; }} .letter .annex {{ break-before: page; border: 0; }} }}
"""


def _lang(letter: Letter) -> str:
    return "zh-CN" if letter.language == "zh" else "en"


def _title(letter: Letter) -> Markup:
    gap = Markup("<br>") if letter.language == "zh" else Markup(" <br>")
    return Markup("<h1>{}</h1>").format(gap.join(letter.title_lines))


def _block(block: Block) -> Markup:
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
            ).format(_data_url(picture), alt, picture.width, picture.height, caption)
        case Closing():
            raise ValueError("a closing has at least one line")


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


def _annex(annex: Annex) -> Markup:
    content = [_block(block) for block in annex.blocks]
    if annex.table:
        content += _signature_table(annex.table)
    return Markup(
        '<section class="annex"><p class="annex-label">{}</p>\n<h2>{}</h2>\n{}</section>'
    ).format(annex.label, annex.title, Markup("\n").join(content))


def _signature_table(table: SignatureTable) -> list[Markup]:
    rows: list[tuple[object, ...]] = [
        (
            row.number,
            row.name,
            row.unit,
            Markup("<br>").join(row.capacity.split("\n")),
            _signature(row.signature, row.name),
            row.date,
        )
        for row in table.rows
    ]
    body = Markup("\n").join([_row("th", table.head), *(_row("td", row) for row in rows)])
    return [
        *(Markup("<p>{}</p>").format(line) for line in table.summary),
        Markup("<table>\n{}\n</table>").format(body),
    ]


def _signature(signature: Drawing | Picture | None, name: str) -> Markup:
    match signature:
        case None:
            return Markup("")
        case Drawing():
            return draw_svg(signature, name)
        case Picture():
            return Markup('<img src="{}" alt="{}">').format(_data_url(signature), name)


def _data_url(picture: Picture) -> str:
    return f"data:image/{picture.format};base64,{b64encode(picture.data).decode()}"
