"""Rules over a whole petition: each fires on a draft with one change, and the sound draft is silent."""

from __future__ import annotations

import datetime as dt
import re
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given

from app.config import PROJECT
from app.letters.petition import Petition
from app.letters.petition_file import read_petition
from app.messages import LANGUAGES, translate
from app.review import review
from app.review.findings import rank_place
from app.review.reading import CHECKS, TEXT_CHECKS
from app.review.rules import load_rules
from tests.letters.generated import petitions
from tests.review.drafts import SOUND, TODAY, change, find, list_rules, read

EXAMPLES = [
    *sorted((PROJECT / "examples").glob("*.toml")),
    *sorted((PROJECT / "tests" / "letters" / "petitions").glob("*.toml")),
]
REP = '[[sender.representatives]]\nname = "林喆"\nphone = "13800000001"\n'
HISTORY = '[[history]]\non = 2026-03-02\nto = "锦绣公司"\noutcome = "已签收，未答复"\n'
FACTS = "2025年11月起屋面渗漏，37户吊顶受损。"
DEVELOPER = 'role = "developer"\nname = "锦绣公司"'
AUTHORITY = 'role = "authority"\nname = "滨河区住房和城乡建设局"'
PREVIOUS = '[previous]\nkind = "petition"\ndate = {date}\n\n[sender]'
DECISION = '[decision]\nby = "{by}"\ndate = {date}\n\n[sender]'
SENDER = "[sender]"
LEAK = ('category = "other"', 'category = "leak"')
DETAILS = '[items.details]\nsince = 2025-11-01\nplace = "roof"\ndamaged = 37'
REPAIR = 'action = "修复屋面防水"\nresponsible = "developer"\ndeadline = { days = 60 }'
URGE = 'action = "督促开发商履行保修义务"'


