"""Every path of the ladder: what follows each answer of each addressee, and what is blocked."""

from __future__ import annotations

import itertools
from typing import get_args

import pytest

from app.catalogue.law import find_provision
from app.deadlines.check_clocks import LETTER_KINDS, ROLES
from app.deadlines.clocks import find_clock
from app.deadlines.ladder import ADDRESSEES, ANSWERS, Rung, find_rung, list_steps, load_ladder
from app.letters.petition import AUTHORITY, HOTLINE, Kind, PartyRole

AUTHORITIES = ("petition_office", "authority")
COMPANIES = ("developer", "property_company", "utility")
PATHS = list(itertools.product(ANSWERS, ADDRESSEES))


def list_kinds(rung: Rung) -> list[str]:
    return [f"{step.kind}>{step.to}" for step in rung.steps]


def list_blocked(rung: Rung) -> dict[str, str | None]:
    return {block.kind: block.until for block in rung.blocked}


WRITTEN = ["none>same", "review>superior", "lawsuit>court"]
REVIEWED = ["none>same", "second-review>superior", "lawsuit>court"]
ENDED = ["none>same", "lawsuit>court", "reconsideration>reconsideration_body"]
PASSED_ON = ["none>agency", "reminder>agency"]
NEVER: list[str] = []
COMPANY: dict[str, list[str]] = {
    "none": ["reminder>same", "petition>authority", "duty>authority", "lawsuit>court"],
    "acknowledgement": ["none>same", "reminder>same"],
    "transfer": ["reminder>same", "petition>authority", "lawsuit>court"],
    "not_accepted": ["reminder>same", "petition>authority", "lawsuit>court"],
    "written_opinion": NEVER,
    "review_opinion": NEVER,
    "second_review_opinion": NEVER,
    "act_or_refusal": ["none>same", "petition>authority", "duty>authority", "lawsuit>court"],
    "oral": ["reminder>same"],
}
LADDER: dict[str, dict[str, list[str]]] = {
    "petition_office": {
        "none": ["reminder>same", "duty>agency"],
        "acknowledgement": ["none>same", "reminder>same"],
        "transfer": PASSED_ON,
        "not_accepted": [
            "petition>agency", "petition>same", "duty>agency", "lawsuit>court",
            "reconsideration>reconsideration_body",
        ],
        "written_opinion": WRITTEN,
        "review_opinion": REVIEWED,
        "second_review_opinion": ENDED,
        "act_or_refusal": NEVER,
        "oral": ["reminder>same"],
    },
    "authority": {
        "none": [
            "reminder>same", "reminder>same", "duty>same",
            "reconsideration>reconsideration_body", "reconsideration>reconsideration_body",
            "lawsuit>court",
        ],
        "acknowledgement": ["none>same", "none>same", "reminder>same"],
        "transfer": PASSED_ON,
        "not_accepted": [
            "petition>agency", "petition>same", "duty>same", "lawsuit>court",
            "reconsideration>reconsideration_body",
        ],
        "written_opinion": WRITTEN,
        "review_opinion": REVIEWED,
        "second_review_opinion": ENDED,
        "act_or_refusal": [
            "none>same", "reconsideration>reconsideration_body", "lawsuit>court", "lawsuit>court",
        ],
        "oral": ["reminder>same"],
    },
    "developer": COMPANY | {
        "none": [
            "reminder>same", "lawsuit>court", "demand>same", "petition>authority",
            "duty>authority", "lawsuit>court",
        ],
    },
    "property_company": COMPANY,
    "utility": COMPANY,
    "hotline": {
        "none": ["hotline>same", "petition>authority", "duty>authority"],
        "acknowledgement": ["none>same", "hotline>same"],
        "transfer": ["none>agency", "hotline>same"],
        "not_accepted": ["petition>authority", "duty>authority"],
        "written_opinion": NEVER,
        "review_opinion": NEVER,
        "second_review_opinion": NEVER,
        "act_or_refusal": ["none>same", "petition>authority", "duty>authority"],
        "oral": ["hotline>same", "petition>authority"],
    },
}  # fmt: skip


@pytest.mark.parametrize(("answer", "addressee"), PATHS)
def test_each_answer_leads_where_the_law_lets_it(answer: str, addressee: str) -> None:
    rung = find_rung(answer, addressee)
    assert list_kinds(rung) == LADDER[addressee][answer]
    assert list_steps(answer, addressee) == rung.steps
    assert (rung.never is None) == bool(rung.steps)


