"""Deadlines that nobody can keep, and days that cannot be."""

from __future__ import annotations

import pytest

from app.catalogue.categories import load_categories
from app.review.past import AHEAD
from tests.review.drafts import list_rules
from tests.review.test_review import DETAILS, FACTS, LEAK, REPAIR, draft

PLACE = "items[0].demands[0].deadline"
LARGE = ["重做全部屋面防水", "更换全部电梯", "重新铺设小区道路", "全面修复外墙", "Renew the waterproofing of every roof"]  # fmt: skip
REPAIRS = ["修复屋面防水", "维修漏水屋面", "Repair the leaking roofs"]
# What danger asks for; an answer or a beginning, which needs a few days all the same.
SAFE = ["拆除占用消防通道的障碍", "停止夜间施工", "清理消防通道", "在脱落处设置围挡", "抢修爆裂的水管并恢复供水", "Clear the fire lanes"]  # fmt: skip
WORDS = ["书面答复业主", "公布屋面防水维修方案", "Answer the owners in writing"]


def judge(action: str, deadline: str) -> str:
    """The rule that a deadline of the draft's first demand fires."""
    text = REPAIR.replace("修复屋面防水", action).replace("{ days = 60 }", deadline)
    found = list_rules(draft((REPAIR, text)))
    assert {place for _, place in found} <= {PLACE}
    return " ".join(rule for rule, _ in found)


@pytest.mark.parametrize(
    ("actions", "deadline", "rule"),
    [
        (LARGE, '"immediate"', "immediate-impossible"),
        (REPAIRS, '"immediate"', ""),  # a mere repair can begin at once
        (SAFE, '"immediate"', ""),
        (["组织施工队伍修复各栋屋面防水", "立即启动重做全部屋面防水的准备"], '"immediate"', ""),
        ([*LARGE, *REPAIRS, *WORDS], "{ days = 1 }", "deadline-hasty"),
        ([*LARGE, *REPAIRS, *WORDS], "2026-10-09", "deadline-hasty"),
        ([*LARGE, *REPAIRS, *WORDS], "2026-10-10", "deadline-hasty"),
        ([*LARGE, *REPAIRS], "{ working_days = 4 }", "deadline-hasty"),
        ([*LARGE, *REPAIRS], '{ before = "2026年10月12日" }', "deadline-hasty"),
        (["为业主办妥不动产权证"], "{ days = 20 }", "deadline-hasty"),
        (SAFE, "{ days = 1 }", ""),
        (SAFE, "2026-10-09", ""),
        (WORDS, "{ days = 3 }", ""),
        ([*LARGE, *REPAIRS], "{ days = 15 }", ""),
        (["为业主办妥不动产权证"], "{ months = 2 }", ""),
        ([*LARGE, *SAFE], "{ months = 999 }", "deadline-remote"),
        (REPAIRS, "{ days = 999 }", "deadline-remote"),
        (REPAIRS, "2040-01-01", "deadline-remote"),
        (LARGE, "{ months = 24 }", ""),
        (["保持屋面排水畅通"], '{ until = "2040年1月1日" }', ""),
        (["保持屋面排水畅通"], '{ until = "2026年10月10日" }', ""),
    ],
)
def test_a_deadline_is_judged_by_what_it_is_for(
    actions: list[str], deadline: str, rule: str
) -> None:
    assert {action: judge(action, deadline) for action in actions} == dict.fromkeys(actions, rule)


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ("2027年3月起屋面渗漏，37户受损。", "date-in-future"),
        ("2026年12月1日，37户吊顶受损。", "date-in-future"),
        ("2027-03-01发现渗漏，37户受损。", "date-in-future"),
        ("Water has come in since March 2027 in 37 homes.", "date-in-future"),
        ("1800年起屋面渗漏，37户受损。", "date-too-early"),
        ("It has leaked since May 1800 in 37 homes.", "date-too-early"),
        ("2026年10月起屋面渗漏，37户受损。", ""),
        ("2025年11月起渗漏，开发商承诺2027年3月修好，37户受损。", ""),
        ("合同约定2027年6月30日交付，37户受损。", ""),
        ("2025年起渗漏，保修期至2028年12月31日，37户受损。", ""),
        ("2025年起《2027年规划》没有落实，37户受损。", ""),
        ("The contract sets the handover for June 2027; 37 homes wait.", ""),
        ("该楼建于1936年，37户受损。", ""),
    ],
)
def test_facts_tell_of_days_that_can_be(facts: str, rule: str) -> None:
    assert list_rules(draft((FACTS, facts))) == ([(rule, "items[0].facts")] if rule else [])


@pytest.mark.parametrize(
    ("since", "rule"),
    [
        ('"2027"', "date-in-future"),
        ("2027-03-01", "date-in-future"),
        ('"1800"', "date-too-early"),
        ('"2026-10"', ""),
        ("2026-10-09", ""),
    ],
)
def test_answers_tell_of_days_that_can_be(since: str, rule: str) -> None:
    answers = DETAILS.replace("2025-11-01", since)
    text = draft(LEAK, ('["zltl-40-roof"]', f'["zltl-40-roof"]\n\n{answers}'))
    assert list_rules(text) == ([(rule, "items[0].details.since")] if rule else [])


def test_what_was_promised_may_lie_ahead_but_not_ages_ago() -> None:
    rest = 'homes = 860\npaid = 2600\nstage = "not_supplied"'
    for promised, rule in (('"2027-06"', None), ('"1820"', "date-too-early")):
        answers = f'["rqtl-11-1"]\n\n[items.details]\npromised = {promised}\n{rest}'
        text = draft(('category = "other"', 'category = "gas"'), ('["zltl-40-roof"]', answers))
        found = {name for name, _ in list_rules(text) if name.startswith("date")}
        assert found == ({rule} if rule else set())


def test_questions_about_days_ahead_are_of_the_catalogue() -> None:
    asked = {
        question.id
        for category in load_categories().values()
        for question in category.questions
        if question.kind == "date"
    }
    assert asked >= AHEAD
