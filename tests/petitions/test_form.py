"""The form is the draft: what it shows is read back, what it does not show survives."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.config import PROJECT
from app.letters.petition_file import read_document
from app.petitions.drafts import give_ids
from app.petitions.form import find_field, read_form, show_fields
from app.petitions.form_values import read_amount, read_day
from app.petitions.opened import open_document

TODAY = dt.date(2026, 11, 24)
TOML = tomllib.loads((PROJECT / "examples" / "four-grievances.toml").read_text("utf-8"))
EXAMPLE: dict[str, Any] = give_ids(json.loads(json.dumps(TOML, default=str)))


def change(**fields: str | list[str]) -> dict[str, Any]:
    """The example after these fields were typed into; names have __ for the dots."""
    shown = show_fields(EXAMPLE)
    for name, text in fields.items():
        typed = [text] if isinstance(text, str) else ["", *text]
        shown.setlist(name.replace("__", "."), typed)
    return read_form(shown, EXAMPLE)


def test_untouched_fields_leave_the_draft_exactly_as_it_is() -> None:
    assert read_form(show_fields(EXAMPLE), EXAMPLE) == EXAMPLE


def test_the_fields_alone_make_the_same_petition() -> None:
    alone = read_form(show_fields(EXAMPLE))
    assert read_document(alone, today=TODAY) == read_document(EXAMPLE, today=TODAY)


@pytest.mark.parametrize(
    ("name", "typed", "place", "stored"),
    [
        ("items__0__facts", "第一行\r\n第二行", ("items", 0, "facts"), "第一行\n第二行"),
        ("date", "2026年11月3日", ("date",), "2026-11-03"),
        ("date", "2026-13-1", ("date",), "2026-13-1"),
        ("items__0__affected", "37户", ("items", 0, "affected"), 37),
        ("items__0__affected", "many", ("items", 0, "affected"), "many"),
        ("items__3__details__since", "2025年6月", ("items", 3, "details", "since"), "2025-06"),
        ("items__3__details__loss", "12,000元", ("items", 3, "details", "loss"), 12000),
        ("items__0__questions", "为何未办？\n\n何时办？", ("items", 0, "questions"), ["为何未办？", "何时办？"]),
        ("recipients__0__copy", ["true"], ("recipients", 0, "copy"), True),
        ("recipients__0__items", ["item-2"], ("recipients", 0, "items"), ["item-2"]),
        ("recipients__0__items", [], ("recipients", 0, "items"), []),
        ("items__0__demands__0__responsible", ["developer", "utility"],
         ("items", 0, "demands", 0, "responsible"), ["developer", "utility"]),
    ],
)  # fmt: skip
def test_what_is_typed_stands_in_the_draft(
    name: str, typed: str | list[str], place: tuple[str | int, ...], stored: object
) -> None:
    found: Any = change(**{name: typed})
    for step in place:
        found = found[step]
    assert found == stored


@pytest.mark.parametrize(
    ("kind", "value", "deadline"),
    [
        ("immediate", "", "immediate"),
        ("date", "2026.12.1", "2026-12-01"),
        ("days", "60", {"days": 60}),
        ("days", "soon", {"days": "soon"}),
        ("before", "供暖季开始", {"before": "供暖季开始"}),
    ],
)
def test_a_deadline_is_a_kind_and_a_value(kind: str, value: str, deadline: object) -> None:
    document = change(items__0__demands__0__deadline__kind=kind, items__0__demands__0__deadline__value=value)  # fmt: skip
    assert document["items"][0]["demands"][0]["deadline"] == deadline
    assert read_form(show_fields(document)) == read_form(
        show_fields(read_form(show_fields(document)))
    )


def test_what_is_emptied_is_left_out() -> None:
    document = change(
        sender__reply_within_days="", items__0__facts=" ", items__0__demands__0__deadline__kind=""
    )
    assert "reply_within_days" not in document["sender"]
    assert "facts" not in document["items"][0]
    assert "deadline" not in document["items"][0]["demands"][0]


def test_what_the_form_does_not_show_survives_a_move() -> None:
    stored = {**EXAMPLE, "unknown": 1}
    stored["items"] = [{**item, "note": index} for index, item in enumerate(EXAMPLE["items"])]
    moved = {**stored, "items": stored["items"][::-1]}
    document = read_form(show_fields(moved), stored)
    assert document["unknown"] == 1
    assert [item["note"] for item in document["items"]] == [3, 2, 1, 0]


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ("items[0].demands[0].deadline", "items.0.demands.0.deadline"),
        ("items[0].demands[0].deadline.days", "items.0.demands.0.deadline"),
        ("items[0].legal_bases[1]", "items.0.legal_bases"),
        ("items[3].details.since", "items.3.details.since"),
        ("items[3].details.nothing", "items.3.details"),
        ("items[0].id", "items.0"),
        ("items[0].photos[2].file", "items.0.photos.2.caption"),
        ("parties.utility", "parties.2"),
        ("recipients[0].annexes[0]", "recipients.0.annexes"),
        ("nothing", ""),
    ],
)
def test_a_place_has_a_field(place: str, field: str) -> None:
    assert find_field(place, EXAMPLE) == field


@pytest.mark.parametrize(
    ("typed", "read"),
    [("2026/1/3", "2026-01-03"), ("2025年", "2025"), ("２０２６－１－３", "2026-01-03"),
     ("2026-02-30", "2026-02-30"), ("去年", "去年")],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(typed: str, read: str) -> None:
    assert read_day(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"), [("３７", 37), ("1280.50", 1280.5), ("1.2万", "1.2万"), ("-1", "-1")]
)
def test_numbers_are_read_as_people_write_them(typed: str, read: object) -> None:
    assert read_amount(typed) == read


NAMES = st.sampled_from(sorted(show_fields(EXAMPLE)))


@given(st.dictionaries(NAMES, st.text(max_size=12), max_size=8))
def test_any_typing_opens_and_stays(typed: dict[str, str]) -> None:
    shown = show_fields(EXAMPLE)
    for name, text in typed.items():
        shown.setlist(name, [text])
    document = read_form(shown, EXAMPLE)
    assert open_document(document, today=TODAY).petition.items
    assert read_form(show_fields(document), document) == document


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=5)), max_size=8))
def test_any_form_makes_a_draft(pairs: list[tuple[str, str]]) -> None:
    assert isinstance(read_form(MultiDict(pairs), EXAMPLE), dict)
