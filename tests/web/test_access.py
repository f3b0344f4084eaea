"""Who may use which route: the whole site against a table of its own.

The table does not read what the views say (@allow): it is written a second time, by hand, so that
a slip in either is seen. Access alone is tried: each view is replaced by one that says it was
reached.

To add a route: put its endpoint into the group of its blueprint below, with one of the words of
WHO, or a set of roles.
"""

from __future__ import annotations

import pytest
from flask import Flask

from app import create_app
from app.config import Config
from app.security import read_access
from tests.people import Town
from tests.web.walk import CHANGING, Route, list_routes

# Of the town's people; "nobody" is not signed in, "newcomer" has an account and no community,
# "stranger" represents the other community, "administrator" looks after the site.
ROLES = (
    "nobody", "newcomer", "stranger", "viewer", "checker", "handler", "representative",
    "administrator",
)  # fmt: skip
MEMBERS = {"viewer", "checker", "handler", "representative"}
REPRESENTATIVES = {"representative"}
READERS = {"representative", "checker", "viewer"}  # of drafts: never the company's handlers
CHECKERS = {"representative", "checker"}
ADMINISTRATOR = {"administrator"}
SIGNED_IN = set(ROLES) - {"nobody"}
ANYONE = set(ROLES)

TABLE: dict[str, dict[str, set[str]]] = {
    "": {
        "static": ANYONE,
    },
    "accounts": {
        "sign_in": ANYONE,
        "set_password": ANYONE,  # by a link that cannot be guessed
        "sign_out": SIGNED_IN,
        "show_account": SIGNED_IN,
        "change_name": SIGNED_IN,
        "change_password": SIGNED_IN,
        "end_others": SIGNED_IN,
        "list_all": ADMINISTRATOR,
        "close": ADMINISTRATOR,
        "reopen": ADMINISTRATOR,
        "make_link": ADMINISTRATOR,
    },
    "communities": {
        "show_own": SIGNED_IN,
        "show_community": MEMBERS,
        "leave_community": MEMBERS,
        "change": REPRESENTATIVES,
        "show_parties": REPRESENTATIVES,
        "add_one_party": REPRESENTATIVES,
        "rename_party": REPRESENTATIVES,
        "remove_one_party": REPRESENTATIVES,
        "address_one_party": REPRESENTATIVES,
        "show_directory": REPRESENTATIVES,
        "add_entry": REPRESENTATIVES,
        "change_entry": REPRESENTATIVES,
        "move_entry": REPRESENTATIVES,
        "remove_entry": REPRESENTATIVES,
        "propose": REPRESENTATIVES,
        "show_members": REPRESENTATIVES,
        "invite": REPRESENTATIVES,
        "revoke": REPRESENTATIVES,
        "remove": REPRESENTATIVES,
        "replace": REPRESENTATIVES,
        "show_invitation": ANYONE,  # by a link that cannot be guessed
        "join": SIGNED_IN,
        "join_with_account": ANYONE,
        "list_all": ADMINISTRATOR,
        "add": ADMINISTRATOR,
        "invite_representative": ADMINISTRATOR,
    },
    "health": {
        "show_health": ANYONE,
        "show_ready": ANYONE,
    },
    "history": {
        "list_all": REPRESENTATIVES,
        "show_revision": REPRESENTATIVES,
        "restore": REPRESENTATIVES,
        "duplicate": REPRESENTATIVES,
        "choose_draft": REPRESENTATIVES,
        "choose_items": REPRESENTATIVES,
        "merge": REPRESENTATIVES,
    },
    "exchange": {
        "show_import": REPRESENTATIVES,
        "bring_in": REPRESENTATIVES,
        "show_imported": REPRESENTATIVES,
        "export_toml": REPRESENTATIVES,
        "export_zip": REPRESENTATIVES,
    },
    "letters": {
        "preview": REPRESENTATIVES,
        "show_letters": READERS,
        "show_pages": READERS,
        "show_page": READERS,
        "download": READERS,
        "show_hotline": READERS,
        "confirm_freeze": REPRESENTATIVES,
        "freeze": REPRESENTATIVES,
        "reopen": REPRESENTATIVES,
    },
    "drives": {
        "show_drive": READERS,
        "begin": REPRESENTATIVES,
        "extend": REPRESENTATIVES,
        "close": REPRESENTATIVES,
        "replace_address": REPRESENTATIVES,
        "list_publicly": REPRESENTATIVES,
        "adopt": REPRESENTATIVES,
        "show_unsigned": REPRESENTATIVES,  # who has not signed is nobody else's business
        "show_sharing": READERS,
        "change_words": REPRESENTATIVES,
        "download_poster": READERS,
        "show_card": ANYONE,  # by a link that cannot be guessed
    },
    "codes": {  # whoever knows a code signs as that dwelling
        "show_codes": REPRESENTATIVES,
        "make": REPRESENTATIVES,
        "make_typed": REPRESENTATIVES,
        "print_slips": REPRESENTATIVES,
        "find": REPRESENTATIVES,
        "replace": REPRESENTATIVES,
        "revoke": REPRESENTATIVES,
    },
    "checking": {  # names: not for viewers
        "show_signatures": CHECKERS,
        "search": CHECKERS,
        "judge": CHECKERS,
        "undo": CHECKERS,
        "show_duplicates": CHECKERS,
        "choose": CHECKERS,
        "show_drawing": CHECKERS,
        "show_remarks": REPRESENTATIVES,
    },
    "sealed": {
        "show_letters": READERS,
        "download_working": REPRESENTATIVES,  # with names
        "confirm_seal": REPRESENTATIVES,
        "seal": REPRESENTATIVES,
        "download_sealed": REPRESENTATIVES,
        "download_package": REPRESENTATIVES,
        "adopt_affected": REPRESENTATIVES,
    },
    "verifying": {
        "show_form": ANYONE,
        "show_answer": ANYONE,
        "verify": ANYONE,
    },
    "timeline": {
        "show_timeline": READERS,
    },
    "notices": {
        "show_notices": SIGNED_IN,
    },
    "pages": {
        "show_home": ANYONE,
        "show_example_picture": ANYONE,
        "download_example": ANYONE,
        "download_petition": ANYONE,
        "show_letter_css": ANYONE,
        "show_upload_form": ANYONE,
        "upload": ANYONE,
        "show_upload": ANYONE,
        "show_upload_review": ANYONE,
        "show_upload_picture": ANYONE,
        "download_upload": ANYONE,
        "delete_upload": ANYONE,
        "show_deleted": ANYONE,
        "choose_language": ANYONE,
        "show_icon": ANYONE,
    },
    "law_pages": {
        "show_catalogue": ANYONE,
        "show_category": ANYONE,
        "show_deadlines": ANYONE,
        "show_answers": ANYONE,
    },
    "petitions": {
        "list_petitions": READERS,
        "begin": REPRESENTATIVES,
        "show_draft": REPRESENTATIVES,
        "save": REPRESENTATIVES,
    },
    "photos": {
        "show_photos": READERS,
        "show_picture": READERS,
        "show_small": READERS,
        "upload": REPRESENTATIVES,
        "show_cover": REPRESENTATIVES,
        "cover": REPRESENTATIVES,
    },
    "receipts": {
        # by a link that cannot be guessed
        "show_receipt": ANYONE,
        "show_picture": ANYONE,
        "draw_picture": ANYONE,
        "show_drawing": ANYONE,
        "show_data": ANYONE,
        "export_data": ANYONE,
        "download_proof": ANYONE,
        "correct_own": ANYONE,
        "change_own_consents": ANYONE,
        "agree_to_new": ANYONE,
        "confirm_act": ANYONE,
        "complain": ANYONE,
        "show_thanks": ANYONE,
        "show_complaints": REPRESENTATIVES,
        "answer": REPRESENTATIVES,
        "give_anew": REPRESENTATIVES | {"checker"},
    },
    "signing": {  # residents' pages, by links that cannot be guessed
        "show_public": ANYONE,
        "show_photo": ANYONE,
        "show_challenge": ANYONE,
        "show_sign": ANYONE,
        "sign_here": ANYONE,
        "show_helper": ANYONE,
        "sign_helped": ANYONE,
        "enter_code": ANYONE,
        "show_code": ANYONE,
        "sign_with_code": ANYONE,
    },
    "roll": {
        "show_roll": READERS,
        "download_template": READERS,
        "upload": REPRESENTATIVES,
        "show_proposal": REPRESENTATIVES,
        "confirm": REPRESENTATIVES,
        "discard": REPRESENTATIVES,
    },
}


