"""The drive's pages in a browser: a representative begins, shares, looks at who is missing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Browser, expect

from app.db import transaction
from app.signing.drives import find_drive
from tests.browsing import SIZES, check_for_all, serve, sign_in
from tests.people import Town
from tests.petitions.letters_cases import put_petition, read_example
from tests.signing.driven import Driven
from tests.signing.test_drive_pages import freeze_one, reopen_time
from tests.signing.test_progress import put_roll

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.enable_socket]


def test_from_freezing_to_a_text_in_the_group(town: Town, browser: Browser) -> None:
    petition = freeze_one(town)
    with serve(town.app) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        sign_in(page.context, town, address)
        page.goto(f"{address}/communities/{town.community}/petitions/{petition}/letters")
        page.get_by_role("link", name="开始联名").click()
        expect(page.get_by_role("heading", name="开始联名")).to_be_visible()
        page.get_by_role("button", name="开始联名").click()
        expect(page.get_by_role("status")).to_contain_text("联名开始了")
        page.get_by_role("link", name="海报和群消息").click()
        page.get_by_label("群消息的正文").fill("邻居们，请来看看这封信，同意的请签名。")
        page.get_by_role("button", name="检查并保存").click()
        expect(page.get_by_role("status").first).to_contain_text("已保存")
        page.get_by_role("button", name="复制群消息").click()
        expect(page.locator(".copied")).not_to_be_empty()
        with transaction(town.engine, reading=True) as session:
            token = find_drive(session, petition).token
        expect(page.locator("#chat-text")).to_have_value(
            f"邻居们，请来看看这封信，同意的请签名。\n{read_closing(town, petition)}截止\n{address}/p/{token}"
        )
        page.get_by_label("海报上加一句").fill("不来签名的是叛徒，大家去堵路")
        page.get_by_role("button", name="检查并保存").click()
        expect(page.get_by_role("alert")).to_contain_text("没有保存")
        page.close()


def read_closing(town: Town, petition: object) -> str:
    from app.signing.sharing import say_closing

    with transaction(town.engine, reading=True) as session:
        return say_closing(find_drive(session, petition), "zh")  # type: ignore[arg-type]


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_are_for_all(size: str, driven: Driven, browser: Browser) -> None:
    town = driven.town
    reopen_time(driven)
    put_roll(driven, *[(f"{b}-1-{n}01", str(b), Decimal(90)) for b in (1, 2) for n in (1, 2, 3)])
    for number in range(8):
        driven.sign(f"张{number}", f"{number % 2 + 1}-1-{number % 3 + 1}01")
    draft = put_petition(town, read_example())
    width, height = SIZES[size]
    with serve(town.app) as address:
        page = browser.new_page(viewport={"width": width, "height": height})
        sign_in(page.context, town, address)
        for path in (
            f"{driven.path}/signing",
            f"{driven.path}/signing/share",
            f"{driven.path}/signing/unsigned?building=1",
            f"/communities/{town.community}/petitions/{draft}/signing",
        ):
            page.goto(address + path)
            for details in page.locator("main details").all():
                details.evaluate("one => { one.open = true; }")
            check_for_all(page)
        page.close()