def also(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        text = change(old, new, text)
    return text


def draft(*pairs: tuple[str, str]) -> str:
    return also(SOUND, *pairs)


def with_kind(kind: str, addressee: str = AUTHORITY) -> tuple[str, str]:
    return addressee, f'{addressee}\nkind = "{kind}"'


FIRING: list[tuple[str, str, str]] = [
    # rule, place, draft
    ("no-date", "items[0].facts", draft((FACTS, "屋面渗漏，37户吊顶受损。"))),
    ("no-amount", "items[0].facts", draft((FACTS, "2025年11月起屋面渗漏。"))),
    ("no-evidence", "items[0].evidence", draft(('[[items.evidence]]\ntitle = "渗漏照片"\n', ""))),
    ("no-legal-basis", "items[0].legal_bases", draft(('legal_bases = ["zltl-40-roof"]\n', ""))),
    ("missing-details", "items[0].details", draft(('"other"', '"leak"'))),
    ("long-facts", "items[0].facts", draft((FACTS, FACTS + "雨后漏水。" * 400))),
    ("no-deadline", "items[0].demands[0].deadline", draft(("deadline = { days = 60 }\n", ""))),
    (
        "deadline-before-letter", "items[0].demands[0].deadline",
        draft(("deadline = { days = 60 }", "deadline = 2026-10-08")),
    ),
    (
        "deadline-before-letter", "items[0].demands[0].deadline",
        draft(("deadline = { days = 60 }", 'deadline = { before = "2026年3月雨季" }')),
    ),
    (
        "immediate-impossible", "items[0].demands[0].deadline",
        draft((REPAIR, 'action = "为业主办妥不动产权证"\nresponsible = "developer"\ndeadline = "immediate"')),
    ),
    ("deadline-hasty", "items[0].demands[0].deadline", draft(("{ days = 60 }", "{ days = 1 }"))),
    ("deadline-remote", "items[0].demands[0].deadline", draft(("{ days = 60 }", "{ months = 999 }"))),
    ("date-too-early", "items[0].facts", draft((FACTS, "1800年起屋面渗漏，37户吊顶受损。"))),
    ("two-authorities", "recipients[1].items", draft((DEVELOPER, AUTHORITY.replace("滨河区", "滨州市")))),
    ("hotline-running", "history[0]", draft((HISTORY, '[[history]]\non = "2026-10"\nto = "12345热线"\n'))),
    ("two-remedies", "recipients[1].kind", draft(with_kind("review"), (DEVELOPER, f'{AUTHORITY.replace("滨河区", "滨州市")}\nkind = "reconsideration"'), (SENDER, PREVIOUS.format(date="2026-06-01")), (SENDER, DECISION.format(by="街道办事处", date="2026-09-20")))),
    *(
        (f"{kind}-of-what", "decision.type", draft(with_kind(kind), (SENDER, PREVIOUS.format(date="2026-06-01")), (SENDER, DECISION.format(by="街道办事处", date="2026-09-20")), ("date = 2026-09-20", f'date = 2026-09-20\ntype = "{type}"')))
        for kind, type in (("review", "复查意见书"), ("second-review", "处理意见书"), ("reconsideration", "处理意见书"))
    ),
    ("warranty-over", "items[0].legal_bases[0]", draft(("households = 860", "households = 860\ncompletion_accepted = 2021-10-08"))),
    ("warranty-over", "items[0].category", draft(("households = 860", "households = 860\ncompletion_accepted = 2018-05-01"), LEAK, ('["zltl-40-roof"]', f'["cc-577"]\n\n{DETAILS}'))),
    ("duplicate-demand", "items[0].demands[1].action", draft((URGE, 'action = "修复屋面防水。"'), ('responsible = "authority"', 'responsible = "developer"'))),
    ("comments-closed", "items[0].object.comments_until", draft(("[[items.evidence]]", '[items.object]\nkind = "plan"\nname = "方案"\ncomments_until = 2026-10-08\n\n[[items.evidence]]'))),
    ("date-in-future", "history[0].on", draft(("on = 2026-03-02", "on = 2026-11-02"))),
    ("date-in-future", "community.handed_over", draft(("households = 860", "households = 860\nhanded_over = 2027-01-01"))),
    ("all-owners", "sender.name", draft(("锦绣家园业主（", "锦绣家园全体业主（"))),
    ("all-owners", "sender.statement", draft(("我们对", "全体业主一致要求如下，我们对"))),
    ("committee-name", "sender.name", draft(("锦绣家园业主（", "锦绣家园业主委员会（"))),
    ("many-representatives", "sender.representatives", draft((REP, REP + REP.replace("林喆", "甲") + REP.replace("林喆", "乙") * 4))),
    ("no-contact", "sender.representatives", draft((REP, ""))),
    ("no-contact", "sender.representatives", draft(('phone = "13800000001"\n', ""))),
    ("reply-term-short", "sender.reply_within_days", draft(("people = 412", "people = 412\nreply_within_days = 3"))),
    ("reply-term-long", "sender.reply_within_days", draft(("people = 412", "people = 412\nreply_within_days = 90"))),
    ("kind-needs-authority", "recipients[1].kind", draft(with_kind("reconsideration", DEVELOPER), (SENDER, PREVIOUS.format(date="2026-06-01")))),
    ("kind-unfit", "recipients[0].kind", draft(with_kind("complaint"))),
    ("kind-unfit", "recipients[1].kind", draft(with_kind("petition", DEVELOPER))),
    ("nothing-asked", "recipients[1].role", draft((DEVELOPER, DEVELOPER.replace("developer", "property_company")))),
    ("basis-unfit", "items[0].legal_bases[0]", draft(LEAK, ('["zltl-40-roof"]', f'["bdc-14"]\n\n{DETAILS}'))),
    ("review-to-same-body", "recipients[0].name", draft(with_kind("review"), (SENDER, PREVIOUS.format(date="2026-06-01")), (SENDER, DECISION.format(by="滨河区住房和城乡建设局", date="2026-09-20")))),
    ("review-late", "decision.date", draft(with_kind("review"), (SENDER, PREVIOUS.format(date="2026-06-01")), (SENDER, DECISION.format(by="街道办事处", date="2026-08-01")))),
    ("reconsideration-late", "decision.date", draft(with_kind("reconsideration"), (SENDER, PREVIOUS.format(date="2026-03-01")), (SENDER, DECISION.format(by="街道办事处", date="2026-07-01")))),
    ("early-reminder", "recipients[0].kind", draft(with_kind("reminder"), (SENDER, PREVIOUS.format(date="2026-10-01")))),
    ("hotline-and-authority", "recipients[1].items", draft((DEVELOPER, 'role = "hotline"\nname = "12345热线"'))),
    ("petition-office-and-authority", "recipients[1].items", draft((DEVELOPER, 'role = "authority"\nname = "滨河区信访局"'))),
    ("petition-running", "history[0]", draft((HISTORY, HISTORY.replace("锦绣公司", "滨河区信访局").replace("2026-03-02", "2026-09-02")))),
    ("petition-running", "history[0]", draft((HISTORY, HISTORY.replace("锦绣公司", "滨河区信访局").replace("2026-03-02", "2026-09-02").replace("已签收，未答复", "尚未办结")))),
    ("petition-running", "history[0]", draft((HISTORY, HISTORY.replace("锦绣公司", "滨河区信访局").replace("2026-03-02", "2026-09-02").replace("已签收，未答复", "至今没有书面答复")))),
    ("petition-running", "history[0]", draft((HISTORY, HISTORY.replace("锦绣公司", "滨河区信访局").replace("2026-03-02", "2026-09-02").replace("已签收，未答复", "not closed yet")))),
    ("lawsuit-pending", "history[0].outcome", draft(("已签收，未答复", "已向法院起诉"))),
    ("too-many-bases", "items[0].legal_bases", draft(('["zltl-40-roof"]', '["zltl-40-roof", "jzf-60", "jzf-62", "kfjy-30", "jzf-80", "zltl-53", "zltl-66"]'))),
    ("basis-unaddressed", "items[0].legal_bases[1]", draft(('["zltl-40-roof"]', '["zltl-40-roof", "jzf-63"]'), (f'[[recipients]]\n{AUTHORITY}\n\n', ""), (f"[[items.demands]]\n{URGE}\n" 'responsible = "authority"\ndeadline = { days = 30 }\n\n', ""))),
    ("basis-not-yet-in-force", "items[0].legal_bases[0]", draft(("date = 2026-10-09", "date = 2016-10-09"), ("zltl-40-roof", "cc-582"), (HISTORY, ""), (FACTS, "2015年起屋面渗漏，37户受损。"))),
    ("basis-later-edition", "items[0].legal_bases[0]", draft(("date = 2026-10-09", "date = 2016-10-09"), (HISTORY, ""), (FACTS, "2015年起屋面渗漏，37户受损。"))),
    ("law-not-yet-in-force", "items[0].facts", draft(("date = 2026-10-09", "date = 2016-10-09"), ("zltl-40-roof", "jntl-23"), (HISTORY, ""), (FACTS, "依民法典，2015年起屋面渗漏，37户受损。"))),
    ("law-out-of-force", "items[0].facts", draft((FACTS, f"依据《物权法》，{FACTS}"))),
    ("identity-number", "items[0].evidence[0].title", draft(("渗漏照片", "身份证11010519491231002X"))),
    ("named-person", "history[0].outcome", draft(("已签收，未答复", "项目经理张伟签收"))),
    ("court-only", "items[0].demands[1].action", draft((URGE, 'action = "判令开发商修复屋面"'))),
    ("authority-awards", "items[0].demands[1].action", draft((URGE, 'action = "责令开发商赔偿每户2万元"'))),
    ("detention", "items[0].demands[1].action", draft((URGE, 'action = "拘留开发商负责人"'))),
    ("dismissal", "items[0].demands[0].action", draft(("修复屋面防水", "开除项目负责人"))),
    ("rescission", "items[0].demands[0].action", draft(("修复屋面防水", "解除购房合同"))),
    ("mental-damages", "items[0].demands[0].action", draft(("修复屋面防水", "赔偿精神损失"))),
    ("power-property-deeds", "items[0].demands[0].action", draft((REPAIR, REPAIR.replace("修复屋面防水", "办妥不动产权证").replace("developer", "property_company")), (DEVELOPER, DEVELOPER.replace("developer", "property_company")))),
    ("power-issue-deeds", "items[0].demands[0].action", draft(("修复屋面防水", "颁发不动产权证"))),
    ("power-company-fines", "items[0].demands[0].action", draft(("修复屋面防水", "对违停车主处以罚款"))),
    ("power-housing-licence", "items[0].demands[1].action", draft((URGE, 'action = "吊销物业公司的营业执照"'))),
    ("power-police-civil", "items[0].demands[1].action", draft((URGE, 'action = "督促开发商修复屋面"'), ("滨河区住房和城乡建设局", "滨河区公安分局"))),
    ("mortgage-stop", "sender.next_step", draft(("逾期未答复的，我们将依法申请行政复议", "逾期的，我们将停贷"))),
    ("handover-refusal", "items[0].demands[0].fallback", draft((REPAIR, f'{REPAIR}\nfallback = "业主拒绝收房"'))),
]  # fmt: skip


def test_the_sound_draft_is_silent() -> None:
    assert list_rules(SOUND) == []


@pytest.mark.parametrize(
    ("rule", "place", "text"), FIRING, ids=[f"{rule}@{place}" for rule, place, _ in FIRING]
)
def test_a_rule_fires_at_its_place_and_none_besides(rule: str, place: str, text: str) -> None:
    assert list_rules(text) == [(rule, place)]


def test_every_check_of_the_code_has_a_firing_draft() -> None:
    shown = {rule for rule, _, _ in FIRING}
    unseen = {*CHECKS, *TEXT_CHECKS} - shown - {"deadline-passed", "basis-out-of-force"}
    assert not unseen


SILENT = {
    "four bases a recipient": ("too-many-bases", draft(('["zltl-40-roof"]', '["zltl-40-roof", "kfjy-30", "spf-10", "cc-582", "jzf-63", "zltl-66", "zltl-53"]'))),
    "one responsible of two": (
        "power-issue-deeds",
        draft((REPAIR, REPAIR.replace("修复屋面防水", "核发不动产权证").replace('"developer"', '["developer", "authority"]'))),
    ),
    "police may detain": ("detention", draft((URGE, 'action = "拘留打人者"'), ("滨河区住房和城乡建设局", "滨河区公安分局"))),
    "deadline on the letter's day": ("deadline-before-letter", draft(("deadline = { days = 60 }", "deadline = 2026-10-09"))),
    "a month that is not over": ("deadline-before-letter", draft(("deadline = { days = 60 }", 'deadline = { before = "2026年10月底" }'))),
    "to begin at once": ("immediate-impossible", draft((REPAIR, 'action = "立即启动不动产权证首次登记，办妥产权证"\nresponsible = "developer"\ndeadline = "immediate"'))),
    "every household signed": ("all-owners", draft(("锦绣家园业主（", "锦绣家园全体业主（"), ("people = 412", "people = 860"))),
    "no committee yet": ("committee-name", draft(("（名单见附件）", "（业主委员会尚未成立）"))),
    "review within its days": ("review-late", draft(with_kind("review"), (SENDER, PREVIOUS.format(date="2026-06-01")), (SENDER, DECISION.format(by="街道办事处", date="2026-09-09")))),
    "reminder in time": ("early-reminder", draft(with_kind("reminder"), (SENDER, PREVIOUS.format(date="2026-09-01")))),
    "hotline gets another matter": ("hotline-and-authority", draft((DEVELOPER, 'role = "hotline"\nname = "12345"\nkind = "hotline"\ncopy = true'), )),
    "petition answered": ("petition-running", draft((HISTORY, HISTORY.replace("锦绣公司", "滨河区信访局").replace("2026-03-02", "2026-09-02").replace("已签收，未答复", "收到处理意见书")))),
    "petition long ago": ("petition-running", draft((HISTORY, HISTORY.replace("锦绣公司", "滨河区信访局")))),
    "the representative's own phone": ("mobile-number", draft((FACTS, f"{FACTS}联系林喆13800000001。"))),
    "the representative's name": ("named-person", draft((FACTS, f"{FACTS}由业主林喆、负责人林喆牵头。"))),
    "an older law in its time": ("law-out-of-force", draft(("date = 2026-10-09", "date = 2016-10-09"), (FACTS, "依据《物权法》，2015年起屋面渗漏，37户受损。"))),
    "the old petition rule in its time": ("myth-old-petition-rule", draft(("date = 2026-10-09", "date = 2016-10-09"), ("我们对", "依《信访条例》，我们对"))),
    "homes told as affected": ("no-amount", draft((FACTS, "2025年11月起屋面渗漏。"), ('heading = "屋面渗漏"', 'heading = "屋面渗漏"\naffected = 37'))),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "text"), SILENT.values(), ids=SILENT)
