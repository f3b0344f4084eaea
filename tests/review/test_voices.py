"""The judged sentences of owners: each bad one is found by its rules, no sound one is touched."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from app.review import review_text
from app.review.texts import Use
from tests.review import voices, voices_later
from tests.review.drafts import change, list_rules

TODAY = dt.date(2026, 10, 9)
BAD = [*voices.BAD, *voices_later.BAD]
SOUND = [*voices.SOUND, *voices_later.SOUND]


def find_rules(use: Use, text: str) -> set[str]:
    return {finding.rule for finding in review_text(text, use, today=TODAY)}


@pytest.mark.parametrize(("use", "text", "rules"), BAD, ids=[text for _, text, _ in BAD])
def test_a_bad_sentence_is_found(use: Use, text: str, rules: str) -> None:
    assert find_rules(use, text) == set(rules.split())


@pytest.mark.parametrize(("use", "text"), SOUND, ids=[text for _, text in SOUND])
def test_a_sound_sentence_is_left_alone(use: Use, text: str) -> None:
    assert find_rules(use, text) == set()


def test_no_sentence_is_judged_twice() -> None:
    texts = [row[:2] for row in (*BAD, *SOUND)]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("piece", ["大家", "明天上午", "业主", "不交", "把门", "物业费", "we will not ", "12 ", "贷款", "每户50"])  # fmt: skip
def test_a_long_odd_text_is_read_in_time(piece: str) -> None:
    """No pattern goes wild on what is repeated."""
    start = time.perf_counter()
    review_text((piece * 10_000)[:10_000], "chat", today=TODAY)
    assert time.perf_counter() - start < 3


def test_a_lawsuit_is_told_once_however_many_fields_speak_of_it() -> None:
    told = 'on = 2026-03-02\nto = "滨河区人民法院"\nchannel = "起诉"\noutcome = "已立案，尚未开庭"'
    draft = change('on = 2026-03-02\nto = "锦绣公司"\noutcome = "已签收，未答复"', told)
    assert list_rules(draft) == [("lawsuit-pending", "history[0].to")]


def test_an_authority_from_all_owners_is_a_claim_to_speak_for_all() -> None:
    draft = change("我们对", "受全体业主委托，我们对")
    assert list_rules(draft) == [("all-owners", "sender.statement")]
