"""Freezing (定稿): the text gets its digest and never changes; a new version needs new signatures."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, selectinload, undefer
from sqlalchemy.orm.attributes import set_committed_value

from app.communities.announcements import to_representatives
from app.letters.letter import Letter
from app.petitions.dossiers import Gathered, gather_stored
from app.petitions.drafts import DRAFT, FROZEN, NotADraft, StaleDraft, find_petition
from app.petitions.judgement import Judgement, Remark, judge
from app.petitions.models import Petition, Version, VersionLetter
from app.petitions.names import name_petition
from app.timeline.entries import record

_LONGEST_NAME = 200  # of a recipient, as its column takes it


class NotReady(Exception):
    """The text cannot be frozen yet; `hindrances` say why."""

    def __init__(self, hindrances: tuple[Remark, ...]) -> None:
        super().__init__()
        self.hindrances = hindrances


class NotFrozen(Exception):
    """Only what is frozen is opened again."""


class NoVersion(Exception):
    """The petition has no version of this number."""


@dataclass(frozen=True)
class Readiness:
    """The letters that would be frozen, and the judgement that the drafting page shows too."""

    gathered: Gathered
    judgement: Judgement

    @property
    def hindrances(self) -> tuple[Remark, ...]:
        return self.judgement.hindrances


def find_readiness(session: Session, petition: Petition, *, today: dt.date) -> Readiness:
    """Whether the draft, as it is stored, can be frozen."""
    gathered = gather_stored(session, petition, today=today)
    return Readiness(gathered, judge(gathered, today=today))


def freeze(
    session: Session,
    petition: Petition,
    *,
    revision: int,
    person_id: uuid.UUID | None,
    now: dt.datetime,
    today: dt.date,
) -> Version:
    """Freeze what stands at `revision` as the next version.

    Raises NotADraft, StaleDraft (it is another text by now), NotReady.
    """
    if petition.state != DRAFT:
        raise NotADraft
    if petition.revision != revision:
        raise StaleDraft(petition)
    ready = find_readiness(session, petition, today=today)
    if ready.hindrances:
        raise NotReady(ready.hindrances)
    _turn(session, petition, DRAFT, FROZEN, revision)
    made = Version(
        petition_id=petition.id,
        number=1 + (find_last_number(session, petition.id) or 0),
        revision=revision,
        document=petition.document,
        frozen_at=now,
        frozen_by=person_id,
        letters=[_keep_letter(ready.gathered, number) for number in ready.gathered.numbers],
    )
    session.add(made)
    session.flush()
    _record(session, "petition-frozen", petition, made.number, person_id, now)
    _tell(session, petition, made.number, person_id, now)
    return made


def reopen(
    session: Session, petition: Petition, *, person_id: uuid.UUID | None, now: dt.datetime
) -> None:
    """Make a frozen petition a draft again, from which a new version comes; old ones stay.

    Raises NotFrozen.
    """
    if petition.state != FROZEN:
        raise NotFrozen
    last = find_last_number(session, petition.id) or 0
    try:
        _turn(session, petition, FROZEN, DRAFT, petition.revision)
    except NotADraft as fault:
        raise NotFrozen from fault
    _record(session, "petition-reopened", petition, last, person_id, now)


def list_versions(session: Session, petition_id: uuid.UUID) -> Sequence[Version]:
    """The frozen versions with their letters, newest first."""
    query = select(Version).where(Version.petition_id == petition_id)
    query = query.options(selectinload(Version.letters)).order_by(Version.number.desc())
    return session.scalars(query).all()


def find_version(session: Session, petition_id: uuid.UUID, number: int) -> Version:
    """A version with its document and letters. Raises NoVersion."""
    found = session.scalar(
        select(Version)
        .where(Version.petition_id == petition_id, Version.number == number)
        .options(undefer(Version.document), selectinload(Version.letters))
    )
    if found is None:
        raise NoVersion
    return found


def find_last_version(session: Session, petition_id: uuid.UUID) -> Version:
    """The newest version, as find_version gives it. Raises NoVersion."""
    return find_version(session, petition_id, find_last_number(session, petition_id) or 0)


def find_last_number(session: Session, petition_id: uuid.UUID) -> int | None:
    """The number of the newest version, if there is any."""
    return session.scalar(
        select(func.max(Version.number)).where(Version.petition_id == petition_id)
    )


def _keep_letter(gathered: Gathered, number: int) -> VersionLetter:
    letter: Letter = gathered.compose(number)
    return VersionLetter(
        number=number,
        recipient=gathered.recipient(number).name[:_LONGEST_NAME],
        kind=letter.kind,
        channel=gathered.channels.get(number, ""),
        digest=letter.digest,
        body=letter.body,
    )


def _turn(session: Session, petition: Petition, old: str, new: str, revision: int) -> None:
    """Change the state unless somebody else did, or saved. Raises NotADraft, StaleDraft."""
    turned = session.execute(
        update(Petition)
        .where(Petition.id == petition.id, Petition.state == old, Petition.revision == revision)
        .values(state=new)
        .execution_options(synchronize_session=False)
    )
    if turned.rowcount == 1:  # type: ignore[attr-defined]
        set_committed_value(petition, "state", new)
        return
    session.expire(petition)
    current = find_petition(session, petition.community_id, petition.id)
    if current.state != old:
        raise NotADraft
    raise StaleDraft(current)


def _record(
    session: Session,
    act: str,
    petition: Petition,
    version: int,
    person_id: uuid.UUID | None,
    now: dt.datetime,
) -> None:
    record(
        session,
        act,
        community_id=petition.community_id,
        subject_id=petition.id,
        person_id=person_id,
        now=now,
        version=version,
    )


def _tell(
    session: Session,
    petition: Petition,
    version: int,
    person_id: uuid.UUID | None,
    now: dt.datetime,
) -> None:
    to_representatives(
        session,
        petition.community_id,
        key=f"petition-frozen:{petition.id}:{version}",
        about="petition-frozen",
        now=now,
        by=person_id,
        details={
            "title": str(name_petition(petition.title, petition.categories)),
            "petition_id": str(petition.id),
        },
    )
