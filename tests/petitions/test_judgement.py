"""One judgement: what the page says, what the live letter says and what freezing does are the same."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from app.db import transaction
from app.petitions.dossiers import Gathered, gather_draft
from app.petitions.drafts import find_petition, save_draft
from app.petitions.freezing import NotReady, find_readiness, freeze
from app.petitions.judgement import Judgement, judge, say_counts
from app.petitions.models import Document
from tests.people import NOW, Town
from tests.petitions.drafted import add_photo, name_entry
from tests.petitions.letters_cases import put_petition, read_example

TODAY = NOW.date()
Plant = Callable[[Document], Any]
LOST = f"photos/{uuid.UUID(int=7)}.jpg"


def change(document: Document, place: str, value: Any) -> None:
    *around, last = place.split(".")
    for step in around:
        document = document[int(step)] if isinstance(document, list) else document[step]
    document[int(last) if isinstance(document, list) else last] = value


def plant(**changes: Any) -> Plant:
    """Put values at places; a name has __ for the dots."""
    return lambda document: [
        change(document, place.replace("__", "."), value) for place, value in changes.items()
    ]


HOTLINE = {"role": "hotline", "name": "12345热线", "items": ["item-1"]}
FAULTS: dict[str, tuple[Plant, str]] = {
    "no second representative": (
        lambda one: one["sender"]["representatives"].pop(), "sender.representatives",
    ),
    "no representative": (
        lambda one: one["sender"].pop("representatives"), "sender.representatives",
    ),
    "a lost photo": (
        plant(items__0__photos=[{"file": LOST, "caption": "门厅"}]), "items.0.photos.0.caption",
    ),
    "Arabic in the thanks": (plant(sender__thanks="شكرا"), "sender.thanks"),
    "Arabic in a demand": (
        plant(items__1__demands__0__action="请通气م"), "items.1.demands.0.action",
    ),
    "a title too long for the hotline": (
        lambda one: (
            one.update(title="长" * 30), one["recipients"].append(HOTLINE),
            one["items"][0].update(category="other", heading="屋" * 40),
        ),
        "title",
    ),
    "facts too long for the hotline": (
        lambda one: (one["items"][0].update(facts="长" * 3000), one["recipients"].append(HOTLINE)),
        "items.0",
    ),
    "no item": (lambda one: one.pop("items"), "items"),
    "no recipient": (lambda one: one.pop("recipients"), "recipients"),
    "only copies": (
        plant(recipients=[{"role": "authority", "name": "甲局", "copy": True}]), "recipients",
    ),
    "no demand": (lambda one: one["items"][1].pop("demands"), "items.1.demands"),
    "a wrong date": (plant(date="2026-13-40"), "date"),
    "a committee's name": (plant(sender__name="锦绣家园业主委员会"), "sender.name"),
    "a follow-up to nothing": (plant(recipients__0__kind="reminder"), "recipients.0.kind"),
}  # fmt: skip
ONCE = ("no item", "no recipient", "only copies", "no second representative", "no representative")


def put(town: Town, plants: tuple[Plant, ...] = ()) -> uuid.UUID:
    document = read_example()
    for number, item in enumerate(document["items"], 1):
        item["id"] = f"item-{number}"
    for one in plants:
        one(document)
    return put_petition(town, document)


def read_judgement(town: Town, petition_id: uuid.UUID) -> Judgement:
    with transaction(town.engine, reading=True) as session:
        petition = find_petition(session, town.community, petition_id)
        gathered = gather_draft(session, petition, petition.document, today=TODAY, only_sizes=True)
        return judge(gathered, today=TODAY)


@pytest.mark.parametrize("name", ["", *FAULTS])
def test_checking_and_freezing_say_the_same(town: Town, name: str) -> None:
    plants, field = ((FAULTS[name][0],), FAULTS[name][1]) if name else ((), "")
    petition_id = put(town, plants)
    visitor = town.visitor("representative")
    path = f"/communities/{town.community}/petitions/{petition_id}"
    page = html.document_fromstring(visitor.get(path).text)
    told = [
        link.get("href").removeprefix("#")
        for link in page.xpath('//ul[@class="findings"]/li[not(@class="is-warning")]/a')
    ]
    freezing = html.document_fromstring(visitor.get(f"{path}/freeze").text)
    refused = [
        link.get("href").partition("#")[2] for link in freezing.xpath('//*[@class="todo"]//a')
    ]
    if not name:
        assert told == [] and freezing.xpath('//button[@class="primary"]')
        return
    assert told == refused and field in told
    assert not freezing.xpath('//button[@class="primary"]')
    if name in ONCE:
        assert told == [field], "told once, and nothing that only follows from it"
    (line,) = page.xpath('//*[contains(@class, "counts-line")]/text()')
    counts = sum(int(one) for one in re.findall(r"(?:待填|要改)(\d+)处", line))
    assert counts == len(told)
    (lead,) = freezing.xpath('//*[@class="lead"]/text()')
    assert lead.partition("。")[0] == line.partition("，提醒")[0]


def test_any_faults_together_are_judged_alike(town_on_both: Town) -> None:
    """Freezing refuses with just the remarks of the page, and with none it freezes."""
    town, names = town_on_both, list(FAULTS)
    for step in range(1, len(names), 4):
        chosen = [
            FAULTS[name][0] for name in names[::step] if name not in ("no item", "no recipient")
        ]
        petition_id = put(town, tuple(chosen[:3]))
        judged = read_judgement(town, petition_id)
        with transaction(town.engine, reading=True) as session:
            petition = find_petition(session, town.community, petition_id)
            assert find_readiness(session, petition, today=TODAY).judgement == judged
            with pytest.raises(NotReady) as refused:
                freeze(session, petition, revision=1, person_id=None, now=NOW, today=TODAY)
        assert refused.value.hindrances == judged.hindrances
    with transaction(town.engine) as session:
        petition = find_petition(session, town.community, put(town))
        freeze(session, petition, revision=1, person_id=None, now=NOW, today=TODAY)


def test_findings_stand_at_the_stored_place_whatever_was_left_out(town: Town) -> None:
    petition_id = put(town)
    with transaction(town.engine) as session:
        petition = find_petition(session, town.community, petition_id)
        document = read_example()
        here = [name_entry(add_photo(session, petition, colour)) for colour in ("red", "blue")]
        here[1]["caption"] = "م"
        document["items"][0]["photos"] = [{"file": LOST, "caption": "门厅"}, here[0], here[1]]
        document["history"] = [{"to": "甲局"}, {"on": "2026", "to": "乙局", "outcome": "骗子م"}]
        save_draft(session, petition, document, revision=1, person_id=None, now=NOW)
    judged = read_judgement(town, petition_id)
    at = {one.field for one in judged.hindrances}
    assert {
        "items.0.photos.0.caption",
        "items.0.photos.2.caption",
        "history.0.on",
        "history.1.outcome",
    } <= at
    assert "items.0.photos.1.caption" not in at and "history.0.outcome" not in at
    assert any(str(one.where) == "第1项的第3张照片：说明文字" for one in judged.remarks)


def test_the_counts_are_the_same_on_page_letter_and_card(town: Town) -> None:
    def one_letter(document: Document) -> None:
        document["recipients"] = document["recipients"][:1]
        document["items"] = document["items"][:1]
        del document["items"][0]["facts"]

    petition_id = put(town, (one_letter, FAULTS["Arabic in the thanks"][0]))
    said = str(say_counts(read_judgement(town, petition_id).remarks))
    assert re.fullmatch(r"待填1处，要改1处，提醒\d+处", said)
    visitor = town.visitor("representative")
    path = f"/communities/{town.community}/petitions/{petition_id}"
    page = visitor.get(path)
    token = html.document_fromstring(page.text).xpath('//input[@name="csrf_token"]/@value')[0]
    live = visitor.client.post(f"{path}/preview", headers={"X-CSRFToken": token})
    assert said in page.text and f"这封信：{said}" in live.text
    assert "待填1处，要改1处" in visitor.get(f"{path}/freeze").text
    assert "信旁的记号" in live.text


def test_a_character_no_font_has_is_said_for_a_person(town: Town) -> None:
    judged = read_judgement(town, put(town, (FAULTS["Arabic in a demand"][0],)))
    (remark,) = [one for one in judged.remarks if one.field == "items.1.demands.0.action"]
    assert str(remark.text) == "“م”是现有字体印不出的文字，请改用汉字或拉丁字母"


def test_letters_are_composed_once(town: Town) -> None:
    with transaction(town.engine, reading=True) as session:
        petition = find_petition(session, town.community, put(town))
        gathered: Gathered = gather_draft(session, petition, petition.document, today=TODAY)
        assert gathered.compose(1) is gathered.compose(1)
