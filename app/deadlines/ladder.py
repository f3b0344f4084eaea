"""The ladder: what can lawfully be done next after an answer, and what is blocked meanwhile.

One file an addressee in app/data/ladder. 信访工作条例: a matter being handled below is not accepted
above (19), a review needs a written opinion (35), a second review a review opinion, and after it
the petition path ends (36). 行政复议法 23: against a failure to act, reconsideration comes first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from app.catalogue.words import Words

LADDER = Path(__file__).parent.parent / "data" / "ladder"
Answer = Literal[
    "none",
    "acknowledgement",  # 告知
    "transfer",  # 转送、交办
    "not_accepted",  # 不予受理
    "written_opinion",  # 信访处理意见书
    "review_opinion",  # 复查意见
    "second_review_opinion",  # 复核意见
    "act_or_refusal",  # 履职答复
    "oral",
]
Addressee = Literal[
    "petition_office", "authority", "developer", "property_company", "utility", "hotline"
]
To = Literal[
    "same",  # whoever had the letter
    "agency",  # the body that has power over the matter, or got it passed on
    "authority",  # the authority that supervises a company
    "superior",  # the next higher body
    "reconsideration_body",
    "court",
]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
ADDRESSEES: tuple[Addressee, ...] = get_args(Addressee)
DESTINATIONS: tuple[To, ...] = get_args(To)
LAWSUIT = "lawsuit"
NO_LETTER = "none"


@dataclass(frozen=True)
class Step:
    """One lawful step.

    `kind` is a kind of letter, "lawsuit", or "none" (wait, check, keep). `opens` is the clock
    that must have run out before, `until` the one within which it must be taken.
    """

    kind: str
    to: To
    opens: str | None
    until: str | None
    basis: tuple[str, ...]
    why: Words


@dataclass(frozen=True)
class Block:
    """What is not open now; `until` is the clock whose end opens it, None: nothing in time does."""

    kind: str
    to: To
    until: str | None
    basis: tuple[str, ...]
    why: Words


@dataclass(frozen=True)
class Rung:
    """An answer of an addressee. `never` says why such an answer does not come from there."""

    answer: Answer
    addressee: Addressee
    means: Words
    never: Words | None
    steps: tuple[Step, ...]
    blocked: tuple[Block, ...]


@cache
def load_ladder() -> Mapping[tuple[Answer, Addressee], Rung]:
    """Every rung by answer and addressee."""
    found: dict[tuple[Answer, Addressee], Rung] = {}
    for addressee in ADDRESSEES:
        data = tomllib.loads((LADDER / f"{addressee}.toml").read_text("utf-8"))
        for row in data["answers"]:
            found[row["answer"], addressee] = read_rung(row, addressee)
    return MappingProxyType(found)


def find_rung(answer: str, addressee: str) -> Rung:
    """The rung of an answer; KeyError for an unknown answer or addressee."""
    for (one, who), rung in load_ladder().items():
        if (one, who) == (answer, addressee):
            return rung
    raise KeyError(f"{answer}, {addressee}")


def list_steps(answer: str, addressee: str) -> tuple[Step, ...]:
    """The lawful next steps in the order in which to try them; KeyError as in `find_rung`."""
    return find_rung(answer, addressee).steps


def read_rung(row: Mapping[str, Any], addressee: Addressee) -> Rung:
    """A rung from a table that `check_ladder` found sound."""
    return Rung(
        answer=row["answer"],
        addressee=addressee,
        means=Words(**row["means"]),
        never=Words(**row["never"]) if "never" in row else None,
        steps=tuple(
            Step(
                one["kind"], one["to"], one.get("opens"), one.get("until"),
                tuple(one.get("basis", ())), Words(one["zh"], one["en"]),
            )
            for one in row.get("steps", ())
        ),
        blocked=tuple(
            Block(
                one["kind"], one["to"], one.get("until"),
                tuple(one["basis"]), Words(one["zh"], one["en"]),
            )
            for one in row.get("blocked", ())
        ),
    )  # fmt: skip
