"""Annexes of a letter: signature table, photos, evidence list, authorisation, in this order.

An annex without content does not exist. Their words come from templates/letters/words/ and
templates/letters/authorisation/. The table of residents' reports joins with the reports room.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.letters.collected import Collected
from app.letters.errors import InputError
from app.letters.letter import (
    Annex,
    Figure,
    Letter,
    SignatureTable,
    Table,
)
from app.letters.markup import fill, read_words
from app.letters.media import Picture, SheetPicture
from app.letters.petition import (
    AUTHORITY,
    AnnexName,
    Petition,
    PhotoEntry,
    Recipient,
)
from app.letters.signature_annex import Attached, write_counts, write_sheets, write_table
from app.letters.signers import Signer
from app.letters.words import format_date
from app.messages import message

MOST_REPRESENTATIVES = 5  # 信访工作条例第二十条第三款, 民法典第一百六十五条
_DEFAULTS: dict[bool, tuple[AnnexName, ...]] = {
    True: ("signatures", "photos", "reports", "evidence", "authorisation"),
    False: ("photos", "evidence"),
}
_ORDER = _DEFAULTS[True]


@dataclass(frozen=True)
class Given:
    """What the annexes are made of besides the petition, as `compose` takes it."""

    signers: Sequence[Signer]
    photos: Mapping[str, Picture]
    collected: Collected | None = None
    sheets: Sequence[SheetPicture] = ()


def compose_annexes(
    petition: Petition, recipient: Recipient, context: Mapping[str, object], given: Given
) -> list[Attached]:
    """The annexes this recipient gets: those it names, or those usual for its role.

    Of signatures that were collected, who gets no names by default gets the numbers.
    """
    signers, collected = given.signers, given.collected
    wanted = recipient.annexes
    if wanted is None:
        wanted = _DEFAULTS[recipient.role == AUTHORITY]
        if "signatures" not in wanted and collected:
            wanted, signers = ("signatures", *wanted), ()
    if recipient.kind == "authorisation":
        wanted = tuple(name for name in wanted if name == "signatures")
    elif recipient.kind == "cover":
        wanted = ()  # the letter that it covers has them
    context = {**context, "signed": bool(signers) and "signatures" in wanted}
    made: dict[AnnexName, Callable[[], list[Attached]]] = {
        "signatures": lambda: [
            *_signature_annex(petition, recipient, signers, collected),
            *(write_sheets(petition.language, given.sheets) if signers else ()),
        ],
        "photos": lambda: _photo_annex(petition, recipient, given.photos),
        "reports": list,
        "evidence": lambda: _evidence_annex(petition, recipient),
        "authorisation": lambda: _authorisation_annex(petition, context),
    }
    return [annex for name in _ORDER if name in wanted for annex in made[name]()]


def gives_names(recipient: Recipient) -> bool:
    """Whether the recipient gets the names of those who consent, by its annexes."""
    wanted = recipient.annexes
    return "signatures" in (_DEFAULTS[recipient.role == AUTHORITY] if wanted is None else wanted)


def number_annexes(
    attached: Sequence[Attached], letter: Letter, petition: Petition
) -> tuple[Annex, ...]:
    """Label them 附件1, 附件2 … (附件 alone when there is one) and give the table its running line."""
    numbered = []
    for number, annex in enumerate(attached, 1):
        words = read_words(
            letter.language,
            {
                "number": number if len(attached) > 1 else None,
                "title": letter.title,
                "date": letter.date,
                "code": letter.code,
                "representatives": len(petition.sender.representatives),
            },
        )
        table = None
        if annex.rows:
            number_, name, unit, capacity, signature, date = annex.head
            table = SignatureTable(
                (words["agreement"], *annex.summary),
                (number_, name, unit, capacity, signature, date),
                annex.rows,
                (words["running-title"], words["running-code"]),
                words["page-of"].replace("(page)", "{page}").replace("(pages)", "{pages}"),
                annex.seal,
            )
        numbered.append(Annex(words["label"], annex.title, annex.blocks, table))
    return tuple(numbered)


def check_representatives(petition: Petition) -> None:
    """An authorisation needs representatives, and at most five."""
    count = len(petition.sender.representatives)
    if count == 0:
        raise InputError("sender.representatives", message("授权书要写明代表，请至少写一名"))
    if count > MOST_REPRESENTATIVES:
        raise InputError(
            "sender.representatives",
            message(
                "写了{count}名代表；授权书最多写五名（《信访工作条例》第二十条第三款）", count=count
            ),
        )


def _signature_annex(
    petition: Petition,
    recipient: Recipient,
    signers: Sequence[Signer],
    collected: Collected | None,
) -> list[Attached]:
    """The table; in numbers alone where signatures were collected and no name goes along."""
    if signers:
        return [write_table(petition, recipient, signers, collected)]
    return [write_counts(petition, recipient, collected)] if collected else []


def _photo_annex(
    petition: Petition, recipient: Recipient, photos: Mapping[str, Picture]
) -> list[Attached]:
    entries = [
        photo for index in _items(petition, recipient) for photo in petition.items[index].photos
    ]
    if not entries:
        return []
    words = read_words(petition.language)
    figures = tuple(
        Figure(photos[photo.file], _caption(number, photo, petition, words), photo.caption)
        for number, photo in enumerate(entries, 1)
    )
    return [Attached(words["photos-title"], blocks=figures)]


def _caption(number: int, photo: PhotoEntry, petition: Petition, words: Mapping[str, str]) -> str:
    form = words["caption-dated" if photo.taken_on else "caption"]
    taken = format_date(photo.taken_on, petition.language) if photo.taken_on else ""
    # The caption is a person's text: it goes in last, so that nothing in it is taken for a place.
    return (
        form.replace("(number)", str(number))
        .replace("(date)", taken)
        .replace("(caption)", photo.caption)
    )


def _evidence_annex(petition: Petition, recipient: Recipient) -> list[Attached]:
    language = petition.language
    entries = [
        entry for index in _items(petition, recipient) for entry in petition.items[index].evidence
    ]
    if not entries:
        return []
    words = read_words(language)
    head = tuple(words[f"evidence-{name}"] for name in ("number", "title", "kind", "date"))
    rows = tuple(
        (
            str(number),
            entry.title,
            entry.kind or "",
            format_date(entry.dated, language) if entry.dated else "",
        )
        for number, entry in enumerate(entries, 1)
    )
    return [Attached(words["evidence-list"], blocks=(Table(head, rows),))]


def _authorisation_annex(petition: Petition, context: Mapping[str, object]) -> list[Attached]:
    if not petition.sender.representatives:
        return []
    check_representatives(petition)
    composed = fill("authorisation", petition.language, {**context, "title": None})
    return [Attached(composed.titles[0], blocks=composed.blocks)]


def _items(petition: Petition, recipient: Recipient) -> tuple[int, ...]:
    if recipient.items is not None:
        return recipient.items
    return tuple(range(len(petition.items)))
