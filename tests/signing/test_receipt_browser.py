"""The receipt on a phone, with keyboard and large type, as a signer uses it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import check_for_all, serve, sign_in
from tests.signing.driven import Driven
from tests.signing.receipt_cases import draw, freeze_next, open_now, seal
from tests.signing.test_receipt_pages import find_path, rewrite

pytestmark = [pytest.mark.needs("chromium", "pango", "fonts"), pytest.mark.enable_socket]
PHONE = {"width": 360, "height": 780}
LARGE = {"width": 195, "height": 390}  # a phone of 390 px at 200 % zoom


@pytest.mark.parametrize("size", [PHONE, LARGE], ids=["phone", "zoomed"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_serves_everyone(
    browser: Browser, driven: Driven, lang: str, size: dict[str, int]
) -> None:
    from tests.people import NOW

    mine = driven.sign("欧阳伟", "3-2-1501", drawing=draw(), consents=("names-1",))
    seal(driven, mine)
    freeze_next(driven, rewrite, NOW)
    open_now(driven)
    path = find_path(driven, mine)
    ends = ("", "/picture", "/data", "/correct", "/consents", "/agree", "/withdraw", "/erase")
    pages = [f"{path}{end}" for end in ends] + [f"{driven.public}/complaint"]
    with serve(driven.town.app) as address:
        page = browser.new_page(viewport=size, color_scheme="dark" if lang == "en" else "light")  # type: ignore[arg-type]
        for one in pages:
            page.goto(f"{address}{one}?lang={lang}")
            expect(page.locator("#content h1").first).to_be_visible()
            check_for_all(page)


def test_withdrawing_and_restoring_by_keyboard(browser: Browser, driven: Driven) -> None:
    open_now(driven)
    path = find_path(driven, driven.sign("张伟", "3-2-1501"))
    with serve(driven.town.app) as address:
        page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
        page.goto(address + path)
        page.get_by_role("link", name="撤回签名").press("Enter")
        page.wait_for_url("**/withdraw")
        page.get_by_role("button", name="确认撤回").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("您已撤回签名")
        expect(page.get_by_role("status")).to_have_text("已经撤回。")
        page.get_by_role("link", name="恢复签名").press("Enter")
        page.get_by_role("button", name="确认恢复").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("您已签名")


def test_the_picture_shows_and_a_correction_is_kept(browser: Browser, driven: Driven) -> None:
    open_now(driven)
    path = find_path(driven, driven.sign("张纬", "3-2-1501"))
    with serve(driven.town.app) as address:
        page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
        page.goto(address + path)
        page.get_by_role("link", name="保存回执").click()
        picture = page.get_by_role("img", name="签名回执")
        expect(picture).to_be_visible()
        expect(picture).to_have_js_property("naturalWidth", 867)
        page.get_by_role("link", name="回到回执").click()
        page.get_by_role("link", name="改正填写的内容").click()
        page.get_by_label("您的姓名").fill("张伟")
        page.get_by_label("您的房号").fill("楼上")
        page.get_by_role("button", name="确认改正").click()
        expect(page.get_by_role("alert").first).to_be_visible()
        expect(page.get_by_label("您的姓名")).to_have_value("张伟")
        page.get_by_label("您的房号").fill("3-2-1502")
        page.get_by_role("button", name="确认改正").click()
        expect(page.get_by_text("3-2-1502")).to_be_visible()


def test_the_representatives_pages(browser: Browser, driven: Driven) -> None:
    open_now(driven)
    mine = driven.sign("张伟", "3-2-1501")
    driven.town.visitor().post(f"{driven.public}/complaint", {"words": "电梯停运的时间不对"})
    with serve(driven.town.app) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        sign_in(page.context, driven.town, address)
        page.goto(f"{address}{driven.path}/signing/complaints")
        page.locator("summary", has_text="记下怎样处理的").click()
        page.get_by_label("怎样处理的").fill("已核对，下一稿改正")
        check_for_all(page)
        page.get_by_role("button", name="记下").click()
        expect(page.get_by_text("已处理")).to_be_visible()
        # The list of signatures has a button that posts here.
        page.evaluate(
            """action => { const form = document.createElement("form");
            form.method = "post"; form.action = action; document.body.append(form);
            form.append(document.querySelector("input[name=csrf_token]").cloneNode());
            form.submit(); }""",
            f"{driven.path}/signing/signatures/{mine}/receipt",
        )
        expect(page.get_by_role("heading", level=1)).to_have_text("补发回执")
        check_for_all(page)
        page.get_by_role("button", name="本人在场，补发").click()
        expect(page.get_by_role("img", name="回执的二维码")).to_be_visible()
        check_for_all(page)
