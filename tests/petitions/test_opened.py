from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import PROJECT
from app.letters.dossier import Dossier, compose_letter
from app.letters.petition_file import read_document
from app.petitions.opened import open_document

TODAY = dt.date(2026, 11, 24)
EXAMPLE = tomllib.loads((PROJECT / "examples" / "four-grievances.toml").read_text("utf-8"))


def test_a_whole_draft_has_no_faults_and_is_the_petition_of_the_file() -> None:
    opened = open_document(EXAMPLE, today=TODAY)
    assert opened.faults == ()
    assert opened.petition == read_document(EXAMPLE, today=TODAY)


@pytest.mark.parametrize(
    ("document", "places"),
    [
        ({}, ["community.name", "sender.name", "recipients", "items", "items[0].heading"]),
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
    assert [fault.place for fault in opened.faults][: len(places)] == places
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


@given(st.dictionaries(st.sampled_from(sorted(EXAMPLE)), JSON))
def test_any_draft_opens(changes: dict[str, Any]) -> None:
    opened = open_document({**EXAMPLE, **changes}, today=TODAY)
    assert opened.petition.items
