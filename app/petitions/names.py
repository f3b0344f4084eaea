"""What a petition is called: by its title, else by what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from app.messages import Message, message
from app.petitions.value_words import Said, say_category

MOST_NAMED = 2
UNNAMED = message("未命名的诉求书")


def name_petition(title: str, categories: Sequence[str]) -> Said:
    """The title, or the names of its categories: 屋面渗漏、管道燃气未开通."""
    if title or not categories:
        return title or UNNAMED
    return reduce(_join, (say_category(one) for one in categories))


def name_some(categories: Sequence[str]) -> Said:
    """The names of one or two categories, or of the first two and how many there are."""
    named = reduce(_join, (say_category(one) for one in categories[:MOST_NAMED]))
    if len(categories) <= MOST_NAMED:
        return named
    return message("{named}等{count}类", named=named, count=len(categories))


def _join(before: Said, after: Said) -> Message:
    return message("{before}、{after}", before=before, after=after)
