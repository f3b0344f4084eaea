"""Dates, number words and lists in the letter's language; no sentence of a letter is in here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

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
    """A whole sentence with its stop, which the petition file leaves off."""
    if text.endswith(("。", "！", "？", "…", "!", "?", "”", "」", ".")):
        return text
    return strip_stop(text) + ("。" if language == "zh" else ".")


def lower_first(text: str) -> str:
    """An English action within a sentence: "Repair the roof" → "repair the roof", "EV …" stays."""
    if len(text) > 1 and text[0].isupper() and text[1].islower():
        return text[0].lower() + text[1:]
    return text


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, each with its stop; joined they are the text."""
    sentences: list[str] = []
    start = 0
    for index, character in enumerate(text):
        following = text[index + 1 : index + 2]
        ends = character in "。！？；" or (character in ".!?;" and following in ("", " "))
        if ends and following not in ("”", "」", "’", "）"):
            sentences.append(text[start : index + 1])
            start = index + 1
    if start < len(text):
        sentences.append(text[start:])
    return sentences
