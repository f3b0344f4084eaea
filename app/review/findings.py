"""What the review finds, and in which order a reader of the file comes to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from app.messages import Message

Level = Literal["error", "warning"]
LEVELS: tuple[Level, ...] = get_args(Level)
# The keys of a petition file in the order in which docs/petition-file.md lists them.
_ORDER = (
    "language", "date", "title", "community", "parties", "recipients", "sender", "history",
    "previous", "decision", "items",
    "role", "kind", "name", "salutation", "address", "city", "households", "handed_over",
    "completion_accepted", "scope", "people", "reply_within_days", "statement", "thanks",
    "next_step", "representatives", "annexes", "copy", "on", "to", "by", "channel", "number",
    "type", "received_on", "outcome",
    "id", "category", "heading", "facts", "legal_bases", "affected", "questions", "details",
    "object", "dated", "comments_until", "demands", "action", "responsible", "supervised_by",
    "deadline", "criterion", "fallback", "compensation", "photos", "evidence", "file", "caption",
    "taken_on",
)  # fmt: skip
_RANKS = {key: rank for rank, key in enumerate(_ORDER)}
_STEP = re.compile(r'"[^"]*"|[^.\[\]"]+|\[\d+\]')


@dataclass(frozen=True)
class Finding:
    """One thing to mend.

    `place` is counted from 0 as in the petition file (`items[0].demands[1].deadline`; where
    something is missing, the key to write), empty in a loose text. An "error" stops freezing
    (定稿), a "warning" does not. `message` says what and why, `fix` what to do, `source` on what
    it rests.
    """

    place: str
    level: Level
    rule: str
    message: Message
    fix: Message
    source: Message


@dataclass(frozen=True)
class Hit:
    """A place where a rule fires, and what fills the {named} places of its words."""

    place: str
    params: Mapping[str, object] = field(default_factory=dict)


def rank_place(place: str) -> tuple[tuple[int, int], ...]:
    """What places are sorted by: the order of the keys, then the number in a list."""
    ranks: list[tuple[int, int]] = []
    for step in _STEP.findall(place):
        if step.startswith("["):
            ranks.append((0, int(step[1:-1])))
        else:
            ranks.append((1, _RANKS.get(step, len(_ORDER))))
    return tuple(ranks)
