"""What a letter cites: the bases that fit its recipient, at most four, as a lawyer orders them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.categories import list_categories
from app.catalogue.fitting import Fitted, fit_bases
from app.catalogue.law import load_provisions
from app.catalogue.proposal import MOST_BASES
from app.catalogue.wording import ROLE_NAMES

USABLE = sorted(id for id, one in load_provisions().items() if one.usable)
ROOF = ("jzf-63", "jzf-62", "zltl-40-roof", "zltl-66", "kfjy-30", "jzf-60", "spf-10")


@pytest.mark.parametrize(
    ("category", "ids", "role", "asked", "cited", "left_out", "spare"),
    [
        ("leak", ROOF, "developer", {"developer"},
         ["zltl-40-roof", "jzf-60", "kfjy-30", "spf-10"], ["jzf-62"], []),
        ("leak", ROOF, "authority", {"developer"},
         ["jzf-63", "zltl-66", "zltl-40-roof", "jzf-60"], [], ["kfjy-30", "spf-10", "jzf-62"]),
        ("leak", ("zltl-40-roof",), "hotline", {"authority"}, ["zltl-40-roof"], [], []),
        ("leak", ("jzf-63", "zltl-40-roof"), "property_company", {"developer", "property_company"},
         [], [], []),
        ("leak", ("jzf-63", "zltl-40-roof"), "property_company", {"developer"},
         ["zltl-40-roof"], [], []),
        ("leak", ("jzf-63", "zltl-40-roof", "jzf-60"), "bank", {"bank"},
         [], [], []),
        ("other", ("jzf-63", "cc-577"), "bank", {"bank"}, ["cc-577"], [], []),
        ("leak", ("jzf-63", "zltl-40-roof"), "bank", {"bank", "developer"}, [], [], []),
        ("renovation_damage", ("wytl-45", "zltl-69"), "other", {"other"}, ["zltl-69"], [], []),
        ("leak", (*ROOF, "cc-135"), "developer", {"developer"},
         ["zltl-40-roof", "jzf-60", "kfjy-30", "cc-135"], ["spf-10", "jzf-62"], []),
        ("other", ("zltl-40-roof", "jzf-60", "jzf-63"), "authority", {"developer"},
         ["jzf-63", "zltl-40-roof", "jzf-60"], [], []),
        ("leak", (), "developer", {"developer"}, [], [], []),
    ],
    ids=[
        "four-of-the-developer", "own-powers-then-others-duties", "hotline-as-authority",
        "another-is-bound", "asked-nothing-itself", "listed-for-another", "bank-of-no-list", "bank-beside-developer",
        "neighbour", "known-to-no-list-stays", "own-power-first-without-lists", "none",
    ],
)  # fmt: skip
def test_a_letter_cites_what_fits(
    category: str,
    ids: tuple[str, ...],
    role: str,
    asked: set[str],
    cited: list[str],
    left_out: list[str],
    spare: list[str],
) -> None:
    fitted = fit_bases(category, ids, role, asked)
    assert fitted == Fitted(tuple(cited), tuple(left_out), tuple(spare))


@given(
    category=st.sampled_from(list_categories()),
    ids=st.lists(st.sampled_from(USABLE), unique=True, max_size=12),
    role=st.sampled_from([*ROLE_NAMES, "hotline"]),
    asked=st.sets(st.sampled_from([*ROLE_NAMES])),
)
def test_never_more_than_four(category: str, ids: list[str], role: str, asked: set[str]) -> None:
    fitted = fit_bases(category, ids, role, asked)
    assert len(fitted.cited) <= MOST_BASES
    every = [*fitted.cited, *fitted.left_out, *fitted.spare]
    assert len(set(every)) == len(every) and set(every) <= set(ids)
    if fitted.left_out or fitted.spare:
        assert len(fitted.cited) == MOST_BASES
    if role in ("authority", "hotline"):
        assert set(every) == set(ids)
