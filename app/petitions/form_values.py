"""The fields of the drafting page, each kind of value: what it shows, and what is read from it.

What cannot be read stays in the draft as it was typed, so that the reader of petition files says at
that place what is wrong; blank is missing. Times and numbers may be written as people write them.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MISSING: Any = object()  # no such key in the table
TERMS = ("days", "working_days", "months", "before", "until")
_CLAUSES = ("before", "until")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?|(\d{4})年?")
_NUMBER = re.compile(r"(\d{1,15})(\.\d{1,4})?(?:元|户|人|次|天|日|个|张|份|处|部|米|平方米)?")
_HAN_BREAK = re.compile(r"(?<=[^\x00-\u024f])\s*\n\s*|\s*\n\s*(?=[^\x00-\u024f]|$)")
_BREAK = re.compile(r"\s*\n\s*")

Texts = Mapping[str, Sequence[str]]  # by the end of the field's name: "" or ".kind"


@dataclass(frozen=True)
class Kind:
    """`show` turns a value (or MISSING) into the texts of its fields, `parse` such texts into a value."""

    show: Callable[[Any], dict[str, list[str]]]
    parse: Callable[[Texts], Any]

    def read(self, given: Texts, old: Any) -> Any:
        """The value of these texts; `old` where they are what it shows, so that nothing changes by itself."""
        same = all(
            _plain(given.get(end, [])) == _plain(texts) for end, texts in self.show(old).items()
        )
        return old if same else self.parse(given)


def read_day(text: str) -> str:
    """A date as a petition file writes it (2026-01-03, 2026-01, 2026), or the text as typed."""
    found = _DAY.fullmatch(_half_width(text))
    if not found:
        return text
    year, month, day, alone = found.groups()
    if alone:
        return alone
    written = f"{year}-{int(month):02}"
    if day is None:
        return written
    written += f"-{int(day):02}"
    try:
        dt.date.fromisoformat(written)
    except ValueError:
        return text
    return written


def read_amount(text: str) -> int | float | str:
    """A number with its unit or without, or the text as typed."""
    found = _NUMBER.fullmatch(_half_width(text).replace(",", ""))
    if not found:
        return text
    return float(found[1] + found[2]) if found[2] else int(found[1])


def _half_width(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _plain(texts: Sequence[str]) -> list[str]:
    """Texts as a browser gives them back: a field of one line drops breaks, a list its blanks."""
    return [text.replace("\r", "").replace("\n", "") for text in texts if text.strip()]


def _show_scalar(value: Any) -> dict[str, list[str]]:
    if value is True:
        return {"": ["true"]}
    return {"": [str(value) if isinstance(value, (str, int, float)) else ""]}


def _show_texts(value: Any) -> dict[str, list[str]]:
    values = value if isinstance(value, list) else [value]
    return {"": [str(one) for one in values if isinstance(one, (str, int))]}


def _show_lines(value: Any) -> dict[str, list[str]]:
    return {"": ["\n".join(_show_texts(value)[""])]}


def _show_flag(value: Any) -> dict[str, list[str]]:
    return {"": ["true"] if value is True else []}


def _show_deadline(value: Any) -> dict[str, list[str]]:
    kind, amount = "", ""
    if value == "immediate":
        kind = "immediate"
    elif isinstance(value, str):
        kind, amount = "date", value
    elif isinstance(value, dict) and len(value) == 1 and next(iter(value)) in TERMS:
        kind, amount = next(iter(value.items()))
        amount = amount if isinstance(amount, str) else str(amount)
    return {".kind": [kind], ".value": [amount]}


def _last(given: Texts, end: str = "") -> str:
    texts = given.get(end) or [""]
    return texts[-1].replace("\r\n", "\n")


def _parse_text(given: Texts) -> Any:
    text = _last(given)
    return text if text.strip() else MISSING


def _parse_line(given: Texts) -> Any:
    """One line, however many its field has: a break falls away, between Latin words it is a space."""
    text = _BREAK.sub(" ", _HAN_BREAK.sub("", _last(given)))
    return text if text.strip() else MISSING


def _parse_with(read: Callable[[str], Any]) -> Callable[[Texts], Any]:
    def parse(given: Texts) -> Any:
        text = _last(given)
        return read(text) if text.strip() else MISSING

    return parse


def _parse_set(given: Texts) -> Any:
    chosen = list(dict.fromkeys(text for text in given.get("", []) if text.strip()))
    return chosen or MISSING


def _parse_one_or_more(given: Texts) -> Any:
    chosen = _parse_set(given)
    return chosen[0] if chosen is not MISSING and len(chosen) == 1 else chosen


def _parse_lines(given: Texts) -> Any:
    lines = [line.strip() for line in _last(given).split("\n") if line.strip()]
    return lines or MISSING


def _parse_flag(given: Texts) -> Any:
    return True if "true" in given.get("", []) else MISSING


def _parse_deadline(given: Texts) -> Any:
    kind, amount = _last(given, ".kind"), _last(given, ".value")
    if kind == "immediate":
        return kind
    if kind == "date":
        return read_day(amount)
    if kind in TERMS:
        return {kind: amount if kind in _CLAUSES else read_amount(amount)}
    return MISSING


TEXT = Kind(_show_scalar, _parse_text)
LINE = Kind(_show_scalar, _parse_line)
DAY = Kind(_show_scalar, _parse_with(read_day))
NUMBER = Kind(_show_scalar, _parse_with(read_amount))
SET = Kind(_show_texts, _parse_set)
ONE_OR_MORE = Kind(_show_texts, _parse_one_or_more)
LINES = Kind(_show_lines, _parse_lines)
FLAG = Kind(_show_flag, _parse_flag)
DEADLINE = Kind(_show_deadline, _parse_deadline)


def make_choice_of(usual: Sequence[str], rename: Mapping[Any, str], *, drop_usual: bool) -> Kind:
    """A set of which `usual` is meant where the key is missing; none at all is an empty list.

    `rename` says by which text another value is shown; `drop_usual`: what is usual is not written.
    """

    def show(value: Any) -> dict[str, list[str]]:
        if not isinstance(value, list):
            return {"": list(usual)}
        return {"": [rename[one] if one in rename else str(one) for one in value
                     if isinstance(one, (str, int))]}  # fmt: skip

    def parse(given: Texts) -> Any:
        chosen = _parse_set(given)
        if chosen is MISSING:
            return []
        return MISSING if drop_usual and set(chosen) == set(usual) else chosen

    return Kind(show, parse)
