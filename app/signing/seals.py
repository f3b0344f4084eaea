"""Sealing: the signatures that go to one recipient become one root, which the letter bears.

A seal is made in one transaction and never changes. Who signs later goes into a seal of the next
series, a supplementary list.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, selectinload, undefer

from app.letters.collected import Counts, Tally
from app.letters.petition import HOTLINE
from app.messages import message
from app.petitions.dossiers import gather_version
from app.petitions.models import Version, VersionLetter
from app.seals.check_code import write_check_code
from app.seals.entry import SealedSignature, make_entry
from app.seals.seal import Seal as WholeSeal
from app.seals.seal import seal as seal_entries
from app.signing.drives import record_act
from app.signing.models import Drive, Seal, SealLeaf, Signature
from app.signing.signers import Standing, count, list_standing, tally_affected
from app.web.faults import Fault

_AT_ONCE = 1_000  # rows of an insert
NOBODY = message("还没有人可以列入：至少要有一人签名才能封存")
NOBODY_NEW = message("上次封存以后没有新的签名，不用做补充名单")
OTHER_TEXT = message(
    "按今天的日期写出来的正文与大家签的不同（有法条已经失效或者更新），不能封存。"
    "请另起新稿，定稿后请大家重新签名"
)


class NoSuchLetter(Exception):
    """Nobody with this number gets a letter that can be sealed."""


class NoSeal(Exception):
    """The petition has no such seal."""


class MayNotSeal(Fault):
    """There is nothing to seal, or the text is another one."""

    status = 409


def make_seal(
    session: Session,
    drive: Drive,
    recipient: int,
    *,
    now: dt.datetime,
    today: dt.date,
    person_id: uuid.UUID | None,
    address: str,
) -> Seal:
    """Seal what goes to `recipient` now; the letter's date is `today`.

    `address` is that of the public verify page. Raises NoSuchLetter, MayNotSeal.
    """
    # Two who seal at once come one after the other; who signs meanwhile waits for nobody.
    session.execute(select(Drive.id).where(Drive.id == drive.id).with_for_update(key_share=True))
    letter = find_letter(drive.version, recipient)
    before = list_seals(session, drive.version_id, recipient)
    people = list_standing(session, drive, recipient, without=list_sealed(session, before))
    if not people:
        raise MayNotSeal(NOBODY_NEW if before else NOBODY)
    tally = _tally(session, drive, letter, people, today)
    entries = [_make_entry(one, letter.digest) for one in people]
    sealed = seal_entries(letter.digest, entries)
    made = Seal(
        drive_id=drive.id,
        version_id=drive.version_id,
        recipient=recipient,
        series=len(before) + 1,
        root=sealed.root,
        code=write_check_code(sealed.root),
        size=sealed.size,
        body_digest=sealed.body,
        counts={**asdict(count(people)), "affected": tally},
        address=address,
        files=[],
        sealed_on=today,
        sealed_by=person_id,
        sealed_at=now,
    )
    _insert(session, made, people, entries)
    _write_down(session, drive, made, letter, now=now, person_id=person_id)
    return made


def find_letter(version: Version, recipient: int) -> VersionLetter:
    """A frozen letter that signatures go with: not a hotline's text. Raises NoSuchLetter."""
    for letter in version.letters:
        if letter.number == recipient and letter.kind != HOTLINE:
            return letter
    raise NoSuchLetter


def find_signed_version(session: Session, version_id: uuid.UUID) -> Version:
    """The text that a seal's signatures are given to, with its document and letters."""
    query = select(Version).where(Version.id == version_id)
    return session.scalars(
        query.options(undefer(Version.document), selectinload(Version.letters))
    ).one()


def list_seals(session: Session, version_id: uuid.UUID, recipient: int) -> Sequence[Seal]:
    """The seals of a version's letter, the first series first."""
    query = select(Seal).where(Seal.version_id == version_id, Seal.recipient == recipient)
    return session.scalars(query.order_by(Seal.series)).all()


