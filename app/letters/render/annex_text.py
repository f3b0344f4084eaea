"""Text of the signature table as operators: fonts by their own glyph codes, lines that fit a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.letters.render.annex_cache import remembered
from app.letters.render.fonts import Face, FontFile, find_font, list_fonts
from app.messages import Language

_CENTRE = 0.38  # baseline below the middle of the line, in ems: centres Chinese characters
_PITCH = 1.12  # line pitch of a cell with several lines, in ems
_NARROWEST = 0.7
_SIZES = (1.0, 0.87, 0.8, 0.72, 0.65, 0.58, 0.5, 0.42, 0.34, 0.26, 0.18, 0.1)


@dataclass(frozen=True)
class Glyph:
    """A character in a font: `code` is four hexadecimal digits, `advance` in ems."""

    font: str
    code: str
    advance: float


@dataclass(frozen=True)
class Line:
    """A line that fits: `width` in points after squeezing to `squeeze` (1 = as designed)."""

    text: str
    size: float
    squeeze: float
    width: float


@cache
def find_glyph(character: str, face: Face, language: Language) -> Glyph:
    """Raises MissingGlyph and UnsupportedScript."""
    font = find_font(character, face, language)
    return Glyph(
        font_names()[font], f"{find_code(font, character):04X}", font.advance(character) / 1000
    )


@cache
def font_names() -> dict[FontFile, str]:
    """Resource names: the same for every annex, so that cached pages stay valid."""
    return {font: f"F{number}" for number, font in enumerate(list_fonts())}


def find_code(font: FontFile, character: str) -> int:
    """What a text operator names: the CID of a CFF font, the glyph's number of a TrueType font."""
    name = font.glyph(character)
    return int(name[3:]) if name.startswith("cid") else glyph_order(font)[name]


@cache
def glyph_order(font: FontFile) -> dict[str, int]:
    """Glyph numbers by name."""
    with font.open() as reader:
        order: dict[str, int] = dict(reader.getReverseGlyphMap())
    return order


def measure_text(text: str, size: float, face: Face, language: Language) -> float:
    """Width in points."""
    return sum(find_glyph(character, face, language).advance for character in text) * size


def show_text(line: Line, x: float, y: float, face: Face, language: Language) -> str:
    """BT … ET for one line beginning at x on the baseline y."""
    parts = [f"BT {x:.2f} {y:.2f} Td"]
    if line.squeeze != 1:
        parts.append(f"{line.squeeze * 100:.1f} Tz")
    font, codes = "", ""
    for character in line.text:
        glyph = find_glyph(character, face, language)
        if glyph.font != font:
            if codes:
                parts.append(f"<{codes}> Tj")
            font, codes = glyph.font, ""
            parts.append(f"/{font} {line.size:g} Tf")
        codes += glyph.code
    if codes:
        parts.append(f"<{codes}> Tj")
    if line.squeeze != 1:
        parts.append("100 Tz")
    return " ".join([*parts, "ET"])


@remembered(20_000)
def show_cell(
    text: str,
    left: float,
    middle: float,
    width: float,
    height: float,
    size: float,
    face: Face,
    language: Language,
) -> str:
    """`text` centred in a cell; "\\n" begins a line."""
    lines = fit_lines(text, width, height, size, face, language)
    pitch = lines[0].size * _PITCH
    parts = []
    for number, line in enumerate(lines):
        centre = middle + ((len(lines) - 1) / 2 - number) * pitch
        x = left + (width - line.width) / 2
        parts.append(show_text(line, x, centre - _CENTRE * line.size, face, language))
    return "\n".join(parts)


def fit_lines(
    text: str, width: float, height: float, size: float, face: Face, language: Language
) -> list[Line]:
    """Lines of one size that fit the cell: squeezed a little, broken, smaller; never below 70 %."""
    wanted = text.split("\n")
    for factor in _SIZES:
        now = size * factor
        room = max(1, int(height / (now * _PITCH)))
        for limit in (1.0, 0.85) if factor > 0.7 else (1.0, 0.85, _NARROWEST):
            lines = [
                piece
                for line in wanted
                for piece in break_text(line, width / limit, now, face, language)
            ]
            if len(lines) <= room:
                return [_squeeze(line, width, now, face, language) for line in lines]
    return [_squeeze(line, width, size * _SIZES[-1], face, language) for line in wanted]


def _squeeze(text: str, width: float, size: float, face: Face, language: Language) -> Line:
    natural = measure_text(text.rstrip(), size, face, language)
    squeeze = min(1.0, width / natural) if natural else 1.0
    return Line(text, size, squeeze, natural * squeeze)


def fill_lines(text: str, width: float, size: float, face: Face, language: Language) -> list[str]:
    """`text` in lines as full as `width` allows."""
    advances = [find_glyph(character, face, language).advance * size for character in text]
    return _break_at(text, advances, width, width)


def break_text(text: str, width: float, size: float, face: Face, language: Language) -> list[str]:
    """`text` in lines of about equal length, none wider than `width`.

    Broken between any two characters but within words and figures and before closing marks,
    unless there is no other place; blanks stay, so that nothing of the text is lost.
    """
    advances = [find_glyph(character, face, language).advance * size for character in text]
    total = sum(advances)
    if total <= width:
        return [text]
    count = int(total / width) + 1
    balanced = _break_at(text, advances, total / count, width)
    return balanced if len(balanced) <= count else _break_at(text, advances, width, width)


def _break_at(text: str, advances: Sequence[float], target: float, width: float) -> list[str]:
    lines, start, used = [], 0, 0.0
    for place, advance in enumerate(advances):
        apart = place > start and not _belongs_together(text[place - 1], text[place])
        near = target < width and text[place - 1] == " " and used >= 0.8 * target
        if place > start and (used + advance > width or (apart and (near or used >= target))):
            end = place
            while end > start and _belongs_together(text[end - 1], text[end]):
                end -= 1
            if end - start < (place - start) / 4:
                end = place  # a word as long as the line
            lines.append(text[start:end])
            used, start = sum(advances[end:place]), end
        used += advance
    return [*lines, text[start:]]


def _belongs_together(before: str, after: str) -> bool:
    if after in " ·、，。；：！？）》】”’)]},.;:!?-" or before in "（《【“‘([{":
        return True
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