def test_a_rule_is_silent_on_a_sound_draft(rule: str, text: str) -> None:
    assert rule not in {found for found, _ in list_rules(text)}


def test_a_deadline_that_has_passed_by_today_is_told_once_the_day_is_over() -> None:
    text = draft(("deadline = { days = 60 }", "deadline = 2026-11-30"))
    place = "items[0].demands[0].deadline"
    assert list_rules(text, dt.date(2026, 11, 30)) == []
    assert list_rules(text, dt.date(2026, 12, 1)) == [("deadline-passed", place)]


def test_needed_questions_are_asked_by_their_labels() -> None:
    (finding,) = find(draft(('"other"', '"leak"')))
    assert "从哪一天开始漏水？" in translate(finding.message, "zh")
    assert "Since when has it leaked?" in translate(finding.message, "en")


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])
def test_the_examples_have_no_error_and_few_warnings(path: Path) -> None:
    findings = review(read_petition(path, today=TODAY), today=TODAY)
    assert [finding for finding in findings if finding.level == "error"] == []
    assert {finding.rule for finding in findings} <= {
        "missing-details", "no-evidence", "no-amount", "no-date", "no-legal-basis",
        "hotline-and-authority",
    }  # fmt: skip


@pytest.mark.parametrize("text", [text for _, _, text in FIRING])
def test_findings_read_well_in_both_languages(text: str) -> None:
    for finding in find(text):
        for language in LANGUAGES:
            for said in (finding.message, finding.fix, finding.source):
                words = translate(said, language)
                assert words == words.strip() and "{" not in words.replace("{ days", "")
                assert "None" not in words and "Words(" not in words


