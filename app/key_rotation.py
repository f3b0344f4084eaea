"""Encrypting everything anew under the newest field key, so that an old key can be given up.

Work goes in batches, each its own transaction, while the site runs; what was done before a stop is
done. The newest key is the first of LIANMING_FIELD_KEYS.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from app.backup import list_stored
from app.config import Config
from app.db import open_engine
from app.encryption import Keyring
from app.stored_rows import StoredTable

BATCH_ROWS = 100
_BATCH_FILES = 4


def rotate_keys(config: Config) -> int:
    """Encrypt anew what another key than the newest encrypted; returns how many values that were.

    Raises ConfigError at a value that no key opens: what came before stays done.
    """
    keys = Keyring(config.field_keys, config.index_key)
    engine = open_engine(config.database)
    try:
        tables = [stored for stored in list_stored() if stored.encrypted]
        return sum(_rotate_table(engine, stored, keys) for stored in tables)
    finally:
        engine.dispose()


def _rotate_table(engine: Engine, stored: StoredTable, keys: Keyring) -> int:
    changed, after = 0, None
    at_once = _BATCH_FILES if "bytes" in stored.columns.values() else BATCH_ROWS
    key = [stored.table.c[name] for name in stored.key]
    columns = [*key, *(stored.table.c[name] for name in stored.encrypted)]
    query = sa.select(*columns).order_by(*key).limit(at_once).with_for_update()
    while True:
        with engine.begin() as connection:
            begun = query if after is None else query.where(sa.tuple_(*key) > sa.tuple_(*after))
            rows = connection.execute(begun).mappings().all()
            changed += _write_renewed(connection, stored, rows, keys)
        if len(rows) < at_once:
            return changed
        after = [sa.bindparam(None, rows[-1][column.name], type_=column.type) for column in key]


def _write_renewed(
    connection: Connection, stored: StoredTable, rows: Sequence[Mapping[Any, Any]], keys: Keyring
) -> int:
    """Write what is not under the newest key; returns how many values those were."""
    renewed = [(row, _renew(row, stored.encrypted, keys)) for row in rows]
    if any(values for _, values in renewed):
        with _without_guards(connection, stored.name):
            for row, values in renewed:
                if values:
                    is_row = [stored.table.c[name] == row[name] for name in stored.key]
                    connection.execute(stored.table.update().where(*is_row).values(values))
    return sum(len(values) for _, values in renewed)


@contextmanager
def _without_guards(connection: Connection, table: str) -> Iterator[None]:
    """Where triggers refuse changes to a table (the timeline, frozen texts): they are off in this transaction.

    Nobody else ever sees the table without them, and they are back however it ends.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    found = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
    ).all()
    for name, _ in found:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in found:
        connection.exec_driver_sql(sql)


def _renew(row: Mapping[Any, Any], names: Sequence[str], keys: Keyring) -> dict[str, Any]:
    renewed: dict[str, Any] = {}
    for name in names:
        value = row[name]
        token = value.encode("ascii") if isinstance(value, str) else value
        if token is not None and not keys.is_newest(token):
            new = keys.renew(token)
            renewed[name] = new.decode("ascii") if isinstance(value, str) else new
    return renewed
