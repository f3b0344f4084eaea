"""The letter beside the form, pages, copying and freezing in a real browser."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.people import Town
from tests.petitions.browsing import SIZES, check_for_all, open_browser, serve, sign_in
from tests.petitions.letters_cases import put_petition
from tests.petitions.test_freezing import run_freeze, with_hotline

pytestmark = [
    pytest.mark.needs("chromium", "pango", "fonts"),
    pytest.mark.enable_socket,
]
FACTS = '[id="items.0.facts"]'


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def petition(town: Town) -> uuid.UUID:
    return put_petition(town, with_hotline())


@pytest.fixture
def address(town: Town, petition: uuid.UUID) -> Iterator[str]:
    with serve(town) as served:
        yield f"{served}/communities/{town.community}/petitions/{petition}"


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Browser, town: Town, address: str, size: str) -> Iterator[Page]:
    yield from open_page(browser, town, address, size)


@pytest.fixture
def desktop(browser: Browser, town: Town, address: str) -> Iterator[Page]:
    yield from open_page(browser, town, address, "desktop")


def open_page(browser: Browser, town: Town, address: str, size: str) -> Iterator[Page]:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        permissions=["clipboard-read", "clipboard-write"],
    )
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(opened, town, address.partition("/communities")[0])
    yield opened
    context.close()
    # An answer that refuses, and a line that is cut on purpose, Chromium notes by itself.
    grave = [one for one in complaints if not re.search("Failed to load|ERR_INTERNET", one)]
    assert grave == []


def test_the_letter_follows_what_is_typed(page: Page, address: str) -> None:
    page.goto(address)
    sheet = page.locator(".live-parts article")
    expect(sheet.locator(".draft-mark")).to_have_text("草稿")
    page.locator(FACTS).press_sequentially("新写的一句。", delay=20)
    expect(sheet).to_contain_text("新写的一句。")
    changed = page.locator(".just-changed")
    assert "新写的一句。" in changed.first.text_content()
    assert changed.count() == 1, "what did not change is not marked"
    check_for_all(page)


def test_each_recipient_has_a_tab(page: Page, address: str) -> None:
    page.goto(address)
    page.locator('.live-parts [data-letter="2"]').click()
    expect(page.locator(".live-parts h1")).to_contain_text("催告函")
    expect(page.locator('.live-parts [data-letter="2"]')).to_be_focused()
    page.locator(FACTS).fill("换了一种写法。")
    expect(page.locator(".live-parts article")).to_contain_text("换了一种写法。")
    expect(page.locator(".live-parts h1")).to_contain_text("催告函")


def test_a_mark_in_the_margin_leads_to_its_field(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(FACTS).fill("黑心开发商骗了我们的钱。")
    mark = page.locator(".margin-mark.is-error").first
    expect(mark).to_have_attribute("href", "#items.0.facts")
    page.evaluate(
        "document.querySelectorAll('#draft details').forEach(one => { one.open = false })"
    )
    mark.click()
    expect(page.locator(FACTS)).to_be_focused()
    expect(page.locator(FACTS)).to_be_visible()
    page.locator(".live-notes summary").click()
    legend = page.locator(".mark-legend .one")
    expect(legend).to_have_text([re.compile("! 要改"), re.compile(r"\? 提醒")])
    for one in page.locator(".margin-mark").all():
        assert (one.text_content() or "").strip() in "".join(legend.all_text_contents())
    check_for_all(page)
    page.emulate_media(color_scheme="dark")
    check_for_all(page)


def test_the_reader_stays_at_the_line(desktop: Page, address: str) -> None:
    page = desktop
    page.goto(address)
    expect(page.locator("#item-4")).to_be_attached()
    column = page.locator("#live")
    page.locator(FACTS).focus()
    column.evaluate("one => { one.scrollTop = document.getElementById('item-3').offsetTop }")
    before = page.locator("#item-3").evaluate("one => one.getBoundingClientRect().top")
    page.locator(FACTS).fill("多写几行，使上面的文字变长。" * 12)
    expect(page.locator(".live-parts article")).to_contain_text("多写几行")
    after = page.locator("#item-3").evaluate("one => one.getBoundingClientRect().top")
    assert abs(after - before) < 2


def test_going_to_another_item_shows_its_place(desktop: Page, address: str) -> None:
    page = desktop
    page.goto(address)
    expect(page.locator("#item-4")).to_be_attached()
    page.locator('[id="items.3"] > details > summary').click()
    page.locator('[id="items.3.facts"]').click()
    top = page.locator("#item-4").evaluate("one => one.getBoundingClientRect().top")
    assert 0 < top < SIZES["desktop"][1]


def test_one_request_is_under_way_and_the_newest_text_wins(desktop: Page, address: str) -> None:
    page = desktop
    running, most = [0], [0]

    def started(request: object) -> None:
        if "/preview" in request.url:  # type: ignore[attr-defined]
            running[0] += 1
            most[0] = max(most[0], running[0])

    def ended(request: object) -> None:
        if "/preview" in request.url:  # type: ignore[attr-defined]
            running[0] -= 1

    page.goto(address)
    expect(page.locator(".live-parts article")).to_be_visible()
    page.on("request", started)
    page.on("requestfinished", ended)
    page.on("requestfailed", ended)
    field = page.locator(FACTS)
    for text in ("一", "一二", "一二三", "一二三四五六。"):
        field.fill(text)
    field.press_sequentially("七八九十甲乙丙丁戊己庚辛", delay=15)
    expect(page.locator(".live-parts article")).to_contain_text("七八九十甲乙丙丁戊己庚辛")
    assert most[0] == 1


def test_a_lost_line_is_said_and_made_good(desktop: Page, address: str) -> None:
    page = desktop
    page.goto(address)
    expect(page.locator(".live-parts article")).to_be_visible()
    page.context.set_offline(True)
    page.locator(FACTS).fill("断网时写的。")
    expect(page.locator(".live-state")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".live-parts article")).to_contain_text("断网时写的。", timeout=10_000)
    expect(page.locator(".live-state")).to_be_hidden()


def test_pages_are_pictures_of_the_file(page: Page, address: str) -> None:
    page.goto(f"{address}/letters")
    check_for_all(page)
    page.get_by_role("link", name="逐页查看：致 滨河区住房和城乡建设局").click()
    first = page.locator(".print-pages img").first
    expect(first).to_have_js_property("complete", True)
    assert first.evaluate("one => one.naturalWidth") == 910
    check_for_all(page)
    with page.expect_download() as awaited:
        page.get_by_role("link", name="下载 PDF（打印用）").click()
    assert awaited.value.suggested_filename == "锦绣家园-联名诉求书-1-草稿.pdf"


def test_a_field_is_copied_with_one_tap(page: Page, address: str) -> None:
    page.goto(f"{address}/letters/3/hotline")
    check_for_all(page)
    for name, button in (("field-title", "复制标题"), ("field-demands", "复制诉求")):
        page.get_by_role("button", name=button).click()
        text = page.locator(f"#{name}").input_value()
        assert page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n") == text
        expect(page.locator(".copied:not(:empty)")).to_have_count(1)
    page.get_by_text("表格里只有一个正文栏").click()
    check_for_all(page)


def test_without_the_clipboard_the_text_is_selected(desktop: Page, address: str) -> None:
    page = desktop
    page.add_init_script("delete Navigator.prototype.clipboard; document.execCommand = () => false")
    page.goto(f"{address}/letters/3/hotline")
    page.get_by_role("button", name="复制标题").click()
    expect(page.locator("#field-title")).to_be_focused()
    chosen = "one => one.value.slice(one.selectionStart, one.selectionEnd) === one.value"
    assert page.locator("#field-title").evaluate(chosen)
    expect(page.locator(".copied:not(:empty)")).to_have_text("已选中，请按“复制”")


def test_a_draft_is_frozen_and_opened_again(page: Page, address: str) -> None:
    page.goto(f"{address}/letters")
    page.get_by_role("link", name="定稿", exact=True).click()
    check_for_all(page)
    page.get_by_role("button", name="确认定稿").click()
    page.wait_for_url("**/letters")
    expect(page.get_by_role("status")).to_contain_text("已定稿，正文不再改动。")
    expect(page.get_by_role("status")).to_be_in_viewport()
    assert page.evaluate("document.activeElement === document.body"), "no ring around a section"
    codes = page.locator("code").all_text_contents()
    assert len(codes) == 3 and all(
        re.fullmatch("([0-9A-F]{4}-){3}[0-9A-F]{4}", one) for one in codes
    )
    check_for_all(page)
    with page.expect_download() as awaited:
        page.get_by_role("link", name="PDF（打印用）：致 滨河区住房和城乡建设局").click()
    assert awaited.value.suggested_filename == "锦绣家园-联名诉求书-1.pdf"
    page.get_by_text("正文还要改：另起新稿").click()
    check_for_all(page)
    page.get_by_role("button", name="另起新稿").click()
    expect(page.locator("#draft")).to_be_visible()
    page.goto(f"{address}/letters")
    assert page.locator("code").all_text_contents() == codes


def test_what_is_missing_leads_to_its_field(desktop: Page, town: Town, address: str) -> None:
    page = desktop
    empty = put_petition(town, {})
    page.goto(f"{address.rpartition('/')[0]}/{empty}/freeze")
    expect(page.locator("h1")).to_have_text("还不能定稿")
    check_for_all(page)
    page.get_by_role("link", name="联名人：业主代表").first.click()
    expect(page.locator("#draft")).to_be_visible()
    assert page.url.endswith("#sender.representatives")


def test_the_frozen_page_shows_its_versions(
    desktop: Page, town: Town, petition: uuid.UUID, address: str
) -> None:
    run_freeze(town, petition)
    desktop.goto(address)
    check_for_all(desktop)
    desktop.get_by_role("link", name="定稿、正文校验码和文件").click()
    expect(desktop.locator("code")).to_have_count(3)


def test_without_scripts_the_letter_is_on_a_page(
    browser: Browser, town: Town, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, town, address.partition("/communities")[0])
    page.goto(address)
    assert "JavaScript" in page.locator("noscript").first.inner_text()
    page.get_by_role("link", name="逐页查看和下载").click()
    page.get_by_role("link", name="热线、信箱文本：致 滨河区住房和城乡建设局").click()
    expect(page.locator("#field-title")).to_be_visible()
    expect(page.locator("[data-copy]").first).to_be_hidden()
    context.close()
