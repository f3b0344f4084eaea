"""The petition (the input of a letter) as plain, frozen data.

Read from a petition file by `petition_file`; every text is stripped, non-empty and free of
control characters; every id in it resolves. See docs/petition-file.md for the keys.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.messages import Language

Kind = Literal[
    "petition",  # 联名诉求书
    "demand",  # 催告函
    "complaint",  # 投诉函
    "hotline",  # 12345 或信箱文本
    "reminder",  # 催办函
    "duty",  # 履职（查处）申请书
    "disclosure",  # 政府信息公开申请
    "review",  # 复查申请书
    "second-review",  # 复核申请书
    "reconsideration",  # 行政复议申请书
    "authorisation",  # 推选代表授权书
    "cover",  # 事项登记表
]
PartyRole = Literal[
    "developer",
    "property_company",
    "utility",
    "contractor",
    "bank",
    "committee",
    "residents_committee",
    "other",
]
AnnexName = Literal["signatures", "photos", "reports", "evidence", "authorisation"]
AUTHORITY = "authority"
HOTLINE = "hotline"


@dataclass(frozen=True)
class Community:
    name: str
    address: str | None = None
    city: str | None = None
    households: int | None = None
    handed_over: dt.date | None = None
    completion_accepted: dt.date | None = None


@dataclass(frozen=True)
class Party:
    """Somebody who owes something (developer, property company, …); `id` is the file's key."""

    id: str
    name: str
    role: PartyRole


@dataclass(frozen=True)
class Recipient:
    """`role` is "authority", "hotline" or a party's id; `items` are indexes into Petition.items.

    `items` None: all items are addressed to this recipient; otherwise those named, in the file's
    order of naming. `annexes` is None where the file names none (defaults apply).
    """

    role: str
    name: str
    kind: Kind
    salutation: str | None = None
    items: tuple[int, ...] | None = None
    annexes: tuple[AnnexName, ...] | None = None
    copy: bool = False


@dataclass(frozen=True)
class Representative:
    name: str
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Sender:
    name: str
    scope: str | None = None
    people: int | None = None
    reply_within_days: int = 15
    statement: str | None = None
    thanks: str | None = None
    next_step: str | None = None
    representatives: tuple[Representative, ...] = ()


@dataclass(frozen=True)
class LooseDate:
    """A date as exact as the writer knows it: month and day, or day alone, may be missing."""

    year: int
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True)
class HistoryEntry:
    on: LooseDate
    to: str
    channel: str | None = None
    number: str | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class Previous:
    """The letter that is followed up."""

    kind: Kind
    date: dt.date
    number: str | None = None
    received_on: dt.date | None = None


@dataclass(frozen=True)
class Decision:
    """What a review or a reconsideration is against. `type` is free words."""

    by: str
    date: dt.date
    number: str | None = None
    type: str | None = None


@dataclass(frozen=True)
class Immediate:
    """At once (立即)."""


@dataclass(frozen=True)
class OnDate:
    """On a date at the latest."""

    date: dt.date


@dataclass(frozen=True)
class Within:
    """Within `count` (1–999) units from receipt of the letter."""

    count: int
    unit: Literal["days", "working_days", "months"]


@dataclass(frozen=True)
class Before:
    """Before an event that `clause` names (…前)."""

    clause: str


@dataclass(frozen=True)
class Until:
    """To be kept up until an event that `clause` names (直至…)."""

    clause: str


Deadline = Immediate | OnDate | Within | Before | Until


@dataclass(frozen=True)
class Demand:
    """`responsible`: ids of parties or "authority", at least one; `supervised_by` likewise, one."""

    action: str
    responsible: tuple[str, ...]
    supervised_by: str | None = None
    deadline: Deadline | None = None
    criterion: str | None = None
    fallback: str | None = None
    compensation: str | None = None
    id: str | None = None


@dataclass(frozen=True)
class PhotoEntry:
    """`file` is the path as written, relative to the petition file."""

    file: str
    caption: str
    taken_on: dt.date | None = None


@dataclass(frozen=True)
class Evidence:
    title: str
    kind: str | None = None
    dated: dt.date | None = None
    file: str | None = None


@dataclass(frozen=True)
class ObjectedAct:
    """What the item objects to: a plan, a permit, a notice."""

    kind: Literal["plan", "permit", "notice", "other"]
    name: str
    number: str | None = None
    dated: dt.date | None = None
    comments_until: dt.date | None = None


# An answer to a guided question: a date, yuan, a count, or a choice's id or a clause.
Answer = LooseDate | Decimal | int | str
Details = tuple[tuple[str, Answer], ...]


@dataclass(frozen=True)
class Item:
    """One grievance. `heading` is None where the category's title serves.

    `details` holds the answers to the category's guided questions by the question's id.
    """

    id: str
    category: str
    facts: str
    demands: tuple[Demand, ...]
    heading: str | None = None
    legal_bases: tuple[str, ...] = ()
    affected: int | None = None
    questions: tuple[str, ...] = ()
    photos: tuple[PhotoEntry, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    objected: ObjectedAct | None = None
    details: Details = ()


@dataclass(frozen=True)
class Petition:
    language: Language
    date: dt.date
    community: Community
    recipients: tuple[Recipient, ...]
    sender: Sender
    items: tuple[Item, ...]
    parties: tuple[Party, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    previous: Previous | None = None
    decision: Decision | None = None
    title: str | None = None
