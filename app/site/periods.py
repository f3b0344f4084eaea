"""Periods (期限) as pages tell them: in words, as a date with its explanation, grouped to choose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from app.catalogue.law import group_citations
from app.catalogue.words import Words
from app.deadlines.clocks import Binds, Clock, find_clock, load_clocks, load_events
from app.deadlines.explanation import Wish, explain
from app.deadlines.reckoning import Reckoning, Start, reckon
from app.deadlines.wording import say_period
from app.deadlines.workdays import WorkCalendar
from app.messages import Language, Message, message, translate
from app.site.days import AskedDay, AskedTime, read_day, read_time, say_day

BOUND: Mapping[Binds, Message] = {
    "authority": message("约束机关的期限"),
    "owners": message("业主自己要赶上的期限"),
    "developer": message("约束开发商的期限"),
    "property_company": message("约束物业公司的期限"),
    "utility": message("约束供水、供电、供气、供热单位的期限"),
    "committee": message("约束业主委员会的期限"),
}


@dataclass(frozen=True)
class PeriodText:
    """A period in words: `length` is empty where the law sets no limit."""

    id: str
    title: Words
    length: str
    basis: tuple[str, ...]
    note: Words | None


@dataclass(frozen=True)
class DateText:
    """A date in words; `day` is empty where there is none, as the explanation then says."""

    day: str
    iso: str
    explanation: str
    provisional: bool


@dataclass(frozen=True)
class Calculation:
    """The page of the calculator: what was asked, what is wrong with it, what came out.

    `is_past`: the date that came out is over by today.
    """

    groups: tuple[tuple[Message, tuple[Clock, ...]], ...]
    rule: str
    rule_fault: Message | None
    day: AskedDay
    time: AskedTime
    period: PeriodText | None
    result: DateText | None
    is_past: bool = False

    @property
    def is_wrong(self) -> bool:
        return any((self.rule_fault, self.day.fault, self.time.fault))


def calculate(
    asked: Mapping[str, str], work: WorkCalendar, language: Language, today: dt.date
) -> Calculation:
    """The calculator with `rule`, `from` and `time` of its address."""
    rule = asked.get("rule", "").strip()
    is_sent = "from" in asked
    known = rule in load_clocks()
    day = read_day(asked.get("from"), needed=True)
    time = read_time(asked.get("time"))
    reckoned = None
    if known and day.date and not time.fault:
        uses_time = find_clock(rule, day.date).unit == "hours"
        start = Start(day.date, time.time if uses_time else None)
        reckoned = reckon(rule, start, work)
    return Calculation(
        groups=group_clocks(),
        rule=rule if known else "",
        rule_fault=_judge_rule(rule, is_sent=is_sent),
        day=day,
        time=time,
        period=tell_period(rule, language) if known else None,
        result=tell_date(reckoned, language) if reckoned else None,
        is_past=bool(reckoned and reckoned.due and reckoned.due < today),
    )


def group_clocks() -> tuple[tuple[Message, tuple[Clock, ...]], ...]:
    """The newest version of every clock, by whom it binds."""
    newest = [versions[-1] for versions in load_clocks().values()]
    return tuple(
        (title, tuple(clock for clock in newest if clock.binds == binds))
        for binds, title in BOUND.items()
    )


def tell_period(clock_id: str, language: Language) -> PeriodText:
    """The newest version of a clock in words. Raises KeyError."""
    clock = find_clock(clock_id)
    length = ""
    if clock.value is not None:
        period = say_period(clock.value, clock.unit)
        event = load_events()[clock.start].words.say(language)
        said = (
            message("自“{event}”之日起{period}", event=event, period=period)
            if clock.direction == "after"
            else message("在“{event}”之前{period}", event=event, period=period)
        )
        length = translate(said, language)
    basis = group_citations(clock.basis, language)
    return PeriodText(clock.id, clock.title, length, basis, clock.note)


def tell_date(reckoned: Reckoning, language: Language, wish: Wish | None = None) -> DateText:
    """A reckoned date in words; `wish` is what the letter itself asks for."""
    due, due_at = reckoned.due, reckoned.due_at
    day = translate(say_day(due), language) if due else ""
    if due_at is not None:
        day = f"{day} {due_at:%H:%M}"
    return DateText(
        day, _write_iso(due), explain(reckoned, language, wish), reckoned.provisional
    )  # fmt: skip


def _judge_rule(rule: str, *, is_sent: bool) -> Message | None:
    if rule in load_clocks():
        return None
    if rule:
        return message("没有“{rule}”这条期限，请从列表里选", rule=rule[:40])
    return message("请选择一条期限") if is_sent else None


def _write_iso(date: dt.date | None) -> str:
    return date.isoformat() if date else ""
