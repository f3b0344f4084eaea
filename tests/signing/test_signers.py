"""Who stands in a letter: one row a person, in the order of the dwellings, names by consent alone."""

from __future__ import annotations

import random
import uuid
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, update

from app.db import transaction
from app.letters.collected import Counts
from app.signing.models import Signature
from app.signing.signers import count, count_standing, list_standing, load_signers
from tests.signing.driven import Driven
from tests.signing.sealing import AUTHORITY, BOTH, COMPANY, opened, sign_some


def list_names(driven: Driven, recipient: int = AUTHORITY) -> list[tuple[str, bool]]:
    with opened(driven, reading=True) as (session, drive):
        return [(one.name, one.is_named) for one in list_standing(session, drive, recipient)]


def set_level(driven: Driven, signature: uuid.UUID, level: str) -> None:
    with transaction(driven.town.engine) as session:
        session.execute(update(Signature).where(Signature.id == signature).values(level=level))


def test_one_row_a_person_in_the_order_of_the_dwellings(driven_on_both: Driven) -> None:
    sign_some(driven_on_both)
    assert list_names(driven_on_both) == [
        ("張偉", True),  # paper goes before declared
        ("林喆", True),
        ("租客", True),
        ("王老太", True),
        ("周犇", True),
        ("隐名者", False),
    ]
    named = [name for name, is_named in list_names(driven_on_both, COMPANY) if is_named]
    assert named == ["林喆", "租客", "王老太"]


def test_the_best_of_the_same_person_counts(driven: Driven) -> None:
    made = sign_some(driven)
    set_level(driven, made["张伟"], "checked")
    assert ("张伟", True) in list_names(driven) and len(list_names(driven)) == 6


def test_the_counts(driven_on_both: Driven) -> None:
    sign_some(driven_on_both)
    with opened(driven_on_both, reading=True) as (session, drive):
        people = list_standing(session, drive, AUTHORITY)
        assert count(people) == Counts(
            people=6,
            dwellings=5,
            owners=5,
            others=1,
            on_behalf=1,
            checked=0,
            coded=1,
            paper=1,
            declared=4,
            withheld_people=1,
            withheld_dwellings=1,
        )
        known = {people[0].person_index}
        found = count_standing(session, drive, {AUTHORITY: known, COMPANY: ()})
        assert found[AUTHORITY] == (count(people), 5) and found[COMPANY][1] == 6


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_who_is_not_counted_is_not_in_it(driven: Driven, state: str) -> None:
    made = sign_some(driven)
    with transaction(driven.town.engine) as session:
        session.execute(update(Signature).where(Signature.id == made["林喆"]).values(state=state))
    assert "林喆" not in dict(list_names(driven))


def test_it_takes_as_many_queries_for_many_as_for_few(driven: Driven) -> None:
    asked: list[str] = []
    event.listen(driven.town.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counted = []
    for start in (0, 40):
        for number in range(start, start + 40):
            driven.sign(f"业主{number}", f"1-1-{101 + number}", consents=BOTH)
        with opened(driven, reading=True) as (session, drive):
            asked.clear()
            load_signers(session, list_standing(session, drive, AUTHORITY))
            counted.append(len(asked))
    assert counted[0] == counted[1] <= 2


people = st.lists(
    st.tuples(
        st.sampled_from("甲乙丙丁"),
        st.sampled_from(["2-1-101", "10-1-101", "2-2-101"]),
        st.sampled_from(["declared", "coded", "paper", "checked"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=7,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(people, st.randoms(use_true_random=False))
def test_the_order_of_signing_does_not_matter(
    driven: Driven, rows: list[tuple[str, str, str, bool]], chance: random.Random
) -> None:
    def sign_all(given: list[tuple[str, str, str, bool]]) -> list[object]:
        with transaction(driven.town.engine) as session:
            session.execute(update(Signature).values(state="rejected"))
        for name, dwelling, level, consents in given:
            driven.sign(
                name,
                dwelling,
                consents=BOTH if consents else (),
                origin={"level": level},
            )
        with opened(driven, reading=True) as (session, drive):
            found = list_standing(session, drive, AUTHORITY)
        assert len({one.person_index for one in found}) == len(found)
        nothing = uuid.UUID(int=0)
        return [replace(one, id=nothing, salt="", signed_at=None) for one in found]  # type: ignore[arg-type]

    # Of equal level the earliest counts: whether it consented follows its order, so that is fixed.
    rows = [(name, dwelling, level, name in "甲乙") for name, dwelling, level, _ in rows]
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert sign_all(rows) == sign_all(shuffled)
