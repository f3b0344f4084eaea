"""Make the fonts of WeasyPrint's PDF small.

WeasyPrint keeps every glyph number of a font, which costs 90 kB for thirty characters of a font
with 65,535. A CFF font with CIDs needs no glyph numbers: text names the CIDs, which stay.
"""

from __future__ import annotations

import struct
from typing import Any

from app.letters.render.subset import subset_program


def shrink_fonts(document: Any, pdf: Any) -> None:
    """A finisher for WeasyPrint's write_pdf: OpenType programs become bare CFF without gaps.

    Rests on CID = glyph number, which holds for Fandol and Noto CJK; a TrueType program stays.
    """
    used: dict[bytes, set[int]] = {}
    programs: dict[int, bytes] = {}
    for font in document.fonts.values():
        used.setdefault(font.hash, set()).update(font.to_unicode)
        programs[id(font.file_content)] = font.hash
    for thing in pdf.objects:
        extra = getattr(thing, "extra", None)
        if not extra or extra.get("Subtype") != "/OpenType":
            continue
        program = thing.stream[0]
        glyphs = frozenset(used[programs[id(program)]])
        thing.stream = [_take_table(subset_program(program, glyphs), b"CFF ")]
        extra["Subtype"] = "/CIDFontType0C"


def _take_table(font: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for entry in range(count):
        name, _, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * entry)
        if name == tag:
            return font[offset : offset + length]
    raise ValueError(f"the font has no table {tag!r}")
