"""Break Chinese text into lines that end flush at the right edge.

WeasyPrint stretches spaces only, and Chinese has none; so lines are composed here and each gets
its own letter-spacing. Rules: GB/T 15834 and the W3C's clreq for marks that may not begin or end
a line and for two marks in a row, which share one blank half; Latin words and figures stay whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.letters.render.fonts import Face, FontFile, find_font, split_faces
from app.messages import Language

CLOSING = "，。、；：！）》〉」』】〕〗”’"  # full-width, blank in the right half
OPENING = "（《〈「『【〔〖“‘"  # full-width, blank in the left half
# FangSong and Kai set ？ in the middle of its square, so it has no half to give.
NO_START = frozenset(CLOSING + "？,.;:?!)]}%％‰℃°·…—～－")
NO_END = frozenset(OPENING + "([{￥＄¥$№")
PAIRED = frozenset("—…")  # —— and …… are one mark of two squares
BLANK = "＿"  # a line to fill in by hand; FangSong's has gaps, Song's is one stroke
TIGHTEST = -0.04  # of an em: closer than this, strokes of neighbours touch
LOOSEST = 0.25  # a line that would be set wider, before a long word, stays short
FEW = 14  # units: a line of fewer would be stretched visibly by giving one away


@dataclass(frozen=True)
class Glyph:
    """One character as set: `width` in points, after a mark's half has been taken away (`cut`)."""

    character: str
    font: FontFile
    width: float
    cut: float = 0.0
    stretches: bool = True


@dataclass(frozen=True)
class Piece:
    """Characters of one font within a line; `cut` points are taken away after the last one."""

    text: str
    font: FontFile
    stretches: bool
    cut: float


@dataclass(frozen=True)
class Line:
    """`spacing` is the letter-spacing in points of the pieces that stretch."""

    pieces: tuple[Piece, ...]
    spacing: float

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Measure:
    """How wide lines are: `first` and `rest` in points; `size` of the type; natural `spacing`."""

    first: float
    rest: float
    size: float
    spacing: float = 0.0


def compose_lines(text: str, face: Face, measure: Measure) -> tuple[Line, ...]:
    """`text` as lines, all but the last flush; "".join of their texts is `text`.

    Raises MissingGlyph and UnsupportedScript.
    """
    glyphs = set_glyphs(text, face, measure.size)
    units = _split_long_units(_find_units(glyphs), min(measure.first, measure.rest), measure)
    lines: list[Line] = []
    start = 0
    while start < len(units):
        width = measure.rest if lines else measure.first
        end, spacing = _fill_line(units, start, width, measure)
        if end + 1 == len(units) and end - start > FEW:
            # 一字不成行: the last line gets a second character from the line before.
            shorter = _space_out(_end_row(_flatten(units[start : end - 1])), width)
            if shorter is not None:
                end, spacing = end - 1, shorter
        lines.append(Line(tuple(_join_pieces(_flatten(units[start:end]))), spacing))
        start = end
    return tuple(lines)


def measure_text(
    text: str, face: Face, size: float, spacing: float = 0.0, language: Language = "zh"
) -> float:
    """The width in points of `text` in one line."""
    return _add_widths(set_glyphs(text, face, size, language), spacing)


def set_glyphs(text: str, face: Face, size: float, language: Language = "zh") -> list[Glyph]:
    """`text` as glyphs; of two marks in a row the first gives up half a square."""
    glyphs: list[Glyph] = []
    for font, run in split_faces(text, face, language):
        for character in run:
            own = find_font(character, "song", language) if character == BLANK else font
            wide = not _is_narrow(character)
            advance = own.advance(character) if own.covers(character) else 0.0
            if glyphs and _share_a_half(glyphs[-1].character, character):
                half = size / 2
                glyphs[-1] = replace(glyphs[-1], width=glyphs[-1].width - half, cut=half)
            glyphs.append(Glyph(character, own, advance * size / 1000, stretches=wide))
    return glyphs


