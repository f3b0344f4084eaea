"""The same matter in two places at once (重复信访): none of them handles it well."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

from app.catalogue.words import Words
from app.deadlines.wording import say_date
from app.letters.petition import AUTHORITY, HOTLINE, HistoryEntry, Petition, Recipient
from app.messages import Message, message
from app.review.deadlines import read_final_day, read_first_day, reckon_due, say_loose
from app.review.findings import Hit
from app.review.rules import say_words
from app.review.wording import show_words

_OFFICE = re.compile(r"信访|petition|letters and (?:calls|visits)", re.IGNORECASE)
_LINE = re.compile(r"12345|热线|\bhotline\b", re.IGNORECASE)
_BODY = re.compile(
    r"信访|(?<!邮)局|(?<!业主)委员会|委$|街道|政府|\bbureau\b|\bgovernment\b|\bcommission\b|sub-?district"
    r"|\bpetition office\b",
    re.IGNORECASE,
)
_NEIGHBOURS = re.compile(r"居民委员会|居委会|residents.? committee", re.IGNORECASE)
_CLOSED = re.compile(
    r"处理意见|复查意见|复核意见|不予受理|不属于|已办结|办结|结案|终结|撤回|撤诉|答复意见|(?:书面|正式)(?:答复|回复|告知)"
    r"|written (?:opinion|reply|answer)|not accepted|closed|withdrawn",
    re.IGNORECASE,
)
# “尚未办结”, “没有书面答复”: words of an end that say there is none.
_OPEN = re.compile(
    r"(?:未|没有|没|无|等待?|待)(?:予|能|有|得到|收到|作出|见|任何|对方|其)*"
    r"(?:办结|结案|处理意见|复查意见|复核意见|(?:书面|正式)(?:答复|回复|告知)|答复意见)"
    r"|\b(?:not|no|never|without|await\w*)\b[a-z ]{0,20}(?:closed|opinion|reply|answer)",
    re.IGNORECASE,
)
# An outcome that is none yet: passed on, taken up, being looked at.
_WAITING = re.compile(
    r"^(?:暂?无|没有|none|n/a)\W*$|转[办交派送给开物]|交办|派单|受理|登记|(?:处理|办理|核实|协调|调查)(?:中|之中)|正在|等[待通答回候]|待[处回答复核办]"
    r"|[未没无](?:有|予|能|人|得到|收到|见|任何)*(?:答复|回复|回访|回电|回音|办|处理|结果|下文|消息)"
    r"|\b(?:forwarded|passed on|accepted|registered|pending|wait\w*|being (?:handled|processed))\b"
    r"|\b(?:no|not|never|without)\b[a-z ]{0,20}(?:repl\w+|answer\w*|result)",
    re.IGNORECASE,
)
# Still in hand by its own words, however long ago it was brought.
_UNFINISHED = re.compile(
    r"(?:未|没有?|没能|还没|待)(?:予|能|有)*(?:办结|结案|办完|办理完|处理完)|(?:正在|仍在|还在|尚在)<gap>{0,4}(?:办理|处理|核实|协调|调查|研究)"
    r"|(?:处理|办理|核实|调查)(?:中|之中|过程中)|\b(?:not (?:yet )?(?:closed|concluded|finished)|pending|in progress"
    r"|(?:still )?being (?:handled|processed|investigated))\b".replace("<gap>", "[^，。；]"),
    re.IGNORECASE,
)
_EXTENDED = re.compile(r"(?<!未)(?:延长|延期)|\bextended\b|\bextension\b", re.IGNORECASE)
# Spoken of in passing: what was answered there is not in hand.
_SPOKEN = re.compile(
    r"走访|来访|上门|面谈|当面|当场|口头|电话|咨询|\b(?:visit\w*|in person|orally|phone|call\w*|talk\w*)\b",
    re.IGNORECASE,
)
_FIRST = ("petition", "hotline")
_STEPS = ("clk-xf-notify", "clk-xf-decide", "clk-xf-extend")


def find_hotline_twins(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Items that go to a hotline and to an authority with the same petition."""
    yield from _find_twins(petition, _is_line, _is_body)


