"""A site with two communities and a person for every role, and clients signed in as them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import Engine

from app import create_app
from app.accounts.models import Person
from app.accounts.sign_ins import begin_sign_in
from app.communities.models import ROLES, Community, Member
from app.config import Config
from app.db import transaction
from app.encryption import keyring
from app.today import read_now
from tests.site.conftest import Visitor

NOW = dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)


@dataclass
class Town:
    """`people` by role; besides the roles: "administrator", "stranger" (of the other community),
    "newcomer" (of none)."""

    app: Flask
    community: uuid.UUID
    other: uuid.UUID
    people: dict[str, uuid.UUID]

    @property
    def engine(self) -> Engine:
        """The database of the site, for tests of services."""
        opened: Engine = self.app.extensions["lianming_engine"]
        return opened

    def visitor(self, role: str | None = None) -> Visitor:
        """A client signed in as the person of a role; None: not signed in."""
        visitor = Visitor(self.app.test_client())
        if role is not None:
            self.sign_in(visitor, role)
        return visitor

    def sign_in(self, visitor: Visitor, role: str) -> str:
        """Sign the client in; returns what its cookie names."""
        with transaction(self.app.extensions["lianming_engine"]) as session:
            person = session.get_one(Person, self.people[role])
            begun = str(begin_sign_in(session, person, read_now()).id)
        with visitor.client.session_transaction() as cookie:
            cookie["_user_id"] = begun
        return begun


def make_town(config: Config) -> Town:
    """The site with its people; the database of `config` is empty before."""
    app = create_app(config)
    people: dict[str, uuid.UUID] = {}
    with transaction(app.extensions["lianming_engine"]) as session:
        here = Community(
            name="锦绣家园", address="滨河区迎春路18号", households=860, created_at=NOW
        )
        there = Community(name="江湾花园", created_at=NOW)
        session.add_all([here, there])
        session.flush()
        for number, role in enumerate((*ROLES, "stranger", "administrator", "newcomer")):
            login = f"1380000000{number}"
            person = Person(
                name=f"{role} 王", login=login, login_index=keyring().index("login", login),
                password="-", is_administrator=role == "administrator", created_at=NOW,
            )  # fmt: skip
            session.add(person)
            session.flush()
            people[role] = person.id
            if role not in ("administrator", "newcomer"):
                community = there if role == "stranger" else here
                kind = "representative" if role == "stranger" else role
                session.add(
                    Member(community_id=community.id, person_id=person.id, role=kind, since=NOW)
                )
    return Town(app, here.id, there.id, people)
