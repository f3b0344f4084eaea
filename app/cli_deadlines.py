"""`lianming deadlines`: what runs once the letters are received, one rule alone, the events."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from app.catalogue.words import Words
from app.config import read_holidays_folder
from app.deadlines.clocks import RECEIVED, Binds, find_clock, load_clocks, load_events
from app.deadlines.explanation import Wish, explain
from app.deadlines.order import find_disorder
from app.deadlines.reckoning import Reckoning, Start, reckon
from app.deadlines.schedule import Addressed, Dated
from app.deadlines.wording import say_date
from app.deadlines.workdays import BadCalendar, WorkCalendar, load_calendar
from app.letter_dates import check_range, date_letters
from app.letters.dossier import name_file
from app.letters.errors import InputError
from app.letters.fields import read_date, unknown
from app.letters.petition import Petition
from app.letters.petition_file import read_petition
from app.letters.texts import show
from app.messages import Language, Message, message, translate
from app.today import read_today

MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):([0-5]\d)")
BOUND: Mapping[Binds, Message] = {
    "authority": message("机关"),
    "developer": message("开发商"),
    "property_company": message("物业公司"),
    "utility": message("供水、供电、供气、供热单位"),
    "committee": message("业主委员会"),
    "owners": message("业主"),
}
INDENT = " " * 12


def show_deadlines(arguments: argparse.Namespace, language: Language) -> int:
    """Print what is asked for; returns 0. Raises InputError."""
    check_options(arguments)
    if arguments.events:
        print_events(language, as_json=arguments.json)
        return 0
    if arguments.rules:
        print_rules(language, as_json=arguments.json)
        return 0
    work = load_work_calendar()
    if arguments.rule is not None:
        print_rule(arguments, work, language)
        return 0
    given = read_events(arguments.event or ())
    received = read_day(arguments.received, "--received")
    petition = read_petition(Path(arguments.file), today=read_today())
    try:
        dated = date_letters(petition, received, given, work)
    except InputError as error:
        raise name_file(error, arguments.file) from error
    warn_of_order(dated, petition, received, given, language)
    if arguments.json:
        rows = [
            make_row(one.reckoned, one.addressed.number, language, one.addressed.wish)
            for one in dated
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print_list(dated, petition, language)
    return 0


def check_options(arguments: argparse.Namespace) -> None:
    """One of FILE, --rule, --rules and --events, with what belongs to it and nothing else."""
    forms = {
        "FILE": arguments.file is not None,
        "--rule": arguments.rule is not None,
        "--rules": arguments.rules,
        "--events": arguments.events,
    }
    chosen = [form for form, is_there in forms.items() if is_there]
    if len(chosen) != 1:
        raise InputError("", message("请写 FILE、--rule、--rules、--events 中的一个"))
    belongs = {
        "--received": ("FILE", arguments.received),
        "--event": ("FILE", arguments.event),
        "--from": ("--rule", arguments.start),
    }
    for option, (form, value) in belongs.items():
        if value is not None and form != chosen[0]:
            raise InputError(option, message("只能和 {form} 一起用", form=form))
        if value is None and form == chosen[0] and option != "--event":
            raise InputError("", message("缺少参数：{a}", a=option))


def warn_of_order(
    dated: Sequence[Dated],
    petition: Petition,
    received: dt.date,
    given: Mapping[str, Start],
    language: Language,
) -> None:
    """A line on stderr for each date that cannot be in its place; all is reckoned as given."""
    if received < petition.date:
        said = message(
            "--received：收到的日期{day}早于信的日期{date}，请核对",
            day=say_date(received), date=say_date(petition.date),
        )  # fmt: skip
        print(translate(said, language), file=sys.stderr)
    letters: dict[int, Addressed] = {one.addressed.number: one.addressed for one in dated}
    events = load_events()
    for one in find_disorder(tuple(letters.values()), given):
        said = message(
            "--event {event}：“{what}”的日期{day}早于“{other}”的日期{date}，请核对",
            event=one.event, what=say_words(events[one.event].words), day=say_date(one.day),
            other=say_words(events[one.follows].words), date=say_date(one.other_day),
        )  # fmt: skip
        print(translate(said, language), file=sys.stderr)


def say_words(words: Words) -> Message:
    """Words of a data file as a part of a sentence."""
    return Message(words.zh, {}, words.en)


def load_work_calendar() -> WorkCalendar:
    """The calendar with the administrator's years (LIANMING_HOLIDAYS). Raises InputError."""
    try:
        return load_calendar(read_holidays_folder())
    except BadCalendar as error:
        raise InputError("", error.said, file=error.file) from error


def read_events(entries: Sequence[str]) -> dict[str, Start]:
    """The dates of `--event NAME=DATE`, each event once."""
    given: dict[str, Start] = {}
    for entry in entries:
        name, equals, text = entry.partition("=")
        if not equals:
            raise InputError("--event", message("应写成 事件=日期，例如 handed_over=2025-03-28"))
        if name == RECEIVED:
            raise InputError("--event", message("收到的日期请用 --received 写"))
        if name not in load_events():
            raise refuse_name("--event", message("起算事件"), name, sorted(load_events()))
        if name in given:
            raise InputError("--event", message("“{name}”写了两次", name=name))
        given[name] = read_start(text, name, f"--event {name}")
    return given


