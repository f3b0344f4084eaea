"""What stands where in a PDF, as poppler's pdftotext reads it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from lxml import etree


@dataclass(frozen=True)
class PrintedLine:
    """A printed line; lengths in points from the top left of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def read_lines(pdf: bytes, folder: Path) -> list[list[PrintedLine]]:
    """The lines of each page, from top to bottom, without the spaces poppler puts in."""
    path = folder / "letter.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-bbox-layout", str(path), "-"], capture_output=True, check=True
    )
    root = etree.fromstring(done.stdout, etree.XMLParser(resolve_entities=False, recover=True))
    return [
        sorted((_read_line(line) for line in page.iter("{*}line")), key=lambda line: line.top)
        for page in root.iter("{*}page")
    ]


def _read_line(line: etree._Element) -> PrintedLine:
    text = "".join(word.text or "" for word in line.iter("{*}word"))
    left, top, right, bottom = (
        float(line.get(name, "0")) for name in ("xMin", "yMin", "xMax", "yMax")
    )
    return PrintedLine(text, left, top, right, bottom)
