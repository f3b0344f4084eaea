"""A letter says nothing that its writers did not say, and nobody more than it must."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from app.letters.compose import compose
from app.letters.letter import Letter, Table
from app.letters.petition import HistoryEntry, Kind, LooseDate, ObjectedAct, Petition, Previous
from app.letters.render.txt import render_txt
from app.letters.signers import Signer

SIGNERS = (Signer("王小明", "1-101", dt.date(2026, 10, 8), "owner"),)


def read(letter: Letter) -> str:
    """The words of the letter itself, without its annexes."""
    return render_txt(replace(letter, annexes=())).decode()


def test_no_answer_is_claimed_where_none_is_told(four: Petition) -> None:
    entry = HistoryEntry(LooseDate(2026, 5), "迎春街道办事处", "座谈会")
    text = read(compose(replace(four, history=(entry,)), 0))
    assert "以座谈会方式向迎春街道办事处反映。" in text
    assert "未获答复" not in text


@pytest.mark.parametrize(("recipient", "asked"), [(0, True), (1, False)])
def test_only_an_authority_is_asked_to_record_an_objection(
    four: Petition, recipient: int, asked: bool
) -> None:
    act = ObjectedAct("plan", "滨河片区控规调整", comments_until=dt.date(2026, 12, 3))
    items = (replace(four.items[0], objected=act),)
    text = read(compose(replace(four, items=items), recipient))
    assert "提出异议。" in text
    assert ("所提意见记录在案" in text) is asked


@pytest.mark.parametrize(("recipient", "told"), [(0, True), (1, False)])
def test_companies_are_not_told_where_representatives_live(
    four: Petition, recipient: int, told: bool
) -> None:
    text = read(compose(four, recipient))
    assert "13800000001" in text
    assert ("3栋2单元1501" in text) is told


def test_a_representative_without_contact_is_not_listed_as_one(four: Petition) -> None:
    first, second = four.sender.representatives
    bare = replace(second, phone=None, address=None)
    sender = replace(four.sender, representatives=(first, bare))
    text = read(compose(replace(four, sender=sender), 0))
    assert "（联系人：林喆，电话：13800000001，地址：锦绣家园3栋2单元1501）" in text


@pytest.mark.parametrize("kind", ["review", "second-review", "reconsideration"])
def test_terms_asked_of_others_do_not_begin_anew_before_a_higher_body(
    full: Petition, kind: Kind
) -> None:
    assert "个月内" not in read(compose(full, 0, kind=kind))


def test_an_authorisation_is_signed_in_the_table_or_on_its_own_lines(four: Petition) -> None:
    signed = compose(four, 0, signers=SIGNERS).annexes[-1]
    alone = compose(four, 0).annexes[-1]
    assert not any(isinstance(block, Table) for block in signed.blocks)
    assert any(isinstance(block, Table) for block in alone.blocks)


@pytest.mark.parametrize("recipient", [0, 1])
def test_a_first_letter_names_the_one_before_it(four: Petition, recipient: int) -> None:
    before = Previous("complaint", dt.date(2026, 3, 1), received_on=dt.date(2026, 3, 2))
    text = read(compose(replace(four, previous=before), recipient))
    assert "我们曾于2026年3月1日提交《投诉函》，收件日期为2026年3月2日。" in text


def test_a_cover_brings_no_annex_of_its_own(four: Petition) -> None:
    assert compose(four, 0, kind="cover", signers=SIGNERS).annexes == ()