@pytest.mark.parametrize("text", [*(text for _, _, text in FIRING), *(path.read_text("utf-8") for path in EXAMPLES)])  # fmt: skip
def test_places_stand_in_the_file_and_in_its_order(text: str) -> None:
    findings = find(text)
    for finding in findings:
        assert resolve(finding.place, tomllib.loads(text)), finding.place
    ranks = [rank_place(finding.place) for finding in findings]
    assert ranks == sorted(ranks)


def resolve(place: str, data: object) -> bool:
    """Whether a place stands in the file, or is the key to write in a table that does."""
    steps = re.findall(r"[^.\[\]]+|\[\d+\]", place)
    for index, step in enumerate(steps):
        if step.startswith("["):
            assert isinstance(data, list)
            data = data[int(step[1:-1])]
        elif isinstance(data, dict) and step in data:
            data = data[step]
        else:
            return isinstance(data, dict) and index == len(steps) - 1
    return True


def test_reading_twice_gives_the_same() -> None:
    text = FIRING[0][2]
    assert find(text) == find(text)
    assert len(load_rules()) == len({rule.id for rule in load_rules().values()})
    assert read(text) == read(text)


HOSTILE = [
    "无良",
    "13912345678 ",
    "1",
    "一",
    "11010519491231002X",
    "经理张伟，",
    "王",
    "not ",
    "《合同法》",
    "业主不",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_odd_text_is_read_in_time(piece: str) -> None:
    text = change(FACTS, (piece * 20_000)[:20_000].strip())
    start = time.perf_counter()
    find(text)
    find(change("逾期未答复的，我们将依法申请行政复议", (piece * 20_000)[:20_000].strip()))
    assert time.perf_counter() - start < 5


@given(petitions(*LANGUAGES))
def test_any_petition_can_be_read(petition: Petition) -> None:
    findings = review(petition, today=TODAY)
    ranks = [rank_place(finding.place) for finding in findings]
    assert ranks == sorted(ranks)
    for finding in findings:
        assert load_rules()[finding.rule].level == finding.level
        for language in LANGUAGES:
            assert translate(finding.message, language) and translate(finding.fix, language)
