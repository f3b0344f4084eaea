"""Names on the public page: masked, of those alone who ticked it, the latest few."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from app.signing.consents import PUBLIC
from app.signing.models import COUNTED, Drive, Signature

MOST_SHOWN = 30
_MOST_READ = 200  # the latest signatures; the work does not grow with their number


@dataclass(frozen=True)
class ShownName:
    """`name` is masked: 王**; `building` is of the dwelling, which is not shown."""

    name: str
    building: str


def list_shown_names(session: Session, drive: Drive) -> tuple[ShownName, ...]:
    """The latest who let the public page show them, each person once."""
    latest = session.scalars(
        select(Signature)
        .where(
            Signature.drive_id == drive.id,
            Signature.version_id == drive.version_id,
            Signature.state.in_(COUNTED),
        )
        .options(
            load_only(
                Signature.name, Signature.building, Signature.consents, Signature.person_index
            )
        )
        .order_by(Signature.signed_at.desc())
        .limit(_MOST_READ)
    )
    shown = {one.person_index: one for one in latest if PUBLIC in one.consents and one.name}
    return tuple(
        ShownName(mask_name(one.name), one.building) for one in list(shown.values())[:MOST_SHOWN]
    )


def mask_name(name: str) -> str:
    """The family name with two stars, however long the rest: 王**; a Latin name its first letter."""
    return f"{name[:1]}**"
