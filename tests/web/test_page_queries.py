"""How often the pages of a petition ask the database: never more for a larger petition."""

from __future__ import annotations

from app.db import transaction
from tests.large import add_petition
from tests.people import Town
from tests.queries import count_queries
from tests.web.walk import list_routes

MOST = 15


def test_queries_do_not_grow_with_the_petition(town_on_both: Town) -> None:
    town = town_on_both
    with transaction(town.engine) as session:
        person = town.people["representative"]
        small = add_petition(session, town.community, person, items=2, photos=2)
        large = add_petition(session, town.community, person, items=20, photos=100)
    visitor = town.visitor("representative")
    for few, many in zip(
        list_routes(town.app, {"community": town.community, "petition": small}),
        list_routes(town.app, {"community": town.community, "petition": large}),
        strict=True,
    ):
        if few.method != "GET" or not few.arguments <= {"community", "petition"}:
            continue
        counted = []
        for route in (few, few, many, many):  # the first time, and when more is remembered
            with count_queries(town.engine) as sent:
                answer = visitor.client.get(route.path, buffered=True)
            assert answer.status_code < 500, route.endpoint
            counted.append(len(sent))
        assert counted[2] <= counted[0], f"{few.endpoint} asks {counted} times"
        assert counted[3] <= counted[1], f"{few.endpoint} asks {counted} times"
        assert max(counted[2:]) <= MOST, f"{few.endpoint} asks {counted} times"
