"""The letter beside the form, pages, copying and freezing in a real browser."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import SIZES, check_for_all, follow, open_page, serve, sign_in
from tests.people import Town
from tests.petitions.letters_cases import put_petition
from tests.petitions.test_freezing import run_freeze, with_hotline

pytestmark = [
    pytest.mark.needs("chromium", "pango", "fonts"),
    pytest.mark.enable_socket,
]
FACTS = '[id="items.0.facts"]'


@pytest.fixture
def petition(town: Town) -> uuid.UUID:
    return put_petition(town, with_hotline())


@pytest.fixture
def address(town: Town, petition: uuid.UUID) -> Iterator[str]:
    with serve(town.app) as served:
        yield f"{served}/communities/{town.community}/petitions/{petition}"


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Browser, town: Town, address: str, size: str) -> Iterator[Page]:
    with enter(browser, town, address, size) as opened:
        yield opened


@pytest.fixture
def desktop(browser: Browser, town: Town, address: str) -> Iterator[Page]:
    with enter(browser, town, address, "desktop") as opened:
        yield opened


@contextmanager
def enter(browser: Browser, town: Town, address: str, size: str) -> Iterator[Page]:
    with open_page(browser, size, permissions=["clipboard-read", "clipboard-write"]) as opened:
        sign_in(opened.context, town, address.partition("/communities")[0])
        yield opened


def expect_top(page: Page, selector: str, least: float, most: float) -> None:
    """Wait until an element's upper edge is at that many pixels of the window."""
    page.wait_for_function(
        """([selector, least, most]) => {
          const top = document.querySelector(selector).getBoundingClientRect().top;
          return least < top && top < most;
        }""",
        arg=[selector, least, most],
    )


def test_the_letter_follows_what_is_typed(page: Page, address: str) -> None:
    page.goto(address)
    sheet = page.locator(".live-parts article")
    expect(sheet.locator(".draft-mark")).to_have_text("草稿")
    page.locator(FACTS).press_sequentially("新写的一句。", delay=20)
    expect(sheet).to_contain_text("新写的一句。")
    changed = page.locator(".just-changed")
    expect(changed).to_have_count(1)  # what did not change is not marked
    expect(changed).to_contain_text("新写的一句。")
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
    expect_top(page, "#item-3", before - 2, before + 2)


def test_going_to_another_item_shows_its_place(desktop: Page, address: str) -> None:
    page = desktop
    page.goto(address)
    expect(page.locator("#item-4")).to_be_attached()
    page.locator('[id="items.3"] > details > summary').click()
    page.locator('[id="items.3.facts"]').click()
    expect_top(page, "#item-4", 0, SIZES["desktop"][1])


# Counts what the page has under way: from asking until the text of the answer is there.
COUNTING = """
window.asked = 0; window.running = 0; window.most = 0;
const real = window.fetch;
window.fetch = async (...all) => {
  if (!String(all[0]).includes("/preview")) return real(...all);
  window.asked += 1; window.running += 1; window.most = Math.max(window.most, window.running);
  const answer = await real(...all);
  const read = answer.text.bind(answer);
  answer.text = () => read().finally(() => { window.running -= 1; });
  return answer;
};
"""


def test_one_request_is_under_way_and_the_newest_text_wins(desktop: Page, address: str) -> None:
    page = desktop
    page.add_init_script(COUNTING)
    page.goto(address)
    expect(page.locator(".live-parts article")).to_be_visible()
    field = page.locator(FACTS)
    for text in ("一", "一二", "一二三", "一二三四五六。"):
        field.fill(text)
    field.press_sequentially("七八九十甲乙丙丁戊己庚辛", delay=15)
    expect(page.locator(".live-parts article")).to_contain_text("七八九十甲乙丙丁戊己庚辛")
    assert page.evaluate("[window.asked > 1, window.most]") == [True, 1]


def test_a_lost_line_is_said_and_made_good(desktop: Page, address: str) -> None:
    page = desktop
    page.goto(address)
    expect(page.locator(".live-parts article")).to_be_visible()
    page.context.set_offline(True)
    page.locator(FACTS).fill("断网时写的。")
    expect(page.locator(".live-state")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".live-parts article")).to_contain_text("断网时写的。")
    expect(page.locator(".live-state")).to_be_hidden()


def test_pages_are_pictures_of_the_file(page: Page, address: str) -> None:
    page.goto(f"{address}/letters")
    check_for_all(page)
    follow(page.get_by_role("link", name="逐页查看：致 滨河区住房和城乡建设局"))
    expect(page.locator(".print-pages img").first).to_have_js_property("naturalWidth", 910)
    check_for_all(page)
    with page.expect_download() as awaited:
        page.get_by_role("link", name="下载 PDF（打印用）").click()
    assert awaited.value.suggested_filename == "锦绣家园-联名诉求书-1-草稿.pdf"


