"""What part of the roll of dwellings has signed: information alone, for a letter needs no quorum.

The one share the law speaks of is that of an extraordinary owners' meeting (LAW): owners of 20 %
may propose it, in a proposal of its own. Owners are counted by dwellings and by area, as the
Supreme People's Court reads it (READING).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.communities.models import Dwelling
from app.communities.roll import sort_key
from app.signing.counted import is_counted, is_owner
from app.signing.models import Drive, Signature

LAW, READING = "wytl-13", "qfsy-8-9"  # ids of app/data/law
MARK = 20  # per cent
_MOST_LISTED = 2000


@dataclass(frozen=True)
class Listed:
    """A building of the roll: its dwellings, and how many of them have signed (any capacity)."""

    dwellings: int
    signed: int


@dataclass(frozen=True)
class Share:
    """`owned` and `owned_area` are dwellings that an owner signed for; `without_area`: not known."""

    dwellings: int
    owned: int
    area: Decimal
    owned_area: Decimal
    without_area: int

    @property
    def by_dwellings(self) -> float:
        """In per cent."""
        return 100 * self.owned / self.dwellings

    @property
    def by_area(self) -> float | None:
        """In per cent; None where the roll lacks areas."""
        if self.without_area or not self.area:
            return None
        return float(100 * self.owned_area / self.area)


def count_shares(session: Session, drive: Drive) -> tuple[Mapping[str, Listed], Share | None]:
    """The buildings of the roll, and the share of the whole; None without a roll. One query."""
    signed = (
        select(Signature.dwelling, func.max(is_owner()).label("owned"))
        .where(*is_counted(drive))
        .group_by(Signature.building, Signature.dwelling)
        .subquery()
    )
    owned = func.coalesce(signed.c.owned, 0)
    rows = session.execute(
        select(
            Dwelling.building,
            func.count(),
            func.count(signed.c.dwelling),
            func.sum(owned),
            func.sum(func.coalesce(Dwelling.area, 0)),
            func.sum(case((owned == 1, func.coalesce(Dwelling.area, 0)), else_=0)),
            func.count().filter(Dwelling.area.is_(None)),
        )
        .outerjoin(signed, signed.c.dwelling == Dwelling.label)
        .where(Dwelling.community_id == drive.community_id)
        .group_by(Dwelling.building)
    ).all()
    buildings = {row[0]: Listed(row[1], row[2]) for row in rows}
    if not rows:
        return buildings, None
    return buildings, Share(
        dwellings=sum(row[1] for row in rows),
        owned=sum(int(row[3]) for row in rows),
        area=_add(row[4] for row in rows),
        owned_area=_add(row[5] for row in rows),
        without_area=sum(row[6] for row in rows),
    )


def list_unsigned(session: Session, drive: Drive, building: str) -> Sequence[str]:
    """The dwellings of a building that nobody has signed for; shown to representatives alone."""
    signed = select(Signature.dwelling).where(*is_counted(drive), Signature.building == building)
    found = session.scalars(
        select(Dwelling.label)
        .where(
            Dwelling.community_id == drive.community_id,
            Dwelling.building == building,
            Dwelling.label.not_in(signed),
        )
        .limit(_MOST_LISTED)
    )
    return sorted(found, key=sort_key)


def _add(values: object) -> Decimal:
    return sum((Decimal(str(value or 0)) for value in values), Decimal(0))  # type: ignore[attr-defined]
