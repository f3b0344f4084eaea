"""The same matter in two places at once (重复信访): none of them handles it well."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from app.catalogue.words import Words
from app.letters.petition import AUTHORITY, HOTLINE, HistoryEntry, Petition, Recipient
from app.review.deadlines import reckon_due
from app.review.findings import Hit

_OFFICE = re.compile(r"信访|petition|letters and (?:calls|visits)", re.IGNORECASE)
_BODY = re.compile(
    r"信访|(?<!邮)局|(?<!业主)委员会|委$|街道|政府|\bbureau\b|\bgovernment\b|\bcommission\b|sub-?district",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"处理意见|复查意见|复核意见|不予受理|不属于|已办结|办结|答复意见|书面答复"
    r"|written (?:opinion|reply|answer)|not accepted|closed",
    re.IGNORECASE,
)
# “尚未办结”, “没有书面答复”: words of an end that say there is none.
_OPEN = re.compile(
    r"(?:未|没有|没|无)(?:予|能|有|得到|收到|作出|见|任何)*(?:办结|处理意见|复查意见|复核意见|书面答复|答复意见)"
    r"|\b(?:not|no|never|without)\b[a-z ]{0,20}(?:closed|opinion|reply|answer)",
    re.IGNORECASE,
)
_FIRST = ("petition", "hotline")


def find_hotline_twins(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Items that go to a hotline and to an authority with the same petition."""
    yield from _find_twins(
        petition,
        lambda one: one.role == HOTLINE,
        lambda one: one.role == AUTHORITY,
    )


def find_office_twins(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Items that go to a petition office (信访局) and to the competent authority."""
    yield from _find_twins(
        petition,
        lambda one: one.role == AUTHORITY and bool(_OFFICE.search(one.name)),
        lambda one: one.role == AUTHORITY and not _OFFICE.search(one.name),
    )


def find_running(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Earlier petitions to an authority whose 60 days may still run."""
    if not any(_is_first(one) for one in petition.recipients):
        return
    for index, entry in enumerate(petition.history):
        on = _read_day(entry)
        if (
            on is None
            or not _BODY.search(entry.to)
            or _CLOSED.search(_OPEN.sub("", entry.outcome or ""))
        ):
            continue
        due = reckon_due("clk-xf-decide", on)
        if due and on <= petition.date <= due:
            yield Hit(f"history[{index}]", {"to": entry.to, "day": on, "due": due})


def _find_twins(
    petition: Petition, first: Callable[[Recipient], bool], second: Callable[[Recipient], bool]
) -> Iterator[Hit]:
    letters = [
        (index, one)
        for index, one in enumerate(petition.recipients)
        if not one.copy and one.kind in _FIRST
    ]
    for index, one in letters:
        others = [other for _, other in letters if second(other)] if first(one) else []
        for other in others:
            shared = sorted(_list_items(one, petition) & _list_items(other, petition))
            if shared:
                numbers = [str(number + 1) for number in shared]
                params = {
                    "one": one.name,
                    "other": other.name,
                    "items": Words("、".join(numbers), ", ".join(numbers)),
                }
                yield Hit(f"recipients[{index}].items", params)
                break


def _list_items(recipient: Recipient, petition: Petition) -> frozenset[int]:
    every = range(len(petition.items))
    return frozenset(every if recipient.items is None else recipient.items)


def _is_first(recipient: Recipient) -> bool:
    return recipient.role == AUTHORITY and recipient.kind == "petition" and not recipient.copy


def _read_day(entry: HistoryEntry) -> dt.date | None:
    on = entry.on
    return dt.date(on.year, on.month, on.day) if on.month and on.day else None


CHECKS: Mapping[str, Callable[[Petition, dt.date], Iterator[Hit]]] = {
    "hotline-and-authority": find_hotline_twins,
    "petition-office-and-authority": find_office_twins,
    "petition-running": find_running,
}
