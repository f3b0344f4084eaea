"""Putting a backup into an empty database, all of it or nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from app.backup import (
    BackupFault,
    Manifest,
    Member,
    check_backup,
    list_stored,
    mark_index,
    open_backup,
    read_member,
)
from app.config import INDEX_KEY, Config
from app.encryption import Keyring
from app.messages import message
from app.migrate import find_newest, migration, move, require_current
from app.stored_rows import read_line, write_rows


def restore_backup(config: Config, path: Path) -> Manifest:
    """Put the backup of this file into the database of `config`.

    An older backup comes in as it was and is then migrated. Raises BackupFault where the file is
    damaged or newer, the database is not empty, or a row cannot be put in; ConfigError where the
    keys of this site do not open it or the database lacks tables; OSError.
    """
    manifest = check_backup(path)
    if manifest.index_mark != mark_index(config):
        raise BackupFault(
            message("{name} 不是做备份时的那一个：请先换成原来的密钥，再恢复", name=INDEX_KEY)
        )
    require_current(config)
    with open_backup(path) as (archive, _), migration(config) as connection:
        _require_empty(connection)
        move(connection, manifest.revision)
        for member in manifest.members:
            _put_in(connection, archive, member, config)
        move(connection, find_newest())
    return manifest


def _require_empty(connection: Connection) -> None:
    """Nobody writes from now on, and nothing is there."""
    tables = list_stored()
    if connection.dialect.name == "postgresql":
        names = ", ".join(stored.name for stored in tables)
        connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
    for stored in tables:
        if connection.scalar(sa.select(sa.exists(sa.select(stored.table)))):
            raise BackupFault(message("数据库里已有内容，不能恢复：请先准备一个空的数据库，再恢复"))


def _put_in(
    connection: Connection, archive: zipfile.ZipFile, member: Member, config: Config
) -> None:
    keys = Keyring(config.field_keys, config.index_key)

    def check() -> Iterator[bytes]:
        """The lines again, once it is sure that this site can read them."""
        for line in read_member(archive, member):
            if member.stored.encrypted:
                row = read_line(member.stored, line)
                for name in member.stored.encrypted:
                    if row[name] is not None:
                        value = row[name]
                        keys.decrypt(value.encode() if isinstance(value, str) else value)
            yield line

    try:
        write_rows(connection, member.stored, check())
    except SQLAlchemyError as fault:
        raise BackupFault(
            message("表 {name} 的内容放不进数据库，什么也没有恢复", name=member.stored.name)
        ) from fault
