"""Migrations, up and down, with data, on both kinds of database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, inspect, text

from app.config import PROJECT, Config, ConfigError
from app.migrate import (
    describe_migrations,
    downgrade,
    find_newest,
    read_revision,
    require_current,
    upgrade,
)
from app.tables import list_tables
from tests.databases import make_config
from tests.samples import count_rows, fill_tables
from tests.test_backup import connect, make_environment

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))]


@pytest.fixture(params=BOTH)
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Config]:
    """A database of its own without any table."""
    if request.param == "sqlite":
        yield make_config(f"sqlite:///{tmp_path / 'bare.sqlite'}")
        return
    server: Config = request.getfixturevalue("postgres_config")
    engine = create_engine(server.database, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE bare"))
    try:
        yield make_config(server.database.replace("/postgres?", "/bare?"))
    finally:
        with engine.connect() as connection:
            connection.execute(text("DROP DATABASE bare WITH (FORCE)"))
        engine.dispose()


def list_revisions() -> list[str]:
    """From the first to the newest."""
    scripts = ScriptDirectory.from_config(describe_migrations())
    return [script.revision for script in scripts.walk_revisions()][::-1]


def test_there_is_one_line_of_migrations() -> None:
    scripts = ScriptDirectory.from_config(describe_migrations())
    assert len(scripts.get_heads()) == 1 and len(scripts.get_bases()) == 1


def test_the_newest_tables_are_those_of_the_models(bare: Config) -> None:
    upgrade(bare)
    with connect(bare) as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "render_as_batch": True}
        )
        assert compare_metadata(context, list_tables()) == []
    require_current(bare)


def test_down_and_up_again(bare: Config) -> None:
    upgrade(bare)
    downgrade(bare, "base")
    with connect(bare) as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        assert read_revision(connection) is None
    with pytest.raises(ConfigError, match="db upgrade"):
        require_current(bare)
    upgrade(bare)
    require_current(bare)
    upgrade(bare)


def test_down_to_nothing_with_data(bare: Config) -> None:
    upgrade(bare)
    with connect(bare) as connection:
        fill_tables(connection, list_tables())
    downgrade(bare, "base")
    upgrade(bare)
    with connect(bare) as connection:
        assert not any(count_rows(connection, list_tables()).values())


def test_data_survives_every_step_up_and_down(bare: Config) -> None:
    """At every revision all tables get rows; the next one and the way back keep them."""
    revisions = list_revisions()
    upgrade(bare, revisions[0])
    for here, there in pairwise(revisions):
        with connect(bare) as connection:
            tables = reflect(connection)
            for table in reversed(tables.sorted_tables):
                connection.execute(table.delete())
            fill_tables(connection, tables)
            before = count_rows(connection, tables)
        upgrade(bare, there)
        keep(bare, before)
        downgrade(bare, here)
        keep(bare, before)
        upgrade(bare, there)
    assert revisions[-1] == find_newest()
    with connect(bare) as connection:
        assert read_revision(connection) == find_newest()


def reflect(connection: object) -> MetaData:
    tables = MetaData()
    tables.reflect(connection)  # type: ignore[arg-type]
    tables.remove(tables.tables["alembic_version"])
    return tables


def keep(config: Config, before: dict[str, int]) -> None:
    with connect(config) as connection:
        after = count_rows(connection, reflect(connection))
    assert {name: rows for name, rows in after.items() if name in before} == before


def test_what_fails_halfway_leaves_the_database_as_it_was(
    bare: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    import app.migrate

    later = tmp_path / "migrations"
    shutil.copytree(PROJECT / "migrations", later)
    (later / "versions" / "9000_fails.py").write_text(
        f"""
from alembic import op
revision, down_revision = "9000", "{find_newest()}"
def upgrade():
    op.execute("CREATE TABLE half (id INTEGER)")
    raise ZeroDivisionError
""",
        "utf-8",
    )
    upgrade(bare)
    with monkeypatch.context() as changed:
        changed.setattr(app.migrate, "MIGRATIONS", later)
        with pytest.raises(ZeroDivisionError):
            upgrade(bare)
    with connect(bare) as connection:
        assert "half" not in inspect(connection).get_table_names()
    require_current(bare)


def test_several_processes_may_upgrade_at_once(bare: Config) -> None:
    program = "from app.config import read_config; from app.migrate import upgrade; upgrade(read_config())"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=PROJECT, env=make_environment(bare), stderr=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    for process in started:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    require_current(bare)
