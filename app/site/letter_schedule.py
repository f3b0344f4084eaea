"""The dates that the letters of an upload set running, once the day of their receipt is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.catalogue.words import Words
from app.deadlines.clocks import Binds
from app.deadlines.schedule import Dated
from app.deadlines.workdays import WorkCalendar
from app.letter_dates import date_letters
from app.letters.errors import InputError
from app.letters.petition import Petition
from app.messages import Language, Message, message
from app.site.days import AskedDay
from app.site.periods import DateText, tell_date

WHO: Mapping[Binds, Message] = {
    "authority": message("机关"),
    "developer": message("开发商"),
    "property_company": message("物业公司"),
    "utility": message("供水、供电、供气、供热单位"),
    "committee": message("业主委员会"),
    "owners": message("业主"),
}


@dataclass(frozen=True)
class Row:
    """One date: what is due, from whom, in whose letter, when and why."""

    title: Words
    who: Message
    recipient: str
    date: DateText


@dataclass(frozen=True)
class Schedule:
    """What was asked; the rows that have a date, the earliest first; those that have none."""

    asked: AskedDay
    dated: tuple[Row, ...] = ()
    undated: tuple[Row, ...] = ()


def schedule_letters(
    petition: Petition, asked: AskedDay, work: WorkCalendar, language: Language
) -> Schedule:
    """The schedule from the day asked; a date that cannot be reckoned is a fault of the field."""
    if asked.date is None:
        return Schedule(asked)
    try:
        found = date_letters(petition, asked.date, {}, work)
    except InputError as error:
        return Schedule(replace(asked, fault=error.said))
    rows = [_tell(one, petition, language) for one in found]
    return Schedule(
        asked,
        dated=tuple(row for row in rows if row.date.day),
        undated=tuple(row for row in rows if not row.date.day),
    )


def _tell(dated: Dated, petition: Petition, language: Language) -> Row:
    clock, addressed = dated.reckoned.clock, dated.addressed
    return Row(
        title=clock.title,
        who=WHO[clock.binds],
        recipient=petition.recipients[addressed.number - 1].name,
        date=tell_date(dated.reckoned, language, addressed.wish),
    )
