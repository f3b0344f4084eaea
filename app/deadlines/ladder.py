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
# Why no period ends a step.
Unlimited = Literal[
    "not_set",  # the provisions it rests on set none
    "closed",  # it closes the matter
    "promised",  # the other side's own word counts
    "local",  # local rules set it
]
UNLIMITED: tuple[Unlimited, ...] = get_args(Unlimited)
AUTHORITIES: tuple[Addressee, ...] = ("petition_office", "authority")
LAWSUIT = "lawsuit"
NO_LETTER = "none"
# 信访工作条例 35, 36: the opinion that each review is against.
REVIEWS: Mapping[str, Answer] = MappingProxyType(
    {"review": "written_opinion", "second-review": "review_opinion"}
)


@dataclass(frozen=True)
class Step:
    """One lawful step.

    `kind` is a kind of letter, "lawsuit", or "none" (wait, check, keep). It is open now, unless
    `opens` names the clock that must have run out before; `after` is then the kind of letter
    whose receipt starts that clock, where it is not the letter that the answer is to. `until` is
    the clock within which the step must be taken; where there is none, `unlimited` says why.
    """

    kind: str
    to: To
    after: str | None
    opens: str | None
    until: str | None
    unlimited: Unlimited | None
    basis: tuple[str, ...]
    why: Words


@dataclass(frozen=True)
class Block:
    """What is not open now.

    `until` are the answers any of which ends this; where there are none, nothing does.
    """

    kind: str
    to: To
    until: tuple[Answer, ...]
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
        steps=tuple(read_step(one) for one in row.get("steps", ())),
        blocked=tuple(read_block(one) for one in row.get("blocked", ())),
    )


def read_step(row: Mapping[str, Any]) -> Step:
    return Step(
        kind=row["kind"],
        to=row["to"],
        after=row.get("after"),
        opens=row.get("opens"),
        until=row.get("until"),
        unlimited=row.get("unlimited"),
        basis=tuple(row.get("basis", ())),
        why=Words(row["zh"], row["en"]),
    )


def read_block(row: Mapping[str, Any]) -> Block:
    return Block(
        kind=row["kind"],
        to=row["to"],
        until=tuple(row.get("until", ())),
        basis=tuple(row["basis"]),
        why=Words(row["zh"], row["en"]),
    )
