"""Words in a DOCX: runs, fields and how wide text is; what python-docx leaves to its elements."""

from __future__ import annotations

import re
import unicodedata
from typing import cast

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from app.messages import Language

# Characters that Word sets in the Latin font unless told otherwise: “ ” ‘ ’ — … · and the like.
_AMBIGUOUS = re.compile("[\u00a0-\u2e7f]")


def add_text(paragraph: Paragraph, text: str, language: Language) -> Run:
    """The text as a run at the end of the paragraph; "\\n" is a line break."""
    run = paragraph.add_run(text)
    if is_ambiguous(text, language):
        run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
    return run


def add_field(paragraph: Paragraph, code: str, result: str) -> None:
    """A field that shows `result` until a program counts; a {FIELD} within `code` is nested."""
    _add_mark(paragraph, "begin")
    for piece in re.split(r"(\{[^}]*\})", code):
        if piece.startswith("{"):
            add_field(paragraph, piece[1:-1], "1")
        elif piece:
            instruction = add_element(paragraph.add_run().element, "w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = piece
    _add_mark(paragraph, "separate")
    paragraph.add_run(result)
    _add_mark(paragraph, "end")


def add_element(parent: BaseOxmlElement, tag: str, **attributes: object) -> BaseOxmlElement:
    """A new last child, for what python-docx has no name for; attributes are in its namespace."""
    prefix = tag.partition(":")[0]
    made = {qn(f"{prefix}:{name}"): str(value) for name, value in attributes.items()}
    element = cast("BaseOxmlElement", OxmlElement(tag, made))
    parent.append(element)
    return element


def is_ambiguous(text: str, language: Language) -> bool:
    """Whether Word has to be told that the text's marks are Chinese."""
    return language == "zh" and _AMBIGUOUS.search(text) is not None


def measure(text: str) -> float:
    """The width of a line of text in characters (em): full width 1, Latin a half.

    Word puts a quarter of a character between Chinese and Latin (autoSpaceDE, autoSpaceDN).
    """
    if text.isascii():
        return len(text) / 2
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


def _add_mark(paragraph: Paragraph, kind: str) -> None:
    add_element(paragraph.add_run().element, "w:fldChar", fldCharType=kind)
