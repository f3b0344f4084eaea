"""What the petition tells as done, on a day that cannot be: after its own date, or ages ago."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from app.letters.petition import Item, LooseDate, Petition
from app.review.deadlines import read_first_day
from app.review.findings import Hit

# Nothing that a letter tells with a date began before; a text may tell of an old house.
EARLIEST, EARLIEST_TOLD = 1949, 1900
# Questions of the catalogue that ask for a day to come, or one that was promised.
AHEAD = frozenset(
    {"agreed", "inspection", "promised", "due", "promised_for", "due_on", "resume_promised"}
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_CLAUSE = re.compile(r"[^，,。；;！？!?\n]+")
_CHINESE = re.compile(
    r"(?<!\d)([12]\d{3})\s*(?:年(?:\s*(1[0-2]|0?[1-9])\s*月(?:\s*(3[01]|[12]\d|0?[1-9])\s*[日号])?)?"
    r"|[-/.](1[0-2]|0?[1-9])[-/.](3[01]|[12]\d|0?[1-9])(?!\d))"
)
_ENGLISH = re.compile(
    rf"\b(?:since|in|on|from|of)\s+(?:(\d{{1,2}})\s+)?(?:({'|'.join(_MONTHS)})\s+)?([12]\d{{3}})\b(?!\s*(?:homes"
    r"|households|flats|people|owners|yuan|m\b|km|metres|square))",
    re.IGNORECASE,
)
# A day to come that somebody promised, planned or set, and the end of a term.
_PROMISED = re.compile(
    r"承诺|约定|规定|预计|计划|拟|将|应(?:当|于|在)?|须|前|为止|截止|到期|届满|期满|期限|有效|推迟|延(?:期|至|到|后)|改(?:为|至|到)|定于|原定"
    r"|答应|保证|宣传|广告|合同|协议|规划|公告|公示|(?<!截)[至到]0000|保修期|质保期|许诺|声称|称|表示|说|时间为|日期为|年度"
    r"|\b(?:promis\w*|agreed?|agreement|contract\w*|plan\w*|due|expect\w*|will|shall|by|until|before|term|expir\w*|ends?"
    r"|valid|postpon\w*|delay\w*|schedul\w*|said|says|announc\w*|notice|to be|target\w*|warrant\w*)\b",
    re.IGNORECASE,
)
_BY_NAME = re.compile(r"[《（(][^》）)]*[》）)]")


def find_future_dates(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """What the letter tells as done, on a day after its own date."""
    for place, day in list_past_dates(petition):
        if day and day > petition.date:
            yield Hit(place, {"day": day, "date": petition.date})
    for index, item in enumerate(petition.items):
        days = [day for day in list_told_days(item.facts) if day > petition.date]
        if days:
            yield Hit(f"items[{index}].facts", {"day": days[0], "date": petition.date})


def find_early_dates(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Years in which none of this was there."""
    for place, day in list_past_dates(petition):
        if day and day.year < EARLIEST:
            yield Hit(place, {"year": day.year})
    for index, item in enumerate(petition.items):
        for id, answer in item.details:
            if id in AHEAD and isinstance(answer, LooseDate) and answer.year < EARLIEST:
                yield Hit(f"items[{index}].details.{id}", {"year": answer.year})
        years = [day.year for day in list_told_days(item.facts) if day.year < EARLIEST_TOLD]
        if years:
            yield Hit(f"items[{index}].facts", {"year": years[0]})


def list_past_dates(petition: Petition) -> Iterator[tuple[str, dt.date | None]]:
    """Dates of what has happened, the first day where only month or year is known."""
    community = petition.community
    yield "community.handed_over", community.handed_over
    yield "community.completion_accepted", community.completion_accepted
    for index, entry in enumerate(petition.history):
        yield f"history[{index}].on", read_first_day(entry.on)
    if petition.previous:
        yield "previous.date", petition.previous.date
        yield "previous.received_on", petition.previous.received_on
    if petition.decision:
        yield "decision.date", petition.decision.date
    for index, item in enumerate(petition.items):
        yield from _list_item_dates(f"items[{index}]", item)


def list_told_days(facts: str) -> Iterator[dt.date]:
    """Days that a text tells as past, the first day where only month or year is given."""
    for clause in _CLAUSE.findall(_BY_NAME.sub("", facts)):
        if _PROMISED.search(_CHINESE.sub("0000", clause)):
            continue
        for year, month, day, other_month, other_day in _CHINESE.findall(clause):
            yield from _make_day(
                int(year), int(month or other_month or 1), int(day or other_day or 1)
            )
        for day, name, year in _ENGLISH.findall(clause):
            month = _MONTHS.index(name.casefold()) + 1 if name else 1
            yield from _make_day(int(year), month, int(day or 1))


def _list_item_dates(place: str, item: Item) -> Iterator[tuple[str, dt.date | None]]:
    for id, answer in item.details:
        if isinstance(answer, LooseDate) and id not in AHEAD:
            yield f"{place}.details.{id}", read_first_day(answer)
    if item.objected:
        yield f"{place}.object.dated", item.objected.dated
    for number, photo in enumerate(item.photos):
        yield f"{place}.photos[{number}].taken_on", photo.taken_on
    for number, evidence in enumerate(item.evidence):
        yield f"{place}.evidence[{number}].dated", evidence.dated


def _make_day(year: int, month: int, day: int) -> Iterator[dt.date]:
    try:
        yield dt.date(year, month, day)
    except ValueError:
        return


CHECKS: Mapping[str, Callable[[Petition, dt.date], Iterator[Hit]]] = {
    "date-in-future": find_future_dates,
    "date-too-early": find_early_dates,
}
