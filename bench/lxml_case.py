"""A bare lxml writer: the signature table alone, in the least DOCX that opens in LibreOffice.

One row is built and copied for each signer. No styles, no headers, no letter.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterator, Sequence

from lxml import etree

from app.letters.letter import SignatureTable
from app.letters.media import Drawing
from app.letters.render.emf import write_emf
from app.letters.style import load_style
from bench.letters import Inputs
from bench.timing import Made, time_making

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = {
    "w": _WORD,
    "r": _OFFICE,
    "wp": f"{_DRAWING}/wordprocessingDrawing",
    "a": f"{_DRAWING}/main",
    "pic": f"{_DRAWING}/picture",
}
_W, _R = f"{{{_WORD}}}", f"{{{_OFFICE}}}"
_EMU_PER_MM = 36000
_WIDTH, _HEIGHT = round(22.2 * _EMU_PER_MM), round(7.4 * _EMU_PER_MM)
_DRAWN = (
    f'<w:p><w:r><w:drawing><wp:inline><wp:extent cx="{_WIDTH}" cy="{_HEIGHT}"/>'
    f'<wp:docPr id="1" name="1"/><a:graphic><a:graphicData uri="{_SPACES["pic"]}"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="1" name="1"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed=""/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{_WIDTH}" cy="{_HEIGHT}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="emf" ContentType="image/x-emf"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def measure_lxml(inputs: Inputs) -> Iterator[Made]:
    """The table as DOCX."""
    table = inputs.table
    yield time_making("annex", "docx", lambda: write_table(table))


def write_table(table: SignatureTable) -> bytes:
    """The package, with one metafile a drawing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _CONTENT_TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", _write_document(table))
        package.writestr("word/_rels/document.xml.rels", _write_relations(len(table.rows)))
        for number, row in enumerate(table.rows, 1):
            assert isinstance(row.signature, Drawing)
            package.writestr(f"word/media/{number}.emf", write_emf(row.signature))
    return buffer.getvalue()


def _write_document(table: SignatureTable) -> bytes:
    document = etree.Element(f"{_W}document", nsmap=_SPACES)
    body = etree.SubElement(document, f"{_W}body")
    drawn = etree.SubElement(body, f"{_W}tbl")
    etree.SubElement(drawn, f"{_W}tblPr")
    grid = etree.SubElement(drawn, f"{_W}tblGrid")
    for column in load_style().table.columns_mm:
        etree.SubElement(grid, f"{_W}gridCol").set(f"{_W}w", str(round(column / 25.4 * 1440)))
    drawn.append(_make_head(table.head))
    pattern = _make_pattern()
    for number, row in enumerate(table.rows, 1):
        made = copy.deepcopy(pattern)
        words = (row.number, row.name, row.unit, row.capacity, row.date)
        for element, text in zip(made.iter(f"{_W}t"), words, strict=True):
            element.text = text
        for blip in made.iter(f"{{{_SPACES['a']}}}blip"):
            blip.set(f"{_R}embed", f"p{number}")
        drawn.append(made)
    etree.SubElement(body, f"{_W}p")
    size = etree.SubElement(etree.SubElement(body, f"{_W}sectPr"), f"{_W}pgSz")
    size.set(f"{_W}w", "11906")  # A4
    size.set(f"{_W}h", "16838")
    written: bytes = etree.tostring(document, xml_declaration=True, encoding="UTF-8")
    return written


def _make_head(titles: Sequence[str]) -> etree._Element:
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{title}</w:t></w:r></w:p></w:tc>" for title in titles)
    return _parse(f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cells}</w:tr>")


def _make_pattern() -> etree._Element:
    """A row with five empty texts and one picture without its file."""
    cell = "<w:tc><w:p><w:r><w:t/></w:r></w:p></w:tc>"
    return _parse(f"<w:tr>{cell * 4}<w:tc>{_DRAWN}</w:tc>{cell}</w:tr>")


def _parse(text: str) -> etree._Element:
    spaces = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())
    return etree.fromstring(text.replace("<w:tr>", f"<w:tr {spaces}>", 1))


def _write_relations(count: int) -> bytes:
    space = f"{_PACKAGE}/relationships"
    # As LibreOffice wants it: the package's own words without a prefix.
    root = etree.fromstring(f'<Relationships xmlns="{space}"/>')
    for number in range(1, count + 1):
        entry = etree.SubElement(root, f"{{{space}}}Relationship")
        entry.set("Id", f"p{number}")
        entry.set("Type", f"{_OFFICE}/image")
        entry.set("Target", f"media/{number}.emf")
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written
