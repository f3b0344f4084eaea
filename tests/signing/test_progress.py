"""Progress: the same figures as a plain recount, whatever was signed, in three queries."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, event, insert

from app.communities.models import Dwelling
from app.db import transaction
from app.signing.models import COUNTED, LEVELS, STATES, Drive, Signature
from app.signing.progress import (
    BY_RANK,
    Building,
    Count,
    Progress,
    count_progress,
    count_to_agree_anew,
    merge_small,
    read_progress,
)
from app.signing.shares import list_unsigned
from tests.people import NOW
from tests.petitions.letters_cases import TODAY
from tests.signing.driven import Driven

CAPACITIES = ("owner", "co_owner", "family", "tenant", "shop")


def make_row(driven: Driven, drive: Drive, chance: random.Random) -> dict[str, Any]:
    """A signature of one of few people and dwellings, so that many come twice."""
    building = str(chance.randint(1, 12))
    dwelling = f"{building}-1-{chance.randint(1, 9)}01"
    return {
        "id": uuid.UUID(int=chance.getrandbits(128)),
        "drive_id": drive.id,
        "version_id": drive.version_id,
        "key": f"{chance.getrandbits(200):x}",
        "number": f"{chance.getrandbits(40):x}",
        "receipt": "-",
        "receipt_index": f"{chance.getrandbits(200):x}",
        "name": "-",
        "name_index": "-",
        "person_index": f"{dwelling} {chance.randint(1, 3)}",
        "dwelling": dwelling,
        "building": building,
        "capacity": chance.choice(CAPACITIES),
        "consents": [],
        "consent_digest": driven.digest,
        "level": chance.choice(LEVELS),
        "state": chance.choice((*STATES, "standing", "standing")),
        "salt": "-",
        "signed_on": TODAY + dt.timedelta(days=chance.randint(0, 20)),
        "signed_at": NOW,
    }


def recount(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures the slow way."""
    counted = [row for row in rows if row["state"] in COUNTED]
    people: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in counted:
        people[row["person_index"]].append(row)
    owned = ("owner", "co_owner")
    first = Counter(min(row["signed_on"] for row in mine) for mine in people.values())
    best = Counter(
        max((row["level"] for row in mine), key=BY_RANK.index) for mine in people.values()
    )
    return {
        "signatures": len(counted),
        "people": len(people),
        "owners": sum(any(row["capacity"] in owned for row in mine) for mine in people.values()),
        "dwellings": len({row["dwelling"] for row in counted}),
        "owner_dwellings": len({row["dwelling"] for row in counted if row["capacity"] in owned}),
        "levels": {level: best[level] for level in LEVELS},
        "days": dict(first),
        "buildings": dict(Counter(mine[0]["building"] for mine in people.values())),
    }


def say(progress: Progress) -> dict[str, Any]:
    """The same figures of what the service says."""
    return {
        "signatures": progress.signatures,
        "people": progress.all.people,
        "owners": progress.all.owners,
        "dwellings": progress.all.dwellings,
        "owner_dwellings": progress.all.owner_dwellings,
        "levels": dict(progress.levels),
        "days": {day.day: day.people for day in progress.days},
        "buildings": {one.name: one.count.people for one in progress.buildings},
    }


def test_progress_equals_a_recount(driven_on_both: Driven) -> None:
    chance = random.Random(6)
    for size in (0, 1, 3, 40, 40, 400):
        with transaction(driven_on_both.town.engine) as session:
            session.execute(delete(Signature))
            drive = session.get_one(Drive, driven_on_both.drive)
            rows = [make_row(driven_on_both, drive, chance) for _ in range(size)]
            if rows:
                session.execute(insert(Signature), rows)
            counted = count_progress(session, drive)
            assert say(counted) == recount(rows)
            assert counted.days == () or counted.days[-1].reached == counted.all.people


def put_roll(driven: Driven, *dwellings: tuple[str, str, Decimal | None]) -> None:
    with transaction(driven.town.engine) as session:
        for label, building, area in dwellings:
            session.add(
                Dwelling(
                    community_id=driven.town.community, label=label, building=building,
                    number=label.rpartition("-")[2], area=area,
                )
            )  # fmt: skip


