"""Reading a table of a petition file field by field, so that every error names its place."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Collection, Iterable, Mapping

from app.letters.errors import InputError, MissingInput
from app.letters.petition import LooseDate
from app.letters.texts import find_fault, show
from app.messages import Message, message

BLANK = message("是空的，请写内容或删去这一项")
_LOOSE_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
DATE_FORM = message("请写年-月-日，例如 2026-10-09")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_TYPES: tuple[tuple[type, Message], ...] = (
    (bool, message("真假值")),
    (int, message("整数")),
    (float, message("小数")),
    (str, message("文字")),
    (dt.datetime, message("日期和时间")),
    (dt.date, message("日期")),
    (dt.time, message("时间")),
    (list, message("列表")),
    (dict, message("表")),
)


class Table:
    """One table of the file: `place` is where it stands ("" for the whole file)."""

    def __init__(self, values: object, place: str, known: Collection[str]) -> None:
        self.place = place
        if not isinstance(values, dict):
            raise wrong_type(place, message("表"), values)
        self.values: Mapping[str, object] = values
        for key in values:
            if known and key not in known:
                raise unknown(self.at(key), message("键"), key, known)

    def at(self, key: str) -> str:
        key = name_key(key)
        return f"{self.place}.{key}" if self.place else key

    def has(self, key: str) -> bool:
        return key in self.values

    def raw(self, key: str) -> object:
        """The value as it stands; a missing key is an error."""
        if key not in self.values:
            raise MissingInput(self.at(key), message("缺少这一项，请补写"))
        return self.values[key]

    def text(self, key: str, *, lines: bool = False) -> str:
        return read_text(self.raw(key), self.at(key), lines=lines)

    def maybe_text(self, key: str) -> str | None:
        """A text, or None where the key is missing or its text is blank."""
        value = self.values.get(key)
        if isinstance(value, str) and not value.strip():
            return None
        return self.text(key) if self.has(key) else None

    def number(self, key: str, *, most: int = 1_000_000) -> int:
        return read_number(self.raw(key), self.at(key), most=most)

    def maybe_number(self, key: str, *, most: int = 1_000_000) -> int | None:
        return self.number(key, most=most) if self.has(key) else None

    def date(self, key: str) -> dt.date:
        return read_date(self.raw(key), self.at(key))

    def maybe_date(self, key: str) -> dt.date | None:
        return self.date(key) if self.has(key) else None

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise wrong_type(self.at(key), message("真假值 true 或 false"), value)
        return value

    def choice(self, key: str, known: Collection[str], what: Message) -> str:
        return read_choice(self.raw(key), self.at(key), known, what)

    def tables(self, key: str, *, most: int = 500) -> list[tuple[str, object]]:
        """The entries of a list of tables with their places; a missing key is an empty list."""
        return [
            (place, value)
            for place, value in read_list(self.values.get(key, []), self.at(key), most)
        ]

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(read_text(value, place) for place, value in self.tables(key))


def read_text(value: object, place: str, *, lines: bool = False) -> str:
    """A text, stripped, not blank, of acceptable characters."""
    if not isinstance(value, str):
        raise wrong_type(place, message("文字（加引号）"), value)
    text = value.replace("\r\n", "\n").strip(" \t\n\u3000")
    if lines:
        text = text.replace("\t", " ")
    if fault := find_fault(text, lines=lines):
        raise InputError(place, fault)
    if not text.strip():
        raise MissingInput(place, BLANK)
    return text


def read_number(value: object, place: str, *, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong_type(place, message("整数"), value)
    if not 1 <= value <= most:
        raise InputError(
            place,
            message(
                "{value} 超出范围，应为 1 至 {most} 的整数", value=show_number(value), most=most
            ),
        )
    return value


def read_date(value: object, place: str) -> dt.date:
    """A TOML date, or the same as text; a time of day is refused."""
    if isinstance(value, str):
        if not value.strip():
            raise MissingInput(place, message("没有写日期，{form}", form=DATE_FORM))
        if not _LOOSE_DATE.fullmatch(value.strip()):
            said = message("“{value}”不是日期，{form}", value=show(value), form=DATE_FORM)
            raise InputError(place, said)
        loose = read_loose_date(value, place)
        if loose.month is None or loose.day is None:
            said = message("“{value}”不是完整的日期，{form}", value=show(value), form=DATE_FORM)
            raise InputError(place, said)
        return dt.date(loose.year, loose.month, loose.day)
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
        raise wrong_type(place, message("日期，例如 2026-10-09"), value)
    return value


def read_loose_date(value: object, place: str) -> LooseDate:
    """A date, or "2025" or "2025-06" as text."""
    _refuse_blank(value, place)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return LooseDate(value.year, value.month, value.day)
    if not isinstance(value, str):
        raise wrong_type(place, message('日期，例如 2026-10-09 或 "2025-06"'), value)
    found = _LOOSE_DATE.fullmatch(value.strip())
    if not found:
        raise InputError(
            place,
            message('“{value}”不是日期，请写 2026-10-09、"2025-06" 或 "2025"', value=show(value)),
        )
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        dt.date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError as fault:
        raise InputError(place, message("没有 {value} 这一天，请核对日期", value=value)) from fault
    return LooseDate(year or 0, month, day)


def read_choice(value: object, place: str, known: Collection[str], what: Message) -> str:
    """One of the words in `known`; `what` they are is said where it is none of them."""
    _refuse_blank(value, place)
    if not isinstance(value, str):
        raise wrong_type(place, message("文字（加引号）"), value)
    if value not in known:
        raise unknown(place, what, value, known)
    return value


def read_list(value: object, place: str, most: int = 500) -> list[tuple[str, object]]:
    """The entries of a list with their places, counted from 0."""
    if not isinstance(value, list):
        raise wrong_type(place, message("列表"), value)
    if len(value) > most:
        raise InputError(place, message("有{count}项，最多{most}项", count=len(value), most=most))
    return [(f"{place}[{index}]", entry) for index, entry in enumerate(value)]


def _refuse_blank(value: object, place: str) -> None:
    if isinstance(value, str) and not value.strip():
        raise MissingInput(place, BLANK)


def name_key(key: str) -> str:
    """A key as it stands in a place: bare, or in quotes where TOML wants them."""
    return key if _BARE_KEY.fullmatch(key) else f'"{show(key)}"'


def show_number(value: int) -> str:
    """A number as an error sentence can show it."""
    return str(value) if abs(value) < 10**15 else "…"  # Python refuses to print very long ones


def wrong_type(place: str, wanted: Message, value: object) -> InputError:
    found = next((name for kind, name in _TYPES if isinstance(value, kind)), message("别的内容"))
    return InputError(place, message("应写{wanted}，现在是{found}", wanted=wanted, found=found))


def unknown(place: str, what: Message, value: str, known: Iterable[str]) -> InputError:
    """An unknown word, with the nearest known one, or the known ones when they are few."""
    known = sorted(known)
    shown = show(value)
    near = difflib.get_close_matches(value[:80], known, 1)
    if near:
        return InputError(
            place,
            message("没有{what}“{value}”，是不是“{near}”？", what=what, value=shown, near=near[0]),
        )
    if len(known) <= 16:
        return InputError(
            place,
            message(
                "没有{what}“{value}”，可以写：{known}",
                what=what,
                value=shown,
                known="、".join(known),
            ),
        )
    return InputError(place, message("没有{what}“{value}”，请核对", what=what, value=shown))
