"""Bringing a database to the tables that this version of the program knows."""

from __future__ import annotations

from alembic import command
from alembic.config import Config as Alembic
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.config import LOCAL_DATABASE, PROJECT, Config, ConfigError
from app.db import open_engine
from app.messages import message


def upgrade(config: Config, revision: str = "head") -> None:
    """Run all migrations up to `revision` that the database lacks, in one transaction."""
    if config.database == LOCAL_DATABASE:
        (PROJECT / "var").mkdir(mode=0o700, exist_ok=True)
    _run(config, "upgrade", revision)


def downgrade(config: Config, revision: str) -> None:
    """Undo the migrations after `revision` ("base": all)."""
    _run(config, "downgrade", revision)


def require_current(config: Config) -> None:
    """Raise ConfigError where the database does not have the tables of this version."""
    newest = ScriptDirectory.from_config(_describe()).get_current_head()
    engine = open_engine(config.database)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    if found != newest:
        raise ConfigError(message("数据库还不是这个版本的：请先运行 lianming db upgrade"))


def _run(config: Config, step: str, revision: str) -> None:
    engine = open_engine(config.database)
    with engine.begin() as connection:
        settings = _describe()
        settings.attributes["connection"] = connection
        getattr(command, step)(settings, revision)
    engine.dispose()


def _describe() -> Alembic:
    settings = Alembic()
    settings.set_main_option("script_location", str(PROJECT / "migrations").replace("%", "%%"))
    return settings
