"""Laws out of force: those that the legal bases belong to, and those that free text names."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.catalogue.categories import find_category
from app.catalogue.law import Law, cite, find_provision, quote_name
from app.catalogue.words import Words
from app.letters.petition import Petition
from app.letters.words import strip_stop
from app.messages import LANGUAGES
from app.review.findings import Hit
from app.review.rules import LAWS, RULES
from app.review.texts import Text, expand_uses

# What others wrote earlier is repeated as it was.
_READ = expand_uses(["own"])
# A law may be named as that of an earlier time.
_OF_ITS_TIME = re.compile(
    r"(?:原|旧|当时(?:有效|施行|适用)?的|签(?:约|订)时(?:施行|适用|有效)?的?|former|then|old)\s*[《]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class NamedLaw:
    """A law that texts name: by which words, and from when to when there was one of this name.

    `instead`: what to cite after it ended.
    """

    name: Words
    pattern: re.Pattern[str]
    first: dt.date
    last: dt.date | None
    instead: Words | None


@cache
def load_laws(folder: Path = RULES) -> tuple[NamedLaw, ...]:
    """The laws whose begin or end a text can miss."""
    data = tomllib.loads((folder / f"{LAWS}.toml").read_text("utf-8"))
    return tuple(
        NamedLaw(
            name=Words(**row["name"]),
            pattern=re.compile(row["pattern"], re.IGNORECASE),
            first=row["first"],
            last=row.get("last"),
            instead=Words(**row["instead"]) if "instead" in row else None,
        )
        for row in data["laws"]
    )


def find_early_names(text: Text, date: dt.date) -> Iterator[Hit]:
    """Laws named in a letter dated before they were in force."""
    for law in load_laws():
        if date < law.first and _is_named(law, text):
            yield Hit(text.place, {"law": law.name, "day": law.first, "date": date})


def find_late_names(text: Text, date: dt.date) -> Iterator[Hit]:
    """Laws named in a letter dated after they ended."""
    for law in load_laws():
        if law.last and law.last < date and _is_named(law, text):
            instead = law.instead or Words("", "")
            params = {"law": law.name, "day": law.last, "date": date, "instead": instead}
            yield Hit(text.place, params)


def find_early_bases(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Legal bases of laws that did not exist yet on the letter's date, one Hit a law and item."""
    for place, law in _list_early(petition):
        if _begins_later(law, petition.date):
            yield _report_early(place, law, petition)


def find_unfit_bases(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Legal bases that neither the category proposes nor the data of the law hold fit for it."""
    for index, item in enumerate(petition.items):
        category = find_category(item.category)
        proposed = {id for ids in category.legal_bases.values() for id in ids}
        for number, id in enumerate(item.legal_bases):
            provision = find_provision(id)
            if category.title is None or id in proposed or category.id in provision.applies_to:
                continue
            params = {
                "cite": Words(*(cite(provision.law, provision.points, one) for one in LANGUAGES)),
                "category": category.title,
                "says": Words(strip_stop(provision.text.zh), strip_stop(provision.text.en)),
                "id": category.id,
            }
            yield Hit(f"items[{index}].legal_bases[{number}]", params)


def find_later_editions(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Legal bases of laws whose earlier edition may have been in force on the letter's date."""
    for place, law in _list_early(petition):
        if not _begins_later(law, petition.date):
            yield _report_early(place, law, petition)


def find_late_bases(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Legal bases whose law ended before the letter's date."""
    for index, item in enumerate(petition.items):
        for number, id in enumerate(item.legal_bases):
            law = find_provision(id).law
            if law.in_force_to and law.in_force_to < petition.date:
                params = {
                    "law": _quote(law.name),
                    "day": law.in_force_to,
                    "date": petition.date,
                }
                yield Hit(f"items[{index}].legal_bases[{number}]", params)


def _list_early(petition: Petition) -> Iterator[tuple[str, Law]]:
    for index, item in enumerate(petition.items):
        seen: set[str] = set()
        for number, id in enumerate(item.legal_bases):
            law = find_provision(id).law
            if petition.date < law.in_force_from and law.id not in seen:
                seen.add(law.id)
                yield f"items[{index}].legal_bases[{number}]", law


def _begins_later(law: Law, date: dt.date) -> bool:
    """Whether it is known that there was no law of this name yet."""
    return any(date < one.first and one.pattern.search(law.name.zh) for one in load_laws())


def _report_early(place: str, law: Law, petition: Petition) -> Hit:
    params = {"law": _quote(law.name), "day": law.in_force_from, "date": petition.date}
    return Hit(place, params)


def _is_named(law: NamedLaw, text: Text) -> bool:
    return text.use in _READ and any(
        not _OF_ITS_TIME.search(text.text[max(0, found.start() - 30) : found.start()])
        for found in law.pattern.finditer(text.text)
    )


def _quote(name: Words) -> Words:
    return Words(quote_name(name.zh), name.en)
