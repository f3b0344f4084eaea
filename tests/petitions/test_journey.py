"""The main journey in a real browser: from the list to the check, with few clicks, by keyboard alone,
and what happens when two windows save, when the line drops, when the sign-in ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from app.accounts.models import Person
from app.accounts.sign_ins import end_sign_ins
from app.communities.models import Member
from app.db import transaction
from app.today import read_now
from tests.browsing import (
    SIZES,
    Counted,
    check_for_all,
    expect_focus,
    follow,
    open_all,
    open_page,
    serve,
    sign_in,
)
from tests.people import NOW, Town
from tests.petitions.test_draft_pages import begin, change_as_other, furnish, read_document

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.enable_socket]
MOST = 60  # clicks and fields from the list to the frozen letter
SAVED = re.compile("^已保存$")


@pytest.fixture
def address(town: Town) -> Iterator[str]:
    with serve(town.app) as served:
        yield served


Opener = Callable[..., Page]


@pytest.fixture
def enter(browser: Browser, town: Town, address: str) -> Iterator[Opener]:
    """Opens windows of a representative, each with a browser of its own; they are closed at the end."""
    with ExitStack() as opened:

        def open_window(size: str = "desktop") -> Page:
            page = opened.enter_context(open_page(browser, size))
            sign_in(page.context, town, address)
            return page

        yield open_window


def wait_saved(page: Page) -> None:
    expect(page.locator("#state .words")).to_have_text(SAVED)


FACTS = {
    "deed": ("2026年3月至9月，业主5次上门催办，均无答复。", {
        "bought": "=presale", "handed_over": "2025-03-28", "agreed": "交房后180日内办理",
        "homes": "860"}),
    "leak": ("1至9栋顶层每逢大雨漏水，2026年8月物业来看过1次。", {
        "since": "2025-06", "place": "=roof", "damaged": "37"}),
    "gas": ("各户已于2026年4月缴费，至今未通气。", {
        "promised": "2026-06", "homes": "860", "stage": "=0"}),
    "landscaping_roads": ("2026年9月仍是裸土和坑洼土路，共3处。", {
        "source": "=0", "promised": "中心花园和沥青路面", "missing": "花园、道路",
        "handed_over": "2025-03-28"}),
}  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_four_grievances_take_few_clicks(
    enter: Opener, town: Town, address: str, size: str
) -> None:
    furnish(town)
    add_second_representative(town)
    page = enter(size)
    person = Counted(page)
    page.goto(f"{address}/communities/{town.community}/petitions")
    check_for_all(page)
    person.follow(page.get_by_role("link", name="起草联名信"))
    check_for_all(page)
    for category in FACTS:
        person.click(page.locator(f'input[value="{category}"]'))
    for name in ("滨河区住建局", "锦绣公司", "representative 王", "周犇"):
        person.click(page.get_by_label(name))
    person.follow(page.get_by_role("button", name="写出初稿"))
    for number, (facts, answers) in enumerate(FACTS.values()):
        at = f"items.{number}"
        if number:
            person.click(page.locator(f'[id="{at}"] > details > summary'))
        for question, answer in answers.items():
            field = page.locator(f'[id="{at}.details.{question}"]')
            if answer.startswith("="):
                options = field.locator("option").evaluate_all("all => all.map(one => one.value)")
                person.choose(field, answer[1:] if answer[1:] in options else options[1])
            else:
                person.fill(field, answer)
        person.fill(page.locator(f'[id="{at}.facts"]'), facts)
        person.click(page.locator(f'[id="{at}.legal_bases"] label').first)
    wait_saved(page)
    person.click(page.locator(".bar").get_by_role("button", name="检查"))
    expect(page.locator("#findings")).to_have_attribute("open", "")
    wait_saved(page)
    summary = page.locator("#summary")
    expect(summary).to_contain_text("没有要改的地方")
    expect(summary).not_to_contain_text(re.compile(r"^[^\n]*待填"), use_inner_text=True)
    check_for_all(page)
    open_all(page)
    check_for_all(page)
    page.emulate_media(color_scheme="dark")
    check_for_all(page)
    document = read_document(town, urlsplit(page.url).path)
    assert document["items"][1]["details"] == {"since": "2025-06", "place": "roof", "damaged": 37}
    person.follow(page.locator(".bar").get_by_role("link", name="定稿"))
    check_for_all(page)
    person.follow(page.get_by_role("button", name="确认定稿"))
    expect(page.get_by_text("正文校验码").first).to_be_visible()
    assert person.done <= MOST, person.done


def add_second_representative(town: Town) -> None:
    with transaction(town.engine) as session:
        person = Person(
            name="周犇", login="zhou@example.org", login_index="zhou", password="-", created_at=NOW
        )
        session.add(person)
        session.flush()
        session.add(
            Member(
                community_id=town.community, person_id=person.id, role="representative", since=NOW
            )
        )


def test_the_journey_by_keyboard_alone(enter: Opener, town: Town, address: str) -> None:
    furnish(town)
    page = enter()
    page.goto(f"{address}/communities/{town.community}/petitions")
    press_at(page, page.get_by_role("link", name="起草联名信"), "Enter", leads=True)
    for value in ("leak", "gas"):
        press_at(page, page.locator(f'input[value="{value}"]'), "Space")
    press_at(page, page.get_by_label("锦绣公司"), "Space")
    press_at(page, page.get_by_role("button", name="写出初稿"), "Enter", leads=True)
    press_at(page, page.locator('[id="items.0.facts"]'), "")
    page.keyboard.type("三栋漏雨")
    wait_saved(page)
    press_at(page, page.locator('[data-handle="items.1"]'), "Alt+ArrowUp")
    expect(page.locator('[id="items.0.category"], [name="items.0.category"]')).to_have_value("gas")
    expect_focus(page, '[data-handle="items.0"]')  # it moves with the card
    wait_saved(page)
    press_at(page, page.locator(".bar").get_by_role("button", name="检查"), "Enter")
    expect(page.locator("#findings")).to_have_attribute("open", "")
    expect(page.locator("#summary")).to_be_focused()
    wait_saved(page)
    press_at(page, page.locator("#findings a").first, "Enter")
    expect_focus(page, "#draft input, #draft textarea, #draft select, #draft .card")
    path = urlsplit(page.url).path
    assert [one["category"] for one in read_document(town, path)["items"]] == ["gas", "leak"]


def press_at(page: Page, what: Locator, key: str, *, leads: bool = False) -> None:
    """Go to an element with the tab key alone, and press a key there; `leads` to another page."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if what.evaluate("one => document.activeElement === one"):
            if leads:
                follow(what, key)
            elif key:
                page.keyboard.press(key)
            return
    pytest.fail(f"the tab key does not reach {what}")


