"""Annexes of a letter: signature table, photos, evidence list, authorisation, in this order.

An annex without content does not exist. Their words come from templates/letters/words/ and
templates/letters/authorisation/. The table of residents' reports joins with the reports room.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.letters.context import count_signers
from app.letters.errors import InputError
from app.letters.letter import (
    Annex,
    Block,
    Figure,
    Letter,
    SignatureRow,
    SignatureTable,
    Table,
)
from app.letters.markup import fill, read_words
from app.letters.media import Picture
from app.letters.petition import (
    AUTHORITY,
    AnnexName,
    Petition,
    PhotoEntry,
    Recipient,
)
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
class Attached:
    """An annex before it has its number."""

    title: str
    blocks: tuple[Block, ...] = ()
    rows: tuple[SignatureRow, ...] = ()
    summary: tuple[str, ...] = ()
    head: tuple[str, ...] = ()


def compose_annexes(
    petition: Petition,
    recipient: Recipient,
    context: Mapping[str, object],
    signers: Sequence[Signer],
    photos: Mapping[str, Picture],
) -> list[Attached]:
    """The annexes this recipient gets: those it names, or those usual for its role."""
    wanted = recipient.annexes
    if wanted is None:
        wanted = _DEFAULTS[recipient.role == AUTHORITY]
    if recipient.kind == "authorisation":
        wanted = tuple(name for name in wanted if name == "signatures")
    elif recipient.kind == "cover":
        wanted = ()  # the letter that it covers has them
    context = {**context, "signed": bool(signers) and "signatures" in wanted}
    made: dict[AnnexName, Callable[[], Attached | None]] = {
        "signatures": lambda: _signature_annex(petition, signers),
        "photos": lambda: _photo_annex(petition, recipient, photos),
        "reports": lambda: None,
        "evidence": lambda: _evidence_annex(petition, recipient),
        "authorisation": lambda: _authorisation_annex(petition, context),
    }
    attached = [made[name]() for name in _ORDER if name in wanted]
    return [annex for annex in attached if annex is not None]


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


def _signature_annex(petition: Petition, signers: Sequence[Signer]) -> Attached | None:
    if not signers:
        return None
    language = petition.language
    words = read_words(language, {"counts": count_signers(signers)})
    capacities = {
        name: words[f"capacity-{name}"]
        for name in ("owner", "co_owner", "family", "tenant", "shop")
    }
    rows = tuple(
        SignatureRow(
            number=str(number),
            name=signer.name,
            unit=signer.unit,
            capacity="\n".join([capacities[signer.capacity], *_on_behalf(signer, words)]),
            date=format_date(signer.signed_on, language) if signer.signed_on else "",
            signature=signer.signature,
        )
        for number, signer in enumerate(signers, 1)
    )
    head = tuple(
        words[f"head-{name}"]
        for name in ("number", "name", "unit", "capacity", "signature", "date")
    )
    return Attached(words["signatures-title"], rows=rows, summary=(words["summary"],), head=head)


def _on_behalf(signer: Signer, words: Mapping[str, str]) -> list[str]:
    """代签, with the name and the relation of who held the pen."""
    if signer.signed_by is None:
        return []
    form = words["on-behalf-relation" if signer.relation else "on-behalf"]
    said = {"(name)": signer.signed_by, "(relation)": signer.relation or ""}
    # In one pass: nothing in a person's text is taken for a place to fill.
    return [re.sub(r"\((?:name|relation)\)", lambda place: said[place[0]], form)]


def _photo_annex(
    petition: Petition, recipient: Recipient, photos: Mapping[str, Picture]
) -> Attached | None:
    entries = [
        photo for index in _items(petition, recipient) for photo in petition.items[index].photos
    ]
    if not entries:
        return None
    words = read_words(petition.language)
    figures = tuple(
        Figure(photos[photo.file], _caption(number, photo, petition, words), photo.caption)
        for number, photo in enumerate(entries, 1)
    )
    return Attached(words["photos-title"], blocks=figures)


def _caption(number: int, photo: PhotoEntry, petition: Petition, words: Mapping[str, str]) -> str:
    form = words["caption-dated" if photo.taken_on else "caption"]
    taken = format_date(photo.taken_on, petition.language) if photo.taken_on else ""
    # The caption is a person's text: it goes in last, so that nothing in it is taken for a place.
    return (
        form.replace("(number)", str(number))
        .replace("(date)", taken)
        .replace("(caption)", photo.caption)
    )


def _evidence_annex(petition: Petition, recipient: Recipient) -> Attached | None:
    language = petition.language
    entries = [
        entry for index in _items(petition, recipient) for entry in petition.items[index].evidence
    ]
    if not entries:
        return None
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
    return Attached(words["evidence-list"], blocks=(Table(head, rows),))


def _authorisation_annex(petition: Petition, context: Mapping[str, object]) -> Attached | None:
    if not petition.sender.representatives:
        return None
    check_representatives(petition)
    composed = fill("authorisation", petition.language, {**context, "title": None})
    return Attached(composed.titles[0], blocks=composed.blocks)


def _items(petition: Petition, recipient: Recipient) -> tuple[int, ...]:
    if recipient.items is not None:
        return recipient.items
    return tuple(range(len(petition.items)))
