"""A letter as the HTML that WeasyPrint lays out; in Chinese every line is already composed.

The newline between two composed lines is a forced break. Runs whose font is not the block's own
get a span that names the font, so that Pango has nothing to choose.
"""

from __future__ import annotations

import math
from html import escape

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
    Table,
)
from app.letters.media import Picture
from app.letters.render.fonts import Face, split_faces
from app.letters.render.lines import Line, Measure, compose_lines, measure_text
from app.letters.render.pdf_css import (
    MM,
    choose_heading_face,
    compute_square,
    find_main_font,
    write_css,
)
from app.letters.render.strokes_svg import write_svg_file
from app.letters.style import LetterStyle

PICTURE_SCHEME = "picture:"
# What ends a letter, and never stands on a page without words before it.
ENDING = (Closing, AnnexNote, Signature, DateLine, Contact, SealNote)


def write_markup(
    letter: Letter, style: LetterStyle, *, title: str, shift: int
) -> tuple[str, dict[str, Picture]]:
    """The HTML of all but the signature table, and the pictures it names by digest.

    `title` is what the file says of itself, `shift` pages are to be put in at the signature table. Raises MissingGlyph and
    UnsupportedScript.
    """
    markup = _Markup(letter, style)
    body = markup.write_body() + markup.write_annexes()
    date = letter.date.isoformat()
    css = write_css(style, letter.language, shift=shift) + markup.write_rules()
    lang = "zh-CN" if letter.language == "zh" else "en"
    head = (
        f'<meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="author" content="{escape(letter.author)}">'
        f'<meta name="dcterms.created" content="{date}">'
        f'<meta name="dcterms.modified" content="{date}"><style>{css}</style>'
    )
    html = f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return html, markup.pictures


