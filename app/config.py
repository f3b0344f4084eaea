"""The settings: one frozen Config, read once from the environment when the site starts."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.messages import Message, message

PROJECT = Path(__file__).parent.parent
SECRET_KEY = "LIANMING_SECRET_KEY"  # noqa: S105 — the name of the variable, not a secret
HOLIDAYS = "LIANMING_HOLIDAYS"
LEAST_SECRET = 32


class ConfigError(Exception):
    """A setting that stops the start; `said` names the variable and what to do."""

    def __init__(self, said: Message) -> None:
        super().__init__(said)
        self.said = said

    def __str__(self) -> str:
        return str(self.said)


@dataclass(frozen=True)
class Config:
    """`https`: the site is reached by HTTPS, so cookies say Secure.

    `upload_bytes` is the most that one upload may weigh, `kept_bytes` what all uploads together
    may weigh in memory, `kept_minutes` how long one is kept (docs/decisions/002-uploads.md);
    `holidays` is a folder with further years of the working-day calendar.
    """

    secret_key: str = field(repr=False)
    https: bool = False
    upload_bytes: int = 32_000_000
    kept_bytes: int = 256_000_000
    kept_minutes: int = 30
    holidays: Path | None = None


def read_config(environ: Mapping[str, str] = os.environ) -> Config:
    """The Config of these variables; raises ConfigError.

    LIANMING_SECRET_KEY (required, at least 32 characters), LIANMING_HTTPS (1 or 0),
    LIANMING_UPLOAD_MB, LIANMING_KEPT_MB, LIANMING_KEPT_MINUTES, LIANMING_HOLIDAYS.
    """
    secret = environ.get(SECRET_KEY, "")
    if len(secret) < LEAST_SECRET:
        raise ConfigError(
            message(
                "环境变量 {name} 未设置或太短：请设为至少 {least} 个字符的随机文字并妥善保管，"
                "例如 openssl rand -hex 32 的输出",
                name=SECRET_KEY,
                least=LEAST_SECRET,
            )
        )
    return Config(
        secret_key=secret,
        https=_read_number(environ, "LIANMING_HTTPS", 0, 0, 1) == 1,
        upload_bytes=_read_number(environ, "LIANMING_UPLOAD_MB", 32, 1, 1000) * 1_000_000,
        kept_bytes=_read_number(environ, "LIANMING_KEPT_MB", 256, 1, 100_000) * 1_000_000,
        kept_minutes=_read_number(environ, "LIANMING_KEPT_MINUTES", 30, 1, 1440),
        holidays=read_holidays_folder(environ),
    )


def read_holidays_folder(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The administrator's folder of further years of holidays (LIANMING_HOLIDAYS), if any."""
    folder = environ.get(HOLIDAYS, "").strip()
    return Path(folder) if folder else None


def keep_local_secret(folder: Path = PROJECT / "var") -> str:
    """The secret of a site on one's own machine, made at the first start; only its owner reads it.

    Raises OSError where the folder cannot be written.
    """
    path = folder / "secret-key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        secret = secrets.token_hex(32)
        file.write(secret + "\n")
    return secret


def _read_number(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise ConfigError(
            message(
                "环境变量 {name} 应是 {least} 至 {most} 的整数，现在是“{given}”",
                name=name,
                least=least,
                most=most,
                given=text,
            )
        )
    return int(text)
