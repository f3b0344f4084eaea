"""compose: from a petition and one recipient to the Letter that every renderer prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.letters import annexes, hotline
from app.letters.assembly import assemble
from app.letters.collected import Collected
from app.letters.context import count_signers, first_words, view_items
from app.letters.errors import InputError
from app.letters.letter import Letter, SealMark
from app.letters.markup import fill
from app.letters.media import Picture, SheetPicture
from app.letters.petition import AUTHORITY, HOTLINE, Kind, Petition, Recipient
from app.letters.petition_file import check_kind
from app.letters.signature_annex import write_seal_note
from app.letters.signers import Signer
from app.messages import message


def compose(
    petition: Petition,
    recipient: int,
    *,
    kind: Kind | None = None,
    channel: str | None = None,
    signers: Sequence[Signer] = (),
    photos: Mapping[str, Picture] | None = None,
    collected: Collected | None = None,
    sheets: Sequence[SheetPicture] = (),
) -> Letter:
    """The letter to `petition.recipients[recipient]`.

    `kind` overrides the recipient's kind; `channel` (an id of app/data/channels) limits a hotline
    text; `photos` holds the loaded picture of each photo entry, by its file as written; `collected`
    says more of signatures than their rows (`signers`, those with a name) do; `sheets` are what was
    signed on paper. Raises InputError where the petition lacks what the kind needs or a text cannot
    be made to fit.
    """
    to = petition.recipients[recipient]
    to = replace(to, kind=kind or to.kind)
    check_kind(petition, to.kind)
    context = build_context(petition, to, signers, collected)
    if to.kind == "hotline":
        return hotline.compose_hotline(petition, recipient, context, channel)
    if channel is not None:
        raise InputError(
            f"recipients[{recipient}]",
            message(
                "渠道只用于热线文本；这封信的种类是 {kind}，请去掉渠道或改用 hotline", kind=to.kind
            ),
        )
    if to.kind == "authorisation":
        annexes.check_representatives(petition)
    given = annexes.Given(signers, photos or {}, collected, sheets)
    attached = annexes.compose_annexes(petition, to, context, given)
    context["annexes"] = [annex.title for annex in attached]
    context["signed"] = any(annex.rows for annex in attached)
    composed = fill(to.kind, petition.language, context)
    topics = [item.short for item in view_items(petition, to)[0]]
    letter = assemble(petition, to, composed, composed.titles[0], topics)
    sealed = seal_letter(letter, petition, collected)
    return replace(sealed, annexes=annexes.number_annexes(attached, letter, petition))


def seal_letter(letter: Letter, petition: Petition, collected: Collected | None) -> Letter:
    """The letter with its seal below its end and in its file; as it is where there is none."""
    if collected is None or collected.stamp is None:
        return letter
    note = write_seal_note(petition, collected)
    mark = SealMark(collected.stamp.root, collected.stamp.size)
    return replace(letter, blocks=(*letter.blocks, *note), seal=mark)


def build_context(
    petition: Petition,
    recipient: Recipient,
    signers: Sequence[Signer],
    collected: Collected | None = None,
) -> dict[str, object]:
    """All names of docs/letter-templates.md; `compose` fills in what the annexes tell."""
    items, others = view_items(petition, recipient)
    role = recipient.role if recipient.role in (AUTHORITY, HOTLINE) else "party"
    party = next((party for party in petition.parties if party.id == recipient.role), None)
    return {
        "title": petition.title,
        "date": petition.date,
        "community": petition.community,
        "sender": petition.sender,
        "recipient": recipient,
        "role": party.role if party else role,
        "items": items,
        "other_items": others,
        "history": petition.history,
        "previous": petition.previous,
        "decision": petition.decision,
        "copies": [
            other.name for other in petition.recipients if other.copy and other != recipient
        ],
        "counts": collected.counts if collected else count_signers(signers),
        "names": first_words(petition),
        "annexes": [],
        "signed": False,
        "omit": frozenset[str](),
    }
