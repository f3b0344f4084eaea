"""Dates, number words and lists in the letter's language; no sentence of a letter is in here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Sequence
from decimal import Decimal

from app.catalogue.citation import write_numeral
from app.letters.petition import LooseDate
from app.messages import Language

_EN_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_EN_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_STOPS = "。．.；;，, \u3000"
_ENDS = ("。", "！", "？", "…", "：", "!", "?", ".", ":")
_QUOTES = ("”", "」", "’", "）", ")")
_TELLING = {
    "zh": ("请", "说明", "公布", "公开", "提供", "告知", "列明"),
    "en": ("Please ", "State ", "Explain ", "Give ", "Name ", "List ", "Provide ", "Publish "),
}
_SUBJECTS = {
    "zh": ("由{}", "请{}", "{}应当", "{}应", "{}"),
    "en": ("{} shall ", "{} should ", "{} must ", "{} is to ", "{} are to ", "{} to ", "{} will "),
}
_OPENING, _CLOSING = "“「（《(", "”」）》)"
_ABBREVIATIONS = frozenset(
    [
        "no",
        "nos",
        "co",
        "ltd",
        "inc",
        "corp",
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "art",
        "arts",
        "para",
        "paras",
        "tel",
        "approx",
        "vs",
        "etc",
        "e.g",
        "i.e",
    ]
)
_SMALL_WORDS = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)


def number_word(number: int, language: Language) -> str:
    """A count in words where words read better: 四 / four; figures beyond twelve in English."""
    if language == "zh":
        return (
            ("两" if number == 2 else write_numeral(number)) if 1 <= number <= 99 else str(number)
        )
    return _EN_WORDS[number] if 0 <= number < len(_EN_WORDS) else f"{number:,}"


def format_date(date: dt.date | LooseDate, language: Language) -> str:
    """2026年3月8日 (GB/T 9704 7.3.5.4: no leading zeros) or 8 March 2026; loose dates as exact as they are."""
    if language == "zh":
        month = f"{date.month}月" if date.month else ""
        return f"{date.year}年{month}{f'{date.day}日' if date.day else ''}"
    parts = [str(date.day) if date.day else "", _EN_MONTHS[date.month - 1] if date.month else ""]
    return " ".join([*(part for part in parts if part), str(date.year)])


def format_count(number: int, language: Language) -> str:
    """A figure: 1,000 in English, 1000 in Chinese (GB/T 15835 leaves the separator out of running text)."""
    return f"{number:,}" if language == "en" else str(number)


def format_amount(yuan: Decimal, language: Language) -> str:
    """Money: 1.2万元, 12345元, 12.50元 / 12,000 yuan, 12.50 yuan.

    In Chinese 万 and 亿 stand where at most two decimals are left.
    """
    if language == "en":
        return f"{yuan:,.{_count_cents(yuan)}f} yuan"
    for name, size in (("亿", 10**8), ("万", 10**4)):
        short = yuan / size
        if short >= 1 and short == round(short, 2):
            return f"{short.normalize():f}{name}元"
    return f"{yuan:.{_count_cents(yuan)}f}元"


def join_words(words: Sequence[str], language: Language) -> str:
    """A、B和C / A, B and C."""
    if len(words) < 2:
        return "".join(words)
    if language == "zh":
        return "、".join(words[:-1]) + "和" + words[-1]
    return ", ".join(words[:-1]) + " and " + words[-1]


def strip_stop(text: str) -> str:
    """A clause without its final stop: the sentence it goes into has one of its own."""
    return text.rstrip(_STOPS)


def end_sentence(text: str, language: Language) -> str:
    """A whole sentence with its stop, which the petition file leaves off; “经过如下：” keeps its colon."""
    if text.endswith(_ENDS) or (text.endswith(_QUOTES) and text[:-1].endswith(_ENDS)):
        return text
    return strip_stop(text) + ("。" if language == "zh" else ".")


def end_question(text: str, language: Language) -> str:
    """A question with its mark; what asks by telling (请公布…, "State …") ends with a stop."""
    if text.endswith(_ENDS) or text.startswith(_TELLING[language]):
        return end_sentence(text, language)
    return strip_stop(text) + ("？" if language == "zh" else "?")


def lower_first(text: str, names: Container[str] = ()) -> str:
    """An English action within a sentence: "Repair the roof" → "repair the roof", "EV …" stays.

    `names` holds the first words of the names in the petition, which keep their capital.
    """
    if text.split(" ", 1)[0] in names:
        return text
    if len(text) > 1 and text[0].isupper() and text[1].islower():
        return text[0].lower() + text[1:]
    return text


def capitalise(text: str) -> str:
    """An English title: "piped gas and the roofs" → "Piped Gas and the Roofs"."""
    words = text.split(" ")
    return " ".join(
        word if place and word in _SMALL_WORDS else word[:1].upper() + word[1:]
        for place, word in enumerate(words)
    )


def strip_subject(action: str, names: Sequence[str], language: Language) -> str:
    """An action without the name of who is to do it, which its sentence names already."""
    for name in sorted(names, key=len, reverse=True):
        for form in _SUBJECTS[language]:
            start = form.format(name)
            if action.startswith(start) and action[len(start) :].strip(_STOPS):
                return action[len(start) :].strip()
    return action


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, each with its stop; joined they are the text.

    What stands in brackets or quotation marks belongs to the sentence around it, and the stop of
    an abbreviation ("No. 3", "Co., Ltd.") ends none.
    """
    sentences: list[str] = []
    start = depth = 0
    for index, character in enumerate(text):
        depth += (character in _OPENING) - (depth > 0 and character in _CLOSING)
        following = text[index + 1 : index + 2]
        ends = character in "。！？" or (character in ".!?" and following in ("", " "))
        if not ends or depth or following in tuple("。！？!?”」’）"):
            continue
        if character == "." and text[start:index].rpartition(" ")[2].lower() in _ABBREVIATIONS:
            continue
        sentences.append(text[start : index + 1])
        start = index + 1
    if start < len(text):
        sentences.append(text[start:])
    return sentences


def _count_cents(yuan: Decimal) -> int:
    """The decimals to print: 角 and 分 are told together, whole yuan without them."""
    return 0 if yuan == yuan.to_integral_value() else 2
