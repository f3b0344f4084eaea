"""The letter of a seal as a file, from what was sealed; and the working copy before sealing."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version as read_program_version
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.files.letters import find_letter as find_kept
from app.files.letters import make_key
from app.letters.collected import Collected, EarlierList
from app.letters.dossier import Dossier, compose_letter, render_letter
from app.letters.letter import Letter
from app.letters.markup import read_words
from app.letters.media import Drawing, Picture, SheetPicture
from app.letters.render import Format, RenderCache
from app.letters.signers import Signer
from app.letters.supplement import compose_supplement
from app.petitions.dossiers import gather_version
from app.petitions.models import Version
from app.signing.models import Drive, Seal, SealLeaf
from app.signing.seal_print import make_stamp
from app.signing.seals import (
    find_letter,
    find_signed_version,
    list_leaves,
    list_seals,
    read_counts,
)
from app.signing.sheet_pictures import list_sheet_pictures
from app.signing.signers import count, list_standing, load_drawings, load_signers, tally_affected

Keep = Callable[[str, bytes], None]
_PROGRAM = "lianming"


def make_sealed_file(
    session: Session,
    drive: Drive,
    seal: Seal,
    format: Format,
    keep: Keep,
    *,
    with_sheets: bool = False,
) -> bytes:
    """The sealed letter as a file: the same bytes each time, and made once.

    `keep` keeps a new one under its key. `with_sheets`: with the paper sheets that were there when
    it was sealed and where nobody refuses the recipient the name.
    """
    sheets = list_sealed_sheets(session, drive, seal) if with_sheets else ()
    key = _make_key(session, drive, seal, format, sheets)
    kept = find_kept(session, drive.community_id, key)
    if kept is not None:
        return kept
    dossier, letter = compose_sealed(session, drive, seal, sheets)
    data = render_letter(dossier, letter, format, RenderCache())
    keep(key, data)
    return data


def note_file(session: Session, seal_id: uuid.UUID, data: bytes) -> None:
    """Remember the digest of a file that was made of a seal, so that it is known again."""
    digest = hashlib.sha256(data).hexdigest()
    seal = session.get_one(Seal, seal_id)
    if digest not in seal.files:
        seal.files = [*seal.files, digest]


def find_by_file(session: Session, root: str, data: bytes) -> Seal | None:
    """The seal of this root if exactly this file was made of it."""
    seal = session.scalar(select(Seal).where(Seal.root == root))
    return seal if seal and hashlib.sha256(data).hexdigest() in seal.files else None


def list_sealed_sheets(session: Session, drive: Drive, seal: Seal) -> tuple[SheetPicture, ...]:
    """The sheets that go with a seal: of a supplementary list those done since the list before."""
    before = list_seals(session, seal.version_id, seal.recipient)
    earlier = [one.sealed_at for one in before if one.series < seal.series]
    return list_sheet_pictures(
        session,
        drive,
        seal.version_id,
        seal.recipient,
        after=max(earlier, default=None),
        until=seal.sealed_at,
    )


def compose_sealed(
    session: Session, drive: Drive, seal: Seal, sheets: Sequence[SheetPicture] = ()
) -> tuple[Dossier, Letter]:
    """The letter of a seal with its table, from what was sealed."""
    counts, affected = read_counts(seal)
    collected = Collected(
        counts,
        affected,
        make_stamp(seal.root, seal.code, seal.size, seal.address),
        seal.series,
        _list_earlier(session, seal),
    )
    version = find_signed_version(session, seal.version_id)
    signers, on = _read(session, seal), seal.sealed_on
    return _compose(session, drive, version, seal.recipient, on, signers, collected, sheets=sheets)


def tell_title(session: Session, drive: Drive, seal: Seal) -> str:
    """The title of the letter that was signed."""
    version, on = find_signed_version(session, seal.version_id), seal.sealed_on
    gathered = gather_version(session, drive.petition, version, today=on, only_sizes=True)
    return gathered.compose(seal.recipient).title


def make_working_copy(
    session: Session,
    drive: Drive,
    recipient: int,
    format: Format,
    *,
    today: dt.date,
    with_sheets: bool = False,
) -> bytes:
    """The letter as it would be sealed now, marked as not sealed; `with_sheets`: and the paper sheets.

    Raises NoSuchLetter.
    """
    find_letter(drive.version, recipient)
    people = list_standing(session, drive, recipient)
    version = find_signed_version(session, drive.version_id)
    petition = gather_version(
        session, drive.petition, version, today=today, only_sizes=True
    ).dossier.petition
    collected = None
    if people:
        affected = tally_affected(session, drive, people, petition)
        collected = Collected(count(people), affected)
    signers = load_signers(session, people)
    sheets = list_sheet_pictures(session, drive, version.id, recipient) if with_sheets else ()
    dossier, letter = _compose(
        session, drive, version, recipient, today, signers, collected, sheets=sheets
    )
    return render_letter(dossier, letter, format, mark=read_words(letter.language)["unsealed"])


def _compose(
    session: Session,
    drive: Drive,
    version: Version,
    recipient: int,
    on: dt.date,
    signers: Sequence[Signer],
    collected: Collected | None,
    *,
    sheets: Sequence[SheetPicture],
) -> tuple[Dossier, Letter]:
    gathered = gather_version(session, drive.petition, version, today=on)
    petition = replace(gathered.dossier.petition, date=on)
    dossier = replace(
        gathered.dossier,
        petition=petition,
        signers=tuple(signers),
        collected=collected,
        sheets=tuple(sheets),
    )
    if collected and collected.series > 1:
        letter = compose_supplement(
            petition, recipient - 1, signers=signers, collected=collected, sheets=sheets
        )
    else:
        letter = compose_letter(dossier, recipient)
    return dossier, letter


def _read(session: Session, seal: Seal) -> tuple[Signer, ...]:
    """The rows of the table, without those of signatures that were erased since."""
    named = [
        (leaf.position + 1, leaf.signature_id, leaf.entry)
        for leaf in list_leaves(session, seal, whole=True)
        if leaf.entry is not None and leaf.entry["named"]
    ]
    drawings = load_drawings(session, [signature for _, signature, _ in named if signature])
    return tuple(
        _read_row(number, entry, drawings.get(signature) if signature else None)
        for number, signature, entry in named
    )


def _read_row(number: int, entry: dict[str, Any], drawn: Drawing | Picture | None) -> Signer:
    line = entry["line"]
    return Signer(
        name=line["name"],
        unit=line["dwelling"],
        signed_on=dt.date.fromisoformat(entry["on"]) if entry["on"] else None,
        capacity=line["capacity"],
        signed_by=line.get("signed_by"),
        relation=line.get("relation"),
        signature=drawn if drawn and drawn.digest == line["drawing"] else None,
        row=number,
    )


def _list_earlier(session: Session, seal: Seal) -> tuple[EarlierList, ...]:
    before = list_seals(session, seal.version_id, seal.recipient)
    return tuple(EarlierList(one.sealed_on, one.code) for one in before if one.series < seal.series)


def _make_key(
    session: Session, drive: Drive, seal: Seal, format: str, sheets: Sequence[SheetPicture]
) -> str:
    """What shapes the file: the seal never changes, but a signature of it may have been erased."""
    erased = session.scalar(
        select(func.count())
        .select_from(SealLeaf)
        .where(SealLeaf.seal_id == seal.id, SealLeaf.entry.is_(None))
    )
    program = read_program_version(_PROGRAM)
    shown = " ".join(f"{one.number} {one.picture.digest}" for one in sheets)
    said = f"{erased} {program} {shown}"
    return make_key(drive.community_id, "sealed", seal.id.bytes, format, seal.root, said)
