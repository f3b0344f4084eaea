"""`lianming backup | restore | keys rotate`: looking after the data of a site."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy.exc import ArgumentError, OperationalError

from app.backup import BackupFault, Manifest, check_backup, is_backup, write_backup
from app.config import (
    DATABASE,
    FIELD_KEYS,
    INDEX_KEY,
    LOCAL_DATABASE,
    Config,
    ConfigError,
    read_site_config,
)
from app.key_rotation import rotate_keys
from app.messages import Language, Message, message, name_reason, translate
from app.migrate import upgrade
from app.restore import restore_backup
from app.today import read_now

UNUSABLE = 2


def keep_site(arguments: argparse.Namespace, language: Language) -> int:
    """Run the command; returns its exit status, 2 with one line on stderr where it cannot be done."""
    try:
        config = read_site_config()
        for said in _run(arguments, config):
            print(translate(said, language))
    except (BackupFault, ConfigError) as fault:
        return _refuse(fault.said, language)
    except (OperationalError, ArgumentError):
        return _refuse(message("用不了数据库：请核对环境变量 {name}", name=DATABASE), language)
    except OSError as fault:
        said = message(
            "{file}：{reason}",
            file=fault.filename or getattr(arguments, "file", ""),
            reason=name_reason(fault),
        )
        return _refuse(said, language)
    return 0


def _run(arguments: argparse.Namespace, config: Config) -> Iterator[Message]:
    match arguments.command:
        case "backup":
            yield from _back_up(config, Path(arguments.file))
        case "restore":
            if config.database == LOCAL_DATABASE:
                upgrade(config)
            manifest = restore_backup(config, Path(arguments.file))
            yield message(
                "已恢复：{rows} 行，备份做于 {at}", rows=manifest.rows, at=manifest.made_at
            )
        case _:
            number = rotate_keys(config)
            yield message("用最新的密钥重新加密了 {number} 项内容", number=number)
            yield message(
                "旧密钥在做新的备份以后就可以从 {name} 里去掉；恢复旧备份仍要旧密钥",
                name=FIELD_KEYS,
            )


def _back_up(config: Config, path: Path) -> Iterator[Message]:
    manifest = _write_whole(config, path)
    yield message(
        "已备份到 {path}：{tables} 个表，{rows} 行，{megabytes} MB",
        path=path,
        tables=len(manifest.members),
        rows=manifest.rows,
        megabytes=f"{path.stat().st_size / 1_000_000:.1f}",
    )
    yield message(
        "姓名、电话和信稿在备份里仍是加密的，照片不是；密钥不在备份里，没有密钥就恢复不了："
        "请把 {field} 和 {index} 另外妥善保管，不要与备份放在一起",
        field=FIELD_KEYS,
        index=INDEX_KEY,
    )
    if config.database == LOCAL_DATABASE:
        yield message("没有设这两个环境变量时，密钥在 var/field-keys 和 var/index-key")


def _write_whole(config: Config, path: Path) -> Manifest:
    """The backup under its name once it is whole and was read again; until then what was there."""
    if path.is_dir() or (path.exists() and not is_backup(path)):
        raise BackupFault(
            message("{path} 已经存在，又不是备份：不会覆盖它，请换一个文件名", path=path)
        )
    with _beside(path) as (file, temporary):
        manifest = write_backup(config, file, read_now())
        file.flush()
        os.fsync(file.fileno())
        check_backup(temporary)
        temporary.replace(path)
    return manifest


@contextmanager
def _beside(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file in the same folder that only its owner reads; it goes unless it was renamed."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file, temporary
    finally:
        temporary.unlink(missing_ok=True)


def _refuse(said: Message, language: Language) -> int:
    print(f"lianming: {translate(said, language)}", file=sys.stderr)
    return UNUSABLE
