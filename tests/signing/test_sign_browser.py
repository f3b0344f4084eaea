"""Signing in a real browser at the size of a phone: drawn with the pointer, sent once, kept when offline."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select

from app.db import transaction
from app.signing.models import Signature
from tests.browsing import Counted, check_for_all, serve
from tests.signing.driven import Driven

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.enable_socket]
MOST_BYTES = 150_000
RECEIPT = re.compile(r"/r/")
SLOW = 30_000  # milliseconds for a form to be sent on a machine that is busy
INK = "document.querySelector('[name=strokes]').value"
COUNT_INK = """() => { const pad = document.querySelector("canvas");
  const data = pad.getContext("2d").getImageData(0, 0, pad.width, pad.height).data;
  let seen = 0; for (let i = 3; i < data.length; i += 4) seen += data[i] > 0; return seen; }"""


@pytest.fixture
def address(opened: Driven) -> Iterator[str]:
    with serve(opened.town.app) as served:
        yield served


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, base_url=address
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def draw(page: Page, *strokes: tuple[tuple[float, float], ...]) -> None:
    """Draw with the mouse; points are parts of the area's width and height."""
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    area = pad.bounding_box()
    assert area
    for stroke in strokes:
        at = [(area["x"] + x * area["width"], area["y"] + y * area["height"]) for x, y in stroke]
        page.mouse.move(*at[0])
        page.mouse.down()
        for x, y in at[1:]:
            page.mouse.move(x, y, steps=6)
        page.mouse.up()


def draw_name(page: Page) -> None:
    draw(page, ((0.1, 0.3), (0.25, 0.7), (0.4, 0.2)), ((0.5, 0.3), (0.8, 0.3), (0.7, 0.8)))
    expect(page.locator("[data-pad-said]")).to_have_text("已签2笔")


def fill(page: Page, name: str = "张伟", dwelling: str = "3-2-1501") -> None:
    page.get_by_label("姓名", exact=False).first.fill(name)
    page.get_by_label("您的房号").fill(dwelling)


def submit(page: Page) -> None:
    page.get_by_role("button", name="签名并提交").click()


def list_names(opened: Driven) -> list[str]:
    with transaction(opened.town.engine, reading=True) as session:
        return [one.name for one in session.scalars(select(Signature).order_by(Signature.id))]


def test_read_fill_draw_send_within_a_minute(page: Page, opened: Driven) -> None:
    """A minute is about ten acts of one who has read the letter."""
    page.goto(opened.public)
    check_for_all(page)
    person = Counted(page)
    person.click(page.get_by_role("link", name="我要签名").first)
    expect(page.get_by_role("heading", name="三、签名提交")).to_be_visible()
    check_for_all(page)
    person.click(page.get_by_role("link", name="已经看过了，直接填写"))
    person.fill(page.locator("#name"), "张伟")
    person.fill(page.locator("#dwelling"), "3栋2单元1501")
    person.click(page.get_by_label("顶层屋面渗漏"))
    draw_name(page)
    person.done += 2
    person.click(page.get_by_label("随信交给滨河区住房和城乡建设局"))
    person.click(page.get_by_role("button", name="签名并提交"))
    page.wait_for_url(RECEIPT, timeout=SLOW)
    assert person.done <= 10
    with transaction(opened.town.engine, reading=True) as session:
        signature = session.scalars(select(Signature)).one()
        assert (signature.dwelling, signature.consents) == ("3-2-1501", ["names-1"])
        assert signature.drawing_digest and signature.proof
    assert page.evaluate("localStorage.length") == 0


def test_the_sign_page_is_light(page: Page, opened: Driven) -> None:
    seen: dict[str, int] = {}

    def weigh(request: object) -> None:
        sizes = request.sizes()  # type: ignore[attr-defined]
        total = sizes["responseBodySize"] + sizes["responseHeadersSize"]
        seen[request.url] = total  # type: ignore[attr-defined]

    page.on("requestfinished", weigh)
    page.goto(f"{opened.public}/sign", wait_until="networkidle")
    expect(page.locator("canvas")).to_be_visible()
    assert any("sign.js" in url for url in seen) and any("challenge" in url for url in seen)
    assert sum(seen.values()) < MOST_BYTES, seen


