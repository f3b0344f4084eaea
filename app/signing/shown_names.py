"""Names on the public page: masked, of those alone who ticked it, the latest few."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, case, select
from sqlalchemy.orm import Session

from app.signing.consents import PUBLIC
from app.signing.counted import is_counted
from app.signing.models import Drive, Signature

MOST_SHOWN = 30
_MOST_READ = 200  # the latest signatures; the work does not grow with their number


@dataclass(frozen=True)
class ShownName:
    """`name` is masked: 王**; `building` is of the dwelling, which is not shown."""

    name: str
    building: str


def list_shown_names(session: Session, drive: Drive) -> tuple[ShownName, ...]:
    """The latest who let the public page show them, each person once.

    An id sorts by its time. The condition stands in a case so that SQLite walks along the ids and
    stops, rather than read the index of progress from end to end and sort what it found.
    """
    latest = session.execute(
        select(Signature.id, Signature.person_index, Signature.consents)
        .where(Signature.drive_id == drive.id, case((and_(*is_counted(drive)), True), else_=False))
        .order_by(Signature.id.desc())
        .limit(_MOST_READ)
    )
    shown = {person: one for one, person, consents in latest if PUBLIC in consents}
    chosen = list(shown.values())[:MOST_SHOWN]
    query = select(Signature.id, Signature.name, Signature.building)
    rows = session.execute(query.where(Signature.id.in_(chosen)))
    known = {one: ShownName(mask_name(name), building) for one, name, building in rows if name}
    return tuple(known[one] for one in chosen if one in known)


def mask_name(name: str) -> str:
    """The family name with two stars, however long the rest: 王**; a Latin name its first letter."""
    return f"{name[:1]}**"
