"""The checker's list with very many signatures: as many queries, through indexes, about as quick."""

from __future__ import annotations

import time
import uuid

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from app.db import new_id, transaction
from app.signing.models import Drive, Signature
from app.signing.signature_list import Wanted, list_signatures
from tests.people import NOW
from tests.petitions.letters_cases import TODAY
from tests.queries import count_queries
from tests.signing.driven import Driven
from tests.signing.test_codes import put_roll

MANY = 20_000  # make bench measures 100,000
MOST = 1.5
WANTED = (
    Wanted(),
    Wanted(needs=True),
    Wanted(building="7"),
    Wanted(name="王0000007"),
    Wanted(dwelling="7-1-307"),
)


def put_many(driven: Driven, start: int, count: int) -> None:
    """Signatures of as many people, two a dwelling, in buildings of a thousand."""
    rows = []
    for number in range(start, start + count):
        building, inside = number // 1000 + 1, number % 1000 // 2
        rows.append({
            "id": new_id(), "drive_id": driven.drive, "key": f"{number:064d}",
            "number": f"N{number:08d}", "receipt": "-", "receipt_index": f"{number:064d}",
            "name": "王某", "name_index": f"n{number:063d}", "person_index": f"p{number:063d}",
            "dwelling": f"{building}-1-{inside:03d}", "building": str(building),
            "capacity": "owner", "consents": [], "consent_digest": driven.digest,
            "salt": "0" * 32, "signed_on": TODAY, "signed_at": NOW, "language": "zh",
            "level": "declared", "state": "standing", "is_helped": False,
        })  # fmt: skip
    with transaction(driven.town.engine) as session:
        version = session.get_one(Drive, driven.drive).version_id
        for begin in range(0, count, 5000):
            some = [{**row, "version_id": version} for row in rows[begin : begin + 5000]]
            session.execute(insert(Signature), some)


def measure(driven: Driven, after: uuid.UUID | None) -> list[tuple[int, float]]:
    """Queries and the shortest time of each list: others may be at work on this machine."""
    found = []
    with transaction(driven.town.engine, reading=True) as session:
        drive = session.get_one(Drive, driven.drive)
        for wanted in WANTED:
            times = []
            for _ in range(7):
                session.expire_all()
                drive = session.get_one(Drive, driven.drive)
                begun = time.perf_counter()
                with count_queries(driven.town.engine) as sent:
                    list_signatures(session, drive, wanted, after=after)
                times.append(time.perf_counter() - begun)
            found.append((len(sent), min(times)))
    return found


def test_many_signatures_cost_no_more(driven_on_both: Driven) -> None:
    driven = driven_on_both
    put_roll(driven.town, ("7-1-307", "1-1-001"))
    put_many(driven, 0, 100)
    few = measure(driven, None)
    put_many(driven, 100, MANY)
    analyse(driven)
    with transaction(driven.town.engine, reading=True) as session:
        middle = session.scalars(
            select(Signature.id).order_by(Signature.id).offset(MANY // 2)
        ).first()
    many, deep = measure(driven, None), measure(driven, middle)
    for place in (0, 1):
        assert many[place][0] == few[place][0] == deep[place][0]
        slowest = max(many[place][1], deep[place][1])
        assert slowest <= MOST * few[place][1] + 0.015, (WANTED[place], few, many, deep)
    assert all(count <= few[0][0] for count, _ in [*many, *deep])
    explain(driven)


def analyse(driven: Driven) -> None:
    with transaction(driven.town.engine) as session:
        session.execute(text("ANALYZE"))


def explain(driven: Driven) -> None:
    """No query of the list reads the whole table."""
    with transaction(driven.town.engine, reading=True) as session:
        drive = session.get_one(Drive, driven.drive)
        for wanted in WANTED:
            plan = _explain(session, drive, wanted)
            assert "SCAN signature" not in plan and "Seq Scan on signature" not in plan, plan
            assert "B-TREE" not in plan or wanted.name or wanted.dwelling, plan


def _explain(session: Session, drive: Drive, wanted: Wanted) -> str:
    from app.signing.signature_list import _filter

    query = (
        select(Signature.id, Signature.name)
        .where(Signature.drive_id == drive.id, *_filter(drive, wanted))
        .order_by(Signature.id)
        .limit(51)
    )
    dialect = session.get_bind().dialect
    said = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    explained = "EXPLAIN QUERY PLAN " if dialect.name == "sqlite" else "EXPLAIN "
    rows = session.execute(text(explained + said.replace(":", "\\:")))
    return "\n".join(str(tuple(row)) for row in rows)
