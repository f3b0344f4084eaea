"""What the buttons do to a draft, and what they must not do."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.categories import OTHER, find_category, list_categories
from app.catalogue.wording import ROLE_NAMES
from app.petitions.acts import Addressed, Offer, Refused, UnknownAct, make_item, perform
from app.petitions.cards import make_cards
from app.petitions.drafts import give_ids
from app.petitions.judgement import Judgement
from app.petitions.opened import open_document
from tests.petitions.test_form import EXAMPLE

OFFER = Offer(
    {"a": Addressed("城市燃气公司", {"role": "utility", "name": "城市燃气公司"}, ("utility", "城市燃气公司"))},
    {"p": {"name": "林喆", "phone": "13800000001"}},
)  # fmt: skip


def act(*words: str, document: dict[str, Any] = EXAMPLE) -> tuple[dict[str, Any], str]:
    focus = ""
    for word in words:
        outcome = perform(document, word, OFFER)
        document, focus = outcome.document, outcome.focus
    return document, focus


def test_an_act_leaves_the_draft_it_was_given_alone() -> None:
    before = copy.deepcopy(EXAMPLE)
    act("remove:items.0", "add-item:leak", "up:items.2")
    assert before == EXAMPLE


@pytest.mark.parametrize(
    ("word", "order", "focus"),
    [
        ("up:items.2", [0, 2, 1, 3], "items.1"),
        ("up:items.0", [0, 1, 2, 3], "items.0"),
        ("down:items.0", [1, 0, 2, 3], "items.1"),
        ("order:items:3,1,0,2", [3, 1, 0, 2], "items"),
    ],
)
def test_items_move(word: str, order: list[int], focus: str) -> None:
    document, went = act(word)
    assert [item["id"] for item in document["items"]] == [EXAMPLE["items"][n]["id"] for n in order]
    assert went == focus


def test_recipients_keep_their_items_when_these_move() -> None:
    document = {**EXAMPLE, "recipients": [{**EXAMPLE["recipients"][0], "items": [1, "item-3"]}]}
    moved, _ = act("down:items.0", document=document)
    assert moved["recipients"][0]["items"] == ["item-1", "item-3"]
    removed, _ = act("remove:items.0", document=document)
    assert removed["recipients"][0]["items"] == ["item-3"]


def test_an_example_takes_the_place_of_a_blank_demand() -> None:
    document, focus = act("add-item:leak", "add-demand:items.4", "add-example:items.4:3")
    demands = document["items"][4]["demands"]
    assert len(demands) == 3
    assert demands[2]["responsible"] == "property_company"
    assert (demands[2]["deadline"], focus) == ("immediate", "items.4.demands.2.action")


def test_an_addressee_brings_its_party() -> None:
    document = {key: value for key, value in EXAMPLE.items() if key != "parties"}
    document, focus = act("add-recipient:a", document=document)
    assert document["parties"] == {"utility": "城市燃气公司"}
    assert document["recipients"][-1]["name"] == "城市燃气公司"
    assert focus == "recipients.2.name"


def test_photos_are_added_once() -> None:
    word = "add-photos:items.0:photos/a.jpg@2026-10-01,photos/b.jpg"
    document, focus = act(word, word)
    assert document["items"][0]["photos"] == [
        {"file": "photos/a.jpg", "taken_on": "2026-10-01"},
        {"file": "photos/b.jpg"},
    ]
    assert focus == "items.0.photos"


def test_a_proposed_deadline_is_taken_over() -> None:
    document, _ = act("set-deadline:items.0.demands.0:days:30")
    assert document["items"][0]["demands"][0]["deadline"] == {"days": 30}


def test_what_the_house_rules_forbid_is_refused() -> None:
    full, _ = act("add-representative:p", "add-representative", "add-representative")
    with pytest.raises(Refused, match="最多5人"):
        act("add-representative", document=full)
    with pytest.raises(Refused, match="还有诉求或收件方用到它"):
        act("remove:parties.0")
    with pytest.raises(Refused, match="请先选一类事项"):
        act("add-item:")
    document, _ = act("add-party:bank", "add-party:bank")
    assert {"bank", "bank_2"} <= set(document["parties"])
    assert "bank_2" not in act("remove:parties.4", document=document)[0]["parties"]


@pytest.mark.parametrize(
    "word",
    ["", "nothing", "up:items.9", "remove:sender", "remove:items", "order:items:0,0", "up:title.0",
     "order:items:1", "add-demand:recipients.0", "add-example:items.0:99", "remove:parties.9",
     "add-recipient:nobody", "add-representative:nobody", "set-deadline:items.0:days:3",
     "set-deadline:items.0.demands.0:years:3", "add-party:king"],
)  # fmt: skip
def test_what_no_button_sends_changes_nothing(word: str) -> None:
    with pytest.raises(UnknownAct):
        act(word)


WORDS = st.sampled_from(["up", "down", "remove", "order", "add-demand", "add-example", "add-photos",
                         "set-deadline", "add-item", "add-party"])  # fmt: skip


@given(WORDS, st.text("items.demands0123:,-", max_size=24))
def test_any_act_is_done_or_refused(word: str, about: str) -> None:
    try:
        act(f"{word}:{about}")
    except (UnknownAct, Refused):
        return


EVERYBODY: dict[str, Any] = {
    "language": "zh",
    "community": {"name": "锦绣家园", "handed_over": "2025-03-28", "households": 860},
    "parties": {
        role: {"name": f"某{role}", "role": role}
        for role in ROLE_NAMES
        if role not in ("authority", "hotline")
    },
    "recipients": [{"role": "authority", "name": "滨河区住建局"}],
}


@pytest.mark.parametrize("category", [one for one in list_categories() if one != OTHER])
@pytest.mark.parametrize("without", ["", "property_company", "developer", "utility"])
def test_a_first_draft_holds_what_the_category_is_about(category: str, without: str) -> None:
    """What ends the matter stands in the draft; the rest of the catalogue is offered beside it."""
    parties = {key: one for key, one in EVERYBODY["parties"].items() if key != without}
    document = {**EVERYBODY, "parties": parties}
    item = make_item(category, document)
    actions = [one["action"] for one in item["demands"] if one]
    known = find_category(category).demands
    for one in known:
        if one.criterion and without not in one.responsible:
            assert one.action.zh in actions
    assert len(actions) >= 2 or any(without in one.responsible for one in known)
    whole = give_ids({**document, "items": [item]})
    opened = open_document(whole, today=dt.date(2026, 11, 2))
    (card,) = make_cards(whole, Judgement(opened, ()))
    offered = {one.demand.action.zh for one in card.examples}
    assert offered | set(actions) == {one.action.zh for one in known}


@pytest.mark.parametrize("category", ["deed", "gas", "landscaping_roads"])
def test_what_the_community_told_once_is_not_asked_again(category: str) -> None:
    assert make_item(category, EVERYBODY)["details"] == {"handed_over": "2025-03-28"}
    assert "details" not in make_item(category, {**EVERYBODY, "community": {"name": "锦绣家园"}})


def test_a_number_is_no_day() -> None:
    """In this category the question of the same name counts households."""
    assert "details" not in make_item("owners_assembly", EVERYBODY)
