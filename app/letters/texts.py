"""Which texts a letter can carry: no control characters, no tricks of direction, no lone surrogates."""

from __future__ import annotations

import re
import unicodedata

from app.messages import Message, message

LONGEST_TEXT = 20_000
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset(
    "\u115f\u1160\u2800\u3164\uffa0"
)  # letters and a pattern that print as nothing
_BREAKS = frozenset("\u2028\u2029\u0085")
_NO_CHARACTER = ("Cs", "Cn", "Co")
# Printable ASCII, Han, full-width forms, the usual punctuation: nothing in here is ever a fault.
_USUAL = re.compile(
    "[ -~\u00b7\u00d7\u2014\u2018-\u201d\u2026\u3001-\u3017\u4e00-\u9fa5\uff01-\uff5e]*"
)


def find_fault(text: str, *, lines: bool = False) -> Message | None:
    """What is wrong with a text, or None. `lines`: line breaks are allowed (facts).

    Characters are never changed or dropped: a name must print as its owner writes it.
    """
    if len(text) > LONGEST_TEXT:
        return message(
            "太长：{count}字，最多{limit}字，请精简或另附材料", count=len(text), limit=LONGEST_TEXT
        )
    if _USUAL.fullmatch(text):
        return None
    for position, character in enumerate(text, 1):
        if character == "\n" and lines:
            continue
        if character in "\r\n" or character in _BREAKS:
            return message("第{position}字是换行；这里只能写一行", position=position)
        if said := _name_fault(character):
            return message(
                "第{position}字 {code} 是{what}，请删去",
                position=position,
                code=f"U+{ord(character):04X}",
                what=said,
            )
    return None


def show(text: str) -> str:
    """A text as an error sentence can show it: short, on one line, without tricks."""
    cut = text[:40] + ("…" if len(text) > 40 else "")
    return cut if find_fault(cut) is None else ascii(text)[1:-1][:40]


def _name_fault(character: str) -> Message | None:
    if character in _BIDI:
        return message("改变文字方向的控制符")
    category = unicodedata.category(character)
    if character in _INVISIBLE or category == "Cf":
        return message("看不见的字符")
    if category == "Cc":
        return message("控制字符")
    if category in _NO_CHARACTER and not _is_newer_han(character):
        return message("没有定义的字符")
    return None


def _is_newer_han(character: str) -> bool:
    """Han of Unicode versions that this Python does not know yet (planes 2 and 3)."""
    return 0x20000 <= ord(character) <= 0x3FFFD and ord(character) & 0xFFFF < 0xFFFE