def test_cards_are_dragged(enter: Opener, town: Town, address: str) -> None:
    path = begin(town, town.visitor("representative"), "leak", "gas", "noise")
    page = enter()
    page.goto(address + path)
    page.locator('[id="items.0"] > details > summary').click()
    page.locator('[data-handle="items.2"]').drag_to(
        page.locator('[id="items.0"]'), target_position={"x": 200, "y": 4}
    )
    expect(page.locator('[name="items.0.category"]')).to_have_value("noise")
    wait_saved(page)
    found = [one["category"] for one in read_document(town, path)["items"]]
    assert found == ["noise", "leak", "gas"]


def test_one_card_is_open_at_a_time(enter: Opener, town: Town, address: str) -> None:
    path = begin(town, town.visitor("representative"), "leak", "gas")
    page = enter()
    page.goto(address + path)
    page.locator('[id="items.1"] > details > summary').click()
    expect(page.locator('[data-list="items"] > .card > details[open]')).to_have_count(1)
    page.locator('button[value="add-demand:items.1"]').click()
    expect(page.locator('[id="items.1.demands.2.action"]')).to_be_focused()
    page.keyboard.type("退还费用")
    wait_saved(page)
    assert read_document(town, path)["items"][1]["demands"][2]["action"] == "退还费用"


def test_two_windows_come_together(enter: Opener, town: Town, address: str) -> None:
    path = begin(town, town.visitor("representative"), "leak", "gas")
    one, other = (enter() for _ in range(2))
    for page in (one, other):
        page.goto(address + path)
    one.fill('[id="items.0.facts"]', "第一个窗口写的")
    wait_saved(one)
    other.locator('[id="items.1"] > details > summary').click()
    other.fill('[id="items.1.facts"]', "第二个窗口写的")
    expect(other.locator("#notes")).to_contain_text("已经合在一起")
    wait_saved(other)
    expect(other.locator('[id="items.0.facts"]')).to_have_value("第一个窗口写的")
    facts = [item["facts"] for item in read_document(town, path)["items"]]
    assert facts == ["第一个窗口写的", "第二个窗口写的"]


def test_two_windows_on_one_place_choose(enter: Opener, town: Town, address: str) -> None:
    path = begin(town, town.visitor("representative"), "leak")
    one, other = (enter() for _ in range(2))
    for page in (one, other):
        page.goto(address + path)
    one.fill('[id="items.0.facts"]', "第一个窗口写的")
    wait_saved(one)
    other.fill('[id="items.0.facts"]', "第二个窗口写的")
    other.fill('[id="items.0.details.damaged"]', "37")
    expect(other.locator("#state")).to_contain_text("别人改过同一处")
    assert read_document(town, path)["items"][0]["facts"] == "第一个窗口写的"
    follow(other.get_by_role("button", name="比较两边的文字"))
    expect(other.get_by_role("heading", level=1)).to_have_text("两边都改了同一处")
    for text in ("第一个窗口写的", "第二个窗口写的"):
        expect(other.locator("main")).to_contain_text(text)
    check_for_all(other)
    follow(other.get_by_role("button", name="全部用我写的"))
    expect(other.locator('[id="items.0.facts"]')).to_have_value("第二个窗口写的")
    item = read_document(town, path)["items"][0]
    assert (item["facts"], item["details"]["damaged"]) == ("第二个窗口写的", 37)


