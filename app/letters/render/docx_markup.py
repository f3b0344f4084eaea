"""WordprocessingML as strings: runs, paragraphs, fields, pictures, and how wide text is.

Strings rather than elements, because annex 1 has up to 10,000 rows.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from app.letters.media import Drawing, Picture
from app.messages import Language

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
EMU_PER_MM = 36000
# Characters that Word sets in the Latin font unless told otherwise: “ ” ‘ ’ — … · and the like.
_AMBIGUOUS = re.compile("[\u00a0-\u2e7f]")
_SPECIAL = re.compile('[&<>"]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_HINT = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'


def escape(text: str) -> str:
    """Text that may stand in an element or a quoted attribute."""
    if _SPECIAL.search(text):
        return _SPECIAL.sub(lambda found: _ENTITIES[found[0]], text)
    return text


def convert_mm(length: float) -> int:
    """Millimetres in twips (1/20 pt)."""
    return round(length * 1440 / 25.4)


def convert_pt(length: float) -> int:
    """Points in twips."""
    return round(length * 20)


def measure(text: str) -> float:
    """The width of a line of text in characters (em): full width 1, Latin a half.

    Word puts a quarter of a character between Chinese and Latin (autoSpaceDE, autoSpaceDN).
    """
    width = 0.0
    before = ""
    for char in text:
        wide = unicodedata.east_asian_width(char) in "WFA" and char.isprintable()
        kind = "" if not char.isalnum() else "wide" if wide else "narrow"
        width += 1 if wide else 0.5
        if kind and before and kind != before:
            width += 0.25
        before = kind
    return width


def write_run(text: str, language: Language, properties: str = "") -> str:
    """A run; "\\n" in the text is a line break."""
    head = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    if not head and language == "zh" and _AMBIGUOUS.search(text):
        head = _HINT
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{head}{'<w:br/>'.join(lines)}</w:r>"


def write_paragraph(
    style: str,
    content: str,
    *,
    keep_next: bool = False,
    new_page: bool = False,
    before: int = 0,
    indent: str = "",
) -> str:
    """A paragraph of a named style.

    `content` is runs, `before` the space above in twips, `indent` the attributes of a w:ind.
    """
    keep = "<w:keepNext/>" if keep_next else ""
    page = "<w:pageBreakBefore/>" if new_page else ""
    space = f'<w:spacing w:before="{before}"/>' if before else ""
    ind = f"<w:ind {indent}/>" if indent else ""
    head = f'<w:pPr><w:pStyle w:val="{style}"/>{keep}{page}{space}{ind}</w:pPr>'
    return f"<w:p>{head}{content}</w:p>"


def write_field(code: str, result: str) -> str:
    """A field: `code` is escaped instruction text or runs (nested fields), `result` is text."""
    if not code.startswith("<"):
        code = write_instruction(code)
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{code}'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{result}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def write_instruction(code: str) -> str:
    """A piece of a field's code."""
    return f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'


@dataclass
class Media:
    """The pictures of one document: each digest is one part, however often it is shown."""

    names: dict[str, str] = field(default_factory=dict)
    parts: list[tuple[str, str, Drawing | Picture]] = field(default_factory=list)
    shown: int = 0

    def write_picture(
        self, picture: Drawing | Picture, alt: str, width_mm: float, height_mm: float
    ) -> str:
        """A run with the picture, as large as fits into the box, its sides in proportion."""
        relation = self.names.get(picture.digest) or self._add(picture)
        scale = min(width_mm / picture.width, height_mm / picture.height) * EMU_PER_MM
        x, y = round(picture.width * scale), round(picture.height * scale)
        self.shown += 1
        return (
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{x}" cy="{y}"/>'
            f'<wp:docPr id="{self.shown}" name="{relation}" descr="{escape(alt)}"/><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{self.shown}" name="{relation}"/>'
            f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/>'
            "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
            f'<a:off x="0" y="0"/><a:ext cx="{x}" cy="{y}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )

    def _add(self, picture: Drawing | Picture) -> str:
        relation = f"image{len(self.parts) + 1}"
        ending = "emf" if isinstance(picture, Drawing) else picture.format
        self.names[picture.digest] = relation
        self.parts.append((relation, f"media/{relation}.{ending}", picture))
        return relation
