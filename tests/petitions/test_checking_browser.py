"""检查 and 定稿 in a real browser: what one says, the other does; and nothing is a riddle."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import SIZES, check_for_all, follow, open_page, serve, sign_in
from tests.people import Town
from tests.petitions.letters_cases import put_petition, read_example

pytestmark = [
    pytest.mark.needs("chromium", "fonts"),
    pytest.mark.enable_socket,
]
PEOPLE = '[id="sender.representatives"]'


@pytest.fixture
def address(town: Town) -> Iterator[str]:
    with serve(town.app) as served:
        yield f"{served}/communities/{town.community}"


@pytest.fixture(params=SIZES)
def page(
    request: pytest.FixtureRequest, browser: Browser, town: Town, address: str
) -> Iterator[Page]:
    with open_page(browser, request.param, locale="zh-CN") as opened:
        sign_in(opened.context, town, address.partition("/communities")[0])
        yield opened


def press_check(page: Page) -> Locator:
    page.locator(".bar").get_by_role("button", name="检查").click()
    return page.locator(".counts-line")


def test_who_is_told_nothing_is_to_be_mended_can_freeze(
    page: Page, town: Town, address: str
) -> None:
    document = read_example()
    document["sender"]["representatives"].pop()
    document["sender"]["thanks"] = "谢谢م"
    path = f"{address}/petitions/{put_petition(town, document)}"
    page.goto(path)
    people = page.locator(PEOPLE)
    expect(people).to_contain_text("至少2人")
    expect(people.locator(".is-missing").first).to_contain_text("只有一名业主代表，请再加一名")
    expect(press_check(page)).to_contain_text("待填1处，要改1处")
    expect(page.locator("#findings")).to_contain_text("“م”是现有字体印不出的文字")
    check_for_all(page)
    follow(page.locator(".bar").get_by_role("link", name="定稿"))
    expect(page.locator(".lead")).to_contain_text("待填1处，要改1处。")
    expect(page.locator(".todo > li")).to_have_count(2)
    check_for_all(page)
    follow(page.get_by_role("link", name="联名人：致谢"))
    field = page.locator('[id="sender.thanks"]')
    expect(field).to_be_visible()
    field.fill("感谢")
    people.get_by_role("button", name="representative 王").click()
    expect(people.locator(".is-missing")).to_have_count(0)
    expect(press_check(page)).to_contain_text("没有要改的地方")
    follow(page.locator(".bar").get_by_role("link", name="定稿"))
    expect(page.get_by_role("button", name="确认定稿")).to_be_visible()


@pytest.mark.parametrize(
    ("key", "said", "link"),
    [
        ("items", "还没有事项，请在这里加一个", "事项"),
        ("recipients", "还没有收件方，请在这里加一个", "写给谁"),
    ],
)
def test_without_items_or_recipients_it_is_said_once_where_they_are_added(
    page: Page, town: Town, address: str, key: str, said: str, link: str
) -> None:
    document = read_example()
    del document[key]
    page.goto(f"{address}/petitions/{put_petition(town, document)}/freeze")
    expect(page.locator(".todo > li")).to_have_count(1)
    expect(page.locator(".todo")).to_contain_text(said)
    follow(page.locator(".todo").get_by_role("link", name=link))
    expect(page.locator(f"#{key}")).to_contain_text(said)
    expect(page.locator(f"#{key}")).to_be_in_viewport()
    for counts in (page.locator(".counts-line"), page.locator(".live-notes summary")):
        expect(counts).to_contain_text("待填1处")
        expect(counts).not_to_contain_text("要改")
    check_for_all(page)
