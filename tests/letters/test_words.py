"""Dates, counts and clauses as they stand in sentences."""

import datetime as dt

import pytest

from app.letters import words
from app.letters.petition import LooseDate
from app.messages import Language


@pytest.mark.parametrize(
    ("date", "zh", "en"),
    [
        (dt.date(2026, 3, 8), "2026年3月8日", "8 March 2026"),
        (LooseDate(2025), "2025年", "2025"),
        (LooseDate(2025, 6), "2025年6月", "June 2025"),
        (LooseDate(2025, 12, 31), "2025年12月31日", "31 December 2025"),
    ],
)
def test_dates_are_as_exact_as_known(date: dt.date | LooseDate, zh: str, en: str) -> None:
    assert words.format_date(date, "zh") == zh
    assert words.format_date(date, "en") == en


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (1, "一", "one"),
        (2, "两", "two"),
        (4, "四", "four"),
        (12, "十二", "twelve"),
        (13, "十三", "13"),
    ],
)
def test_counts_in_words(number: int, zh: str, en: str) -> None:
    assert words.number_word(number, "zh") == zh
    assert words.number_word(number, "en") == en


@pytest.mark.parametrize(
    ("parts", "zh", "en"),
    [
        (["A"], "A", "A"),
        (["A", "B"], "A和B", "A and B"),
        (["A", "B", "C"], "A、B和C", "A, B and C"),
    ],
)
def test_lists_read_as_sentences(parts: list[str], zh: str, en: str) -> None:
    assert words.join_words(parts, "zh") == zh
    assert words.join_words(parts, "en") == en


@pytest.mark.parametrize(
    ("text", "language", "ended"),
    [
        ("请答复", "zh", "请答复。"),
        ("请答复。", "zh", "请答复。"),
        ("何时答复？", "zh", "何时答复？"),
        ("他说“马上办”", "zh", "他说“马上办”。"),
        ("他说：“马上办。”", "zh", "他说：“马上办。”"),
        ("经过如下：", "zh", "经过如下："),
        ("请答复；", "zh", "请答复。"),
        ("Please answer", "en", "Please answer."),
        ("Please answer.", "en", "Please answer."),
    ],
)
def test_a_sentence_has_one_stop(text: str, language: Language, ended: str) -> None:
    assert words.end_sentence(text, language) == ended


@pytest.mark.parametrize(
    ("text", "language", "ended"),
    [
        ("何时通气", "zh", "何时通气？"),
        ("何时通气？", "zh", "何时通气？"),
        ("请公布资金去向", "zh", "请公布资金去向。"),
        ("When will gas be supplied", "en", "When will gas be supplied?"),
        ("State the reasons", "en", "State the reasons."),
    ],
)
def test_a_question_has_its_mark(text: str, language: Language, ended: str) -> None:
    assert words.end_question(text, language) == ended


@pytest.mark.parametrize(
    ("text", "lowered"),
    [
        ("Repair the roof", "repair the roof"),
        ("EV chargers", "EV chargers"),
        ("A", "A"),
        ("Binhe refunds the fees", "Binhe refunds the fees"),
    ],
)
def test_actions_start_small_within_a_sentence(text: str, lowered: str) -> None:
    assert words.lower_first(text, {"Binhe"}) == lowered


@pytest.mark.parametrize(
    ("text", "capitalised"),
    [
        ("piped gas and the roofs at Elm Court", "Piped Gas and the Roofs at Elm Court"),
        ("the owners’ assembly", "The Owners’ Assembly"),
        ("EV chargers", "EV Chargers"),
    ],
)
def test_titles_have_capitals(text: str, capitalised: str) -> None:
    assert words.capitalise(text) == capitalised


@pytest.mark.parametrize(
    ("action", "names", "language", "bare"),
    [
        ("修复屋面", ["甲公司"], "zh", "修复屋面"),
        ("甲公司修复屋面", ["甲公司"], "zh", "修复屋面"),
        ("由甲公司修复屋面", ["甲公司"], "zh", "修复屋面"),
        ("甲公司", ["甲公司"], "zh", "甲公司"),
        ("A Co., Ltd. shall repair", ["A Co., Ltd."], "en", "repair"),
    ],
)
def test_an_action_does_not_name_its_subject_twice(
    action: str, names: list[str], language: Language, bare: str
) -> None:
    assert words.strip_subject(action, names, language) == bare


@pytest.mark.parametrize(
    "text",
    ["第一句。第二句！第三句", "他说：“不行。”之后走了。", "One. Two at 3.5 m? Three", "", "。"],
)
def test_sentences_join_back_to_the_text(text: str) -> None:
    assert "".join(words.split_sentences(text)) == text


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("他说“不行。”走了。完", ["他说“不行。”走了。", "完"]),
        ("他说“不行。再等。”走了。完", ["他说“不行。再等。”走了。", "完"]),
        ("先停水；后停电。完", ["先停水；后停电。", "完"]),
        ("真的吗？！完", ["真的吗？！", "完"]),
        ("Building No. 3 leaks. So does A Co., Ltd. too.", None),
        ("（一期。）完。", ["（一期。）完。"]),
    ],
)
def test_a_sentence_is_never_cut(text: str, sentences: list[str] | None) -> None:
    expected = sentences or ["Building No. 3 leaks.", " So does A Co., Ltd. too."]
    assert words.split_sentences(text) == expected
