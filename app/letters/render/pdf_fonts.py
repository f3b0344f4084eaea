"""Make the fonts of WeasyPrint's PDF small, in one pass.

WeasyPrint subsets a font twice and keeps every glyph number, which takes half of a letter's time
and 90 kB for thirty characters of a font with 65,535. A CFF font with CIDs needs no glyph
numbers: text names the CIDs, which stay.
"""

from __future__ import annotations

import struct
from typing import Any

from app.letters.render.subset import subset_program


def install_subset(font_class: Any) -> None:
    """Give WeasyPrint's Font (weasyprint.pdf.fonts) our subset for CFF; its own stays for others.

    WeasyPrint has no setting for it. Rests on CID = glyph number, which holds for Fandol and
    Noto CJK.
    """
    usual = font_class.subset

    def subset(self: Any, to_unicode: dict[int, str], hinting: bool) -> None:
        if "CFF " not in self.tables or not to_unicode:
            usual(self, to_unicode, hinting)
            return
        # The upper half of HarfBuzz's index counts named instances of a variable font.
        self.file_content = subset_program(
            self.file_content, frozenset(to_unicode), index=self.index & 0xFFFF
        )

    font_class.subset = subset


def take_out_programs(pdf: Any) -> None:
    """OpenType files of WeasyPrint's pydyf.PDF become the bare CFF they hold."""
    for thing in pdf.objects:
        extra = getattr(thing, "extra", None)
        if extra and extra.get("Subtype") == "/OpenType":
            thing.stream = [_take_table(thing.stream[0], b"CFF ")]
            extra["Subtype"] = "/CIDFontType0C"


def _take_table(font: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for entry in range(count):
        name, _, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * entry)
        if name == tag:
            return font[offset : offset + length]
    raise ValueError(f"the font has no table {tag!r}")
