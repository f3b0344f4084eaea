"""Who writes, and whether the kind of letter fits whom it goes to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from app.letters.petition import AUTHORITY, HOTLINE, Kind, Petition, Recipient
from app.review.deadlines import reckon_due
from app.review.findings import Hit
from app.review.texts import list_texts

MOST_REPRESENTATIVES = 5
SHORTEST_REPLY = 7
LONGEST_REPLY = 60
_ANNEXES: tuple[Kind, ...] = ("authorisation", "cover")
_TO_COMPANIES: tuple[Kind, ...] = ("demand", "complaint", "reminder", *_ANNEXES)
_FITTING: Mapping[str, tuple[Kind, ...]] = {
    AUTHORITY: (
        "petition", "hotline", "reminder", "duty", "disclosure", "review", "second-review",
        "reconsideration", *_ANNEXES,
    ),
    HOTLINE: ("hotline", "reminder", *_ANNEXES),
    "property_company": _TO_COMPANIES,
    "committee": ("petition", *_TO_COMPANIES),
    "residents_committee": ("petition", *_TO_COMPANIES),
    "other": ("petition", "disclosure", *_TO_COMPANIES),
    "utility": ("disclosure", *_TO_COMPANIES),
}  # fmt: skip
_COMPANY: tuple[Kind, ...] = tuple(kind for kind in _TO_COMPANIES if kind != "complaint")
# Only a body with public power can act on these.
_PUBLIC: tuple[Kind, ...] = ("duty", "review", "second-review", "reconsideration")
_ALL_OWNERS = re.compile(
    r"(?:代表|作为|我们是|受)(?:本?小区)?全体业主|全体业主(?:一致|共同|联名|强烈)?(?:认为|要求|同意|决定|请求|声明)"
    r"|\bon behalf of (?:all|every one of) (?:the )?(?:home)?owners\b|\ball (?:the )?(?:home)?owners "
    r"(?:demand|agree|ask|request|declare)",
    re.IGNORECASE,
)
_ALL_OWNERS_SIGN = re.compile(
    r"全体(?:业主|住户|居民)|\ball (?:the )?(?:home)?owners\b", re.IGNORECASE
)


def find_too_many(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """More than five representatives."""
    count = len(petition.sender.representatives)
    if count > MOST_REPRESENTATIVES:
        yield Hit("sender.representatives", {"count": count, "most": MOST_REPRESENTATIVES})


def find_unreachable(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Nobody whom an answer can reach."""
    if not any(one.phone or one.address for one in petition.sender.representatives):
        yield Hit("sender.representatives")


def find_short_reply(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Fewer days for an answer than a body can keep."""
    days = petition.sender.reply_within_days
    if days < SHORTEST_REPLY:
        yield Hit("sender.reply_within_days", {"days": days, "least": SHORTEST_REPLY})


def find_long_reply(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """More days than the law gives an authority to decide a petition."""
    days = petition.sender.reply_within_days
    if days > LONGEST_REPLY:
        yield Hit("sender.reply_within_days", {"days": days, "most": LONGEST_REPLY})


def find_all_owners(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Speaking for all owners where not every household is known to have signed."""
    people, households = petition.sender.people, petition.community.households
    if people and households and people >= households:
        return
    for text in list_texts(petition):
        pattern = _ALL_OWNERS_SIGN if text.use == "sender" else _ALL_OWNERS
        if found := pattern.search(text.text):
            yield Hit(text.place, {"found": found[0]})


def find_powerless(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Letters that only a body with public power can act on, sent to others."""
    for place, recipient, role in _list_letters(petition):
        if recipient.kind in _PUBLIC and role not in (AUTHORITY, "other"):
            yield Hit(f"{place}.kind", {"kind": recipient.kind})


def find_misfits(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Kinds of letters that are usual for somebody else."""
    for place, recipient, role in _list_letters(petition):
        powerless = recipient.kind in _PUBLIC and role not in (AUTHORITY, "other")
        if not powerless and recipient.kind not in _FITTING.get(role, _COMPANY):
            usual = _FITTING.get(role, _COMPANY)[0]
            if role == "property_company":
                usual = "complaint"
            yield Hit(f"{place}.kind", {"kind": recipient.kind, "usual": usual})


def find_idle_parties(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """A first letter to a party that none of its items asks anything of."""
    for place, recipient, _role in _list_letters(petition):
        wanted = recipient.items if recipient.items is not None else range(len(petition.items))
        asked = {
            role
            for index in wanted
            for demand in petition.items[index].demands
            for role in demand.responsible
        }
        if recipient.kind in ("demand", "complaint") and recipient.role not in asked:
            yield Hit(f"{place}.role", {"name": recipient.name})


def find_same_body(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """A review asked of the body whose opinion it is against."""
    for place, recipient, _role in _list_letters(petition):
        by = petition.decision and petition.decision.by
        if recipient.kind in ("review", "second-review") and by == recipient.name:
            yield Hit(f"{place}.name", {"name": recipient.name})


def find_late_review(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """A review asked when its 30 days from the date of the opinion are over."""
    yield from _find_late(petition, ("review", "second-review"), "clk-xf-review-req")


def find_late_reconsideration(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """A reconsideration asked when its 60 days from the date of the act are over."""
    yield from _find_late(petition, ("reconsideration",), "clk-review-apply")


def find_early_reminder(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """A reminder before the days that the first letter gave are over; day 0 is not counted."""
    previous = petition.previous
    if previous is None:
        return
    days = dt.timedelta(petition.sender.reply_within_days)
    due = (previous.received_on or previous.date) + days
    for place, recipient, _role in _list_letters(petition):
        if recipient.kind == "reminder" and petition.date <= due:
            yield Hit(f"{place}.kind", {"due": due, "date": petition.date})


def _find_late(petition: Petition, kinds: tuple[Kind, ...], clock: str) -> Iterator[Hit]:
    decision = petition.decision
    asked = any(recipient.kind in kinds for _, recipient, _role in _list_letters(petition))
    if decision and asked:
        due = reckon_due(clock, decision.date)
        if due and due < petition.date:
            yield Hit("decision.date", {"day": decision.date, "due": due})


def _list_letters(petition: Petition) -> Iterator[tuple[str, Recipient, str]]:
    """Place, recipient and role of everyone who gets a letter of its own."""
    roles: dict[str, str] = {party.id: party.role for party in petition.parties}
    for index, recipient in enumerate(petition.recipients):
        if not recipient.copy:
            yield f"recipients[{index}]", recipient, roles.get(recipient.role, recipient.role)


CHECKS: Mapping[str, Callable[[Petition, dt.date], Iterator[Hit]]] = {
    "many-representatives": find_too_many,
    "no-contact": find_unreachable,
    "reply-term-short": find_short_reply,
    "reply-term-long": find_long_reply,
    "all-owners": find_all_owners,
    "kind-needs-authority": find_powerless,
    "kind-unfit": find_misfits,
    "nothing-asked": find_idle_parties,
    "review-to-same-body": find_same_body,
    "review-late": find_late_review,
    "reconsideration-late": find_late_reconsideration,
    "early-reminder": find_early_reminder,
}
