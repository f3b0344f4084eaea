"""What every test stands on: programs that may be missing, a fixed seed for generated input."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from ctypes.util import find_library
from functools import cache

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from app.config import Config
from app.letters.render.fonts import MissingFont, list_fonts
from tests.browsing import open_browser
from tests.databases import empty, find_postgres, make_config, migrate, run_postgres
from tests.people import Town, make_town

# The same examples every time: a failure on one machine fails on every machine.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")

PACKAGES = {
    "chromium": "chromium",
    "soffice": "libreoffice-writer-nogui",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "fc-list": "fontconfig",
    "fc-match": "fontconfig",
    "fonts": "fonts-noto-cjk and others",
    "pango": "libpango-1.0-0",
    "postgresql": "postgresql",
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that needs a missing program is skipped on a person's machine and fails in CI."""
    missing = [
        name for mark in item.iter_markers("needs") for name in mark.args if not _is_there(name)
    ]
    if not missing:
        return
    said = ", ".join(f"{name} (Debian package {PACKAGES[name]})" for name in missing)
    reason = f"missing: {said}; `make setup-test` installs it"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@cache
def _is_there(name: str) -> bool:
    if name == "postgresql":
        return find_postgres() is not None
    if name == "pango":
        return find_library("pango-1.0") is not None
    if name != "fonts":
        return shutil.which(name) is not None
    try:
        return bool(list_fonts())
    except MissingFont:
        return False


@pytest.fixture(scope="session")
def sqlite_config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    path = tmp_path_factory.mktemp("sqlite") / "lianming.sqlite"
    config = make_config(f"sqlite:///{path}", upload_bytes=60_000_000)
    migrate(config)
    return config


@pytest.fixture(scope="session")
def postgres_config() -> Iterator[Config]:
    with run_postgres() as address:
        config = make_config(address, upload_bytes=60_000_000)
        migrate(config)
        yield config


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))]
)
def stored(request: pytest.FixtureRequest) -> Config:
    """The settings of a site with an empty database of each kind; the test runs on both."""
    name = {"sqlite": "sqlite_config", "postgresql": "postgres_config"}[request.param]
    config: Config = request.getfixturevalue(name)
    empty(config)
    return config


@pytest.fixture
def stored_sqlite(sqlite_config: Config) -> Config:
    """The same on SQLite alone, where the kind of database makes no difference."""
    empty(sqlite_config)
    return sqlite_config


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def town(stored_sqlite: Config) -> Iterator[Town]:
    """A site with people of all roles, on SQLite."""
    made = make_town(stored_sqlite)
    yield made
    made.engine.dispose()


@pytest.fixture
def town_on_both(stored: Config) -> Iterator[Town]:
    """The same on each kind of database."""
    made = make_town(stored)
    yield made
    made.engine.dispose()
