"""Annex 1 in words: the signature table; where a letter gives no names, what was signed in numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.letters.collected import Collected, Stamp
from app.letters.context import ItemView, count_signers, view_items
from app.letters.letter import Block, Figure, Paragraph, SealNote, SignatureRow
from app.letters.markup import read_words
from app.letters.media import SheetPicture
from app.letters.petition import Petition, Recipient
from app.letters.signers import Capacity, Signer
from app.letters.words import format_date
from app.messages import Language

_CAPACITIES: tuple[Capacity, ...] = ("owner", "co_owner", "family", "tenant", "shop")
_COLUMNS = ("number", "name", "unit", "capacity", "signature", "date")


@dataclass(frozen=True)
class Attached:
    """An annex before it has its number."""

    title: str
    blocks: tuple[Block, ...] = ()
    rows: tuple[SignatureRow, ...] = ()
    summary: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    seal: SealNote | None = None


def write_table(
    petition: Petition,
    recipient: Recipient,
    signers: Sequence[Signer],
    collected: Collected | None,
) -> Attached:
    """The table of those whose names the recipient gets."""
    words = _read(petition, recipient, signers, collected)
    capacities = {name: words[f"capacity-{name}"] for name in _CAPACITIES}
    language = petition.language
    rows = tuple(
        SignatureRow(
            number=str(number),
            name=signer.name,
            unit=signer.unit,
            capacity="\n".join([capacities[signer.capacity], *_on_behalf(signer, words)]),
            date=format_date(signer.signed_on, language) if signer.signed_on else "",
            signature=signer.signature,
        )
        for number, signer in _number(signers, collected)
    )
    head = tuple(words[f"head-{name}"] for name in _COLUMNS)
    title = "supplement-title" if collected and collected.series > 1 else "signatures-title"
    said = ["summary", "withheld", "affected", "seal-line"]
    seal = _write_note(words, collected.stamp) if collected and collected.stamp else None
    summary = tuple(words[key] for key in said if words[key])
    return Attached(words[title], rows=rows, summary=summary, head=head, seal=seal)


def write_counts(petition: Petition, recipient: Recipient, collected: Collected) -> Attached:
    """The numbers alone, and who represents the signers."""
    words = _read(petition, recipient, (), collected)
    said = ("summary", "affected", "represented", "nameless")
    blocks = tuple(Paragraph(words[key]) for key in said if words[key])
    title = "supplement-counts-title" if collected.series > 1 else "counts-title"
    return Attached(words[title], blocks=blocks)


def write_sheets(language: Language, sheets: Sequence[SheetPicture]) -> list[Attached]:
    """The pictures of the sheets that were signed on paper, one a page; none where there is none."""
    if not sheets:
        return []
    words = read_words(language)
    captions = [words["sheet-caption"].replace("(number)", str(one.number)) for one in sheets]
    blocks = tuple(
        Figure(one.picture, caption, caption, is_sheet=True)
        for one, caption in zip(sheets, captions, strict=True)
    )
    return [Attached(words["sheets-title"], blocks=blocks)]


def write_seal_note(petition: Petition, collected: Collected | None) -> tuple[SealNote, ...]:
    """What stands below the letter's end: nothing where there is no seal."""
    if collected is None or collected.stamp is None:
        return ()
    words = read_words(petition.language, {"stamp": collected.stamp})
    return (_write_note(words, collected.stamp),)


def _write_note(words: Mapping[str, str], stamp: Stamp) -> SealNote:
    return SealNote((words["seal-code"], words["seal-how"]), stamp.picture, words["seal-alt"])


def _read(
    petition: Petition,
    recipient: Recipient,
    signers: Sequence[Signer],
    collected: Collected | None,
) -> Mapping[str, str]:
    context: dict[str, object] = {
        "counts": collected.counts if collected else count_signers(signers),
        "named": len(signers),
        "represented": [one.name for one in petition.sender.representatives],
    }
    if collected:
        items = view_items(petition, recipient)[0]
        context["affected"] = list(_list_affected(petition, recipient, items, collected))
        context["stamp"], context["series"] = collected.stamp, collected.series
    return read_words(petition.language, context)


def _number(signers: Sequence[Signer], collected: Collected | None) -> Iterator[tuple[int, Signer]]:
    """In a sealed list everybody keeps the number of the seal, also where others were erased."""
    for number, signer in enumerate(signers, 1):
        yield (signer.row if collected and collected.stamp else number), signer


def _list_affected(
    petition: Petition, recipient: Recipient, items: Sequence[ItemView], collected: Collected
) -> Iterator[tuple[str, int, int]]:
    """The matter, how many people, how many dwellings; for each item that somebody ticked."""
    indexes = recipient.items if recipient.items is not None else range(len(petition.items))
    for index, item in zip(indexes, items, strict=True):
        tally = collected.affected.get(petition.items[index].id or "")
        if tally and tally.people:
            yield item.short, tally.people, tally.dwellings


def _on_behalf(signer: Signer, words: Mapping[str, str]) -> list[str]:
    """代签, with the name and the relation of who held the pen."""
    if signer.signed_by is None:
        return []
    form = words["on-behalf-relation" if signer.relation else "on-behalf"]
    said = {"(name)": signer.signed_by, "(relation)": signer.relation or ""}
    # In one pass: nothing in a person's text is taken for a place to fill.
    return [re.sub(r"\((?:name|relation)\)", lambda place: said[place[0]], form)]
