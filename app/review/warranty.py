"""Warranties (保修) that an item rests on and that were over when the letter was dated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from app.catalogue.categories import find_category
from app.deadlines.clocks import Clock, find_clock, load_clocks
from app.letters.petition import Item, Petition
from app.review.deadlines import reckon_due
from app.review.findings import Hit

STARTS = "completion_accepted"
# Who owes the repair under a warranty.
BOUND = frozenset({"developer", "contractor"})


def find_warranties_over(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Cited provisions whose period was over; else items of a category all of whose periods were.

    Counted from the acceptance on completion; a promise may give the buyer more.
    """
    start = petition.community.completion_accepted
    if start is None:
        return
    for index, item in enumerate(petition.items):
        cited = list(_list_cited(item, petition.date))
        ends = [(place, clock, reckon_due(clock.id, start)) for place, clock in cited]
        if not cited and _is_owed(petition, item):
            ends = list(_find_last(item, start, petition.date))
        for place, clock, end in ends:
            if end and start <= end < petition.date:
                params = {"start": start, "what": clock.title, "day": end, "date": petition.date}
                yield Hit(f"items[{index}].{place}", params)


def list_warranties(date: dt.date) -> dict[str, Clock]:
    """The warranties that run from the acceptance on completion, as the law had them that day."""
    clocks = (find_clock(id, date) for id in load_clocks())
    return {one.id: one for one in clocks if one.kind == "warranty" and one.start == STARTS}


def _list_cited(item: Item, date: dt.date) -> Iterator[tuple[str, Clock]]:
    """The warranties that an item cites, with the place of the provision."""
    for number, basis in enumerate(item.legal_bases):
        for clock in list_warranties(date).values():
            if basis in clock.basis:
                yield f"legal_bases[{number}]", clock


def _find_last(
    item: Item, start: dt.date, date: dt.date
) -> Iterator[tuple[str, Clock, dt.date | None]]:
    """The warranty of the item's category that ends last; those without an end are shorter."""
    warranties = list_warranties(date)
    periods = [warranties[id] for id in find_category(item.category).periods if id in warranties]
    ends = [(end, one) for one in periods if (end := reckon_due(one.id, start))]
    if ends:
        end, clock = max(ends, key=lambda one: one[0])
        yield "category", clock, end


def _is_owed(petition: Petition, item: Item) -> bool:
    """Whether the item asks anything of who owes the repair."""
    roles: dict[str, str] = {party.id: party.role for party in petition.parties}
    asked = {roles.get(role, role) for demand in item.demands for role in demand.responsible}
    return bool(asked & BOUND)


CHECKS: Mapping[str, Callable[[Petition, dt.date], Iterator[Hit]]] = {
    "warranty-over": find_warranties_over,
}
