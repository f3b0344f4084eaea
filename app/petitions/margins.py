"""Findings beside the sheet of one letter: a mark in the margin of its item, a line in a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from app.letters.dossier import Dossier
from app.messages import Message, message
from app.petitions.anchors import list_items
from app.petitions.judgement import WEIGHTS, Judgement, Remark
from app.web.languages import say

_ITEM = re.compile(r"items\.(\d+)\b")
_RECIPIENT = re.compile(r"recipients\.(\d+)\b")
MARKS = {"missing": "○", "fault": "!", "error": "!", "warning": "?"}


@dataclass(frozen=True)
class Note:
    """A remark with its number beside the sheet; `item` is the index in the petition of its item."""

    number: int
    remark: Remark
    item: int | None

    @property
    def level(self) -> Message:
        return WEIGHTS[self.remark.weight]


def list_notes(judgement: Judgement, dossier: Dossier, number: int) -> tuple[Note, ...]:
    """The remarks that concern letter `number`: its items, its recipient, the whole; in this order."""
    items = list_items(dossier, number)
    stored = {_read_index(judgement, f"items[{index}]"): index for index in items}
    recipient = _read_index(judgement, f"recipients[{number - 1}]")
    placed = []
    for remark in judgement.remarks:
        item = _find_index(_ITEM, remark.field)
        to = _find_index(_RECIPIENT, remark.field)
        if (item is None or item in stored) and (to is None or to == recipient):
            placed.append((None if item is None else stored[item], remark))
    placed.sort(key=lambda one: (one[0] is None, items.index(one[0]) if one[0] is not None else 0))
    return tuple(Note(count, remark, item) for count, (item, remark) in enumerate(placed, 1))


def write_margins(notes: Iterable[Note]) -> Mapping[int, Markup]:
    """What stands in the margin of each item: a link to the field of every remark."""
    margins: dict[int, list[Markup]] = {}
    for note in notes:
        if note.item is not None:
            margins.setdefault(note.item, []).append(_write_mark(note))
    return {
        item: Markup('<aside class="margin" aria-label="{}">{}</aside>').format(
            say(message("第{item}项的检查意见", item=item + 1)), Markup(" ").join(marks)
        )
        for item, marks in margins.items()
    }


def _write_mark(note: Note) -> Markup:
    remark = note.remark
    said = say(message("{level}：{said}", level=note.level, said=remark.text))
    return Markup(
        '<a class="margin-mark is-{0}" href="#{1}" title="{2}" aria-label="{2}">'
        '<span aria-hidden="true">{3}</span></a>'
    ).format(remark.weight, remark.field, said, MARKS[remark.weight])


def _read_index(judgement: Judgement, place: str) -> int:
    """At which index of the draft an entry of the petition stands."""
    return int(judgement.opened.locate(place).rpartition("[")[2].rstrip("]"))


def _find_index(pattern: re.Pattern[str], field: str) -> int | None:
    found = pattern.match(field)
    return int(found[1]) if found else None
