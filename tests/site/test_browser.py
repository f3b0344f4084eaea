"""What only a real browser shows: the whole way of an upload, and accessibility."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.config import PROJECT
from tests.browsing import SIZES, check_for_all, follow, open_all, open_page, serve

EXAMPLE = PROJECT / "examples" / "four-grievances.toml"

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    with serve(app) as served:
        yield served


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    with open_page(browser, request.param) as opened:
        yield opened


def upload(page: Page, address: str, file: Path = EXAMPLE) -> None:
    page.goto(f"{address}/uploads?lang=zh")
    page.set_input_files("#petition", file)
    follow(page.get_by_role("button", name="生成信件"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_home_page_is_for_all(page: Page, address: str, lang: str) -> None:
    page.goto(f"{address}/?lang={lang}")
    check_for_all(page)
    page.emulate_media(color_scheme="dark")
    check_for_all(page)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/catalogue",
        "/catalogue/leak",
        "/catalogue/other",
        "/deadlines",
        "/deadlines?rule=clk-ogi&from=2031-09-01",
        "/deadlines?rule=clk-ogi&from=2031-02-30&time=99",
        "/answers",
        "/answers?addressee=authority&answer=none&letter_on=2026-10-12",
    ],
)
def test_the_pages_of_the_law_are_for_all(page: Page, address: str, path: str, lang: str) -> None:
    page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={lang}")
    open_all(page)
    check_for_all(page)
    page.emulate_media(color_scheme="dark")
    check_for_all(page)


def test_a_date_is_chosen_and_reckoned(page: Page, address: str) -> None:
    page.goto(f"{address}/catalogue/leak?lang=zh")
    follow(page.get_by_role("link", name="计算这一期限：屋面防水"))
    expect(page.locator("#rule")).to_have_value("clk-w-roof")
    page.fill("#from", "2025-02-10")
    follow(page.get_by_role("button", name="计算"))
    expect(page.locator("#result")).to_contain_text("2030年2月10日")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_a_finding_leads_to_its_place(page: Page, address: str) -> None:
    upload(page, address)
    follow(page.get_by_role("link", name="第4项：事实"))
    heading = page.locator("article #item-4")
    expect(heading).to_have_text("四、顶层屋面渗漏")
    page.wait_for_function(  # the heading is in sight
        "top => { const at = document.getElementById('item-4').getBoundingClientRect().top; return at >= 0 && at < top }",
        arg=200,
    )
    page.fill("#received", "2026-10-12")
    follow(page.locator("#dates button"))
    expect(page.locator("#dates")).to_contain_text("2026年10月27日（星期二）")
    open_all(page)
    check_for_all(page)
    follow(page.get_by_role("button", name="现在就删除"))
    expect(page.locator("h1")).to_contain_text("已经删除")


def test_letter_and_findings_are_printed_apart(page: Page, address: str) -> None:
    upload(page, address)
    page.fill("#received", "2026-10-12")
    follow(page.locator("#dates button"))
    page.emulate_media(media="print")
    expect(page.locator("article")).to_be_visible()
    expect(page.locator("#review")).to_be_hidden()
    page.emulate_media(media="screen")
    follow(page.get_by_role("link", name="打印检查结果和期限"))
    check_for_all(page)
    page.emulate_media(color_scheme="dark")
    check_for_all(page)
    page.emulate_media(media="print")
    printed = page.locator("main")
    for words in (
        "第4项：事实",
        "在文件里的位置",
        "2026年10月27日（星期二）",
        "第15日是2026年10月27日",
    ):
        expect(printed).to_contain_text(words, use_inner_text=True)
    expect(page.locator("main form")).to_be_hidden()
    page.emulate_media(media="screen")
    follow(page.get_by_role("link", name="回到信件"))
    expect(page.locator("#received")).to_have_value("2026-10-12")


def test_a_petition_is_uploaded_and_its_letter_downloaded(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.goto(address)
    page.set_input_files("#petition", EXAMPLE)
    follow(page.get_by_role("button", name="生成信件"))
    expect(page).to_have_url(re.compile("/uploads/"))
    expect(page.get_by_role("article")).to_have_text(
        re.compile("不动产权证.*不动产权证", re.DOTALL)
    )
    check_for_all(page)
    with page.expect_download() as awaited:
        page.get_by_role("link", name="下载 PDF（打印用）").click()
    saved = tmp_path / "letter.pdf"
    awaited.value.save_as(saved)
    assert saved.read_bytes().startswith(b"%PDF-")
    assert awaited.value.suggested_filename == "锦绣家园-联名诉求书-1.pdf"


def test_a_mistake_is_said_where_one_looks(page: Page, address: str, tmp_path: Path) -> None:
    wrong = tmp_path / "诉求.toml"
    wrong.write_text(EXAMPLE.read_text("utf-8").replace("months = 3", "months = 0"), "utf-8")
    upload(page, address, wrong)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("诉求.toml: items[0].demands[0].deadline")
    expect(alert).to_be_focused()
    check_for_all(page)


def test_the_language_is_chosen_once(page: Page, address: str) -> None:
    page.goto(address)
    follow(page.get_by_role("button", name="English"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("article")).to_have_attribute("lang", "en")


@pytest.mark.parametrize(
    "path",
    [
        "/catalogue",
        "/catalogue/leak",
        "/deadlines?rule=clk-xf-decide&from=2026-09-01",
        "/answers?addressee=authority&answer=acknowledgement&answer_on=2026-10-20",
    ],
)
def test_print_holds_the_text_alone(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    page.emulate_media(media="print")
    for hidden in (".top", ".foot", "form", "summary"):
        expect(page.locator(hidden).filter(visible=True)).to_have_count(0)
    expect(page.locator("h1")).to_be_visible()
    for folded in page.locator(".result details > p").all():
        expect(folded).to_be_visible()  # what is folded on the screen is open on paper
