"""The catalogue as pages: which category is for what, and all that helps to write its item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.catalogue.categories import Category, find_category
from app.catalogue.groups import name_category
from app.catalogue.law import find_provision
from app.catalogue.questions import Question
from app.catalogue.wording import ROLE_NAMES, say_term
from app.catalogue.words import Words
from app.letters.details import tell_details
from app.letters.petition import Answer, LooseDate
from app.messages import Language, Message, message
from app.site.periods import PeriodText, tell_period
from app.site.snippets import write_item


@dataclass(frozen=True)
class Demanded:
    """An example demand in words; what is not asked is empty."""

    who: tuple[Message, ...]
    action: Words
    term: str
    rest: tuple[tuple[Message, Words], ...]
    seen_to_by: Message | None


@dataclass(frozen=True)
class Asked:
    """A guided question, and the sentence that an example answer becomes in a letter."""

    question: Question
    sentence: str


@dataclass(frozen=True)
class Cited:
    """A legal basis: the full citation and what it says."""

    citation: Words | None
    text: Words


@dataclass(frozen=True)
class Guide:
    """One category with everything that its page tells, and the text to begin a file with."""

    category: Category
    title: Words
    questions: tuple[Asked, ...]
    demands: tuple[Demanded, ...]
    bases: tuple[tuple[Message, tuple[Cited, ...]], ...]
    periods: tuple[PeriodText, ...]
    snippet: str


def make_guide(category_id: str, language: Language) -> Guide:
    """The page of a category; KeyError when there is none."""
    category = find_category(category_id)
    return Guide(
        category=category,
        title=name_category(category),
        questions=tuple(
            Asked(one, tell_details(category, ((one.id, _answer(one)),), language))
            for one in category.questions
        ),
        demands=tuple(_tell_demands(category, language)),
        bases=tuple(
            (ROLE_NAMES[role], tuple(_cite(one) for one in ids))
            for role, ids in category.legal_bases.items()
        ),
        periods=tuple(tell_period(one, language) for one in category.periods),
        snippet=write_item(category, language),
    )


def _answer(question: Question) -> Answer:
    """An example; a text is left open, for nobody can guess it."""
    if question.kind == "date":
        return LooseDate(2026, 1, 31)
    if question.kind == "amount":
        return Decimal(12_000)
    if question.kind == "count":
        return min(max(question.least, 3), question.most)
    return question.choices[0].id if question.choices else "……"


def _cite(provision_id: str) -> Cited:
    provision = find_provision(provision_id)
    return Cited(provision.cite, provision.text)


def _tell_demands(category: Category, language: Language) -> Iterator[Demanded]:
    for demand in category.demands:
        rest = (
            (message("完成标准"), demand.criterion),
            (message("赔偿或退费"), demand.compensation),
            (message("到期未做到"), demand.fallback),
        )
        seen_to_by = demand.supervised_by
        yield Demanded(
            who=tuple(ROLE_NAMES[one] for one in demand.responsible),
            action=demand.action,
            term=say_term(demand.deadline, language),
            rest=tuple((label, words) for label, words in rest if words),
            seen_to_by=ROLE_NAMES[seen_to_by] if seen_to_by else None,
        )
