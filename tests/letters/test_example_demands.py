"""The example demands and legal bases of every category make a sound letter as they stand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast, get_args

import pytest

from app.catalogue.categories import find_category, list_categories
from app.catalogue.example_demands import ExampleDemand, Term
from app.catalogue.proposal import propose_bases
from app.catalogue.words import Words
from app.letters.compose import compose
from app.letters.petition import (
    AUTHORITY,
    Before,
    Deadline,
    Demand,
    Immediate,
    Item,
    Party,
    PartyRole,
    Petition,
    Recipient,
    Until,
    Within,
)
from app.letters.words import strip_stop
from app.messages import LANGUAGES, Language
from app.review import review
from tests.letters.test_compose import read, words_of

CATEGORIES = [name for name in list_categories() if name != "other"]
NAMES: dict[str, Words] = {
    role: Words(f"某{role}单位", f"The {role} party") for role in get_args(PartyRole)
}
# Words that only a clumsy joint of template and data would put together.
CLUMSY = re.compile(
    r"。。|；；|，，|：：|立即立即|请请|由由|：；|，；|\.\.|,,|;\.|: :| {2}|\bto to\b|\bplease please\b",
    re.IGNORECASE,
)


def make_deadline(term: Term, language: Language) -> Deadline:
    if isinstance(term.value, Words):
        clause = term.value.say(language)
        return Before(clause) if term.unit == "before" else Until(clause)
    if term.value is None:
        return Immediate()
    assert term.unit in ("days", "working_days", "months")
    return Within(term.value, term.unit)


def make_demand(example: ExampleDemand, language: Language) -> Demand:
    def say(words: Words | None) -> str | None:
        return words.say(language) if words else None

    return Demand(
        action=example.action.say(language),
        responsible=example.responsible,
        supervised_by=example.supervised_by,
        deadline=make_deadline(example.deadline, language),
        criterion=say(example.criterion),
        fallback=say(example.fallback),
        compensation=say(example.compensation),
    )


def make_petition(name: str, language: Language) -> Petition:
    """One item with all example demands of a category, and an authority and all parties to read it."""
    demands = tuple(make_demand(one, language) for one in find_category(name).demands)
    parties = tuple(
        Party(role, words.say(language), cast(PartyRole, role)) for role, words in NAMES.items()
    )
    base = read("full-zh" if language == "zh" else "full-en")
    bases = tuple(one.id for one in propose_bases(name, "developer", base.date))
    item = Item("item-1", name, "x", demands, legal_bases=bases)
    return replace(
        base,
        parties=parties,
        items=(item,),
        recipients=(
            Recipient(AUTHORITY, "某机关" if language == "zh" else "The authority", "petition"),
            *(Recipient(party.id, party.name, "demand") for party in parties),
        ),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CATEGORIES)
def test_example_demands_read_well_in_a_letter(name: str, language: Language) -> None:
    petition = make_petition(name, language)
    for index in (0, 1):
        text = words_of(compose(petition, index)).replace("\u3000", "")
        assert not (found := CLUMSY.search(text)), found
        for demand in petition.items[0].demands:
            assert strip_stop(demand.action)[1:] in text
        if language == "en":
            assert not re.search("[\u3400-\u9fff]", text)


@pytest.mark.parametrize("name", CATEGORIES)
def test_demands_go_to_more_than_one_party(name: str) -> None:
    demands = find_category(name).demands
    assert len({role for demand in demands for role in demand.responsible}) > 1


# Whoever the letter goes to, its terms must not speak of the addressee as of somebody else.
NAMED = re.compile(
    r"主管部门|有关部门|行政部门|街道办事处|开发商|建设单位|施工单位|物业公司|物业服务企业|供热单位"
    r"|燃气公司|居民委员会|收款单位|\bcompetent authority\b|\b(?:housing|gas|planning) authority\b"
    r"|\bthe (?:authority|developer|builder|company|property company|gas company)\b"
)


@pytest.mark.parametrize("name", CATEGORIES)
def test_terms_are_right_whoever_reads_them(name: str) -> None:
    for demand in find_category(name).demands:
        terms = [demand.criterion, demand.fallback, demand.compensation, demand.deadline.value]
        for words in (one for one in terms if isinstance(one, Words)):
            assert not (found := NAMED.search(f"{words.zh} {words.en}")), found
        if demand.responsible != (AUTHORITY,):
            said = f"{demand.action.zh} {demand.action.en}"
            assert not re.search("主管部门|有关部门|competent authority", said), said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CATEGORIES)
def test_no_example_demand_trips_the_review(name: str, language: Language) -> None:
    petition = make_petition(name, language)
    found = [
        finding
        for finding in review(petition, today=petition.date)
        if re.search(
            r"demands\[\d+\]\.(action|criterion|fallback|compensation|deadline)", finding.place
        )
    ]
    assert not found, [(one.place, one.rule, one.message.text) for one in found]
