"""What holds for every route: GET changes nothing, a POST needs its token, headers, ways back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from app import create_app
from app.backup import list_stored
from app.communities.models import Addressee, Dwelling, Invitation, Member, Party
from app.db import transaction
from app.files.models import KeptLetter
from app.petitions.models import Photo, Revision
from app.security import HEADERS
from app.stored_rows import read_lines
from app.web.languages import find_way_back
from tests.databases import make_config
from tests.large import add_petition
from tests.people import NOW, Town
from tests.signing.driven import make_driven
from tests.web.walk import CHANGING, list_routes

VISITORS = (None, "newcomer", "viewer", "representative", "administrator")


@pytest.fixture
def known(town: Town) -> Mapping[str, object]:
    """What addresses can name, all of it there; an argument of routes not named here is made up."""
    here, driven = town.community, make_driven(town)
    code = driven.add_code("3-2-1501")
    with transaction(town.engine) as session:
        petition = add_petition(session, here, town.people["representative"], photos=2)
        other = add_petition(session, here, town.people["representative"])
        party = Party(community_id=here, key="developer", name="开发商", role="developer")
        addressee = Addressee(community_id=here, bureau="housing", name="住建局", role="authority")
        dwelling = Dwelling(community_id=here, label="1-1-101", building="1", number="101")
        invitation = Invitation(
            community_id=here, role="viewer", token_index="-", created_at=NOW, ends_at=NOW
        )
        session.add_all([party, addressee, dwelling, invitation])
        session.flush()
        return {
            "community": here,
            "token": driven.token,
            "code": code,
            "petition": petition,
            "other": other,
            "party": party.id,
            "addressee": addressee.id,
            "invitation": invitation.id,
            "person": town.people["viewer"],
            "member": session.scalars(
                select(Member.id).where(Member.person_id == town.people["viewer"])
            ).one(),
            "photo": session.scalars(select(Photo.id)).first(),
            "revision": session.scalars(
                select(Revision.id).where(Revision.petition_id == petition)
            ).first(),
        }


def digest(engine: Engine) -> dict[str, str]:
    """The content of every table but that of rendered letters, which are kept to be fast alone."""
    with engine.connect().execution_options(lianming_reading=True) as connection:
        return {
            stored.name: hashlib.sha256(b"".join(read_lines(connection, stored))).hexdigest()
            for stored in list_stored()
            if stored.name != KeptLetter.__tablename__
        }


@pytest.mark.parametrize("role", VISITORS)
def test_get_changes_nothing(role: str | None, town: Town, known: Mapping[str, object]) -> None:
    client = town.visitor(role).client
    before = digest(town.engine)
    seen = 0
    for route in list_routes(town.app, known):
        if route.method == "GET":
            answer = client.get(route.path, buffered=True)
            told = f"{route.endpoint} gave {answer.status_code}"
            assert answer.status_code < 500, told
            assert digest(town.engine) == before, f"{told} and changed the database"
            for name, value in HEADERS.items():
                assert answer.headers[name] == value, f"{told} without {name}"
            assert "Cache-Control" in answer.headers
            seen += answer.status_code == 200
    assert seen > 10


@pytest.mark.parametrize("role", ["representative", "administrator", None])
def test_what_changes_something_needs_its_token(
    role: str | None, town: Town, known: Mapping[str, object]
) -> None:
    client = town.visitor(role).client
    before = digest(town.engine)
    for route in list_routes(town.app, known):
        if route.method in CHANGING:
            for data in ({}, {"csrf_token": "wrong"}):
                answer = client.open(route.path, method=route.method, data=data)
                told = f"{route.method} {route.endpoint} gave {answer.status_code}"
                assert answer.status_code in (400, 401, 403, 404), told
                assert digest(town.engine) == before, told
                for name, value in HEADERS.items():
                    assert answer.headers[name] == value, told


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("DELETE", "/", 405),
        ("POST", "/uploads", 400),
        ("GET", "/communities/00000000-0000-7000-8000-000000000000/petitions", 404),
        ("GET", "/static/nowhere.css", 404),
        ("GET", "/%ff%00", 404),
    ],
)
def test_error_pages_have_the_headers_too(method: str, path: str, status: int, town: Town) -> None:
    answer = town.visitor("representative").client.open(path, method=method, buffered=True)
    assert answer.status_code == status
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example",
    "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "\t//evil.example",
    "/\n/evil.example", " //evil.example", "javascript:alert(1)", "data:text/html,x",
    "evil.example", "http:evil.example", "/\x00/evil.example", "/\u2028/evil.example", "",
    "@evil.example", ".evil.example", "//user@evil.example", "http://localhost@evil.example/",
)  # fmt: skip


@pytest.fixture(scope="module")
def bare() -> Flask:
    return create_app(make_config())


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_sent_elsewhere(wanted: str, bare: Flask) -> None:
    with bare.test_request_context():
        assert find_way_back(wanted) == "/"


@pytest.mark.parametrize("wanted", ["/", "/catalogue?x=1#y", "/communities/1/petitions/2"])
def test_ways_back_on_this_site_are_kept(wanted: str, bare: Flask) -> None:
    with bare.test_request_context():
        assert find_way_back(wanted) == wanted


@pytest.mark.parametrize("wanted", ELSEWHERE[:8])
@pytest.mark.parametrize("role", [None, "representative"])
def test_no_address_of_a_route_leads_elsewhere(
    role: str | None, wanted: str, town: Town, known: Mapping[str, object]
) -> None:
    """`next`, `back` and their like, in the query of every route, never become a way out."""
    client = town.visitor(role).client
    sent = dict.fromkeys(("next", "back", "url", "to", "return", "continue", "from"), wanted)
    for route in list_routes(town.app, known):
        if route.method == "GET":
            location = client.get(route.path, query_string=sent, buffered=True).location or "/"
            path = location.split("?", 1)[0]
            assert path.startswith("/") and not path.startswith(("//", "/\\")), route.endpoint
            assert "evil.example" not in path
