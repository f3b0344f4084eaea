"""Bringing a database to the tables that this version of the program knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from alembic import command
from alembic.config import Config as Alembic
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text

from app.config import LOCAL_DATABASE, PROJECT, Config, ConfigError
from app.db import open_engine
from app.messages import message

MIGRATIONS = PROJECT / "migrations"
_LOCK = 0x4C49414E  # which of PostgreSQL's advisory locks is ours


def upgrade(config: Config, revision: str = "head") -> None:
    """Run all migrations up to `revision` that the database lacks, in one transaction.

    Several processes may do so at once: the others wait and then find nothing to do.
    """
    if config.database == LOCAL_DATABASE:
        (PROJECT / "var").mkdir(mode=0o700, exist_ok=True)
    with migration(config) as connection:
        move(connection, revision)


def downgrade(config: Config, revision: str) -> None:
    """Undo the migrations after `revision` ("base": all)."""
    with migration(config) as connection:
        run_alembic(connection, "downgrade", revision)


@contextmanager
def migration(config: Config) -> Iterator[Connection]:
    """The one transaction of a migration: nobody else migrates, and all is done or nothing.

    SQLite checks foreign keys at the end, not on the way: a table is changed by replacing it.
    Raises RuntimeError where a row then names one that is not there.
    """
    engine = open_engine(config.database)
    on_sqlite = engine.dialect.name == "sqlite"
    if on_sqlite:
        event.listen(engine, "connect", _leave_links_unchecked)
    try:
        with engine.begin() as connection:
            if not on_sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            yield connection
            if on_sqlite:
                _check_links(connection)
    finally:
        engine.dispose()


def move(connection: Connection, revision: str) -> None:
    """Bring the database of `connection` to `revision`, from wherever it stands."""
    found = read_revision(connection)
    scripts = ScriptDirectory.from_config(describe_migrations())
    wanted = scripts.get_revision(revision)
    below = (
        {script.revision for script in scripts.iterate_revisions(found, "base")} if found else ()
    )
    step = "downgrade" if wanted.revision in below else "upgrade"
    run_alembic(connection, step, wanted.revision)


def run_alembic(connection: Connection, step: str, revision: str) -> None:
    """One command of alembic in the transaction of `connection`."""
    settings = describe_migrations()
    settings.attributes["connection"] = connection
    getattr(command, step)(settings, revision)


def read_revision(connection: Connection) -> str | None:
    """Where the database stands; None: it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def find_newest() -> str:
    """The newest revision that this program knows."""
    return str(ScriptDirectory.from_config(describe_migrations()).get_current_head())


def knows(revision: str) -> bool:
    """Whether this program has a migration of this name."""
    scripts = ScriptDirectory.from_config(describe_migrations())
    return any(script.revision == revision for script in scripts.walk_revisions())


def require_current(config: Config) -> None:
    """Raise ConfigError where the database does not have the tables of this version."""
    engine = open_engine(config.database)
    try:
        with engine.connect() as connection:
            found = read_revision(connection)
    finally:
        engine.dispose()
    if found != find_newest():
        raise ConfigError(message("数据库还不是这个版本的：请先运行 lianming db upgrade"))


def describe_migrations() -> Alembic:
    """Where alembic finds the migrations."""
    settings = Alembic()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return settings


def _leave_links_unchecked(connection: Any, _: object) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")


def _check_links(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise RuntimeError(f"a row of {broken[0]} names one of {broken[2]} that is not there")
