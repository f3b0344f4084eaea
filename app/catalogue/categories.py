"""Categories of grievances: names, guided questions, example demands, legal bases, what to collect.

One file a category in app/data/catalogue; docs/catalogue.md tells how to add one. `check` proves
what is assumed here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.catalogue.example_demands import ExampleDemand, read_example_demand
from app.catalogue.questions import Question, read_question
from app.catalogue.words import Words

CATALOGUE = Path(__file__).parent.parent / "data" / "catalogue"
OTHER = "other"


@dataclass(frozen=True)
class Category:
    """One kind of grievance.

    `title` is the heading of an item that brings none (不动产权证逾期未办), `short` what the
    title of a letter calls it (不动产权证办理); both are None for "other", whose items bring
    their own heading. `legal_bases` holds ids of provisions by the role they bind or concern:
    a role of a petition's parties, "authority", or neighbour, owners, after_warranty.
    `questions` are asked in their order, `evidence` is what to collect, `avoid` what not to
    write, `periods` the ids of the clocks to watch. `owners_only`: what is demanded is the owners'
    alone, so that owners and co-owners alone count where it is said whom it affects.
    """

    id: str
    title: Words | None
    short: Words | None
    legal_bases: Mapping[str, tuple[str, ...]]
    note: str | None = None
    description: Words | None = None
    questions: tuple[Question, ...] = ()
    demands: tuple[ExampleDemand, ...] = ()
    evidence: tuple[Words, ...] = ()
    avoid: tuple[Words, ...] = ()
    periods: tuple[str, ...] = ()
    owners_only: bool = False

    def find_question(self, question_id: str) -> Question | None:
        """The question with this id, None when there is none."""
        return next((one for one in self.questions if one.id == question_id), None)


def list_categories() -> tuple[str, ...]:
    """The ids of all categories, "other" last; reads no file."""
    return list_folder(CATALOGUE)


def load_categories() -> Mapping[str, Category]:
    """All categories by id, "other" last."""
    return MappingProxyType({name: find_category(name) for name in list_categories()})


def find_category(category_id: str) -> Category:
    """The category with this id; KeyError when there is none. Reads only its file."""
    if category_id not in list_categories():
        raise KeyError(category_id)
    return load_category(CATALOGUE / f"{category_id}.toml")


@cache
def list_folder(folder: Path) -> tuple[str, ...]:
    """The ids of the categories in a folder: what a person typed is looked up here, never opened."""
    names = sorted(path.stem for path in folder.glob("*.toml"))
    return tuple(sorted(names, key=lambda name: name == OTHER))


@cache
def load_category(path: Path) -> Category:
    """The category in a data file that `check` has proved."""
    data = tomllib.loads(path.read_text("utf-8"))
    bases = {role: tuple(ids) for role, ids in data.get("legal_bases", {}).items()}
    return Category(
        id=data["id"],
        title=_maybe_words(data, "title"),
        short=_maybe_words(data, "short"),
        legal_bases=MappingProxyType(bases),
        note=data.get("note"),
        description=_maybe_words(data, "description"),
        questions=tuple(read_question(row) for row in data.get("questions", ())),
        demands=tuple(read_example_demand(row) for row in data.get("demands", ())),
        evidence=tuple(Words(**row) for row in data.get("evidence", ())),
        avoid=tuple(Words(**row) for row in data.get("avoid", ())),
        periods=tuple(data.get("periods", ())),
        owners_only=data.get("owners_only", False),
    )


def _maybe_words(data: Mapping[str, Any], key: str) -> Words | None:
    return Words(**data[key]) if key in data else None
