"""Why a date is what it is: start, rule, days skipped, roll, legal basis, in whole sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from app.catalogue.law import group_citations
from app.deadlines.clocks import find_clock, load_events
from app.deadlines.reckoning import Reckoning, Start
from app.deadlines.wording import (
    join,
    say_date,
    say_days_off,
    say_holiday,
    say_moment,
    say_period,
    say_span,
    say_years,
)
from app.messages import Language, Message, message, translate


@dataclass(frozen=True)
class Wish:
    """The reply that the letter itself asks for: within `days` of its receipt, by `date`."""

    days: int
    date: dt.date


def explain(reckoned: Reckoning, language: Language, wish: Wish | None = None) -> str:
    """The explanation of a date in one paragraph; `wish` where the law sets no limit."""
    said = [
        translate(sentence, language) if isinstance(sentence, Message) else sentence
        for sentence in list_sentences(reckoned, language, wish)
    ]
    return ("" if language == "zh" else " ").join(said)


def list_sentences(
    reckoned: Reckoning, language: Language, wish: Wish | None
) -> Iterator[Message | str]:
    """The sentences in order."""
    clock = reckoned.clock
    if clock.value is not None:
        yield from say_rule(reckoned, language)
    elif clock.note is not None:
        yield clock.note.say(language)
    if clock.unit == "none" and wish is not None:
        yield message(
            "信中请求自收到之日起{days}日内答复，即不晚于{date}；这是联名人自己的请求，不是法定期限。",
            days=wish.days,
            date=say_date(wish.date),
        )
    if clock.basis:
        laws = group_citations(clock.basis, language)
        yield message("依据：{laws}。", laws=join(laws, language))
    yield from say_reservations(reckoned, language)
    if clock.value is not None and clock.note is not None:
        yield clock.note.say(language)


def say_rule(reckoned: Reckoning, language: Language) -> Iterator[Message | str]:
    """Start, count, days skipped, roll."""
    clock, start = reckoned.clock, reckoned.start
    period = say_period(clock.value or 0, clock.unit)
    clause = load_events()[clock.start].words.say(language)
    if start is None:
        words = (
            message("最迟在{clause}前{period}；这一日期还不知道。", clause=clause, period=period)
            if clock.direction == "before"
            else message(
                "自{clause}之日起{period}；这一日期还不知道。", clause=clause, period=period
            )
        )
        yield begin(translate(words, language))
        return
    event = begin(clause)
    if clock.unit == "seasons":
        yield message(
            "{date}{event}，期间是{period}；采暖期、供冷期的起止由当地规定，不能换算成一个日期。",
            date=say_date(start.date), event=event, period=period,
        )  # fmt: skip
    elif reckoned.force == "not_yet" and clock.valid_from is not None:
        yield message(
            "{date}{event}，这时所引规定还没有施行（自{valid}起施行），不适用这一期限。",
            date=say_date(start.date), event=event, valid=say_date(clock.valid_from),
        )  # fmt: skip
    elif reckoned.force == "ended" and clock.valid_to is not None:
        yield message(
            "{date}{event}，这时所引规定已不再施行（施行到{valid}），不适用这一期限。",
            date=say_date(start.date), event=event, valid=say_date(clock.valid_to),
        )  # fmt: skip
    elif reckoned.due_at is not None:
        yield from say_hours(reckoned, start, event, reckoned.due_at)
    else:
        yield from say_count(reckoned, start, event, language)


def say_hours(
    reckoned: Reckoning, start: Start, event: str, due_at: dt.datetime
) -> Iterator[Message]:
    """Hours before or after a moment."""
    moment = dt.datetime.combine(start.date, start.time or dt.time())
    period = say_period(reckoned.clock.value or 0, "hours")
    words = {"moment": say_moment(moment), "event": event, "period": period}
    if reckoned.clock.direction == "before":
        yield message(
            "{moment}{event}，往前数{period}是{due}，最迟不得晚于这一时刻。",
            due=say_moment(due_at), **words,
        )  # fmt: skip
    else:
        yield message("{moment}{event}，{period}后是{due}。", due=say_moment(due_at), **words)
    if start.time is None:
        yield message("没有给出时刻，按当日零时计算。")


def say_count(
    reckoned: Reckoning, start: Start, event: str, language: Language
) -> Iterator[Message]:
    """The last day as counted, and where it moved."""
    end, due = reckoned.end, reckoned.due
    if end is None or due is None:
        return
    counted = say_last_day(reckoned, start, event, end)
    if end == due:
        yield message("{counted}。", counted=counted)
    else:
        over = reckoned.rolled_over
        holidays = [say_holiday(rest, language) for rest in over.rests]
        yield message(
            "{counted}，逢{rests}，顺延至{due}。",
            counted=counted,
            rests=say_days_off(over.weekends, holidays, language),
            due=say_date(due),
        )
    yield from say_skipped(reckoned, language)


def say_last_day(reckoned: Reckoning, start: Start, event: str, end: dt.date) -> Message:
    """The clause with the last day as counted."""
    clock = reckoned.clock
    count = clock.value or 0
    words = {
        "date": say_date(start.date),
        "event": event,
        "count": count,
        "end": say_date(end),
        "period": say_period(count, clock.unit),
    }
    if clock.direction == "before":
        return message("{date}{event}，往前数{period}是{end}，最迟不得晚于这一天", **words)
    if clock.unit == "days":
        return message("{date}{event}，次日起算第1日，第{count}日是{end}", **words)
    if clock.unit == "working_days":
        return message("{date}{event}，自次日起只数工作日，第{count}个工作日是{end}", **words)
    if end.day != start.date.day:
        return message(
            "{date}{event}，期间{period}，到期的月份没有{day}日，末日是月末{end}",
            day=start.date.day, **words,
        )  # fmt: skip
    return message("{date}{event}，期间{period}，到期月的对应日是{end}", **words)


def say_skipped(reckoned: Reckoning, language: Language) -> Iterator[Message]:
    """What a count of working days passed over, and the make-up days in it."""
    skipped = reckoned.skipped
    if skipped.weekends or skipped.rests:
        spans = [say_span(rest, language) for rest in skipped.rests]
        weekends = [translate(message("周末"), language)] if skipped.weekends else []
        yield message("跳过{rests}。", rests=join([*weekends, *spans], language))
    if skipped.made_up:
        days = [translate(say_date(day), language) for day in skipped.made_up]
        yield message("调休上班的{days}计入工作日。", days=join(days, language))


def say_reservations(reckoned: Reckoning, language: Language) -> Iterator[Message]:
    """What may still change the date, or must be looked up."""
    clock, start = reckoned.clock, reckoned.start
    if reckoned.due is None or start is None:
        return
    if start.source == "paper":
        yield message("这里从书面答复的落款日期起算；收到之日较晚的，以收到之日为准。")
    if start.source == "derived" and clock.follows is not None:
        before = find_clock(clock.follows).title.say(language)
        yield message("起算日由“{before}”期间的末日推得；另有确切日期的，以其为准。", before=before)
    if reckoned.force == "earlier" and clock.valid_from is not None:
        yield message(
            "所引文本自{valid}起施行，起算日在此之前，请核对当时的规定。",
            valid=say_date(clock.valid_from),
        )
    if reckoned.unknown:
        yield message(
            "{years}的放假安排还没有录入，其中只按周末计算，所以日期是暂定的。",
            years=say_years(reckoned.unknown, language),
        )
    elif reckoned.provisional:
        yield message("这一日期晚于已录入的放假安排，列为暂定；它不因放假顺延，预计不会变动。")


def find_wish(received: dt.date, days: int) -> Wish:
    """The date a letter asks for: `days` calendar days after its receipt, which is not counted."""
    return Wish(days, received + dt.timedelta(days=days))


def begin(clause: str) -> str:
    """The clause as a sentence begins: its first letter a capital."""
    return clause[:1].upper() + clause[1:]
