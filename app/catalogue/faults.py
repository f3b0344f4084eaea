"""What `check` finds wrong in a data file, and the form of a table of data."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

Table = Mapping[str, object]


@dataclass(frozen=True)
class Fault:
    """One fault; its line is `file: place: what; fix`.

    `zh` says what and fix in Chinese; only files that administrators write have it.
    """

    file: str
    place: str
    what: str
    fix: str
    zh: str = ""

    def __str__(self) -> str:
        parts = [part for part in (self.file, self.place, self.what) if part]
        return f"{': '.join(parts)}; {self.fix}"


@dataclass(frozen=True)
class Where:
    """A file of the data folder and a place in it."""

    file: str
    place: str = ""

    def at(self, name: str) -> Where:
        return Where(self.file, f"{self.place}.{name}" if self.place else name)

    def fault(self, what: str, fix: str, zh: str = "") -> Fault:
        return Fault(self.file, self.place, what, fix, zh)


@dataclass(frozen=True)
class Kind:
    """What the value of a key must be; `words` (`zh`) says it to the person who mends the file."""

    words: str
    fits: Callable[[object], bool]
    required: bool = True
    zh: str = ""

    def optional(self) -> Kind:
        return replace(self, required=False)


def is_text(value: object) -> bool:
    return isinstance(value, str) and value != "" and value == value.strip()


def is_date(value: object) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def is_number(value: object) -> bool:
    return is_whole(value, 1)


def is_whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def is_list(value: object, fits: Callable[[object], bool]) -> bool:
    return isinstance(value, list) and bool(value) and all(fits(one) for one in value)


def is_table(value: object) -> bool:
    return isinstance(value, dict)


TEXT = Kind(
    "text, not blank, without space at its ends", is_text, zh="文字，不能为空，首尾不留空格"
)
DATE = Kind("a date like 2021-01-01", is_date, zh="日期，例如 2021-01-01")
NUMBER = Kind("a whole number from 1", is_number, zh="不小于1的整数")
COUNT = Kind("a whole number from 0", lambda value: is_whole(value, 0))
TRUTH = Kind("true or false", lambda value: isinstance(value, bool))
TABLE = Kind("a table", is_table)
TEXTS = Kind('a list of texts like ["deed"], not empty', lambda value: is_list(value, is_text))
NUMBERS = Kind("a list of whole numbers, not empty", lambda value: is_list(value, is_number))
TABLES = Kind(
    "a list of tables, not empty", lambda value: is_list(value, is_table), zh="至少一项的表的列表"
)
WORDS: Mapping[str, Kind] = {"zh": TEXT, "en": TEXT}
STOPS = tuple("。；：，、！？.;:,!?")
ENDS = tuple("。！？.!?”)）")


def one_of(*names: str) -> Kind:
    """A text out of a few."""
    return Kind(f"one of {', '.join(names)}", lambda value: value in names)


def check_keys(data: Table, form: Mapping[str, Kind], where: Where) -> Iterator[Fault]:
    """Keys that are missing, unknown, or hold something else than their kind."""
    for key, kind in form.items():
        if key in data:
            if not kind.fits(data[key]):
                said = f"内容不对，应写{kind.zh}"
                yield where.at(key).fault("has a wrong value", f"write {kind.words}", said)
        elif kind.required:
            said = f"缺少这一项，应写{kind.zh}"
            yield where.at(key).fault("is missing", f"write {kind.words}", said)
    for key in data.keys() - form.keys():
        said = f"这里没有这个键；可以写：{'、'.join(form)}"
        yield where.at(key).fault("is not a key here", f"use one of {', '.join(form)}", said)


def check_id(data: Table, where: Where, stem: str) -> Iterator[Fault]:
    """A file's id is its name, so that ids are unique and files are found."""
    if data["id"] != stem:
        yield where.at("id").fault(f"{data['id']} is not the name of the file", f"write {stem}")


def check_words(words: Table, where: Where, stops: Literal["none", "one"]) -> Iterator[Fault]:
    """Words in both languages: "none", a heading or clause without a stop; "one", a sentence."""
    yield from check_keys(words, WORDS, where)
    for language, text in words.items():
        if not isinstance(text, str):
            continue
        if stops == "none" and text.endswith(STOPS):
            yield where.at(language).fault(f"{text} ends with a stop", "leave the stop out")
        if stops == "one" and not text.endswith(ENDS):
            yield where.at(language).fault(f"{text} has no stop at the end", "write it")


def count_rows(rows: object, where: Where) -> Iterator[tuple[Where, Table]]:
    """The tables of a list that `check_keys` found to be one, each with its place."""
    for index, row in enumerate(cast(list[Table], rows)):
        yield Where(where.file, f"{where.place}[{index}]"), row


def read_table(path: Path, where: Where) -> dict[str, object] | Fault:
    """The file's content, or why it cannot be read."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except UnicodeDecodeError:
        return where.fault("is not UTF-8", "save it as UTF-8", "不是UTF-8编码，请另存为UTF-8")
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        place = f"第{found[1]}行第{found[2]}列" if found else "文件结尾处"
        said = f"{place}不合TOML写法，请核对"
        return where.fault(f"is not TOML ({error})", "mend the line", said)
