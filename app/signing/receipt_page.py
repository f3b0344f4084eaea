"""What the receipt says: what was signed, how it stands, what happens next."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.deadlines.wording import say_date, say_moment
from app.letters.assembly import write_code
from app.messages import Message, message
from app.petitions.models import VersionLetter
from app.petitions.names import name_petition
from app.petitions.value_words import Said
from app.signing.consents import names_key
from app.signing.drives import tell_stage
from app.signing.models import Seal, SealLeaf
from app.signing.receipt_words import LEVELS, STATES
from app.signing.receipts import WITHDRAWN, Receipt, may_restore
from app.today import CHINA


@dataclass(frozen=True)
class SignedLetter:
    """A letter of the signed version; `has_name`: its recipient may get the signer's name."""

    number: int
    recipient: str
    code: str
    has_name: bool


@dataclass(frozen=True)
class SealedIn:
    """A letter that was made for handing in and has this signature in it; `number` from 1."""

    seal_id: uuid.UUID
    recipient: str
    on: dt.date
    code: str
    number: int
    size: int


@dataclass(frozen=True)
class ReceiptPage:
    """`level` and `state` are each a word and a sentence; `may_agree`: a new version can be signed."""

    receipt: Receipt
    title: Said
    number: str
    letters: tuple[SignedLetter, ...]
    level: tuple[Message, Message]
    state: tuple[Message, Message]
    steps: tuple[Message, ...]
    sealed: tuple[SealedIn, ...]
    may_restore: bool
    may_agree: bool


def read_page(session: Session, receipt: Receipt, *, now: dt.datetime) -> ReceiptPage:
    """The receipt as it stands now."""
    signature = receipt.signature
    sealed = list_sealed(session, receipt)
    is_open = tell_stage(receipt.drive, now) == "open"
    return ReceiptPage(
        receipt=receipt,
        title=find_title(receipt),
        number=group_number(signature.number),
        letters=tuple(
            SignedLetter(
                one.number,
                one.recipient,
                write_code(one.digest),
                names_key(one.number) in signature.consents,
            )
            for one in receipt.version.letters
        ),
        level=LEVELS[signature.level],
        state=STATES[signature.state],
        steps=tuple(_list_steps(session, receipt, sealed, now)),
        sealed=sealed,
        may_restore=may_restore(session, receipt, now),
        may_agree=is_open
        and receipt.is_of_older_version
        and signature.state != WITHDRAWN
        and not receipt.is_erased,
    )


def find_title(receipt: Receipt) -> Said:
    """What the petition is called."""
    petition = receipt.drive.petition
    title = str(receipt.version.document.get("title") or petition.title)
    return name_petition(title, petition.categories)


def group_number(number: str) -> str:
    """The receipt's number to be read out: K7M 2PQ R9X."""
    return " ".join(number[start : start + 3] for start in range(0, len(number), 3))


def list_sealed(session: Session, receipt: Receipt) -> tuple[SealedIn, ...]:
    """The letters that have this signature in them, the oldest first."""
    rows = session.execute(
        select(Seal, SealLeaf.position, VersionLetter.recipient)
        .join(SealLeaf, SealLeaf.seal_id == Seal.id)
        .join(
            VersionLetter,
            (VersionLetter.version_id == Seal.version_id)
            & (VersionLetter.number == Seal.recipient),
        )
        .where(SealLeaf.signature_id == receipt.signature.id)
        .order_by(Seal.sealed_at, Seal.recipient)
    )
    return tuple(
        SealedIn(seal.id, recipient, seal.sealed_on, seal.code, position + 1, seal.size)
        for seal, position, recipient in rows
    )


def _list_steps(
    session: Session, receipt: Receipt, sealed: Sequence[SealedIn], now: dt.datetime
) -> list[Message]:
    if receipt.signature.state == WITHDRAWN:
        return _list_steps_withdrawn(session, receipt, sealed, now)
    drive = receipt.drive
    ends = say_moment((drive.closed_at or drive.closes_at).astimezone(CHINA))
    steps = [
        message("联名到{day}截止。", day=ends)
        if tell_stage(drive, now) != "closed"
        else message("联名已于{day}截止。", day=ends)
    ]
    names = _join([one.recipient for one in receipt.version.letters])
    if sealed:
        last = max(one.on for one in sealed)
        steps.append(
            message("您的签名已在{day}做好的信里，见下面“这份签名在哪封信里”。", day=say_date(last))
        )
    elif _is_late(session, receipt):
        steps.append(
            message("您签名以前，信已经做好了一批；您的签名会进入补充名单，由业主代表补交。")
        )
    else:
        steps.append(message("之后，业主代表把信和签名表交给{names}。", names=names))
    steps.append(
        message("这张回执随时可以打开：您的签名有了变化，或者写进了哪封信，都会显示在这里。")
    )
    return steps


def _list_steps_withdrawn(
    session: Session, receipt: Receipt, sealed: Sequence[SealedIn], now: dt.datetime
) -> list[Message]:
    steps = []
    if sealed:
        steps.append(message("已经做好的信里仍有您的签名；以后的信不再有。"))
    else:
        steps.append(message("您的签名没有写进任何一封信，以后的信里也不会有。"))
    if may_restore(session, receipt, now):
        steps.append(message("改变了主意，可以恢复签名。"))
    return steps


def _is_late(session: Session, receipt: Receipt) -> bool:
    """Whether letters of the version were sealed before this signature came."""
    first = session.scalar(
        select(Seal.sealed_at)
        .where(Seal.version_id == receipt.signature.version_id)
        .order_by(Seal.sealed_at)
        .limit(1)
    )
    return first is not None and first <= receipt.signature.signed_at


def _join(names: Sequence[str]) -> Said:
    joined: Said = names[0] if names else ""
    for name in names[1:]:
        joined = message("{before}、{after}", before=joined, after=name)
    return joined
