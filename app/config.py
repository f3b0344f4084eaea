"""The settings: one frozen Config, read once from the environment when the site starts."""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path

from app.messages import Message, message

PROJECT = Path(__file__).parent.parent
SECRET_KEY = "LIANMING_SECRET_KEY"  # noqa: S105 — the name of the variable, not a secret
FIELD_KEYS = "LIANMING_FIELD_KEYS"
INDEX_KEY = "LIANMING_INDEX_KEY"
DATABASE = "LIANMING_DATABASE"
HOLIDAYS = "LIANMING_HOLIDAYS"
LEAST_SECRET = 32
_FIELD_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")
LOCAL = PROJECT / "var"
LOCAL_DATABASE = f"sqlite:///{LOCAL / 'lianming.sqlite'}"


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

    `database` is an address as SQLAlchemy takes it; `field_keys` encrypt names and drafts in it
    (Fernet keys: the first encrypts, all decrypt), `index_key` makes the fingerprints by which a
    name is found again.
    `upload_bytes` is the most that one upload may weigh, `kept_bytes` what all uploads together
    may weigh in memory, `kept_minutes` how long one is kept (docs/decisions/002-uploads.md);
    `holidays` is a folder with further years of the working-day calendar; `proxies` says how many
    servers of ours stand in front and name the visitor's address: without it, all visitors seem
    to come from the one in front, and wrong passwords of some make all wait.
    """

    secret_key: str = field(repr=False)
    field_keys: tuple[str, ...] = field(repr=False)
    index_key: str = field(repr=False)
    database: str = field(default=LOCAL_DATABASE, repr=False)  # it may name a password
    https: bool = False
    upload_bytes: int = 32_000_000
    kept_bytes: int = 256_000_000
    kept_minutes: int = 30
    holidays: Path | None = None
    proxies: int = 0


def read_config(environ: Mapping[str, str] = os.environ) -> Config:
    """The Config of these variables; raises ConfigError.

    LIANMING_SECRET_KEY and LIANMING_INDEX_KEY (required, at least 32 characters),
    LIANMING_FIELD_KEYS (required; Fernet keys with commas between, the newest first),
    LIANMING_DATABASE, LIANMING_HTTPS (1 or 0), LIANMING_UPLOAD_MB, LIANMING_KEPT_MB,
    LIANMING_KEPT_MINUTES, LIANMING_HOLIDAYS, LIANMING_PROXIES (how many, usual 0).
    """
    return Config(
        secret_key=_read_secret(environ, SECRET_KEY),
        field_keys=_read_field_keys(environ),
        index_key=_read_secret(environ, INDEX_KEY),
        database=environ.get(DATABASE, "").strip() or LOCAL_DATABASE,
        https=_read_number(environ, "LIANMING_HTTPS", 0, 0, 1) == 1,
        upload_bytes=_read_number(environ, "LIANMING_UPLOAD_MB", 32, 1, 1000) * 1_000_000,
        kept_bytes=_read_number(environ, "LIANMING_KEPT_MB", 256, 1, 100_000) * 1_000_000,
        kept_minutes=_read_number(environ, "LIANMING_KEPT_MINUTES", 30, 1, 1440),
        holidays=read_holidays_folder(environ),
        proxies=_read_number(environ, "LIANMING_PROXIES", 0, 0, 5),
    )


def read_holidays_folder(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The administrator's folder of further years of holidays (LIANMING_HOLIDAYS), if any."""
    folder = environ.get(HOLIDAYS, "").strip()
    return Path(folder) if folder else None


def read_site_config(environ: MutableMapping[str, str] = os.environ) -> Config:
    """The Config of a command or server; where no secret is set, that of a site on one's own machine.

    Raises ConfigError, OSError.
    """
    if SECRET_KEY not in environ:
        keep_local_secrets(environ)
    return read_config(environ)


def keep_local_secrets(environ: MutableMapping[str, str], folder: Path = LOCAL) -> None:
    """Set the secrets that `environ` lacks to those of a site on one's own machine.

    They are made at the first start, in files that only their owner reads. Raises OSError where the
    folder cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, file, make in (
        (SECRET_KEY, "secret-key", lambda: secrets.token_hex(32)),
        (INDEX_KEY, "index-key", lambda: secrets.token_hex(32)),
        (FIELD_KEYS, "field-keys", make_field_key),
    ):
        if not environ.get(name):
            environ[name] = _keep_secret(folder / file, make)


def make_field_key() -> str:
    """A new key for LIANMING_FIELD_KEYS: 32 random bytes in URL-safe base64, as Fernet wants them."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")


def _keep_secret(path: Path, make: Callable[[], str]) -> str:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        secret = make()
        file.write(secret + "\n")
    return secret


def _read_secret(environ: Mapping[str, str], name: str) -> str:
    secret = environ.get(name, "")
    if len(secret) < LEAST_SECRET:
        raise ConfigError(
            message(
                "环境变量 {name} 未设置或太短：请设为至少 {least} 个字符的随机文字并妥善保管，"
                "例如 openssl rand -hex 32 的输出",
                name=name,
                least=LEAST_SECRET,
            )
        )
    return secret


def _read_field_keys(environ: Mapping[str, str]) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in environ.get(FIELD_KEYS, "").split(",") if key.strip())
    if not keys or not all(_FIELD_KEY.fullmatch(key) for key in keys):
        raise ConfigError(
            message(
                "环境变量 {name} 未设置或写得不对：请写一个或几个密钥，用逗号隔开，新的在前；"
                "密钥可用 openssl rand -base64 32 | tr +/ -_ 生成，须妥善保管，丢失后数据无法读出",
                name=FIELD_KEYS,
            )
        )
    return keys


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
