"""Signed petitions that are sealed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.db import transaction
from app.files.letters import keep_letter
from app.letters.drawings import read_drawing
from app.letters.media import Drawing, Picture
from app.signing.drives import find_drive
from app.signing.models import Drive, Seal
from app.signing.sealed_letters import make_sealed_file, note_file
from app.signing.seals import find_seal, make_seal
from tests.people import NOW
from tests.signing.driven import Driven

ADDRESS = "https://lianming.example.org/verify"
SEALED_ON = dt.date(2026, 11, 9)
AUTHORITY, COMPANY = 1, 2  # recipients of the example
BOTH = ("names-1", "names-2")
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80"><path d="{}" fill="none" stroke="black" stroke-width="3"/></svg>'


def draw(seed: int = 0) -> Drawing | Picture:
    """A drawn signature; others with another seed."""
    path = f"M10 {20 + seed % 40} L60 {60 - seed % 30} L90 10 L{120 + seed % 60} 70 L190 30"
    return read_drawing(_SVG.format(path).encode(), "signature.svg", "")


@contextmanager
def opened(driven: Driven, *, reading: bool = False) -> Iterator[tuple[Session, Drive]]:
    with transaction(driven.town.engine, reading=reading) as session:
        yield session, find_drive(session, driven.petition)


def seal(driven: Driven, recipient: int = AUTHORITY, on: dt.date = SEALED_ON) -> uuid.UUID:
    """Seal what goes to a recipient now."""
    person = driven.town.people["representative"]
    with opened(driven) as (session, drive):
        made = make_seal(
            session, drive, recipient, now=NOW, today=on, person_id=person, address=ADDRESS
        )
        return made.id


def make_file(driven: Driven, seal_id: uuid.UUID, format: str) -> bytes:
    """The sealed letter, kept as the site keeps it."""
    with opened(driven) as (session, drive):

        def keep(key: str, data: bytes) -> None:
            keep_letter(session, drive.community_id, key, data, now=NOW)
            note_file(session, seal_id, data)

        found: Seal = find_seal(session, drive.id, seal_id)
        return make_sealed_file(session, drive, found, format, keep)  # type: ignore[arg-type]


def sign_some(driven: Driven) -> dict[str, uuid.UUID]:
    """Six people: two duplicates of one, one who is not named to the authority, one tenant."""
    made = {
        "林喆": driven.sign("林喆", "3-2-1501", consents=BOTH, drawing=draw(1), items=("item-1",)),
        "周犇": driven.sign("周犇", "10-1-202", consents=("names-1",), origin={"level": "coded"}),
        "张伟": driven.sign("张伟", "2-1-101", consents=("names-1",), items=("item-1", "item-2")),
        "隐名者": driven.sign("隐名者", "2-1-102", drawing=draw(2), items=("item-2",)),
        "租客": driven.sign("租客", "3-2-1501", consents=BOTH, capacity="tenant"),
    }
    made["重复"] = driven.sign(
        "張偉", "2栋1单元101", consents=("names-1",), origin={"level": "paper"}
    )
    made["代签"] = driven.sign(
        "王老太", "9-1-301", consents=BOTH, signed_by="王小明", relation="儿子"
    )
    return made
