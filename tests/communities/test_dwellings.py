"""The roll in the database: proposed, confirmed, read page by page."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.communities import dwellings
from app.communities.dwellings import (
    Counts,
    RollChanged,
    confirm_roll,
    count_roll,
    discard_roll,
    find_proposal,
    list_buildings,
    list_dwellings,
    propose_roll,
)
from app.communities.models import Dwelling
from app.communities.roll import Changes, Entry, make_label
from app.db import transaction
from app.files.models import StoredFile
from app.files.store import NoFile
from app.timeline.entries import list_entries
from tests.people import NOW, Town


def entry(label: str, area: str | None = "80.00", owners: int | None = 1) -> Entry:
    building, entrance, number = label.split("-")
    made = make_label(building, entrance, "", number)
    known = None if area is None else Decimal(area)
    return Entry(label, made.building, made.entrance, "", made.number, known, owners)


def propose(town: Town, *entries: Entry, role: str = "representative") -> tuple[uuid.UUID, str]:
    with transaction(town.engine) as session:
        who = town.people[role]
        file = propose_roll(session, town.community, entries, "清册.xlsx", person_id=who, now=NOW)
        return file, find_proposal(session, town.community, file).seen


def confirm(town: Town, file: uuid.UUID, seen: str, *, remove: bool = False) -> Changes:
    with transaction(town.engine) as session:
        who = town.people["representative"]
        return confirm_roll(
            session, town.community, file, seen=seen, remove_gone=remove, person_id=who, now=NOW
        )


def list_labels(town: Town) -> list[str]:
    with transaction(town.engine, reading=True) as session:
        return sorted(session.scalars(select(Dwelling.label)))


def test_a_roll_is_proposed_and_confirmed(town_on_both: Town) -> None:
    town = town_on_both
    file, seen = propose(town, entry("1-1-101"), entry("1-1-102"), entry("2-1-101", None, None))
    assert list_labels(town) == [], "nothing changes before it is confirmed"
    assert len(confirm(town, file, seen).new) == 3
    file, seen = propose(town, entry("1-1-102", "90.55", 2), entry("1-1-103"), entry("2-1-101"))
    changes = confirm(town, file, seen)
    assert [one.label for one in changes.gone] == ["1-1-101"]
    assert [after.label for _, after in changes.changed] == ["1-1-102", "2-1-101"]
    assert list_labels(town) == ["1-1-101", "1-1-102", "1-1-103", "2-1-101"]
    with transaction(town.engine, reading=True) as session:
        assert count_roll(session, town.community) == Counts(4, Decimal("330.55"), 5, 0)
        assert count_roll(session, town.other) == Counts(0, Decimal("0.00"), 0, 0)
        acts = [(one.act, one.details) for one in list_entries(session, town.community)]
        assert acts[0] == ("roll-changed", {"added": 1, "changed": 2, "removed": 0})
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 0
    file, seen = propose(town, entry("1-1-102", None, None))
    assert confirm(town, file, seen, remove=True).same == 1
    assert list_labels(town) == ["1-1-102"]
    with pytest.raises(NoFile):
        confirm(town, file, seen)


def test_who_saw_another_roll_is_asked_again(town_on_both: Town) -> None:
    town = town_on_both
    first, seen = propose(town, entry("1-1-101"))
    second, also_seen = propose(town, entry("1-1-102"), role="viewer")
    confirm(town, first, seen)
    with pytest.raises(RollChanged):
        confirm(town, second, also_seen)
    assert list_labels(town) == ["1-1-101"]


def test_rolls_that_wait_do_not_pile_up(town_on_both: Town) -> None:
    town = town_on_both
    first, _ = propose(town, entry("1-1-101"))
    second, _ = propose(town, entry("1-1-102"))
    with transaction(town.engine) as session:
        with pytest.raises(NoFile):
            find_proposal(session, town.community, first)
        with pytest.raises(NoFile):
            find_proposal(session, town.other, second)
        discard_roll(session, town.other, second)
        assert find_proposal(session, town.community, second).name == "清册.xlsx"
        discard_roll(session, town.community, second)
        discard_roll(session, town.community, second)
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 0
    propose(town, entry("1-1-101"), role="viewer")
    with transaction(town.engine) as session:
        later = NOW + dt.timedelta(days=2)
        who = town.people["representative"]
        propose_roll(session, town.community, [], "b.csv", person_id=who, now=later)
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 1


def test_a_building_is_read_page_by_page(
    town_on_both: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = town_on_both
    monkeypatch.setattr(dwellings, "A_PAGE", 7)
    rooms = [f"{floor}{room:02}" for floor in range(1, 12) for room in (1, 2)]
    entries = [entry(f"10-{entrance}-{room}") for entrance in (10, 2) for room in rooms]
    confirm(town, *propose(town, *entries, entry("2-1-101"), entry("A-1-101")))
    with transaction(town.engine, reading=True) as session:
        buildings = list_buildings(session, town.community)
        assert [(one.name, one.dwellings) for one in buildings] == [("2", 1), ("10", 44), ("A", 1)]
        labels: list[str] = []
        after, more = None, True
        while more:
            page, more = list_dwellings(session, town.community, "10", after=after)
            assert len(page) <= 7
            labels += [one.label for one in page]
            after = page[-1].id
        assert labels == [f"10-{entrance}-{room}" for entrance in (2, 10) for room in rooms]
        first, _ = list_dwellings(session, town.community, "10", after=uuid.uuid4())
        assert first[0].label == "10-2-101"
        assert list_dwellings(session, town.other, "10") == ([], False)


def test_ten_thousand_dwellings_are_quick(town_on_both: Town) -> None:
    town = town_on_both
    entries = [entry(f"{number // 500 + 1}-1-{number % 500 + 101}") for number in range(10_000)]
    confirm(town, *propose(town, *entries))
    changed = [entry(one.label, "70.00") for one in entries]
    assert len(confirm(town, *propose(town, *changed)).changed) == 10_000
    assert len(confirm(town, *propose(town, changed[0]), remove=True).gone) == 9_999
    assert list_labels(town) == ["1-1-101"]