# ---- where a line may end ----


def _find_units(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    units: list[list[Glyph]] = []
    for glyph in glyphs:
        if units and not _may_break(units[-1][-1], glyph):
            units[-1].append(glyph)
        else:
            units.append([glyph])
    return units


def _may_break(before: Glyph, after: Glyph) -> bool:
    left, right = before.character, after.character
    if right == " " or right in NO_START or left in NO_END:
        return False
    if left == right and left in PAIRED:
        return False
    if left == " ":
        return True
    return before.stretches or after.stretches


def _split_long_units(
    units: list[list[Glyph]], width: float, measure: Measure
) -> list[list[Glyph]]:
    """A word that is longer than a line is broken anywhere."""
    return [
        part
        for unit in units
        for part in (
            [unit]
            if _add_widths(unit, measure.spacing) <= width
            else [[replace(glyph, stretches=True)] for glyph in unit]
        )
    ]


def _is_narrow(character: str) -> bool:
    code = ord(character)
    return code != 0x20 and (code < 0x80 or 0xC0 <= code < 0x250 or code in (0xA0, 0x2013))


def _share_a_half(left: str, right: str) -> bool:
    if left in CLOSING:
        return right in CLOSING or right in OPENING
    return left in OPENING and right in OPENING


# ---- how a line is filled ----


def _fill_line(
    units: Sequence[Sequence[Glyph]], start: int, width: float, measure: Measure
) -> tuple[int, float]:
    """Index after the line's last unit, and the line's letter-spacing."""
    row: list[Glyph] = []
    end = start
    while end < len(units):
        longer = [*row, *units[end]]
        if row and _add_widths(_end_row(longer), measure.spacing) > width + 0.01:
            break
        row = longer
        end += 1
    if end == len(units):
        return end, measure.spacing
    loose = _space_out(_end_row(row), width)
    tight = _space_out(_end_row([*row, *units[end]], halve=True), width)
    if (
        tight is not None
        and tight >= TIGHTEST * measure.size
        and (loose is None or measure.spacing - tight <= loose - measure.spacing)
    ):
        last = end + 1 == len(units)
        return end + 1, measure.spacing if last and tight > measure.spacing else tight
    if loose is None or loose - measure.spacing > LOOSEST * measure.size:
        return end, measure.spacing
    return end, loose


def _end_row(row: Sequence[Glyph], *, halve: bool = False) -> list[Glyph]:
    """The row as it counts at the end of a line: no trailing spaces, half of a closing mark."""
    kept = list(row)
    while kept and kept[-1].character == " ":
        kept.pop()
    if halve and kept and kept[-1].character in CLOSING:
        kept[-1] = replace(kept[-1], width=kept[-1].width / 2)
    return kept


def _space_out(row: Sequence[Glyph], width: float) -> float | None:
    """The letter-spacing that makes `row` as wide as `width`; None where nothing stretches."""
    count = sum(glyph.stretches for glyph in row)
    return (width - sum(glyph.width for glyph in row)) / count if count > 1 else None


def _flatten(units: Sequence[Sequence[Glyph]]) -> list[Glyph]:
    return [glyph for unit in units for glyph in unit]


def _add_widths(row: Sequence[Glyph], spacing: float) -> float:
    return sum(glyph.width + (spacing if glyph.stretches else 0.0) for glyph in row)


def _join_pieces(row: Sequence[Glyph]) -> Iterator[Piece]:
    text = ""
    for index, glyph in enumerate(row):
        text += glyph.character
        after = row[index + 1] if index + 1 < len(row) else None
        if (
            after is None
            or after.font is not glyph.font
            or after.stretches != glyph.stretches
            or glyph.cut
        ):
            # The blank half of a mark at the end of a line lies in the margin: nothing to cut.
            yield Piece(text, glyph.font, glyph.stretches, glyph.cut if after else 0.0)
            text = ""
