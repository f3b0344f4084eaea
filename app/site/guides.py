"""The catalogue as pages: which category is for what, and all that helps to write its item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.catalogue.categories import Category, find_category, list_categories
from app.catalogue.law import find_provision
from app.catalogue.questions import Question
from app.catalogue.wording import ROLE_NAMES, say_term
from app.catalogue.words import Words
from app.letters.details import tell_details
from app.letters.petition import Answer, LooseDate
from app.messages import Language, Message, message
from app.site.periods import PeriodText, tell_period
from app.site.snippets import write_item

UNNAMED = Words("其他", "Other")  # what stands for the title of "other", which has none
_LAST = message("其他事项")
GROUPS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (
        message("买房、交房与办证"),
        ("deed", "delayed_handover", "works_stopped", "false_advertising", "school_facilities"),
    ),
    (
        message("房屋质量与漏水"),
        ("leak", "quality_cracks", "facade", "neighbour_leak", "renovation_damage"),
    ),
    (
        message("水电气暖与设备"),
        ("gas", "heating", "water_power", "elevator", "fire", "accessibility"),
    ),
    (message("小区环境与停车"), ("landscaping_roads", "green_area", "noise", "parking")),
    (
        message("物业服务与公共账目"),
        (
            "property_service", "property_fee", "public_revenue", "maintenance_fund",
            "owners_assembly",
        ),
    ),
    (
        message("小区周边与规划"),
        ("facility_siting", "planning_change", "public_transport_roads"),
    ),
)  # fmt: skip


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


def group_categories() -> tuple[tuple[Message, tuple[tuple[Category, Words], ...]], ...]:
    """All categories with their titles; one that no group names stands in the last."""
    known = list_categories()
    named = {name for _, ids in GROUPS for name in ids}
    rest = tuple(name for name in known if name not in named)
    return tuple(
        (title, tuple(_name(find_category(one)) for one in ids if one in known))
        for title, ids in (*GROUPS, (_LAST, rest))
    )


def make_guide(category_id: str, language: Language) -> Guide:
    """The page of a category; KeyError when there is none."""
    category, title = _name(find_category(category_id))
    return Guide(
        category=category,
        title=title,
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


def _name(category: Category) -> tuple[Category, Words]:
    return category, category.title or UNNAMED


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