def test_the_roll_gives_shares_and_who_is_missing(driven_on_both: Driven) -> None:
    put_roll(
        driven_on_both,
        ("1-1-101", "1", Decimal("80.5")),
        ("1-1-102", "1", Decimal("79.5")),
        ("2-1-101", "2", Decimal(120)),
        ("2-1-201", "2", Decimal(120)),
    )
    driven_on_both.sign("张伟", "1-1-101")
    driven_on_both.sign("李娜", "2-1-101", capacity="tenant")
    driven_on_both.sign("王强", "9-9-909")
    with transaction(driven_on_both.town.engine, reading=True) as session:
        drive = session.get_one(Drive, driven_on_both.drive)
        progress = count_progress(session, drive)
        share = progress.share
        assert share is not None and (share.dwellings, share.owned) == (4, 1)
        assert (share.by_dwellings, share.by_area) == (25.0, pytest.approx(20.125))
        assert progress.unknown == 1 and progress.all.dwellings == 3
        assert [(one.name, one.listed.signed) for one in progress.buildings] == [
            ("1", 1), ("2", 1), ("9", 0),
        ]  # fmt: skip
        assert list_unsigned(session, drive, "1") == ["1-1-102"]
        assert list_unsigned(session, drive, "2") == ["2-1-201"]


def test_a_roll_without_all_areas_gives_no_share_by_area(driven: Driven) -> None:
    put_roll(driven, ("1-1-101", "1", None), ("1-1-102", "1", Decimal(80)))
    with transaction(driven.town.engine, reading=True) as session:
        share = count_progress(session, session.get_one(Drive, driven.drive)).share
        assert share is not None and share.by_area is None and share.by_dwellings == 0


def test_it_takes_three_queries_however_many_signed(driven: Driven) -> None:
    asked: list[str] = []
    listen = lambda *of: asked.append(of[2])  # noqa: E731
    for people in (1, 30):
        for number in range(people):
            driven.sign(f"张{number}", f"{number % 7 + 1}-1-101")
        with transaction(driven.town.engine, reading=True) as session:
            drive = session.get_one(Drive, driven.drive)
            event.listen(driven.town.engine, "before_cursor_execute", listen)
            count_progress(session, drive)
            event.remove(driven.town.engine, "before_cursor_execute", listen)
    assert len(asked) == 6


def test_what_many_signed_is_kept_for_seconds(driven: Driven) -> None:
    chance = random.Random(7)
    with transaction(driven.town.engine) as session:
        drive = session.get_one(Drive, driven.drive)
        rows = [make_row(driven, drive, chance) | {"state": "standing"} for _ in range(2000)]
        session.execute(insert(Signature), rows)
    driven_now = NOW + dt.timedelta(days=1)
    with transaction(driven.town.engine) as session:
        drive = session.get_one(Drive, driven.drive)
        first = read_progress(session, drive, now=driven_now)
        session.execute(delete(Signature))
        soon, later = dt.timedelta(seconds=1.9), dt.timedelta(seconds=2.1)
        assert read_progress(session, drive, now=driven_now + soon) is first
        assert read_progress(session, drive, now=driven_now + later).signatures == 0
    driven.sign("张伟", "1-1-101")
    with transaction(driven.town.engine, reading=True) as session:
        drive = session.get_one(Drive, driven.drive)
        assert read_progress(session, drive, now=driven_now + later).signatures == 1


def building(name: str, people: int) -> Building:
    return Building(name, Count(people, people, people, people))


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ({"1": 9, "2": 5}, {"1": 9, "2": 5}),
        ({"1": 9, "2": 3, "3": 4}, {"1": 9, "": 7}),
        ({"1": 9, "2": 3, "3": 6}, {"1": 9, "": 9}),  # 其他 of one building alone would tell
        ({"1": 2}, {"": 2}),
        ({"1": 9, "2": 0, "3": 6}, {"1": 9, "": 6}),
        ({}, {}),
    ],
)
def test_small_buildings_are_put_together_in_public(
    people: dict[str, int], shown: dict[str, int]
) -> None:
    merged = merge_small(tuple(building(name, count) for name, count in people.items()))
    assert {one.name: one.count.people for one in merged} == shown


def test_who_signed_an_older_version_is_asked_anew(driven_on_both: Driven) -> None:
    driven_on_both.sign("张伟", "1-1-101")
    driven_on_both.sign("张伟", "1-1-101")
    with transaction(driven_on_both.town.engine, reading=True) as session:
        drive = session.get_one(Drive, driven_on_both.drive)
        assert count_to_agree_anew(session, drive) == 0
