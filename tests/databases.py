"""Real databases for tests: SQLite in a file, PostgreSQL in a cluster of its own.

A database is migrated once; each test gets it empty.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, text

from app.config import Config
from app.encryption import use_keys
from app.migrate import upgrade
from app.tables import list_tables

SECRET = "a secret that is only good for tests"
FIELD_KEY = "dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0="


def make_config(database: str = "sqlite://", **settings: object) -> Config:
    """Settings for a test; the default database is empty and in memory."""
    return Config(SECRET, (FIELD_KEY,), SECRET, database, **settings)  # type: ignore[arg-type]


@cache
def find_postgres() -> Path | None:
    """The folder of PostgreSQL's programs, which Debian does not put on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def run_postgres() -> Iterator[str]:
    """A PostgreSQL server of its own, reached through a socket in a folder; gives its address."""
    programs = find_postgres()
    assert programs, "PostgreSQL is missing"
    folder = Path(tempfile.mkdtemp(prefix="lianming-pg-", dir="/tmp"))
    run_as = _find_user(folder)
    data, log = folder / "data", folder / "log"

    def run(*command: object) -> None:
        done = subprocess.run(
            [*run_as, *map(str, command)], capture_output=True, text=True, check=False, cwd="/"
        )
        assert done.returncode == 0, done.stdout + done.stderr

    run(programs / "initdb", "-D", data, "-U", "lianming", "-A", "trust", "-E", "UTF8", "-N",
        "--locale=C")  # fmt: skip
    options = f"-c listen_addresses= -k {folder} -c fsync=off -c max_connections=60"
    run(programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://lianming@/postgres?host={folder}"
    finally:
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _find_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: as root, it runs as its own user, who gets the folder."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def migrate(config: Config) -> None:
    """Bring the database of `config` to the newest tables."""
    use_keys(config)
    upgrade(config)


def empty(config: Config) -> None:
    """Take everything out of the database of `config`, as a server of tests."""
    tables = list_tables().sorted_tables
    engine = create_engine(config.database)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            names = ", ".join(table.name for table in tables)
            connection.execute(text(f"TRUNCATE {names} CASCADE"))
        else:
            guards = connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            ).all()
            for name, _ in guards:
                connection.execute(text(f"DROP TRIGGER {name}"))
            for table in reversed(tables):
                connection.execute(table.delete())
            for _, sql in guards:
                connection.execute(text(sql))
    engine.dispose()
