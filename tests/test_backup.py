"""The whole site in one file and back, on both kinds of database and from one to the other."""

from __future__ import annotations

import json
import random
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text

from app.accounts.models import Person
from app.backup import BRIEF, BackupFault, check_backup, write_backup
from app.cli import main
from app.config import LOCAL_DATABASE, PROJECT, Config, ConfigError, make_field_key
from app.db import open_engine
from app.encryption import keyring
from app.restore import restore_backup
from app.tables import list_tables
from tests.databases import FIELD_KEY, SECRET, empty, make_config
from tests.samples import MOMENT, WORDS, count_rows, fill_tables

BOTH_WAYS = [
    (origin, target) for origin in ("sqlite", "postgresql") for target in ("sqlite", "postgresql")
]


@pytest.fixture
def configs(sqlite_config: Config, postgres_config: Config) -> Mapping[str, Config]:
    return {"sqlite": sqlite_config, "postgresql": postgres_config}


@pytest.fixture
def file(tmp_path: Path, stored_sqlite: Config) -> Path:
    """A backup with data in every table; the database it came from is empty again."""
    fill(stored_sqlite)
    made = back_up(stored_sqlite, tmp_path / "site.zip")
    empty(stored_sqlite)
    return made


@contextmanager
def connect(config: Config) -> Iterator[Connection]:
    engine = open_engine(config.database)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def fill(config: Config) -> None:
    with connect(config) as connection:
        fill_tables(connection, list_tables())


def count(config: Config) -> dict[str, int]:
    with connect(config) as connection:
        return count_rows(connection, list_tables())


def back_up(config: Config, path: Path) -> Path:
    with path.open("wb") as made:
        write_backup(config, made, MOMENT)
    return path


def read_members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewrite(path: Path, **changed: bytes | None) -> None:
    """The file with members of other content, by the stem of their name; None takes one out."""
    members = read_members(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            new = changed.get(Path(name).stem, data)
            if new is not None:
                archive.writestr(name, new)


def change_manifest(path: Path, **values: object) -> None:
    manifest = json.loads(read_members(path)["manifest.json"])
    rewrite(path, manifest=json.dumps({**manifest, **values}).encode())


def test_every_table_has_sample_rows(stored_sqlite: Config) -> None:
    fill(stored_sqlite)
    bare = [name for name, rows in count(stored_sqlite).items() if not rows]
    assert not bare, f"tests/samples.py puts nothing into {bare}"


@pytest.mark.needs("postgresql")
@pytest.mark.parametrize(("origin", "target"), BOTH_WAYS)
def test_what_comes_back_is_the_same(
    origin: str, target: str, configs: Mapping[str, Config], tmp_path: Path
) -> None:
    empty(configs[origin])
    fill(configs[origin])
    first = back_up(configs[origin], tmp_path / "first.zip")
    empty(configs[target])
    manifest = restore_backup(configs[target], first)
    told = {member.stored.name: member.rows for member in manifest.members}
    assert {**told, **dict.fromkeys(BRIEF, 0)} == count(configs[target])
    with connect(configs[target]) as connection:
        assert all(WORDS in name for name in connection.scalars(select(Person.name)))
    again = back_up(configs[target], tmp_path / "again.zip")
    assert read_members(first) == read_members(again)


def test_what_is_encrypted_stays_so_and_no_key_is_inside(file: Path) -> None:
    members = read_members(file)
    row = json.loads(members["tables/person.jsonl"].splitlines()[0])
    assert row["name"].startswith("gAAAA") and row["login"].startswith("gAAAA")
    for data in members.values():
        assert FIELD_KEY.encode() not in data
        assert SECRET.encode() not in data


def test_it_shows_one_moment_while_others_write(stored: Config, tmp_path: Path) -> None:
    """A community and its member are added together, over and over, while it is written."""
    fill(stored)
    engine = open_engine(stored.database)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with engine.begin() as connection:
                connection.execute(text("UPDATE community SET revision = revision + 1"))
                connection.execute(text("UPDATE petition SET revision = revision + 1"))

    with engine.begin() as connection:
        for table in ("community", "petition"):
            connection.execute(text(f"UPDATE {table} SET revision = 0"))
    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            members = read_members(back_up(stored, tmp_path / f"{number}.zip"))
            seen = {
                json.loads(line)["revision"]
                for name in ("community", "petition")
                for line in members[f"tables/{name}.jsonl"].splitlines()
            }
            assert len(seen) == 1
    finally:
        stop.set()
        thread.join()
        engine.dispose()


def test_only_an_empty_database_takes_it(stored: Config, file: Path) -> None:
    empty(stored)
    restore_backup(stored, file)
    before = count(stored)
    with pytest.raises(BackupFault, match="已有内容"):
        restore_backup(stored, file)
    assert count(stored) == before


def test_a_database_without_tables_is_refused(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="db upgrade"):
        restore_backup(make_config(f"sqlite:///{tmp_path / 'bare.sqlite'}"), file)


def test_all_or_nothing(stored: Config, file: Path) -> None:
    """The last table holds a row that the database refuses: the ones before are not there either."""
    empty(stored)
    members = read_members(file)
    name = "version_letter"
    row = json.loads(members[f"tables/{name}.jsonl"].splitlines()[0])
    row["version_id"] = "00000000-0000-0000-0000-000000000000"
    data = json.dumps(row).encode() + b"\n"
    put_in_place(file, name, data)
    with pytest.raises(BackupFault):
        restore_backup(stored, file)
    assert not any(count(stored).values())


def put_in_place(file: Path, name: str, data: bytes) -> None:
    """Other rows for a table, with the checksum that belongs to them."""
    import hashlib

    rewrite(file, **{name: data})
    manifest = json.loads(read_members(file)["manifest.json"])
    for table in manifest["tables"]:
        if table["name"] == name:
            table.update(rows=data.count(b"\n"), sha256=hashlib.sha256(data).hexdigest())
    rewrite(file, manifest=json.dumps(manifest).encode())


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_short_is_refused(part: float, file: Path, stored_sqlite: Config) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * part)])
    refuse(stored_sqlite, file, "已损坏或不是备份")


