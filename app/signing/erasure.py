"""Erasing what is personal: at the signer's wish, or when the time for keeping it has passed.

A row stays, with version, level, state, building and days, so that counts stay right; its name,
dwelling, marks, drawing and words are gone, and so are the salt and the entries of seals, without
which a leaf's hash says nothing. docs/operations.md tells what stays.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Collection

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.files.store import delete_files
from app.signing.consents import YEARS_KEPT
from app.signing.drives import record_act
from app.signing.models import (
    AffectedItem,
    Complaint,
    Drive,
    DwellingCode,
    PaperSheet,
    SealLeaf,
    Signature,
    SignatureChange,
)
from app.signing.receipts import WITHDRAWN, Receipt

NOBODY = ""
_AT_ONCE = 500  # signatures


def erase(session: Session, receipt: Receipt, *, now: dt.datetime) -> None:
    """Forget who signed, at their wish; the signature is counted no more. Erased once, erased."""
    if receipt.is_erased:
        return
    signature = receipt.signature
    session.execute(delete(AffectedItem).where(AffectedItem.signature_id == signature.id))
    _forget(session, [signature], {}, {})
    signature.state, signature.changed_at = WITHDRAWN, now
    session.add(SignatureChange(signature_id=signature.id, act="erased", before={}, at=now))


def erase_after_retention(session: Session, now: dt.datetime) -> int:
    """Forget the people of drives that ended YEARS_KEPT years ago; returns how many signatures.

    People and dwellings are counted as before: who was the same stays the same, without a name.
    """
    last = _go_back(now)
    ended = func.coalesce(Drive.closed_at, Drive.closes_at) <= last
    erased = 0
    for drive in session.scalars(select(Drive).where(ended).order_by(Drive.id)).all():
        count = _erase_drive(session, drive)
        if count:
            record_act(session, "signatures-erased", drive, None, now, count=count)
        erased += count
    return erased


def _erase_drive(session: Session, drive: Drive) -> int:
    people: dict[str, str] = {}
    dwellings: dict[str, str] = {}
    count = 0
    last: uuid.UUID | None = None
    while True:
        query = select(Signature).where(Signature.drive_id == drive.id).order_by(Signature.id)
        if last is not None:
            query = query.where(Signature.id > last)
        found = session.scalars(query.limit(_AT_ONCE)).all()
        if not found:
            break
        last = found[-1].id
        named = [one for one in found if one.name != NOBODY]
        _forget(session, named, people, dwellings)
        count += len(named)
        session.flush()
    _erase_around(session, drive)
    return count


def _forget(
    session: Session,
    signatures: Collection[Signature],
    people: dict[str, str],
    dwellings: dict[str, str],
) -> None:
    """Empty the rows; equal people and dwellings get equal stand-ins from the dictionaries."""
    ids = [one.id for one in signatures]
    for one in signatures:
        one.person_index = people.setdefault(one.person_index, secrets.token_hex(32))
        one.dwelling = dwellings.setdefault(one.dwelling, f"~{secrets.token_hex(12)}")
        one.name, one.name_index, one.receipt, one.salt = NOBODY, NOBODY, "", ""
        one.signed_by = one.relation = one.phone = one.remark = one.reason = None
        one.drawing = one.drawing_digest = one.address_mark = None
        one.code_id = one.sheet_id = one.line = None
    session.execute(update(SealLeaf).where(SealLeaf.signature_id.in_(ids)).values(entry=None))
    session.execute(
        update(SignatureChange).where(SignatureChange.signature_id.in_(ids)).values(before={})
    )


def _erase_around(session: Session, drive: Drive) -> None:
    """Codes, the photos of sheets, and who complained."""
    session.flush()
    session.execute(delete(DwellingCode).where(DwellingCode.drive_id == drive.id))
    files = session.scalars(select(PaperSheet.file_id).where(PaperSheet.drive_id == drive.id)).all()
    session.execute(delete(PaperSheet).where(PaperSheet.drive_id == drive.id))
    delete_files(session, files)
    session.execute(
        update(Complaint).where(Complaint.drive_id == drive.id).values(words="", contact=None)
    )


def _go_back(now: dt.datetime) -> dt.datetime:
    try:
        return now.replace(year=now.year - YEARS_KEPT)
    except ValueError:  # 29 February
        return now.replace(year=now.year - YEARS_KEPT, day=28)
