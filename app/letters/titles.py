"""Breaking a title for the page (GB/T 9704 7.3.1: lines whole in meaning, trapezoid or diamond)."""

from __future__ import annotations

import math
import re
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence

from app.messages import Language

# 156 mm hold 20 characters of 22 pt, or about 44 English ones of 18 pt bold.
CHARACTERS_PER_LINE = {"zh": 20, "en": 44}
_BREAK_AFTER = "的、，：）》”"
_JOINING = "和及与等"
_NEVER_FIRST = "、，。：；！？）》”’的等"
_EXTRA_LINE = 12.0  # how bad a break must be before a further line is better
_UNEVEN = 0.1
_MOST_LINES = 12  # a title of more lines is none, and is only cut to the width
_NEVER_LAST = "（《“‘"
# What a title of ours is made of; a line does not end within these, nor within `names`.
_WHOLE = (
    "关于",
    "联名诉求书",
    "催告函",
    "投诉函",
    "催办函",
    "履职申请书",
    "政府信息公开申请",
    "信访事项",
    "复查申请书",
    "复核申请书",
    "行政复议申请书",
    "联名材料",
    "相关信息",
)


def break_title(
    title: str, language: Language, names: Sequence[str] = (), limit: int | None = None
) -> tuple[str, ...]:
    """The lines of the title: as few as the width allows, about equally long, broken at a sense break.

    `names` are words that stay whole where they can: the community's, the matters'. `limit`: the
    width in characters, where it is no letter.
    """
    limit = limit or CHARACTERS_PER_LINE[language]
    count = math.ceil(len(title) / limit)
    if count <= 1:
        return (title,)
    if language == "en":
        return _wrap_english(title, limit)
    kept = _find_insides(title, (*_WHOLE, *names))
    few, more = (_break_into(title, limit, lines, kept) for lines in (count, count + 1))
    return few[1] if few[0] <= more[0] + _EXTRA_LINE else more[1]


def _break_into(
    title: str, limit: int, count: int, kept: Mapping[int, int]
) -> tuple[float, tuple[str, ...]]:
    """`title` in `count` lines of at most `limit` characters, and how bad that is."""
    share = len(title) / count
    if count > _MOST_LINES:
        size = math.ceil(share)
        rows = range(0, len(title), size)
        return 0.0, tuple(title[start : start + size] for start in rows)
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for row in range(1, count + 1):
        longer: dict[int, tuple[float, tuple[str, ...]]] = {}
        for start, (weight, lines) in best.items():
            ends = range(start + 1, min(start + limit, len(title)) + 1)
            for end in ends if row < count else [at for at in ends if at == len(title)]:
                so_far = weight + _UNEVEN * (end - start - share) ** 2
                so_far += _weigh_break(title, end, kept) if end < len(title) else 0.0
                if end not in longer or so_far < longer[end][0]:
                    longer[end] = (so_far, (*lines, title[start:end]))
        best = longer
    return best.get(len(title), (math.inf, ()))


def _weigh_break(title: str, place: int, kept: Mapping[int, int]) -> float:
    """How bad it is to break before the character at `place`."""
    before, after = title[place - 1], title[place]
    weight = 0.0 if before in _BREAK_AFTER else 1.0 if before in _JOINING else 7.0
    weight += 30.0 * kept.get(place, 0)
    weight += 50.0 * (after in _NEVER_FIRST) + 50.0 * (before in _NEVER_LAST)
    return weight + 50.0 * (before.isascii() and after.isascii() and after.isalnum())


def _find_insides(title: str, words: Sequence[str]) -> Mapping[int, int]:
    """The places within the words that stay whole, and within brackets: in how many."""
    found = [re.finditer(re.escape(word), title) for word in words if word]
    found.append(re.finditer("（[^）]*）|《[^》]*》|“[^”]*”", title))
    return Counter(
        place
        for matches in found
        for match in matches
        for place in range(match.start() + 1, match.end())
    )


def _wrap_english(title: str, limit: int) -> tuple[str, ...]:
    """In as few lines as words allow, as narrow as so many lines allow."""
    widest = textwrap.wrap(title, limit, break_long_words=False, break_on_hyphens=False)
    for width in range(math.ceil(len(title) / len(widest)), limit + 1):
        lines = textwrap.wrap(title, width, break_long_words=False, break_on_hyphens=False)
        if len(lines) <= len(widest):
            return tuple(lines)
    return tuple(widest)
