"""Who stands in a letter: the signatures of a version as one recipient gets them.

One person is one row: of signatures with the same person_index the best known one counts (checked,
then coded, paper, declared), then the earliest. Who consented to this recipient stands with name,
in the order of the dwellings; the others follow without and are only counted.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from app.communities.roll import sort_key
from app.letters.collected import Counts, Tally
from app.letters.media import Drawing, Picture
from app.letters.petition import Petition
from app.letters.signers import OWNERS, Signer
from app.signing.affected import counts_owners_only
from app.signing.consents import names_key
from app.signing.counted import BY_RANK, is_counted
from app.signing.drawn import unpack_drawing
from app.signing.models import AffectedItem, Drive, Signature

_BEST: Mapping[str, int] = {level: rank for rank, level in enumerate(reversed(BY_RANK))}
_AT_ONCE = 500  # ids in a query
_COUNTED = (
    Signature.id, Signature.person_index, Signature.dwelling, Signature.capacity, Signature.level,
    Signature.consents, Signature.signed_at, Signature.signed_by.is_not(None).label("is_signed_for"),
)  # fmt: skip
_SHOWN = (
    Signature.name, Signature.signed_by, Signature.relation, Signature.signed_on, Signature.salt,
    Signature.drawing_digest,
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A person in a letter; of those without name too, who are counted. `signed_at` is aware."""

    id: uuid.UUID
    person_index: str
    dwelling: str
    capacity: str
    level: str
    is_signed_for: bool
    is_named: bool
    signed_at: dt.datetime
    name: str = ""
    signed_by: str | None = None
    relation: str | None = None
    signed_on: dt.date | None = None
    salt: str = ""
    drawing_digest: str | None = None


def list_standing(
    session: Session, drive: Drive, recipient: int, *, without: Container[str] = frozenset()
) -> list[Standing]:
    """Everybody in the letter to `recipient`, in its order; not those whose mark is in `without`."""
    rows = _pick(session, drive, (*_COUNTED, *_SHOWN))
    key = names_key(recipient)
    found = [_stand(row, key) for row in rows if row["person_index"] not in without]
    return sorted(found, key=_place)


def count_standing(
    session: Session, drive: Drive, sealed: Mapping[int, Container[str]]
) -> dict[int, tuple[Counts, int]]:
    """For each recipient who would stand in its letter, and how many of them no seal holds yet.

    `sealed` holds the marks of those whom the recipient's seals hold. Nothing is decrypted.
    """
    rows = _pick(session, drive, _COUNTED)
    found = {}
    for recipient, known in sealed.items():
        key = names_key(recipient)
        new = sum(row["person_index"] not in known for row in rows)
        found[recipient] = count(_stand(row, key) for row in rows), new
    return found


def count(people: Iterable[Standing]) -> Counts:
    """The numbers that a letter prints of these people."""
    everybody = list(people)
    levels = dict.fromkeys(_BEST, 0)
    for one in everybody:
        levels[one.level] += 1
    withheld = [one for one in everybody if not one.is_named]
    owners = sum(one.capacity in OWNERS for one in everybody)
    return Counts(
        people=len(everybody),
        dwellings=len({one.dwelling for one in everybody}),
        owners=owners,
        others=len(everybody) - owners,
        on_behalf=sum(one.is_signed_for for one in everybody),
        withheld_people=len(withheld),
        withheld_dwellings=len({one.dwelling for one in withheld}),
        **levels,
    )


def tally_affected(
    session: Session, drive: Drive, people: Iterable[Standing], petition: Petition
) -> dict[str, Tally]:
    """By the id of each item, whom of these people it affects; of a deed (产权) the owners alone."""
    known = {one.id: one for one in people}
    owned = {item.id for item in petition.items if counts_owners_only(item.category)}
    rows = session.execute(
        select(AffectedItem.item, AffectedItem.signature_id)
        .join(Signature, Signature.id == AffectedItem.signature_id)
        .where(Signature.drive_id == drive.id, Signature.version_id == drive.version_id)
    )
    found: dict[str, list[Standing]] = {}
    for item, signature in rows:
        one = known.get(signature)
        if one and (item not in owned or one.capacity in OWNERS):
            found.setdefault(item, []).append(one)
    return {
        item: Tally(len(affected), len({one.dwelling for one in affected}))
        for item, affected in sorted(found.items())
    }


def load_signers(session: Session, people: Iterable[Standing]) -> tuple[Signer, ...]:
    """Those with name as rows of annex 1, with their drawings."""
    named = [one for one in people if one.is_named]
    drawings = load_drawings(session, [one.id for one in named if one.drawing_digest])
    return tuple(
        Signer(
            name=one.name,
            unit=one.dwelling,
            signed_on=one.signed_on,
            capacity=one.capacity,  # type: ignore[arg-type]  # the column holds no other
            signed_by=one.signed_by,
            relation=one.relation,
            signature=drawings.get(one.id),
            row=number,
        )
        for number, one in enumerate(named, 1)
    )


def load_drawings(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Drawing | Picture]:
    """The drawn signatures, by the signature's id; a query for many of them."""
    found = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        query = select(Signature.id, Signature.drawing).where(Signature.id.in_(some))
        for id, packed in session.execute(query):
            if packed is not None:
                found[id] = unpack_drawing(packed)
    return found


def _pick(session: Session, drive: Drive, columns: tuple[object, ...]) -> list[RowMapping]:
    """The row that counts for each person."""
    query = select(*columns).where(*is_counted(drive))  # type: ignore[call-overload]
    best: dict[str, RowMapping] = {}
    for row in session.execute(query).mappings():
        before = best.get(row["person_index"])
        if before is None or _rank(row) < _rank(before):
            best[row["person_index"]] = row
    return list(best.values())


def _rank(row: RowMapping) -> tuple[int, dt.datetime, uuid.UUID]:
    return _BEST[row["level"]], row["signed_at"], row["id"]


def _stand(row: RowMapping, key: str) -> Standing:
    given = {name: row[name] for name in row if name != "consents"}
    return Standing(is_named=key in row["consents"], **given)


def _place(one: Standing) -> tuple[object, ...]:
    return not one.is_named, _place_dwelling(one.dwelling), one.name, one.signed_at, one.id


@lru_cache(20_000)
def _place_dwelling(dwelling: str) -> tuple[tuple[int, int | str], ...]:
    return sort_key(dwelling)
