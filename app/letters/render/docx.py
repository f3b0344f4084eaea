"""Letter to DOCX by python-docx: an Office Open XML package for Word, WPS and LibreOffice.

python-docx makes the whole document but for the rows of signature tables. Where they belong it
leaves a processing instruction, which no word of a letter can look like; while the saved package
is copied, with fixed times, the rows and their drawings take its place.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.coreprops import CoreProperties
from docx.oxml.ns import qn
from lxml import etree

from app.letters.letter import Letter, SealNote, SignatureTable
from app.letters.media import Drawing
from app.letters.render.docx_blocks import SEAL_PLACE, BlockWriter
from app.letters.render.docx_pages import (
    add_mark,
    add_running_line,
    open_empty,
    start_section,
)
from app.letters.render.docx_rows import Drawings, write_rows
from app.letters.render.emf import write_emf
from app.letters.style import LetterStyle

# A zip entry cannot lie before 1980; a fixed time keeps the bytes the same.
_ENTRY_TIME = (1980, 1, 1, 0, 0, 0)
_PLACE = "signature-rows"
_PLACES = re.compile(rb"<\?(signature-rows|seal-picture) (\d+)\?>")
_DRAWING_TYPES = {"emf": "image/x-emf", "png": CONTENT_TYPE.PNG}
_Pending = tuple[list[SignatureTable], list[tuple[SealNote, bool]]]
_Filled = Mapping[str, Sequence[Iterable[str]]]  # by the name of the place
_ROWS_AT_ONCE = 100
_LONGEST_PROPERTY = 255  # python-docx refuses more


def render_docx(letter: Letter, style: LetterStyle, *, mark: str = "") -> bytes:
    """The letter as a .docx; the same bytes for the same letter and style."""
    style = style.for_language(letter.language)
    document = open_empty(style, letter.language)
    _set_properties(document.core_properties, letter)
    tables, seals = _add_content(document, letter, style)
    if mark:
        add_mark(document, mark, style, letter.language)
    saved = io.BytesIO()
    document.save(saved)
    drawings = Drawings(document.part.next_id)
    rows = [write_rows(table, style, letter.language, drawings) for table in tables]
    side = style.seal.picture_mm
    codes = [
        drawings.write_beside(seal.picture, seal.alt, side)
        if is_beside
        else drawings.write(seal.picture, seal.alt, side, side)
        for seal, is_beside in seals
    ]
    return _fill_package(saved, {_PLACE: rows, SEAL_PLACE: codes}, drawings)


def _set_properties(core: CoreProperties, letter: Letter) -> None:
    """The time is the letter's date, so that the bytes depend on the letter alone."""
    core.title = letter.title[:_LONGEST_PROPERTY]
    core.author = core.last_modified_by = letter.author[:_LONGEST_PROPERTY]
    core.language = "zh-CN" if letter.language == "zh" else "en-US"
    core.created = core.modified = dt.datetime.combine(letter.date, dt.time())


def _add_content(document: Document, letter: Letter, style: LetterStyle) -> _Pending:
    """Title, body and annexes; returns the tables and the pictures of seals that are still to come.

    A table of signatures is a section of its own, for its running line.
    """
    writer = BlockWriter(document, style, letter.language)
    writer.add_line("Title", "\n".join(letter.title_lines))
    writer.add_blocks(letter.blocks)
    tables: list[SignatureTable] = []
    for before, annex in zip((None, *letter.annexes), letter.annexes, strict=False):
        running = annex.table is not None
        section = None
        if running or (before and before.table):
            section = start_section(document, style, running=running)
        label = writer.add_line("AnnexLabel", annex.label)
        label.paragraph_format.page_break_before = None if section else True
        writer.add_line("AnnexTitle", annex.title)
        writer.add_blocks(annex.blocks)
        if section and annex.table:
            tables.append(annex.table)
            number = len(tables)
            add_running_line(section, label, annex.table, style, letter.language, number)
            if annex.table.seal:
                writer.place_picture(label, annex.table.seal, is_beside=True)
            _add_signature_table(writer, annex.table, number)
    last = document.element.body.sectPr.getprevious()
    if last.tag == qn("w:tbl"):
        writer.add_line("TableEnd")  # Word wants a paragraph after a table
    return tables, writer.seals


def _add_signature_table(writer: BlockWriter, table: SignatureTable, number: int) -> None:
    """What stands above the table, its head, and the place of its rows."""
    for line in table.summary:
        writer.add_line("TableSummary", line)
    made = writer.add_table(writer.style.table.columns_mm, table.head)
    made._tbl.append(etree.ProcessingInstruction(_PLACE, str(number)))


def _fill_package(saved: io.BytesIO, filled: _Filled, drawings: Drawings) -> bytes:
    """The package as python-docx has saved it, with what was to come, drawings and fixed times."""
    made = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(made, "w") as package:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                data = _append(data, b"</Types>", _write_types(data))
            elif name == "word/document.xml":
                with package.open(_name_entry(name), "w") as part:
                    part.writelines(_fill_document(data, filled))
                continue
            elif name == "word/_rels/document.xml.rels":  # comes after the document
                data = _append(data, b"</Relationships>", _write_relations(drawings))
            package.writestr(_name_entry(name), data)
        for _, target, picture in drawings.parts:
            data = write_emf(picture) if isinstance(picture, Drawing) else picture.data
            package.writestr(_name_entry(f"word/{target}"), data)
    return made.getvalue()


def _name_entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ENTRY_TIME)
    packed = name.endswith((".jpg", ".jpeg", ".png"))
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    return entry


def _fill_document(document: bytes, filled: _Filled) -> Iterator[bytes]:
    """The document with each table's rows and each seal's picture in their place, in pieces."""
    pieces = _PLACES.split(document)
    yield pieces[0]
    for name, number, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        left = iter(filled[name.decode()][int(number) - 1])
        while some := "".join(islice(left, _ROWS_AT_ONCE)):
            yield some.encode()
        yield after


def _append(part: bytes, end: bytes, added: str) -> bytes:
    """An XML part with more children of its root, whose end tag is `end`."""
    head, mark, tail = part.rpartition(end)
    return head + added.encode() + mark + tail


def _write_types(present: bytes) -> str:
    return "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>'
        for ending, kind in _DRAWING_TYPES.items()
        if f'Extension="{ending}"'.encode() not in present
    )


def _write_relations(drawings: Drawings) -> str:
    return "".join(
        f'<Relationship Id="{relation}" Type="{RELATIONSHIP_TYPE.IMAGE}" Target="{target}"/>'
        for relation, target, _ in drawings.parts
    )
