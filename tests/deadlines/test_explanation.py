"""Every date explains itself, word for word, in both languages."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from app.deadlines.clocks import find_clock, load_clocks
from app.deadlines.explanation import explain, find_wish
from app.deadlines.reckoning import Source, Start, reckon, reckon_clock
from app.deadlines.workdays import load_calendar
from app.messages import LANGUAGES, Language
from tests.deadlines.test_reckoning import OLD

WORK = load_calendar()
SAID = [
    (
        "clk-xf-notify", "2026-09-20", "zh",
        "2026年9月20日收到，次日起算第1日，第15日是2026年10月5日，逢国庆假期，顺延至2026年10月8日。"
        "依据：《信访工作条例》第二十三条第二款。",
    ),
    (
        "clk-xf-notify", "2026-09-20", "en",
        "The letter is received on 20 September 2026. Day 1 is the next day, and day 15 is"
        " 5 October 2026, which falls in the National Day holiday; the date moves to"
        " 8 October 2026, the next working day. Basis: Article 23, paragraph 2, of the Regulation"
        " on Petition Work.",
    ),
    (
        "clk-xf-office", "2026-09-01", "zh",
        "2026年9月1日收到，次日起算第1日，第15日是2026年9月16日。"
        "依据：《信访工作条例》第二十二条第一款。",
    ),
    (
        "clk-xf-notify", "2026-02-14", "zh",
        "2026年2月14日收到，次日起算第1日，第15日是2026年3月1日，逢周末，顺延至2026年3月2日。"
        "依据：《信访工作条例》第二十三条第二款。",
    ),
    (
        "clk-ogi-fix", "2026-02-12", "zh",
        "2026年2月12日收到，自次日起只数工作日，第7个工作日是2026年2月28日。"
        "跳过春节假期（2026年2月15日至2026年2月23日）。"
        "调休上班的2026年2月14日、2026年2月28日计入工作日。"
        "依据：《中华人民共和国政府信息公开条例》第三十条。只有申请内容不明确时才有这一步。",
    ),
    (
        "clk-ogi-fix", "2026-09-18", "en",
        "The letter is received on 18 September 2026. From the next day on only working days are"
        " counted, and working day 7 is 29 September 2026. Skipped: weekends and the Mid-Autumn"
        " Festival holiday (25 September 2026 to 27 September 2026). Counted as make-up working"
        " days: 20 September 2026. Basis: Article 30 of the Regulation of the PRC on Open"
        " Government Information. This step exists only where the request is unclear.",
    ),
    (
        "clk-sue-direct", "2025-08-31", "zh",
        "2025年8月31日知道行政行为，期间6个月，到期的月份没有31日，末日是月末2026年2月28日。"
        "依据：《中华人民共和国行政诉讼法》第四十六条。"
        "不履行职责、不公开政府信息的，须先申请行政复议，不能直接起诉。",
    ),
    (
        "clk-w-insulation", "2021-03-05", "en",
        "The building passes its completion acceptance on 5 March 2021. The period is 5 years, and"
        " the corresponding day is 5 March 2026. Basis: Article 23 of the Regulation on Energy"
        " Conservation in Civil Buildings. This is the shortest warranty; damage by misuse, third"
        " parties or force majeure is not covered.",
    ),
    (
        "clk-power-notice", "2026-10-08", "zh",
        "2026年10月8日计划停电，往前数7日是2026年10月1日，最迟不得晚于这一天。"
        "依据：《电力供应与使用条例》第二十八条。",
    ),
    (
        "clk-gas-notice", "2026-10-01", "zh",
        "2026年10月1日00:00停气，往前数48小时是2026年9月29日00:00，最迟不得晚于这一时刻。"
        "没有给出时刻，按当日零时计算。依据：《城镇燃气管理条例》第二十条第一款。",
    ),
    (
        "clk-gas-notice", "2026-10-01", "en",
        "The gas is cut off at 00:00 on 1 October 2026. Counting back 48 hours gives 00:00 on"
        " 29 September 2026, and it must be done by then. No time of day was given; the first"
        " minute of the day is taken. Basis: Article 20, paragraph 1, of the Regulation on Urban"
        " Gas.",
    ),
    (
        "clk-w-heat", "2025-02-10", "zh",
        "2025年2月10日竣工验收合格，期间是2个采暖期、供冷期；采暖期、供冷期的起止由当地规定，"
        "不能换算成一个日期。依据：《建设工程质量管理条例》第四十条第一款第三项。",
    ),
    (
        "clk-xf-notify", "2026-12-20", "zh",
        "2026年12月20日收到，次日起算第1日，第15日是2027年1月4日。"
        "依据：《信访工作条例》第二十三条第二款。"
        "2027年的放假安排还没有录入，其中只按周末计算，所以日期是暂定的。",
    ),
    (
        "clk-xf-notify", "2022-04-01", "zh",
        "2022年4月1日收到，这时所引规定还没有施行（自2022年5月1日起施行），不适用这一期限。"
        "依据：《信访工作条例》第二十三条第二款。",
    ),
    (
        "clk-review-apply", None, "zh",
        "自知道行政行为之日起60日；这一日期还不知道。"
        "依据：《中华人民共和国行政复议法》第二十条第一款。",
    ),
    (
        "clk-gas-notice", None, "en",
        "At the latest 48 hours before the gas is cut off; that day is not known yet."
        " Basis: Article 20, paragraph 1, of the Regulation on Urban Gas.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "start", "language", "said"),
    SAID,
    ids=[f"{rule} from {start} in {language}" for rule, start, language, _ in SAID],
)
def test_a_date_says_why(rule: str, start: str | None, language: Language, said: str) -> None:
    begun = Start(dt.date.fromisoformat(start)) if start else None
    assert explain(reckon(rule, begun, WORK), language) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "法律没有规定开发商答复业主函件的天数。信中请求自收到之日起15日内答复，即不晚于2026年10月5日；这是联名人自己的请求，不是法定期限。"),
        ("en", "No law sets the days in which a developer must answer owners' letters. The letter asks for an answer within 15 days of its receipt, that is by 5 October 2026; this is what the signers ask for, not a limit set by law."),
    ],
)  # fmt: skip
def test_without_a_limit_the_letters_own_wish_is_told(language: Language, said: str) -> None:
    received = dt.date(2026, 9, 20)
    reckoned = reckon("clk-dev-reply", Start(received), WORK)
    assert explain(reckoned, language, find_wish(received, 15)) == said


@pytest.mark.parametrize(
    ("rule", "start", "source", "said"),
    [
        ("clk-xf-review-req", "2026-03-02", "paper", "落款日期起算；收到之日较晚的，以收到之日为准。"),
        ("clk-xf-extend", "2026-03-02", "derived", "由“信访事项办结”期间的末日推得"),
        ("clk-w-roof", "2018-03-02", "given", "所引文本自2019年4月23日起施行，起算日在此之前"),
        ("clk-w-roof", "2025-03-02", "given", "列为暂定；它不因放假顺延"),
    ],
)  # fmt: skip
def test_what_may_change_the_date_is_told(rule: str, start: str, source: Source, said: str) -> None:
    reckoned = reckon(rule, Start(dt.date.fromisoformat(start), source=source), WORK)
    assert said in explain(reckoned, "zh")


def test_a_text_that_ended_says_so() -> None:
    reckoned = reckon_clock(OLD, Start(dt.date(2026, 8, 1)), WORK)
    assert "已不再施行（施行到2026年6月30日）" in explain(reckoned, "zh")
    assert "it was until 30 June 2026" in explain(reckoned, "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", sorted(load_clocks()))
@pytest.mark.parametrize("start", [None, "2025-01-31", "2026-09-20", "2198-12-31", "1950-01-01"])
def test_every_explanation_is_whole_sentences(
    rule: str, start: str | None, language: Language
) -> None:
    begun = Start(dt.date.fromisoformat(start)) if start else None
    said = explain(reckon(rule, begun, WORK), language)
    assert said[-1] in "。." and not re.search(r"[{}]|None|\s\s|。。|\.\.|，，", said)
    chinese = re.search("[\u4e00-\u9fff]", said)
    assert bool(chinese) is (language == "zh")
    if language == "en":
        assert said[0].isupper() or said[0].isdigit()
    basis = find_clock(rule).basis
    assert ("依据：《" in said or "Basis: " in said) is bool(basis)
