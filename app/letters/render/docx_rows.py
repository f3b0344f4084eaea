"""The rows of annex 1 as strings: the one part of a DOCX that python-docx cannot make in time.

Annex 1 has up to 10,000 rows, each with a drawn signature; through python-docx's own tables and
pictures they take minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import nsdecls, nsmap
from docx.shared import Mm

from app.letters.letter import SignatureRow, SignatureTable
from app.letters.media import Drawing, Picture
from app.letters.render.docx_styles import (
    FINE_STYLES,
    MM_PER_PT,
    compute_fine_line,
)
from app.letters.render.docx_text import is_ambiguous, measure
from app.letters.style import LetterStyle
from app.messages import Language

_SPECIAL = re.compile('[&<>"]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_HINT = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
_PICTURE = (
    f'<a:graphic {nsdecls("a")}><a:graphicData uri="{nsmap["pic"]}"><pic:pic {nsdecls("pic")}>'
)
_FLOATING = (
    'simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"'
)
_UPPER_RIGHT = (
    '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>right</wp:align>'
    '</wp:positionH><wp:positionV relativeFrom="margin"><wp:align>top</wp:align></wp:positionV>'
)
_SIGNATURE = 4  # the column of the drawing


@dataclass
class Drawings:
    """The signatures of one document: each digest is one part, however often it is shown.

    `parts`: relationship, name of the part below word/, what it shows. `shown` is the highest
    number that a picture of the document bears.
    """

    shown: int = 0
    parts: list[tuple[str, str, Drawing | Picture]] = field(default_factory=list)
    _relations: dict[str, str] = field(default_factory=dict)

    def write(self, picture: Drawing | Picture, alt: str, width_mm: float, height_mm: float) -> str:
        """A run with the picture, as large as fits into the box, its sides in proportion."""
        relation = self._relations.get(picture.digest) or self._add(picture)
        scale = min(Mm(width_mm) / picture.width, Mm(height_mm) / picture.height)
        x, y = round(picture.width * scale), round(picture.height * scale)
        self.shown += 1
        return (
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{x}" cy="{y}"/>'
            f'<wp:docPr id="{self.shown}" name="{relation}" descr="{escape(alt)}"/>'
            f'{_PICTURE}<pic:nvPicPr><pic:cNvPr id="{self.shown}" name="{relation}"/>'
            f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/>'
            "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
            f'<a:off x="0" y="0"/><a:ext cx="{x}" cy="{y}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )

    def write_beside(self, picture: Drawing, alt: str, side_mm: float) -> str:
        """The same at the upper right of the text area, where words do not run around it."""
        inline = self.write(picture, alt, side_mm, side_mm)
        start, rest = inline.split("<wp:docPr", 1)
        start = start.replace("<wp:inline ", f"<wp:anchor {_FLOATING} ", 1)
        start = start.replace("<wp:extent", f"{_UPPER_RIGHT}<wp:extent", 1)
        rest = rest.replace("</wp:inline>", "</wp:anchor>", 1)
        return f"{start}<wp:wrapNone/><wp:docPr{rest}"

    def _add(self, picture: Drawing | Picture) -> str:
        relation = f"signature{len(self.parts) + 1}"
        ending = "emf" if isinstance(picture, Drawing) else picture.format
        self._relations[picture.digest] = relation
        self.parts.append((relation, f"media/{relation}.{ending}", picture))
        return relation


def write_rows(
    table: SignatureTable, style: LetterStyle, language: Language, drawings: Drawings
) -> Iterator[str]:
    """The table's rows, in the style's fixed height; one whose words do not fit in even when
    small grows."""
    writer = _RowWriter(style, language, drawings)
    return map(writer.write, table.rows)


def escape(text: str) -> str:
    """Text that may stand in an element or a quoted attribute."""
    if _SPECIAL.search(text):
        return _SPECIAL.sub(lambda found: _ENTITIES[found[0]], text)
    return text


class _RowWriter:
    """What all rows share is made once."""

    def __init__(self, style: LetterStyle, language: Language, drawings: Drawings) -> None:
        self.table, self.language, self.drawings = style.table, language, drawings
        padding = 2 * style.table.padding_mm
        self.rooms = tuple(width - padding for width in style.table.columns_mm)
        self.cells = tuple(
            f'<w:tc><w:tcPr><w:tcW w:w="{Mm(width).twips}" w:type="dxa"/>'
            '<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="'
            for width in style.table.columns_mm
        )
        height = Mm(style.table.row_height_mm).twips
        self.heads = {
            rule: f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="{rule}"/>'
            "</w:trPr>"
            for rule in ("exact", "atLeast")
        }

    def write(self, row: SignatureRow) -> str:
        rule = "exact"
        words = (row.number, row.name, row.unit, row.capacity, "", row.date)
        cells: list[str] = []
        for column, (text, room) in enumerate(zip(words, self.rooms, strict=True)):
            content, fitting = "", "TableText"
            if text:
                content = self._write_run(text)
                found = self._find_fitting(text, room)
                if found is None:
                    rule = "atLeast"
                fitting = found or FINE_STYLES[0][0]
            elif column == _SIGNATURE and row.signature is not None:
                height = self.table.drawing_height_mm
                content = self.drawings.write(row.signature, row.name, room, height)
            cells.append(f'{self.cells[column]}{fitting}"/></w:pPr>{content}</w:p></w:tc>')
        return f"{self.heads[rule]}{''.join(cells)}</w:tr>"

    def _write_run(self, text: str) -> str:
        """A run; "\\n" in the text is a line break."""
        head = _HINT if is_ambiguous(text, self.language) else ""
        lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
        return f"<w:r>{head}{'<w:br/>'.join(lines)}</w:r>"

    def _find_fitting(self, text: str, room_mm: float) -> str | None:
        """The style in which the text fits into the row, or None."""
        size, room = self.table.text_pt, room_mm / MM_PER_PT
        if "\n" not in text and (len(text) * size <= room or measure(text) * size <= room):
            return "TableText"
        height = self.table.row_height_mm / MM_PER_PT - 2 * self.table.rule_pt
        for name, share in FINE_STYLES:
            small = size * share
            lines = sum(-(-measure(line) * small // room) for line in text.split("\n"))
            if lines * compute_fine_line(small) <= height:
                return name
        return None