def find_office_twins(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Items that go to a petition office (信访局) and to the competent authority."""
    yield from _find_twins(
        petition,
        lambda one: _is_body(one) and bool(_OFFICE.search(one.name)),
        lambda one: _is_body(one) and not _OFFICE.search(one.name),
    )


def find_authority_twins(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Items that go to two authorities, or two petition offices, at once; told at the later."""
    told: set[int] = set()
    letters = [(index, one) for index, one in _list_first(petition) if _is_body(one)]
    for (_first, one), (index, other) in combinations(letters, 2):
        alike = bool(_OFFICE.search(one.name)) == bool(_OFFICE.search(other.name))
        shared = _list_shared(one, other, petition)
        if alike and shared and index not in told:
            told.add(index)
            params = {"one": one.name, "other": other.name, "items": shared}
            yield Hit(f"recipients[{index}].items", params)


def find_running(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Earlier petitions to an authority whose time may still run, or that say they are in hand."""
    for place, entry in _list_earlier(petition):
        why = _say_why(entry, petition.date) if _is_petitioned(entry) else None
        if why:
            yield Hit(place, {"to": entry.to, "day": say_loose(entry.on), "why": why})


def find_running_calls(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Earlier calls to a hotline that have no outcome yet."""
    for place, entry in _list_earlier(petition):
        due = reckon_due("clk-xf-decide", min(read_final_day(entry.on), petition.date))
        if due and petition.date <= due and _is_called(entry):
            yield Hit(place, {"to": entry.to, "day": say_loose(entry.on), "due": due})


def _list_earlier(petition: Petition) -> Iterator[tuple[str, HistoryEntry]]:
    """What was brought before the letter's date, if the letter opens a way of its own."""
    if any(one.role in (AUTHORITY, HOTLINE) for _, one in _list_first(petition)):
        for index, entry in enumerate(petition.history):
            if read_first_day(entry.on) <= petition.date:
                yield f"history[{index}]", entry


def _say_why(entry: HistoryEntry, date: dt.date) -> Message | None:
    """Why a petition may still be in hand, or None where its time is over.

    The time is that to say whether it is accepted, that to handle it, and a told extension.
    """
    outcome = entry.outcome or ""
    if _UNFINISHED.search(outcome):
        return message("结果写的是“{outcome}”", outcome=say_words(show_words([outcome])))
    due: dt.date | None = min(read_final_day(entry.on), date)
    for clock in _STEPS if _EXTENDED.search(outcome) else _STEPS[:-1]:
        due = reckon_due(clock, due) if due else None
    if due is None or due < date:
        return None
    return message("告知受理15日、办理60日，可能到{due}或者更晚", due=say_date(due))


def _is_petitioned(entry: HistoryEntry) -> bool:
    """Whether the entry is of a petition to an authority that may still be in hand."""
    if _by_line(entry) or not _BODY.search(_NEIGHBOURS.sub("", entry.to)):
        return False
    outcome = entry.outcome or ""
    spoken = _SPOKEN.search(f"{entry.channel or ''} {outcome}") and not entry.number
    return not (_is_closed(outcome) or (spoken and outcome and not _WAITING.search(outcome)))


def _is_called(entry: HistoryEntry) -> bool:
    """Whether the entry is of a call to a hotline that nobody has answered in substance."""
    outcome = entry.outcome or ""
    answered = _is_closed(outcome) or (outcome and not _WAITING.search(outcome))
    return _by_line(entry) and not answered


def _by_line(entry: HistoryEntry) -> bool:
    return bool(_LINE.search(f"{entry.to} {entry.channel or ''}"))


def _is_closed(outcome: str) -> bool:
    return bool(_CLOSED.search(_OPEN.sub("", outcome)))


def _find_twins(
    petition: Petition, first: Callable[[Recipient], bool], second: Callable[[Recipient], bool]
) -> Iterator[Hit]:
    letters = list(_list_first(petition))
    for index, one in letters:
        others = [other for _, other in letters if second(other)] if first(one) else []
        for other in others:
            if shared := _list_shared(one, other, petition):
                params = {"one": one.name, "other": other.name, "items": shared}
                yield Hit(f"recipients[{index}].items", params)
                break


def _list_first(petition: Petition) -> Iterator[tuple[int, Recipient]]:
    """Who gets a first letter (petition, hotline) of its own."""
    for index, one in enumerate(petition.recipients):
        if not one.copy and one.kind in _FIRST:
            yield index, one


def _list_shared(one: Recipient, other: Recipient, petition: Petition) -> Words | None:
    """The numbers of the items that both get, or None."""
    shared = sorted(_list_items(one, petition) & _list_items(other, petition))
    numbers = [str(number + 1) for number in shared]
    return Words("、".join(numbers), ", ".join(numbers)) if shared else None


def _list_items(recipient: Recipient, petition: Petition) -> frozenset[int]:
    every = range(len(petition.items))
    return frozenset(every if recipient.items is None else recipient.items)


def _is_line(one: Recipient) -> bool:
    return one.role == HOTLINE or (one.role == AUTHORITY and bool(_LINE.search(one.name)))


def _is_body(one: Recipient) -> bool:
    return one.role == AUTHORITY and not _LINE.search(one.name)


CHECKS: Mapping[str, Callable[[Petition, dt.date], Iterator[Hit]]] = {
    "hotline-and-authority": find_hotline_twins,
    "petition-office-and-authority": find_office_twins,
    "two-authorities": find_authority_twins,
    "petition-running": find_running,
    "hotline-running": find_running_calls,
}
