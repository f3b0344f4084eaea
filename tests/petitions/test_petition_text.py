from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import PROJECT
from app.letters.petition import Petition
from app.letters.petition_file import parse_petition, read_document
from app.letters.petition_toml import parse_toml
from app.petitions.drafts import give_ids
from app.petitions.petition_text import as_document, write_text
from tests.letters.generated import petitions
from tests.letters.petition_text import BASE
from tests.petitions.written import write_document

TODAY = dt.date(2026, 11, 24)
EXAMPLES = sorted((PROJECT / "examples").glob("four-*.toml"))


def read_back(document: dict[str, Any]) -> dict[str, Any]:
    return as_document(parse_toml(write_text(document).encode()))


@given(petitions())
def test_any_petition_comes_back_equal(petition: Petition) -> None:
    document = give_ids(write_document(petition))
    assert read_document(document, today=TODAY).items[0].facts == petition.items[0].facts
    again = read_back(document)
    assert again == document
    assert read_document(again, today=TODAY) == read_document(document, today=TODAY)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_come_back_equal(path: Any) -> None:
    document = as_document(tomllib.loads(path.read_text("utf-8")))
    text = write_text(document)
    assert as_document(tomllib.loads(text)) == document
    assert parse_petition(text.encode(), name="", today=TODAY) == parse_petition(
        path.read_bytes(), name="", today=TODAY
    )
    assert write_text(read_back(document)) == text, "written twice, the same"


def test_the_text_reads_as_the_documentation_writes_it() -> None:
    document = {
        "items": [
            {
                "facts": "漏雨。\n多次。",
                "demands": [
                    {"deadline": {"days": 60}, "action": "修", "id": "demand-1"},
                    {"deadline": "2026-11-30", "responsible": ["developer", "authority"]},
                ],
                "category": "leak",
                "details": {"since": "2025-06-03", "place": "roof"},
            }
        ],
        "parties": {"developer": "锦绣公司", "gas": {"name": "燃气", "role": "utility"}},
        "history": [{"on": "2025-06", "to": "局"}, {"on": "2025-06-01", "outcome": "2025-06-02"}],
        "date": "2026-10-09",
        "language": "zh",
    }
    assert write_text(document) == (
        'language = "zh"\ndate = 2026-10-09\n\n'
        '[parties]\ndeveloper = "锦绣公司"\ngas = { name = "燃气", role = "utility" }\n\n'
        '[[history]]\non = "2025-06"\nto = "局"\n\n'
        '[[history]]\non = 2025-06-01\noutcome = "2025-06-02"\n\n'
        '[[items]]\ncategory = "leak"\nfacts = """\n漏雨。\n多次。"""\n\n'
        '[items.details]\nsince = 2025-06-03\nplace = "roof"\n\n'
        '[[items.demands]]\nid = "demand-1"\naction = "修"\ndeadline = { days = 60 }\n\n'
        '[[items.demands]]\nresponsible = ["developer", "authority"]\ndeadline = 2026-11-30\n'
    )
    assert read_back(document) == document


JSON = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(["items", "date", "parties", "history", "a b"]), JSON))
def test_whatever_a_draft_holds_is_written_and_read_back(document: dict[str, Any]) -> None:
    assert as_document(tomllib.loads(write_text(document))) == document


def test_keys_that_hold_nothing_are_left_out() -> None:
    document = {"title": None, "items": [{"facts": None, "id": "a", "questions": [None, "x"]}]}
    assert read_back(document) == {"items": [{"id": "a", "questions": ["x"]}]}


def test_every_key_of_the_file_has_its_place() -> None:
    document = as_document(tomllib.loads(BASE))
    lines = write_text(document).splitlines()
    heads = [line for line in lines if line.startswith("[")]
    assert heads[:4] == ["[community]", "[parties]", "[[recipients]]", "[[recipients]]"]
    assert read_back(document) == document
