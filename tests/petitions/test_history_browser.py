"""History, merging and importing as a person does it, in a real browser, at both sizes."""

from __future__ import annotations

import copy
import datetime as dt
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from app.db import transaction
from app.petitions.drafts import save_draft
from app.petitions.models import Petition
from app.petitions.packages import write_package
from tests.people import NOW, Town
from tests.petitions.drafted import EXAMPLE_TEXT, make_draft, make_jpeg
from tests.site.test_browser import SIZES, check_for_all

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--headless", "--no-sandbox", "--disable-gpu"],
        )
        yield opened
        opened.close()


@pytest.fixture(params=SIZES)
def desk(request: pytest.FixtureRequest, chromium: Browser, town: Town) -> Iterator[Page]:
    """A page of the running site, signed in as a representative."""
    server = make_server("127.0.0.1", 0, town.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.port}"
    visitor = town.visitor("representative")
    cookie = visitor.client.get_cookie("lianming")
    assert cookie
    width, height = SIZES[request.param]
    context = chromium.new_context(viewport={"width": width, "height": height}, base_url=address)
    context.add_cookies([{"name": "lianming", "value": cookie.value, "url": address}])
    yield context.new_page()
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()


def make_changed(town: Town) -> str:
    """A draft that was changed in several ways; the address of its history."""
    with transaction(town.engine) as session:
        petition = make_draft(session, town)
        document = copy.deepcopy(petition.document)
        items = document["items"]
        items[0]["facts"] = items[0]["facts"].replace("五次", "六次")
        items[1]["demands"][0]["deadline"] = {"days": 30}
        items[2]["legal_bases"] = ["cc-509"]
        del items[2]["demands"][0]
        document["items"] = [items[3], *items[:3]]
        document["title"] = "关于办证、通气、绿化和渗漏的诉求"
        petition = save_draft(
            session, petition, document, revision=1,
            person_id=town.people["representative"], now=NOW + dt.timedelta(hours=2),
        )  # fmt: skip
    return f"/communities/{town.community}/petitions/{petition.id}/history"


def test_a_change_is_read_and_taken_back(desk: Page, town: Town) -> None:
    desk.goto(f"{make_changed(town)}?lang=zh")
    check_for_all(desk)
    desk.get_by_role("link", name="这次改了什么").first.click()
    check_for_all(desk)
    words = desk.locator("main").inner_text()
    assert "由第4位移来" in words and "收到后30日内" in words
    lines = desk.locator("dd ins").first.evaluate("one => getComputedStyle(one).textDecorationLine")
    assert lines == "underline"
    struck = desk.locator("dd del").first.evaluate(
        "one => getComputedStyle(one).textDecorationLine"
    )
    assert struck == "line-through"
    desk.emulate_media(color_scheme="dark")
    check_for_all(desk)
    desk.get_by_role("link", name="修改记录").click()
    desk.get_by_role("link", name="和现在比较，或恢复").click()
    check_for_all(desk)
    desk.get_by_role("button", name="恢复这一版").press("Enter")
    assert "已经恢复" in desk.get_by_role("status").inner_text()
    assert desk.locator(".revisions > li").count() == 3


def test_another_draft_is_merged(desk: Page, town: Town) -> None:
    history = make_changed(town)
    desk.goto(f"{history}?lang=en")
    desk.get_by_role("button", name="Duplicate as a new petition").click()
    check_for_all(desk)
    desk.get_by_role("link", name="Merge another draft into this one").click()
    check_for_all(desk)
    desk.locator(".ways a").first.click()
    check_for_all(desk)
    desk.get_by_role("checkbox").first.uncheck()
    desk.get_by_role("button", name="Merge").click()
    assert "Merged" in desk.get_by_role("status").inner_text()
    desk.goto(f"/communities/{town.community}/timeline?lang=en")
    assert "merged" in desk.locator("main").inner_text()
    check_for_all(desk)
    desk.goto("/notices?lang=en")
    check_for_all(desk)


def test_a_package_is_imported(desk: Page, town: Town, tmp_path: Path) -> None:
    text = EXAMPLE_TEXT + '\n[[items.photos]]\nfile = "a.jpg"\ncaption = "现场"\n'
    bad, good = tmp_path / "bad.toml", tmp_path / "good.zip"
    bad.write_text(text, "utf-8")
    good.write_bytes(write_package(text, {"a.jpg": make_jpeg()}))
    desk.goto(f"/communities/{town.community}/petitions/import?lang=zh")
    check_for_all(desk)
    desk.set_input_files("#file", bad)
    desk.get_by_role("button", name="导入", exact=True).click()
    assert "第4项：照片" in desk.get_by_role("alert").inner_text()
    check_for_all(desk)
    desk.set_input_files("#file", good)
    desk.get_by_role("button", name="导入", exact=True).click()
    desk.wait_for_url("**/imported*")
    assert "共4个事项" in desk.locator("main").inner_text()
    check_for_all(desk)
    with transaction(town.engine) as session:
        assert session.query(Petition).count() == 1
