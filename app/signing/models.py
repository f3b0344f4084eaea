"""Tables of signing: a petition's drive, its signatures, codes, sheets, seals and complaints.

A signature is one row, so that signing locks nothing that others need. Names, phones, remarks and
drawings are encrypted; the dwelling is a plain label (3-2-1501). What is the same is found by
fingerprints (app/signing/same.py), which belong to one drive.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Literal, get_args

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Encrypted, EncryptedBytes, EncryptedJson, UtcTime, new_id
from app.petitions.models import Petition, Version

Level = Literal[
    "declared",  # 自行申报
    "coded",  # 凭房屋码
    "paper",  # 纸质
    "checked",  # 已核对
]
LEVELS: tuple[Level, ...] = get_args(Level)
State = Literal[
    "standing",  # 有效
    "questioned",  # 存疑，仍计入
    "rejected",  # 不予采用
    "withdrawn",  # 本人撤回
]
STATES: tuple[State, ...] = get_args(State)
COUNTED: tuple[State, ...] = ("standing", "questioned")


class Drive(Base):
    """The signing of one petition (联名). Its public address is found by `token_index`.

    It is open from `opens_at` until `closes_at`, or until `closed_at` where somebody ended it;
    `revoked_at`: the address leads nowhere any more. `version_id` is the text to be signed now.
    """

    __tablename__ = "drive"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    community_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("community.id"), index=True)
    petition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("petition.id"), unique=True)
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"))
    token: Mapped[str] = mapped_column(Encrypted)
    token_index: Mapped[str] = mapped_column(String(64), unique=True)
    opens_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    closes_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    extended_at: Mapped[dt.datetime | None] = mapped_column(UtcTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcTime)
    is_listed: Mapped[bool] = mapped_column(default=False)
    chat_words: Mapped[str] = mapped_column(String(300), default="")  # "": as composed
    poster_line: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    petition: Mapped[Petition] = relationship()
    version: Mapped[Version] = relationship()


class ConsentText(Base):
    """The words of all consents as a signer was shown them; `digest` is their SHA-256 in hex."""

    __tablename__ = "consent_text"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    language: Mapped[str] = mapped_column(String(5))
    words: Mapped[dict[str, Any]] = mapped_column(JSON)  # key of the consent → its words
    created_at: Mapped[dt.datetime] = mapped_column(UtcTime)


class Signature(Base):
    """One signature under one version.

    `key` is the SHA-256 of the sender's idempotency key. `dwelling` and `building` are labels of
    the roll's spelling. `person_index` marks name and dwelling, `name_index` the name alone.
    `drawing` is as app/signing/drawn.py packs it. `consents` are the keys that were ticked,
    `consent_digest` the text that stood beside them. `salt` hides the leaf of the seal.
    `address_mark` marks the address it came from and is forgotten after a day.
    """

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("drive_id", "key"),
        Index(None, "drive_id", "state", "person_index"),
        Index(None, "drive_id", "dwelling"),
        Index(None, "drive_id", "name_index"),
        # All that app/signing/progress.py reads, in the order in which it is counted.
        Index(
            "ix_signature_progress", "drive_id", "version_id", "building", "dwelling",
            "person_index", "state", "level", "capacity", "signed_on",
        ),
        # The checker's list: a page by key, with what it is filtered by.
        Index("ix_signature_checking", "drive_id", "id", "state", "level", "building", "signed_on"),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    drive_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drive.id"))
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"))
    key: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(12), unique=True)  # of the receipt, to be read out
    receipt: Mapped[str] = mapped_column(Encrypted)
    receipt_index: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(Encrypted)
    name_index: Mapped[str] = mapped_column(String(64))
    person_index: Mapped[str] = mapped_column(String(64))
    dwelling: Mapped[str] = mapped_column(String(60))
    building: Mapped[str] = mapped_column(String(20))
    capacity: Mapped[str] = mapped_column(String(10))  # as app/letters/signers.py names them
    signed_by: Mapped[str | None] = mapped_column(Encrypted)  # 代签人
    relation: Mapped[str | None] = mapped_column(Encrypted)
    phone: Mapped[str | None] = mapped_column(Encrypted)
    remark: Mapped[str | None] = mapped_column(Encrypted)
    drawing: Mapped[bytes | None] = mapped_column(EncryptedBytes, deferred=True)
    drawing_digest: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(5), default="zh")
    consents: Mapped[list[str]] = mapped_column(JSON)
    consent_digest: Mapped[str] = mapped_column(ForeignKey("consent_text.digest"))
    level: Mapped[str] = mapped_column(String(10), default="declared")
    state: Mapped[str] = mapped_column(String(10), default="standing")
    reason: Mapped[str | None] = mapped_column(Encrypted)  # of a question or rejection
    is_helped: Mapped[bool] = mapped_column(default=False)  # on a volunteer's phone
    code_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("dwelling_code.id"))
    sheet_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("paper_sheet.id"), index=True)
    line: Mapped[int | None]  # of the sheet
    salt: Mapped[str] = mapped_column(String(32))
    proof: Mapped[str | None] = mapped_column(String(64), unique=True)  # of work, used once
    address_mark: Mapped[str | None] = mapped_column(String(64))
    signed_on: Mapped[dt.date]  # where the community is
    signed_at: Mapped[dt.datetime] = mapped_column(UtcTime, index=True)
    changed_at: Mapped[dt.datetime | None] = mapped_column(UtcTime)  # state, consents or words


class AffectedItem(Base):
    """An item of the petition that, as the signer said, affects them; `item` is its id."""

    __tablename__ = "affected_item"

    signature_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("signature.id", ondelete="CASCADE"), primary_key=True
    )
    item: Mapped[str] = mapped_column(String(40), primary_key=True)


class SignatureChange(Base):
    """What happened to a signature afterwards, and what stood there before: provable consents.

    `act` is "consents", "agreed" (to a new version), "withdrawn", "checked", "questioned",
    "rejected", "restored" (to unchecked), "undone", "reissued", "corrected", "erased"; `person_id` None: the signer, by the receipt.
    """

    __tablename__ = "signature_change"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    signature_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("signature.id", ondelete="CASCADE"), index=True
    )
    act: Mapped[str] = mapped_column(String(20))
    before: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcTime)


class DwellingCode(Base):
    """A code that was handed to one dwelling; it may be used by all who live there."""

    __tablename__ = "dwelling_code"
    __table_args__ = (Index(None, "drive_id", "dwelling"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    drive_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drive.id"))
    dwelling: Mapped[str] = mapped_column(String(60))
    building: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(Encrypted)
    code_index: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    printed_at: Mapped[dt.datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcTime)


class SheetRun(Base):
    """Sheets that were printed together: the numbers from `first`, and the words on them.

    A sheet that comes back belongs by its number to the text and the words of its run.
    """

    __tablename__ = "sheet_run"
    __table_args__ = (UniqueConstraint("drive_id", "first"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    drive_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drive.id"))
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"))
    consent_digest: Mapped[str] = mapped_column(ForeignKey("consent_text.digest"))
    first: Mapped[int]
    count: Mapped[int]
    printed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    printed_at: Mapped[dt.datetime] = mapped_column(UtcTime)


class PaperSheet(Base):
    """A sheet signed on paper: the photo of it, and who typed its lines in.

    `digest` is the photo's as it came, before anybody turned it; `consent_digest` the words that
    are printed on the sheet; `signed_on` the day of the lines that have none.
    """

    __tablename__ = "paper_sheet"
    __table_args__ = (
        UniqueConstraint("drive_id", "number"),
        UniqueConstraint("drive_id", "digest"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    drive_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drive.id"))
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"))
    consent_digest: Mapped[str] = mapped_column(ForeignKey("consent_text.digest"))
    number: Mapped[int]
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))
    digest: Mapped[str] = mapped_column(String(64))
    lines: Mapped[int]  # how many stand on it
    signed_on: Mapped[dt.date | None]
    uploaded_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    done_at: Mapped[dt.datetime | None] = mapped_column(UtcTime)


class Seal(Base):
    """The seal of one letter as it was made for handing in: which signatures stand in it.

    `recipient` is the letter's number in the version; `code` the printed short form of `root`.
    `series` counts from 1; from 2 on it is a supplementary list of those who signed later.
    `counts` are those that the letter prints (app/signing/standing.py). What the database says of
    a seal never changes, but for `files`.
    """

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("version_id", "recipient", "series"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    drive_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drive.id"), index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version.id"))
    recipient: Mapped[int]
    series: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(32), unique=True)
    size: Mapped[int]  # leaves
    body_digest: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    address: Mapped[str] = mapped_column(String(300))  # of the verify page, as it is printed
    files: Mapped[list[str]] = mapped_column(JSON)  # SHA-256 of each file that was made of it
    sealed_on: Mapped[dt.date]  # the letter's date
    sealed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    sealed_at: Mapped[dt.datetime] = mapped_column(UtcTime)


class SealLeaf(Base):
    """One signature as it was sealed. `entry` goes when it is erased; the hash stays.

    `entry` holds "line" (what the hash covers, app/seals/entry.py), "named" (whether the letter
    gives the name) and "on" (the day, where the community is).
    """

    __tablename__ = "seal_leaf"
    __table_args__ = (Index(None, "signature_id"),)

    seal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seal.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)  # from 0
    signature_id: Mapped[uuid.UUID | None]
    leaf_hash: Mapped[str] = mapped_column(String(64))
    entry: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson, deferred=True)


class Complaint(Base):
    """What somebody says is wrong with a public page; representatives answer it."""

    __tablename__ = "complaint"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    drive_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drive.id"), index=True)
    words: Mapped[str] = mapped_column(Encrypted)
    contact: Mapped[str | None] = mapped_column(Encrypted)
    at: Mapped[dt.datetime] = mapped_column(UtcTime)
    answer: Mapped[str | None] = mapped_column(Encrypted)
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[dt.datetime | None] = mapped_column(UtcTime)
