"""Two texts of one draft put together: nothing that either wrote is lost."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.petitions.conflict import ABSENT, choose, merge, place_of
from tests.petitions.test_form import EXAMPLE

Change = Callable[[dict[str, Any]], Any]


def changed(change: Change) -> dict[str, Any]:
    document = copy.deepcopy(EXAMPLE)
    change(document)
    return document


@pytest.mark.parametrize(
    ("mine", "theirs", "look", "found"),
    [
        (lambda d: d.update(title="我"), lambda d: d["items"][0].update(facts="他"),
         lambda d: (d["title"], d["items"][0]["facts"]), ("我", "他")),
        (lambda d: d["items"][0].update(facts="我"), lambda d: d["items"].reverse(),
         lambda d: d["items"][3]["facts"], "我"),
        (lambda d: d["items"].append({"id": "new"}), lambda d: d["items"].pop(0),
         lambda d: [one["id"] for one in d["items"]], ["item-2", "item-3", "item-4", "new"]),
        (lambda d: d["items"].append({"id": "m"}), lambda d: d["items"].append({"id": "t"}),
         lambda d: {one["id"] for one in d["items"][4:]}, {"m", "t"}),
        (lambda d: d["sender"]["representatives"][0].update(phone="1"),
         lambda d: d["sender"]["representatives"][1].update(phone="2"),
         lambda d: [one["phone"] for one in d["sender"]["representatives"]], ["1", "2"]),
    ],
)  # fmt: skip
def test_changes_in_different_places_merge(
    mine: Change, theirs: Change, look: Callable[[dict[str, Any]], object], found: object
) -> None:
    merged = merge(EXAMPLE, changed(mine), changed(theirs))
    assert merged.clashes == ()
    assert look(merged.document) == found


def test_one_place_changed_by_both_is_a_clash_and_either_can_be_chosen() -> None:
    mine = changed(lambda d: d["items"][1].update(facts="我"))
    theirs = changed(lambda d: (d["items"][1].update(facts="他"), d["items"].pop(0)))
    merged = merge(EXAMPLE, mine, theirs)
    (clash,) = merged.clashes
    assert (clash.mine, clash.theirs) == ("我", "他")
    assert place_of(clash.path, merged.document) == "items[0].facts"
    assert merged.document["items"][0]["facts"] == "我"
    assert choose(merged.document, theirs, [clash.path]) == theirs


def test_what_one_took_out_and_the_other_changed_is_a_clash() -> None:
    mine = changed(lambda d: d["items"].pop(0))
    theirs = changed(lambda d: d["items"][0].update(facts="他"))
    (clash,) = merge(EXAMPLE, mine, theirs).clashes
    assert clash.mine is ABSENT
    assert choose(mine, theirs, [clash.path])["items"][-1]["facts"] == "他"


def test_without_a_base_every_difference_is_asked_and_additions_are_kept() -> None:
    mine = changed(lambda d: (d.update(title="我"), d["items"].append({"id": "new"})))
    theirs = changed(lambda d: (d.update(title="他"), d["items"][0].update(heading="他")))
    merged = merge(None, mine, theirs)
    assert {one.path for one in merged.clashes} == {"items/@item-1/heading", "title"}
    assert merged.document["items"][-1] == {"id": "new"}


TEXTS = st.dictionaries(
    st.sampled_from(["title", "date", "language"]), st.text("abc", max_size=2), max_size=3
)


@given(TEXTS, TEXTS)
def test_each_side_alone_is_taken_whole(one: dict[str, str], other: dict[str, str]) -> None:
    assert merge(one, one, other).document == other
    assert merge(one, other, one).document == other


@given(TEXTS, TEXTS, TEXTS)
def test_no_text_is_lost(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    merged = merge(base, mine, theirs)
    asked = {text for one in merged.clashes for text in (one.mine, one.theirs)}
    for side in (mine, theirs):
        for key, text in side.items():
            if base.get(key) != text:
                assert merged.document.get(key) == text or text in asked
