"""The fonts of the signature table: one subset a font for the whole annex, as PDF objects.

Text names glyphs by codes that do not change with the subset (a CFF font's CIDs, a TrueType
font's glyph numbers), so that pages drawn earlier stay valid when a new name brings a new glyph.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fontTools.ttLib import TTFont

from app.letters.render.annex_cache import remembered
from app.letters.render.annex_text import find_code, find_glyph, font_names, glyph_order
from app.letters.render.fonts import Face, FontFile
from app.letters.render.pdf_writer import PdfWriter, text_string
from app.letters.render.subset import subset_font
from app.messages import Language


@dataclass(frozen=True)
class EmbeddedFont:
    """A subset ready to be written: its compressed program and what its dictionaries say."""

    program: bytes
    truetype: bool
    name: str
    ordering: tuple[str, str, int]
    descriptor: str
    widths: str
    to_unicode: bytes


def embed_fonts(
    writer: PdfWriter, texts: Iterable[tuple[Face, frozenset[str]]], language: Language
) -> str:
    """Write the fonts that the characters of each face need; gives the entries of /Font."""
    used: dict[str, set[str]] = {}
    for face, characters in texts:
        for character in characters:
            name = find_glyph(character, face, language).font
            used.setdefault(name, set()).add(character)
    files = {name: font for font, name in font_names().items()}
    return "".join(
        f"/{name} {_write_font(writer, _embed(files[name], frozenset(used[name])))} 0 R"
        for name in sorted(used)
    )


def _write_font(writer: PdfWriter, font: EmbeddedFont) -> int:
    number = writer.reserve(5)
    descendant, descriptor, program, to_unicode = range(number + 1, number + 5)
    registry, ordering, supplement = font.ordering
    writer.put(
        number,
        (
            f"<</Type/Font/Subtype/Type0/BaseFont/{font.name}/Encoding/Identity-H"
            f"/DescendantFonts[{descendant} 0 R]/ToUnicode {to_unicode} 0 R>>"
        ),
    )
    kind = "CIDFontType2/CIDToGIDMap/Identity" if font.truetype else "CIDFontType0"
    writer.put(
        descendant,
        (
            f"<</Type/Font/Subtype/{kind}/BaseFont/{font.name}/DW 1000/W[{font.widths}]"
            f"/CIDSystemInfo<</Registry({registry})/Ordering({ordering})/Supplement {supplement}>>"
            f"/FontDescriptor {descriptor} 0 R>>"
        ),
    )
    entry = "FontFile2" if font.truetype else "FontFile3"
    writer.put(
        descriptor,
        (f"<</Type/FontDescriptor/FontName/{font.name}{font.descriptor}/{entry} {program} 0 R>>"),
    )
    entries = "" if font.truetype else "/Subtype/CIDFontType0C"
    writer.put_raw_stream(program, font.program, f"{entries}/Filter/FlateDecode")
    writer.put_stream(to_unicode, font.to_unicode)
    return number


@remembered(24)
def _embed(font: FontFile, characters: frozenset[str]) -> EmbeddedFont:
    ordered = sorted(characters)
    order = glyph_order(font)
    data = subset_font(font, frozenset(order[font.glyph(character)] for character in ordered))
    truetype = font.path.suffix == ".ttf"
    codes = {find_code(font, character): character for character in reversed(ordered)}
    with TTFont(io.BytesIO(data), lazy=True) as made:
        program = data if truetype else made.reader["CFF "]
        ordering = ("Adobe", "Identity", 0) if truetype else _find_ordering(made)
        descriptor = _describe(made)
    widths = {code: font.advance(character) for code, character in codes.items()}
    tag = _tag_subset(codes)
    return EmbeddedFont(
        program=zlib.compress(program, 6),
        truetype=truetype,
        name=f"{tag}+{font.family.replace(' ', '')}-{font.weight}",
        ordering=ordering,
        descriptor=descriptor,
        widths="".join(
            f"{code}[{width:g}]" for code, width in sorted(widths.items()) if width != 1000
        ),
        to_unicode=_map_to_unicode(codes),
    )


def _find_ordering(font: TTFont) -> tuple[str, str, int]:
    registry, ordering, supplement = font["CFF "].cff.topDictIndex[0].ROS
    return registry, ordering, supplement


def _describe(font: TTFont) -> str:
    head, lines = font["head"], font["hhea"]
    unit = 1000 / head.unitsPerEm
    box = " ".join(f"{value * unit:.0f}" for value in (head.xMin, head.yMin, head.xMax, head.yMax))
    ascent, descent = lines.ascent * unit, lines.descent * unit
    return (
        f"/Flags 4/FontBBox[{box}]/ItalicAngle 0/Ascent {ascent:.0f}/Descent {descent:.0f}"
        f"/CapHeight {ascent * 0.8:.0f}/StemV 80"
    )


def _tag_subset(codes: Mapping[int, str]) -> str:
    """Six capitals that follow from what is in the subset (ISO 32000-1, 9.6.4)."""
    number = zlib.crc32(" ".join(map(str, sorted(codes))).encode())
    letters = ""
    for _ in range(6):
        number, rest = divmod(number, 26)
        letters += chr(65 + rest)
    return letters


def _map_to_unicode(codes: Mapping[int, str]) -> bytes:
    lines = [
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def",
        "/CMapName/Adobe-Identity-UCS def/CMapType 2 def",
        "1 begincodespacerange<0000><FFFF>endcodespacerange",
    ]
    pairs = [
        f"<{code:04X}>{text_string(character).replace('FEFF', '', 1)}"
        for code, character in sorted(codes.items())
    ]
    for start in range(0, len(pairs), 100):  # a CMap section holds at most 100 entries
        section = pairs[start : start + 100]
        lines += [f"{len(section)} beginbfchar", *section, "endbfchar"]
    lines.append("endcmap CMapName currentdict/CMap defineresource pop end end")
    return "\n".join(lines).encode()
