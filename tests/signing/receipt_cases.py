"""What tests of receipts share: another version of the letter, a seal, a drive that is open now."""

from __future__ import annotations

import copy
import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import transaction
from app.letters.drawings import read_drawing
from app.letters.media import Drawing
from app.petitions.drafts import find_petition, save_draft
from app.petitions.freezing import freeze, reopen
from app.petitions.models import Document
from app.signing.drives import adopt_version, find_drive
from app.signing.models import Drive, Seal, SealLeaf, Signature, SignatureChange
from app.signing.receipts import Receipt, describe_receipt
from app.today import read_now
from tests.people import NOW
from tests.petitions.letters_cases import TODAY
from tests.signing.driven import Driven

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><path d="M10 50 C 60 10 90 90'
    b' 140 40 S 200 80 280 30" fill="none" stroke="black" stroke-width="4"/></svg>'
)


def draw() -> Drawing:
    drawn = read_drawing(SVG, "drawn.svg", "")
    assert isinstance(drawn, Drawing)
    return drawn


@contextmanager
def opened(driven: Driven, signature: uuid.UUID) -> Iterator[tuple[Session, Receipt]]:
    """A transaction with the receipt of a signature."""
    with transaction(driven.town.engine) as session:
        yield session, describe_receipt(session, session.get_one(Signature, signature))


def list_changes(driven: Driven, signature: uuid.UUID) -> list[SignatureChange]:
    with transaction(driven.town.engine, reading=True) as session:
        query = select(SignatureChange).where(SignatureChange.signature_id == signature)
        return list(session.scalars(query.order_by(SignatureChange.at, SignatureChange.id)))


def freeze_next(driven: Driven, change: Callable[[Document], None], now: dt.datetime) -> None:
    """A new version of the letter, for which signatures are collected from now on."""
    person = driven.town.people["representative"]
    with transaction(driven.town.engine) as session:
        petition = find_petition(session, driven.town.community, driven.petition)
        reopen(session, petition, person_id=person, now=now)
        document = copy.deepcopy(petition.document)
        change(document)
        petition = save_draft(
            session, petition, document, revision=petition.revision, person_id=person, now=now
        )
        freeze(
            session, petition, revision=petition.revision, person_id=person, now=now, today=TODAY
        )
        drive = find_drive(session, driven.petition)
        adopt_version(session, drive, now=now, person_id=person)


def seal(driven: Driven, *signatures: uuid.UUID, now: dt.datetime = NOW) -> None:
    """The first letter of the version, sealed with these signatures."""
    with transaction(driven.town.engine) as session:
        drive = find_drive(session, driven.petition)
        made = Seal(
            drive_id=drive.id, version_id=drive.version_id, recipient=1, series=1, root="0" * 64,
            code="AAAA-BBBB-CCCC-DDDD", size=len(signatures), body_digest="1" * 64,
            counts={"people": len(signatures)}, address="https://lianming.example/verify", files={}, sealed_on=now.date(), sealed_at=now,
        )  # fmt: skip
        session.add(made)
        session.flush()
        for position, signature in enumerate(signatures):
            name = session.get_one(Signature, signature).name
            session.add(
                SealLeaf(
                    seal_id=made.id,
                    position=position,
                    signature_id=signature,
                    leaf_hash="2" * 64,
                    entry={"name": name},
                )
            )


def open_now(driven: Driven) -> None:
    """Let the drive be open by the clock of the site, which the views read."""
    with transaction(driven.town.engine) as session:
        session.get_one(Drive, driven.drive).closes_at = read_now() + dt.timedelta(days=7)
