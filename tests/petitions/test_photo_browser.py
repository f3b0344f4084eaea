"""Photos and the roll in a real browser: uploading, covering with pointer and with keyboard."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.communities.test_roll_file import CHINESE
from tests.petitions.browsing import open_browser, serve
from tests.petitions.conftest import Drafted
from tests.petitions.pictures import HEIC, SCRIPT, make_photo
from tests.site.test_browser import SIZES, check_for_all

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.enable_socket]


@pytest.fixture
def address(draft: Drafted) -> Iterator[str]:
    with serve(draft.town) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


def sign_in(draft: Drafted, context: BrowserContext, address: str) -> None:
    visitor = draft.town.visitor("representative")
    cookie = visitor.client.get_cookie("lianming")
    assert cookie is not None
    context.add_cookies([{"name": "lianming", "value": cookie.value, "url": address}])


@pytest.fixture(params=SIZES)
def page(
    request: pytest.FixtureRequest, browser: Browser, draft: Drafted, address: str
) -> Iterator[Page]:
    width, height = SIZES[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        has_touch=request.param == "phone",
    )
    sign_in(draft, context, address)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    # A refused upload is answered with 422, which Chromium notes by itself.
    assert [said for said in complaints if "422" not in said] == []


def add_photos(page: Page, address: str, draft: Drafted, folder: Path) -> None:
    (folder / "屋面.jpg").write_bytes(make_photo())
    (folder / "门.heic").write_bytes(HEIC.read_bytes())
    page.goto(f"{address}{draft.path}")
    page.set_input_files("#files-1", [folder / "屋面.jpg", folder / "门.heic"])
    page.get_by_role("button", name="上传").first.click()
    page.wait_for_url(f"**/petitions/{draft.id}")
    page.goto(f"{address}{draft.path}")


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
    assert page.locator(".photos img").count() == 2
    check_for_all(page)
    page.locator(".photos a[href*='/cover']").first.click()
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
    assert page.locator(".box").count() == 1
    drag((0.2, 0.2), (0.4, 0.4), (0.5, 0.5))  # moves it by 0.3
    box = page.locator(".box")
    assert re.match(
        r"方框1：左(39|40|41)(\.\d)?%，上(39|40|41)", box.get_attribute("aria-label") or ""
    )
    drag((0.6, 0.6), (0.62, 0.62), (0.65, 0.7))  # its corner
    values = [float(field.input_value()) for field in page.locator(".area input").all()]
    assert values == pytest.approx([40, 40, 25, 30], abs=1.5)
    drag((0.05, 0.85), (0.1, 0.9))
    assert page.locator(".area").count() == 2
    page.get_by_role("button", name="撤销").click()
    assert page.locator(".area").count() == page.locator(".box").count() == 1
    check_for_all(page)
    page.emulate_media(color_scheme="dark")
    check_for_all(page)
    page.get_by_role("button", name="盖住并保存").click()
    page.wait_for_url("**/cover?done=1")
    assert is_covered(look(page, 0.45, 0.45)) and not is_covered(look(page, 0.05, 0.88))
    check_for_all(page)


def test_a_face_is_covered_with_the_keyboard_alone(
    page: Page, address: str, draft: Drafted, tmp_path: Path
) -> None:
    add_photos(page, address, draft, tmp_path)
    page.locator(".photos a[href*='/cover']").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="加一个方框").focus()
    page.keyboard.press("Enter")
    assert "方框1" in (page.evaluate("document.activeElement.getAttribute('aria-label')") or "")
    for key, times in (
        ("ArrowLeft", 40),
        ("ArrowUp", 45),
        ("Shift+ArrowRight", 10),
        ("ArrowDown", 1),
    ):
        for _ in range(times):
            page.keyboard.press(key)
    values = [float(field.input_value()) for field in page.locator(".area input").all()]
    assert values == [0, 1, 30, 20]
    page.keyboard.press("Control+z")
    assert page.locator(".area input").nth(1).input_value() == "0"
    page.get_by_role("button", name="加一个方框").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")
    assert page.locator(".box").count() == 1
    assert "已删去方框2" in page.locator("#cover-said").inner_text()
    width = page.locator(".area input").nth(2)
    width.fill("10")
    width.press("Tab")
    assert "宽10%" in (page.locator(".box").get_attribute("aria-label") or "")
    page.get_by_role("button", name="盖住并保存").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/cover?done=1")
    assert is_covered(look(page, 0.05, 0.1)) and not is_covered(look(page, 0.2, 0.1))


def test_nothing_drawn_is_told(page: Page, address: str, draft: Drafted, tmp_path: Path) -> None:
    add_photos(page, address, draft, tmp_path)
    page.locator(".photos a[href*='/cover']").first.click()
    page.get_by_role("button", name="盖住并保存").click()
    assert "还没有方框" in page.get_by_role("alert").inner_text()
    check_for_all(page)


def test_a_file_that_is_no_photo_is_told(
    page: Page, address: str, draft: Drafted, tmp_path: Path
) -> None:
    page.goto(f"{address}{draft.path}")
    check_for_all(page)
    (tmp_path / "图.jpg").write_bytes(SCRIPT)
    page.set_input_files("#files-2", tmp_path / "图.jpg")
    page.get_by_role("button", name="上传").last.click()
    assert "“图.jpg”不是照片" in page.get_by_role("alert").inner_text()
    check_for_all(page)


def test_without_scripts_a_face_is_covered_by_numbers(
    browser: Browser, address: str, draft: Drafted, tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(draft, context, address)
    page = context.new_page()
    add_photos(page, address, draft, tmp_path)
    page.locator(".photos a[href*='/cover']").first.click()
    assert not page.get_by_role("button", name="加一个方框").is_visible()
    for label, value in (("距左边 %", "40"), ("距上边 %", "40"), ("宽 %", "20"), ("高 %", "20")):
        page.get_by_label(label).first.fill(value)
    page.get_by_role("button", name="盖住并保存").click()
    assert "已盖住 1 处" in page.get_by_role("status").first.inner_text()
    assert is_covered(look(page, 0.5, 0.5))
    context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_roll_is_uploaded_and_confirmed(
    lang: str, page: Page, address: str, draft: Drafted, tmp_path: Path
) -> None:
    file = tmp_path / "清册.csv"
    page.goto(f"{address}/communities/{draft.town.community}/roll?lang={lang}")
    check_for_all(page)
    file.write_bytes((CHINESE + ",1,1,101,80,1\n").encode("gb18030"))
    page.set_input_files("#file", file)
    page.locator("main button.primary").click()
    assert page.locator(".faulty tbody tr").count() == 1
    check_for_all(page)
    file.write_bytes((CHINESE + "10,1,1,101,80,1\n").encode("gb18030"))
    page.set_input_files("#file", file)
    page.locator("main button.primary").click()
    page.wait_for_url("**/roll/new/*")
    check_for_all(page)
    page.locator("main button.primary").click()
    page.wait_for_url("**/roll?*")
    assert page.locator(".rows tbody tr").count() == 1
    check_for_all(page)
    file.write_bytes(CHINESE.replace("89.56", "90").encode())
    page.set_input_files("#file", file)
    page.locator("main button.primary").click()
    page.wait_for_url("**/roll/new/*")
    check_for_all(page)
    page.emulate_media(color_scheme="dark")
    check_for_all(page)
