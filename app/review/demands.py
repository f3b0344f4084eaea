"""What a demand (诉求) lacks or says twice."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from app.letters.petition import Demand, Petition
from app.review.findings import Hit


def list_demands(petition: Petition) -> Iterator[tuple[str, Demand]]:
    """Every demand with its place."""
    for index, item in enumerate(petition.items):
        for number, demand in enumerate(item.demands):
            yield f"items[{index}].demands[{number}]", demand


def find_open_ended(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Demands without deadline."""
    for place, demand in list_demands(petition):
        if demand.deadline is None:
            yield Hit(f"{place}.deadline")


def find_repeated(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Demands that ask the same of the same as an earlier one."""
    seen: dict[tuple[str, frozenset[str]], str] = {}
    for place, demand in list_demands(petition):
        asked = re.sub(r"\W", "", demand.action).casefold()
        first = seen.setdefault((asked, frozenset(demand.responsible)), place)
        if first != place:
            yield Hit(f"{place}.action", {"first": first})


CHECKS: Mapping[str, Callable[[Petition, dt.date], Iterator[Hit]]] = {
    "no-deadline": find_open_ended,
    "duplicate-demand": find_repeated,
}
