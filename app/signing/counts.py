"""How many have signed: people and dwellings, each counted once; kept for a few seconds."""

from __future__ import annotations

import threading
import time
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.signing.models import COUNTED, Drive, Signature

FRESH_SECONDS = 5.0
_MOST_KEPT = 200
_kept: dict[uuid.UUID, tuple[float, Signers]] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class Signers:
    """Under one version: who signs twice at one dwelling is one person."""

    people: int
    dwellings: int


def count_signers(session: Session, drive: Drive) -> Signers:
    """Who stands under the version that is signed now; one indexed query."""
    counted = select(
        func.count(Signature.person_index.distinct()), func.count(Signature.dwelling.distinct())
    ).where(
        Signature.drive_id == drive.id,
        Signature.state.in_(COUNTED),
        Signature.version_id == drive.version_id,
    )
    people, dwellings = session.execute(counted).one()
    return Signers(people, dwellings)


def read_signers(session: Session, drive: Drive) -> Signers:
    """The same, up to FRESH_SECONDS old: one request counts, the others show what it found."""
    key, now = drive.version_id, time.monotonic()
    with _lock:
        kept = _kept.get(key)
        if kept is not None:
            if now - kept[0] < FRESH_SECONDS:
                return kept[1]
            _kept[key] = (now, kept[1])
    found = count_signers(session, drive)
    with _lock:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = (now, found)
    return found
