"""What a community has to offer to its drafts: its own data, parties, addressees, representatives."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.communities.directory import list_addressees
from app.communities.members import list_members
from app.communities.models import Addressee, Community
from app.communities.parties import list_parties
from app.communities.settings import find_community
from app.letters.petition_file import OWN_ROLE
from app.petitions.acts import Addressed, Offer

_MOBILE = re.compile(r"\+?\d{7,15}")
_OWN_DATA = ("name", "address", "city", "households", "handed_over", "completion_accepted")


@dataclass(frozen=True)
class Directory:
    """`community` and `parties` as in a petition file; `addressees` in the community's order."""

    community: Mapping[str, Any]
    parties: Mapping[str, Any]
    addressees: Mapping[str, Addressed]
    people: Mapping[str, Mapping[str, str]]

    @property
    def offer(self) -> Offer:
        return Offer(self.addressees, self.people)


def load_directory(session: Session, community_id: uuid.UUID) -> Directory:
    """Everything in four queries, however much there is. Raises NoCommunity."""
    community = find_community(session, community_id)
    written = {
        party.key: _write_party(party.key, party.name, party.role)
        for party in list_parties(session, community_id)
    }
    addressees = list_addressees(session, community_id)
    return Directory(
        community=_write_community(community),
        parties=written,
        addressees={str(one.id): _address(one, written) for one in addressees},
        people=_list_people(session, community_id),
    )


def _write_community(community: Community) -> dict[str, Any]:
    values = ((key, getattr(community, key)) for key in _OWN_DATA)
    return {
        key: value if isinstance(value, (str, int)) else value.isoformat()
        for key, value in values
        if value not in (None, "")
    }


def _write_party(key: str, name: str, role: str) -> Any:
    return name if key in OWN_ROLE and role == key else {"name": name, "role": role}


def _address(one: Addressee, parties: Mapping[str, Any]) -> Addressed:
    recipient = {"role": one.role, "name": one.name}
    recipient |= {
        key: text for key, text in (("kind", one.kind), ("salutation", one.salutation)) if text
    }
    party = None
    if one.role not in ("authority", "hotline"):
        role = one.role if one.role in OWN_ROLE else "other"
        party = one.role, parties.get(one.role) or _write_party(one.role, one.name, role)
    return Addressed(one.name, recipient, party)


def _list_people(session: Session, community_id: uuid.UUID) -> dict[str, dict[str, str]]:
    """The representatives of a community now; a mobile number with which one signs in is the phone."""
    return {
        str(one.person_id): {"name": one.person.name}
        | ({"phone": one.person.login} if _MOBILE.fullmatch(one.person.login) else {})
        for one in list_members(session, community_id)
        if one.role == "representative"
    }
