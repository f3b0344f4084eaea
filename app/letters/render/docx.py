"""Letter to DOCX: an Office Open XML package for Word, WPS and LibreOffice.

The parts are written as strings straight into the package: python-docx would bring its template's
thumbnail, numbering and 400 kB of styles, and takes minutes for 10,000 signatures.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator

from app.letters.letter import Annex, Letter
from app.letters.media import Drawing
from app.letters.render.docx_blocks import write_blocks, write_title
from app.letters.render.docx_markup import (
    DECLARATION,
    NAMESPACES,
    Media,
    escape,
    write_paragraph,
    write_run,
)
from app.letters.render.docx_pages import (
    close_section,
    write_footer,
    write_header,
    write_section,
)
from app.letters.render.docx_styles import write_font_table, write_settings, write_styles
from app.letters.render.docx_table import write_signature_table
from app.letters.render.docx_theme import write_theme
from app.letters.render.emf import write_emf
from app.letters.style import LetterStyle

# A zip entry cannot lie before 1980; a fixed time keeps the bytes the same.
_ENTRY_TIME = (1980, 1, 1, 0, 0, 0)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def render_docx(letter: Letter, style: LetterStyle) -> bytes:
    """The letter as a .docx; the same bytes for the same letter and style."""
    buffer = io.BytesIO()
    media = Media()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        headers = {
            f"header{number}.xml": write_header(annex.table, style, letter.language, number)
            for number, annex in enumerate(_list_tables(letter), 1)
            if annex.table is not None
        }
        parts = {
            "styles.xml": write_styles(style, letter.language),
            "settings.xml": write_settings(letter.language),
            "fontTable.xml": write_font_table(style),
            "theme/theme1.xml": write_theme(style),
            "footer1.xml": write_footer(style, "right"),
            "footer2.xml": write_footer(style, "left"),
            "header0.xml": write_header(None, style, letter.language, 0),
            **headers,
        }
        _add(package, "[Content_Types].xml", _write_content_types(parts))
        _add(package, "_rels/.rels", _write_package_relations())
        _add(package, "docProps/core.xml", _write_core(letter))
        with package.open(_name_entry("word/document.xml"), "w") as part:
            for piece in _write_document(letter, style, media):
                part.write(piece.encode())
        for name, text in parts.items():
            _add(package, f"word/{name}", text)
        _add(package, "word/_rels/document.xml.rels", _write_relations(parts, media))
        for _, target, picture in media.parts:
            data = write_emf(picture) if isinstance(picture, Drawing) else picture.data
            _add(package, f"word/{target}", data)
    return buffer.getvalue()


def _list_tables(letter: Letter) -> list[Annex]:
    return [annex for annex in letter.annexes if annex.table is not None]


def _write_document(letter: Letter, style: LetterStyle, media: Media) -> Iterator[str]:
    """The document in pieces. A table of signatures is a section of its own, for its header."""
    yield f"{DECLARATION}<w:document {NAMESPACES}><w:body>"
    pieces = [write_title(letter.title_lines, letter.language)]
    pieces += write_blocks(letter.blocks, letter.language, style, media)
    plain = write_section(style, letter.language, header=0)
    tables = 0
    for annex in letter.annexes:
        if annex.table is None:
            pieces += _write_annex_head(annex, letter, bool(pieces), 0)
            pieces += write_blocks(annex.blocks, letter.language, style, media)
            continue
        tables += 1
        if pieces:
            yield from close_section(pieces, plain)
        yield "".join(_write_annex_head(annex, letter, False, tables))
        yield from (
            write_paragraph("TableSummary", write_run(line, letter.language))
            for line in annex.table.summary
        )
        yield from write_signature_table(annex.table, style, letter.language, media)
        own = write_section(style, letter.language, header=tables)
        if annex is letter.annexes[-1]:
            yield f"{write_paragraph('TableEnd', '')}{own}</w:body></w:document>"
            return
        yield from close_section([write_paragraph("TableEnd", "")], own)
        pieces = []
    yield from pieces
    if pieces[-1].endswith("</w:tbl>"):
        yield write_paragraph("TableEnd", "")
    yield f"{plain}</w:body></w:document>"


def _write_annex_head(annex: Annex, letter: Letter, new_page: bool, bookmark: int) -> list[str]:
    label = write_run(annex.label, letter.language)
    if bookmark:
        label = (
            f'<w:bookmarkStart w:id="{bookmark}" w:name="signatures{bookmark}"/>{label}'
            f'<w:bookmarkEnd w:id="{bookmark}"/>'
        )
    return [
        write_paragraph("AnnexLabel", label, new_page=new_page),
        write_paragraph("AnnexTitle", write_run(annex.title, letter.language)),
    ]


def _name_entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ENTRY_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _add(package: zipfile.ZipFile, name: str, data: str | bytes) -> None:
    package.writestr(_name_entry(name), data)


def _write_content_types(parts: Iterable[str]) -> str:
    kinds = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "emf": "image/x-emf",
        "png": "image/png",
        "jpeg": "image/jpeg",
    }
    defaults = "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in kinds.items()
    )
    overrides = "".join(
        f'<Override PartName="/word/{name}" ContentType="{_name_content(name)}"/>' for name in parts
    )
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">{defaults}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
        f"{overrides}</Types>"
    )


def _name_kind(part: str) -> str:
    """The relationship and content kind of a part: footer1.xml is a footer."""
    return part.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")


def _name_content(part: str) -> str:
    kind = _name_kind(part)
    if kind == "theme":
        return "application/vnd.openxmlformats-officedocument.theme+xml"
    return f"{_WORD}.{kind}+xml"


def _write_package_relations() -> str:
    return (
        f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
        ' Target="docProps/core.xml"/></Relationships>'
    )


def _write_relations(parts: Iterable[str], media: Media) -> str:
    own = [(part.rpartition("/")[2].removesuffix(".xml"), _name_kind(part), part) for part in parts]
    pictures = [(relation, "image", target) for relation, target, _ in media.parts]
    entries = "".join(
        f'<Relationship Id="{relation}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for relation, kind, target in (*own, *pictures)
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _write_core(letter: Letter) -> str:
    """Core properties; the time is the letter's date, so that the bytes depend on it alone."""
    when = dt.datetime.combine(letter.date, dt.time()).isoformat() + "Z"
    tongue = "zh-CN" if letter.language == "zh" else "en-US"
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(letter.title)}</dc:title><dc:creator>{escape(letter.author)}"
        f"</dc:creator><dc:language>{tongue}</dc:language>"
        f"<cp:lastModifiedBy>{escape(letter.author)}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified>'
        "</cp:coreProperties>"
    )
