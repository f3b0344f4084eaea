"""What to cite: at most four legal bases for an item and a recipient, none that may not be cited."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.categories import find_category, list_categories
from app.catalogue.law import load_provisions
from app.catalogue.proposal import MOST_BASES, STAND_INS, propose_bases
from app.catalogue.wording import ROLE_NAMES

TODAY = dt.date(2026, 10, 9)


@pytest.mark.parametrize(
    ("category", "role", "date", "details", "proposed"),
    [
        ("leak", "developer", TODAY, (), ["zltl-40-roof", "jzf-60", "kfjy-30", "spf-10"]),
        ("leak", "property_company", TODAY, (), ["qfsy-3", "cc-942", "wytl-35"]),
        ("leak", "after_warranty", TODAY, (), ["cc-281", "wytl-53"]),
        ("leak", "bank", TODAY, (), []),
        ("gas", "hotline", TODAY, (), ["rqtl-11-1", "rqtl-11-3", "xf-31"]),
        ("other", "developer", TODAY, (), []),
        ("other", "other", TODAY, (), []),
        ("renovation_damage", "other", TODAY, (("act", "structure"),),
         ["cc-236", "zltl-69", "cc-237-238"]),
        ("consumer", "other", TODAY, (), ["xbf-20-23", "cc-577"]),
        ("neighbour_leak", "authority", TODAY, (("source", "bathroom"),), ["jzf-63", "zltl-53"]),
        ("water_power", "utility", TODAY, (("problem", "cut_for_fees"),),
         ["cc-648-656", "wytl-44"]),
        ("water_power", "developer", TODAY, (("problem", "cut_for_fees"),), ["cc-287"]),
        ("leak", "developer", dt.date(2020, 12, 31), (),
         ["zltl-40-roof", "jzf-60", "kfjy-30", "jzf-62"]),
        ("leak", "developer", dt.date(2016, 5, 1), (), []),
        ("deed", "developer", TODAY, (),
         ["kfjy-32", "spf-14-contract", "spf-14-presale", "spf-14-existing"]),
        ("deed", "developer", TODAY, (("bought", "presale"), ("homes", 3)),
         ["kfjy-32", "spf-14-contract", "spf-14-presale", "spf-14-rate"]),
        ("deed", "developer", TODAY, (("bought", "existing"),),
         ["kfjy-32", "spf-14-contract", "spf-14-existing", "spf-14-rate"]),
    ],
    ids=[
        "in-the-order-of-the-file", "all-there-are", "after-the-warranty", "none-for-a-bank",
        "hotline-as-authority", "other-has-none", "nobody-has-other", "other-as-neighbour",
        "other-of-its-own", "neighbour-leak-under-warranty", "utility-cut-for-fees",
        "developer-cut-for-fees", "before-the-civil-code", "before-all",
        "both-kinds-of-sale", "off-plan-only", "completed-only",
    ],
)  # fmt: skip
def test_bases_are_proposed(
    category: str,
    role: str,
    date: dt.date,
    details: tuple[tuple[str, object], ...],
    proposed: list[str],
) -> None:
    assert [one.id for one in propose_bases(category, role, date, details)] == proposed


@given(
    st.sampled_from(list_categories()),
    st.sampled_from(list(ROLE_NAMES)),
    st.dates(dt.date(2010, 1, 1), dt.date(2030, 1, 1)),
)
def test_whatever_is_proposed_may_be_cited(category: str, role: str, date: dt.date) -> None:
    proposed = propose_bases(category, role, date)
    bases = find_category(category).legal_bases
    listed = list(bases.get(role) or bases.get(STAND_INS.get(role, role), ()))
    assert len(proposed) <= MOST_BASES
    assert [one.id for one in proposed] == [
        name for name in listed if name in {one.id for one in proposed}
    ]
    for one in proposed:
        assert one.usable and one.level in ("A", "B") and one.law.is_in_force(date)
        assert one.text.zh.endswith("。") and one.text.en.endswith(".")


# Why nothing is proposed to somebody who is asked to act: the law read has nothing that fits.
NOTHING_TO_CITE = {("neighbour_leak", "residents_committee"): "the law of mediation was not read"}


@pytest.mark.parametrize("name", [name for name in list_categories() if name != "other"])
def test_whoever_is_asked_to_act_can_be_told_why(name: str) -> None:
    asked = {role for demand in find_category(name).demands for role in demand.responsible}
    lacking = {(name, role) for role in asked if not propose_bases(name, role, TODAY)}
    assert lacking <= set(NOTHING_TO_CITE)


def test_what_may_not_be_cited_is_never_proposed() -> None:
    barred = {one.id for one in load_provisions().values() if not one.usable}
    assert barred
    for category in list_categories():
        for role in ROLE_NAMES:
            assert barred.isdisjoint(one.id for one in propose_bases(category, role, TODAY))


def test_an_unknown_category_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        propose_bases("leek", "developer", TODAY)
