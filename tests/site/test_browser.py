"""What only a real browser shows: the whole way of an upload, and accessibility."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from app.config import PROJECT

EXAMPLE = PROJECT / "examples" / "four-grievances.toml"
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--headless", "--no-sandbox", "--disable-gpu"],
        )
        yield opened
        opened.close()


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, height = SIZES[request.param]
    opened = browser.new_page(viewport={"width": width, "height": height})
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    opened.close()
    # A refused upload is answered with 422, which Chromium notes by itself.
    assert [said for said in complaints if "422" not in said] == []


def check_for_all(page: Page) -> None:
    """No finding of axe, nothing wider than the window, every target at least 44 px high."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], "the page is wider than the window"
    small = page.evaluate(
        """[...document.querySelectorAll("a:not(.skip), button, input:not([type=hidden]), select, summary")]
        .filter(one => !one.closest("article"))
        .map(one => [one.textContent.trim(), one.getBoundingClientRect().height])
        .filter(([, height]) => height > 0 && height < 44)"""
    )
    assert small == []


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")


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
    page.get_by_role("link", name="计算这一期限：屋面防水").click()
    assert page.locator("#rule").input_value() == "clk-w-roof"
    page.fill("#from", "2025-02-10")
    page.get_by_role("button", name="计算").click()
    assert "2030年2月10日" in page.locator("#result").inner_text()
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_a_finding_leads_to_its_place(page: Page, address: str) -> None:
    page.goto(f"{address}/uploads?lang=zh")
    page.set_input_files("#petition", EXAMPLE)
    page.get_by_role("button", name="生成信件").click()
    page.wait_for_url("**/uploads/*")
    page.get_by_role("link", name="第4项：事实").click()
    heading = page.locator("article #item-4")
    assert heading.inner_text() == "四、顶层屋面渗漏"
    top = heading.evaluate("one => one.getBoundingClientRect().top")
    assert 0 <= top < 200, "the heading is in sight"
    page.fill("#received", "2026-10-12")
    page.locator("#dates button").click()
    assert "2026年10月27日（星期二）" in page.locator("#dates").inner_text()
    open_all(page)
    check_for_all(page)
    page.get_by_role("button", name="现在就删除").click()
    assert "已经删除" in page.locator("h1").inner_text()


def test_letter_and_findings_are_printed_apart(page: Page, address: str) -> None:
    page.goto(f"{address}/uploads?lang=zh")
    page.set_input_files("#petition", EXAMPLE)
    page.get_by_role("button", name="生成信件").click()
    page.wait_for_url("**/uploads/*")
    page.fill("#received", "2026-10-12")
    page.locator("#dates button").click()
    page.emulate_media(media="print")
    assert page.locator("article").is_visible() and not page.locator("#review").is_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="打印检查结果和期限").click()
    check_for_all(page)
    page.emulate_media(color_scheme="dark")
    check_for_all(page)
    page.emulate_media(media="print")
    printed = page.locator("main").inner_text()
    assert "第4项：事实" in printed and "在文件里的位置" in printed
    assert "2026年10月27日（星期二）" in printed and "第15日是2026年10月27日" in printed
    assert not page.locator("main form").is_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="回到信件").click()
    assert page.locator("#received").input_value() == "2026-10-12"


def test_a_petition_is_uploaded_and_its_letter_downloaded(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.goto(address)
    page.set_input_files("#petition", EXAMPLE)
    page.get_by_role("button", name="生成信件").click()
    page.wait_for_url("**/uploads/*")
    assert page.get_by_role("article").inner_text().count("不动产权证") > 1
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
    page.goto(f"{address}/uploads")
    page.set_input_files("#petition", wrong)
    page.get_by_role("button", name="生成信件").click()
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "诉求.toml: items[0].demands[0].deadline" in alert.inner_text()
    assert alert.evaluate("one => one === document.activeElement")
    check_for_all(page)


def test_the_language_is_chosen_once(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("article").get_attribute("lang") == "en"


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
        assert all(not one.is_visible() for one in page.locator(hidden).all()), hidden
    assert page.locator("h1").is_visible()
    for folded in page.locator(".result details > p").all():
        assert folded.is_visible(), "what is folded on the screen is open on paper"
