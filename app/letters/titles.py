"""Breaking a title for the page (GB/T 9704 7.3.1: lines whole in meaning, trapezoid or diamond)."""

from __future__ import annotations

import math
import textwrap

from app.messages import Language

# 156 mm hold 20 characters of 22 pt; English letters take about half of that at their own size.
CHARACTERS_PER_LINE = {"zh": 20, "en": 52}
_BREAK_AFTER = "的、，和及与："
_NEVER_FIRST = "、，。：；！？）》”’的等"


def break_title(title: str, language: Language) -> tuple[str, ...]:
    """The lines of the title: as few as the width allows, about equally long, broken at a sense break."""
    limit = CHARACTERS_PER_LINE[language]
    count = math.ceil(len(title) / limit)
    if count <= 1:
        return (title,)
    if language == "en":
        return _wrap_english(title, limit, count)
    lines: list[str] = []
    rest = title
    for remaining in range(count, 1, -1):
        lines.append(rest[: _best_break(rest, limit, remaining)])
        rest = rest[len(lines[-1]) :]
    return (*lines, rest)


def _best_break(text: str, limit: int, lines: int) -> int:
    """Where to end the first of `lines` lines: near its share of the length, at a sense break."""
    share = len(text) / lines
    least = max(1, len(text) - limit * (lines - 1))

    def badness(position: int) -> float:
        penalty = 0.0 if text[position - 1] in _BREAK_AFTER else 3.0
        penalty += 50.0 * (text[position] in _NEVER_FIRST)
        penalty += 50.0 * (text[position - 1] in "（《“‘")
        splits_word = text[position - 1 : position + 1].isascii() and text[position].isalnum()
        return abs(position - share) + penalty + 50.0 * splits_word

    return min(range(least, min(limit, len(text) - 1) + 1), key=badness)


def _wrap_english(title: str, limit: int, count: int) -> tuple[str, ...]:
    for width in range(math.ceil(len(title) / count), limit + 1):
        lines = textwrap.wrap(title, width, break_long_words=False, break_on_hyphens=False)
        if len(lines) <= count:
            return tuple(lines)
    return tuple(textwrap.wrap(title, limit, break_long_words=False, break_on_hyphens=False))
