"""The periods that a category lists are those that its letters, pages and commands show."""

from __future__ import annotations

import itertools
import re

import pytest
from lxml import html

from app.catalogue.categories import Category, find_category, list_categories
from app.cli_catalogue import describe_category, tell
from app.deadlines.check_clocks import LETTER_KINDS, ROLES
from app.deadlines.clocks import find_clock, load_clocks
from app.deadlines.schedule import Addressed, choose_clocks
from app.site.guides import make_guide
from tests.site.conftest import Visitor

CATEGORIES = pytest.mark.parametrize("name", list_categories())
OFFICES = ("petition_office", "agency")
# Clocks that concern a letter only for what it is about.
BY_CATEGORY = {
    id
    for id, versions in load_clocks().items()
    if all(one.categories for one in versions[-1].shown)
}


def choose(name: str, roles: set[str]) -> set[str]:
    """Every clock that some letter about the category to one of the roles sets running."""
    return {
        clock
        for role, kind, office in itertools.product(roles, LETTER_KINDS, OFFICES)
        for clock in choose_clocks(Addressed(1, role, office, kind, frozenset({name}), {}))
    }


def find_roles(category: Category) -> set[str]:
    """To whom a letter about the category goes: who is asked or cited against, and authorities."""
    asked = {role for demand in category.demands for role in demand.responsible}
    return ({"authority", "hotline"} | asked | set(category.legal_bases)) & set(ROLES)


@CATEGORIES
def test_what_a_category_lists_is_dated_for_its_recipients(name: str) -> None:
    category = find_category(name)
    assert set(category.periods) <= choose(name, find_roles(category))
    assert len(set(category.periods)) == len(category.periods)


@CATEGORIES
def test_what_is_dated_for_a_category_alone_stands_in_its_list(name: str) -> None:
    assert choose(name, set(ROLES)) & BY_CATEGORY <= set(find_category(name).periods)


@pytest.mark.parametrize(
    ("name", "role", "clock"),
    [
        ("facade", "developer", "clk-w-pipes"),
        ("neighbour_leak", "developer", "clk-w-roof"),
        ("neighbour_leak", "developer", "clk-w-pipes"),
        ("maintenance_fund", "committee", "clk-meeting-notice"),
        ("deed", "developer", "clk-rescind"),
    ],
)
def test_the_party_bound_is_shown_its_period_and_no_other(name: str, role: str, clock: str) -> None:
    assert [one for one in ROLES if clock in choose(name, {one})] == [role]
    assert clock not in choose("noise", {role})


@CATEGORIES
def test_command_and_page_tell_the_periods_of_the_list(name: str, visitor: Visitor) -> None:
    periods = list(find_category(name).periods)
    assert describe_category(find_category(name))["periods"] == periods
    assert [period.id for period in make_guide(name, "zh").periods] == periods
    page = html.document_fromstring(visitor.get(f"/catalogue/{name}").text)
    found = [re.search("rule=(clk-[a-z0-9-]+)", link) for link in page.xpath("//main//a/@href")]
    limited = [period for period in periods if find_clock(period).value is not None]
    assert [one[1] for one in found if one] == limited
    shown = page.text_content()
    told = "\n".join(tell(find_category(name), "zh")).replace("\n", "").replace(" ", "")
    for period in periods:
        assert find_clock(period).title.zh in shown
        assert find_clock(period).title.zh.replace(" ", "") in told
