"""All tables, in one place for migrations and backups."""

from __future__ import annotations

from sqlalchemy import MetaData

from app.db import Base


def list_tables() -> MetaData:
    """The tables of every room."""
    return Base.metadata
