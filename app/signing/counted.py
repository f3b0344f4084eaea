"""Which signatures count, and whose: the conditions that every figure about a drive shares."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case

from app.letters.signers import OWNERS
from app.signing.models import COUNTED, Drive, Level, Signature

BY_RANK: tuple[Level, ...] = ("declared", "paper", "coded", "checked")  # the best last


def is_counted(drive: Drive) -> tuple[ColumnElement[bool], ...]:
    """Signatures under the drive's own version that stand, or are only questioned."""
    return (
        Signature.drive_id == drive.id,
        Signature.version_id == drive.version_id,
        Signature.state.in_(COUNTED),
    )


def is_owner() -> ColumnElement[int]:
    """1 for a signature of an owner or co-owner, else 0."""
    return case((Signature.capacity.in_(OWNERS), 1), else_=0)
