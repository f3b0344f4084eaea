"""Signing in and out, one's account, reset links: as a visitor of the site."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from lxml import html

from app.accounts.models import Person, ResetLink, SignIn
from app.accounts.passwords import hash_new_password
from app.accounts.reset_links import make_reset_link
from app.db import transaction
from app.today import read_now
from tests.people import Town
from tests.site.conftest import Visitor

GOOD = "plum tree river"
LOGIN = "13800000000"


@pytest.fixture
def town_with_password(town: Town) -> Town:
    with transaction(town.app.extensions["lianming_engine"]) as session:
        session.get_one(Person, town.people["representative"]).password = _hash()
    return town


def _hash(kept: list[str] = []) -> str:  # noqa: B006 — argon2 once
    if not kept:
        kept.append(hash_new_password(GOOD, LOGIN))
    return kept[0]


def sign_in(
    visitor: Visitor, login: str = LOGIN, password: str = GOOD, status: int = 303, next: str = ""
) -> str:
    answer = visitor.post("/sign-in", {"login": login, "password": password, "next": next}, status)
    return answer.location or answer.text


def read_token(app: Flask, role: str, town: Town, made: dt.datetime | None = None) -> str:
    with transaction(app.extensions["lianming_engine"]) as session:
        return make_reset_link(
            session, session.get_one(Person, town.people[role]), made or read_now()
        )


@pytest.mark.parametrize(
    ("next", "place"),
    [
        ("", "/communities"),
        ("/account?a=1", "/account?a=1"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_who_signs_in_goes_on_and_stays_on_this_site(
    town_with_password: Town, next: str, place: str
) -> None:
    visitor = town_with_password.visitor()
    assert sign_in(visitor, next=next) == place
    visitor.get("/account")
    assert visitor.client.get("/sign-in").location == "/communities"


def test_who_is_not_signed_in_comes_back_to_the_page(town_with_password: Town) -> None:
    visitor = town_with_password.visitor()
    place = visitor.get("/account?a=1", 303).location
    page = html.document_fromstring(visitor.get(place).text)
    next = page.xpath('//input[@name="next"]/@value')[0]
    assert sign_in(visitor, next=next) == "/account?a=1"


def test_unknown_login_and_wrong_password_get_the_same_answer(town_with_password: Town) -> None:
    pages = [
        sign_in(town_with_password.visitor(), login, "a wrong password", 422).replace(login, "")
        for login in (LOGIN, "nobody@example.cn", "13800000001", "no login at all")
    ]
    shown = {html.document_fromstring(page).xpath('string(//*[@role="alert"])') for page in pages}
    assert len(shown) == 1
    assert "不对" in shown.pop()


def test_a_closed_account_cannot_be_used(town_with_password: Town) -> None:
    town = town_with_password
    signed_in = town.visitor("representative")
    town.visitor("administrator").post(f"/site/people/{town.people['representative']}/close", {})
    sign_in(town.visitor(), status=422)
    signed_in.get("/account", 303)
    town.visitor("administrator").post(f"/site/people/{town.people['representative']}/open", {})
    sign_in(town.visitor())


def test_an_administrator_does_not_lock_themselves_out(town: Town) -> None:
    town.visitor("administrator").post(
        f"/site/people/{town.people['administrator']}/close", {}, 403
    )


def test_after_five_wrong_passwords_one_waits(town_with_password: Town) -> None:
    visitor = town_with_password.visitor()
    for _ in range(5):
        sign_in(visitor, password="a wrong password", status=422)
    assert "15分钟" in sign_in(visitor, status=429)


def test_a_sign_in_takes_nothing_over_from_the_cookie_before(town_with_password: Town) -> None:
    visitor = town_with_password.visitor()
    visitor.get("/sign-in")
    with visitor.client.session_transaction() as cookie:
        planted = cookie["csrf_token"]
        cookie["planted"] = "by somebody else"
    sign_in(visitor)
    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != planted


def test_a_session_that_ends_while_typing(town_with_password: Town) -> None:
    town = town_with_password
    visitor = town.visitor("representative")
    page = html.document_fromstring(visitor.get("/account/name").text)
    typed = {
        "csrf_token": page.xpath('//main//input[@name="csrf_token"]/@value')[0],
        "name": "王方",
    }
    with transaction(town.app.extensions["lianming_engine"]) as session:
        for one in session.query(SignIn):
            one.ends_at = read_now()
    before = {"Referer": "http://localhost/account/name"}
    refused = visitor.check(visitor.client.post("/account/name", data=typed, headers=before), 401)
    link = html.document_fromstring(refused.text).xpath(
        '//main//a[contains(@href,"sign-in")]/@href'
    )
    assert link == ["/sign-in?next=/account/name"]
    script = visitor.client.get("/account", headers={"Sec-Fetch-Dest": "empty"})
    assert script.status_code == 401
    # The page on which one typed is still open; after signing in again it can be sent as it is.
    page = html.document_fromstring(visitor.get(link[0]).text)
    fields = {one.get("name"): one.get("value") for one in page.xpath("//main//form//input")}
    visitor.client.post("/sign-in", data={**fields, "login": LOGIN, "password": GOOD})
    visitor.check(visitor.client.post("/account/name", data=typed), 303)
    assert "王方" in visitor.get("/account").text


def test_signing_out_ends_the_sign_in_itself(town: Town) -> None:
    visitor = town.visitor("viewer")
    with visitor.client.session_transaction() as cookie:
        named = cookie["_user_id"]
    visitor.client.get("/sign-out")
    visitor.get("/account")
    visitor.post("/sign-out", {})
    with visitor.client.session_transaction() as cookie:
        assert "_user_id" not in cookie
        cookie["_user_id"] = named  # somebody kept the old cookie
    visitor.get("/account", 303)


def test_a_new_password_ends_the_other_sign_ins(town_with_password: Town) -> None:
    here, there = (town_with_password.visitor("representative") for _ in range(2))
    new = {"password": "a quiet river", "again": "a quiet river"}
    for fault, status in (
        ({"current": "wrong password"}, 422),
        ({"again": "another river"}, 422),
        ({"password": LOGIN, "again": LOGIN}, 422),
        ({}, 303),
    ):
        here.post("/account/password", {"current": GOOD, **new, **fault}, status)
    here.get("/account")
    there.get("/account", 303)
    sign_in(town_with_password.visitor(), status=422)
    sign_in(town_with_password.visitor(), password="a quiet river")


def test_other_sign_ins_are_seen_and_ended(town: Town) -> None:
    here, there = (town.visitor("checker") for _ in range(2))
    page = html.document_fromstring(here.get("/account").text)
    assert len(page.xpath('//ul[@class="entries"]/li')) == 2
    here.post("/account/end-others", {})
    there.get("/account", 303)
    assert (
        len(html.document_fromstring(here.get("/account").text).xpath('//ul[@class="entries"]/li'))
        == 1
    )


def test_a_reset_link_is_made_shown_once_and_used_once(town: Town) -> None:
    admin = town.visitor("administrator")
    person = town.people["viewer"]
    page = html.document_fromstring(admin.post(f"/site/people/{person}/reset-link", {}, 200).text)
    link = page.xpath('//input[@id="link"]/@value')[0].removeprefix("http://localhost")
    visitor = town.visitor()
    assert "13800000003" in visitor.get(link).text
    visitor.post(link, {"password": GOOD, "again": "something else"}, 422)
    visitor.post(link, {"password": GOOD, "again": GOOD}, 303)
    visitor.get("/account")
    assert "已经用过" in town.visitor().get(link, 410).text
    sign_in(town.visitor(), "13800000003")


@pytest.mark.parametrize(
    ("made", "token", "status", "words"),
    [(49, None, 410, "48小时"), (0, "nothing", 404, "复制完整")],
)
def test_links_that_lead_nowhere_say_what_to_do(
    town: Town, made: int, token: str | None, status: int, words: str
) -> None:
    real = read_token(town.app, "viewer", town, read_now() - dt.timedelta(hours=made))
    assert words in town.visitor().get(f"/set-password/{token or real}", status).text
    data = {"password": GOOD, "again": GOOD}
    assert words in town.visitor().post(f"/set-password/{token or real}", data, status).text


def test_people_are_listed_and_found_by_the_administrator_alone(town: Town) -> None:
    admin = town.visitor("administrator")
    assert "representative 王" in admin.get("/site/people").text
    found = admin.get("/site/people?login=138-0000-0002").text
    assert "handler 王" in found and "viewer 王" not in found
    assert "没有找到" in admin.get("/site/people?login=nobody").text
    admin.get("/site/people?before=nonsense", 404)
    for role in ("representative", "checker", "handler", "viewer", "stranger"):
        town.visitor(role).get("/site/people", 403)
        town.visitor(role).post(f"/site/people/{town.people['viewer']}/reset-link", {}, 403)
    with transaction(town.app.extensions["lianming_engine"]) as session:
        assert session.query(ResetLink).count() == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_account_pages_are_whole_in_both_languages(town: Town, lang: str) -> None:
    token = read_token(town.app, "viewer", town)
    admin = town.visitor("administrator")
    for path in ("/account", "/account/name", "/account/password", "/site/people"):
        page = admin.get(f"{path}?lang={lang}").text
        assert "1380000000" in page or "account" in path
    town.visitor().get(f"/sign-in?lang={lang}")
    town.visitor().get(f"/set-password/{token}?lang={lang}")
    admin.post(f"/account/password?lang={lang}", {}, 422)
