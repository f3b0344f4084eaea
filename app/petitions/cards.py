"""What the card of one item shows beside its fields: questions, examples, laws, what to collect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalogue.categories import OTHER, Category, find_category, list_categories
from app.catalogue.example_demands import ExampleDemand
from app.catalogue.groups import name_category
from app.catalogue.law import load_provisions
from app.catalogue.proposal import propose_bases
from app.catalogue.wording import say_term
from app.catalogue.words import Words
from app.letters.details import tell_details
from app.letters.petition import AUTHORITY, HOTLINE, Item, Petition
from app.messages import Language, Message, message, translate
from app.petitions.judgement import Judgement, say_state
from app.petitions.models import Document


@dataclass(frozen=True)
class Basis:
    """A provision to be ticked: how it is cited and, in one plain sentence, what it says."""

    id: str
    citation: Words
    text: Words


@dataclass(frozen=True)
class Example:
    """An example demand that the item does not have; `number` counts in the catalogue, `term` in words."""

    number: int
    demand: ExampleDemand
    term: str


@dataclass(frozen=True)
class Proposal:
    """A deadline to take over: `act` is the end of the button's act."""

    act: str
    words: str


@dataclass(frozen=True)
class Card:
    """An item at `at` (items.0). `said` is the paragraph that the answers become; `state` in words."""

    at: str
    number: int
    id: str
    category: Category
    title: Words
    heading: str
    values: Mapping[str, Any]
    said: str
    state: Message
    weight: str
    bases: tuple[Basis, ...]
    examples: tuple[Example, ...]

    @property
    def needs_heading(self) -> bool:
        return self.category.id == OTHER

    def rows(self, key: str) -> list[Mapping[str, Any]]:
        """The tables of a list of the item."""
        return list_rows(self.values.get(key))


def make_cards(document: Document, judgement: Judgement) -> tuple[Card, ...]:
    """The cards of all items, in their order."""
    petition = judgement.opened.petition
    opened = {item.id: item for item in petition.items}
    return tuple(
        _make_card(index, row, opened.get(str(row.get("id"))), petition, judgement)
        for index, row in enumerate(list_rows(document.get("items")))
    )


def propose_deadline(demand: Mapping[str, Any], language: Language) -> Proposal | None:
    """For a demand without a deadline: 60 days for an authority, as the law gives it, 30 for others."""
    if "deadline" in demand or not demand.get("action"):
        return None
    days = 60 if demand.get("responsible") == AUTHORITY else 30
    words = message("收信后{count}日内", count=days)
    return Proposal(f"days:{days}", translate(words, language))


def list_rows(value: Any) -> list[Mapping[str, Any]]:
    """The tables of a list in a draft, which may hold anything."""
    return (
        [row if isinstance(row, dict) else {} for row in value] if isinstance(value, list) else []
    )


def _make_card(
    index: int, row: Mapping[str, Any], item: Item | None, petition: Petition, judgement: Judgement
) -> Card:
    known = row.get("category") if row.get("category") in list_categories() else OTHER
    category = find_category(str(known))
    title, at = name_category(category), f"items.{index}"
    remarks = judgement.within(at)
    return Card(
        at=at,
        number=index + 1,
        id=str(row.get("id") or ""),
        category=category,
        title=title,
        heading=str(row.get("heading") or ""),
        values=row,
        said=tell_details(category, item.details, petition.language) if item else "",
        state=say_state(remarks),
        weight=remarks[0].weight if remarks else "fine",
        bases=_list_bases(category, row, item, petition),
        examples=_list_examples(category, row, petition.language),
    )


def _list_bases(
    category: Category, row: Mapping[str, Any], item: Item | None, petition: Petition
) -> tuple[Basis, ...]:
    """What the item cites already, then what is proposed for those it is written to or asks of."""
    cited = row.get("legal_bases")
    ids = [str(one) for one in cited] if isinstance(cited, list) else []
    for role in _list_roles(item, petition):
        details = item.details if item else ()
        ids += [one.id for one in propose_bases(category.id, role, petition.date, details)]
    known = load_provisions()
    found = (known[id] for id in dict.fromkeys(ids) if id in known)
    return tuple(Basis(one.id, one.cite, one.text) for one in found if one.cite)


def _list_roles(item: Item | None, petition: Petition) -> list[str]:
    roles = {party.id: party.role for party in petition.parties}
    asked = [who for demand in (item.demands if item else ()) for who in demand.responsible]
    index = petition.items.index(item) if item else -1
    written = [one.role for one in petition.recipients if one.items is None or index in one.items]
    named = [AUTHORITY if one == HOTLINE else one for one in (*asked, *written)]
    return list(dict.fromkeys(roles.get(one, one) for one in named))


def _list_examples(
    category: Category, row: Mapping[str, Any], language: Language
) -> tuple[Example, ...]:
    taken = {str(one.get("action") or "") for one in list_rows(row.get("demands"))}
    return tuple(
        Example(number, one, say_term(one.deadline, language))
        for number, one in enumerate(category.demands)
        if one.action.say(language) not in taken
    )
