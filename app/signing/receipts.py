"""The receipt: with its secret a signer sees, withdraws and restores the signature.

Whatever is changed afterwards leaves a SignatureChange with what stood there before.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload, undefer

from app.communities.models import Community
from app.encryption import keyring
from app.messages import message
from app.petitions.models import Version
from app.signing.drives import find_drive, record_act, tell_stage
from app.signing.models import Drive, Seal, Signature, SignatureChange
from app.signing.signatures import new_receipt
from app.web.faults import Fault, LinkUnknown

WITHDRAWN, STANDING = "withdrawn", "standing"
ERASED = message("这份签名的个人信息已经删除，不能再改")
TOO_LATE = message("联名已经结束，信已经做好，撤回的签名不能再恢复")
NOT_WITHDRAWN = message("这份签名没有撤回，不用恢复")


class NoSignature(Exception):
    """The petition has no such signature."""


class Refused(Fault):
    """The act is not possible as things stand."""

    status = 409


@dataclass(frozen=True)
class Receipt:
    """What a receipt opens. `version` is the text that was signed, with its document and letters."""

    signature: Signature
    drive: Drive
    version: Version
    community: Community

    @property
    def is_erased(self) -> bool:
        return not self.signature.name

    @property
    def is_of_older_version(self) -> bool:
        """Whether another text is signed by now."""
        return self.version.id != self.drive.version_id


def open_receipt(session: Session, secret: str, *, to_change: bool = False) -> Receipt:
    """What the receipt's secret opens; `to_change`: others who change it wait. Raises LinkUnknown."""
    query = select(Signature).where(Signature.receipt_index == keyring().index("receipt", secret))
    query = query.options(undefer(Signature.drawing))
    found = session.scalar(query.with_for_update() if to_change else query)
    if found is None:
        raise LinkUnknown
    return describe_receipt(session, found)


def describe_receipt(session: Session, signature: Signature) -> Receipt:
    """The receipt of a signature."""
    petition_id = select(Drive.petition_id).where(Drive.id == signature.drive_id).scalar_subquery()
    drive = find_drive(session, petition_id)  # type: ignore[arg-type]
    version = find_signed_version(session, signature.version_id)
    return Receipt(signature, drive, version, session.get_one(Community, drive.community_id))


def find_signed_version(session: Session, version_id: uuid.UUID) -> Version:
    """A version with its document and letters."""
    query = select(Version).where(Version.id == version_id)
    query = query.options(undefer(Version.document), selectinload(Version.letters))
    return session.scalars(query).one()


def withdraw(session: Session, receipt: Receipt, *, now: dt.datetime) -> None:
    """Count the signature no more; letters that are made from now on leave it out. Raises Refused."""
    refuse_erased(receipt)
    if receipt.signature.state == WITHDRAWN:
        return
    keep_before(session, receipt.signature, "withdrawn", now=now)
    receipt.signature.state = WITHDRAWN


def may_restore(session: Session, receipt: Receipt, now: dt.datetime) -> bool:
    """Whether a withdrawal can be taken back: while one can sign, or no letter is sealed yet."""
    signature = receipt.signature
    if receipt.is_erased or signature.state != WITHDRAWN:
        return False
    return tell_stage(receipt.drive, now) == "open" or not has_seal(session, receipt.drive)


def restore(session: Session, receipt: Receipt, *, now: dt.datetime) -> None:
    """Take a withdrawal back: the state before it is there again. Raises Refused."""
    refuse_erased(receipt)
    if receipt.signature.state != WITHDRAWN:
        raise Refused(NOT_WITHDRAWN)
    if not may_restore(session, receipt, now):
        raise Refused(TOO_LATE)
    before = _find_state_before(session, receipt.signature)
    keep_before(session, receipt.signature, "restored", now=now)
    receipt.signature.state = before


def reissue(
    session: Session, signature: Signature, *, person_id: uuid.UUID, now: dt.datetime
) -> str:
    """A new secret for somebody who lost theirs and stands before the person; the old one ends.

    Raises Refused.
    """
    receipt = describe_receipt(session, signature)
    refuse_erased(receipt)
    keep_before(session, signature, "reissued", now=now, person_id=person_id)
    signature.receipt, signature.receipt_index = new_receipt()
    record_act(session, "receipt-reissued", receipt.drive, person_id, now)
    return signature.receipt


def find_signature(
    session: Session, petition_id: uuid.UUID, signature_id: uuid.UUID, *, to_change: bool = False
) -> Signature:
    """A signature of this petition. Raises NoSignature."""
    query = select(Signature).join(Drive, Drive.id == Signature.drive_id)
    query = query.where(Drive.petition_id == petition_id, Signature.id == signature_id)
    found = session.scalar(query.with_for_update(of=Signature) if to_change else query)
    if found is None:
        raise NoSignature
    return found


def keep_before(
    session: Session,
    signature: Signature,
    act: str,
    *,
    now: dt.datetime,
    person_id: uuid.UUID | None = None,
    before: Mapping[str, Any] | None = None,
) -> None:
    """Write down what stands there before it changes: `before`, and always state and consents."""
    standing = {
        "state": signature.state,
        "version_id": str(signature.version_id),
        "consents": list(signature.consents),
        "consent_digest": signature.consent_digest,
    }
    session.add(
        SignatureChange(
            signature_id=signature.id,
            act=act,
            before={**standing, **(before or {})},
            person_id=person_id,
            at=now,
        )
    )
    signature.changed_at = now


def has_seal(session: Session, drive: Drive) -> bool:
    """Whether a letter has been made for handing in."""
    return bool(session.scalar(select(exists().where(Seal.drive_id == drive.id))))


def refuse_erased(receipt: Receipt) -> None:
    """Raise Refused where nothing is left that could be changed."""
    if receipt.is_erased:
        raise Refused(ERASED)


def _find_state_before(session: Session, signature: Signature) -> str:
    query = (
        select(SignatureChange)
        .where(SignatureChange.signature_id == signature.id, SignatureChange.act == "withdrawn")
        .order_by(SignatureChange.at.desc(), SignatureChange.id.desc())
        .limit(1)
    )
    change = session.scalar(query)
    return str(change.before.get("state", STANDING)) if change else STANDING
