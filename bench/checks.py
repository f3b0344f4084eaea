"""Is what was made really the letter? Run after the timing, on our files and the others' alike."""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable

import pikepdf
from lxml import etree

from bench.letters import Inputs, list_lines
from bench.office import convert_to_pdf
from bench.timing import Made

_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_MOST_ROWS, _LEAST_ROWS = 25, 20  # a page: 225 mm of rows of 9 mm, one of them the head
_MOST_OTHER = 8  # pages besides the table
_MOST_CONVERTED = 100  # signers up to which a DOCX is opened in LibreOffice as well
_SPACE = re.compile(r"\s+")


class WrongResult(Exception):
    """What a case made is not the letter it should have made."""


def check_made(made: Made, inputs: Inputs) -> int:
    """The number of pages (0 for a DOCX); raises WrongResult."""
    if made.step == "first":  # the other letter, whose time is all that matters
        return 0
    if made.format == "html":
        _check_words(made.data.decode(), ["联名诉求书", "记录"])
        return 0
    letter = inputs.appended if made.step == "appended" else inputs.letter
    rows = [row for annex in letter.annexes if annex.table for row in annex.table.rows]
    wanted = [word for row in rows for word in (row.name, row.unit)]
    lines = [] if made.step == "annex" else list_lines(letter)
    if made.format == "docx":
        _check_docx(made.data, [*wanted, *lines], len(rows))
        if inputs.count <= _MOST_CONVERTED:
            _check_pdf(_open_in_office(made.data, inputs), [*wanted, *lines[:1]], len(rows))
        return 0
    if made.filled is not None:
        _check_docx(made.filled, [*wanted, *lines], len(rows))
    return _check_pdf(made.data, [*wanted, *lines[:1]], len(rows))


def _check_docx(data: bytes, wanted: Iterable[str], drawings: int) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"), etree.XMLParser(huge_tree=True))
        media = [name for name in package.namelist() if name.startswith("word/media/")]
    _check_words("".join(element.text or "" for element in root.iter(_TEXT)), wanted)
    if len(media) != drawings:
        raise WrongResult(f"{len(media)} pictures in the DOCX, not {drawings}")


def _check_pdf(data: bytes, wanted: Iterable[str], rows: int) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = len(pdf.pages)
    least, most = max(1, rows // _MOST_ROWS), rows // _LEAST_ROWS + _MOST_OTHER
    if not least <= pages <= most:
        raise WrongResult(f"{pages} pages for {rows} rows, not {least} to {most}")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        done = subprocess.run(
            ["pdftotext", "-layout", file.name, "-"], check=True, capture_output=True, text=True
        )
    _check_words(done.stdout, wanted)
    return pages


def _check_words(text: str, wanted: Iterable[str]) -> None:
    """Every word is there. Most are found at once; the rest are looked for across line breaks."""
    known = set(text.split())
    missing = [word for word in wanted if word not in known]
    whole = _SPACE.sub("", text)
    missing = [word for word in missing if _SPACE.sub("", word) not in whole]
    if missing:
        raise WrongResult(f"{len(missing)} of the letter's words are missing: {missing[:3]}")


def _open_in_office(data: bytes, inputs: Inputs) -> bytes:
    path = inputs.folder / "opened.docx"
    path.write_bytes(data)
    return convert_to_pdf(path, inputs.folder / "profile")
