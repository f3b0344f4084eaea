from __future__ import annotations

from pathlib import Path

import pytest

from app.config import Config, ConfigError, keep_local_secrets, read_config
from tests.databases import FIELD_KEY

SECRET = "s" * 32


KEYS = {
    "LIANMING_SECRET_KEY": SECRET,
    "LIANMING_INDEX_KEY": SECRET,
    "LIANMING_FIELD_KEYS": f"{FIELD_KEY}, {FIELD_KEY}",
}


def test_settings_are_read() -> None:
    environ = {
        **KEYS,
        "LIANMING_DATABASE": "postgresql+psycopg://somewhere",
        "LIANMING_HTTPS": "1",
        "LIANMING_UPLOAD_MB": "5",
        "LIANMING_KEPT_MB": "7",
        "LIANMING_KEPT_MINUTES": "9",
    }
    assert read_config(environ) == Config(
        SECRET, (FIELD_KEY, FIELD_KEY), SECRET, "postgresql+psycopg://somewhere", True,
        5_000_000, 7_000_000, 9,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LIANMING_SECRET_KEY", ""),
        ("LIANMING_SECRET_KEY", "short"),
        ("LIANMING_INDEX_KEY", ""),
        ("LIANMING_FIELD_KEYS", ""),
        ("LIANMING_FIELD_KEYS", "not a key"),
        ("LIANMING_HTTPS", "yes"),
        ("LIANMING_UPLOAD_MB", "0"),
    ],
)
def test_what_stops_the_start_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        read_config({**KEYS, name: value})


def test_secrets_are_never_shown() -> None:
    shown = repr(read_config(KEYS))
    assert SECRET not in shown
    assert FIELD_KEY not in shown


def test_local_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    first: dict[str, str] = {}
    keep_local_secrets(first, folder)
    assert read_config(first)
    again: dict[str, str] = {}
    keep_local_secrets(again, folder)
    assert again == first
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_secret_that_is_given_is_not_replaced(tmp_path: Path) -> None:
    environ = {"LIANMING_SECRET_KEY": SECRET}
    keep_local_secrets(environ, tmp_path / "var")
    assert environ["LIANMING_SECRET_KEY"] == SECRET
