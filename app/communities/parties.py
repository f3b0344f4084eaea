"""Those who owe the owners something: developer, property company, utilities, others."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.communities.models import Addressee, Party
from app.communities.settings import find_community
from app.letters.petition_file import OWN_ROLE, PARTY_ROLES
from app.messages import Message, message
from app.timeline.entries import record
from app.web.faults import Fault

MOST = 30
ROLE_NAMES: dict[str, Message] = {
    "developer": Message("开发商", english="Developer"),
    "property_company": Message("物业公司", english="Property company"),
    "utility": Message("水电气热等专营单位", english="Utility (water, power, gas, heat)"),
    "contractor": Message("施工单位", english="Contractor"),
    "bank": Message("银行", english="Bank"),
    "committee": Message("业主委员会", english="Owners' committee"),
    "residents_committee": Message("居民委员会", english="Residents' committee"),
    "other": Message("其他单位", english="Other party"),
}


class PartyFault(Fault):
    """A party that cannot be added or removed."""


class NoParty(Exception):
    """This community has no such party."""


def list_parties(session: Session, community_id: uuid.UUID) -> Sequence[Party]:
    """The parties of a community: developer, property company, utility first, then by age."""
    parties = session.scalars(
        select(Party).where(Party.community_id == community_id).order_by(Party.id)
    ).all()
    return sorted(parties, key=lambda party: PARTY_ROLES.index(party.role))


def find_party(session: Session, community_id: uuid.UUID, party_id: uuid.UUID) -> Party:
    """The party. Raises NoParty."""
    found = session.scalar(
        select(Party).where(Party.id == party_id, Party.community_id == community_id)
    )
    if found is None:
        raise NoParty
    return found


def add_party(
    session: Session,
    community_id: uuid.UUID,
    *,
    name: str,
    role: str,
    now: dt.datetime,
    person_id: uuid.UUID,
    key: str = "",
) -> Party:
    """A new party. `key` "": the role's own where it is free, else one with a number.

    Raises PartyFault where the community has the same one, or too many.
    """
    find_community(session, community_id, to_change=True)
    parties = list_parties(session, community_id)
    if len(parties) >= MOST:
        raise PartyFault(message("最多记{most}个单位；请先删去不用的", most=MOST), "name")
    if any(party.name == name and party.role == role for party in parties):
        raise PartyFault(message("已经有这个单位"), "name")
    taken = {party.key for party in parties}
    party = Party(
        community_id=community_id, key=_choose_key(key or role, role, taken), name=name, role=role
    )
    session.add(party)
    session.flush()
    _record(session, "party-added", party, now, person_id)
    return party


def change_party(
    session: Session, party: Party, *, name: str, now: dt.datetime, person_id: uuid.UUID
) -> None:
    """Give the party another name; letters that are being drafted keep theirs."""
    if party.name != name:
        party.name = name
        _record(session, "party-changed", party, now, person_id)


def remove_party(session: Session, party: Party, *, now: dt.datetime, person_id: uuid.UUID) -> None:
    """Raises PartyFault while the directory of recipients has an entry of it."""
    used = select(func.count()).where(
        Addressee.community_id == party.community_id, Addressee.role == party.key
    )
    if session.scalar(used):
        raise PartyFault(
            message("收件方名录里还有“{name}”；请先在名录里删去，再来删这里", name=party.name)
        )
    _record(session, "party-removed", party, now, person_id)
    session.delete(party)
    session.flush()


def _choose_key(wanted: str, role: str, taken: set[str]) -> str:
    """A key as a petition file takes it: an own role's key belongs to that role alone."""
    if wanted not in taken and (wanted not in OWN_ROLE or wanted == role):
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


def _record(
    session: Session, act: str, party: Party, now: dt.datetime, person_id: uuid.UUID
) -> None:
    record(
        session, act, community_id=party.community_id, now=now, person_id=person_id,
        name=party.name, role=party.role,
    )  # fmt: skip
