"""Encryption of single fields in the database, and fingerprints by which they are found again."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from app.config import FIELD_KEYS, Config, ConfigError
from app.messages import message


class Keyring:
    """The keys of a site: the first field key encrypts, every one decrypts, so that keys can change."""

    def __init__(self, field_keys: Sequence[str], index_key: str) -> None:
        fernets = [Fernet(key) for key in field_keys]
        self._fernet, self._newest = MultiFernet(fernets), fernets[0]
        self._index_key = index_key.encode()

    def encrypt(self, data: bytes) -> bytes:
        """A Fernet token, base64 in ASCII."""
        return self._fernet.encrypt(data)

    def decrypt(self, token: bytes) -> bytes:
        """The data of a token. Raises ConfigError where none of the keys made it."""
        try:
            return self._fernet.decrypt(token)
        except InvalidToken as fault:
            raise ConfigError(
                message(
                    "数据库里的内容用现有密钥读不出来：请核对环境变量 {name}，须包含加密时用过的密钥",
                    name=FIELD_KEYS,
                )
            ) from fault

    def is_newest(self, token: bytes) -> bool:
        """Whether the first key made this token."""
        try:
            self._newest.decrypt(token)
        except InvalidToken:
            return False
        return True

    def renew(self, token: bytes) -> bytes:
        """The same data under the newest key. Raises ConfigError as decrypt does."""
        return self._newest.encrypt(self.decrypt(token))

    def index(self, purpose: str, text: str) -> str:
        """The fingerprint of a text for one purpose: HMAC-SHA-256 in hex; equal texts, equal marks."""
        said = f"{purpose}\0{text}".encode()
        return hmac.new(self._index_key, said, hashlib.sha256).hexdigest()


_keyring: list[Keyring] = []


def use_keys(config: Config) -> None:
    """Let this process encrypt with the keys of `config`."""
    _keyring[:] = [Keyring(config.field_keys, config.index_key)]


def keyring() -> Keyring:
    """The keys of this process. Raises RuntimeError before use_keys."""
    if not _keyring:
        raise RuntimeError("call use_keys(config) before touching encrypted columns")
    return _keyring[0]
