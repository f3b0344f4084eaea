"""The legal bases (法律依据) an item may name: which there are and how a letter cites them.

The data lie in app/data/law, one file a law; the id of a provision begins with the name of its
file (cc-509 in cc.toml), so that one provision costs one file. `check` proves what is assumed here.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from app.catalogue.citation import Point, merge_points, parse_article, print_points
from app.catalogue.words import Words
from app.messages import Language

LAW = Path(__file__).parent.parent / "data" / "law"
LEAVE_OUT = "leave_out"
LawKind = Literal["statute", "regulation", "interpretation", "rule", "document"]
Level = Literal["A", "B", "C", "D"]


@dataclass(frozen=True)
class Law:
    """One edition of a law. `in_force_to` is its last day, None while no end is known."""

    id: str
    name: Words
    kind: LawKind
    edition: str
    in_force_from: dt.date
    in_force_to: dt.date | None
    in_force_note: str
    source: str

    def is_in_force(self, date: dt.date) -> bool:
        return self.in_force_from <= date and (self.in_force_to is None or date <= self.in_force_to)


@dataclass(frozen=True)
class Period:
    """A number the provision sets: a term, a share, a count. `value` may be words (合同约定)."""

    value: int | str
    unit: str
    day_kind: str
    starts_on: str


@dataclass(frozen=True)
class Provision:
    """A passage of a law that can be cited.

    `cite` is None, and `points` empty, where the article is not known; such a provision, and every
    one of level C (read only as others quote it), is not `usable`: it never enters a letter.
    `text` says the content in short, not the wording of the law; `verified` where it was read.
    """

    id: str
    law: Law
    points: tuple[Point, ...]
    cite: Words | None
    text: Words
    level: Level
    verified: str
    applies_to: tuple[str, ...]
    addressee: tuple[str, ...]
    usable: bool
    caution: str | None = None
    period: Period | None = None


@cache
def load_provisions() -> Mapping[str, Provision]:
    """All provisions by id."""
    every: dict[str, Provision] = {}
    for law_id in sorted(list_laws()):
        every.update(load_law(law_id))
    return MappingProxyType(every)


def find_provision(provision_id: str) -> Provision:
    """The provision with this id; KeyError when there is none. Reads only the file of its law."""
    law_id = provision_id.partition("-")[0]
    if law_id not in list_laws():
        raise KeyError(provision_id)
    return load_law(law_id)[provision_id]


def group_citations(ids: Iterable[str], language: Language) -> tuple[str, ...]:
    """The citations of one paragraph: laws in the order first named, each once.

    《中华人民共和国民法典》第五百零九条第一款、第二款、第五百七十七条
    Articles 509 (paragraphs 1 and 2) and 577 of the Civil Code of the PRC

    Within a law the articles stand in its own order, each once. Raises KeyError on an unknown id
    and ValueError on a provision that must not enter a letter.
    """
    laws: dict[str, Law] = {}
    points: dict[str, list[Point]] = {}
    for provision_id in ids:
        found = find_provision(provision_id)
        if not found.usable:
            raise ValueError(provision_id)
        laws[found.law.id] = found.law
        points.setdefault(found.law.id, []).extend(found.points)
    return tuple(cite(laws[key], merge_points(points[key]), language) for key in laws)


def cite(law: Law, points: tuple[Point, ...], language: Language) -> str:
    """Points of one law as a noun phrase that fits into a sentence."""
    place = print_points(points, language)
    if language == "zh":
        return quote_name(law.name.zh) + place
    # A pinpoint set off by a comma is closed by one: Article 36, paragraph 1, of the …
    lone = len({point.article for point in points}) == 1
    comma = "," if lone and points[-1].is_part else ""
    return f"{place}{comma} of the {law.name.en}"


def quote_name(name: str) -> str:
    """A law's name in 《》; 《》 inside become 〈〉 (GB/T 15834-2011, 4.15.3.5)."""
    return f"《{name.replace('《', '〈').replace('》', '〉')}》"


@cache
def list_laws() -> frozenset[str]:
    """The ids of the laws: what a person typed is looked up here, never opened as a file."""
    return frozenset(path.stem for path in LAW.glob("*.toml") if path.stem != LEAVE_OUT)


@cache
def load_law(law_id: str) -> Mapping[str, Provision]:
    """The provisions of one of `list_laws` by id."""
    data = tomllib.loads((LAW / f"{law_id}.toml").read_text("utf-8"))
    law = Law(
        id=law_id,
        name=Words(data["name_zh"], data["name_en"]),
        kind=data["kind"],
        edition=data["edition"],
        in_force_from=data["in_force_from"],
        in_force_to=data.get("in_force_to"),
        in_force_note=data.get("in_force_note", ""),
        source=data["source"],
    )
    return MappingProxyType({row["id"]: read_provision(law, row) for row in data["provisions"]})


def read_provision(law: Law, row: Mapping[str, Any]) -> Provision:
    return Provision(
        id=row["id"],
        law=law,
        points=parse_article(row["article"]) if "article" in row else (),
        cite=Words(row["cite_zh"], row["cite_en"]) if "article" in row else None,
        text=Words(row["text_zh"], row["text_en"]),
        level=row["level"],
        verified=row["verified"],
        applies_to=tuple(row["applies_to"]),
        addressee=tuple(row["addressee"]),
        usable=row["usable"],
        caution=row.get("caution"),
        period=Period(**row["period"]) if "period" in row else None,
    )
