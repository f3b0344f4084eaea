"""The letter as plain text: to paste into a form, a mail or a chat."""

from __future__ import annotations

from collections.abc import Iterator

from app.letters.letter import (
    Addressee,
    Annex,
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
    SealNote,
    Signature,
    SignatureTable,
    Table,
)


def render_txt(letter: Letter, *, mark: str = "") -> bytes:
    """UTF-8, `mark` and an empty line before all, a paragraph a line, line feeds; Chinese paragraphs indented by two ideographic spaces.

    A hotline text has no indents: it is pasted into a form that counts them.
    """
    indented = letter.language == "zh" and letter.kind != "hotline"
    indent = "\u3000\u3000" if indented else ""
    lines = [letter.title]
    for block in letter.blocks:
        made = list(_block_lines(block, indent))
        lines += made if made[:1] == [""] or len(lines) > 1 else ["", *made]
    for annex in letter.annexes:
        lines += ["", *_annex_lines(annex, indent)]
    lines = [mark, "", *lines] if mark else lines
    return ("\n".join(line.rstrip() for line in lines).strip("\n") + "\n").encode()


def _block_lines(block: Block, indent: str) -> Iterator[str]:
    match block:
        case Heading(_, number, text):
            yield from ("", f"{indent if number else ''}{number}{text}")
        case Paragraph(text):
            yield indent + text
        case NumberedList(entries):
            yield from (f"{indent}{number}{text}" for number, text in entries)
        case Addressee(lines):
            yield from (*lines, "")
        case Closing((first, *rest)):
            yield from ("", indent + first, *rest)
        case AnnexNote(label, entries):
            yield ""
            for position, (number, text) in enumerate(entries):
                pad = "\u3000" * len(label) if indent else " " * len(label)
                yield f"{indent}{pad if position else label}{number}{text}"
        case Signature(lines):
            yield from ("", *lines)
        case DateLine(text):
            yield text
        case Contact(lines):
            yield from (indent + line for line in lines)
        case Table(head, rows):
            yield from ("\t".join(row) for row in ((head, *rows) if head else rows))
        case Figure(_, caption, _):
            yield caption
        case SealNote(lines):
            yield from ("", *lines)
        case Closing():
            raise ValueError("a closing has at least one line")


def _annex_lines(annex: Annex, indent: str) -> Iterator[str]:
    yield from (annex.label, annex.title, "")
    for block in annex.blocks:
        yield from _block_lines(block, indent)
    if annex.table:
        yield from _table_lines(annex.table)


def _table_lines(table: SignatureTable) -> Iterator[str]:
    yield from (*table.summary, "\t".join(table.head))
    for row in table.rows:
        capacity = row.capacity.replace("\n", "; ")
        yield "\t".join((row.number, row.name, row.unit, capacity, "", row.date))
