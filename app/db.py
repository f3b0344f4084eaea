"""The database: engine, transactions, base class of all tables, types of columns.

SQLite serves a site on one machine, PostgreSQL any number of processes; one setting chooses.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    LargeBinary,
    MetaData,
    Text,
    create_engine,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator
from uuid6 import uuid7

from app.encryption import keyring

BUSY_MILLISECONDS = 15_000
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table; constraints bear names so that migrations can change them."""

    metadata = MetaData(naming_convention=NAMES)


class UtcTime(TypeDecorator[dt.datetime]):
    """A moment, always with its time zone UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, _: Dialect) -> dt.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(dt.UTC) if value else None

    def process_result_value(self, value: dt.datetime | None, _: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Encrypted(TypeDecorator[str]):
    """A text that the database holds encrypted; it cannot be searched."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _: Dialect) -> str | None:
        return None if value is None else keyring().encrypt(value.encode()).decode("ascii")

    def process_result_value(self, value: str | None, _: Dialect) -> str | None:
        return None if value is None else keyring().decrypt(value.encode("ascii")).decode()


class EncryptedJson(TypeDecorator[Any]):
    """What JSON can hold, encrypted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _: Dialect) -> str | None:
        if value is None:
            return None
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return keyring().encrypt(text.encode()).decode("ascii")

    def process_result_value(self, value: str | None, _: Dialect) -> Any:
        return None if value is None else json.loads(keyring().decrypt(value.encode("ascii")))


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes that the database holds encrypted."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, _: Dialect) -> bytes | None:
        return None if value is None else keyring().encrypt(value)

    def process_result_value(self, value: bytes | None, _: Dialect) -> bytes | None:
        return None if value is None else keyring().decrypt(bytes(value))


def new_id() -> uuid.UUID:
    """An identifier that cannot be guessed and sorts by the time it was made (UUID version 7)."""
    return uuid.UUID(int=uuid7().int)


def open_engine(address: str) -> Engine:
    """The engine of a database address; nothing is connected yet."""
    if not address.startswith("sqlite"):
        return create_engine(address, pool_pre_ping=True)
    engine = create_engine(address)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def transaction(engine: Engine, *, reading: bool = False) -> Iterator[Session]:
    """A session whose work is committed at the end, or undone by an exception.

    On SQLite one that writes waits for its turn when it begins, so that it cannot fail halfway;
    `reading` waits for nobody.
    """
    with open_session(engine, reading=reading) as session:
        yield session
        session.commit()


def open_session(engine: Engine, *, reading: bool = False) -> Session:
    """A session that the caller commits and closes."""
    bind = engine.execution_options(lianming_reading=True) if reading else engine
    return Session(bind, expire_on_commit=False)


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says
    for pragma in (
        f"busy_timeout={BUSY_MILLISECONDS}",  # first: the others may have to wait, too
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("lianming_reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
