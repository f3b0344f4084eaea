"""Example demands (诉求范例): what can be asked of whom by when, with the keys of a petition file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from app.catalogue.words import Words

TermUnit = Literal["immediate", "days", "working_days", "months", "before", "until"]
TERM_UNITS: tuple[TermUnit, ...] = get_args(TermUnit)


@dataclass(frozen=True)
class Term:
    """A proposed deadline; `value` is a number of days or months, a clause, None for immediate."""

    unit: TermUnit
    value: int | Words | None = None


@dataclass(frozen=True)
class ExampleDemand:
    """A demand as an item of this category may make it.

    `responsible` and `supervised_by` are roles of a petition's parties or "authority".
    """

    action: Words
    responsible: tuple[str, ...]
    deadline: Term
    supervised_by: str | None = None
    criterion: Words | None = None
    fallback: Words | None = None
    compensation: Words | None = None


def read_example_demand(row: Mapping[str, Any]) -> ExampleDemand:
    """A demand of a data file that `check` has proved."""
    who = row["responsible"]
    return ExampleDemand(
        action=Words(**row["action"]),
        responsible=(who,) if isinstance(who, str) else tuple(who),
        deadline=_read_term(row["deadline"]),
        supervised_by=row.get("supervised_by"),
        criterion=_maybe_words(row, "criterion"),
        fallback=_maybe_words(row, "fallback"),
        compensation=_maybe_words(row, "compensation"),
    )


def _read_term(written: Any) -> Term:
    if written == "immediate":
        return Term("immediate")
    ((unit, value),) = written.items()
    return Term(unit, Words(**value) if isinstance(value, dict) else value)


def _maybe_words(row: Mapping[str, Any], key: str) -> Words | None:
    return Words(**row[key]) if key in row else None
