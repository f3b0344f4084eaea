"""The live letter: the sheet of one recipient with its sisters' tabs and what the review says to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.letters.errors import InputError
from app.letters.render.html import Address
from app.messages import Message
from app.petitions.dossiers import Gathered
from app.petitions.judgement import WEIGHTS, Weight, judge, say_counts
from app.petitions.margins import MARKS, Note, list_notes, write_margins
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
    def counts(self) -> Message:
        """How much is left to do in this letter, in one line."""
        return say_counts([note.remark for note in self.notes])

    @property
    def marks(self) -> tuple[tuple[Weight, str, Message], ...]:
        """What the marks beside this letter mean: weight, mark and words, each mark once."""
        shown = {MARKS[note.remark.weight] for note in self.notes if note.item is not None}
        weights: tuple[Weight, ...] = ("missing", "error", "warning")
        return tuple((one, MARKS[one], WEIGHTS[one]) for one in weights if MARKS[one] in shown)


def make_live_sheet(
    gathered: Gathered, wanted: int | None, address: Address, *, today: dt.date
) -> LiveSheet | None:
    """The sheet of letter `wanted`, or of the first; None where nobody gets a letter."""
    if not gathered.numbers:
        return None
    number = wanted if wanted in gathered.numbers else gathered.numbers[0]
    dossier = gathered.dossier
    notes = list_notes(judge(gathered, today=today), dossier, number)
    tabs = list_tabs(dossier, number)
    try:
        letter = gathered.compose(number)
    except InputError as error:
        return LiveSheet(number, tabs, notes, None, error.said)
    mark = read_mark(letter.language, frozen=False)
    margins = write_margins(notes)
    sheet = make_sheet(dossier, number, address, letter=letter, mark=mark, margins=margins)
    return LiveSheet(number, tabs, notes, sheet, None)
