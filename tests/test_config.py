from __future__ import annotations

from pathlib import Path

import pytest

from app.config import Config, ConfigError, keep_local_secret, read_config

SECRET = "s" * 32


def test_settings_are_read() -> None:
    environ = {
        "LIANMING_SECRET_KEY": SECRET,
        "LIANMING_HTTPS": "1",
        "LIANMING_UPLOAD_MB": "5",
        "LIANMING_KEPT_MB": "7",
        "LIANMING_KEPT_MINUTES": "9",
    }
    assert read_config(environ) == Config(SECRET, True, 5_000_000, 7_000_000, 9)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, "LIANMING_SECRET_KEY"),
        ({"LIANMING_SECRET_KEY": "short"}, "LIANMING_SECRET_KEY"),
        ({"LIANMING_SECRET_KEY": SECRET, "LIANMING_HTTPS": "yes"}, "LIANMING_HTTPS"),
        ({"LIANMING_SECRET_KEY": SECRET, "LIANMING_UPLOAD_MB": "0"}, "LIANMING_UPLOAD_MB"),
    ],
)
def test_what_stops_the_start_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        read_config(environ)


def test_the_secret_is_never_shown() -> None:
    assert SECRET not in repr(Config(SECRET))


def test_a_local_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    secret = keep_local_secret(folder)
    assert len(secret) >= 32
    assert keep_local_secret(folder) == secret
    assert (folder / "secret-key").stat().st_mode & 0o777 == 0o600