def test_a_flipped_bit_is_found(file: Path, stored_sqlite: Config) -> None:
    whole = file.read_bytes()
    for place in range(40, len(whole) - 400, len(whole) // 40):
        damaged = bytearray(whole)
        damaged[place] ^= 4
        file.write_bytes(damaged)
        try:
            manifest = check_backup(file)
        except BackupFault:
            continue
        file.write_bytes(whole)
        assert manifest == check_backup(file)  # a bit that says nothing, such as a time in the ZIP


def test_changed_rows_missing_tables_and_other_files_are_refused(
    file: Path, stored_sqlite: Config, tmp_path: Path
) -> None:
    whole = file.read_bytes()
    rows = read_members(file)["tables/person.jsonl"]
    for changed in (rows.replace(b"2026", b"2025"), rows[: rows.index(b"\n") + 1], None):
        file.write_bytes(whole)
        rewrite(file, person=changed)
        refuse(stored_sqlite, file, "已损坏或不是备份")
    for data in (b"", b"hello", b"{}", b"PK\x03\x04" + bytes(50)):
        file.write_bytes(data)
        refuse(stored_sqlite, file, "已损坏或不是备份")
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", "[]")
    refuse(stored_sqlite, file, "已损坏或不是备份")
    with pytest.raises(FileNotFoundError):
        restore_backup(stored_sqlite, tmp_path / "nowhere.zip")


@pytest.mark.parametrize("newer", [{"format": 2}, {"revision": "9999"}])
def test_a_newer_file_is_refused(
    newer: dict[str, object], file: Path, stored_sqlite: Config
) -> None:
    change_manifest(file, **newer)
    refuse(stored_sqlite, file, "更新的版本")


def test_other_keys_are_told_before_anything_is_stored(file: Path, stored_sqlite: Config) -> None:
    with pytest.raises(ConfigError, match="LIANMING_FIELD_KEYS"):
        restore_backup(replace(stored_sqlite, field_keys=(make_field_key(),)), file)
    with pytest.raises(BackupFault, match="LIANMING_INDEX_KEY"):
        restore_backup(replace(stored_sqlite, index_key="another" * 8), file)
    assert not any(count(stored_sqlite).values())
    restore_backup(replace(stored_sqlite, field_keys=(make_field_key(), FIELD_KEY)), file)


def refuse(config: Config, file: Path, said: str) -> None:
    with pytest.raises(BackupFault, match=said):
        restore_backup(config, file)
    assert not any(count(config).values())


def test_an_older_backup_is_migrated(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later version that knows one more column takes a backup made before it."""
    import shutil

    import app.migrate

    later = tmp_path / "migrations"
    shutil.copytree(PROJECT / "migrations", later)
    head = app.migrate.find_newest()
    (later / "versions" / "9000_later.py").write_text(
        f"""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9000", "{head}"
def upgrade():
    with op.batch_alter_table("community") as batch_op:
        batch_op.add_column(sa.Column("later", sa.Integer(), nullable=False, server_default="7"))
        batch_op.alter_column("city", type_=sa.String(250))
def downgrade():
    with op.batch_alter_table("community") as batch_op:
        batch_op.drop_column("later")
        batch_op.alter_column("city", type_=sa.String(100))
""",
        "utf-8",
    )
    monkeypatch.setattr(app.migrate, "MIGRATIONS", later)
    app.migrate.find_newest.cache_clear()
    try:
        config = make_config(f"sqlite:///{tmp_path / 'later.sqlite'}")
        app.migrate.upgrade(config)
        restore_backup(config, file)
        with connect(config) as connection:
            assert connection.scalar(text("SELECT sum(later) FROM community")) == 21
            assert connection.scalar(text("SELECT count(*) FROM member")) == 3
    finally:
        app.migrate.find_newest.cache_clear()


def test_memory_stays_flat(stored: Config, tmp_path: Path) -> None:
    """107 MB of files: the command needs hardly more memory than with none."""
    fill(stored)
    size = 5_000_000
    on_sqlite = stored.database.startswith("sqlite")
    uuid = "lower(hex(randomblob(16)))" if on_sqlite else "gen_random_uuid()"
    token = keyring().encrypt(random.Random(1).randbytes(size))
    with connect(stored) as connection:
        for _ in range(16):
            connection.execute(
                text(
                    "INSERT INTO stored_file (id, community_id, digest, media_type, name, size,"
                    " width, height, created_by, created_at, data)"
                    f" SELECT {uuid}, community_id, digest, media_type, name, size, width, height,"
                    " created_by, created_at, :data FROM stored_file LIMIT 1"
                ),
                {"data": token},
            )
    program = """
import resource, sys
from app.cli import main
small = sys.argv[1:] == ["--help"]
try:
    status = main(sys.argv[1:])
except SystemExit:
    status = 0
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
sys.exit(status)
"""

    def run(*arguments: str) -> int:
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=PROJECT, env=make_environment(stored), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return int(done.stdout.splitlines()[-1])

    file = tmp_path / "large.zip"
    empty_run = run("keys", "rotate")
    written = run("backup", str(file))
    empty(stored)
    read = run("restore", str(file))
    assert sum(count(stored).values()) > 16
    assert max(written, read) < empty_run + 80, (empty_run, written, read)
    empty(stored)


def make_environment(config: Config) -> dict[str, str]:
    import os

    return {
        **os.environ,
        "LC_ALL": "zh_CN.UTF-8",
        "PYTHONIOENCODING": "utf-8",
        "LIANMING_SECRET_KEY": SECRET.ljust(32, "."),
        "LIANMING_INDEX_KEY": SECRET.ljust(32, "."),
        "LIANMING_FIELD_KEYS": FIELD_KEY,
        "LIANMING_DATABASE": config.database,
    }


@pytest.fixture
def environment(stored_sqlite: Config, monkeypatch: pytest.MonkeyPatch) -> Config:
    for name, value in make_environment(stored_sqlite).items():
        if name.startswith("LIANMING"):
            monkeypatch.setenv(name, value)
    return stored_sqlite


def test_the_command(
    environment: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "site.zip"
    fill(environment)
    assert main(["backup", str(file)]) == 0
    said = capsys.readouterr().out
    assert "已备份到" in said and "LIANMING_FIELD_KEYS" in said and "密钥不在备份里" in said
    assert file.stat().st_mode & 0o077 == 0
    assert main(["backup", str(file)]) == 0, "a backup may take the place of a backup"
    capsys.readouterr()
    assert main(["restore", str(file)]) == 2
    shown = capsys.readouterr()
    assert "已有内容" in shown.err and shown.err.count("\n") == 1
    empty(environment)
    assert main(["restore", str(file)]) == 0
    assert "已恢复" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["site.zip"]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["backup", "letter.txt"], "不会覆盖它"),
        (["backup", "."], "不会覆盖它"),
        (["backup", "nowhere/site.zip"], "nowhere"),
        (["restore", "nowhere.zip"], "nowhere.zip"),
        (["restore", "letter.txt"], "已损坏或不是备份"),
        (["keys", "lose"], "没有"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    argv: list[str],
    said: str,
    environment: Config,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("letter.txt").write_text("mine", "utf-8")
    assert main(argv) == 2
    shown = capsys.readouterr()
    assert said in shown.err and shown.err.count("\n") == 1 and not shown.out
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert Path("letter.txt").read_text("utf-8") == "mine"


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    "address", ["postgresql+psycopg://nobody:pass-word@/x?host=/nowhere", "nonsense", "x://y"]
)
def test_a_database_that_is_not_there_is_one_line_without_its_password(
    address: str,
    environment: Config,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LIANMING_DATABASE", address)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    for argv in (["keys", "rotate"], ["serve", "--port", port]):
        assert main(argv) == 2
        shown = capsys.readouterr()
        assert "LIANMING_DATABASE" in shown.err and shown.err.count("\n") == 1
        assert "pass-word" not in shown.err


def test_several_processes_need_postgresql(
    environment: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    assert environment.database != LOCAL_DATABASE
    assert main(["serve", "--workers", "2"]) == 2
    assert "PostgreSQL" in capsys.readouterr().err
