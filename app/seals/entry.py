"""What a leaf of a seal says: one signature as one line of canonical JSON.

The line is that of RFC 8785 for texts and null: keys sorted, no space, UTF-8, and only what must be
escaped is. It never changes after signing, so the leaf hash (SHA-256 of 0x00 and the line) is the
same for ever. Texts that are not in form NFC are refused, not changed: one name has one line.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.messages import message
from app.seals.faults import SealFault
from app.seals.strict_json import (
    Fields,
    check_digest,
    check_hex,
    check_text,
    fit_text,
    read_object,
)
from app.seals.tree import hash_leaf

VERSION = "lianming-signature-1"
MOST_NAME, MOST_DWELLING, MOST_RELATION = 100, 100, 100
LEAST_SALT, MOST_SALT = 32, 128  # characters of hex: at least 128 bits
MOST_LINE = 8_000  # bytes
_CAPACITY = re.compile(r"[a-z][a-z_-]{0,30}")
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_TIME_SHAPE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class SealedSignature:
    """One signature as it is sealed. Raises SealFault for a value that no leaf can hold.

    `body` and `drawing` are SHA-256 in hex: of the letter's body, of the drawn signature as it is
    stored (None: nothing was drawn). `salt` is random hex, so that nobody can find out a leaf by
    trying names. `signed_at` is aware, in whole seconds. `signed_by` is who signed for the person
    (代签), with `relation`.
    """

    body: str
    id: uuid.UUID
    salt: str
    name: str
    dwelling: str
    signed_at: dt.datetime
    capacity: str
    drawing: str | None = None
    signed_by: str = ""
    relation: str = ""

    def __post_init__(self) -> None:
        check_digest(self.body, "body")
        check_hex(self.salt, "salt", least=LEAST_SALT, most=MOST_SALT)
        check_text(self.name, "name", most=MOST_NAME)
        check_text(self.dwelling, "dwelling", most=MOST_DWELLING)
        check_text(self.signed_by, "signed_by", most=MOST_NAME, blank=True)
        check_text(self.relation, "relation", most=MOST_RELATION, blank=True)
        if self.drawing is not None:
            check_digest(self.drawing, "drawing")
        if not _CAPACITY.fullmatch(self.capacity):
            raise SealFault("capacity", message("应是小写英文字母的代号，例如 owner"))
        if self.relation and not self.signed_by:
            raise SealFault("relation", message("写了关系，却没有代签人"))
        if self.signed_at.tzinfo is None or self.signed_at.microsecond:
            raise SealFault("time", message("时间须带时区，精确到秒"))

    @cached_property
    def line(self) -> bytes:
        """The data of the leaf."""
        return _WRITER.encode(self.describe()).encode()

    @cached_property
    def leaf(self) -> str:
        """The leaf hash in hex."""
        return hash_leaf(self.line).hex()

    def describe(self) -> dict[str, str | None]:
        """The keys of the line; those of 代签 only where somebody signed for another."""
        found: dict[str, str | None] = {
            "body": self.body,
            "capacity": self.capacity,
            "drawing": self.drawing,
            "dwelling": self.dwelling,
            "id": str(self.id),
            "name": self.name,
            "salt": self.salt,
            "time": self.signed_at.astimezone(dt.UTC).strftime(_TIME).zfill(20),
            "v": VERSION,
        }
        if self.signed_by:
            found["signed_by"] = self.signed_by
        if self.relation:
            found["relation"] = self.relation
        return found


def make_entry(
    *,
    body: str,
    id: uuid.UUID,
    salt: str,
    name: str,
    dwelling: str,
    signed_at: dt.datetime,
    capacity: str,
    drawing: str | None = None,
    signed_by: str | None = None,
    relation: str | None = None,
) -> SealedSignature:
    """An entry from values as they are stored: texts in NFC on one line, time in whole seconds.

    Raises SealFault for what even so no leaf can hold.
    """
    by = fit_text(signed_by or "")
    return SealedSignature(
        body=body,
        id=id,
        salt=salt,
        name=fit_text(name),
        dwelling=fit_text(dwelling),
        signed_at=signed_at.replace(microsecond=0),
        capacity=capacity,
        drawing=drawing,
        signed_by=by,
        relation=fit_text(relation or "") if by else "",
    )


def read_entry(line: bytes) -> SealedSignature:
    """The entry of a leaf's line, which must be canonical to the byte. Raises SealFault."""
    entry = take_entry(Fields(read_object(line, most_bytes=MOST_LINE)))
    if entry.line != line:
        raise SealFault("", message("写法不是规定的形式（键的顺序、空格、转义），请用原来的文件"))
    return entry


def take_entry(fields: Fields) -> SealedSignature:
    """The entry whose keys `fields` are, and no others. Raises SealFault."""
    if fields.text("v") != VERSION:
        raise SealFault(fields.place("v"), message("不认识这个版本，请更新程序"))
    given: dict[str, Any] = {
        "body": fields.text("body"),
        "id": _read_id(fields.text("id"), fields.place("id")),
        "salt": fields.text("salt"),
        "name": fields.text("name"),
        "dwelling": fields.text("dwelling"),
        "signed_at": _read_time(fields.text("time"), fields.place("time")),
        "capacity": fields.text("capacity"),
        "drawing": fields.text_or_null("drawing"),
        **_take_signed_by(fields),
    }
    fields.close()
    try:
        return SealedSignature(**given)
    except SealFault as fault:
        raise SealFault(fields.place(fault.place), fault.said) from fault


def _take_signed_by(fields: Fields) -> Mapping[str, str]:
    """代签: a key that is there is not empty, or there would be two lines for one signature."""
    found = {key: fields.optional_text(key) for key in ("signed_by", "relation")}
    return {key: text for key, text in found.items() if text}


def _read_id(text: str, place: str) -> uuid.UUID:
    try:
        found = uuid.UUID(text)
    except ValueError as fault:
        raise SealFault(place, message("应是 UUID 编号")) from fault
    if str(found) != text:
        raise SealFault(place, message("应是 UUID 编号"))
    return found


def _read_time(text: str, place: str) -> dt.datetime:
    try:
        if not _TIME_SHAPE.fullmatch(text):
            raise ValueError(text)
        return dt.datetime.strptime(text, _TIME).replace(tzinfo=dt.UTC)
    except ValueError as fault:
        said = message("应是协调世界时，例如 2026-10-01T08:30:00Z")
        raise SealFault(place, said) from fault
