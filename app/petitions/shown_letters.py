"""A letter that a page or a file shows: of the draft as it is stored, or of a frozen version."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.files.letters import find_letter
from app.letters.dossier import render_letter
from app.letters.render import Format
from app.letters.render.layout_faults import LayoutFault
from app.letters.render.page_pictures import count_pages
from app.petitions.dossiers import (
    Gathered,
    gather_draft,
    gather_frozen,
    gather_stored,
    gather_version,
)
from app.petitions.drafts import FROZEN, find_entry, load_whole
from app.petitions.freezing import find_last_version, find_version
from app.petitions.models import Petition, Version
from app.petitions.press import Printed, make_letter_key, pack, print_letter, read_mark, unpack
from app.petitions.sheets import Tab, list_tabs, name_download

Keep = Callable[[str, bytes], None]


class NoLetter(Exception):
    """Nobody with this number gets a letter."""


@dataclass(frozen=True)
class Layout:
    """What a page about the pages of a letter tells of them."""

    pages: int = 0
    faults: tuple[LayoutFault, ...] = ()


@dataclass(frozen=True)
class ShownLetter:
    """`version` is nothing for a draft; photos are there without their bytes."""

    petition: Petition
    version: Version | None
    gathered: Gathered
    number: int

    @property
    def mark(self) -> str:
        """草稿, or nothing."""
        language = self.gathered.dossier.petition.language
        return read_mark(language, frozen=self.version is not None)

    @property
    def tabs(self) -> tuple[Tab, ...]:
        return list_tabs(self.gathered.dossier, self.number)

    @property
    def version_number(self) -> int | None:
        return self.version.number if self.version else None

    def name_file(self, format: str) -> str:
        return name_download(self.gathered.dossier, self.number, format, self.mark)


def find_shown(
    session: Session,
    community_id: uuid.UUID,
    petition_id: uuid.UUID,
    number: int,
    version: int | None,
    *,
    today: dt.date,
) -> ShownLetter:
    """Letter `number` of a version: the one asked for, a frozen petition's last, or the draft.

    Raises NoPetition, NoVersion, NoLetter.
    """
    petition = find_entry(session, community_id, petition_id)
    found: Version | None = None
    if version is not None:
        found = find_version(session, petition.id, version)
    elif petition.state == FROZEN:
        found = find_last_version(session, petition.id)
    gathered = (
        gather_frozen(session, petition, found, today=today)
        if found
        else gather_stored(session, petition, today=today)
    )
    if number not in gathered.numbers:
        raise NoLetter
    return ShownLetter(petition, found, gathered, number)


def print_shown(session: Session, shown: ShownLetter, keep: Keep, *, today: dt.date) -> Printed:
    """The printed letter: the one that is kept, or a new one, which `keep` keeps under its key.

    Raises InputError.
    """
    community_id, gathered, number = shown.petition.community_id, shown.gathered, shown.number
    key = gathered.workings.recall(
        ("key", number, shown.mark),
        lambda: make_letter_key(community_id, gathered.compose(number), shown.mark),
    )
    kept = find_letter(session, community_id, key)
    if kept is not None:
        return unpack(kept)
    whole = _gather_whole(session, shown, today)
    printed = print_letter(whole.dossier, whole.compose(shown.number), shown.mark)
    keep(key, pack(printed))
    return printed


def lay_out_shown(session: Session, shown: ShownLetter, keep: Keep, *, today: dt.date) -> Layout:
    """How many pages the letter has and what is wrong with them; printed where it never was.

    Raises InputError.
    """

    def look() -> Layout:
        printed = print_shown(session, shown, keep, today=today)
        return Layout(count_pages(printed.pdf), printed.faults)

    return shown.gathered.workings.recall(("layout", shown.number, shown.mark), look)


def make_file(
    session: Session, shown: ShownLetter, format: str, keep: Keep, *, today: dt.date
) -> bytes:
    """The letter as pdf, docx or txt. Raises InputError."""
    if format == "pdf":
        return print_shown(session, shown, keep, today=today).pdf
    whole = _gather_whole(session, shown, today)
    form: Format = "docx" if format == "docx" else "txt"
    return render_letter(whole.dossier, whole.compose(shown.number), form, mark=shown.mark)


def _gather_whole(session: Session, shown: ShownLetter, today: dt.date) -> Gathered:
    """With the bytes of the photos, which are never remembered."""
    petition = shown.petition
    if shown.version is not None:
        return gather_version(session, petition, shown.version, today=today)
    whole = load_whole(session, petition)
    return gather_draft(session, whole, whole.document, today=today)
