"""Guided questions (引导问题): what a category asks, and the sentence each answer becomes.

The answers stand in `[items.details]` of a petition file; app/letters reads and prints them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, get_args

from app.catalogue.words import Words

QuestionKind = Literal["date", "amount", "count", "choice", "text"]
QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
ANSWER = "{answer}"
MOST_COUNT = 1_000_000
MOST_YUAN = Decimal(1_000_000_000_000)


@dataclass(frozen=True)
class Unit:
    """What a count counts: 户 in Chinese, home and homes in English."""

    zh: str
    one: str
    many: str


@dataclass(frozen=True)
class Choice:
    """One answer to choose. `drops`: legal bases of the category that do not fit this answer."""

    id: str
    words: Words
    drops: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """One guided question.

    `needed`: without an answer the review warns. `sentence` holds {answer} once and has no final
    stop. `unit`, `least` and `most` belong to a count, `choices` to a choice.
    """

    id: str
    kind: QuestionKind
    needed: bool
    label: Words
    why: Words
    sentence: Words
    unit: Unit | None = None
    least: int = 1
    most: int = MOST_COUNT
    choices: tuple[Choice, ...] = ()

    def find_choice(self, choice_id: object) -> Choice | None:
        """The choice with this id, None when there is none."""
        return next((one for one in self.choices if one.id == choice_id), None)


def read_question(row: Mapping[str, Any]) -> Question:
    """A question of a data file that `check` has proved."""
    choices = tuple(
        Choice(one["id"], Words(one["zh"], one["en"]), tuple(one.get("drops", ())))
        for one in row.get("choices", ())
    )
    return Question(
        id=row["id"],
        kind=row["kind"],
        needed=row["needed"],
        label=Words(**row["label"]),
        why=Words(**row["why"]),
        sentence=Words(**row["sentence"]),
        unit=Unit(**row["unit"]) if "unit" in row else None,
        least=row.get("min", 1),
        most=row.get("max", MOST_COUNT),
        choices=choices,
    )
