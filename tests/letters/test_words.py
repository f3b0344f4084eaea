"""Dates, counts and clauses as they stand in sentences."""

import datetime as dt

import pytest

from app.letters import words
from app.letters.petition import LooseDate


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
        ("他说“马上办”", "zh", "他说“马上办”"),
        ("请答复；", "zh", "请答复。"),
        ("Please answer", "en", "Please answer."),
        ("Please answer.", "en", "Please answer."),
    ],
)
def test_a_sentence_has_one_stop(text: str, language: words.Language, ended: str) -> None:
    assert words.end_sentence(text, language) == ended


@pytest.mark.parametrize(
    ("text", "lowered"),
    [("Repair the roof", "repair the roof"), ("EV chargers", "EV chargers"), ("A", "A")],
)
def test_actions_start_small_within_a_sentence(text: str, lowered: str) -> None:
    assert words.lower_first(text) == lowered


@pytest.mark.parametrize(
    "text",
    ["第一句。第二句！第三句", "他说：“不行。”之后走了。", "One. Two at 3.5 m? Three", "", "。"],
)
def test_sentences_join_back_to_the_text(text: str) -> None:
    assert "".join(words.split_sentences(text)) == text


def test_a_quoted_stop_does_not_cut_the_quotation() -> None:
    assert words.split_sentences("他说“不行。”走了。完") == ["他说“不行。”走了。", "完"]
