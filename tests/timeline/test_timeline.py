from __future__ import annotations

import datetime as dt

import pytest
from lxml import html
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.db import transaction
from app.migrate import downgrade, upgrade
from app.timeline.entries import list_entries, record
from app.timeline.models import Entry
from tests.databases import make_config
from tests.people import NOW, Town


def fill(town: Town, count: int, *, minutes: int = 1) -> None:
    with transaction(town.engine) as session:
        for number in range(count):
            record(
                session, "roll-changed", community_id=town.community,
                person_id=town.people["representative"], now=NOW + dt.timedelta(minutes=number * minutes),
                added=number, changed=0, removed=0,
            )  # fmt: skip
        record(session, "settings-changed", community_id=town.other, now=NOW)


@pytest.mark.parametrize(
    "statement", ["UPDATE timeline_entry SET act = 'x'", "DELETE FROM timeline_entry"]
)
def test_the_database_itself_refuses_changes(town_on_both: Town, statement: str) -> None:
    fill(town_on_both, 2)
    engine = town_on_both.engine
    with pytest.raises(DatabaseError, match="only added to"), transaction(engine) as session:
        session.execute(text(statement))
    with transaction(engine) as session:
        assert session.query(Entry).count() == 3


def test_the_program_refuses_changes(town: Town) -> None:
    fill(town, 1)
    with transaction(town.engine) as session:
        session.query(Entry).filter_by(act="roll-changed").one().act = "x"
        with pytest.raises(RuntimeError, match="only added to"):
            session.flush()
        session.rollback()


def test_the_guard_comes_and_goes_with_the_tables(tmp_path: object) -> None:
    config = make_config(f"sqlite:///{tmp_path}/site.sqlite")
    upgrade(config)
    downgrade(config, "base")
    upgrade(config)


@pytest.mark.needs("postgresql")
def test_the_guard_comes_and_goes_on_postgresql(postgres_config: object) -> None:
    from app.config import Config

    assert isinstance(postgres_config, Config)
    downgrade(postgres_config, "base")
    upgrade(postgres_config)


def test_pages_hold_every_entry_once(town_on_both: Town) -> None:
    fill(town_on_both, 7, minutes=0)
    with transaction(town_on_both.engine, reading=True) as session:
        seen: list[Entry] = []
        while page := list_entries(
            session, town_on_both.community, before=seen[-1].id if seen else None, most=3
        ):
            seen += page
        assert len({entry.id for entry in seen}) == len(seen) == 7
        assert list_entries(session, town_on_both.other, before=seen[0].id) == ()


def test_the_page_tells_who_did_what_by_day(town_on_both: Town) -> None:
    fill(town_on_both, 60, minutes=30)
    visitor = town_on_both.visitor("representative")
    address = f"/communities/{town_on_both.community}/timeline"
    page = html.document_fromstring(visitor.get(address).text)
    days = [" ".join(day.text_content().split()) for day in page.xpath("//section/h2")]
    assert days == ["2026年11月3日（星期二）", "2026年11月2日（星期一）"]
    told = page.xpath("//ol[@class='happenings']/li")
    assert len(told) == 50
    assert "representative 王更新了房屋清册：新增59户，改动0户，删去0户" in told[0].text_content()
    (older,) = page.xpath("//a[.='更早的记录']/@href")
    page = html.document_fromstring(visitor.get(older).text)
    assert len(page.xpath("//ol[@class='happenings']/li")) == 10
    assert page.xpath("//a[.='回到最新']")


@pytest.mark.parametrize(
    ("role", "status"),
    [("representative", 200), ("checker", 200), ("viewer", 200), ("handler", 403),
     ("stranger", 404)],
)  # fmt: skip
def test_who_may_see_it(town: Town, role: str | None, status: int) -> None:
    town.visitor(role).get(f"/communities/{town.community}/timeline?lang=en", status)
