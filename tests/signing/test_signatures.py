"""Signing: one row for one form, however often it is sent; names and dwellings in any spelling."""

from __future__ import annotations

import threading
import uuid

import pytest
from sqlalchemy import func, select

from app.db import transaction
from app.signing.models import AffectedItem, Signature
from app.signing.same import fold_name
from app.signing.signatures import WrongSigning, find_by_receipt
from tests.signing.driven import Driven


def count(driven: Driven) -> int:
    with transaction(driven.town.engine, reading=True) as session:
        return session.scalar(select(func.count()).select_from(Signature)) or 0


def test_the_same_key_gives_the_same_row(driven_on_both: Driven) -> None:
    first = driven_on_both.sign("张伟", "3-2-1501", key="a", items=("roof", "gas"))
    again = driven_on_both.sign("张伟", "3-2-1501", key="a", items=("roof", "gas"))
    assert first == again and count(driven_on_both) == 1
    with transaction(driven_on_both.town.engine, reading=True) as session:
        assert set(session.scalars(select(AffectedItem.item))) == {"roof", "gas"}


def test_sent_at_the_same_moment_it_is_one_row(driven_on_both: Driven) -> None:
    made: list[uuid.UUID] = []
    threads = [
        threading.Thread(
            target=lambda: made.append(driven_on_both.sign("李娜", "1-1-101", key="b"))
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8 and len(set(made)) == 1 and count(driven_on_both) == 1


def test_nothing_says_that_somebody_signed_before(driven: Driven) -> None:
    one, other = driven.sign("张伟", "3-2-1501"), driven.sign("張偉", "3栋2单元1501室")
    first, second = driven.read(one), driven.read(other)
    assert one != other and first.person_index == second.person_index
    assert first.name != second.name and first.number != second.number
    assert first.dwelling == second.dwelling == "3-2-1501"


@pytest.mark.parametrize(
    "written", ["聯名", "联 名", "联·名", "聯\u3000名", "联名 "],
)  # fmt: skip
def test_spellings_of_a_name(written: str) -> None:
    assert fold_name(written) == "联名"


def test_latin_names_in_any_width_and_case() -> None:
    assert fold_name("ＡＬＩ Reza") == fold_name("ali reza") == "alireza"


@pytest.mark.parametrize(
    ("name", "dwelling", "more", "field"),
    [
        ("", "3-2-1501", {}, "name"),
        ("张\u202e伟", "3-2-1501", {}, "name"),
        ("张" * 51, "3-2-1501", {}, "name"),
        ("张伟", "", {}, "dwelling"),
        ("张伟", "楼上", {}, "dwelling"),
        ("张伟", "3-2-1501", {"relation": "儿子"}, "signed_by"),
    ],
)
def test_what_cannot_be_taken_names_its_field(
    driven: Driven, name: str, dwelling: str, more: dict[str, str], field: str
) -> None:
    with pytest.raises(WrongSigning) as refused:
        driven.sign(name, dwelling, **more)
    assert refused.value.field == field and count(driven) == 0


def test_a_receipt_finds_its_signature(driven: Driven) -> None:
    mine = driven.read(driven.sign("张伟", "3-2-1501"))
    with transaction(driven.town.engine, reading=True) as session:
        found = find_by_receipt(session, mine.receipt)
        assert found is not None and found.id == mine.id
        assert find_by_receipt(session, mine.number) is None
