"""Rows for every table, made from the columns alone: a new table or column has its sample at once.

Three rows a table: everything filled, everything empty that may be, and one more that the rows of
the same table name before it (what is named comes later in the order of keys).
"""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, MetaData

from app.db import EncryptedBytes, EncryptedJson

WORDS = "𠮷野 “联名”\n3-2-1501 O'Neil 😀\\"
MOMENT = dt.datetime(2026, 11, 2, 8, 30, 15, 123456, tzinfo=dt.UTC)
ROWS = 3


def fill_tables(connection: Connection, tables: MetaData) -> None:
    """Three rows into every table of `tables`, which are empty; raises where one refuses them."""
    for table in tables.sorted_tables:
        for number in reversed(range(ROWS)):  # the last first: earlier ones may name it
            row = {
                column.name: make_value(column, table, number)
                for column in table.columns
                if not (number == 1 and column.nullable)
            }
            connection.execute(table.insert().values(row))


def count_rows(connection: Connection, tables: MetaData) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in tables.sorted_tables
    }


def make_value(column: sa.Column[Any], table: sa.Table, number: int) -> Any:
    """The value of a column in row `number`; a foreign key names a row that is there."""
    for link in column.foreign_keys:
        if link.column.table is not table:
            return make_value(link.column, link.column.table, number)
        return None if number == ROWS - 1 else make_value(link.column, table, ROWS - 1)
    kind = column.type
    if isinstance(kind, sa.Uuid) or (isinstance(kind, sa.CHAR) and kind.length == 32):
        made = uuid.uuid5(uuid.NAMESPACE_DNS, f"{number}-{table.name}-{column.name}")
        value = uuid.UUID(int=number << 120 | made.int >> 8)  # in the order of the numbers
        return value if isinstance(kind, sa.Uuid) else value.hex
    if isinstance(kind, EncryptedJson | sa.JSON):
        return {"words": [WORDS, number], "none": None}
    if isinstance(kind, EncryptedBytes | sa.LargeBinary):
        return bytes(range(256)) * 4 + bytes([number])
    if isinstance(kind, sa.Boolean):
        return number == 0
    if isinstance(kind, sa.Integer):
        return number + 1
    if isinstance(kind, sa.Numeric):
        return Decimal("98.5") + number
    if isinstance(kind, sa.Date):
        return dt.date(2024, 2, 29)
    if isinstance(kind, sa.DateTime) or isinstance(getattr(kind, "impl", None), sa.DateTime):
        return MOMENT + dt.timedelta(days=number)
    text = f"{number}{WORDS}{column.name}"
    length = getattr(kind, "length", None) or getattr(getattr(kind, "impl", None), "length", None)
    return text[:length] if length else text
