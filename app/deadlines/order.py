"""Dates in an order that cannot be: what follows an event on a day before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.deadlines.clocks import RECEIVED
from app.deadlines.reckoning import Start
from app.deadlines.schedule import Addressed

# Each event of a pair follows the one before it, whatever the letter.
FOLLOWS: tuple[tuple[str, str], ...] = (
    ("transfer_received", "matter_accepted"),
    ("matter_accepted", "petition_period_ended"),
    ("matter_accepted", "answer_received"),
    ("answer_received", "review_answer_received"),
    ("act_known", "reconsideration_accepted"),
    ("reconsideration_accepted", "reconsideration_ended"),
)
# What follows the receipt of a letter of a kind; a reminder counts as the letter it reminds of.
AFTER_RECEIPT: Mapping[str, tuple[str, ...]] = {
    "petition": (
        "transfer_received", "matter_accepted", "petition_period_ended", "answer_received",
        "review_answer_received",
    ),
    "hotline": ("order_sent",),
    "disclosure": ("disclosure_period_ended",),
    "review": ("review_answer_received",),
    "reconsideration": ("reconsideration_accepted", "reconsideration_ended"),
}  # fmt: skip


@dataclass(frozen=True)
class Disorder:
    """An event whose day lies before that of the event it follows."""

    event: str
    day: dt.date
    follows: str
    other_day: dt.date


def find_disorder(letters: Sequence[Addressed], given: Mapping[str, Start]) -> tuple[Disorder, ...]:
    """Every pair that cannot be, each once: among what is `given`, and before a letter came.

    An event that no letter, or a letter of another kind, brings about is not judged by receipts:
    what a review is against was there before it.
    """
    found = [*_find_pairs(given)]
    told = {one.event for one in found}
    for event, start in given.items():
        receipts = [
            letter.starts[RECEIVED].date
            for letter in letters
            if event in AFTER_RECEIPT.get(letter.kind, ()) and RECEIVED in letter.starts
        ]
        if receipts and start.date < min(receipts) and event not in told:
            found.append(Disorder(event, start.date, RECEIVED, min(receipts)))
    return tuple(found)


def _find_pairs(given: Mapping[str, Start]) -> Iterator[Disorder]:
    for earlier, later in FOLLOWS:
        first, then = given.get(earlier), given.get(later)
        if first and then and then.date < first.date:
            yield Disorder(later, then.date, earlier, first.date)
