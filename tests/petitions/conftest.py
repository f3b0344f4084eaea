"""A petition with two items, to which photos are added."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import pytest

from app.db import transaction
from app.petitions.drafts import create_petition, find_petition
from app.petitions.models import Petition
from app.security import allow
from tests.people import NOW, Town

DOCUMENT: dict[str, Any] = {
    "language": "zh",
    "community": {"name": "锦绣家园"},
    "items": [
        {"category": "leak", "heading": "屋面渗漏", "facts": "顶层四户屋面渗漏。"},
        {"category": "deed", "facts": "至今没有办证。"},
    ],
}


@dataclass
class Drafted:
    """A town with a draft; `path` leads to its photos."""

    town: Town
    id: uuid.UUID

    @property
    def path(self) -> str:
        return f"/communities/{self.town.community}/petitions/{self.id}/photos"

    def read(self) -> Petition:
        """The petition as it stands in the database now."""
        with transaction(self.town.engine, reading=True) as session:
            return find_petition(session, self.town.community, self.id)


def stand_in(town: Town) -> None:
    """Give the address of the drafting page an empty page, while that page is not there."""
    endpoint = "petitions.show_draft"
    if endpoint not in town.app.view_functions:
        rule = "/communities/<uuid:community>/petitions/<uuid:petition>"
        town.app.add_url_rule(rule, endpoint, allow("anyone")(lambda **_: "draft"))


def make_draft(town: Town) -> Drafted:
    stand_in(town)
    with transaction(town.engine) as session:
        person = town.people["representative"]
        made = create_petition(session, town.community, DOCUMENT, person_id=person, now=NOW)
        return Drafted(town, made.id)


@pytest.fixture
def draft(town: Town) -> Drafted:
    return make_draft(town)


@pytest.fixture
def draft_on_both(town_on_both: Town) -> Drafted:
    return make_draft(town_on_both)