@pytest.fixture
def probed(town: Town) -> Flask:
    """The site whose every view says that it was reached; guards and roles are the real ones."""
    app = town.app
    for endpoint, view in list(app.view_functions.items()):

        def reach(**_: object) -> str:
            return "reached"

        reach.__dict__["allowed"] = read_access(view)
        app.view_functions[endpoint] = reach
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def find_allowed(endpoint: str) -> set[str] | None:
    blueprint, _, name = endpoint.rpartition(".")
    return TABLE.get(blueprint, {}).get(name)


def test_every_route_is_in_the_table(stored_sqlite: Config) -> None:
    app = create_app(stored_sqlite)
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    for endpoint in sorted(endpoints):
        blueprint, _, name = endpoint.rpartition(".")
        assert find_allowed(endpoint) is not None, (
            f'who may use {endpoint}? Add "{name}": … to the group "{blueprint}" of TABLE in '
            "tests/web/test_access.py, thinking it through anew instead of copying @allow"
        )
    listed = {
        f"{blueprint}.{name}".lstrip(".") for blueprint, group in TABLE.items() for name in group
    }
    assert listed <= endpoints, f"no such route any more: {listed - endpoints}; take it out"


@pytest.mark.parametrize("role", ROLES)
def test_who_may_and_who_may_not(role: str, probed: Flask, town: Town) -> None:
    client = town.visitor(None if role == "nobody" else role).client
    for route in list_routes(probed, {"community": town.community}):
        allowed = find_allowed(route.endpoint) or set()
        answer = client.open(route.path, method=route.method)
        told = f"{role}: {route.method} {route.endpoint} gave {answer.status_code}"
        if role in allowed:
            assert (answer.status_code, answer.text) == (200, "reached"), told
        else:
            assert answer.text != "reached", told
            assert answer.status_code == expect_refusal(role, route), told


def expect_refusal(role: str, route: Route) -> int:
    """Asked to sign in; told there is no such page (somebody else's community); not open to you."""
    if role == "nobody":
        return 401 if route.method in CHANGING else 303
    if "community" in route.arguments and role not in MEMBERS:
        return 404
    return 403


def test_roles_end_with_the_membership(probed: Flask, town: Town) -> None:
    """Who left a community is a stranger to it from the next request on."""
    from app.communities.models import Member
    from app.db import transaction
    from tests.people import NOW

    visitor = town.visitor("representative")
    ours = [
        route for route in list_routes(probed, {"community": town.community})
        if "community" in route.arguments
    ]  # fmt: skip
    with transaction(town.engine) as session:
        for member in session.query(Member).filter_by(person_id=town.people["representative"]):
            member.left_at = NOW
    for route in ours:
        assert visitor.client.open(route.path, method=route.method).status_code == 404


def test_a_view_that_says_nothing_is_closed_to_all(town: Town) -> None:
    town.app.add_url_rule("/forgotten", "forgotten", lambda: "reached")
    for role in ROLES:
        answer = town.visitor(None if role == "nobody" else role).client.get("/forgotten")
        assert answer.status_code == 403 and answer.text != "reached"
