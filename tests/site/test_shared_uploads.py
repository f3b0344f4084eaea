"""Uploads of a site of several processes: in the database, opened by their address alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app import create_app
from app.config import PROJECT, Config
from app.db import open_engine
from app.encryption import use_keys
from app.letters.dossier import Dossier, load_dossier
from app.letters.errors import InputError
from app.site.shared_uploads import SharedUploads
from app.site.uploads import UploadGone, weigh
from tests.databases import SECRET
from tests.site.conftest import Visitor, as_file

EXAMPLE = PROJECT / "examples" / "four-grievances.toml"
NOW = dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)
Open = Callable[..., SharedUploads]


@pytest.fixture
def dossier() -> Dossier:
    return load_dossier(Path(EXAMPLE), today=dt.date(2026, 10, 9))


@pytest.fixture
def engine(stored: Config) -> Engine:
    use_keys(stored)
    return open_engine(stored.database)


@pytest.fixture
def hours() -> list[dt.datetime]:
    """What the clock says: its last entry."""
    return [NOW]


@pytest.fixture
def open_store(engine: Engine, hours: list[dt.datetime]) -> Open:
    def open_one(capacity: int = 50_000_000, secret: str = SECRET) -> SharedUploads:
        return SharedUploads(engine, secret, 30, capacity, lambda: hours[-1])

    yield open_one  # type: ignore[misc]
    engine.dispose()


def test_what_one_process_keeps_another_finds(open_store: Open, dossier: Dossier) -> None:
    token = open_store().keep(dossier, weigh(dossier), 0)
    assert open_store().find(token, 0) == dossier
    open_store().delete(token)
    with pytest.raises(UploadGone):
        open_store().find(token, 0)
    open_store().delete(token)


def test_the_database_alone_tells_nothing(
    open_store: Open, dossier: Dossier, engine: Engine
) -> None:
    token = open_store().keep(dossier, weigh(dossier), 0)
    with engine.begin() as connection:
        row = connection.execute(text("SELECT key, data FROM kept_upload")).one()
    assert token not in row[0] and token.encode() not in bytes(row[1])
    assert "林喆".encode() not in bytes(row[1])
    with pytest.raises(UploadGone):
        open_store(secret="another secret of another site").find(token, 0)


def test_it_ends_by_itself(
    open_store: Open, dossier: Dossier, hours: list[dt.datetime], engine: Engine
) -> None:
    store = open_store()
    token = store.keep(dossier, weigh(dossier), 0)
    hours.append(NOW + dt.timedelta(minutes=29))
    assert store.find(token, 0) == dossier
    hours.append(NOW + dt.timedelta(minutes=30))
    with pytest.raises(UploadGone):
        store.find(token, 0)
    store.end(0)
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM kept_upload")) == 0


def test_the_oldest_give_way(open_store: Open, dossier: Dossier, hours: list[dt.datetime]) -> None:
    store = open_store(capacity=250)
    tokens = []
    for minute in range(3):
        hours.append(NOW + dt.timedelta(minutes=minute))
        tokens.append(store.keep(dossier, 100, 0))
    with pytest.raises(UploadGone):
        store.find(tokens[0], 0)
    assert store.find(tokens[1], 0) and store.find(tokens[2], 0)
    with pytest.raises(InputError):
        store.keep(dossier, 251, 0)
    assert store.find(tokens[1], 0)


@pytest.mark.needs("postgresql")
def test_two_processes_of_a_site(postgres_config: Config) -> None:
    """Uploaded at one, looked at and downloaded at the other, deleted at the first."""
    first, second = create_app(postgres_config), create_app(postgres_config)
    one, two = Visitor(first.test_client()), Visitor(second.test_client())
    form = {"petition": as_file(EXAMPLE.read_bytes(), "petition.toml")}
    place = one.post("/uploads", form).location
    assert "林喆" in two.get(place).text
    two.client.set_cookie("lianming", one.client.get_cookie("lianming").value)  # type: ignore[union-attr]
    assert one.get(f"{place}/letter-1.docx").data == two.get(f"{place}/letter-1.docx").data
    one.post(f"{place}/delete", {})
    two.get(place, 410)
    for app in (first, second):
        app.extensions["lianming_engine"].dispose()