class _Markup:
    """Writes blocks; keeps the classes and pictures that they use."""

    def __init__(self, letter: Letter, style: LetterStyle) -> None:
        self.letter, self.style, self.language = letter, style, letter.language
        self.size, self.square = style.body.size_pt, compute_square(style, letter.language)
        self.spacing = self.square - self.size
        self.indent = self.square * style.body.indent_characters
        self.width = style.page.text_width_mm * MM
        self.pictures: dict[str, Picture] = {}
        self._classes: dict[str, str] = {}

    def write_body(self) -> str:
        lines = "\n".join(self._set_runs(line, "title") for line in self.letter.title_lines)
        label = escape(self.letter.title)
        return f'<h1 data-label="{label}">{lines}</h1>' + self._write_blocks(self.letter.blocks)

    def write_annexes(self) -> str:
        pieces, page = [], ""
        for annex in self.letter.annexes:
            if annex.table is not None:
                page = "resumed"
                continue
            pieces.append(self._write_annex(annex, page))
            page = "later" if page else ""
        return "".join(pieces)

    def write_rules(self) -> str:
        return "\n".join(f".{name} {{ {rule} }}" for rule, name in self._classes.items())

    # ---- blocks ----

    def _write_annex(self, annex: Annex, page: str) -> str:
        label = escape(f"{annex.label} {annex.title}")
        return (
            f'<section class="{page}"><p class="label">{self._set_runs(annex.label, "hei")}</p>'
            f'<h2 class="annex" data-label="{label}">{self._set_runs(annex.title, "title")}</h2>'
            f"{self._write_blocks(annex.blocks)}</section>"
        )

    def _write_blocks(self, blocks: tuple[Block, ...]) -> str:
        """Closing, signature, date and contact stay together, and with the paragraph before.

        Where that is a mere line to be signed on, what stands before it stays with them too.
        """
        end = len(blocks)
        while end and isinstance(blocks[end - 1], ENDING):
            end -= 1
        pieces = [self._write_block(blocks, place) for place in range(len(blocks))]
        tail = "".join(pieces[end:])
        return "".join(pieces[:end]) + (f'<div class="end">{tail}</div>' if tail else "")

    def _write_block(self, blocks: tuple[Block, ...], place: int) -> str:
        block = blocks[place]
        match block:
            case Heading(level, number, text):
                return self._write_heading(level, number + text)
            case Paragraph(text):
                after = blocks[place + 1] if place + 1 < len(blocks) else None
                kept = block.is_to_fill and isinstance(after, ENDING)
                return self._write_lines("p", text, name="kept" if kept else "")
            case NumberedList(entries):
                gap = "" if self.language == "zh" else " "
                items = (number.rstrip() + gap + text for number, text in entries)
                return f"<ol>{''.join(self._write_lines('li', item) for item in items)}</ol>"
            case Addressee(lines):
                return "".join(self._write_lines("p", line, indent=0) for line in lines)
            case Closing(lines):
                return "".join(
                    self._write_lines("p", line, indent=0 if place else None)
                    for place, line in enumerate(lines)
                )
            case AnnexNote():
                return self._write_annex_note(block)
            case Signature(lines):
                after = blocks[place + 1] if place + 1 < len(blocks) else None
                return self._write_signature(lines, after)
            case DateLine(text):
                before = blocks[place - 1] if place else None
                lines = before.lines if isinstance(before, Signature) else ()
                return self._place_line(text, self._place_signature(lines, text)[1])
            case Contact(lines):
                return "".join(self._write_lines("p", line) for line in lines)
            case SealNote():
                return self._write_seal(block)
            case Table():
                return self._write_table(block)
            case Figure():
                return self._write_figure(block)

    def _write_heading(self, level: int, text: str) -> str:
        lines = self._write_lines(f"h{level + 1}", text, choose_heading_face(level, self.language))
        # The bookmark's words must not hold the breaks between composed lines.
        return lines.replace(" ", f' data-label="{escape(text)}" ', 1)

    def _write_annex_note(self, note: AnnexNote) -> str:
        """7.3.4: an empty line before; titles hang after the label and their number."""
        pieces = []
        start = self.indent + self._measure(note.label)
        for place, (number, title) in enumerate(note.entries):
            label = "" if place else note.label
            gap = " " if number and self.language == "en" else ""
            hang = start + self._measure(number.rstrip() + gap)
            text = label + number.rstrip() + gap + title
            first = start if place else self.indent
            apart = "" if place else "apart"
            pieces.append(self._write_lines("p", text, indent=first, rest=hang, name=apart))
        return "".join(pieces)

    def _write_signature(self, lines: tuple[str, ...], after: Block | None) -> str:
        date = after.text if isinstance(after, DateLine) else ""
        left = self._place_signature(lines, date)[0]
        rows = self._break_signature(lines)
        return "".join(
            self._place_line(row, left, "" if place else "apart") for place, row in enumerate(rows)
        )

    def _place_signature(self, lines: tuple[str, ...], date: str) -> tuple[float, float]:
        """Where signature and date begin, in points from the left.

        7.3.5.2: the signature ends two characters from the edge and the date begins two
        characters after it; when the date is longer, the date ends two characters from the edge.
        """
        place = self.style.signature
        edge = self.width - place.right_characters * self.square
        shift = place.date_shift_characters * self.square if lines else 0.0
        sign = max((self._measure(row) for row in self._break_signature(lines)), default=0.0)
        day = self._measure(date)
        left = edge - day - shift if day > sign else edge - sign
        left = max(left, 0.0)
        return left, left + shift

    def _break_signature(self, lines: tuple[str, ...]) -> list[str]:
        """A line that is too long is broken into lines of about the same length."""
        most = self.width - 2 * self.style.signature.right_characters * self.square
        rows: list[str] = []
        for line in lines:
            count = -(-self._measure(line) // most)
            if count <= 1 or self.language == "en":
                rows.append(line)
                continue
            width = self._measure(line) / count + self.square
            measure = Measure(width, width, self.size, self.spacing)
            rows += [row.text for row in compose_lines(line, "fang", measure)]
        return rows

    def _place_line(self, text: str, left: float, name: str = "") -> str:
        names = f"{name} {self._name(f'padding-left: {left:.2f}pt')}".strip()
        if self.language == "en":
            return f'<p class="{names}">{self._set_runs(text, "fang")}</p>'
        one = Measure(math.inf, math.inf, self.size, self.spacing)
        (line,) = compose_lines(text, "fang", one)
        return f'<p class="{names}">{self._set_line(line, "fang", one.spacing)}</p>'

    def _write_figure(self, figure: Figure) -> str:
        picture = figure.picture
        style = self.style.sheet if figure.is_sheet else self.style.photo
        width, height = style.fit(picture.width, picture.height)
        self.pictures[picture.digest] = picture
        size = self._name(f"width: {width:.2f}mm; height: {height:.2f}mm")
        return (
            f'<figure><img class="{size}" src="{PICTURE_SCHEME}{picture.digest}" '
            f'alt="{escape(figure.alt)}">'
            f"<figcaption>{self._set_runs(figure.caption, 'fang')}</figcaption></figure>"
        )

    def _write_seal(self, seal: SealNote) -> str:
        """The code with its words beside it, small."""
        picture, digest = seal.picture, seal.picture.digest
        drawn = write_svg_file(picture, seal.alt)
        self.pictures[digest] = Picture(drawn, "svg+xml", picture.width, picture.height, digest)
        words = "".join(f"<p>{self._set_runs(line, 'fang')}</p>" for line in seal.lines)
        image = f'<img src="{PICTURE_SCHEME}{digest}" alt="{escape(seal.alt)}">'
        return f'<div class="seal">{image}<div>{words}</div></div>'

    def _write_table(self, table: Table) -> str:
        columns = "".join(
            f'<col class="{self._name(f"width: {share:.2f}%")}">'
            for share in self._share_columns(table)
        )
        head = "".join(f'<th scope="col">{self._set_runs(cell, "hei")}</th>' for cell in table.head)
        rows = "".join(
            "<tr>" + "".join(f"<td>{self._set_runs(cell, 'fang')}</td>" for cell in row) + "</tr>"
            for row in table.rows
        )
        top = f"<thead><tr>{head}</tr></thead>" if head else ""
        return f"<table><colgroup>{columns}</colgroup>{top}<tbody>{rows}</tbody></table>"

    def _share_columns(self, table: Table) -> list[float]:
        """Percent of the width: short columns get what they need, long ones share the rest."""
        size = self.style.table.text_pt
        rows = (table.head, *table.rows) if table.head else table.rows
        padding = size
        wanted = [
            max(measure_text(cell, "fang", size, language=self.language) for cell in column)
            + padding
            for column in zip(*rows, strict=True)
        ]
        fair = self.width / len(wanted)
        short = sum(width for width in wanted if width <= fair)
        long = sum(width for width in wanted if width > fair)
        if not long:
            return [100 * width / short for width in wanted]
        return [
            100 * (width if width <= fair else (self.width - short) * width / long) / self.width
            for width in wanted
        ]

    # ---- lines and runs ----

    def _measure(self, text: str) -> float:
        return measure_text(text, "fang", self.size, self.spacing, self.language)

    def _write_lines(
        self,
        tag: str,
        text: str,
        face: Face = "fang",
        *,
        indent: float | None = None,
        rest: float = 0.0,
        name: str = "",
    ) -> str:
        """A block whose first line begins at `indent` (two characters) and the others at `rest`."""
        chinese = self.language == "zh"
        first = self.indent if indent is None else indent
        rule = f"padding-left: {rest:.2f}pt; text-indent: {first - rest:.2f}pt"
        names = " ".join(part for part in (name, self._name(rule)) if part)
        if not chinese:
            return f'<{tag} class="{names}">{self._set_runs(text, face)}</{tag}>'
        measure = Measure(self.width - first, self.width - rest, self.size, self.spacing)
        inner = "\n".join(
            self._set_line(line, face, measure.spacing)
            for line in compose_lines(text, face, measure)
        )
        return f'<{tag} class="{names}">{inner}</{tag}>'

    def _set_line(self, line: Line, face: Face, natural: float) -> str:
        main = find_main_font(face, "zh")
        pieces = []
        for piece in line.pieces:
            rules = [] if piece.font is main else [piece.font.css, "line-height: 0"]
            if not piece.stretches:
                # Source Han's `locl` narrows figures beside Latin letters, and them alone.
                rules.append('letter-spacing: 0; font-feature-settings: "locl" 0')
            if piece.cut:
                rules.append(f"margin-right: {-piece.cut:.2f}pt")
            pieces.append(self._wrap(piece.text, "; ".join(rules)))
        inner = "".join(pieces)
        if abs(line.spacing - natural) < 0.005:
            return inner
        return f'<span class="{self._name(f"letter-spacing: {line.spacing:.2f}pt")}">{inner}</span>'

    def _set_runs(self, text: str, face: Face) -> str:
        main = find_main_font(face, self.language)
        return "".join(
            self._wrap(run, "" if font is main else f"{font.css}; line-height: 0")
            for font, run in split_faces(text, face, self.language)
        )

    def _wrap(self, text: str, rules: str) -> str:
        if not rules:
            return escape(text, quote=False)
        return f'<span class="{self._name(rules)}">{escape(text, quote=False)}</span>'

    def _name(self, rules: str) -> str:
        return self._classes.setdefault(rules, f"c{len(self._classes)}")
