from __future__ import annotations

import copy
import datetime as dt
import re
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import PROJECT
from app.letters.dossier import Dossier, compose_letter
from app.letters.media import Picture
from app.letters.petition_file import read_document
from app.petitions.opened import open_document
from app.petitions.places import find_value, split_place

TODAY = dt.date(2026, 11, 24)
EXAMPLE = tomllib.loads((PROJECT / "examples" / "four-grievances.toml").read_text("utf-8"))


def test_a_whole_draft_has_no_faults_and_is_the_petition_of_the_file() -> None:
    opened = open_document(EXAMPLE, today=TODAY)
    assert opened.faults == ()
    assert opened.petition == read_document(EXAMPLE, today=TODAY)


@pytest.mark.parametrize(
    ("document", "places"),
    [
        ({}, ["community.name", "sender.name", "recipients", "items"]),
        ({**EXAMPLE, "date": "2026-13-01"}, ["date"]),
        ({**EXAMPLE, "items": [{"category": "leak", "facts": "漏雨"}]}, ["items[0].demands"]),
        ({**EXAMPLE, "parties": {}}, ["items[0].demands[0].responsible"]),
        ({**EXAMPLE, "unknown": 1}, ["unknown"]),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_the_rest_still_makes_a_letter(
    document: dict[str, Any], places: list[str]
) -> None:
    opened = open_document(document, today=TODAY)
    found = [fault.place for fault in opened.faults]
    assert found[: len(places)] == places
    assert compose_letter(Dossier("", opened.petition), 1).blocks


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2000) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "name", "role", "items", "facts", "demands", "action", "category"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


# The lists of a draft: where each stands, an entry with nothing missing in it, what it needs, and
# an entry that the reader refuses with the place of the fault in it.
LISTS: dict[str, tuple[dict[str, Any], tuple[str, ...], dict[str, Any], str]] = {
    "items[0].photos": (
        {"file": "photos/a.jpg", "caption": "屋面"}, ("file", "caption"),
        {"file": "photos/a.jpg", "caption": "屋面", "taken_on": "2026-13-01"}, "taken_on",
    ),
    "items[1].evidence": (
        {"title": "合同"}, ("title",), {"title": "合同", "dated": "去年"}, "dated",
    ),
    "items[2].demands": (
        {"action": "修好", "responsible": "developer"}, ("action", "responsible"),
        {"action": "修好", "responsible": "developer", "deadline": {"days": 0}}, "deadline",
    ),
    "history": (
        {"on": "2026-03", "to": "某局"}, ("on", "to"), {"on": "前天", "to": "某局"}, "on",
    ),
    "sender.representatives": (
        {"name": "林喆"}, ("name",), {"name": "林喆", "phone": 7}, "phone",
    ),
    "recipients": (
        {"role": "authority", "name": "某局"}, ("role", "name"),
        {"role": "authority", "name": "某局", "kind": "poem"}, "kind",
    ),
}  # fmt: skip
ENTRIES = st.lists(st.sampled_from(["whole", "wrong", "odd", 0, 1]), min_size=1, max_size=4)


@given(st.fixed_dictionaries(dict.fromkeys(LISTS, ENTRIES)))
def test_every_fault_names_the_place_in_the_draft(drawn: dict[str, list[Any]]) -> None:
    document: dict[str, Any] = copy.deepcopy(EXAMPLE)
    places = set()
    for at, entries in drawn.items():
        whole, needed, wrong, key = LISTS[at]
        rows: list[Any] = [copy.deepcopy(whole)]  # so that a letter has what it needs
        for index, entry in enumerate(entries, 1):
            row: Any = copy.deepcopy(wrong if entry == "wrong" else whole)
            if entry == "wrong":
                places.add(f"{at}[{index}].{key}")
            elif entry == "odd":
                row = "no table"
                places.add(f"{at}[{index}]")
            elif entry != "whole":
                missing = needed[entry % len(needed)]
                del row[missing]
                places.add(f"{at}[{index}].{missing}")
            rows.append(row)
        *around, last = split_place(at)
        find_value(document, around)[last] = rows
    opened = open_document(document, today=TODAY, pictures=["photos/a.jpg"])
    assert {fault.place for fault in opened.faults} == places
    photos = {"photos/a.jpg": Picture(b"", "jpeg", 60, 40, "a")}
    assert compose_letter(Dossier("", opened.petition, photos=photos), 1).blocks


def test_what_several_entries_lack_is_told_at_each() -> None:
    document = copy.deepcopy(EXAMPLE)
    document["items"][1]["photos"] = [{"file": "a.jpg"}, {"file": "b.jpg"}, {"file": "c.jpg"}]
    document["history"] = [{}, {"to": "某局"}, {"on": "2026"}]
    assert [fault.place for fault in open_document(document, today=TODAY).faults] == [
        "items[1].photos[0].caption",
        "items[1].photos[1].caption",
        "items[1].photos[2].caption",
        "history[0].to",
        "history[0].on",
        "history[1].on",
        "history[2].to",
    ]


def test_what_is_left_is_found_where_it_stood() -> None:
    document = copy.deepcopy(EXAMPLE)
    document["history"] = ["odd", {"on": "2026", "to": "甲"}, 3, {"on": "2026", "to": "乙"}]
    document["items"][0]["photos"] = [
        {"file": name, "caption": name} for name in ("gone", "a", "gone too", "b")
    ]
    opened = open_document(document, today=TODAY, pictures={"a", "b"})
    assert [one.to for one in opened.petition.history] == ["甲", "乙"]
    for now, stood in (
        ("history[0].to", "history[1].to"),
        ("history[1]", "history[3]"),
        ("items[0].photos[1].caption", "items[0].photos[3].caption"),
        ("items[1].demands[0].deadline", "items[1].demands[0].deadline"),
        ("sender.name", "sender.name"),
        ("", ""),
    ):
        assert opened.locate(now) == stood


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"items": []}, ["items"]),
        ({"recipients": []}, ["recipients"]),
        ({"items": [], "recipients": []}, ["recipients", "items"]),
        ({"parties": {**EXAMPLE["parties"], "developer": ""}}, ["parties.developer"]),
        ({"recipients": [{"role": "authority"}, {"role": "developer"}]},
         ["recipients[0].name", "recipients[1].name"]),
        ({"recipients": [{"role": "authority", "name": "甲局", "copy": True}]}, ["recipients"]),
        ({"recipients": [{"role": "authority", "name": "甲局", "kind": "reminder"}],
          "previous": {"kind": "petition"}}, ["previous.date"]),
        ({"recipients": [{"role": "authority", "name": "甲局", "kind": "reminder"}]},
         ["recipients[0].kind"]),
    ],
)  # fmt: skip
def test_what_only_follows_from_a_fault_is_not_told(
    changes: dict[str, Any], places: list[str]
) -> None:
    opened = open_document({**EXAMPLE, **changes}, today=TODAY)
    assert [fault.place for fault in opened.faults] == places
    assert compose_letter(Dossier("", opened.petition), 1).blocks


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"recipients": [{"role": "authority", "name": "甲局", "kind": "reminder"}]}, "后续信函"),
        ({"recipients": [{"role": "authority", "name": "甲局", "kind": "review"}],
          "previous": {"kind": "petition", "date": "2026-01-01"}}, "书面意见"),
        ({"recipients": [{"role": "developer", "name": "甲公司"}],
          "items": [{**EXAMPLE["items"][0],
                     "demands": [{"action": "修好", "responsible": "authority"}]}]},
         "收件方里却没有主管部门"),
        ({"recipients": [{"role": "bank", "name": "甲公司"}]}, "请重新选"),
        ({"community": {"name": "甲园", "households": "many"}}, "应写整数"),
    ],
)  # fmt: skip
def test_what_the_reader_refuses_is_said_without_names_of_keys(
    changes: dict[str, Any], said: str
) -> None:
    faults = open_document({**EXAMPLE, **changes}, today=TODAY).faults
    told = [str(fault.said) for fault in faults]
    assert any(said in one for one in told), told
    assert not any(re.search(r"[a-z]{3}|\[", one) for one in told), told


@given(st.dictionaries(st.sampled_from(sorted(EXAMPLE)), JSON))
def test_any_draft_opens(changes: dict[str, Any]) -> None:
    opened = open_document({**EXAMPLE, **changes}, today=TODAY)
    assert opened.petition.items
