"""Corrections: a signer puts right what was written, by the receipt."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.letters.signers import Capacity
from app.petitions.models import Document
from app.petitions.value_words import Said, say_category
from app.signing.models import AffectedItem, Signature
from app.signing.receipts import Receipt, keep_before, refuse_erased
from app.signing.same import mark_name, mark_person
from app.signing.signatures import NO_SIGNER, WrongSigning, read_dwelling, read_name

_PROVEN = ("checked", "paper")  # by comparing name and dwelling


@dataclass(frozen=True)
class Correction:
    """All that a signer may put right, as it is to stand. `items` are ids of the petition's items."""

    name: str
    dwelling: str
    capacity: Capacity
    signed_by: str = ""
    relation: str = ""
    phone: str = ""
    remark: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """An item of a petition, as a signer is asked whether it affects them."""

    id: str
    heading: Said


def list_items(document: Document) -> tuple[Item, ...]:
    """The items of a version, in its order."""
    return tuple(
        Item(
            str(item["id"]),
            str(item.get("heading") or "") or say_category(item.get("category", "")),
        )
        for item in document.get("items", [])
        if item.get("id")
    )


def list_affected(session: Session, signature_id: uuid.UUID) -> tuple[str, ...]:
    """The ids of the items that, as the signer said, affect them."""
    query = select(AffectedItem.item).where(AffectedItem.signature_id == signature_id)
    return tuple(sorted(session.scalars(query)))


def describe_written(session: Session, signature: Signature) -> Correction:
    """What stands there now."""
    return Correction(
        name=signature.name,
        dwelling=signature.dwelling,
        capacity=signature.capacity,  # type: ignore[arg-type]
        signed_by=signature.signed_by or "",
        relation=signature.relation or "",
        phone=signature.phone or "",
        remark=signature.remark or "",
        items=list_affected(session, signature.id),
    )


def correct(
    session: Session, receipt: Receipt, wanted: Correction, *, now: dt.datetime
) -> tuple[str, ...]:
    """Put the signature right; returns the fields that changed.

    Another name or dwelling has to be checked again: what was proven falls back to declared.
    Raises WrongSigning at its field, Refused.
    """
    refuse_erased(receipt)
    signature = receipt.signature
    clean = _clean(wanted, receipt)
    old = describe_written(session, signature)
    fields = tuple(
        name
        for name in Correction.__dataclass_fields__
        if getattr(old, name) != getattr(clean, name)
    )
    if not fields:
        return ()
    before: dict[str, Any] = {name: _plain(getattr(old, name)) for name in fields}
    keep_before(
        session, signature, "corrected", now=now, before={**before, "level": signature.level}
    )
    _write(session, signature, clean, fields)
    return fields


def replace_items(session: Session, signature_id: uuid.UUID, items: Sequence[str]) -> None:
    """Let these be the items that affect the signer."""
    session.execute(delete(AffectedItem).where(AffectedItem.signature_id == signature_id))
    rows = [{"signature_id": signature_id, "item": item} for item in dict.fromkeys(items)]
    if rows:
        session.execute(insert(AffectedItem), rows)


def _clean(wanted: Correction, receipt: Receipt) -> Correction:
    if wanted.relation and not wanted.signed_by:
        raise WrongSigning(NO_SIGNER, "signed_by")
    known = {item.id for item in list_items(receipt.version.document)}
    return Correction(
        name=read_name(wanted.name),
        dwelling=str(read_dwelling(wanted.dwelling)),
        capacity=wanted.capacity,
        signed_by=read_name(wanted.signed_by, "signed_by") if wanted.signed_by else "",
        relation=wanted.relation,
        phone=wanted.phone,
        remark=wanted.remark,
        items=tuple(sorted(set(wanted.items) & known)),
    )


def _write(
    session: Session, signature: Signature, clean: Correction, fields: tuple[str, ...]
) -> None:
    for name in ("name", "dwelling", "capacity"):
        setattr(signature, name, getattr(clean, name))
    for name in ("signed_by", "relation", "phone", "remark"):
        setattr(signature, name, getattr(clean, name) or None)
    if "items" in fields:
        replace_items(session, signature.id, clean.items)
    if not {"name", "dwelling"} & set(fields):
        return
    signature.building = read_dwelling(clean.dwelling).building
    signature.name_index = mark_name(signature.drive_id, clean.name)
    signature.person_index = mark_person(signature.drive_id, clean.name, clean.dwelling)
    if signature.level in _PROVEN or "dwelling" in fields:  # a code proves a dwelling, not a name
        signature.level = "declared"
        signature.code_id = None


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
