"""Consents that change: other ticks, a new version; and what somebody had consented to when.

Keys such as names-1 count the recipients of one version, so they never move to another by
themselves: a new version gets its consents by the names of the recipients, or by asking.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messages import Language, message
from app.petitions.models import Version
from app.signing.consents import NEXT, PUBLIC, SIGNING, keep_text, list_choices, names_key
from app.signing.corrections import list_affected, list_items, replace_items
from app.signing.drives import tell_stage
from app.signing.models import ConsentText, Signature, SignatureChange
from app.signing.receipts import (
    WITHDRAWN,
    Receipt,
    Refused,
    find_signed_version,
    keep_before,
    refuse_erased,
)

OTHER_TEXT = message("您看这一页的时候，信又有了新的一版。请看过下面的新信，再决定是否同意")
NOT_OPEN = message("联名已经结束，不能再改签新的一版；您原来的签名仍然有效")
NO_LONGER = message("您已经撤回签名。要签新的一版，请先恢复签名")


class OtherVersion(Refused):
    """What was agreed to is not the text that is signed now."""


@dataclass(frozen=True)
class Standing:
    """What held for a signature at a moment. `words` are those of each consent that was given, as
    they stood beside the tick; `digest` names the whole text, `since` tells when it was written."""

    state: str
    version_id: uuid.UUID
    digest: str
    words: Mapping[str, str]
    since: dt.datetime


def change_consents(
    session: Session,
    receipt: Receipt,
    ticked: Collection[str],
    language: Language,
    *,
    now: dt.datetime,
) -> bool:
    """Let exactly these consents hold from now on; whether anything changed. Raises Refused."""
    refuse_erased(receipt)
    signature = receipt.signature
    given = _choose(receipt.version, ticked, language)
    if given == sorted(signature.consents):
        return False
    keep_before(session, signature, "consents", now=now)
    signature.consents = given
    signature.consent_digest = keep_text(
        session, receipt.version, receipt.community, language, now=now
    )
    return True


def carry_consents(old: Version, new: Version, consents: Collection[str]) -> tuple[str, ...]:
    """What the consents under an old version come to under a new one.

    A recipient is the same only where its name is; whoever is new was never consented to.
    """
    names = {one.recipient for one in old.letters if names_key(one.number) in consents}
    twice = {one.recipient for one in new.letters if _count(new, one.recipient) > 1}
    carried = [names_key(one.number) for one in new.letters if one.recipient in names - twice]
    return (*carried, *(key for key in (NEXT, PUBLIC) if key in consents))


def agree(
    session: Session,
    receipt: Receipt,
    ticked: Collection[str],
    language: Language,
    *,
    version_id: uuid.UUID | None,
    now: dt.datetime,
    today: dt.date,
) -> bool:
    """Let the signature stand under the text that is signed now, which is `version_id` as it was shown.

    It is dated anew. Whether anything changed. Raises OtherVersion, Refused.
    """
    refuse_erased(receipt)
    if receipt.signature.state == WITHDRAWN:
        raise Refused(NO_LONGER)
    if tell_stage(receipt.drive, now) != "open":
        raise Refused(NOT_OPEN)
    if version_id != receipt.drive.version_id:
        raise OtherVersion(OTHER_TEXT)
    if not receipt.is_of_older_version:
        return False
    new = find_signed_version(session, receipt.drive.version_id)
    _move(session, receipt, new, _choose(new, ticked, language), now, today)
    receipt.signature.consent_digest = keep_text(session, new, receipt.community, language, now=now)
    return True


def list_standings(session: Session, signature: Signature) -> Sequence[Standing]:
    """What held from when on, the oldest first, from what the database keeps."""
    changes = session.scalars(
        select(SignatureChange)
        .where(SignatureChange.signature_id == signature.id)
        .order_by(SignatureChange.at, SignatureChange.id)
    ).all()
    kept = [change for change in changes if "consents" in change.before]
    starts = [_find_first(signature, kept), *(one.at for one in kept)]
    rows = [change.before for change in kept]
    rows.append(
        {
            "state": signature.state,
            "version_id": str(signature.version_id),
            "consents": signature.consents,
            "consent_digest": signature.consent_digest,
        }
    )
    texts = _load_texts(session, {row["consent_digest"] for row in rows})
    return [
        Standing(
            state=str(row["state"]),
            version_id=uuid.UUID(row["version_id"]),
            digest=row["consent_digest"],
            words={
                key: texts[row["consent_digest"]].get(key, key)
                for key in (SIGNING, *row["consents"])
            },
            since=start,
        )
        for row, start in zip(rows, starts, strict=True)
    ]


def find_standing(session: Session, signature: Signature, moment: dt.datetime) -> Standing | None:
    """What held at a moment; None before the signature was there."""
    found = [one for one in list_standings(session, signature) if one.since <= moment]
    return found[-1] if found else None


def _choose(version: Version, ticked: Collection[str], language: Language) -> list[str]:
    """Those of the ticked keys that this version has."""
    return sorted({choice.key for choice in list_choices(version, language)} & set(ticked))


def _move(
    session: Session,
    receipt: Receipt,
    new: Version,
    given: list[str],
    now: dt.datetime,
    today: dt.date,
) -> None:
    signature = receipt.signature
    items = list_affected(session, signature.id)
    before = {
        "signed_on": signature.signed_on.isoformat(),
        "signed_at": signature.signed_at.isoformat(),
        "items": list(items),
    }
    keep_before(session, signature, "agreed", now=now, before=before)
    known = {item.id for item in list_items(new.document)}
    replace_items(session, signature.id, [item for item in items if item in known])
    signature.version_id, signature.consents = new.id, given
    signature.signed_on, signature.signed_at = today, now


def _find_first(signature: Signature, changes: Sequence[SignatureChange]) -> dt.datetime:
    """When it was signed: agreeing to a new version dates a signature anew and keeps the old date."""
    dates = [one.before["signed_at"] for one in changes if "signed_at" in one.before]
    return dt.datetime.fromisoformat(dates[0]) if dates else signature.signed_at


def _load_texts(session: Session, digests: Collection[str]) -> dict[str, dict[str, str]]:
    found = session.scalars(select(ConsentText).where(ConsentText.digest.in_(digests)))
    return {text.digest: text.words for text in found}


def _count(version: Version, recipient: str) -> int:
    return sum(one.recipient == recipient for one in version.letters)
