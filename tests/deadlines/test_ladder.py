"""Every path of the ladder is walked from the data; a few rungs are judged by hand."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import get_args

import pytest

from app.catalogue.law import find_provision
from app.deadlines.check_clocks import LETTER_KINDS, ROLES
from app.deadlines.clocks import find_clock
from app.deadlines.ladder import (
    ADDRESSEES,
    ANSWERS,
    AUTHORITIES,
    LAWSUIT,
    NO_LETTER,
    Addressee,
    Answer,
    Rung,
    Step,
    find_rung,
    list_steps,
    load_ladder,
)
from app.letters.petition import AUTHORITY, HOTLINE, Kind, PartyRole

State = tuple[Answer, Addressee]
COMPANIES: tuple[Addressee, ...] = ("developer", "property_company", "utility")
PATHS: list[State] = list(itertools.product(ANSWERS, ADDRESSEES))
COME = [state for state in PATHS if load_ladder()[state].never is None]
OPINIONS: tuple[Answer, ...] = ("written_opinion", "review_opinion", "second_review_opinion")
# With these a petition lies with a body that has yet to give its written opinion (信访工作条例 19).
PENDING: tuple[Answer, ...] = ("none", "acknowledgement", "transfer", "oral")
# What a letter of a kind can be answered with by an authority; a company answers as it likes.
CAN_ANSWER: dict[str, tuple[Answer, ...]] = {
    "review": ("review_opinion",),
    "second-review": ("second_review_opinion",),
    "duty": ("none", "acknowledgement", "transfer", "not_accepted", "act_or_refusal", "oral"),
}
FIRST: tuple[Answer, ...] = tuple(
    one for one in ANSWERS if one not in ("review_opinion", "second_review_opinion")
)


def lead(state: State, step: Step) -> Iterator[State]:
    """The answers that a step can bring; none from a court or a reconsideration body."""
    if step.to in ("court", "reconsideration_body"):
        return
    _, addressee = state
    to: Addressee = addressee if step.to in ("same", "superior") else "authority"
    answers = CAN_ANSWER.get(step.after or step.kind, FIRST)
    if state[0] in CAN_ANSWER["review"] + CAN_ANSWER["second-review"] and step.to == "same":
        return  # what an opinion says is carried out or not: no new answer
    for answer in answers:
        if load_ladder()[answer, to].never is None:
            yield answer, to


def is_end(step: Step) -> bool:
    """A court, a reconsideration body, or the matter is closed."""
    return step.kind == LAWSUIT or step.to == "reconsideration_body" or step.unlimited == "closed"


def walk(begin: list[State]) -> set[State]:
    found: set[State] = set()
    left = list(begin)
    while left:
        state = left.pop()
        if state not in found:
            found.add(state)
            left += [one for step in load_ladder()[state].steps for one in lead(state, step)]
    return found


def list_kinds(rung: Rung) -> list[str]:
    return [f"{step.kind}>{step.to}" for step in rung.steps]


def find_block(rung: Rung, kind: str, to: str) -> tuple[Answer, ...] | None:
    """The answers that end a block; None where there is no such block."""
    for block in rung.blocked:
        if (block.kind, block.to) == (kind, to):
            return block.until
    return None


def test_the_ladder_is_whole() -> None:
    assert set(load_ladder()) == set(PATHS)
    for rung in load_ladder().values():
        assert (rung.never is None) == bool(rung.steps)
        assert rung.steps == list_steps(rung.answer, rung.addressee)


def test_every_answer_that_comes_is_reached_by_a_first_letter() -> None:
    first = [(answer, to) for answer, to in COME if answer in FIRST]
    assert walk(first) == set(COME)
    silent: list[State] = [("none", one) for one in ADDRESSEES]
    assert {who for _, who in walk(silent)} == set(ADDRESSEES)
    assert {state for state in walk(silent) if state[1] == "authority"} == {
        state for state in COME if state[1] == "authority"
    }


@pytest.mark.parametrize("state", COME)
def test_every_path_comes_to_an_end(state: State) -> None:
    """From wherever one is, silence and further letters included, some step ends the matter."""
    ends = {one for one in COME if any(is_end(step) for step in load_ladder()[one].steps)}
    assert walk([state]) & ends


@pytest.mark.parametrize("state", COME)
def test_no_path_goes_in_a_circle_without_a_way_out(state: State) -> None:
    """Even if whoever has the letter only repeats its answer for ever, another is turned to."""
    steps = load_ladder()[state].steps
    assert [step for step in steps if is_end(step) or step.to not in ("same", "superior")]


@pytest.mark.parametrize("state", COME)
def test_every_step_says_what_why_and_until_when(state: State) -> None:
    for step in load_ladder()[state].steps:
        assert step.kind in (*LETTER_KINDS, LAWSUIT, NO_LETTER)
        assert step.why.zh.endswith("。") and step.why.en.endswith(".")
        assert step.basis or step.kind in (NO_LETTER, "hotline")
        assert all(find_provision(id).usable for id in step.basis)
        assert (step.until is None) != (step.unlimited is None)
        assert step.after is None or step.opens is not None
        for clock in (step.opens, step.until):
            assert clock is None or find_clock(clock)
    for block in load_ladder()[state].blocked:
        assert block.basis and all(find_provision(id).usable for id in block.basis)
        assert block.why.zh.endswith("。") and block.why.en.endswith(".")


@pytest.mark.parametrize("state", COME)
def test_until_when_binds_the_right_one(state: State) -> None:
    """What the owners may do ends with a period of theirs; they wait for one of the others."""
    for step in load_ladder()[state].steps:
        if step.until is not None:
            bound = find_clock(step.until).binds
            assert (bound == "owners") == (step.kind != NO_LETTER), step
        if step.opens is not None:
            assert find_clock(step.opens).binds != "owners"


@pytest.mark.parametrize("state", COME)
def test_a_period_that_another_letter_starts_follows_that_letter(state: State) -> None:
    for step in load_ladder()[state].steps:
        if step.after and step.opens:
            kinds = [shown.kinds for shown in find_clock(step.opens).shown]
            assert all(step.after in one for one in kinds), step


@pytest.mark.parametrize("state", COME)
def test_no_step_is_offered_and_blocked(state: State) -> None:
    rung = load_ladder()[state]
    blocked = [(block.kind, block.to) for block in rung.blocked]
    assert not set(blocked) & {(step.kind, step.to) for step in rung.steps}
    assert len(set(blocked)) == len(blocked)


@pytest.mark.parametrize("state", COME)
def test_a_block_ends_with_an_answer_that_opens_another_way(state: State) -> None:
    rung = load_ladder()[state]
    for block in rung.blocked:
        assert state[0] not in block.until
        for answer in block.until:
            after = find_rung(answer, state[1])
            assert after.never is None
            if block.kind != "petition":  # the very step that was blocked
                assert f"{block.kind}>{block.to}" in list_kinds(after)
            else:  # a review or a body with power; no ground to wait any longer
                assert {step.to for step in after.steps} & {"superior", "agency", "authority"}


@pytest.mark.parametrize("state", COME)
def test_nothing_goes_above_while_it_is_pending_below(state: State) -> None:
    """信访工作条例 19, 35, 36: the superior gets a review, a second review, a reminder of them."""
    answer, addressee = state
    rung = load_ladder()[state]
    above = {step.after or step.kind for step in rung.steps if step.to == "superior"}
    allowed = {"written_opinion": {"review"}, "review_opinion": {"second-review"}}
    assert above == (allowed.get(answer, set()) if addressee in AUTHORITIES else set())
    kinds = {step.kind for step in rung.steps}
    assert ("review" in kinds) == (answer == "written_opinion" and addressee in AUTHORITIES)
    assert ("second-review" in kinds) == (answer == "review_opinion" and addressee in AUTHORITIES)


@pytest.mark.parametrize("answer", PENDING)
def test_a_pending_matter_is_blocked_above_until_an_opinion(answer: Answer) -> None:
    for addressee in AUTHORITIES:
        rung = find_rung(answer, addressee)
        assert find_block(rung, "petition", "superior") == ("written_opinion", "not_accepted")
        assert find_block(rung, "review", "superior") == ("written_opinion",)
    done = ("act_or_refusal", "not_accepted")
    assert find_block(find_rung(answer, "hotline"), "petition", "superior") == done


def test_the_reason_fits_what_was_answered() -> None:
    """No two states of an authority give the same reason why the way above is closed."""
    for addressee in AUTHORITIES:
        reasons = [
            block.why.zh
            for answer in ANSWERS
            for block in find_rung(answer, addressee).blocked
            if block.kind == "petition"
        ]
        assert len(set(reasons)) == len(reasons)


@pytest.mark.parametrize("addressee", [*COMPANIES, "hotline"])
def test_only_authorities_give_opinions(addressee: Addressee) -> None:
    for answer in OPINIONS:
        assert find_rung(answer, addressee).never is not None
    for state in COME:
        if state[1] == addressee:
            assert find_block(load_ladder()[state], "review", "superior") == ()


def test_a_failure_to_act_goes_to_court_only_after_reconsideration() -> None:
    """行政复议法 23, 34: wherever a request to act can have run out."""
    for answer in ("none", "acknowledgement", "oral", "act_or_refusal"):
        suits = [one for one in list_steps(answer, "authority") if one.kind == LAWSUIT]
        after = [one for one in suits if one.after == "reconsideration"]
        assert [one.opens for one in after] == ["clk-review-decide"]
        assert [one.until for one in after] == ["clk-sue-after-review"]
        direct = [one for one in suits if one not in after]
        assert all("xzfy-23" in one.basis for one in suits)
        assert len(direct) == (answer == "act_or_refusal")


# Judged by hand from 信访工作条例, 行政复议法, 行政诉讼法 and 商品房买卖合同解释:
# state, step, after which letter, opened by, until.
JUDGED = [
    ("none", "authority", "reminder>same", None, "clk-xf-notify", None),
    ("none", "authority", "reconsideration>reconsideration_body", "duty", "clk-duty",
     "clk-review-apply"),
    ("acknowledgement", "authority", "none>same", None, None, "clk-xf-decide"),
    ("acknowledgement", "authority", "none>same", None, "clk-xf-decide", "clk-xf-extend"),
    ("acknowledgement", "authority", "reconsideration>reconsideration_body", "duty", "clk-duty",
     "clk-review-apply"),
    ("acknowledgement", "authority", "reconsideration>reconsideration_body", "disclosure",
     "clk-ogi", "clk-review-apply"),
    ("transfer", "petition_office", "reminder>agency", None, "clk-xf-transfer", None),
    ("written_opinion", "authority", "review>superior", None, None, "clk-xf-review-req"),
    ("written_opinion", "petition_office", "reminder>superior", "review", "clk-xf-review-dec",
     None),
    ("review_opinion", "authority", "second-review>superior", None, None, "clk-xf-re-req"),
    ("second_review_opinion", "authority", "lawsuit>court", None, None, "clk-limitation"),
    ("act_or_refusal", "authority", "lawsuit>court", None, None, "clk-sue-direct"),
    ("oral", "authority", "reminder>same", None, None, None),
    ("none", "developer", "lawsuit>court", None, "clk-handover", "clk-rescind"),
    ("none", "developer", "reminder>same", None, None, "clk-limitation"),
    ("oral", "utility", "lawsuit>court", None, None, "clk-limitation"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "addressee", "step", "after", "opens", "until"), JUDGED)
def test_some_steps_as_a_lawyer_would_put_them(
    answer: str, addressee: str, step: str, after: str | None, opens: str | None, until: str | None
) -> None:
    steps = list_steps(answer, addressee)
    said = [(f"{one.kind}>{one.to}", one.after, one.opens, one.until) for one in steps]
    assert (step, after, opens, until) in said


def test_after_the_second_review_the_petition_path_ends() -> None:
    """信访工作条例 36, paragraph 3."""
    rung = find_rung("second_review_opinion", "authority")
    for kind in ("petition", "review", "second-review"):
        assert find_block(rung, kind, "superior") == ()
    assert not {step.to for step in rung.steps} & {"superior", "agency"}


def test_the_rescission_right_ends_after_a_year() -> None:
    clock = find_clock("clk-rescind")
    assert (clock.value, clock.unit, clock.binds) == (1, "years", "owners")
    assert clock.basis == ("spf-11-1y", "cc-564")


@pytest.mark.parametrize(("answer", "addressee"), [("none", "king"), ("maybe", "authority")])
def test_an_unknown_rung_is_a_key_error(answer: str, addressee: str) -> None:
    with pytest.raises(KeyError):
        list_steps(answer, addressee)


def test_kinds_and_roles_are_those_of_the_letters() -> None:
    assert get_args(Kind) == LETTER_KINDS
    assert set(ROLES) == {AUTHORITY, HOTLINE, *get_args(PartyRole)}