def test_a_dropped_line_loses_nothing(enter: Opener, town: Town, address: str) -> None:
    path = begin(town, town.visitor("representative"), "leak")
    page = enter()
    page.goto(address + path)
    page.context.set_offline(True)
    page.fill('[id="items.0.facts"]', "断网时写的")
    expect(page.locator("#state .words")).to_have_text("离线，稍后自动保存")
    page.context.set_offline(False)
    wait_saved(page)
    assert read_document(town, path)["items"][0]["facts"] == "断网时写的"
    page.context.set_offline(True)
    page.fill('[id="items.0.facts"]', "断网时写的，窗口关了")
    expect(page.locator("#state .words")).to_have_text("离线，稍后自动保存")
    context = page.context
    page.close()
    context.set_offline(False)
    change_as_other(town, path, lambda document: document.update(title="别人的标题"))
    again = context.new_page()
    again.goto(address + path)
    expect(again.locator("#notes")).to_contain_text("已经放回来")
    expect(again.locator('[id="items.0.facts"]')).to_have_value("断网时写的，窗口关了")
    wait_saved(again)
    document = read_document(town, path)
    assert (document["items"][0]["facts"], document["title"]) == ("断网时写的，窗口关了", "别人的标题")  # fmt: skip


def test_a_sign_in_that_ends_while_typing_loses_nothing(
    enter: Opener, town: Town, address: str
) -> None:
    path = begin(town, town.visitor("representative"), "leak")
    page = enter()
    page.goto(address + path)
    with transaction(town.app.extensions["lianming_engine"]) as session:
        end_sign_ins(session, town.people["representative"], read_now())
    page.fill('[id="items.0.facts"]', "登录过期时写的")
    expect(page.locator("#state .words")).to_have_text("需要重新登录")
    assert "facts" not in read_document(town, path)["items"][0]
    page.context.clear_cookies()  # the new sign-in brings a new token too
    sign_in(page.context, town, address)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    wait_saved(page)
    assert read_document(town, path)["items"][0]["facts"] == "登录过期时写的"


def test_answers_become_sentences_and_faults_stand_at_their_field(
    enter: Opener, town: Town, address: str
) -> None:
    path = begin(town, town.visitor("representative"), "leak")
    page = enter()
    page.goto(address + path)
    page.fill('[id="items.0.details.damaged"]', "37")
    expect(page.locator('[data-told="items.0"]')).to_contain_text("已经受损的有37户")
    page.fill('[id="items.0.details.damaged"]', "很多")
    expect(page.locator('[id="items.0.details.damaged-said"]')).to_contain_text("应写整数")
    expect(page.locator('[id="items.0.details.damaged"]')).to_have_value("很多")


def test_photos_are_added_where_they_belong(
    enter: Opener, town: Town, address: str, tmp_path: Path
) -> None:
    path = begin(town, town.visitor("representative"), "leak", "gas")
    files = [tmp_path / f"{name}.jpg" for name in ("roof", "wall")]
    for file in files:
        Image.new("RGB", (640, 480), (120, 90, len(file.stem))).save(file)
    page = enter()
    page.goto(address + path)
    page.fill('[id="items.0.facts"]', "三栋漏雨")
    picker = page.locator('[id="items.0"] .upload-photos .face')
    expect(picker).to_have_text("选择照片可以一次选几张")
    page.set_input_files('[id="items.0.new-photos"]', files)
    expect(page.locator('[id="items.0"] .photos img')).to_have_count(2)
    expect(page.locator('[id="items.0.photos.0.caption"]')).to_be_focused()
    expect(picker).to_have_text("选择照片可以一次选几张")  # in the form that came anew, too
    page.keyboard.type("屋面")
    wait_saved(page)
    check_for_all(page)
    item = read_document(town, path)["items"][0]
    assert (item["facts"], item["photos"][0]["caption"]) == ("三栋漏雨", "屋面")
    wrong = tmp_path / "wrong.jpg"
    wrong.write_text("no picture")
    page.set_input_files('[id="items.0.new-photos"]', wrong)
    expect(page.locator("#notes")).to_contain_text("wrong.jpg")
    page.set_input_files('[id="items.0.new-photos"]', files[0])
    expect(page.locator('[id="items.0"] .photos img')).to_have_count(3)
    expect(page.locator("#notes")).to_be_empty()