def test_a_dot_is_refused_and_everything_is_kept(page: Page, opened: Driven) -> None:
    page.goto(f"{opened.public}/sign")
    fill(page)
    page.get_by_label("租户").check()
    draw(page, ((0.5, 0.5), (0.51, 0.51)))
    submit(page)
    expect(page.locator("main .error")).to_contain_text("不小心碰到", timeout=SLOW)
    expect(page.locator("#name")).to_have_value("张伟")
    expect(page.get_by_label("租户")).to_be_checked()
    page.wait_for_function(f"() => JSON.parse({INK}).length === 1")
    page.wait_for_function(f"() => ({COUNT_INK})() > 0")
    page.get_by_role("button", name="清除").click()
    page.wait_for_function(f"() => ({COUNT_INK})() === 0")
    draw_name(page)
    draw(page, ((0.2, 0.2), (0.3, 0.3)))
    page.get_by_role("button", name="撤销一笔").click()
    expect(page.locator("[data-pad-said]")).to_have_text("已签2笔")
    submit(page)
    page.wait_for_url(RECEIPT, timeout=SLOW)
    assert list_names(opened) == ["张伟"]


def test_a_turned_phone_keeps_the_drawing_and_drawing_does_not_scroll(
    page: Page, opened: Driven
) -> None:
    page.goto(f"{opened.public}/sign")
    draw_name(page)
    kept = page.evaluate(INK)
    assert page.locator("canvas").evaluate("one => getComputedStyle(one).touchAction") == "none"
    page.set_viewport_size({"width": 844, "height": 390})
    page.wait_for_function(
        "() => document.querySelector('canvas').getBoundingClientRect().width > 400"
    )
    page.wait_for_function(f"() => ({COUNT_INK})() > 0")
    assert page.evaluate(INK) == kept


def test_without_a_connection_it_waits_and_is_sent_once(
    page: Page, context: BrowserContext, opened: Driven
) -> None:
    page.goto(f"{opened.public}/sign", wait_until="networkidle")
    fill(page)
    draw_name(page)
    context.set_offline(True)
    submit(page)
    expect(page.locator("[data-said]")).to_contain_text("没有网络，已存在手机上", timeout=SLOW)
    assert list_names(opened) == []
    context.set_offline(False)
    page.wait_for_url(RECEIPT, timeout=SLOW)
    assert list_names(opened) == ["张伟"] and page.evaluate("localStorage.length") == 0


def test_a_queued_form_is_sent_when_the_page_is_opened_again(
    page: Page, context: BrowserContext, opened: Driven
) -> None:
    page.goto(f"{opened.public}/sign", wait_until="networkidle")
    fill(page)
    context.set_offline(True)
    submit(page)
    expect(page.locator("[data-said]")).to_contain_text("没有网络", timeout=SLOW)
    page.close()
    context.set_offline(False)
    later = context.new_page()
    later.goto(f"{opened.public}/sign")
    later.wait_for_url(RECEIPT, timeout=SLOW)
    assert list_names(opened) == ["张伟"]


def test_an_answer_that_was_lost_gives_the_same_receipt(page: Page, opened: Driven) -> None:
    """The server commits, then dies: the phone sends the same form again."""
    lost: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().headers["location"])
            route.abort("connectionreset")
        else:
            route.continue_()

    page.goto(f"{opened.public}/sign", wait_until="networkidle")
    page.route("**/sign", lose)
    fill(page)
    submit(page)
    expect(page.locator("[data-said]")).to_contain_text("已存在手机上", timeout=SLOW)
    page.wait_for_url(RECEIPT, timeout=SLOW)
    assert lost and page.url.endswith(lost[0].rsplit("/", 1)[1])
    assert list_names(opened) == ["张伟"]


def test_pressed_twice_it_is_sent_once(page: Page, opened: Driven) -> None:
    page.goto(f"{opened.public}/sign")
    fill(page)
    page.get_by_role("button", name="签名并提交").dblclick()
    page.wait_for_url(RECEIPT, timeout=SLOW)
    assert list_names(opened) == ["张伟"]


