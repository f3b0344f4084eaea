"""A draft or a frozen text with its photos, ready to be composed into letters."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.channels import Channel, load_channels
from app.communities.models import Addressee
from app.letters.dossier import Dossier, compose_letter
from app.letters.letter import Letter
from app.letters.petition import HOTLINE, Recipient
from app.petitions.drafts import load_whole
from app.petitions.models import Document, Petition, Version
from app.petitions.opened import OpenedDraft, open_document
from app.petitions.photos import list_photo_files, load_pictures
from app.petitions.remembered import MEMORY, Workings


@dataclass(frozen=True)
class Gathered:
    """`document` is the text as it stands, `opened` the petition in it with its faults.

    `channels` names the form of a hotline's recipient by its number. `digests` says which photo
    entry has a picture, by the picture's digest. One that is remembered serves several pages at
    once, so nothing in it is changed; `workings` is what they have worked out of it.
    """

    dossier: Dossier
    document: Document
    opened: OpenedDraft
    channels: Mapping[int, str]
    digests: Mapping[str, str]
    workings: Workings = field(default_factory=Workings, compare=False, repr=False)

    @property
    def numbers(self) -> tuple[int, ...]:
        return self.dossier.numbers

    def recipient(self, number: int) -> Recipient:
        return self.dossier.petition.recipients[number - 1]

    def compose(self, number: int, *, date: dt.date | None = None) -> Letter:
        """Letter `number`, with another `date` where one is given.

        Raises InputError: a hotline text does not fit, or has no title that does.
        """
        channel = self.channels.get(number)
        if date is not None:
            petition = replace(self.dossier.petition, date=date)
            return compose_letter(replace(self.dossier, petition=petition), number, channel=channel)
        return self.workings.recall(
            ("letter", number), lambda: compose_letter(self.dossier, number, channel=channel)
        )

    def compose_hotline(
        self, number: int, channel: str | None = None, item: int | None = None
    ) -> Letter:
        """The hotline text for recipient `number`, about one of its items. Raises InputError."""
        petition = self.dossier.petition
        to = self.recipient(number)
        if item is not None:
            to = replace(to, items=(item,))
        recipients = list(petition.recipients)
        recipients[number - 1] = to
        dossier = replace(self.dossier, petition=replace(petition, recipients=tuple(recipients)))
        return compose_letter(dossier, number, kind="hotline", channel=channel)


def gather_draft(
    session: Session,
    petition: Petition,
    document: Document,
    *,
    today: dt.date,
    only_sizes: bool = False,
) -> Gathered:
    """What stands in a draft, or is being typed; `only_sizes` as for load_pictures."""
    found = _gather(session, petition, document, today, only_sizes)
    return replace(found, channels=_find_channels(session, petition.community_id, found.dossier))


def open_stored(session: Session, petition: Petition, *, today: dt.date) -> OpenedDraft:
    """The draft as it is stored, without its photos; opened once for each revision and day."""
    found: OpenedDraft | None = MEMORY.find(("opened", *_name_text(petition, today)))
    if found is not None:
        return found
    whole = load_whole(session, petition)
    opened = open_document(whole.document, today=today)
    return MEMORY.keep(("opened", *_name_text(whole, today)), opened)


def gather_stored(session: Session, petition: Petition, *, today: dt.date) -> Gathered:
    """The draft as it is stored, pictures with sizes alone; gathered once for what shapes it."""
    photos = list_photo_files(session, petition.id)
    found: Gathered | None = MEMORY.find(("draft", *_name_text(petition, today), photos))
    if found is None:
        whole = load_whole(session, petition)
        made = _gather(session, whole, whole.document, today, only_sizes=True)
        found = MEMORY.keep(("draft", *_name_text(whole, today), photos), made)
    channels = _find_channels(session, petition.community_id, found.dossier)
    return found.workings.recall(
        ("with channels", *sorted(channels.items())),
        lambda: replace(found, channels=channels, workings=Workings()),
    )


def gather_frozen(
    session: Session, petition: Petition, version: Version, *, today: dt.date
) -> Gathered:
    """As gather_version, pictures with sizes alone; a version never changes, its photos might."""
    key = ("version", version.id, today, list_photo_files(session, petition.id))
    found: Gathered | None = MEMORY.find(key)
    return found or MEMORY.keep(
        key, gather_version(session, petition, version, today=today, only_sizes=True)
    )


def gather_version(
    session: Session,
    petition: Petition,
    version: Version,
    *,
    today: dt.date,
    only_sizes: bool = False,
) -> Gathered:
    """What was frozen, with the channels that its hotline texts were cut for."""
    found = _gather(session, petition, version.document, today, only_sizes)
    channels = {letter.number: letter.channel for letter in version.letters if letter.channel}
    return replace(found, channels=channels)


def choose_channel(name: str | None) -> Channel:
    """The channel of an id; the tightest, whose text fits everywhere, where it is none."""
    channels = load_channels()
    return channels.get(name or "") or next(iter(channels.values()))


def _name_text(petition: Petition, today: dt.date) -> tuple[object, ...]:
    """What no other text has: every save counts the revision up (drafts.save_draft)."""
    return petition.id, petition.revision, petition.saved_at, today


def _gather(
    session: Session, petition: Petition, document: Document, today: dt.date, only_sizes: bool
) -> Gathered:
    pictures = load_pictures(session, petition.id, document, only_sizes=only_sizes)
    opened = open_document(document, today=today, pictures=pictures)
    return Gathered(
        dossier=Dossier("", opened.petition, photos=pictures),
        document=document,
        opened=opened,
        channels={},
        digests={picture.digest: file for file, picture in pictures.items()},
    )


def _find_channels(
    session: Session, community_id: uuid.UUID, dossier: Dossier
) -> Mapping[int, str]:
    """The channels that the community's directory names for the hotlines among the recipients."""
    numbers = [
        one for one in dossier.numbers if dossier.petition.recipients[one - 1].kind == HOTLINE
    ]
    if not numbers:
        return {}
    rows = session.execute(
        select(Addressee.name, Addressee.channel).where(
            Addressee.community_id == community_id, Addressee.channel != ""
        )
    )
    known = {name: channel for name, channel in rows if channel in load_channels()}
    names = {number: dossier.petition.recipients[number - 1].name for number in numbers}
    return {number: known[name] for number, name in names.items() if name in known}
