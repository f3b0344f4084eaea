"""Whom an item of the petition affects, as the signers said.

Items of some categories are the owners' alone (nobody else can demand a title certificate): there
only owners and co-owners count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.catalogue.categories import find_category, list_categories
from app.letters.signers import OWNERS
from app.signing.counted import is_counted
from app.signing.models import AffectedItem, Drive, Signature


@dataclass(frozen=True)
class Affected:
    """People and dwellings, each counted once; `owners_only`: others are not among them."""

    people: int = 0
    dwellings: int = 0
    owners_only: bool = False


def count_affected(session: Session, drive: Drive) -> Mapping[str, Affected]:
    """For the id of every item of the version that is signed now; one query over the signatures."""
    is_owner = Signature.capacity.in_(OWNERS)
    counted = (
        select(
            AffectedItem.item,
            func.count(Signature.person_index.distinct()),
            func.count(Signature.dwelling.distinct()),
            func.count(case((is_owner, Signature.person_index)).distinct()),
            func.count(case((is_owner, Signature.dwelling)).distinct()),
        )
        .join(Signature, Signature.id == AffectedItem.signature_id)
        .where(
            *is_counted(drive),
        )
        .group_by(AffectedItem.item)
    )
    rows = {row[0]: row for row in session.execute(counted)}
    found: dict[str, Affected] = {}
    for item in drive.version.document.get("items", ()):
        name, owners_only = item["id"], counts_owners_only(item.get("category", ""))
        _, *counts = rows.get(name, (name, 0, 0, 0, 0))
        people, dwellings = counts[2:] if owners_only else counts[:2]
        found[name] = Affected(people, dwellings, owners_only)
    return found


def counts_owners_only(category: str) -> bool:
    """Whether items of a category count owners and co-owners alone."""
    return category in list_categories() and find_category(category).owners_only
