"""Paper sheets: printed with numbers that run on, photographed, matched by number to their words."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.communities.settings import find_community
from app.files.models import StoredFile
from app.files.pictures import Area, TakenPhoto, cover, turn
from app.files.store import Content, delete_files, find_file, put_file
from app.letters.media import Picture
from app.letters.render.sheet_form import LINES, TooLong, render_sheets
from app.letters.style import PhotoStyle
from app.messages import Message, message
from app.signing.drives import record_act
from app.signing.models import Drive, PaperSheet, SheetRun, Signature
from app.signing.sheet_words import keep_words, write_form, write_text
from app.web.faults import Fault

MOST_PRINTED = 200
MOST_NUMBER = 99_999
JPEG = "image/jpeg"
# A photo of a sheet is kept finer than others, upright or not: small writing is read from it.
PHOTO = PhotoStyle(height_mm=297, width_mm=297, dpi=220, least_dpi=96)
_WRONG_NUMBER = message("编号应是1至{most}的整数", most=MOST_NUMBER)
_TAKEN = message(
    "编号{number}已经有照片。复印的空表会同号：请在纸上另写一个没有用过的编号，再填到这里"
)
_SAME = message("“{file}”已经上传过，是编号{number}，这次没有再存")
_TWICE = message("“{file}”和另一张是同一张照片，只存了一次")
_TYPED = message("这张纸已经录入了签名，不能删照片；请先删去录入的各行")
_CHANGED = message("这张纸已经录入签名，换成另一版正文的编号会改变大家签的内容，不能改")
_FEWER = message("第{line}行已经录入，行数不能比它小")
_TOO_LONG = message("信的标题或者收件方太长，签名表一页放不下，请告诉站点管理员")


class NoSheet(Exception):
    """The drive has no such sheet."""


class WrongSheet(Fault):
    """A sheet's number that cannot be, or what cannot be done with a sheet."""

    field = "number"


@dataclass(frozen=True)
class SheetRow:
    """A sheet of the list with how many of its lines are typed."""

    sheet: PaperSheet
    typed: int


@dataclass(frozen=True)
class Upload:
    """What became of photos: the new sheets, and what is to be told of the others."""

    sheets: tuple[PaperSheet, ...]
    told: tuple[Message, ...]


def print_sheets(
    session: Session,
    drive: Drive,
    count: int,
    *,
    address: str,
    now: dt.datetime,
    today: dt.date,
    person_id: uuid.UUID | None,
) -> bytes:
    """So many sheets as a PDF, with the next numbers of the drive. Raises WrongSheet."""
    # Two who print at once get numbers one after the other.
    session.execute(select(Drive.id).where(Drive.id == drive.id).with_for_update(key_share=True))
    text = write_text(drive, find_community(session, drive.community_id), today=today)
    first = _find_next_printed(session, drive)
    try:
        made = render_sheets(write_form(drive, text, address), range(first, first + count))
    except TooLong as fault:
        raise WrongSheet(_TOO_LONG, "") from fault
    run = SheetRun(
        drive_id=drive.id,
        version_id=drive.version_id,
        consent_digest=keep_words(session, text, now=now),
        first=first,
        count=count,
        printed_by=person_id,
        printed_at=now,
    )
    session.add(run)
    record_act(session, "sheets-printed", drive, person_id, now, count=count)
    return made


def count_printed(session: Session, drive_id: uuid.UUID) -> int:
    """How many sheets were printed of a drive."""
    query = select(func.coalesce(func.sum(SheetRun.count), 0)).where(SheetRun.drive_id == drive_id)
    return int(session.scalar(query) or 0)


