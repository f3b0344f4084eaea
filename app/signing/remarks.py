"""What signers wrote beside their signature, for representatives: by item and building."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from app.signing.models import COUNTED, AffectedItem, Drive, Signature

A_PAGE = 50


@dataclass(frozen=True)
class Remark:
    """`items` are the ids of those that affect the signer."""

    signature: Signature
    items: frozenset[str]


def list_remarks(
    session: Session,
    drive: Drive,
    *,
    item: str = "",
    building: str = "",
    after: uuid.UUID | None = None,
) -> tuple[list[Remark], bool]:
    """A page of remarks in the order in which they came, those behind `after`; and whether more follow.

    `item`: of those whom it affects alone; `building`: of its dwellings alone.
    """
    shown = (
        Signature.id, Signature.name, Signature.dwelling, Signature.remark, Signature.signed_on,
    )  # fmt: skip
    query = (
        select(Signature)
        .options(load_only(*shown, raiseload=True))
        .where(
            Signature.drive_id == drive.id,
            Signature.remark.is_not(None),
            Signature.state.in_(COUNTED),
        )
    )
    if item:
        affects = AffectedItem.signature_id == Signature.id
        query = query.join(AffectedItem, affects).where(AffectedItem.item == item)
    if building:
        query = query.where(Signature.building == building)
    if after is not None:
        query = query.where(Signature.id > after)
    found = session.scalars(query.order_by(Signature.id).limit(A_PAGE + 1)).all()
    items = _read_items(session, [one.id for one in found])
    remarks = [Remark(one, frozenset(items[one.id])) for one in found[:A_PAGE]]
    return remarks, len(found) > A_PAGE


def _read_items(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    query = select(AffectedItem).where(AffectedItem.signature_id.in_(ids))
    for row in session.scalars(query):
        found[row.signature_id].add(row.item)
    return found
