"""Guided facts: answers of `[items.details]` are checked, kept and told as sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalogue import categories
from app.catalogue.categories import find_category, list_categories
from app.catalogue.questions import Question
from app.deadlines.workdays import load_calendar
from app.letter_dates import date_letters
from app.letters.compose import compose
from app.letters.details import say_answer, tell_details
from app.letters.dossier import Dossier, render_letter
from app.letters.errors import InputError
from app.letters.petition import Answer, Details, Kind, LooseDate, Petition
from app.letters.words import format_amount
from app.messages import LANGUAGES, Language
from tests.letters.conftest import AssertRefused
from tests.letters.generated import details
from tests.letters.petition_text import change, read
from tests.letters.test_compose import words_of

GIVEN = '{ paid = 2000, payee = "燃气公司" }'
NAMED = [name for name in list_categories() if name != "other"]


def answer(written: str) -> Details:
    return read(change(GIVEN, f"{{ {written} }}")).items[1].details


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("promised = 2026-05-01", LooseDate(2026, 5, 1)),
        ('promised = "2026-05-01"', LooseDate(2026, 5, 1)),
        ('promised = "2025-06"', LooseDate(2025, 6)),
        ('promised = "2025"', LooseDate(2025)),
        ("paid = 1", Decimal(1)),
        ("paid = 0.01", Decimal("0.01")),
        ("paid = 1280.5", Decimal("1280.5")),
        ("paid = 1_000_000_000_000", Decimal(10**12)),
        ("homes = 1", 1),
        ("homes = 1_000_000", 1_000_000),
        ('stage = "not_laid"', "not_laid"),
        ('payee = " 燃气公司。 "', "燃气公司。"),
    ],
)
def test_an_answer_is_kept_by_its_type(written: str, kept: Answer) -> None:
    ((key, value),) = answer(written)
    assert key == written.partition(" ")[0]
    assert (type(value), value) == (type(kept), kept)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("promised = 2026", '应写日期，例如 2026-10-09 或 "2025-06"，现在是整数'),
        ('promised = "2026-02-30"', "没有 2026-02-30 这一天，请核对日期"),
        ('promised = "明年"', "“明年”不是日期"),
        ("promised = 2026-05-01T08:00:00", "现在是日期和时间"),
        ('paid = "2000元"', "应写金额（元），例如 2000 或 1280.5，现在是文字"),
        ("paid = true", "现在是真假值"),
        ("paid = 0", "0 不是可用的金额"),
        ("paid = -5.5", "-5.5 不是可用的金额"),
        ("paid = 0.001", "最多两位小数"),
        ("paid = 1_000_000_000_000.01", "不超过1000000000000元"),
        ("paid = nan", "nan 不是可用的金额"),
        ("paid = inf", "inf 不是可用的金额"),
        (f"paid = {'9' * 40}", "… 不是可用的金额"),
        ("homes = 0", "0 超出范围，这一问应答 1 至 1000000 的整数"),
        ("homes = 1_000_001", "1000001 超出范围"),
        ("homes = 1.5", "应写整数，现在是小数"),
        ("homes = true", "应写整数，现在是真假值"),
        ('homes = "三十七"', "应写整数，现在是文字"),
        ('stage = "not_lade"', "没有可选答案“not_lade”，是不是“not_laid”？"),
        ('stage = "其他"', "没有可选答案“其他”，可以写：not_accepted、not_laid"),
        ("stage = 1", "应写文字（加引号），现在是整数"),
        ("payee = 1", "应写文字（加引号），现在是整数"),
        ('payee = "。"', "是空的，请写内容或删去这一项"),
        ('payee = "一\\n二"', "第2字是换行；这里只能写一行"),
        ('payed = "一"', "没有引导问题“payed”，是不是“payee”？"),
        ('"收 款" = "一"', "没有引导问题“收 款”，可以写：handed_over、homes"),
    ],
)
def test_a_wrong_answer_is_named_with_its_place(
    written: str, said: str, folder: Path, assert_refused: AssertRefused
) -> None:
    (folder / "petition.toml").write_text(change(GIVEN, f"{{ {written} }}"), "utf-8")
    key = written.rpartition(" = ")[0]
    assert_refused(f"petition.toml: items[1].details.{key}: ", said)


def test_a_category_without_questions_takes_no_details() -> None:
    text = change('category = "gas"', 'category = "other"\nheading = "未通气"')
    with pytest.raises(InputError) as refused:
        read(text)
    assert refused.value.place == "items[1].details.paid"
    assert "类别 other 没有引导问题，请把内容写进 facts" in str(refused.value)
    assert read(text.replace(GIVEN, "{}")).items[1].details == ()


def test_answers_stand_in_the_order_of_the_questions() -> None:
    given = 'stage = "not_laid", homes = 37, promised = "2025-06"'
    assert [key for key, _ in answer(given)] == ["promised", "homes", "stage"]
    told = tell_details(find_category("gas"), answer(given), "zh")
    assert told == (
        "约定或者承诺的通气时间为2025年6月。至今未通气的有37户。目前小区内燃气管道尚未建成。"
    )


LEAK: Details = (
    ("since", LooseDate(2025, 6)),
    ("place", "roof"),
    ("damaged", 1),
    ("reported", LooseDate(2025, 7, 3)),
    ("repairs", 1),
    ("promise", "Repair the roof by June 2026."),
    ("loss", Decimal("12000")),
)


@pytest.mark.parametrize(
    ("language", "changed", "told"),
    [
        ("zh", {}, "自2025年6月起出现渗漏。渗漏部位为屋面。室内吊顶、墙面或地板已经受损的有1户。"
         "业主最早于2025年7月3日报修。经1次维修，渗漏仍未解决。"
         "开发商曾承诺：Repair the roof by June 2026。各户已知损失合计约1.2万元。"),
        ("en", {}, "It has leaked since June 2025. The water comes in through the roof. Ceilings, "
         "walls or floors have been damaged in 1 home. The owners first reported it on 3 July "
         "2025. Despite 1 repair it still leaks. The developer promised the following: repair "
         "the roof by June 2026. The known loss of all homes together is about 12,000 yuan."),
        ("en", {"damaged": 1200, "repairs": 3, "reported": LooseDate(2025)},
         "damaged in 1,200 homes. The owners first reported it in 2025. Despite 3 repairs it"),
        ("zh", {"damaged": 1200, "reported": LooseDate(2025)}, "的有1200户。业主最早于2025年报修。"),
        ("zh", {"promise": "三个月内修好；"}, "开发商曾承诺：三个月内修好。"),
        ("en", {"promise": "Jinxiu will repair it"}, "the following: Jinxiu will repair it."),
        ("zh", {"promise": "“{answer}”"}, "开发商曾承诺：“{answer}”。"),
    ],
    ids=["all-zh", "all-en", "many-en", "many-zh", "own-stop", "name", "braces"],
)  # fmt: skip
def test_answers_become_sentences(
    language: Language, changed: dict[str, Answer], told: str
) -> None:
    given = tuple({**dict(LEAK), **changed}.items())
    assert told in tell_details(find_category("leak"), given, language, {"Jinxiu"})


def test_a_sentence_begins_with_a_capital_in_english() -> None:
    told = tell_details(find_category("gas"), (("payee", "the gas company"),), "en")
    assert told == "The gas company received the payments."


@pytest.mark.parametrize(
    ("yuan", "zh", "en"),
    [
        ("1", "1元", "1 yuan"),
        ("0.5", "0.50元", "0.50 yuan"),
        ("1280.5", "1280.50元", "1,280.50 yuan"),
        ("9999", "9999元", "9,999 yuan"),
        ("10000", "1万元", "10,000 yuan"),
        ("12000", "1.2万元", "12,000 yuan"),
        ("12345", "12345元", "12,345 yuan"),
        ("1234500", "123.45万元", "1,234,500 yuan"),
        ("10000.01", "10000.01元", "10,000.01 yuan"),
        ("123000000", "1.23亿元", "123,000,000 yuan"),
        ("100000000000", "1000亿元", "100,000,000,000 yuan"),
    ],
)
def test_money_is_written_by_one_rule(yuan: str, zh: str, en: str) -> None:
    assert (format_amount(Decimal(yuan), "zh"), format_amount(Decimal(yuan), "en")) == (zh, en)


@given(st.decimals("0.01", 10**12, places=2))
def test_money_in_chinese_loses_nothing(yuan: Decimal) -> None:
    told = format_amount(yuan, "zh").removesuffix("元")
    size = {"万": 10**4, "亿": 10**8}.get(told[-1], 1)
    assert Decimal(told.rstrip("万亿")) * size == yuan


def test_an_answer_of_another_question_is_a_programming_error() -> None:
    question = find_category("leak").questions[0]
    with pytest.raises(ValueError, match="since"):
        say_answer(question, 3, "zh")


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(NAMED), st.sampled_from(LANGUAGES))
def test_any_answers_of_any_category_are_whole_sentences(
    data: st.DataObject, name: str, language: Language
) -> None:
    category = find_category(name)
    given_answers = data.draw(details(name, language))
    told = tell_details(category, given_answers, language)
    if not given_answers:
        assert told == ""
        return
    assert "{answer}" not in told
    assert told.rstrip("”」’）)")[-1] in "。！？…：.!?:"
    for key, value in given_answers:
        question = category.find_question(key)
        assert isinstance(question, Question)
        said = say_answer(question, value, language)
        assert said.lower().strip() in told.lower()
    if language == "en":
        assert not told[0].islower()


ALL_KINDS: tuple[Kind, ...] = get_args(Kind)
WHOLE: tuple[Kind, ...] = (
    "petition", "demand", "complaint", "hotline", "duty", "review", "second-review",
    "reconsideration",
)  # fmt: skip


def answered(language: Language) -> Petition:
    petition = read(change('language = "zh"', f'language = "{language}"'))
    return replace(petition, items=(replace(petition.items[0], details=LEAK[:5], photos=()),))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_letters_that_print_facts_print_the_answers_before_the_free_text(
    kind: Kind, language: Language
) -> None:
    text = words_of(compose(answered(language), 0, kind=kind)).replace("\u3000", "")
    guided = tell_details(find_category("leak"), LEAK[:5], language)
    own = "屋面渗漏。"
    assert (f"{guided}\n{own}\n" in text) == (kind in WHOLE)


def test_every_format_prints_the_answers() -> None:
    petition = answered("zh")
    letter = compose(petition, 0)
    dossier = Dossier("petition.toml", petition)
    for format in ("txt", "html"):
        printed = render_letter(dossier, letter, format).decode()
        assert "自2025年6月起出现渗漏。渗漏部位为屋面。" in printed


def test_a_character_that_cannot_be_printed_is_named_at_the_answer() -> None:
    petition = answered("zh")
    given: Details = (("promise", "修好\u0e01"),)
    petition = replace(petition, items=(replace(petition.items[0], details=given),))
    with pytest.raises(InputError) as refused:
        render_letter(Dossier("petition.toml", petition), compose(petition, 0), "pdf")
    assert refused.value.place == "items[0].details.promise"


def test_a_new_category_is_a_new_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (categories.CATALOGUE / "leak.toml").read_text("utf-8")
    text = text.replace('id = "leak"', 'id = "well"').replace("屋面渗漏", "水井干涸")
    for name in ("other", "gas", "leak"):
        data = (categories.CATALOGUE / f"{name}.toml").read_bytes()
        (tmp_path / f"{name}.toml").write_bytes(data)
    (tmp_path / "well.toml").write_text(text, "utf-8")
    monkeypatch.setattr(categories, "CATALOGUE", tmp_path)
    petition = read(change('category = "leak"', 'category = "well"\ndetails = { damaged = 3 }'))
    petition = replace(petition, items=(replace(petition.items[0], photos=()),))
    letter = words_of(compose(petition, 0))
    dated = date_letters(petition, dt.date(2026, 10, 12), {}, load_calendar())
    assert "clk-w-roof" in {one.reckoned.clock.id for one in dated}
    assert "水井干涸" in letter and "室内吊顶、墙面或地板已经受损的有3户。" in letter
