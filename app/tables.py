"""All tables, in one place for migrations and backups."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import MetaData

from app.db import Base

ROOMS = ("files", "timeline", "notices", "accounts", "communities", "petitions", "signing")


def list_tables() -> MetaData:
    """The tables of every room."""
    for room in ROOMS:
        import_module(f"app.{room}.models")
    return Base.metadata