def upload_sheets(
    session: Session,
    drive: Drive,
    photos: Sequence[TakenPhoto],
    *,
    first: int | None,
    now: dt.datetime,
    today: dt.date,
    person_id: uuid.UUID | None,
) -> Upload:
    """A sheet for each photo, numbered from `first`, or with the next free numbers.

    A photo that is there already is left out and told. Raises WrongSheet for a number in use.
    """
    known = _list_known(session, drive.id)
    digests, taken = dict(known), {number for _, number in known}
    made: list[PaperSheet] = []
    told: list[Message] = []
    number = first or 0
    for photo in photos:
        digest = photo.picture.digest
        if digest in digests:
            said = _SAME if digest in dict(known) else _TWICE
            told.append(message(said.text, file=photo.name, number=digests[digest]))
            continue
        if first is None:
            number = min(set(range(1, len(taken) + 2)) - taken)
        _check_number(number, taken)
        sheet = _add_sheet(session, drive, photo, number, now=now, today=today, person_id=person_id)
        made.append(sheet)
        digests[digest] = number
        taken.add(number)
        number += 1
    session.flush()
    if made:
        record_act(session, "sheet-uploaded", drive, person_id, now, count=len(made))
    return Upload(tuple(made), tuple(told))


def list_sheets(session: Session, drive_id: uuid.UUID) -> list[SheetRow]:
    """The sheets of a drive by their number."""
    typed = (
        select(Signature.sheet_id, func.count().label("typed"))
        .where(Signature.drive_id == drive_id, Signature.sheet_id.is_not(None))
        .group_by(Signature.sheet_id)
        .subquery()
    )
    rows = session.execute(
        select(PaperSheet, func.coalesce(typed.c.typed, 0))
        .outerjoin(typed, typed.c.sheet_id == PaperSheet.id)
        .where(PaperSheet.drive_id == drive_id)
        .order_by(PaperSheet.number)
    )
    return [SheetRow(sheet, int(count)) for sheet, count in rows]


def find_sheet(session: Session, drive_id: uuid.UUID, sheet_id: uuid.UUID) -> PaperSheet:
    """A sheet of a drive. Raises NoSheet."""
    query = select(PaperSheet).where(PaperSheet.id == sheet_id, PaperSheet.drive_id == drive_id)
    found = session.scalar(query)
    if found is None:
        raise NoSheet
    return found


def load_picture(session: Session, drive: Drive, sheet: PaperSheet) -> StoredFile:
    """The photo of a sheet."""
    return find_file(session, drive.community_id, sheet.file_id)


def change_sheet(
    session: Session,
    drive: Drive,
    sheet: PaperSheet,
    *,
    number: int,
    lines: int,
    signed_on: dt.date | None,
    now: dt.datetime,
    today: dt.date,
) -> None:
    """What stands on the sheet: its number, how many lines, the day. Raises WrongSheet."""
    if number != sheet.number:
        _check_number(number, {known for _, known in _list_known(session, drive.id)})
        version_id, digest = _match(session, drive, number, now=now, today=today)
        if _count_typed(session, sheet) and (version_id, digest) != (
            sheet.version_id,
            sheet.consent_digest,
        ):
            raise WrongSheet(_CHANGED)
        sheet.number, sheet.version_id, sheet.consent_digest = number, version_id, digest
    last = session.scalar(select(func.max(Signature.line)).where(Signature.sheet_id == sheet.id))
    if last and lines < last:
        raise WrongSheet(message(_FEWER.text, line=last), "lines")
    sheet.lines, sheet.signed_on = lines, signed_on
    settle(session, sheet, now=now)


def settle(session: Session, sheet: PaperSheet, *, now: dt.datetime) -> bool:
    """A sheet is done when all its lines are typed; returns whether it became so now."""
    session.flush()
    is_done = _count_typed(session, sheet) >= sheet.lines
    became = is_done and sheet.done_at is None
    sheet.done_at = (sheet.done_at or now) if is_done else None
    return became


