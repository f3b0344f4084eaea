"""What checkers and representatives do, in a real browser: desktop and phone, read by axe."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import SIZES, check_for_all, open_browser, serve, sign_in
from tests.letters.render.letters import make_drawing
from tests.people import Town
from tests.signing.driven import Driven
from tests.signing.test_checking import read_item
from tests.signing.test_codes import put_roll, read_codes

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def address(town: Town) -> Iterator[str]:
    with serve(town.app) as served:
        yield served


def open_page(
    browser: Browser, driven: Driven, address: str, size: str, role: str, path: str
) -> Page:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    sign_in(page.context, driven.town, address, role)
    page.goto(f"{address}{driven.path}/signing/{path}")
    return page


def put_signers(driven: Driven) -> None:
    put_roll(driven.town, ("3-2-1501", "3-2-1502"), owners=1)
    item = read_item(driven)
    driven.sign("张伟", "3-2-1501", drawing=make_drawing(1), remark="漏水三年", items=(item,))
    driven.sign("張偉", "3栋2单元1501", drawing=make_drawing(2))
    driven.sign("李娜", "3-2-1502", capacity="tenant")
    driven.sign("王强", "9-9-909", signed_by="王小强", relation="儿子")


@pytest.mark.parametrize("size", SIZES)
def test_a_checker_goes_through_the_list(
    size: str, browser: Browser, driven: Driven, address: str
) -> None:
    put_signers(driven)
    page = open_page(browser, driven, address, size, "checker", "signatures")
    expect(page.locator(".signatures > li")).to_have_count(4)
    expect(page.locator(".signatures")).to_contain_text("房号不在房屋清册里")
    drawing = page.locator("img.drawn").first
    drawing.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('img.drawn').naturalWidth > 0")
    check_for_all(page)
    page.get_by_label("本页全选").check()
    expect(page.locator(".chosen")).to_have_text("已选4个")
    page.get_by_label("李娜").uncheck()
    expect(page.locator(".chosen")).to_have_text("已选3个")
    page.get_by_role("button", name="核对无误").click()
    expect(page.locator(".signatures > li")).to_have_count(1)
    page.get_by_role("button", name="撤销刚才的处理").click()
    expect(page.locator(".told").first).to_contain_text("恢复了3个签名")
    expect(page.locator(".signatures > li")).to_have_count(4)
    page.get_by_label("王强").check()
    page.get_by_role("button", name="不予采用，不计入").click()
    expect(page.locator(".error")).to_contain_text("请选一个原因")
    expect(page.get_by_label("王强")).to_be_checked()
    check_for_all(page)
    page.get_by_label("原因（签名人在回执上会看到）").select_option("unknown-dwelling")
    page.get_by_role("button", name="不予采用，不计入").click()
    expect(page.locator(".signatures > li")).to_have_count(3)
    page.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_duplicate_takes_one_tap(
    size: str, browser: Browser, driven: Driven, address: str
) -> None:
    put_signers(driven)
    page = open_page(browser, driven, address, size, "checker", "signatures")
    page.locator(".marks a").first.click()
    expect(page.locator(".pair > li")).to_have_count(2)
    check_for_all(page)
    page.locator(".pair > li").nth(1).get_by_role("button").click()
    expect(page.locator(".note")).to_have_text("没有可能重复的签名。")
    page.close()


@pytest.mark.parametrize("size", SIZES)
def test_search_leaves_no_name_in_the_address(
    size: str, browser: Browser, driven: Driven, address: str
) -> None:
    put_signers(driven)
    page = open_page(browser, driven, address, size, "checker", "signatures")
    page.get_by_label("姓名（全名）").fill("張偉")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".signatures > li")).to_have_count(2)
    assert page.url.endswith("/signatures/search")
    check_for_all(page)
    page.close()


@pytest.mark.parametrize("size", SIZES)
def test_codes_are_made_printed_and_replaced(
    size: str, browser: Browser, driven: Driven, address: str
) -> None:
    put_signers(driven)
    page = open_page(browser, driven, address, size, "representative", "codes")
    check_for_all(page)
    page.get_by_role("button", name="给没有码的2户生成").click()
    expect(page.locator(".told")).to_contain_text("生成了2个房屋码")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="打印还没打印的2张").click()
    assert downloading.value.suggested_filename == "房屋码.pdf"
    old = read_codes(driven)["3-2-1501"]
    page.get_by_label("哪一户（房号）").fill("3栋2单元1501")
    page.get_by_role("button", name="查看").click()
    expect(page.locator(".found .code")).to_contain_text(old[:4])
    check_for_all(page)
    page.get_by_role("button", name="换一个新码").click()
    expect(page.locator(".told")).to_contain_text("3-2-1501换了新的房屋码")
    assert read_codes(driven)["3-2-1501"] != old
    page.goto(f"{address}/c/{old}")
    expect(page.locator("h1")).to_contain_text("没有这个链接")
    page.close()


@pytest.mark.parametrize("size", SIZES)
def test_remarks_by_item(size: str, browser: Browser, driven: Driven, address: str) -> None:
    put_signers(driven)
    page = open_page(browser, driven, address, size, "representative", "remarks")
    expect(page.locator(".said .words")).to_have_text("漏水三年")
    check_for_all(page)
    page.get_by_label("影响到的事项").select_option(read_item(driven))
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**item=**")
    expect(page.locator(".said > li")).to_have_count(1)
    page.close()
