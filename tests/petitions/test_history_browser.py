"""History, merging and importing as a person does it, in a real browser, at both sizes."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.db import transaction
from app.petitions.drafts import save_draft
from app.petitions.models import Petition
from app.petitions.packages import write_package
from tests.browsing import SIZES, check_for_all, follow, open_page, serve, sign_in
from tests.people import NOW, Town
from tests.petitions.drafted import EXAMPLE_TEXT, make_draft, make_jpeg

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.enable_socket]


@pytest.fixture(params=SIZES)
def desk(request: pytest.FixtureRequest, browser: Browser, town: Town) -> Iterator[Page]:
    """A page of the running site, signed in as a representative."""
    with serve(town.app) as address, open_page(browser, request.param, base_url=address) as page:
        sign_in(page.context, town, address)
        yield page


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
    follow(desk.get_by_role("link", name="这次改了什么").first)
    check_for_all(desk)
    for words in ("由第4位移来", "收到后30日内"):
        expect(desk.locator("main")).to_contain_text(words)
    for place, line in (("dd ins", "underline"), ("dd del", "line-through")):
        expect(desk.locator(place).first).to_have_css("text-decoration-line", line)
    desk.emulate_media(color_scheme="dark")
    check_for_all(desk)
    follow(desk.get_by_role("link", name="修改记录"))
    follow(desk.get_by_role("link", name="和现在比较，或恢复"))
    check_for_all(desk)
    follow(desk.get_by_role("button", name="恢复这一版"), "Enter")
    expect(desk.get_by_role("status")).to_contain_text("已经恢复")
    expect(desk.locator(".revisions > li")).to_have_count(3)


def test_another_draft_is_merged(desk: Page, town: Town) -> None:
    history = make_changed(town)
    desk.goto(f"{history}?lang=en")
    follow(desk.get_by_role("button", name="Duplicate as a new petition"))
    check_for_all(desk)
    follow(desk.get_by_role("link", name="Merge another draft into this one"))
    check_for_all(desk)
    follow(desk.locator(".ways a").first)
    check_for_all(desk)
    desk.get_by_role("checkbox").first.uncheck()
    follow(desk.get_by_role("button", name="Merge"))
    expect(desk.get_by_role("status")).to_contain_text("Merged")
    desk.goto(f"/communities/{town.community}/timeline?lang=en")
    expect(desk.locator("main")).to_contain_text("merged")
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
    follow(desk.get_by_role("button", name="导入", exact=True))
    expect(desk.get_by_role("alert")).to_contain_text("第4项的第1张照片")
    check_for_all(desk)
    desk.set_input_files("#file", good)
    follow(desk.get_by_role("button", name="导入", exact=True))
    expect(desk).to_have_url(re.compile("/imported"))
    expect(desk.locator("main")).to_contain_text("共4个事项")
    check_for_all(desk)
    with transaction(town.engine) as session:
        assert session.query(Petition).count() == 1
