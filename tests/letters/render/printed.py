"""The words that a letter should print, and those that its PDF and DOCX do print."""

from __future__ import annotations

import io
import re

import pikepdf
from docx import Document
from lxml import html

from app.letters.letter import (
    Addressee,
    AnnexNote,
    Block,
    Closing,
    Contact,
    DateLine,
    Figure,
    Heading,
    Letter,
    NumberedList,
    Paragraph,
    Signature,
    Table,
)
from app.letters.render import Format

_SPACE = re.compile(r"\s+")
_PAGE_NUMBER = re.compile(r"—\s*\d+\s*—\s*$")  # the last words of a page


def squeeze(text: str) -> str:
    return _SPACE.sub("", text)


def expected_words(letter: Letter, *, line_break: str = "") -> str:
    """All words of the letter in order, without white space.

    `line_break` stands in a cell of the signature table where the format has no second line.
    """
    parts = [letter.title, *(_block_words(block) for block in letter.blocks)]
    for annex in letter.annexes:
        parts += [annex.label, annex.title, *(_block_words(block) for block in annex.blocks)]
        if annex.table:
            parts += [*annex.table.summary, *annex.table.head]
            for row in annex.table.rows:
                parts += [row.number, row.name, row.unit]
                parts += [row.capacity.replace("\n", line_break), row.date]
    return squeeze("".join(parts))


def _block_words(block: Block) -> str:
    match block:
        case Heading(_, number, text):
            return number + text
        case Paragraph(text) | DateLine(text):
            return text
        case NumberedList(entries):
            return "".join(number + text for number, text in entries)
        case AnnexNote(label, entries):
            return label + "".join(number + text for number, text in entries)
        case Addressee(lines) | Closing(lines) | Signature(lines) | Contact(lines):
            return "".join(lines)
        case Table(head, rows):
            return "".join("".join(row) for row in (head, *rows))
        case Figure(_, caption, _):
            return caption


def printed_words(data: bytes, format: Format) -> str:
    """The words of a rendered letter in order, without white space and page furniture."""
    match format:
        case "pdf":
            return pdf_words(data)
        case "docx":
            return docx_words(data)
        case "html":
            return squeeze(html.document_fromstring(data).find(".//article").text_content())
        case "txt":
            return squeeze(data.decode())


def docx_words(data: bytes) -> str:
    """The text of the document's body in order (headers and footers are furniture)."""
    body = Document(io.BytesIO(data)).element.body
    namespace = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
    return squeeze("".join(element.text or "" for element in body.iter(namespace)))


def pdf_words(data: bytes) -> str:
    """What the content streams show outside of artifacts (page numbers, repeated heads)."""
    with pikepdf.open(io.BytesIO(data)) as document:
        maps: dict[tuple[int, int], dict[int, str]] = {}
        return squeeze(
            "".join(_PAGE_NUMBER.sub("", _page_words(page, maps)) for page in document.pages)
        )


def _page_words(page: pikepdf.Page, maps: dict[tuple[int, int], dict[int, str]]) -> str:
    fonts = page.resources.get("/Font", pikepdf.Dictionary())
    shown: list[str] = []
    marks: list[bool] = []
    font: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BMC" | "BDC":
                marks.append(str(operands[0]) == "/Artifact")
            case "EMC":
                marks.pop()
            case "Tf":
                chosen = fonts[str(operands[0])]
                if chosen.objgen not in maps:
                    maps[chosen.objgen] = read_to_unicode(chosen.ToUnicode.read_bytes().decode())
                font = maps[chosen.objgen]
            case "Tj" | "TJ" if not any(marks):
                strings = operands[0] if str(operator) == "TJ" else operands
                for string in strings:
                    if isinstance(string, pikepdf.String):
                        codes = bytes(string)
                        shown += [
                            font[int.from_bytes(codes[start : start + 2], "big")]
                            for start in range(0, len(codes), 2)
                        ]
    return "".join(shown)


def read_to_unicode(cmap: str) -> dict[int, str]:
    """Codes to text, from the bfchar and bfrange sections of a ToUnicode map."""
    table: dict[int, str] = {}
    for section in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", section):
            table[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for section in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.S):
        ranges = re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", section)
        for first, last, text in ranges:
            start = bytes.fromhex(text).decode("utf-16-be")
            for offset in range(int(last, 16) - int(first, 16) + 1):
                table[int(first, 16) + offset] = start[:-1] + chr(ord(start[-1]) + offset)
    return table
