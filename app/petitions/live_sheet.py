"""The live letter: the sheet of one recipient with its sisters' tabs and what the review says to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.letters.errors import InputError
from app.letters.render.html import Address
from app.messages import Message
from app.petitions.dossiers import Gathered
from app.petitions.judgement import judge
from app.petitions.margins import Note, list_notes, write_margins
from app.petitions.press import read_mark
from app.petitions.sheets import Sheet, Tab, list_tabs, make_sheet


@dataclass(frozen=True)
class LiveSheet:
    """`sheet` is nothing where the letter cannot be composed; `refused` then says why."""

    number: int
    tabs: tuple[Tab, ...]
    notes: tuple[Note, ...]
    sheet: Sheet | None
    refused: Message | None

    @property
    def counts(self) -> tuple[int, int]:
        """How many notes have to be mended before freezing, and how many need not."""
        warnings = sum(note.remark.weight == "warning" for note in self.notes)
        return len(self.notes) - warnings, warnings


def make_live_sheet(
    gathered: Gathered, wanted: int | None, address: Address, *, today: dt.date
) -> LiveSheet | None:
    """The sheet of letter `wanted`, or of the first; None where nobody gets a letter."""
    if not gathered.numbers:
        return None
    number = wanted if wanted in gathered.numbers else gathered.numbers[0]
    dossier = gathered.dossier
    judged = judge(gathered.document, today=today, opened=gathered.opened)
    notes = list_notes(judged, dossier, number)
    tabs = list_tabs(dossier, number)
    try:
        letter = gathered.compose(number)
    except InputError as error:
        return LiveSheet(number, tabs, notes, None, error.said)
    mark = read_mark(letter.language, frozen=False)
    margins = write_margins(notes)
    sheet = make_sheet(dossier, number, address, letter=letter, mark=mark, margins=margins)
    return LiveSheet(number, tabs, notes, sheet, None)