def test_a_field_is_copied_with_one_tap(page: Page, address: str) -> None:
    page.goto(f"{address}/letters/3/hotline")
    check_for_all(page)
    for name, words in (("field-title", "复制标题"), ("field-demands", "复制诉求")):
        button = page.get_by_role("button", name=words)
        button.click()
        expect(button.locator("..").locator(".copied")).not_to_be_empty()
        expect(page.locator(".copied:not(:empty)")).to_have_count(1)
        page.wait_for_function(
            """async name => (await navigator.clipboard.readText()).replaceAll("\\r\\n", "\\n")
               === document.getElementById(name).value""",
            arg=name,
        )
    page.get_by_text("表格里只有一个正文栏").click()
    check_for_all(page)


def test_without_the_clipboard_the_text_is_selected(desktop: Page, address: str) -> None:
    page = desktop
    page.add_init_script("delete Navigator.prototype.clipboard; document.execCommand = () => false")
    page.goto(f"{address}/letters/3/hotline")
    page.get_by_role("button", name="复制标题").click()
    expect(page.locator(".copied:not(:empty)")).to_have_text("已选中，请按“复制”")
    expect(page.locator("#field-title")).to_be_focused()
    page.wait_for_function(
        """() => { const one = document.getElementById("field-title");
           return one.value && one.value.slice(one.selectionStart, one.selectionEnd) === one.value; }"""
    )


def test_a_draft_is_frozen_and_opened_again(page: Page, address: str) -> None:
    page.goto(f"{address}/letters")
    follow(page.get_by_role("link", name="定稿", exact=True))
    check_for_all(page)
    follow(page.get_by_role("button", name="确认定稿"))
    expect(page).to_have_url(re.compile("/letters$"))
    expect(page.get_by_role("status")).to_contain_text("已定稿，正文不再改动。")
    expect(page.get_by_role("status")).to_be_in_viewport()
    expect(page.locator("body")).to_be_focused()  # no ring around a section
    code = re.compile("^([0-9A-F]{4}-){3}[0-9A-F]{4}$")
    expect(page.locator("code")).to_have_text([code, code, code])
    codes = page.locator("code").all_text_contents()
    check_for_all(page)
    with page.expect_download() as awaited:
        page.get_by_role("link", name="PDF（打印用）：致 滨河区住房和城乡建设局").click()
    assert awaited.value.suggested_filename == "锦绣家园-联名诉求书-1.pdf"
    page.get_by_text("正文还要改：另起新稿").click()
    again = page.get_by_role("button", name="另起新稿")
    expect(again).to_be_visible()
    check_for_all(page)
    follow(again)
    expect(page.locator("#draft")).to_be_visible()
    page.goto(f"{address}/letters")
    expect(page.locator("code")).to_have_text(codes)


def test_what_is_missing_leads_to_its_field(desktop: Page, town: Town, address: str) -> None:
    page = desktop
    empty = put_petition(town, {})
    page.goto(f"{address.rpartition('/')[0]}/{empty}/freeze")
    expect(page.locator("h1")).to_have_text("还不能定稿")
    check_for_all(page)
    follow(page.get_by_role("link", name="联名人：业主代表").first)
    expect(page.locator("#draft")).to_be_visible()
    expect(page).to_have_url(re.compile("#sender.representatives$"))


def test_the_frozen_page_shows_its_versions(
    desktop: Page, town: Town, petition: uuid.UUID, address: str
) -> None:
    run_freeze(town, petition)
    desktop.goto(address)
    check_for_all(desktop)
    follow(desktop.get_by_role("link", name="定稿、正文校验码和文件"))
    expect(desktop.locator("code")).to_have_count(3)


def test_without_scripts_the_letter_is_on_a_page(
    browser: Browser, town: Town, address: str
) -> None:
    with open_page(browser, "desktop", java_script_enabled=False) as page:
        sign_in(page.context, town, address.partition("/communities")[0])
        page.goto(address)
        expect(page.locator("noscript").first).to_contain_text("JavaScript", use_inner_text=True)
        follow(page.get_by_role("link", name="逐页查看和下载"))
        expect(page.get_by_role("link", name=re.compile("^热线、信箱文本"))).to_have_count(0)
        follow(page.get_by_role("link", name=re.compile("^逐栏复制")))
        expect(page.locator("#field-title")).to_be_visible()
        expect(page.locator("[data-copy]").first).to_be_hidden()
