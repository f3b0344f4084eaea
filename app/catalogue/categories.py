"""Categories of grievances: their names and the legal bases that fit each kind of addressee."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

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
    """

    id: str
    title: Words | None
    short: Words | None
    legal_bases: Mapping[str, tuple[str, ...]]
    note: str | None = None


@cache
def load_categories() -> Mapping[str, Category]:
    """All categories by id, "other" last."""
    names = sorted(path.stem for path in CATALOGUE.glob("*.toml"))
    names.sort(key=lambda name: name == OTHER)
    return MappingProxyType({name: load_category(name) for name in names})


def find_category(category_id: str) -> Category:
    """The category with this id; KeyError when there is none."""
    return load_categories()[category_id]


def load_category(category_id: str) -> Category:
    data = tomllib.loads((CATALOGUE / f"{category_id}.toml").read_text("utf-8"))
    bases = {role: tuple(ids) for role, ids in data.get("legal_bases", {}).items()}
    return Category(
        id=data["id"],
        title=Words(**data["title"]) if "title" in data else None,
        short=Words(**data["short"]) if "short" in data else None,
        legal_bases=MappingProxyType(bases),
        note=data.get("note"),
    )
