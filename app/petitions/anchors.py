"""Places in the sheet of a letter that a page can link to: the heading of each item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from markupsafe import Markup

from app.letters.context import heading_of
from app.letters.dossier import Dossier, compose_letter
from app.letters.letter import Heading, Letter

_HEADING = re.compile(r"<h([23])>")


def name_anchor(item: int) -> str:
    """The id of the heading of an item, which is counted from 0."""
    return f"item-{item + 1}"


def list_items(dossier: Dossier, number: int) -> tuple[int, ...]:
    """Which items letter `number` is about, by their index in the petition."""
    chosen = dossier.petition.recipients[number - 1].items
    return tuple(range(len(dossier.petition.items))) if chosen is None else tuple(chosen)


def find_headings(dossier: Dossier, number: int, letter: Letter) -> Mapping[int, int]:
    """The items that have a heading of their own in the letter: index to ordinal of the heading."""
    written = [block.text for block in letter.blocks if isinstance(block, Heading)]
    found: dict[int, int] = {}
    for index in list_items(dossier, number):
        text = heading_of(dossier.petition.items[index], letter.language)
        after = max(found.values(), default=-1) + 1
        if text in written[after:]:
            found[index] = written.index(text, after)
    return found


def mark_items(
    html: Markup, headings: Mapping[int, int], margins: Mapping[int, Markup] = MappingProxyType({})
) -> Markup:
    """The sheet with an id on the heading of each item, and what stands in the margin before it.

    Annexes come later and stay as they are.
    """
    items = {ordinal: index for index, ordinal in headings.items()}

    def name(counted: Iterator[int], found: re.Match[str]) -> str:
        item = items.get(next(counted))
        if item is None:
            return found[0]
        return f'{margins.get(item, "")}<h{found[1]} id="{name_anchor(item)}">'

    count = iter(range(len(html)))
    return Markup(_HEADING.sub(lambda found: name(count, found), str(html)))  # noqa: S704 — our own markup with ids


def find_place(dossier: Dossier, item: int, shown: int) -> tuple[int, str] | None:
    """The letter, rather the one shown, and the anchor where an item stands; None: in no letter."""
    telling = [number for number in dossier.numbers if item in list_items(dossier, number)]
    if not telling:
        return None
    number = shown if shown in telling else telling[0]
    headings = find_headings(dossier, number, compose_letter(dossier, number))
    return number, name_anchor(item) if item in headings else "letter"
