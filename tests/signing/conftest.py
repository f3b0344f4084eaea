"""Petitions that are open for signing."""

from __future__ import annotations

import pytest

from tests.people import Town
from tests.signing.driven import Driven, make_driven


@pytest.fixture
def driven(town: Town) -> Driven:
    """A petition open for signing, on SQLite."""
    return make_driven(town)


@pytest.fixture
def driven_on_both(town_on_both: Town) -> Driven:
    """The same on each kind of database."""
    return make_driven(town_on_both)
