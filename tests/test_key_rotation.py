"""Everything encrypted anew under the newest key, in batches that a stop does not undo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

import app.key_rotation
from app.backup import list_stored
from app.cli import main
from app.config import Config, ConfigError, make_field_key
from app.encryption import Keyring
from app.key_rotation import rotate_keys
from app.stored_rows import StoredTable
from tests.databases import FIELD_KEY
from tests.test_backup import connect, fill, make_environment

NEW_KEY = make_field_key()


def with_keys(config: Config, *keys: str) -> Config:
    return replace(config, field_keys=keys)


def list_tokens(config: Config) -> list[bytes]:
    found: list[bytes] = []
    with connect(config) as connection:
        for stored in list_stored():
            for name in stored.encrypted:
                key = [stored.table.c[column] for column in stored.key]
                for value in connection.scalars(select(stored.table.c[name]).order_by(*key)):
                    if value is not None:
                        found.append(value.encode() if isinstance(value, str) else bytes(value))
    return found


def read_all(config: Config) -> list[bytes]:
    keys = Keyring(config.field_keys, config.index_key)
    return [keys.decrypt(token) for token in list_tokens(config)]


def test_every_encrypted_column_is_known() -> None:
    """The tables that have one, so that a rotation cannot pass over it unseen."""
    named = {stored.name for stored in list_stored() if stored.encrypted}
    assert {"person", "petition", "revision", "timeline_entry", "kept_letter"} <= named


def test_all_is_under_the_newest_key_and_says_the_same(
    stored: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.key_rotation, "BATCH_ROWS", 2)
    fill(stored)
    before = read_all(stored)
    both = with_keys(stored, NEW_KEY, FIELD_KEY)
    assert rotate_keys(both) == len(before)
    assert read_all(with_keys(stored, NEW_KEY)) == before
    with pytest.raises(ConfigError):
        read_all(stored)
    assert rotate_keys(both) == 0


def test_a_stop_halfway_loses_nothing_and_the_next_run_goes_on(
    stored: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(stored)
    before = read_all(stored)
    both = with_keys(stored, NEW_KEY, FIELD_KEY)
    real = app.key_rotation._rotate_table
    done: list[StoredTable] = []

    def stop_after_three(*arguments: object) -> int:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(arguments[1])  # type: ignore[arg-type]
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(app.key_rotation, "_rotate_table", stop_after_three)
    with pytest.raises(KeyboardInterrupt):
        rotate_keys(both)
    assert read_all(both) == before
    monkeypatch.undo()
    assert 0 < rotate_keys(both) < len(before)
    assert read_all(with_keys(stored, NEW_KEY)) == before


def test_a_value_that_no_key_opens_is_told(stored: Config) -> None:
    fill(stored)
    with pytest.raises(ConfigError, match="LIANMING_FIELD_KEYS"):
        rotate_keys(with_keys(stored, NEW_KEY))


def test_the_guard_of_a_table_is_off_for_nobody_else(stored: Config) -> None:
    """A trigger that refuses every change, as the timeline's does, still stands afterwards."""
    on_postgres = stored.database.startswith("postgresql")
    fill(stored)
    with connect(stored) as connection:
        if on_postgres:
            connection.execute(
                text(
                    "CREATE FUNCTION refuse_tried() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN RAISE EXCEPTION 'refused'; END $$"
                )
            )
            act = "FOR EACH ROW EXECUTE FUNCTION refuse_tried()"
        else:
            act = "BEGIN SELECT RAISE(ABORT, 'refused'); END"
        connection.execute(text(f"CREATE TRIGGER tried BEFORE UPDATE ON notice {act}"))
    try:
        assert rotate_keys(with_keys(stored, NEW_KEY, FIELD_KEY)) > 0
        with pytest.raises(DBAPIError, match="refused"), connect(stored) as connection:
            connection.execute(text("UPDATE notice SET about = 'x'"))
    finally:
        with connect(stored) as connection:
            connection.execute(text("DROP TRIGGER tried" + (" ON notice" if on_postgres else "")))
            if on_postgres:
                connection.execute(text("DROP FUNCTION refuse_tried()"))


def test_the_command(
    stored_sqlite: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(stored_sqlite)
    for name, value in make_environment(stored_sqlite).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LIANMING_FIELD_KEYS", f"{NEW_KEY},{FIELD_KEY}")
    assert main(["keys", "rotate"]) == 0
    said = capsys.readouterr().out
    assert "重新加密了" in said and "LIANMING_FIELD_KEYS" in said
