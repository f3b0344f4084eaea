"""Words in the wrong language: a Chinese title under en, an English one under zh.

Whatever data file it stands in, a text under `zh` or `…_zh` is Chinese, one under `en`, `…_en` or,
in a unit, `one` and `many` is English. Patterns (lists) are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.catalogue.faults import Fault, Where, read_table
from app.messages import Language

HAN = re.compile(r"[\u3400-\u9fff]")
# What is filled in and paths of files are in no language.
NEUTRAL = re.compile(r"\{\w+\}|\w+(/\w+)*\.toml")
LETTER = re.compile(r"[A-Za-z]")
ENGLISH_UNIT = ("one", "many")


def check_languages(folder: Path) -> tuple[int, list[Fault]]:
    """How many texts in Chinese or English stand in the files of `folder`, and what is wrong."""
    count, faults = 0, list[Fault]()
    for path in sorted(folder.rglob("*.toml")):
        where = Where(str(path.relative_to(folder)))
        data = read_table(path, where)
        if isinstance(data, Fault):
            continue  # told by the checker of its room
        for place, language, text in find_texts(data, where):
            count += 1
            faults += check_text(text, language, place)
    return count, faults


def find_texts(value: object, where: Where) -> Iterator[tuple[Where, Language, str]]:
    """Every text whose key names its language, however deep it stands."""
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from find_texts(one, Where(where.file, f"{where.place}[{index}]"))
    if not isinstance(value, dict):
        return
    for key, held in value.items():
        language = find_language(key)
        if language and isinstance(held, str):
            yield where.at(key), language, held
        else:
            yield from find_texts(held, where.at(key))


def find_language(key: str) -> Language | None:
    """The language that a key promises, None where it promises none."""
    if key == "zh" or key.endswith("_zh"):
        return "zh"
    return "en" if key == "en" or key.endswith("_en") or key in ENGLISH_UNIT else None


def check_text(text: str, language: Language, where: Where) -> Iterator[Fault]:
    """Chinese holds a Chinese character; English holds none."""
    words = NEUTRAL.sub("", text)
    if language == "en" and HAN.search(text):
        yield where.fault(f"{text} is not English", "write it in English, and the Chinese under zh")
    if language == "zh" and LETTER.search(words) and not HAN.search(words):
        yield where.fault(f"{text} is not Chinese", "write it in Chinese, and the English under en")
