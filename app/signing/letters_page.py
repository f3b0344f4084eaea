"""The page of letters with signatures: who would stand in each now, and what has been sealed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.letters.annexes import gives_names
from app.letters.collected import Counts
from app.letters.petition import HOTLINE
from app.petitions.drafts import save_draft
from app.petitions.models import Petition, Version, VersionLetter
from app.petitions.opened import open_document
from app.signing.models import Drive, Seal, SealLeaf, Signature
from app.signing.sheet_pictures import NO_SHEETS, SheetChoice, choose_sheets
from app.signing.signers import count_standing, list_standing, tally_affected
from app.timeline.entries import record

AFFECTED = "affected"


@dataclass(frozen=True)
class LetterRow:
    """A letter of the version that is signed now. `new`: how many no seal of it holds yet.

    `is_named`: the recipient gets names by default; `sheets`: what of the paper may go along.
    """

    letter: VersionLetter
    counts: Counts
    new: int
    is_named: bool
    seals: tuple[Seal, ...]
    sheets: SheetChoice


@dataclass(frozen=True)
class Offer:
    """What signers say of an item of the draft: `affected` is what stands there now."""

    place: int
    item: str
    heading: str
    people: int
    dwellings: int
    affected: int | None


def list_rows(session: Session, drive: Drive, *, today: dt.date) -> tuple[LetterRow, ...]:
    """Each letter that signatures go with; as many queries for many signatures as for few."""
    letters = [one for one in drive.version.letters if one.kind != HOTLINE]
    version = session.get_one(Version, drive.version_id)
    recipients = open_document(version.document, today=today).petition.recipients
    seals = _list_seals(session, drive)
    sealed = _list_marks(session, drive)
    known = {letter.number: sealed.get(letter.number, set()) for letter in letters}
    counted = count_standing(session, drive, known)
    return tuple(
        LetterRow(
            letter,
            *counted[letter.number],
            is_named,
            tuple(one for one in seals if one.recipient == letter.number),
            choose_sheets(session, drive, version.id, letter.number) if is_named else NO_SHEETS,
        )
        for letter in letters
        for is_named in (gives_names(recipients[letter.number - 1]),)
    )


def list_older(session: Session, drive: Drive) -> Sequence[Seal]:
    """The seals of texts that are not signed any more, the newest first."""
    query = select(Seal).where(Seal.drive_id == drive.id, Seal.version_id != drive.version_id)
    return session.scalars(query.order_by(Seal.sealed_at.desc())).all()


def list_offers(session: Session, drive: Drive, petition: Petition) -> tuple[Offer, ...]:
    """For each item of the draft that signers ticked, how many say that it affects them.

    The recipient makes no difference: everybody is counted, with name or without.
    """
    opened = open_document(petition.document, today=petition.saved_at.date()).petition
    people = list_standing(session, drive, 0)
    found = tally_affected(session, drive, people, opened)
    written = petition.document.get("items", [])
    return tuple(
        Offer(
            place,
            str(item["id"]),
            opened.items[place].heading or "",
            found[item["id"]].people,
            found[item["id"]].dwellings,
            item.get(AFFECTED),
        )
        for place, item in enumerate(written)
        if item.get("id") in found
    )


def adopt_offer(
    session: Session,
    drive: Drive,
    petition: Petition,
    item: str,
    *,
    revision: int,
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> bool:
    """Write the dwellings that signers say are affected into the draft's item; False: no such offer.

    Raises StaleDraft, NotADraft.
    """
    offer = next((one for one in list_offers(session, drive, petition) if one.item == item), None)
    if offer is None:
        return False
    items = [dict(one) for one in petition.document["items"]]
    items[offer.place][AFFECTED] = offer.dwellings
    document = {**petition.document, "items": items}
    save_draft(session, petition, document, revision=revision, person_id=person_id, now=now)
    record(
        session,
        "affected-adopted",
        community_id=petition.community_id,
        subject_id=petition.id,
        person_id=person_id,
        now=now,
        item=offer.place + 1,
        dwellings=offer.dwellings,
    )
    return True


def _list_seals(session: Session, drive: Drive) -> Sequence[Seal]:
    query = select(Seal).where(Seal.version_id == drive.version_id)
    return session.scalars(query.order_by(Seal.recipient, Seal.series)).all()


def _list_marks(session: Session, drive: Drive) -> dict[int, set[str]]:
    """By recipient, the marks of those whom its seals hold."""
    rows = session.execute(
        select(Seal.recipient, Signature.person_index)
        .join(SealLeaf, SealLeaf.seal_id == Seal.id)
        .join(Signature, Signature.id == SealLeaf.signature_id)
        .where(Seal.version_id == drive.version_id)
    )
    found: dict[int, set[str]] = {}
    for recipient, mark in rows:
        found.setdefault(recipient, set()).add(mark)
    return found
