"""Signing: one person's signature becomes one row, once, whatever the connection does.

No answer of these services tells anyone whether somebody else has signed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.communities.roll import Label, read_label
from app.db import new_id
from app.encryption import keyring
from app.letters.errors import InputError
from app.letters.media import Drawing, Picture
from app.letters.signers import Capacity
from app.letters.texts import find_fault
from app.messages import Language, message
from app.signing.drawn import pack_drawing
from app.signing.models import AffectedItem, Drive, Level, Signature
from app.signing.same import mark_name, mark_person
from app.web.faults import Fault

LONGEST_NAME = 50
_NUMBER_CHARACTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that one mistakes for another
_NUMBER_LENGTH = 9
_TRIES = 5
NO_NAME = message("请写上姓名")
LONG_NAME = message("姓名太长，最多{limit}字", limit=LONGEST_NAME)
NO_DWELLING = message("请写上房号，例如3-2-1501或3栋2单元1501")
NO_SIGNER = message("写了关系而没有写代签人的姓名，请补写")


class WrongSigning(Fault):
    """What a signer wrote cannot be taken; the field is one of Signing."""


@dataclass(frozen=True)
class Signing:
    """What a person gives to sign. `dwelling` is as written, `items` are ids of the petition's items.

    `consents` are keys of app/signing/consents.py, `consent_digest` the text they stood in.
    """

    name: str
    dwelling: str
    consent_digest: str
    capacity: Capacity = "owner"
    signed_by: str | None = None
    relation: str | None = None
    phone: str | None = None
    remark: str | None = None
    items: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    drawing: Drawing | Picture | None = None
    language: Language = "zh"


@dataclass(frozen=True)
class Origin:
    """How a signature came. `key` is the sender's idempotency key, `proof` the proof of work.

    `address_mark` marks the address that sent it (app/signing/rates.py).
    """

    key: str
    level: Level = "declared"
    is_helped: bool = False
    code_id: uuid.UUID | None = None
    sheet_id: uuid.UUID | None = None
    line: int | None = None
    proof: str | None = None
    address_mark: str | None = None


def sign(
    session: Session,
    drive: Drive,
    signing: Signing,
    origin: Origin,
    *,
    now: dt.datetime,
    today: dt.date,
) -> Signature:
    """The row of this signature; the same key again gives the row that is there already.

    Raises WrongSigning with the field at fault. The caller has looked at the stage of the drive,
    at the code or the proof of work, and at the rates.
    """
    label = read_dwelling(signing.dwelling)
    name = read_name(signing.name)
    if signing.relation and not signing.signed_by:
        raise WrongSigning(NO_SIGNER, "signed_by")
    signed_by = read_name(signing.signed_by, "signed_by") if signing.signed_by else None
    key = hash_key(origin.key)
    if (there := find_by_key(session, drive.id, origin.key)) is not None:
        return there
    row = _make_row(drive, signing, origin, label, name)
    row |= {"signed_by": signed_by, "key": key, "signed_on": today, "signed_at": now}
    for _ in range(_TRIES):
        try:
            with session.begin_nested():
                _insert(session, row, signing.items)
        except IntegrityError:
            if (there := find_by_key(session, drive.id, origin.key)) is not None:
                return there  # the same form, sent twice at the same moment
            row |= {"number": _new_number()}
            continue
        return session.get_one(Signature, row["id"])
    raise WrongSigning(message("这一次没有存下，请再按一次“签名并提交”"))


def find_by_key(session: Session, drive_id: uuid.UUID, key: str) -> Signature | None:
    """The signature that was sent with this idempotency key."""
    return session.scalar(
        select(Signature).where(Signature.drive_id == drive_id, Signature.key == hash_key(key))
    )


def find_by_receipt(session: Session, receipt: str) -> Signature | None:
    """The signature of a receipt's secret."""
    mark = keyring().index("receipt", receipt)
    return session.scalar(select(Signature).where(Signature.receipt_index == mark))


def new_receipt() -> tuple[str, str]:
    """The secret of a receipt and its mark."""
    receipt = secrets.token_urlsafe(18)
    return receipt, keyring().index("receipt", receipt)


def hash_key(key: str) -> str:
    """What is kept of an idempotency key."""
    return hashlib.sha256(key.encode()).hexdigest()


def read_name(written: str, field: str = "name") -> str:
    """A name without spaces around it. Raises WrongSigning."""
    name = " ".join(written.split())
    if not name:
        raise WrongSigning(NO_NAME, field)
    if len(name) > LONGEST_NAME:
        raise WrongSigning(LONG_NAME, field)
    if fault := find_fault(name):
        raise WrongSigning(fault, field)
    return name


def read_dwelling(written: str) -> Label:
    """A dwelling as people write it. Raises WrongSigning."""
    if not written.strip():
        raise WrongSigning(NO_DWELLING, "dwelling")
    try:
        return read_label(written)
    except InputError as error:
        raise WrongSigning(error.said, "dwelling") from error


def _make_row(
    drive: Drive, signing: Signing, origin: Origin, label: Label, name: str
) -> dict[str, object]:
    receipt, mark = new_receipt()
    drawing = signing.drawing
    return {
        "id": new_id(),
        "drive_id": drive.id,
        "version_id": drive.version_id,
        "number": _new_number(),
        "receipt": receipt,
        "receipt_index": mark,
        "name": name,
        "name_index": mark_name(drive.id, name),
        "person_index": mark_person(drive.id, name, str(label)),
        "dwelling": str(label),
        "building": label.building,
        "capacity": signing.capacity,
        "relation": signing.relation or None,
        "phone": signing.phone or None,
        "remark": signing.remark or None,
        "drawing": pack_drawing(drawing) if drawing else None,
        "drawing_digest": drawing.digest if drawing else None,
        "language": signing.language,
        "consents": sorted(set(signing.consents)),
        "consent_digest": signing.consent_digest,
        "level": origin.level,
        "is_helped": origin.is_helped,
        "code_id": origin.code_id,
        "sheet_id": origin.sheet_id,
        "line": origin.line,
        "salt": secrets.token_hex(16),
        "proof": origin.proof,
        "address_mark": origin.address_mark,
    }


def _insert(session: Session, row: dict[str, object], items: tuple[str, ...]) -> None:
    session.execute(insert(Signature), [row])
    rows = [{"signature_id": row["id"], "item": item} for item in dict.fromkeys(items)]
    if rows:
        session.execute(insert(AffectedItem), rows)


def _new_number() -> str:
    return "".join(secrets.choice(_NUMBER_CHARACTERS) for _ in range(_NUMBER_LENGTH))
