"""Transcription: the lines of a paper sheet become signatures; corrections leave a record."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.files.pictures import Area, cut_ink
from app.letters.drawings import read_drawing
from app.letters.errors import InputError
from app.letters.signers import Capacity
from app.messages import message
from app.petitions.models import Version
from app.signing.consents import SIGNING
from app.signing.drawn import pack_drawing
from app.signing.drives import record_act
from app.signing.models import ConsentText, Drive, PaperSheet, SealLeaf, Signature, SignatureChange
from app.signing.same import mark_name, mark_person
from app.signing.sheets import load_picture, settle
from app.signing.signatures import (
    NO_SIGNER,
    Origin,
    Signing,
    WrongSigning,
    read_dwelling,
    read_name,
    sign,
)
from app.today import CHINA

_FUTURE = message("签名日期晚于今天，请看清纸上的日期")
_TOO_EARLY = message("签名日期早于定稿的日子（{day}），请看清纸上的日期")
_SEALED = message("这一行的签名已经封存在信里，不能删去；有问题的，请在核对签名时标为不予采用")
_TAKEN = message("这一行刚才已经有人录入，请看一看再改")
_NO_INK = message("框里没有看到签名：请框住整个签名，不要只框空白或指印")
_FIELDS = ("name", "dwelling", "capacity", "signed_by", "relation", "signed_on", "consents")


@dataclass(frozen=True)
class Line:
    """A line as it is typed. `is_withheld`: the box 不公开姓名 is ticked on paper."""

    number: int
    name: str
    dwelling: str
    capacity: Capacity = "owner"
    signed_by: str = ""
    relation: str = ""
    signed_on: dt.date | None = None
    is_withheld: bool = False


class NoLine(Exception):
    """Nothing is typed for this line of the sheet."""


class WrongLines(Exception):
    """What is wrong with lines: the number of the line, and the fault with its field."""

    def __init__(self, faults: Sequence[tuple[int, WrongSigning]]) -> None:
        super().__init__(faults)
        self.faults = faults


def list_lines(session: Session, sheet: PaperSheet) -> list[Signature]:
    """What is typed of a sheet, by line."""
    query = select(Signature).where(Signature.sheet_id == sheet.id).order_by(Signature.line)
    return list(session.scalars(query))


def find_line(session: Session, sheet: PaperSheet, line: int) -> Signature:
    """The signature of a line. Raises NoLine."""
    query = select(Signature).where(Signature.sheet_id == sheet.id, Signature.line == line)
    found = session.scalar(query)
    if found is None:
        raise NoLine
    return found


def save_lines(
    session: Session,
    drive: Drive,
    sheet: PaperSheet,
    lines: Sequence[Line],
    *,
    now: dt.datetime,
    today: dt.date,
    person_id: uuid.UUID | None,
) -> int:
    """Signatures of these lines; all of them, or none. Returns how many.

    Raises WrongLines.
    """
    faults: list[tuple[int, WrongSigning]] = []
    known = set(session.scalars(select(Signature.line).where(Signature.sheet_id == sheet.id)))
    text = session.get_one(ConsentText, sheet.consent_digest)
    for line in lines:
        try:
            if line.number in known:
                raise WrongSigning(_TAKEN, "name")
            _add(session, drive, sheet, line, text, now=now, today=today)
        except WrongSigning as fault:
            faults.append((line.number, fault))
    if faults:
        raise WrongLines(faults)
    if lines:
        sheet.lines = max(sheet.lines, *(line.number for line in lines))
        settle(session, sheet, now=now)
        record_act(
            session,
            "sheet-transcribed",
            drive,
            person_id,
            now,
            sheet=sheet.number,
            count=len(lines),
        )
    return len(lines)


def correct_line(
    session: Session,
    drive: Drive,
    sheet: PaperSheet,
    line: Line,
    *,
    now: dt.datetime,
    today: dt.date,
    person_id: uuid.UUID | None,
) -> bool:
    """Put right what was typed; what stood there is kept. False where nothing changes.

    Raises NoLine, WrongLines.
    """
    signature = find_line(session, sheet, line.number)
    text = session.get_one(ConsentText, sheet.consent_digest)
    try:
        wanted = _read(session, sheet, line, text, today=today)
    except WrongSigning as fault:
        raise WrongLines([(line.number, fault)]) from fault
    before = {
        name: getattr(signature, name)
        for name in _FIELDS
        if getattr(signature, name) != wanted[name]
    }
    if not before:
        return False
    _keep(session, signature, before, now, person_id)
    for name in _FIELDS:
        setattr(signature, name, wanted[name])
    signature.building = read_dwelling(signature.dwelling).building
    signature.name_index = mark_name(drive.id, signature.name)
    signature.person_index = mark_person(drive.id, signature.name, signature.dwelling)
    signature.changed_at = now
    if signature.level == "checked" and {"name", "dwelling"} & set(before):
        signature.level = "paper"  # somebody else was compared with the roll
    return True


def remove_line(
    session: Session,
    drive: Drive,
    sheet: PaperSheet,
    line: int,
    *,
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> None:
    """Delete a line that was wrongly typed. Raises NoLine, and WrongSigning where it is sealed."""
    signature = find_line(session, sheet, line)
    if session.scalar(select(exists().where(SealLeaf.signature_id == signature.id))):
        raise WrongSigning(_SEALED, "")
    session.delete(signature)
    settle(session, sheet, now=now)
    record_act(session, "sheet-line-removed", drive, person_id, now, sheet=sheet.number, line=line)


def cut_signature(
    session: Session,
    drive: Drive,
    sheet: PaperSheet,
    line: int,
    area: Area,
    *,
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> None:
    """The drawn signature of a line, cut from the photo. Raises NoLine, WrongSigning."""
    signature = find_line(session, sheet, line)
    stored = load_picture(session, drive, sheet)
    try:
        drawing = read_drawing(cut_ink(stored.data, area), "", "")
    except InputError as error:
        raise WrongSigning(_NO_INK, "") from error
    if signature.drawing_digest and signature.drawing_digest != drawing.digest:
        _keep(session, signature, {"drawing_digest": signature.drawing_digest}, now, person_id)
    signature.drawing, signature.drawing_digest = pack_drawing(drawing), drawing.digest
    signature.changed_at = now


def is_withheld(signature: Signature, words: Mapping[str, str]) -> bool:
    """Whether the signer lets no recipient of the sheet have the name."""
    return not set(signature.consents) & (set(words) - {SIGNING})


def _add(
    session: Session,
    drive: Drive,
    sheet: PaperSheet,
    line: Line,
    text: ConsentText,
    *,
    now: dt.datetime,
    today: dt.date,
) -> None:
    wanted = _read(session, sheet, line, text, today=today)
    signing = Signing(
        name=wanted["name"],
        dwelling=wanted["dwelling"],
        consent_digest=text.digest,
        capacity=wanted["capacity"],
        signed_by=wanted["signed_by"],
        relation=wanted["relation"],
        consents=tuple(wanted["consents"]),
        language=text.language,  # type: ignore[arg-type]  # the column holds no other
    )
    key = f"sheet:{sheet.id}:{line.number}"
    origin = Origin(key, "paper", sheet_id=sheet.id, line=line.number)
    made = sign(session, drive, signing, origin, now=now, today=wanted["signed_on"])
    if (made.name, made.dwelling) != (wanted["name"], wanted["dwelling"]):
        raise WrongSigning(_TAKEN, "name")  # somebody else typed it at the same moment
    made.version_id = sheet.version_id  # the text that is named on the sheet


def _read(
    session: Session, sheet: PaperSheet, line: Line, text: ConsentText, *, today: dt.date
) -> dict[str, Any]:
    """A line as it is stored, by the names of the columns. Raises WrongSigning."""
    signed_by, relation = line.signed_by.strip(), line.relation.strip()
    if relation and not signed_by:
        raise WrongSigning(NO_SIGNER, "signed_by")
    named = sorted(set(text.words) - {SIGNING})
    return {
        "name": read_name(line.name),
        "dwelling": str(read_dwelling(line.dwelling)),
        "capacity": line.capacity,
        "signed_by": read_name(signed_by, "signed_by") if signed_by else None,
        "relation": read_name(relation, "relation") if relation else None,
        "signed_on": _read_day(session, sheet, line, today),
        "consents": [] if line.is_withheld else named,
    }


def _read_day(session: Session, sheet: PaperSheet, line: Line, today: dt.date) -> dt.date:
    day = line.signed_on or sheet.signed_on or today
    frozen_at = session.get_one(Version, sheet.version_id).frozen_at
    frozen = frozen_at.astimezone(CHINA).date()
    if day > today:
        raise WrongSigning(_FUTURE, "signed_on")
    if day < frozen:
        raise WrongSigning(message(_TOO_EARLY.text, day=frozen.isoformat()), "signed_on")
    return day


def _keep(
    session: Session,
    signature: Signature,
    before: Mapping[str, Any],
    now: dt.datetime,
    person_id: uuid.UUID | None,
) -> None:
    kept = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in before.items()
    }
    session.add(
        SignatureChange(
            signature_id=signature.id, act="corrected", before=kept, person_id=person_id, at=now
        )
    )
