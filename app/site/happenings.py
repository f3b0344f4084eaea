"""The timeline with the names of people and petitions: who did what, on which day."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.messages import Message, message
from app.petitions.models import Petition
from app.petitions.names import name_petition
from app.petitions.value_words import Said
from app.timeline.acts import say_act
from app.timeline.entries import list_entries
from app.timeline.models import Entry
from app.today import CHINA

ON_A_PAGE = 50
COMMAND = message("管理人（用命令）")


@dataclass(frozen=True)
class Happening:
    """`petition` is the id of the petition it is about, if that is one."""

    said: Message
    time: str
    petition: uuid.UUID | None


@dataclass(frozen=True)
class Day:
    date: dt.date
    happenings: tuple[Happening, ...]


@dataclass(frozen=True)
class Page:
    """`before` leads to the older ones; None: there are none."""

    days: tuple[Day, ...]
    before: uuid.UUID | None


def read_page(session: Session, community_id: uuid.UUID, before: uuid.UUID | None) -> Page:
    """One page of the timeline of a community, the newest first."""
    found = list_entries(session, community_id, before=before, most=ON_A_PAGE + 1)
    entries = found[:ON_A_PAGE]
    names = _list_names(session, entries)
    titles = _list_titles(session, community_id, entries)

    def tell(entry: Entry) -> Happening:
        who = names.get(str(entry.person_id), COMMAND)
        member = names.get(str(entry.details.get("member")), "")
        title: Said = titles.get(entry.subject_id, "") if entry.subject_id else ""
        petition = entry.subject_id if entry.subject_id in titles else None
        return Happening(
            say_act(entry.act, {**entry.details, "member": member}, who, title),
            f"{entry.at.astimezone(CHINA):%H:%M}",
            petition,
        )

    days = groupby(entries, key=lambda entry: entry.at.astimezone(CHINA).date())
    return Page(
        tuple(Day(date, tuple(tell(entry) for entry in group)) for date, group in days),
        entries[-1].id if len(found) > ON_A_PAGE else None,
    )


def _list_names(session: Session, entries: Sequence[Entry]) -> dict[str, str | Message]:
    """The names of who acted, and of the members whom the details name, by id."""
    ids = {entry.person_id for entry in entries if entry.person_id}
    ids |= {uuid.UUID(entry.details["member"]) for entry in entries if "member" in entry.details}
    query = select(Person.id, Person.name).where(Person.id.in_(ids))
    return {str(row.id): row.name for row in session.execute(query)}


def _list_titles(
    session: Session, community_id: uuid.UUID, entries: Sequence[Entry]
) -> dict[uuid.UUID, Said]:
    ids = {entry.subject_id for entry in entries}
    query = select(Petition.id, Petition.title, Petition.categories).where(
        Petition.id.in_(ids), Petition.community_id == community_id
    )
    return {row.id: name_petition(row.title, row.categories) for row in session.execute(query)}
