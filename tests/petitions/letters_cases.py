"""Petitions whose letters are shown and frozen."""

from __future__ import annotations

import copy
import datetime as dt
import tomllib
import uuid
from typing import Any

from app.config import PROJECT
from app.db import transaction
from app.petitions.drafts import create_petition
from app.petitions.models import Document
from tests.people import NOW, Town

TODAY = dt.date(2026, 11, 2)
FILE = PROJECT / "examples" / "four-grievances.toml"


def read_example(**changed: Any) -> Document:
    """The four grievances, with dates as a draft writes them, and other values at the top."""
    document = write_dates(tomllib.loads(FILE.read_text("utf-8")))
    return {**copy.deepcopy(document), **changed}


def write_dates(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: write_dates(one) for key, one in value.items()}
    if isinstance(value, list):
        return [write_dates(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def put_petition(town: Town, document: Document | None = None) -> uuid.UUID:
    """A draft of the representative; the four grievances unless another is given."""
    person = town.people["representative"]
    with transaction(town.engine) as session:
        made = create_petition(
            session,
            town.community,
            read_example() if document is None else document,
            person_id=person,
            now=NOW,
        )
        return made.id
