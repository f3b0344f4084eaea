"""What residents read of a frozen version: what is asked, item by item, and every letter as a sheet.

A frozen text never changes, so a process keeps what it has set; a few versions are read at a time.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.letters.context import heading_of
from app.letters.kind_names import KIND_NAMES
from app.letters.letter import Annex, Figure, Letter
from app.letters.media import Picture
from app.letters.petition import Item
from app.letters.render.html import render_sheet
from app.messages import Language, Message
from app.petitions.dossiers import Gathered, gather_version
from app.petitions.photos import map_files, read_photo_id
from app.petitions.remembered import Memory
from app.signing.affected import counts_owners_only
from app.signing.models import Drive

Locate = Callable[[uuid.UUID], str]  # the address of a photo
MOST_EMBEDDED = 70_000  # bytes of the letters on the sign page, which is to be light
_memory = Memory(32)  # versions


@dataclass(frozen=True)
class Asked:
    """An item in one line: `action` is its first demand, `more` how many follow it."""

    id: str
    heading: str
    action: str
    more: int
    owners_only: bool


@dataclass(frozen=True)
class PublicLetter:
    """The letter to recipient `number`. `sheet` has its photos, `plain` says where they are.

    `digest` is that of its fixed text.
    """

    number: int
    recipient: str
    kind: Message
    sheet: Markup
    plain: Markup
    photos: int
    digest: str


@dataclass(frozen=True)
class PublicText:
    """`photos` are those that the letters show; `embedded` the numbers of those on the sign page."""

    title: str
    language: Language
    community: str
    asked: tuple[Asked, ...]
    letters: tuple[PublicLetter, ...]
    photos: frozenset[uuid.UUID]
    embedded: frozenset[int]


def read_text(session: Session, drive: Drive, locate: Locate, *, today: dt.date) -> PublicText:
    """What is signed now. `today` dates letters without a date of their own."""
    key = (drive.version_id, drive.token_index, today)
    kept: PublicText | None = _memory.find(key)
    return kept or _memory.keep(key, _set(session, drive, locate, today))


def choose_embedded(letters: Sequence[PublicLetter], most: int = MOST_EMBEDDED) -> frozenset[int]:
    """The first letter, and those after it that fit into `most` bytes together with it."""
    chosen: set[int] = set()
    weight = 0
    for letter in letters:
        weight += len(letter.plain.encode())
        if not chosen or weight <= most:
            chosen.add(letter.number)
    return frozenset(chosen)


def _set(session: Session, drive: Drive, locate: Locate, today: dt.date) -> PublicText:
    gathered = gather_version(session, drive.petition, drive.version, today=today, only_sizes=True)
    petition = gathered.dossier.petition
    digests = {letter.number: letter.digest for letter in drive.version.letters}
    letters = tuple(_show(gathered, number, locate, digests[number]) for number in digests)
    return PublicText(
        title=drive.petition.title or gathered.compose(letters[0].number).title,
        language=petition.language,
        community=petition.community.name,
        asked=tuple(_ask(item, petition.language) for item in petition.items),
        letters=letters,
        photos=frozenset(map_files(gathered.document).values()),
        embedded=choose_embedded(letters),
    )


def _ask(item: Item, language: Language) -> Asked:
    first, *rest = item.demands
    return Asked(
        item.id, heading_of(item, language), first.action, len(rest),
        counts_owners_only(item.category),
    )  # fmt: skip


def _show(gathered: Gathered, number: int, locate: Locate, digest: str) -> PublicLetter:
    def address(picture: Picture) -> str:
        photo = read_photo_id(gathered.digests[picture.digest])
        return locate(photo) if photo else ""

    letter = gathered.compose(number)
    to = gathered.recipient(number)
    sheet = render_sheet(letter, address).replace("<img ", Markup('<img loading="lazy" '))
    photos = sum(isinstance(block, Figure) for annex in letter.annexes for block in annex.blocks)
    plain = render_sheet(_without_photos(letter), address) if photos else sheet
    return PublicLetter(number, to.name, KIND_NAMES[to.kind], sheet, plain, photos, digest)


def _without_photos(letter: Letter) -> Letter:
    """The letter with the words of its annexes; what is nothing but photos is left out."""

    def bare(annex: Annex) -> Annex:
        return replace(annex, blocks=tuple(b for b in annex.blocks if not isinstance(b, Figure)))

    annexes = tuple(bare(annex) for annex in letter.annexes)
    return replace(letter, annexes=tuple(one for one in annexes if one.blocks or one.table))
