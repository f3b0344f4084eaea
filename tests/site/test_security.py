from __future__ import annotations

import pytest
from flask import Flask, request

from app.security import CONTENT_SECURITY_POLICY, allow, read_access
from app.site.factory import build_app
from tests.databases import make_config
from tests.site.conftest import Visitor


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    undeclared = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if read_access(app.view_functions[rule.endpoint]) is None
    ]
    assert not undeclared, f"put @allow(…) under the route of {undeclared}"


def test_a_route_that_says_nothing_is_closed() -> None:
    app = build_app(make_config())
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    visitor = Visitor(app.test_client())
    assert "secret" not in visitor.get("/forgotten", 403).text


def test_a_fault_of_ours_shows_a_page_and_no_traceback() -> None:
    app = build_app(make_config())

    def fail() -> str:
        raise RuntimeError("inner words")

    fail.__dict__["allowed"] = "anyone"
    app.add_url_rule("/fault", "fault", fail)
    page = Visitor(app.test_client()).get("/fault", 500).text
    assert "inner words" not in page
    assert "Traceback" not in page


@pytest.mark.parametrize("word", ["unsafe-inline", "unsafe-eval", "*", "http:", "data:"])
def test_the_policy_starts_from_none(word: str) -> None:
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")
    assert word not in CONTENT_SECURITY_POLICY


def test_get_changes_nothing(app: Flask) -> None:
    changing = {"upload", "delete_upload", "choose_language"}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.removeprefix("pages.") in changing:
            assert rule.methods == {"POST", "OPTIONS"}


def test_cookies_are_closed_to_scripts_and_to_plain_http() -> None:
    visitor = Visitor(build_app(make_config(https=True)).test_client())
    cookie = visitor.get("/uploads").headers["Set-Cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax"))


@pytest.mark.parametrize(
    ("proxies", "address"), [(0, "127.0.0.1"), (1, "10.0.0.2"), (2, "10.0.0.1")]
)
def test_the_address_of_a_visitor_is_what_our_own_proxies_say(proxies: int, address: str) -> None:
    app = build_app(make_config(proxies=proxies))
    app.add_url_rule("/address", "address", allow("anyone")(lambda: request.remote_addr or ""))
    said = {"X-Forwarded-For": "10.0.0.9, 10.0.0.1, 10.0.0.2"}
    assert app.test_client().get("/address", headers=said).text == address
