"""The photographed sheets that may go along with a letter: those where nobody refuses it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.files.store import find_file
from app.letters.media import SheetPicture
from app.letters.photos import read_photo
from app.letters.style import load_style
from app.signing.consents import names_key
from app.signing.models import COUNTED, Drive, PaperSheet, Signature


@dataclass(frozen=True)
class SheetChoice:
    """The sheets that go along, and the numbers of those that do not."""

    going: tuple[PaperSheet, ...]
    left_out: tuple[int, ...]


NO_SHEETS = SheetChoice((), ())


def choose_sheets(
    session: Session,
    drive: Drive,
    version_id: uuid.UUID,
    recipient: int,
    *,
    after: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> SheetChoice:
    """Which sheets may go to `recipient`: done, and every line counts and lets it have the name.

    `after` and `until`: only those that were done in this time.
    """
    asked: list[ColumnElement[bool]] = [
        PaperSheet.drive_id == drive.id,
        PaperSheet.version_id == version_id,
    ]
    if after is not None:
        asked.append(PaperSheet.done_at.is_(None) | (PaperSheet.done_at > after))
    if until is not None:
        asked.append(PaperSheet.uploaded_at <= until)
    sheets = session.scalars(select(PaperSheet).where(*asked).order_by(PaperSheet.number)).all()
    agreed = _count_agreed(session, drive, recipient)
    going = [
        one
        for one in sheets
        if one.done_at is not None
        and (until is None or one.done_at <= until)
        and agreed.get(one.id, (0, 0)) == (one.lines, one.lines)
    ]
    chosen = {one.id for one in going}
    return SheetChoice(tuple(going), tuple(one.number for one in sheets if one.id not in chosen))


def list_sheet_pictures(
    session: Session,
    drive: Drive,
    version_id: uuid.UUID,
    recipient: int,
    *,
    after: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> tuple[SheetPicture, ...]:
    """The pictures of the sheets that may go to `recipient`, at the size of the letter's pages."""
    chosen = choose_sheets(session, drive, version_id, recipient, after=after, until=until)
    style = load_style().sheet
    return tuple(
        SheetPicture(
            one.number,
            read_photo(find_file(session, drive.community_id, one.file_id).data, "", "", style),
        )
        for one in chosen.going
    )


def _count_agreed(
    session: Session, drive: Drive, recipient: int
) -> dict[uuid.UUID, tuple[int, int]]:
    """By sheet: how many lines are typed, and of how many the recipient may have the name."""
    key, found = names_key(recipient), dict[uuid.UUID, tuple[int, int]]()
    query = select(Signature.sheet_id, Signature.state, Signature.consents).where(
        Signature.drive_id == drive.id, Signature.sheet_id.is_not(None)
    )
    for sheet_id, state, consents in session.execute(query):
        if sheet_id is None:
            continue
        typed, agreed = found.get(sheet_id, (0, 0))
        found[sheet_id] = typed + 1, agreed + (state in COUNTED and key in consents)
    return found
