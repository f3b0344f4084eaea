from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError, StatementError

from app.accounts.models import Person
from app.config import Config
from app.db import open_engine, transaction

NOW = dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)


def make_person(number: int = 1) -> Person:
    return Person(
        name="林喆",
        login=f"1380000000{number}",
        login_index=str(number),
        password="-",
        created_at=NOW,
    )


def test_names_are_not_readable_in_the_database(stored: Config) -> None:
    engine = open_engine(stored.database)
    with transaction(engine) as session:
        session.add(make_person())
    with transaction(engine, reading=True) as session:
        person = session.query(Person).one()
        assert (person.name, person.login, person.created_at) == ("林喆", "13800000001", NOW)
        row = session.execute(text("SELECT name, login FROM person")).one()
        assert "林喆" not in row[0]
        assert "138" not in row[1]
    engine.dispose()


def test_what_fails_halfway_leaves_nothing(stored: Config) -> None:
    engine = open_engine(stored.database)
    with pytest.raises(IntegrityError), transaction(engine) as session:
        session.add_all([make_person(1), make_person(1)])
    with transaction(engine, reading=True) as session:
        assert session.query(Person).count() == 0
    engine.dispose()


def test_writers_wait_for_their_turn(stored: Config) -> None:
    engine = open_engine(stored.database)
    faults: list[SQLAlchemyError] = []

    def write(number: int) -> None:
        try:
            with transaction(engine) as session:
                session.query(Person).count()
                session.add(make_person(number))
        except SQLAlchemyError as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    with transaction(engine, reading=True) as session:
        assert session.query(Person).count() == 8
    engine.dispose()


def test_a_moment_without_time_zone_is_refused(stored_sqlite: Config) -> None:
    engine = open_engine(stored_sqlite.database)
    person = make_person()
    person.created_at = dt.datetime(2026, 11, 2)  # noqa: DTZ001 — the mistake in question
    with pytest.raises(StatementError, match="time zone"), transaction(engine) as session:
        session.add(person)
    engine.dispose()