def turn_sheet(
    session: Session,
    drive: Drive,
    sheet: PaperSheet,
    *,
    clockwise: bool,
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> None:
    """Turn the photo by a quarter, for reading and for the letter."""
    before = load_picture(session, drive, sheet)
    picture = turn(before.data, clockwise=clockwise)
    _replace(session, drive, sheet, before, picture, now=now, person_id=person_id)


def cover_sheet(
    session: Session,
    drive: Drive,
    sheet: PaperSheet,
    areas: Sequence[Area],
    *,
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> None:
    """Paint over what must not be kept, for good: an identity number, an erased person's line."""
    before = load_picture(session, drive, sheet)
    picture = cover(before.data, areas)
    _replace(session, drive, sheet, before, picture, now=now, person_id=person_id)
    record_act(
        session, "sheet-covered", drive, person_id, now, sheet=sheet.number, count=len(areas)
    )


def remove_sheet(
    session: Session,
    drive: Drive,
    sheet: PaperSheet,
    *,
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> None:
    """Delete a photo that nothing was typed from. Raises WrongSheet."""
    if _count_typed(session, sheet):
        raise WrongSheet(_TYPED, "")
    record_act(session, "sheet-removed", drive, person_id, now, sheet=sheet.number)
    file_id = sheet.file_id
    session.delete(sheet)
    delete_files(session, [file_id])


def _replace(
    session: Session,
    drive: Drive,
    sheet: PaperSheet,
    before: StoredFile,
    picture: Picture,
    *,
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> None:
    """Another picture of the sheet; the old bytes are gone."""
    content = Content(picture.data, JPEG, before.name, picture.width, picture.height)
    stored = put_file(session, drive.community_id, content, person_id=person_id, now=now)
    sheet.file_id = stored.id
    delete_files(session, [before.id])


def _add_sheet(
    session: Session,
    drive: Drive,
    photo: TakenPhoto,
    number: int,
    *,
    now: dt.datetime,
    today: dt.date,
    person_id: uuid.UUID | None,
) -> PaperSheet:
    picture = photo.picture
    content = Content(picture.data, JPEG, photo.name, picture.width, picture.height)
    stored = put_file(session, drive.community_id, content, person_id=person_id, now=now)
    version_id, digest = _match(session, drive, number, now=now, today=today)
    sheet = PaperSheet(
        drive_id=drive.id,
        version_id=version_id,
        consent_digest=digest,
        number=number,
        file_id=stored.id,
        digest=picture.digest,
        lines=LINES,
        uploaded_by=person_id,
        uploaded_at=now,
    )
    session.add(sheet)
    return sheet


def _match(
    session: Session, drive: Drive, number: int, *, now: dt.datetime, today: dt.date
) -> tuple[uuid.UUID, str]:
    """The version and the words of the sheet with this number; today's for one never printed here."""
    run = session.scalar(
        select(SheetRun)
        .where(SheetRun.drive_id == drive.id, SheetRun.first <= number)
        .order_by(SheetRun.first.desc())
        .limit(1)
    )
    if run is not None and number < run.first + run.count:
        return run.version_id, run.consent_digest
    text = write_text(drive, find_community(session, drive.community_id), today=today)
    return drive.version_id, keep_words(session, text, now=now)


def _check_number(number: int, taken: set[int]) -> None:
    if not 1 <= number <= MOST_NUMBER:
        raise WrongSheet(_WRONG_NUMBER)
    if number in taken:
        raise WrongSheet(message(_TAKEN.text, number=number))


def _find_next_printed(session: Session, drive: Drive) -> int:
    query = select(func.max(SheetRun.first + SheetRun.count)).where(SheetRun.drive_id == drive.id)
    return session.scalar(query) or 1


def _list_known(session: Session, drive_id: uuid.UUID) -> list[tuple[str, int]]:
    """Digest and number of every sheet."""
    query = select(PaperSheet.digest, PaperSheet.number).where(PaperSheet.drive_id == drive_id)
    return [(digest, number) for digest, number in session.execute(query)]


def _count_typed(session: Session, sheet: PaperSheet) -> int:
    query = select(func.count()).select_from(Signature).where(Signature.sheet_id == sheet.id)
    return session.scalar(query) or 0
