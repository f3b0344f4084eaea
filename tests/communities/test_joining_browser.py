"""Sign in, set up, invite, accept: in a real browser, on a phone and on a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.accounts.models import Person
from app.accounts.passwords import hash_new_password
from app.db import transaction
from tests.browsing import SIZES, check_for_all, expect_focus, follow, open_all, open_page, serve
from tests.people import Town

GOOD = "plum tree river"

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.enable_socket]


@pytest.fixture
def address(town: Town) -> Iterator[str]:
    with transaction(town.app.extensions["lianming_engine"]) as session:
        for role in ("representative", "administrator"):
            person = session.get_one(Person, town.people[role])
            person.password = hash_new_password(GOOD, person.login)
            person.name = {"representative": "王芳", "administrator": "欧阳娜娜和一个很长的名字"}[
                role
            ]
    with serve(town.app) as served:
        yield served


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    with open_page(browser, request.param) as opened:
        yield opened


def check_both(page: Page) -> None:
    """As it is and with everything that can be opened, in light and dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        check_for_all(page)
        open_all(page)
    check_for_all(page)


def sign_in(page: Page, login: str = "13800000000", password: str = GOOD) -> None:
    page.fill("#login", login)
    page.fill("#password", password)
    follow(page.locator("main button.primary"))


def test_a_representative_invites_and_the_invited_accepts(
    page: Page, browser: Browser, address: str
) -> None:
    page.goto(f"{address}/communities")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    check_both(page)
    sign_in(page, password="a wrong password")
    expect_focus(page, '[role="alert"]')
    check_both(page)
    sign_in(page)
    expect(page.locator("h1")).to_have_text("锦绣家园")
    check_both(page)
    page.click("header summary")
    check_for_all(page)
    page.click("header summary")
    follow(page.get_by_role("link", name="成员", exact=True))
    page.select_option("#role", "checker")
    page.fill("#note", "3号楼王阿姨")
    follow(page.get_by_role("button", name="生成邀请链接"))
    check_both(page)
    link = page.input_value("#link")
    page.get_by_role("button", name="复制链接").click()
    page.get_by_role("button", name="已复制").wait_for()
    with open_page(browser, "phone") as other:
        accept(other, link)


def accept(other: Page, link: str) -> None:
    """What the invited does, with a password that is too short first."""
    other.goto(link)
    check_both(other)
    other.fill("#name", "王阿姨")
    other.fill("#login", "wang@example.cn")
    other.fill("#password", "short")
    other.fill("#again", "short")
    follow(other.get_by_role("button", name="设好账号并加入"))
    expect(other.locator("#name")).to_have_value("王阿姨")
    check_both(other)
    other.fill("#password", GOOD)
    other.fill("#again", GOOD)
    follow(other.get_by_role("button", name="设好账号并加入"))
    expect(other.locator("main")).to_contain_text("您已加入，身份是核对人")
    check_both(other)
    other.goto(link)
    expect(other.locator("h1")).to_contain_text("这个链接已经不能用了")
    check_for_all(other)


def test_a_community_is_set_up_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    sign_in(page)
    follow(page.get_by_role("link", name="填写小区的城市和地址"), "Enter")
    expect(page).to_have_url(re.compile("/settings$"))
    page.focus("#city")
    page.keyboard.type("江城市")
    page.focus("#responsible_name")
    page.keyboard.type("王芳")
    page.keyboard.press("Tab")
    page.keyboard.type("13800000000")
    follow(page.locator(":focus"), "Enter")
    page.locator(".told").wait_for()
    follow(page.get_by_role("link", name="建立收件方名录"))
    check_both(page)
    page.fill("#street", "迎春街道")
    follow(page.locator("#street"), "Enter")
    page.locator(".told").wait_for()
    expect(page.locator("ol.entries > li")).to_have_count(5)
    check_both(page)
    check_rows(page)
    follow(page.get_by_role("button", name="下移 滨河区信访局"))
    expect(page).to_have_url(re.compile("#entry-"))
    follow(page.get_by_role("link", name="供气单位"))
    check_both(page)
    page.fill("#name", "江城燃气有限公司")
    follow(page.locator("#name"), "Enter")
    page.get_by_text("江城燃气有限公司").first.wait_for()


def check_rows(page: Page) -> None:
    """The acts of every entry stand below one another and look alike; the ends do not move further."""
    seen = page.evaluate(
        """[...document.querySelectorAll("ol.entries > li")].map(row =>
        [...row.querySelectorAll(".acts a, .acts button")].map(one => {
          const look = getComputedStyle(one), box = one.getBoundingClientRect();
          return [one.firstChild.textContent, Math.round(box.left), Math.round(box.top - row.getBoundingClientRect().top),
            Math.round(box.height), look.fontSize, look.fontWeight, look.lineHeight].join(" "); }))"""
    )
    assert len(seen) > 2 and [row == seen[0] for row in seen] == [True] * len(seen), seen
    assert [one.split()[0] for one in seen[0]] == ["修改", "上移", "下移", "删去"]
    assert len({tuple(one.split()[2:]) for one in seen[0]}) == 1, seen[0]
    ends = page.locator("ol.entries button:disabled")
    expect(ends).to_have_count(2)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_for_all(page: Page, town: Town, address: str, lang: str) -> None:
    base = f"/communities/{town.community}"
    page.context.add_cookies([{"name": "lianming_language", "value": lang, "url": address}])
    page.goto(f"{address}/sign-in")
    sign_in(page)
    for path in (
        "/account", "/account/name", "/account/password", f"{base}", f"{base}/settings",
        f"{base}/parties", f"{base}/members", f"{base}/recipients", f"{base}/recipients/add",
        f"{base}/leave",
    ):  # fmt: skip
        page.goto(f"{address}{path}")
        check_both(page)
    page.goto(f"{address}/account")
    follow(page.locator("main section button").last)
    page.goto(f"{address}/sign-in")
    sign_in(page, "13800000005")
    for path in ("/site/communities", "/site/communities/add", "/site/people"):
        page.goto(f"{address}{path}")
        check_both(page)