@pytest.mark.parametrize(("answer", "addressee"), PATHS)
def test_each_step_stands_on_law_that_may_be_cited(answer: str, addressee: str) -> None:
    rung = find_rung(answer, addressee)
    for step in rung.steps:
        assert step.why.zh.endswith("。") and step.why.en.endswith(".")
        assert step.basis or step.kind in ("none", "hotline")
        assert all(find_provision(id).usable for id in step.basis)
        for clock in (step.opens, step.until):
            assert clock is None or find_clock(clock)
    for block in rung.blocked:
        assert block.basis and all(find_provision(id).usable for id in block.basis)
        assert block.until is None or find_clock(block.until)


@pytest.mark.parametrize(("answer", "addressee"), PATHS)
def test_review_needs_a_written_opinion_and_second_review_a_review(
    answer: str, addressee: str
) -> None:
    """信访工作条例 35, 36."""
    kinds = {step.kind for step in list_steps(answer, addressee)}
    assert ("review" in kinds) == (answer == "written_opinion" and addressee in AUTHORITIES)
    assert ("second-review" in kinds) == (answer == "review_opinion" and addressee in AUTHORITIES)


@pytest.mark.parametrize(("answer", "addressee"), PATHS)
def test_no_step_is_blocked_at_the_same_time(answer: str, addressee: str) -> None:
    rung = find_rung(answer, addressee)
    blocked = {(block.kind, block.to) for block in rung.blocked if block.kind != "lawsuit"}
    assert not blocked & {(step.kind, step.to) for step in rung.steps}


@pytest.mark.parametrize("addressee", AUTHORITIES)
@pytest.mark.parametrize(
    ("answer", "until"),
    [
        ("acknowledgement", {"authority": "clk-xf-decide", "petition_office": "clk-xf-office"}),
        ("transfer", {"authority": "clk-xf-transfer", "petition_office": "clk-xf-transfer"}),
        ("none", {"authority": "clk-xf-decide", "petition_office": "clk-xf-office"}),
        ("written_opinion", dict.fromkeys(AUTHORITIES, "clk-xf-review-dec")),
        ("review_opinion", dict.fromkeys(AUTHORITIES, "clk-xf-re-dec")),
        ("second_review_opinion", dict.fromkeys(AUTHORITIES)),
    ],
)
def test_a_matter_handled_below_is_not_accepted_above(
    answer: str, until: dict[str, str | None], addressee: str
) -> None:
    """信访工作条例 19, 36."""
    blocked = list_blocked(find_rung(answer, addressee))
    assert "petition" in blocked and blocked["petition"] == until[addressee]


def test_after_the_second_review_the_petition_path_ends() -> None:
    """信访工作条例 36, paragraph 3."""
    rung = find_rung("second_review_opinion", "authority")
    assert list_blocked(rung) == {"petition": None, "review": None, "second-review": None}


@pytest.mark.parametrize("answer", ["none", "act_or_refusal"])
def test_against_a_failure_to_act_reconsideration_comes_first(answer: str) -> None:
    """行政复议法 23."""
    rung = find_rung(answer, "authority")
    assert list_blocked(rung)["lawsuit"] == "clk-review-decide"
    order = [step.kind for step in rung.steps]
    assert order.index("reconsideration") < order.index("lawsuit")


@pytest.mark.parametrize("addressee", [*COMPANIES, "hotline"])
def test_only_authorities_give_opinions(addressee: str) -> None:
    for answer in ("written_opinion", "review_opinion", "second_review_opinion"):
        assert find_rung(answer, addressee).never is not None


@pytest.mark.parametrize(("answer", "addressee"), [("none", "king"), ("maybe", "authority")])
def test_an_unknown_rung_is_a_key_error(answer: str, addressee: str) -> None:
    with pytest.raises(KeyError):
        list_steps(answer, addressee)


def test_the_ladder_is_whole() -> None:
    assert set(load_ladder()) == set(PATHS)


def test_kinds_and_roles_are_those_of_the_letters() -> None:
    assert get_args(Kind) == LETTER_KINDS
    assert set(ROLES) == {AUTHORITY, HOTLINE, *get_args(PartyRole)}
