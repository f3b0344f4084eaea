"""What a letter says of the signatures that were collected for it, beside the rows of its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.letters.media import Drawing


@dataclass(frozen=True)
class Counts:
    """Who signed. `owners` counts owners and co-owners, `others` family, tenants and shops.

    `checked`, `coded`, `paper` and `declared` say how it is known; all 0 where nobody says so.
    `withheld_…` are those of them whose name this letter does not give.
    """

    people: int
    dwellings: int
    owners: int
    others: int
    on_behalf: int
    checked: int = 0
    coded: int = 0
    paper: int = 0
    declared: int = 0
    withheld_people: int = 0
    withheld_dwellings: int = 0


@dataclass(frozen=True)
class Tally:
    people: int
    dwellings: int


@dataclass(frozen=True)
class Stamp:
    """The seal as it is printed: `code` for people, `picture` the same address as a QR code.

    `root` is SHA-256 in hex over `size` signatures; `place` is where one types the code.
    """

    code: str
    root: str
    size: int
    place: str
    picture: Drawing


@dataclass(frozen=True)
class EarlierList:
    """A list that was handed in before: its letter's date, its code."""

    date: dt.date
    code: str


@dataclass(frozen=True)
class Collected:
    """`affected` says, by the id of an item, how many of the signers it affects.

    `series` counts the lists from 1; from 2 on it is one of those who signed after `earlier`.
    """

    counts: Counts
    affected: Mapping[str, Tally] = field(default_factory=dict)
    stamp: Stamp | None = None
    series: int = 1
    earlier: tuple[EarlierList, ...] = ()
