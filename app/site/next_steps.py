"""What can lawfully be done after an answer: the ladder (app/deadlines/ladder.py) in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
    find_rung,
    load_ladder,
)
from app.deadlines.reckoning import OutOfRange, Start
from app.deadlines.schedule import reckon_chain
from app.deadlines.workdays import WorkCalendar
from app.letters.kind_names import KIND_NAMES
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
    """A period that opens or ends a step; `date` where its start was told."""

    period: PeriodText
    date: DateText | None


@dataclass(frozen=True)
class Act:
    """A step, or one that is not open now: what, to whom, when, on what basis."""

    kind: Message
    to: Message | None
    why: Words
    basis: tuple[str, ...]
    opens: Limit | None
    until: Limit | None
    is_waiting: bool


@dataclass(frozen=True)
class Told:
    """The answer chosen, and what follows from it."""

    rung: Rung
    steps: tuple[Act, ...]
    blocked: tuple[Act, ...]


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


def advise(asked: Mapping[str, str], work: WorkCalendar, language: Language) -> Advice:
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
        told=_tell(find_rung(answer, addressee), starts, work, language) if known else None,
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


def _tell(rung: Rung, starts: Mapping[str, Start], work: WorkCalendar, language: Language) -> Told:
    def limit(clock_id: str | None) -> Limit | None:
        if clock_id is None:
            return None
        try:
            reckoned = reckon_chain(clock_id, starts, work)
        except OutOfRange:  # it would begin after the last year of which periods are reckoned
            return Limit(tell_period(clock_id, language), None)
        date = tell_date(reckoned, language) if reckoned.due else None
        return Limit(tell_period(clock_id, language), date)

    def act(one: Step | Block, opens: str | None) -> Act:
        kind = OTHER_ACTS.get(one.kind)
        if kind is None:
            kind = next(name for known, name in KIND_NAMES.items() if known == one.kind)
        return Act(
            kind=kind,
            to=None if one.kind == NO_LETTER else TO_NAMES[one.to],
            why=one.why,
            basis=group_citations(one.basis, language),
            opens=limit(opens),
            until=limit(one.until),
            is_waiting=one.kind == NO_LETTER,
        )

    return Told(
        rung,
        tuple(act(step, step.opens) for step in rung.steps),
        tuple(act(block, None) for block in rung.blocked),
    )
