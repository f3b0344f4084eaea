"""Petitions that are open for signing."""

from __future__ import annotations

import datetime as dt

import pytest

from app.db import transaction
from app.signing.models import Drive
from app.today import read_now
from tests.people import Town
from tests.signing.driven import Driven, make_driven
from tests.signing.signing_pages import put_receipt_page


@pytest.fixture
def driven(town: Town) -> Driven:
    """A petition open for signing, on SQLite."""
    return make_driven(town)


@pytest.fixture
def driven_on_both(town_on_both: Town) -> Driven:
    """The same on each kind of database."""
    return make_driven(town_on_both)


def open_today(driven: Driven) -> Driven:
    """Open by the clock of the machine, which pages read; there is a page for receipts."""
    put_receipt_page(driven.town.app)
    with transaction(driven.town.engine) as session:
        drive = session.get_one(Drive, driven.drive)
        drive.opens_at = read_now() - dt.timedelta(days=1)
        drive.closes_at = read_now() + dt.timedelta(days=13, hours=12)
    return driven


@pytest.fixture
def opened(driven: Driven) -> Driven:
    """`driven`, open today."""
    return open_today(driven)


@pytest.fixture
def opened_on_both(driven_on_both: Driven) -> Driven:
    """The same on each kind of database."""
    return open_today(driven_on_both)