def read_start(text: str, event: str, place: str) -> Start:
    """A date, or a date with a time of day where a period of hours runs from the event."""
    found = MOMENT.fullmatch(text)
    units = {clock.unit for one in load_clocks().values() for clock in one if clock.start == event}
    if not found and "hours" in units and len(text) > len("2026-10-09"):
        said = message(
            "“{value}”不是日期或时刻，请写 2026-10-09 或 2026-10-09T08:30", value=show(text)
        )
        raise InputError(place, said)
    if not found:
        return Start(read_day(text, place))
    if "hours" not in units:
        raise InputError(place, message("这里只写日期，不写时刻"))
    time = dt.time(int(found[2]), int(found[3]))
    return Start(read_day(found[1], place), time)


def read_day(text: str, place: str) -> dt.date:
    """A date of the command line that exists and of which periods are reckoned."""
    return check_range(read_date(text, place), place)


def print_rule(arguments: argparse.Namespace, work: WorkCalendar, language: Language) -> None:
    """One rule from one start."""
    rule = arguments.rule
    if rule not in load_clocks():
        raise refuse_name("--rule", message("期限代号"), rule, sorted(load_clocks()))
    start = read_start(arguments.start, find_clock(rule).start, "--from")
    reckoned = reckon(rule, start, work)
    if arguments.json:
        print(json.dumps(make_row(reckoned, None, language, None), ensure_ascii=False, indent=2))
    else:
        print("\n".join(format_entry(reckoned, None, language, None)))


def refuse_name(place: str, what: Message, given: str, known: Sequence[str]) -> InputError:
    """An unknown name, with the nearest known one or where all are listed."""
    if get_close_matches(given[:80], known, 1):
        return unknown(place, what, given, known)
    return InputError(
        place,
        message(
            "没有{what}“{value}”；lianming deadlines {option} 列出全部",
            what=what, value=show(given), option=f"{place}s",
        ),
    )  # fmt: skip


def print_rules(language: Language, *, as_json: bool) -> None:
    """The periods by id, with what each is."""
    clocks = [find_clock(name) for name in sorted(load_clocks())]
    print_names([(one.id, one.title) for one in clocks], "rule", language, as_json=as_json)


def print_events(language: Language, *, as_json: bool) -> None:
    """The events by name, with their meaning."""
    events = load_events().values()
    print_names([(one.id, one.words) for one in events], "event", language, as_json=as_json)


def print_names(
    names: Sequence[tuple[str, Words]], key: str, language: Language, *, as_json: bool
) -> None:
    """Names with their meaning, a line each."""
    if as_json:
        rows = [{key: name, "title": {"zh": one.zh, "en": one.en}} for name, one in names]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(len(name) for name, _ in names)
    for name, one in names:
        print(f"{name:<{width}}  {one.say(language)}")


def make_row(
    reckoned: Reckoning, recipient: int | None, language: Language, wish: Wish | None
) -> dict[str, object]:
    """A date as `--json` gives it (design.md section 4)."""
    clock, start, due, due_at = reckoned.clock, reckoned.start, reckoned.due, reckoned.due_at
    return {
        "rule": clock.id,
        "binds": clock.binds,
        "recipient": recipient,
        "basis": list(clock.basis),
        "from": start.date.isoformat() if start else None,
        "direction": clock.direction,
        "due": due.isoformat() if due else None,
        "due_at": due_at.isoformat(timespec="minutes") if due_at else None,
        "provisional": reckoned.provisional,
        "explanation": explain(reckoned, language, wish),
    }


def print_list(dated: Sequence[Dated], petition: Petition, language: Language) -> None:
    """The dates from the earliest on, then what has none."""
    known = [one for one in dated if one.reckoned.due is not None]
    if not dated:
        print(translate(message("没有从这些信起算的期限。"), language))
    for part, heading in (
        (known, None),
        (dated[len(known) :], message("没有法定日期，或者还不知道起算日的：")),
    ):
        if part and heading is not None:
            print(translate(heading, language) + "\n")
        for one in part:
            number = one.addressed.number
            to = f"{number} {petition.recipients[number - 1].name}"
            print("\n".join(format_entry(one.reckoned, to, language, one.addressed.wish)) + "\n")


def format_entry(
    reckoned: Reckoning, to: str | None, language: Language, wish: Wish | None
) -> list[str]:
    """Date and what is due; whom it binds, in whose letter, by which rule; why."""
    clock = reckoned.clock
    date = reckoned.due.isoformat() if reckoned.due else "-"
    if reckoned.due_at is not None:
        date = f"{reckoned.due_at:%Y-%m-%d %H:%M}"
    mark = translate(message("（暂定）"), language) if reckoned.provisional else ""
    who = " · ".join([translate(BOUND[clock.binds], language), *([to] if to else []), clock.id])
    return [
        f"{date:<12}{' ' * (len(date) > 11)}{clock.title.say(language)}{mark}",
        INDENT + who,
        INDENT + explain(reckoned, language, wish),
    ]