def test_a_draft_stays_on_the_phone_for_a_day(page: Page, opened: Driven) -> None:
    path = f"{opened.public}/sign"
    page.goto(path)
    fill(page)
    draw_name(page)
    page.get_by_label("随信交给滨河区住房和城乡建设局").check()
    page.wait_for_function(
        "() => (localStorage.getItem(localStorage.key(0)) || '').includes('names-1')"
    )
    page.reload()
    expect(page.locator("[data-restored]")).to_be_visible()
    expect(page.locator("#name")).to_have_value("张伟")
    expect(page.locator("[data-pad-said]")).to_have_text("已签2笔")
    expect(page.get_by_label("随信交给滨河区住房和城乡建设局")).to_be_checked()
    page.get_by_role("button", name="清空重填").click()
    expect(page.locator("#name")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0
    fill(page)
    page.wait_for_function("() => localStorage.length === 1")
    page.evaluate(
        """() => { const key = localStorage.key(0), kept = JSON.parse(localStorage.getItem(key));
        kept.at -= 25 * 3600 * 1000; localStorage.setItem(key, JSON.stringify(kept)); }"""
    )
    page.reload()
    expect(page.locator("#name")).to_have_value("")


def test_a_helpers_phone_forgets_each_neighbour(
    page: Page, context: BrowserContext, opened: Driven
) -> None:
    page.goto(opened.public)
    page.get_by_role("link", name="用这部手机帮邻居签名").click()
    for name, dwelling in (("张伟", "3-2-1501"), ("李娜", "1-1-101")):
        expect(page.locator("#name")).to_have_value("")
        page.get_by_role("link", name="已经看过了，直接填写").click()
        fill(page, name, dwelling)
        draw_name(page)
        submit(page)
        expect(page.get_by_role("heading", name="已经提交")).to_be_visible(timeout=SLOW)
        expect(page.locator(".qr svg")).to_be_visible()
        check_for_all(page)
        assert name not in page.content() and page.evaluate("localStorage.length") == 0
        page.get_by_role("button", name="下一位").click()
    expect(page.locator("#name")).to_have_value("")
    for _ in range(4):  # back to the public page, over every place the phone was at
        page.go_back()
        assert "张伟" not in page.content() and "李娜" not in page.content()
        if page.url.endswith(opened.public):
            break
    expect(page.get_by_role("link", name="我要签名").first).to_be_visible()
    page.go_forward()
    expect(page.locator("#name")).to_have_value("")
    assert page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]
    assert list_names(opened) == ["张伟", "李娜"]


def test_without_a_script_the_page_says_what_to_do_and_a_code_suffices(
    browser: Browser, address: str, opened: Driven
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto(f"{opened.public}/sign")
    expect(page.get_by_text("浏览器没有打开脚本")).to_be_visible()
    page.goto(f"/c/{opened.add_code('3-2-1501')}")
    page.locator("#name").fill("张伟")
    page.get_by_role("button", name="签名并提交").click()
    page.wait_for_url(RECEIPT, timeout=SLOW)
    assert list_names(opened) == ["张伟"]
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_narrow_or_twice_as_large_dark_and_in_english(
    browser: Browser, address: str, opened: Driven, width: int
) -> None:
    """320 px is also what a phone of 640 px has at 200 %."""
    context = browser.new_context(
        viewport={"width": width, "height": 640}, color_scheme="dark", base_url=address
    )
    page = context.new_page()
    for path in ("", "/sign", "/helper"):
        page.goto(f"{opened.public}{path}?lang=en")
        expect(page.locator(".page > h1")).to_be_visible()
        check_for_all(page)
    context.close()


def test_with_the_keyboard_alone(page: Page, opened: Driven) -> None:
    page.goto(f"{opened.public}/sign")
    page.locator("#name").focus()
    page.keyboard.type("张伟")
    page.keyboard.press("Tab")
    page.keyboard.type("3-2-1501")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("产权证上有名字")).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url(RECEIPT, timeout=SLOW)
    assert list_names(opened) == ["张伟"]
