"""What can lawfully be done after an answer: the ladder (app/deadlines/ladder.py) in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from app.catalogue.law import group_citations
from app.catalogue.words import Words
from app.deadlines.clocks import RECEIVED
from app.deadlines.ladder import (
    ADDRESSEES,
    ANSWERS,
    LAWSUIT,
    NO_LETTER,
    Addressee,
    Answer,
    Block,
    Rung,
    Step,
    To,
    Unlimited,
    find_rung,
    load_ladder,
)
from app.deadlines.reckoning import OutOfRange, Start
from app.deadlines.schedule import reckon_chain
from app.deadlines.workdays import WorkCalendar
from app.letters.kind_names import KIND_NAMES
from app.letters.petition import Kind
from app.messages import Language, Message, message
from app.site.days import AskedDay, read_day
from app.site.periods import DateText, PeriodText, tell_date, tell_period

ADDRESSEE_NAMES: Mapping[Addressee, Message] = {
    "authority": message("主管部门"),
    "petition_office": message("信访局（信访部门）"),
    "hotline": message("12345热线"),
    "developer": message("开发商"),
    "property_company": message("物业公司"),
    "utility": message("供水、供电、供气、供热单位"),
}
ANSWER_NAMES: Mapping[Answer, Message] = {
    "none": message("没有答复"),
    "acknowledgement": message("告知收到或者受理"),
    "transfer": message("转送、交办给别的单位"),
    "not_accepted": message("不予受理"),
    "written_opinion": message("信访处理意见书"),
    "review_opinion": message("复查意见"),
    "second_review_opinion": message("复核意见"),
    "act_or_refusal": message("书面答应或者拒绝（履职答复）"),
    "oral": message("口头答复"),
}
TO_NAMES: Mapping[To, Message] = {
    "same": message("原收件方"),
    "agency": message("有权处理的机关"),
    "authority": message("主管部门"),
    "superior": message("上一级机关"),
    "reconsideration_body": message("行政复议机关"),
    "court": message("人民法院"),
}
OTHER_ACTS: Mapping[str, Message] = {
    LAWSUIT: message("起诉，或者按约定仲裁"),
    NO_LETTER: message("现在不用发信"),
}
NO_LIMIT: Mapping[Unlimited, Message] = {
    "not_set": message("所依据的规定没有写明最后期限，越早越好"),
    "closed": message("事项到此了结，没有要赶的期限"),
    "promised": message("以对方答应的日期为准"),
    "local": message("以当地规定为准"),
}
# What the day on which an answer came starts. The acts behind the other answers (a permit, a
# harm) have days of their own, which nobody is asked here.
ANSWER_STARTS: Mapping[str, str] = {
    "acknowledgement": "matter_accepted",
    "transfer": "transfer_received",
    "written_opinion": "answer_received",
    "review_opinion": "review_answer_received",
    "act_or_refusal": "act_known",
}
# After these the owners' first letter is what was received; later it is a further request.
STILL_FIRST = ("none", "acknowledgement")


@dataclass(frozen=True)
class Limit:
    """A period that opens or ends a step; `date` where its start was told, `is_past` by today."""

    period: PeriodText
    date: DateText | None
    is_past: bool = False


@dataclass(frozen=True)
class Act:
    """A lawful step: what, to whom, after which letter, from when, until when, on what basis.

    Without `until`, `unlimited` says why. `is_waiting`: the period is the other side's.
    """

    kind: Message
    to: Message | None
    why: Words
    basis: tuple[str, ...]
    after: Message | None
    opens: Limit | None
    until: Limit | None
    unlimited: Message | None
    is_waiting: bool

    @property
    def is_open(self) -> bool:
        """Whether it can be taken today, as far as the days told show."""
        return self.opens is None or self.opens.is_past

    @property
    def is_over(self) -> bool:
        """Whether it is to wait for a day that is past."""
        return self.is_waiting and self.until is not None and self.until.is_past


@dataclass(frozen=True)
class Closed:
    """What is not open: why, on what basis, and the answers that end this."""

    kind: Message
    to: Message
    why: Words
    basis: tuple[str, ...]
    until: tuple[Words, ...]


@dataclass(frozen=True)
class Told:
    """The answer chosen: what can be done now, what later, what not."""

    rung: Rung
    now: tuple[Act, ...]
    later: tuple[Act, ...]
    blocked: tuple[Closed, ...]


@dataclass(frozen=True)
class Advice:
    """The page: what was asked, what is wrong with it, what follows."""

    answer: str
    addressee: str
    answer_fault: Message | None
    addressee_fault: Message | None
    letter_on: AskedDay
    answer_on: AskedDay
    told: Told | None

    @property
    def is_wrong(self) -> bool:
        faults = (self.answer_fault, self.addressee_fault)
        return any((*faults, self.letter_on.fault, self.answer_on.fault))


def advise(
    asked: Mapping[str, str], work: WorkCalendar, language: Language, today: dt.date
) -> Advice:
    """What follows from `answer`, `addressee`, `letter_on` and `answer_on` of the address."""
    answer, addressee = asked.get("answer", "").strip(), asked.get("addressee", "").strip()
    is_sent = "answer" in asked or "addressee" in asked
    letter_on, answer_on = read_day(asked.get("letter_on")), read_day(asked.get("answer_on"))
    known = answer in ANSWERS and addressee in ADDRESSEES
    starts = _find_starts(answer, letter_on, answer_on)
    return Advice(
        answer=answer,
        addressee=addressee,
        answer_fault=None if answer in ANSWERS else _refuse(answer, is_sent=is_sent),
        addressee_fault=None if addressee in ADDRESSEES else _refuse(addressee, is_sent=is_sent),
        letter_on=letter_on,
        answer_on=answer_on,
        told=Teller(starts, work, language, today).tell(answer, addressee) if known else None,
    )


def list_answers() -> tuple[tuple[Addressee, tuple[Rung, ...]], ...]:
    """For each addressee the answers that can come from there."""
    ladder = load_ladder()
    return tuple(
        (
            addressee,
            tuple(ladder[one, addressee] for one in ANSWERS if not ladder[one, addressee].never),
        )
        for addressee in ADDRESSEE_NAMES
    )


def _refuse(given: str, *, is_sent: bool) -> Message | None:
    if given:
        return message("没有“{given}”这个选项，请从列表里选", given=given[:40])
    return message("请选择") if is_sent else None


def _find_starts(answer: str, letter_on: AskedDay, answer_on: AskedDay) -> dict[str, Start]:
    starts = {}
    if letter_on.date and answer in STILL_FIRST:
        starts[RECEIVED] = Start(letter_on.date)
    if answer_on.date and answer in ANSWER_STARTS:
        starts[ANSWER_STARTS[answer]] = Start(answer_on.date)
    return starts


@dataclass(frozen=True)
class Teller:
    """Puts rungs into words; `starts` are the days told, by event."""

    starts: Mapping[str, Start]
    work: WorkCalendar
    language: Language
    today: dt.date

    def tell(self, answer: str, addressee: str) -> Told:
        """What follows from an answer; KeyError for an unknown answer or addressee."""
        rung = find_rung(answer, addressee)
        acts = [self.tell_step(step) for step in rung.steps]
        return Told(
            rung,
            now=tuple(act for act in acts if act.is_open and not act.is_over),
            later=tuple(act for act in acts if not act.is_open),
            blocked=tuple(self.tell_block(block, addressee) for block in rung.blocked),
        )

    def tell_step(self, step: Step) -> Act:
        # What another letter's receipt starts has nothing to do with the days told here.
        starts = {} if step.after else self.starts
        return Act(
            kind=_name_kind(step.kind),
            to=None if step.kind == NO_LETTER else TO_NAMES[step.to],
            why=step.why,
            basis=group_citations(step.basis, self.language),
            after=_name_kind(step.after) if step.after else None,
            opens=self.limit(step.opens, starts) if step.opens else None,
            until=self.limit(step.until, starts) if step.until else None,
            unlimited=NO_LIMIT[step.unlimited] if step.unlimited else None,
            is_waiting=step.kind == NO_LETTER,
        )

    def tell_block(self, block: Block, addressee: str) -> Closed:
        return Closed(
            kind=_name_kind(block.kind),
            to=TO_NAMES[block.to],
            why=block.why,
            basis=group_citations(block.basis, self.language),
            until=tuple(find_rung(answer, addressee).means for answer in block.until),
        )

    def limit(self, clock_id: str, starts: Mapping[str, Start]) -> Limit:
        """The period, with its date where the start is known."""
        period = tell_period(clock_id, self.language)
        try:
            reckoned = reckon_chain(clock_id, starts, self.work)
        except OutOfRange:  # it would begin after the last year of which periods are reckoned
            return Limit(period, None)
        if reckoned.due is None:
            return Limit(period, None)
        return Limit(period, tell_date(reckoned, self.language), reckoned.due < self.today)


def _name_kind(kind: str) -> Message:
    return OTHER_ACTS[kind] if kind in OTHER_ACTS else KIND_NAMES[cast(Kind, kind)]
