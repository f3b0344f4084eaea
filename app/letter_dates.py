"""The dates that the letters of a petition set running: petition in, schedule of clocks out.

Pure, between `letters`, which know no clock, and `deadlines`, which know no petition. The command
and the site ask here, so that both show the same dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from app.deadlines.clocks import RECEIVED, Office
from app.deadlines.explanation import find_wish
from app.deadlines.reckoning import FIRST_YEAR, LAST_YEAR, OutOfRange, Start
from app.deadlines.schedule import Addressed, Dated, list_dates
from app.deadlines.workdays import WorkCalendar
from app.letters.errors import InputError
from app.letters.petition import AUTHORITY, HOTLINE, Kind, Petition, Recipient
from app.messages import message

# A petition office registers and passes on (信访工作条例 22); every other authority answers (23).
PETITION_OFFICES = ("信访局", "信访办", "petition office", "petition bureau", "letters and calls")
# What the paper objected to starts: the written answer's own date is the earliest receipt.
PAPER_STARTS: Mapping[Kind, str] = {
    "review": "answer_received",
    "second-review": "review_answer_received",
    "reconsideration": "act_known",
}


def date_letters(
    petition: Petition, received: dt.date, given: Mapping[str, Start], work: WorkCalendar
) -> tuple[Dated, ...]:
    """Every date, the earliest first, what has none last.

    `received` is the day on which the recipients get their letters, `given` what else is known
    by event; it goes before what the petition says. Raises InputError that names the place of a
    date of which no period is reckoned, or of none where a later one would lie too far off.
    """
    check_range(received, "--received")
    letters = [
        address_letter(petition, number, recipient, received, given)
        for number, recipient in enumerate(petition.recipients, 1)
        if not recipient.copy
    ]
    try:
        return list_dates(letters, work)
    except OutOfRange as error:
        said = message("这些期限会超过{last}年，无法计算", last=LAST_YEAR)
        raise InputError("", said) from error


def address_letter(
    petition: Petition,
    number: int,
    recipient: Recipient,
    received: dt.date,
    given: Mapping[str, Start],
) -> Addressed:
    """One letter as the clocks see it."""
    items = petition.items
    chosen = items if recipient.items is None else [items[index] for index in recipient.items]
    kind, letter_received = find_first_letter(petition, recipient, received)
    starts = {**read_starts(petition, recipient), **given}
    if letter_received is not None:
        starts[RECEIVED] = Start(letter_received)
    return Addressed(
        number=number,
        role=find_role(petition, recipient),
        office=find_office(recipient.name),
        kind=kind,
        categories=frozenset(item.category for item in chosen),
        starts=starts,
        wish=find_wish(received, petition.sender.reply_within_days),
    )


def find_first_letter(
    petition: Petition, recipient: Recipient, received: dt.date
) -> tuple[Kind, dt.date | None]:
    """The letter whose receipt starts the clocks: a reminder restarts none of them.

    Its day is None where the petition does not say when it was received.
    """
    previous = petition.previous
    if recipient.kind != "reminder" or previous is None:
        return recipient.kind, received
    if previous.kind != "reminder":
        if previous.received_on is not None:
            check_range(previous.received_on, "previous.received_on")
        return previous.kind, previous.received_on
    role = find_role(petition, recipient)
    usual: Mapping[str, Kind] = {AUTHORITY: "petition", "property_company": "complaint"}
    return usual.get(role, "demand"), None


def read_starts(petition: Petition, recipient: Recipient) -> dict[str, Start]:
    """The dates that the petition itself holds, by event."""
    starts: dict[str, Start] = {}
    for event in ("handed_over", "completion_accepted"):
        date = getattr(petition.community, event)
        if date is not None:
            starts[event] = Start(check_range(date, f"community.{event}"))
    event = PAPER_STARTS.get(recipient.kind, "")
    if event and petition.decision is not None:
        date = check_range(petition.decision.date, "decision.date")
        starts[event] = Start(date, source="paper")
    return starts


def find_role(petition: Petition, recipient: Recipient) -> str:
    """ "authority", "hotline", or the role of the party that is addressed."""
    if recipient.role in (AUTHORITY, HOTLINE):
        return recipient.role
    return next(party.role for party in petition.parties if party.id == recipient.role)


def find_office(name: str) -> Office:
    """Which sort of authority a name is."""
    low = name.casefold()
    return "petition_office" if any(word in low for word in PETITION_OFFICES) else "agency"


def check_range(date: dt.date, place: str) -> dt.date:
    """The date, if periods are reckoned of it; else raises InputError naming the place."""
    if FIRST_YEAR <= date.year <= LAST_YEAR:
        return date
    raise InputError(
        place,
        message(
            "{date} 超出可以计算的范围，应在 {first} 年至 {last} 年之间",
            date=date.isoformat(), first=FIRST_YEAR, last=LAST_YEAR,
        ),
    )  # fmt: skip
