"""Codes of dwellings: who has one signs for that dwelling, also without a script."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.encryption import keyring
from app.signing.models import DwellingCode
from app.web.faults import LinkUnknown

_BETWEEN = re.compile(r"[\s\-‐‑‒–—―−_·.]+")


def fold_code(written: str) -> str:
    """A code as it is compared: in capitals, half width, without spaces and dashes."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", written)).upper()


def mark_code(code: str) -> str:
    """The mark by which a code is found."""
    return keyring().index("dwelling-code", fold_code(code))


def find_code(session: Session, code: str) -> DwellingCode:
    """The code as somebody typed it. Raises LinkUnknown where there is none, or it was revoked."""
    found = session.scalar(select(DwellingCode).where(DwellingCode.code_index == mark_code(code)))
    if found is None or found.revoked_at is not None:
        raise LinkUnknown
    return found
