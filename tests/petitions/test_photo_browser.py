"""Photos and the roll in a real browser: uploading, covering with pointer and with keyboard."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browsing import SIZES, check_for_all, expect_focus, follow, open_page, serve, sign_in
from tests.communities.test_roll_file import CHINESE
from tests.petitions.conftest import Drafted
from tests.petitions.pictures import HEIC, SCRIPT, make_photo

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.enable_socket]


@pytest.fixture
def address(draft: Drafted) -> Iterator[str]:
    with serve(draft.town.app) as served:
        yield served


@pytest.fixture(params=SIZES)
def page(
    request: pytest.FixtureRequest, browser: Browser, draft: Drafted, address: str
) -> Iterator[Page]:
    has_touch = request.param == "phone"
    with open_page(browser, request.param, locale="zh-CN", has_touch=has_touch) as opened:
        sign_in(opened.context, draft.town, address)
        yield opened


def add_photos(page: Page, address: str, draft: Drafted, folder: Path) -> None:
    (folder / "屋面.jpg").write_bytes(make_photo())
    (folder / "门.heic").write_bytes(HEIC.read_bytes())
    page.goto(f"{address}{draft.path}")
    page.set_input_files("#files-1", [folder / "屋面.jpg", folder / "门.heic"])
    follow(page.get_by_role("button", name="上传").first)
    expect(page).to_have_url(re.compile(f"/petitions/{draft.id}"))
    page.goto(f"{address}{draft.path}")


def expect_values(page: Page, wanted: list[float], within: float = 1.5) -> None:
    """Wait until the fields of the only box show these percentages."""
    page.wait_for_function(
        """([wanted, within]) => {
          const seen = [...document.querySelectorAll(".area input")].map(one => Number(one.value));
          return seen.length === wanted.length
            && seen.every((value, number) => Math.abs(value - wanted[number]) <= within);
        }""",
        arg=[wanted, within],
    )


def look(page: Page, across: float, down: float) -> tuple[int, ...]:
    """A pixel of the photo as the page shows it."""
    source = page.locator(".stage img").get_attribute("src")
    data = page.request.get(page.url.split("/communities")[0] + str(source)).body()
    with Image.open(io.BytesIO(data)) as image:
        seen = image.getpixel((int(image.width * across), int(image.height * down)))
    assert isinstance(seen, tuple)
    return seen


def is_phone(page: Page) -> bool:
    return (page.viewport_size or {"width": 0})["width"] < 500


def is_covered(seen: tuple[int, ...]) -> bool:
    return all(abs(value - 64) < 12 for value in seen)


def test_photos_are_uploaded_and_a_face_covered_with_the_pointer(
    page: Page, address: str, draft: Drafted, tmp_path: Path
) -> None:
    add_photos(page, address, draft, tmp_path)
    expect(page.locator(".photos img")).to_have_count(2)
    check_for_all(page)
    follow(page.locator(".photos a[href*='/cover']").first)
    expect(page.locator("form.cover.ready")).to_be_visible()
    stage = page.locator(".stage")
    stage.scroll_into_view_if_needed()
    frame = stage.bounding_box()
    assert frame is not None
    finger = page.context.new_cdp_session(page) if is_phone(page) else None

    def drag(*way: tuple[float, float]) -> None:
        points = [
            {"x": frame["x"] + frame["width"] * across, "y": frame["y"] + frame["height"] * down}
            for across, down in way
        ]
        if finger is None:
            page.mouse.move(**points[0])
            page.mouse.down()
            for point in points[1:]:
                page.mouse.move(**point)
            page.mouse.up()
            return
        for number, point in enumerate(points):
            kind = "touchMove" if number else "touchStart"
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    drag((0.1, 0.1), (0.15, 0.2), (0.3, 0.3))
    expect(page.locator(".box")).to_have_count(1)
    drag((0.2, 0.2), (0.4, 0.4), (0.5, 0.5))  # moves it by 0.3
    moved = re.compile(r"^方框1：左(39|40|41)(\.\d)?%，上(39|40|41)")
    expect(page.locator(".box")).to_have_attribute("aria-label", moved)
    drag((0.6, 0.6), (0.62, 0.62), (0.65, 0.7))  # its corner
    expect_values(page, [40, 40, 25, 30])
    drag((0.05, 0.85), (0.1, 0.9))
    expect(page.locator(".area")).to_have_count(2)
    page.get_by_role("button", name="撤销").click()
    for one in (".area", ".box"):
        expect(page.locator(one)).to_have_count(1)
    check_for_all(page)
    page.emulate_media(color_scheme="dark")
    check_for_all(page)
    follow(page.get_by_role("button", name="盖住并保存"))
    expect(page).to_have_url(re.compile(r"/cover\?done=1"))
    assert is_covered(look(page, 0.45, 0.45)) and not is_covered(look(page, 0.05, 0.88))
    check_for_all(page)


def test_a_face_is_covered_with_the_keyboard_alone(
    page: Page, address: str, draft: Drafted, tmp_path: Path
) -> None:
    add_photos(page, address, draft, tmp_path)
    follow(page.locator(".photos a[href*='/cover']").first, "Enter")
    page.get_by_role("button", name="加一个方框").press("Enter")
    expect_focus(page, '[aria-label^="方框1"]')
    for key, times in (
        ("ArrowLeft", 40),
        ("ArrowUp", 45),
        ("Shift+ArrowRight", 10),
        ("ArrowDown", 1),
    ):
        for _ in range(times):
            page.keyboard.press(key)
    expect_values(page, [0, 1, 30, 20], within=0)
    page.keyboard.press("Control+z")
    expect(page.locator(".area input").nth(1)).to_have_value("0")
    page.get_by_role("button", name="加一个方框").press("Enter")
    expect_focus(page, '[aria-label^="方框2"]')
    page.keyboard.press("Delete")
    expect(page.locator(".box")).to_have_count(1)
    expect(page.locator("#cover-said")).to_contain_text("已删去方框2")
    width = page.locator(".area input").nth(2)
    width.fill("10")
    width.press("Tab")
    expect(page.locator(".box")).to_have_attribute("aria-label", re.compile("宽10%"))
    follow(page.get_by_role("button", name="盖住并保存"), "Enter")
    expect(page).to_have_url(re.compile(r"/cover\?done=1"))
    assert is_covered(look(page, 0.05, 0.1)) and not is_covered(look(page, 0.2, 0.1))


def test_nothing_drawn_is_told(page: Page, address: str, draft: Drafted, tmp_path: Path) -> None:
    add_photos(page, address, draft, tmp_path)
    follow(page.locator(".photos a[href*='/cover']").first)
    expect(page.locator("form.cover.ready")).to_be_visible()
    follow(page.get_by_role("button", name="盖住并保存"))
    expect(page.get_by_role("alert")).to_contain_text("还没有方框")
    check_for_all(page)


def test_a_file_that_is_no_photo_is_told(
    page: Page, address: str, draft: Drafted, tmp_path: Path
) -> None:
    page.goto(f"{address}{draft.path}")
    check_for_all(page)
    (tmp_path / "图.jpg").write_bytes(SCRIPT)
    page.set_input_files("#files-2", tmp_path / "图.jpg")
    follow(page.get_by_role("button", name="上传").last)
    expect(page.get_by_role("alert")).to_contain_text("“图.jpg”不是照片")
    check_for_all(page)


def test_without_scripts_a_face_is_covered_by_numbers(
    browser: Browser, address: str, draft: Drafted, tmp_path: Path
) -> None:
    with open_page(browser, "desktop", java_script_enabled=False) as page:
        sign_in(page.context, draft.town, address)
        add_photos(page, address, draft, tmp_path)
        follow(page.locator(".photos a[href*='/cover']").first)
        expect(page.get_by_role("button", name="加一个方框")).to_be_hidden()
        for label, value in (
            ("距左边 %", "40"),
            ("距上边 %", "40"),
            ("宽 %", "20"),
            ("高 %", "20"),
        ):
            page.get_by_label(label).first.fill(value)
        follow(page.get_by_role("button", name="盖住并保存"))
        expect(page.get_by_role("status").first).to_contain_text("已盖住 1 处")
        assert is_covered(look(page, 0.5, 0.5))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_roll_is_uploaded_and_confirmed(
    lang: str, page: Page, address: str, draft: Drafted, tmp_path: Path
) -> None:
    file = tmp_path / "清册.csv"
    page.goto(f"{address}/communities/{draft.town.community}/roll?lang={lang}")
    check_for_all(page)
    file.write_bytes((CHINESE + ",1,1,101,80,1\n").encode("gb18030"))
    page.set_input_files("#file", file)
    follow(page.locator("main button.primary"))
    expect(page.locator(".faulty tbody tr")).to_have_count(1)
    check_for_all(page)
    file.write_bytes((CHINESE + "10,1,1,101,80,1\n").encode("gb18030"))
    page.set_input_files("#file", file)
    follow(page.locator("main button.primary"))
    expect(page).to_have_url(re.compile("/roll/new/"))
    check_for_all(page)
    follow(page.locator("main button.primary"))
    expect(page).to_have_url(re.compile(r"/roll\?"))
    expect(page.locator(".rows tbody tr")).to_have_count(1)
    check_for_all(page)
    file.write_bytes(CHINESE.replace("89.56", "90").encode())
    page.set_input_files("#file", file)
    follow(page.locator("main button.primary"))
    expect(page).to_have_url(re.compile("/roll/new/"))
    check_for_all(page)
    page.emulate_media(color_scheme="dark")
    check_for_all(page)
