"""Tables of communities: members, invitations, parties, addressees, dwellings."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Literal, get_args

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.db import Base, Encrypted, UtcTime, new_id

Role = Literal[
    "representative",  # 业主代表
    "checker",  # 核对人
    "handler",  # 物业公司经办人
    "viewer",  # 查看人
]
ROLES: tuple[Role, ...] = get_args(Role)
Bureau = Literal[
    "developer",
    "property_company",
    "housing",  # 住建局
    "natural_resources",  # 自然资源和规划局
    "petition_office",  # 信访局
    "street_office",  # 街道办、乡镇
    "hotline",  # 12345
    "gas",
    "water",
    "power",
    "heat",
    "other",
]
BUREAUS: tuple[Bureau, ...] = get_args(Bureau)


class Community(Base):
    """`responsible_name` and `responsible_contact` say who answers for personal data (处理者)."""

    __tablename__ = "community"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    households: Mapped[int | None]
    handed_over: Mapped[dt.date | None]
    completion_accepted: Mapped[dt.date | None]
    responsible_name: Mapped[str] = mapped_column(Encrypted, default="")
    responsible_contact: Mapped[str] = mapped_column(Encrypted, default="")
    created_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column(default=1)


class Member(Base):
    """A person's role in a community, from `since` until `left_at`."""

    __tablename__ = "member"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    community_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("community.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    since: Mapped[dt.datetime] = mapped_column(UtcTime)
    left_at: Mapped[dt.datetime | None] = mapped_column(UtcTime)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    community: Mapped[Community] = relationship()


class Invitation(Base):
    """A link by which one person joins with a role, once."""

    __tablename__ = "invitation"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    community_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("community.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    token_index: Mapped[str] = mapped_column(String(64), unique=True)
    note: Mapped[str] = mapped_column(Encrypted, default="")  # for whom it is meant
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    replaces: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    ends_at: Mapped[dt.datetime] = mapped_column(UtcTime)
    used_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcTime)


class Party(Base):
    """Somebody who owes the owners something; `key` and `role` as in a petition file."""

    __tablename__ = "party"
    __table_args__ = (UniqueConstraint("community_id", "key"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    community_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("community.id"), index=True)
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))


class Addressee(Base):
    """An entry of the directory of recipients.

    `role` is "authority", "hotline" or a party's key, `kind` the usual kind of letter ("" for the
    role's own), both as in a petition file; `channel` an id of the catalogue of channels or "".
    """

    __tablename__ = "addressee"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    community_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("community.id"), index=True)
    bureau: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20), default="")
    salutation: Mapped[str] = mapped_column(String(100), default="")
    channel: Mapped[str] = mapped_column(String(40), default="")
    contact: Mapped[str] = mapped_column(String(300), default="")  # where to hand it in
    position: Mapped[int] = mapped_column(default=0)


class Dwelling(Base):
    """A dwelling of the roll (房屋清册). `label` is its name in one spelling, e.g. 3-2-1501."""

    __tablename__ = "dwelling"
    __table_args__ = (UniqueConstraint("community_id", "label"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    community_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("community.id"), index=True)
    label: Mapped[str] = mapped_column(String(60))
    building: Mapped[str] = mapped_column(String(20))
    entrance: Mapped[str] = mapped_column(String(20), default="")
    floor: Mapped[str] = mapped_column(String(20), default="")
    number: Mapped[str] = mapped_column(String(20))
    area: Mapped[Decimal | None] = mapped_column(Numeric(9, 2))  # m²
    owners: Mapped[int | None]
