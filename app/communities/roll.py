"""The roll of dwellings (房屋清册): the name of a dwelling in one spelling, and what a new roll changes.

Nothing here touches the database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.letters.errors import InputError
from app.letters.texts import find_fault, show
from app.messages import message

Part = Literal["building", "entrance", "floor", "number"]
LONGEST_PART = 20
LONGEST_LABEL = 60
_DASHES = re.compile(r"[-‐‑‒–—―−﹣~〜/\\、,，.·・_]+")
_NUMERALS = "〇零一二三四五六七八九十百两"
_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_MARKS: Mapping[str, Part] = {
    "号楼": "building",
    "号栋": "building",
    "号幢": "building",
    "#楼": "building",
    "栋": "building",
    "幢": "building",
    "座": "building",
    "#": "building",
    "单元": "entrance",
    "号门": "entrance",
    "梯": "entrance",
    "门": "entrance",
    "层": "floor",
    "楼": "floor",  # of a first part without a building: a building
    "号": "number",  # the same
    "室": "number",
    "房": "number",
    "户": "number",
}
_MARK = "|".join(sorted(map(re.escape, _MARKS), key=len, reverse=True))
_TOKEN = re.compile(rf"([^-]+?)(?:({_MARK})-?|-|$)")
_NUMERAL = re.compile(rf"[{_NUMERALS}]+(?=$|[期区组苑弄])|^[{_NUMERALS}]+")
_BELOW = re.compile(r"(?:负|地下|-|[Bb])(\d{1,2})")
_LATIN = re.compile("[a-z]+")


@dataclass(frozen=True, order=True)
class Label:
    """A dwelling in one spelling; `str` gives it, e.g. 3-2-1501, or 3-1501 without entrances."""

    building: str
    entrance: str
    floor: str
    number: str

    def __str__(self) -> str:
        return "-".join(part for part in (self.building, self.entrance, self.number) if part)


@dataclass(frozen=True)
class Entry:
    """A line of the roll; `area` in m², `owners` how many own it; None: not known."""

    label: str
    building: str
    entrance: str
    floor: str
    number: str
    area: Decimal | None = None
    owners: int | None = None


@dataclass(frozen=True)
class Changes:
    """What a new roll does to the old one, in the order of the new, the gone in that of the old."""

    new: tuple[Entry, ...]
    changed: tuple[tuple[Entry, Entry], ...]  # before, after
    gone: tuple[Entry, ...]
    same: int

    @property
    def any(self) -> bool:
        """Whether anything changes at all."""
        return bool(self.new or self.changed or self.gone)


def read_label(text: str) -> Label:
    """A dwelling as people write it: 3栋2单元1501室, 3-2-1501, ３号楼１５０１.

    Raises InputError where it has no building and number, or what no name of a dwelling has.
    """
    parts = _assign(_split(text))
    if not parts.get("building") or not parts.get("number"):
        raise InputError(
            "",
            message(
                "“{given}”认不出楼栋和房号；请写成3-2-1501或3栋2单元1501", given=show(text.strip())
            ),
        )
    return make_label(**parts)


def make_label(building: str, entrance: str = "", floor: str = "", number: str = "") -> Label:
    """The label of parts written apart, each with or without its mark (3, 3栋, 三号楼).

    Raises InputError whose place is the part at fault.
    """
    parts: dict[Part, str] = {
        "building": building,
        "entrance": entrance,
        "floor": floor,
        "number": number,
    }
    clean = {part: _clean_part(written, part) for part, written in parts.items()}
    for part in ("building", "number"):
        if not clean[part]:
            raise InputError(part, message("是空的，请补写"))
    label = Label(
        clean["building"],
        clean["entrance"],
        clean["floor"],
        _join_floor(clean["floor"], clean["number"]),
    )
    if len(str(label)) > LONGEST_LABEL:
        raise InputError("number", message("楼栋、单元、房号合起来太长，请核对"))
    return label


def compare(old: Iterable[Entry], new: Iterable[Entry]) -> Changes:
    """What `new` would change in `old`; what `new` does not know keeps what is known."""
    before = {entry.label: entry for entry in old}
    added: list[Entry] = []
    changed: list[tuple[Entry, Entry]] = []
    seen: set[str] = set()
    for entry in new:
        seen.add(entry.label)
        was = before.get(entry.label)
        if was is None:
            added.append(entry)
        elif (now := _fill(entry, was)) != was:
            changed.append((was, now))
    gone = tuple(entry for label, entry in before.items() if label not in seen)
    same = len(before) - len(gone) - len(changed)
    return Changes(tuple(added), tuple(changed), gone, same)


def sort_key(text: str) -> tuple[tuple[int, int | str], ...]:
    """Orders names of buildings as people do: 2 before 10."""
    pieces = re.findall(r"\d+|\D+", text)
    return tuple((0, int(one)) if one.isdecimal() else (1, one) for one in pieces)


def _fill(entry: Entry, was: Entry) -> Entry:
    return Entry(
        entry.label,
        entry.building,
        entry.entrance,
        entry.floor or was.floor,
        entry.number,
        was.area if entry.area is None else entry.area,
        was.owners if entry.owners is None else entry.owners,
    )


def _normalise(text: str) -> str:
    """One width, one case, no spaces, one dash."""
    folded = _LATIN.sub(lambda found: found[0].upper(), unicodedata.normalize("NFKC", text))
    return _DASHES.sub("-", re.sub(r"\s", "", folded)).strip("-")


def _split(text: str) -> list[tuple[str, Part | None]]:
    """The parts of a written dwelling, each with what its mark says it is."""
    found: list[tuple[str, Part | None]] = []
    for token in _TOKEN.finditer(_normalise(text)):
        value, mark = token.groups()
        kind = _MARKS.get(mark) if mark else None
        is_first = not found
        if is_first and mark in ("楼", "号") and token.end() < len(_normalise(text)):
            kind = "building"
        found.append((value, kind))
    return found


def _assign(tokens: list[tuple[str, Part | None]]) -> dict[Part, str]:
    """The part that each token is: by its mark, else by its place; {} where that cannot be."""
    parts: dict[Part, str] = {}
    for value, kind in tokens:
        if kind is None:
            continue
        if kind in parts:
            return {}
        parts[kind] = value
    bare = [value for value, kind in tokens if kind is None]
    if bare and "number" not in parts:
        parts["number"] = bare.pop()
    if len(bare) == 3 or (len(bare) == 2 and "building" in parts):
        third = bare.pop()
        if third.isdecimal() and len(third) > 2:
            parts["number"] = f"{third}-{parts['number']}"  # a dwelling split in two: 1501-1
        elif "floor" not in parts:
            parts["floor"] = third
    order: tuple[Part, ...] = ("building", "entrance")
    for part in order:
        if bare and part not in parts:
            parts[part] = bare.pop(0)
    return {} if bare else parts


def _clean_part(written: str, part: Part) -> str:
    text, before = _simplify(written, part), written
    while text != before:  # 3栋栋: what a mark hides may end in a mark
        text, before = _simplify(text, part), text
    if fault := find_fault(text):
        raise InputError(part, fault)
    if len(text) > LONGEST_PART:
        raise InputError(part, message("太长，最多{limit}字", limit=LONGEST_PART))
    allowed = text.replace("-", "") if part in ("floor", "number") else text
    if any(not _is_printed(char) for char in allowed):
        raise InputError(part, message("“{given}”里有不能用的符号，请改写", given=show(written)))
    return text


def _is_printed(char: str) -> bool:
    """Whether a name of a building may hold it: what scripts are written with, no pictures."""
    if char.isascii():
        return char.isalnum()
    category = unicodedata.category(char)
    return category[0] in "LMNP" and category != "Me"


def _simplify(written: str, part: Part) -> str:
    text = _normalise_below(written) if part == "floor" else _normalise(written)
    for mark, kind in _MARKS.items():
        fits = kind == part or (part == "building" and mark in ("楼", "号"))
        if fits and text.endswith(mark) and len(text) > len(mark):
            text = text.removesuffix(mark)
            break
    text = _NUMERAL.sub(lambda found: _count(found[0]), text)
    return "-".join(_strip_zeros(piece) for piece in text.split("-"))


def _normalise_below(written: str) -> str:
    """A floor; one below the ground in one spelling: -1, 负一层, 地下1层 are B1."""
    text = unicodedata.normalize("NFKC", written).strip().removesuffix("层")
    text = re.sub(rf"[{_NUMERALS}]+$", lambda found: _count(found[0]), text)
    below = _BELOW.fullmatch(text)
    return f"B{int(below[1])}" if below else _normalise(text)


def _join_floor(floor: str, number: str) -> str:
    """A number that counts within its floor becomes one of the building: floor 15, 01 → 1501."""
    counts_within = number.isdecimal() and len(number) <= 2
    joined = f"{floor}{number.zfill(2)}" if floor.isalnum() and counts_within else number
    return _strip_zeros(joined)


def _strip_zeros(text: str) -> str:
    return re.sub(r"^0+(?=\d)", "", text)


def _count(numeral: str) -> str:
    """A Chinese numeral below a thousand in digits: 十二 → 12, 二〇三 → 203."""
    if not any(char in "十百" for char in numeral):
        return "".join(str(_DIGITS[char]) for char in numeral)
    total = current = 0
    for char in numeral:
        if char in _DIGITS:
            current = _DIGITS[char]
        else:
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
    return str(total + current)
