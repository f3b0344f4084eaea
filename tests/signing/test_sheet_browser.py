"""Paper in a browser: a photo is uploaded, typed in beside it, signatures are framed and cut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.signing.sheet_lines import Line, find_line
from app.signing.sheets import list_sheets
from tests.browsing import SIZES, check_for_all, follow, open_page, serve, sign_in
from tests.signing.driven import Driven
from tests.signing.papers import SIGNED, draw_sheet, opened, put, type_in

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.enable_socket]


@pytest.fixture
def page(driven: Driven, browser: Browser) -> Iterator[Page]:
    """The list of sheets on a desktop."""
    with serve(driven.town.app) as address, open_page(browser, "desktop") as made:
        sign_in(made.context, driven.town, address)
        made.goto(f"{address}{driven.path}/signing/sheets")
        yield made


def open_sheet(driven: Driven, page: Page) -> None:
    """A sheet whose first line is typed."""
    type_in(driven, put(driven, 1).sheets[0].id, Line(1, "张伟", "3-2-1501"))
    page.reload()
    follow(page.get_by_role("link", name="编号1", exact=True))
    expect(page.get_by_role("heading", name="签名表，编号1")).to_be_visible()


def read_digest(driven: Driven) -> str | None:
    with opened(driven, reading=True) as (session, drive):
        return find_line(session, list_sheets(session, drive.id)[0].sheet, 1).drawing_digest


def test_from_photo_to_typed_lines(driven: Driven, page: Page, tmp_path: Path) -> None:
    for seed in (1, 2):
        (tmp_path / f"sheet-{seed}.jpg").write_bytes(draw_sheet(seed))
    page.get_by_label("照片").set_input_files([tmp_path / "sheet-1.jpg", tmp_path / "sheet-2.jpg"])
    follow(page.get_by_role("button", name="上传"))
    expect(page.get_by_role("status")).to_contain_text("已上传2张")
    follow(page.get_by_role("link", name="接着录入编号1"))
    first = page.get_by_role("group", name="第1行", exact=True)
    first.get_by_label("姓名", exact=True).fill("张伟")
    first.get_by_label("房号").fill("楼上")
    follow(page.get_by_role("button", name="保存填好的行"))
    expect(page.get_by_role("alert")).to_contain_text("第1行")
    expect(first.get_by_label("姓名", exact=True)).to_have_value("张伟")
    first.get_by_label("房号").fill("3栋2单元1501")
    second = page.get_by_role("group", name="第2行", exact=True)
    second.get_by_label("姓名", exact=True).fill("李娜")
    second.get_by_label("房号").fill("3-2-1502")
    second.get_by_label("勾了“不公开姓名”").check()
    second.get_by_text("日期、代签").click()
    second.get_by_label("代签人").fill("李强")
    follow(page.get_by_role("button", name="保存填好的行"))
    expect(page.get_by_role("status")).to_contain_text("已录入2行")
    expect(page.locator("#line-1")).to_contain_text("3-2-1501")
    expect(page.locator("#line-2")).to_contain_text("不公开姓名")


def test_the_photo_is_enlarged_with_buttons_and_keys(driven: Driven, page: Page) -> None:
    open_sheet(driven, page)
    frame, picture = page.locator(".picture"), page.locator(".picture img")
    expect(page.get_by_role("button", name="放大")).to_be_visible()
    page.get_by_role("button", name="放大").click()
    expect(picture).to_have_attribute("style", "width: 135%;")
    frame.focus()
    page.keyboard.press("+")
    expect(picture).to_have_attribute("style", "width: 182.25%;")
    page.get_by_role("button", name="适合宽度").click()
    expect(picture).to_have_attribute("style", "width: 100%;")


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_signature_is_framed_and_cut(driven: Driven, page: Page, by: str) -> None:
    open_sheet(driven, page)
    follow(page.get_by_role("link", name="取下签名：第1行"))
    expect(page.locator("form.ready")).to_be_visible()
    page.wait_for_function("document.querySelector('.stage img').complete")
    box = page.locator(".stage .box")
    if by == "mouse":
        frame = page.locator(".stage").bounding_box()
        assert frame
        left, top = frame["x"], frame["y"]
        page.mouse.move(
            left + frame["width"] * SIGNED.left / 100, top + frame["height"] * SIGNED.top / 100
        )
        page.mouse.down()
        page.mouse.move(
            left + frame["width"] * (SIGNED.left + SIGNED.width) / 100,
            top + frame["height"] * (SIGNED.top + SIGNED.height) / 100,
            steps=4,
        )
        page.mouse.up()
    else:
        page.get_by_role("button", name="加一个方框").click()
        page.get_by_role("button", name="加一个方框").click()  # a second one replaces it
        expect(box).to_be_focused()
        for _ in range(8):
            page.keyboard.press("ArrowUp")
        for _ in range(14):
            page.keyboard.press("Shift+ArrowUp")
    expect(box).to_have_count(1)
    follow(page.get_by_role("button", name="取下签名"))
    expect(page.get_by_role("status")).to_contain_text("第1行的签名已取下")
    image = page.get_by_role("img", name="第1行的签名")
    expect(image).to_be_visible()
    page.wait_for_function("document.querySelector('img.cut').naturalWidth > 20")
    assert read_digest(driven)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_for_everybody(driven: Driven, browser: Browser, size: str, lang: str) -> None:
    sheet = put(driven, 1).sheets[0].id
    type_in(driven, sheet, Line(1, "张伟", "3-2-1501"))
    base = f"{driven.path}/signing/sheets"
    with serve(driven.town.app) as address, open_page(browser, size) as page:
        sign_in(page.context, driven.town, address)
        own = f"{base}/{sheet}"
        for path in (base, own, f"{own}/cover", f"{own}/lines/1", f"{own}/lines/1/cut"):
            page.goto(f"{address}{path}?lang={lang}")
            page.wait_for_load_state("networkidle")
            check_for_all(page)
