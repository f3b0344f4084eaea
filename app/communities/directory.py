"""The directory of recipients: to whom letters of this community go, in which order."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.channels import load_channels
from app.communities.models import Addressee, Community, Party
from app.communities.parties import add_party, list_parties
from app.communities.settings import find_community
from app.letters.petition import AUTHORITY, HOTLINE
from app.messages import Message, message
from app.timeline.entries import record
from app.web.faults import Fault

MOST = 60
BUREAU_NAMES: dict[str, Message] = {
    "housing": message("住房城乡建设部门"),
    "natural_resources": message("自然资源和规划部门"),
    "petition_office": message("信访部门"),
    "street_office": message("街道办事处、乡镇政府"),
    "hotline": message("12345热线、领导信箱"),
    "developer": Message("开发商", english="Developer"),
    "property_company": Message("物业公司", english="Property company"),
    "gas": message("供气单位"),
    "water": message("供水单位"),
    "power": message("供电单位"),
    "heat": message("供热单位"),
    "other": message("其他"),
}
OF_AUTHORITY = ("housing", "natural_resources", "petition_office", "street_office")
OF_UTILITY = ("gas", "water", "power", "heat")
OF_COMPANY = ("developer", "property_company", "utility")
# What the name of a utility says that it supplies.
_SUPPLIES = (("gas", "燃气|天然气|煤气"), ("water", "水务|供水|自来水"), ("power", "电力|供电|电网"),
             ("heat", "热力|供热|供暖"))  # fmt: skip
KIND_NAMES: dict[str, Message] = {
    "petition": message("联名诉求书"),
    "demand": message("催告函"),
    "complaint": message("投诉函"),
    "hotline": message("热线文本"),
    "duty": message("履职申请书"),
    "disclosure": message("政府信息公开申请书"),
}


class NoAddressee(Exception):
    """The directory of this community has no such entry."""


class AddresseeFault(Fault):
    """An entry that contradicts itself."""


@dataclass(frozen=True)
class Entry:
    """What a person fills in; `role` "" follows from the bureau."""

    bureau: str
    name: str
    role: str = ""
    kind: str = ""
    salutation: str = ""
    channel: str = ""
    contact: str = ""


def list_addressees(session: Session, community_id: uuid.UUID) -> Sequence[Addressee]:
    """The directory in its order."""
    return session.scalars(
        select(Addressee)
        .where(Addressee.community_id == community_id)
        .order_by(Addressee.position, Addressee.id)
    ).all()


def find_addressee(session: Session, community_id: uuid.UUID, addressee_id: uuid.UUID) -> Addressee:
    """The entry. Raises NoAddressee."""
    found = session.scalar(
        select(Addressee).where(
            Addressee.id == addressee_id, Addressee.community_id == community_id
        )
    )
    if found is None:
        raise NoAddressee
    return found


def add_addressee(
    session: Session,
    community_id: uuid.UUID,
    entry: Entry,
    *,
    now: dt.datetime,
    person_id: uuid.UUID,
) -> Addressee:
    """A new entry at the end; a company that is no party yet becomes one. Raises AddresseeFault."""
    find_community(session, community_id, to_change=True)
    entries = list_addressees(session, community_id)
    if len(entries) >= MOST:
        raise AddresseeFault(message("名录最多{most}个收件方；请先删去不用的", most=MOST))
    if any(one.name == entry.name and one.bureau == entry.bureau for one in entries):
        raise AddresseeFault(message("名录里已经有这个收件方"), "name")
    settled = _settle(session, community_id, entry, now, person_id)
    position = entries[-1].position + 1 if entries else 0
    added = Addressee(community_id=community_id, position=position, **asdict(settled))
    session.add(added)
    session.flush()
    _record(session, "addressee-added", added, now, person_id)
    return added


def change_addressee(
    session: Session,
    addressee: Addressee,
    entry: Entry,
    *,
    now: dt.datetime,
    person_id: uuid.UUID,
) -> None:
    """Put `entry` in its place; letters that are being drafted keep theirs. Raises AddresseeFault."""
    settled = _settle(session, addressee.community_id, entry, now, person_id)
    changed = {
        name: value for name, value in asdict(settled).items() if getattr(addressee, name) != value
    }
    for name, value in changed.items():
        setattr(addressee, name, value)
    if changed:
        _record(session, "addressee-changed", addressee, now, person_id)


def remove_addressee(
    session: Session, addressee: Addressee, *, now: dt.datetime, person_id: uuid.UUID
) -> None:
    """Take the entry out."""
    _record(session, "addressee-removed", addressee, now, person_id)
    session.delete(addressee)
    session.flush()


def move_addressee(session: Session, addressee: Addressee, step: int) -> None:
    """One place up (-1) or down (1); at the end it stays. The order is no act for the timeline."""
    find_community(session, addressee.community_id, to_change=True)
    entries = list(list_addressees(session, addressee.community_id))
    place = entries.index(addressee)
    to = min(max(place + step, 0), len(entries) - 1)
    entries.insert(to, entries.pop(place))
    for position, entry in enumerate(entries):
        entry.position = position


def list_unaddressed(parties: Sequence[Party], entries: Sequence[Addressee]) -> list[Party]:
    """The companies among the parties to which no entry of the directory writes."""
    addressed = {entry.role for entry in entries}
    return [party for party in parties if party.role in OF_COMPANY and party.key not in addressed]


def address_party(
    session: Session, party: Party, *, now: dt.datetime, person_id: uuid.UUID
) -> Addressee:
    """The entry of the directory for a party, made of what is known of it. Raises AddresseeFault."""
    return add_addressee(session, party.community_id, _enter(party), now=now, person_id=person_id)


def propose_entries(
    community: Community, parties: Sequence[Party], district: str, street: str
) -> list[Entry]:
    """A first directory, its names as such bodies are usually called: to be checked by a person.

    `district`: e.g. 滨河区; `street`: e.g. 迎春街道, may be empty.
    """
    entries = [
        Entry("housing", f"{district}住房和城乡建设局"),
        Entry("natural_resources", f"{district}自然资源局"),
        Entry("petition_office", f"{district}信访局"),
    ]
    if street:
        is_township = street.endswith(("镇", "乡"))
        office = "人民政府" if is_township else "办事处"
        entries.append(Entry("street_office", f"{street.removesuffix('办事处')}{office}"))
    entries.append(Entry("hotline", f"{community.city}12345政务服务便民热线", contact="12345"))
    entries += [_enter(party) for party in parties if party.role in OF_COMPANY]
    return entries


def guess_district(community: Community) -> str:
    """滨河区 of 江城市滨河区迎春路18号; "" where neither city nor address names one."""
    place = re.sub(r"[\u4e00-\u9fff]{2,8}?[省市州盟]", " ", f"{community.city} {community.address}")
    found = re.search(r"[\u4e00-\u9fff]{1,8}?[区县旗]", place)
    return found[0] if found and not found[0].endswith("小区") else ""


def propose_directory(
    session: Session,
    community_id: uuid.UUID,
    district: str,
    street: str,
    *,
    now: dt.datetime,
    person_id: uuid.UUID,
) -> int:
    """Add what is proposed and not there yet; returns how many entries."""
    community = find_community(session, community_id, to_change=True)
    parties = list_parties(session, community_id)
    has = {(one.bureau, one.name) for one in list_addressees(session, community_id)}
    added = 0
    for entry in propose_entries(community, parties, district, street):
        if (entry.bureau, entry.name) not in has:
            add_addressee(session, community_id, entry, now=now, person_id=person_id)
            added += 1
    return added


def _enter(party: Party) -> Entry:
    """A party as an entry of the directory, in its own place of the letter."""
    if party.key in ("developer", "property_company", *OF_UTILITY):
        return Entry(party.key, party.name, role=party.key)
    named = (bureau for bureau, words in _SUPPLIES if re.search(words, party.name))
    return Entry(
        next(named, "other") if party.role == "utility" else party.role, party.name, role=party.key
    )


def _settle(
    session: Session, community_id: uuid.UUID, entry: Entry, now: dt.datetime, person_id: uuid.UUID
) -> Entry:
    """The entry with its role, which exists. Raises AddresseeFault."""
    role = entry.role or _find_role(session, community_id, entry, now, person_id)
    parties = {party.key for party in list_parties(session, community_id)}
    if role not in (AUTHORITY, HOTLINE, *parties):
        raise AddresseeFault(message("请选它在信里是什么"), "role")
    if (role == HOTLINE) != (entry.kind == HOTLINE) and entry.kind:
        said = message("热线和信箱只收热线文本，其他收件方不收热线文本")
        raise AddresseeFault(said, "kind")
    if entry.channel and (role != HOTLINE or entry.channel not in load_channels()):
        raise AddresseeFault(message("只有热线和信箱才选表格"), "channel")
    return replace(entry, role=role)


def _find_role(
    session: Session, community_id: uuid.UUID, entry: Entry, now: dt.datetime, person_id: uuid.UUID
) -> str:
    """What follows from the bureau; a company gets its place among the parties."""
    bureau = entry.bureau
    if bureau in OF_AUTHORITY:
        return AUTHORITY
    if bureau == HOTLINE:
        return HOTLINE
    if bureau not in ("developer", "property_company", *OF_UTILITY):
        raise AddresseeFault(message("请选它在信里是什么"), "role")
    parties = list_parties(session, community_id)
    same = [party for party in parties if party.name == entry.name or party.key == bureau]
    if same:
        return min(same, key=lambda party: party.name != entry.name).key
    role = "utility" if bureau in OF_UTILITY else bureau
    return add_party(
        session, community_id, name=entry.name, role=role, key=bureau, now=now, person_id=person_id
    ).key


def _record(
    session: Session, act: str, addressee: Addressee, now: dt.datetime, person_id: uuid.UUID
) -> None:
    record(
        session, act, community_id=addressee.community_id, now=now, person_id=person_id,
        name=addressee.name,
    )  # fmt: skip
