"""Rows of any table as lines of JSON, with the values that the database holds: what is encrypted
stays encrypted.

A table is described by kinds of values alone, so that its rows can be read from one kind of
database and written to another.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from app.db import Encrypted, EncryptedBytes, EncryptedJson, UtcTime

_ENCRYPTED = (Encrypted, EncryptedJson, EncryptedBytes)
_BATCH_BYTES = 4_000_000
_BATCH_ROWS = 500
_KINDS: tuple[tuple[str, tuple[type[Any], ...]], ...] = (
    ("bytes", (EncryptedBytes, sa.LargeBinary)),
    ("text", (Encrypted, EncryptedJson, sa.String)),
    ("time", (UtcTime,)),
    ("date", (sa.Date,)),
    ("uuid", (sa.Uuid,)),
    ("boolean", (sa.Boolean,)),
    ("integer", (sa.Integer,)),
    ("number", (sa.Numeric,)),
    ("json", (sa.JSON,)),
)
_TYPES: Mapping[str, Callable[[], sa.types.TypeEngine[Any]]] = {
    "bytes": sa.LargeBinary,
    "text": sa.Text,
    "time": UtcTime,
    "date": sa.Date,
    "uuid": sa.Uuid,
    "boolean": sa.Boolean,
    "integer": sa.BigInteger,
    "number": sa.Numeric,
    "json": sa.JSON,
}
_WRITE: Mapping[str, Callable[[Any], Any]] = {
    "bytes": lambda value: base64.b64encode(value).decode("ascii"),
    "time": dt.datetime.isoformat,
    "date": dt.date.isoformat,
    "uuid": str,
    "number": lambda value: format(value.normalize(), "f"),
}
_READ: Mapping[str, Callable[[Any], Any]] = {
    "bytes": lambda text: base64.b64decode(text, validate=True),
    "time": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "uuid": uuid.UUID,
    "number": Decimal,
}


@dataclass(frozen=True)
class StoredTable:
    """`columns` have their kind by name; `key` is the primary key; `links` are columns that name
    another row of the same table; `encrypted` those whose values only the field keys open."""

    name: str
    columns: Mapping[str, str]
    key: tuple[str, ...]
    links: tuple[str, ...]
    encrypted: tuple[str, ...]

    @cached_property
    def table(self) -> sa.Table:
        """The same for SQLAlchemy, without any type of ours that changes a value."""
        columns = [sa.Column(name, _TYPES[kind]()) for name, kind in self.columns.items()]
        return sa.Table(self.name, sa.MetaData(), *columns)

    def describe(self) -> dict[str, Any]:
        """What JSON holds of it."""
        return asdict(self)


def describe_table(table: sa.Table) -> StoredTable:
    """The description of a table of the models. Raises TypeError for a type unknown here."""
    return StoredTable(
        name=table.name,
        columns={column.name: _find_kind(column) for column in table.columns},
        key=tuple(column.name for column in table.primary_key),
        links=tuple(
            column.name
            for column in table.columns
            if any(link.column.table is table for link in column.foreign_keys)
        ),
        encrypted=tuple(
            column.name for column in table.columns if isinstance(column.type, _ENCRYPTED)
        ),
    )


def read_table(described: Mapping[str, Any]) -> StoredTable:
    """What describe() gave. Raises ValueError, TypeError or LookupError for anything else."""
    columns = {str(name): str(kind) for name, kind in described["columns"].items()}
    key, links, encrypted = (
        tuple(str(name) for name in described[part]) for part in ("key", "links", "encrypted")
    )
    if not {*key, *links, *encrypted} <= set(columns) or not set(columns.values()) <= set(_TYPES):
        raise ValueError("columns")
    return StoredTable(str(described["name"]), columns, key, links, encrypted)


def read_lines(connection: Connection, stored: StoredTable) -> Iterator[bytes]:
    """Every row as a line, in the order of the key; only a few rows are in memory at once."""
    at_once = 4 if "bytes" in stored.columns.values() else _BATCH_ROWS
    query = sa.select(stored.table).order_by(*(stored.table.c[name] for name in stored.key))
    rows = connection.execution_options(yield_per=at_once).execute(query)
    for row in rows.mappings():
        yield write_line(stored, row)


def write_line(stored: StoredTable, row: Mapping[Any, Any]) -> bytes:
    """One row as a line of JSON."""
    values = {name: _convert(_WRITE, kind, row[name]) for name, kind in stored.columns.items()}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_line(stored: StoredTable, line: bytes) -> dict[str, Any]:
    """The row of a line. Raises ValueError, TypeError or LookupError where it is none."""
    values = json.loads(line)
    return {name: _convert(_READ, kind, values[name]) for name, kind in stored.columns.items()}


def write_rows(connection: Connection, stored: StoredTable, lines: Iterable[bytes]) -> None:
    """Insert the rows of the lines, in whatever order: what names another row of the same table is
    put in when all are there."""
    links: list[dict[str, Any]] = []
    for batch in _gather(lines):
        rows = [read_line(stored, line) for line in batch]
        for row in rows:
            named = {name: row[name] for name in stored.links if row[name] is not None}
            links += [{**{name: row[name] for name in stored.key}, **named}] if named else []
            row.update(dict.fromkeys(named))
        connection.execute(stored.table.insert(), rows)
    for link in links:
        named = {name: link[name] for name in link if name not in stored.key}
        is_row = [stored.table.c[name] == link[name] for name in stored.key]
        connection.execute(stored.table.update().where(*is_row).values(named))


def _gather(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if size >= _BATCH_BYTES or len(batch) >= _BATCH_ROWS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _find_kind(column: sa.Column[Any]) -> str:
    for kind, types in _KINDS:
        if isinstance(column.type, types):
            return kind
    raise TypeError(f"{column}: say in app/stored_rows.py how its values are written")


def _convert(ways: Mapping[str, Callable[[Any], Any]], kind: str, value: Any) -> Any:
    return value if value is None or kind not in ways else ways[kind](value)
