"""What a page shows of a dossier: a tab for each letter, the sheet of one, the names of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from app.letters.dossier import Dossier, compose_letter
from app.letters.kind_names import KIND_NAMES
from app.letters.letter import Annex, Letter
from app.letters.media import Picture
from app.letters.petition import HOTLINE
from app.letters.render.html import Address, render_sheet
from app.messages import Message
from app.petitions.anchors import find_headings, mark_items

ROWS_SHOWN = 100  # of a signature table; the files hold all rows
LONGEST_STEM = 60  # characters of a download's name before its extension
MIME: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class Tab:
    number: int
    recipient: str
    kind: Message
    is_current: bool
    is_hotline: bool


@dataclass(frozen=True)
class Sheet:
    """`html` is safe markup; `rows` is how many signers there are where only `shown` show."""

    number: int
    html: str
    rows: int | None
    left_out: tuple[str, ...]
    shown: int = ROWS_SHOWN


def list_tabs(dossier: Dossier, current: int) -> tuple[Tab, ...]:
    """A tab for each recipient with a letter of its own."""
    recipients = dossier.petition.recipients
    return tuple(
        Tab(
            number,
            recipients[number - 1].name,
            KIND_NAMES[recipients[number - 1].kind],
            number == current,
            recipients[number - 1].kind == HOTLINE,
        )
        for number in dossier.numbers
    )


def make_sheet(
    dossier: Dossier,
    number: int,
    address: Address,
    *,
    letter: Letter | None = None,
    mark: str = "",
    margins: Mapping[int, Markup] | None = None,
) -> Sheet:
    """Letter `number` as a sheet whose pictures lie at their `address`; raises InputError.

    `letter` is given where it is composed already, `mark` as for a renderer; `margins` stand beside
    the headings of items.
    """
    letter = letter or compose_letter(dossier, number)
    long = any(_is_long(annex) for annex in letter.annexes)
    shown = replace(letter, annexes=tuple(map(_shorten, letter.annexes))) if long else letter
    rows = len(dossier.signers) if long else None
    headings = find_headings(dossier, number, letter)
    html = mark_items(render_sheet(shown, address, mark=mark), headings, margins or {})
    return Sheet(number, html, rows, letter.left_out)


def find_picture(dossier: Dossier, digest: str) -> Picture | None:
    """The photo or the picture of a signature with this digest."""
    drawn = (signer.signature for signer in dossier.signers)
    pictures = (*dossier.photos.values(), *(one for one in drawn if isinstance(one, Picture)))
    return next((picture for picture in pictures if picture.digest == digest), None)


def name_download(dossier: Dossier, number: int, format: str, mark: str = "") -> str:
    """A file name that says what is inside: kind, number and community of the letter, and `mark`."""
    petition = dossier.petition
    kind = KIND_NAMES[petition.recipients[number - 1].kind]
    end = f"-{kind}-{number}" + (f"-{mark}" if mark else "")
    stem = petition.community.name[: LONGEST_STEM - len(end)] + end
    return "".join("_" if char in '/\\:*?"<>|' else char for char in stem) + f".{format}"


def _is_long(annex: Annex) -> bool:
    return annex.table is not None and len(annex.table.rows) > ROWS_SHOWN


def _shorten(annex: Annex) -> Annex:
    if annex.table is None:
        return annex
    return replace(annex, table=replace(annex.table, rows=annex.table.rows[:ROWS_SHOWN]))
