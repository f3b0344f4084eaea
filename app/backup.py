"""The whole site in one file: a ZIP of lines of JSON, one member a table, and a manifest.

docs/operations.md tells what is in it. Values stand as the database holds them, so encrypted
columns stay encrypted: the keys are no part of a backup.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection

from app.config import Config
from app.db import open_engine
from app.encryption import Keyring
from app.letters.errors import UNREADABLE
from app.messages import Message, message
from app.migrate import knows, read_revision, require_current
from app.stored_rows import StoredTable, describe_table, read_lines, read_table
from app.tables import list_tables

PRODUCT = "lianming backup"
FORMAT = 1
MANIFEST = "manifest.json"
BRIEF = {"kept_upload"}  # gone in half an hour, and nothing that was deleted may come back
_MANIFEST_BYTES = 4_000_000
_CHUNK = 1_000_000
_LEVEL = 1  # photos and ciphertext hardly shrink, however long one tries


class BackupFault(Exception):
    """A backup that cannot be used here; `said` names the reason and what to do."""

    def __init__(self, said: Message) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True)
class Member:
    """The rows of one table in the file: their number, and the SHA-256 of their lines."""

    stored: StoredTable
    rows: int
    sha256: str

    @property
    def path(self) -> str:
        return f"tables/{self.stored.name}.jsonl"


@dataclass(frozen=True)
class Manifest:
    """`revision` is that of the tables; `index_mark` tells whether a site has the same index key."""

    revision: str
    made_at: str
    index_mark: str
    members: Sequence[Member]

    @property
    def rows(self) -> int:
        return sum(member.rows for member in self.members)


def write_backup(config: Config, file: IO[bytes], now: dt.datetime) -> Manifest:
    """Write everything as it stands at one moment, while the site goes on.

    Raises ConfigError where the tables are not those of this version.
    """
    require_current(config)
    with (
        _read_one_moment(config) as connection,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive,
    ):
        manifest = Manifest(
            revision=read_revision(connection) or "",
            made_at=now.isoformat(timespec="seconds"),
            index_mark=mark_index(config),
            members=[_write_table(archive, connection, stored) for stored in list_stored()],
        )
        archive.writestr(MANIFEST, json.dumps(_describe(manifest), ensure_ascii=False, indent=1))
    return manifest


def list_stored() -> list[StoredTable]:
    """Every table of the site but the brief ones, each after those that its rows name."""
    tables = list_tables().sorted_tables
    return [describe_table(table) for table in tables if table.name not in BRIEF]


def mark_index(config: Config) -> str:
    """A fingerprint made with the index key: equal where the key is, and it tells nothing else."""
    return Keyring(config.field_keys, config.index_key).index("backup", "index-key")


def check_backup(path: Path) -> Manifest:
    """Read the file once and compare every checksum.

    Raises BackupFault where it is damaged, no backup, or of a newer version; OSError.
    """
    with open_backup(path) as (archive, manifest):
        for member in manifest.members:
            digest, rows = hashlib.sha256(), 0
            for line in read_member(archive, member):
                digest.update(line)
                rows += 1
            if (digest.hexdigest(), rows) != (member.sha256, member.rows):
                raise BackupFault(_describe_damage(member.path))
    return manifest


@contextmanager
def open_backup(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The file and its manifest; what is raised inside because it is unreadable is a BackupFault."""
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                yield archive, _read_manifest(archive)
        except UNREADABLE as fault:
            raise BackupFault(_describe_damage(path.name)) from fault


def read_member(archive: zipfile.ZipFile, member: Member) -> Iterator[bytes]:
    """The lines of a table, one after the other."""
    with archive.open(member.path) as raw, io.BufferedReader(raw, _CHUNK) as lines:  # type: ignore[type-var]
        yield from lines


def is_backup(path: Path) -> bool:
    """Whether the file is a backup, whole or not: another file is never replaced by one."""
    try:
        with zipfile.ZipFile(path) as archive:
            return MANIFEST in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


@contextmanager
def _read_one_moment(config: Config) -> Iterator[Connection]:
    """A transaction that sees the database as it is now, whatever others write meanwhile."""
    engine = open_engine(config.database)
    options: dict[str, Any] = {"lianming_reading": True}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        with engine.connect() as connection:
            yield connection.execution_options(**options)
    finally:
        engine.dispose()


def _write_table(archive: zipfile.ZipFile, connection: Connection, stored: StoredTable) -> Member:
    digest, rows = hashlib.sha256(), 0
    with archive.open(Member(stored, 0, "").path, "w", force_zip64=True) as member:
        for line in read_lines(connection, stored):
            member.write(line)
            digest.update(line)
            rows += 1
    return Member(stored, rows, digest.hexdigest())


def _describe(manifest: Manifest) -> dict[str, Any]:
    return {
        "product": PRODUCT,
        "format": FORMAT,
        "revision": manifest.revision,
        "made_at": manifest.made_at,
        "index_mark": manifest.index_mark,
        "tables": [
            {"rows": member.rows, "sha256": member.sha256, **member.stored.describe()}
            for member in manifest.members
        ],
    }


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    if archive.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
        raise ValueError("manifest")
    said = json.loads(archive.read(MANIFEST))
    if said["product"] != PRODUCT:
        raise ValueError("product")
    if said["format"] != FORMAT or not knows(str(said["revision"])):
        raise BackupFault(message("这份备份来自更新的版本，这个版本读不了：请先升级联名，再恢复"))
    return Manifest(
        revision=str(said["revision"]),
        made_at=str(said["made_at"]),
        index_mark=str(said["index_mark"]),
        members=[_read_described(table) for table in said["tables"]],
    )


def _read_described(table: Mapping[str, Any]) -> Member:
    return Member(read_table(table), int(table["rows"]), str(table["sha256"]))


def _describe_damage(what: str) -> Message:
    return message("备份文件已损坏或不是备份（{what}）：什么也没有恢复，请换一份备份", what=what)