def find_seal(session: Session, drive_id: uuid.UUID, seal_id: uuid.UUID) -> Seal:
    """A seal of a drive. Raises NoSeal."""
    found = session.scalar(select(Seal).where(Seal.id == seal_id, Seal.drive_id == drive_id))
    if found is None:
        raise NoSeal
    return found


def find_by_code(session: Session, code: str) -> Seal | None:
    """The seal of a printed code (as app/seals writes it) or of a whole root."""
    return session.scalar(select(Seal).where((Seal.code == code) | (Seal.root == code)))


def list_sealed(session: Session, seals: Sequence[Seal]) -> set[str]:
    """The marks of the people who stand in these seals."""
    if not seals:
        return set()
    query = select(Signature.person_index).join(SealLeaf, SealLeaf.signature_id == Signature.id)
    return set(session.scalars(query.where(SealLeaf.seal_id.in_([one.id for one in seals]))))


def list_leaves(session: Session, seal: Seal, *, whole: bool) -> Sequence[SealLeaf]:
    """The leaves in their order; with what they hold where `whole`."""
    query = select(SealLeaf).where(SealLeaf.seal_id == seal.id).order_by(SealLeaf.position)
    return session.scalars(query.options(undefer(SealLeaf.entry)) if whole else query).all()


def open_seal(session: Session, seal: Seal) -> WholeSeal:
    """The seal as app/seals takes it."""
    query = select(SealLeaf.leaf_hash).where(SealLeaf.seal_id == seal.id)
    leaves = tuple(session.scalars(query.order_by(SealLeaf.position)))
    return WholeSeal(seal.body_digest, seal.root, seal.size, leaves)


def read_counts(seal: Seal) -> tuple[Counts, dict[str, Tally]]:
    """The counts that the letter of a seal prints."""
    given = dict(seal.counts)
    affected = {item: Tally(*tally) for item, tally in given.pop("affected").items()}
    return Counts(**given), affected


def _tally(
    session: Session, drive: Drive, letter: VersionLetter, people: list[Standing], today: dt.date
) -> dict[str, tuple[int, int]]:
    """Whom each item affects, once it is sure that the text is the one that was signed."""
    version = find_signed_version(session, drive.version_id)
    gathered = gather_version(session, drive.petition, version, today=today, only_sizes=True)
    if gathered.compose(letter.number, date=today).digest != letter.digest:
        raise MayNotSeal(OTHER_TEXT)
    found = tally_affected(session, drive, people, gathered.dossier.petition)
    return {item: (tally.people, tally.dwellings) for item, tally in found.items()}


def _make_entry(one: Standing, body: str) -> SealedSignature:
    return make_entry(
        body=body,
        id=one.id,
        salt=one.salt,
        name=one.name,
        dwelling=one.dwelling,
        signed_at=one.signed_at,
        capacity=one.capacity,
        drawing=one.drawing_digest,
        signed_by=one.signed_by or "",
        relation=one.relation or "",
    )


def _insert(
    session: Session, made: Seal, people: list[Standing], entries: list[SealedSignature]
) -> None:
    session.add(made)
    session.flush()
    rows = [
        {
            "seal_id": made.id,
            "position": position,
            "signature_id": one.id,
            "leaf_hash": entry.leaf,
            "entry": {
                "line": entry.describe(),
                "named": one.is_named,
                "on": one.signed_on.isoformat() if one.signed_on else None,
            },
        }
        for position, (one, entry) in enumerate(zip(people, entries, strict=True))
    ]
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert(SealLeaf), rows[start : start + _AT_ONCE])


def _write_down(
    session: Session,
    drive: Drive,
    made: Seal,
    letter: VersionLetter,
    *,
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> None:
    record_act(
        session,
        "letter-sealed",
        drive,
        person_id,
        now,
        recipient=letter.recipient,
        series=made.series,
        people=made.size,
        code=made.code,
    )
