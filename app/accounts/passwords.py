"""Passwords: what a new one must be, and argon2, which keeps only what proves one."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.messages import message
from app.web.faults import Fault

SHORTEST = 10
LONGEST = 200
FEWEST_DIFFERENT = 4
_hasher = PasswordHasher()  # the parameters of RFC 9106 for machines with little memory


class PasswordFault(Fault):
    """A new password that would be guessed."""

    field = "password"


def hash_new_password(password: str, login: str) -> str:
    """What is kept of a new password for the account of `login`. Raises PasswordFault."""
    plain = _normalise(password)
    if len(plain) < SHORTEST:
        raise PasswordFault(message("密码至少{least}个字符", least=SHORTEST))
    if len(plain) > LONGEST:
        raise PasswordFault(message("密码最多{most}个字符", most=LONGEST))
    if plain.strip().lower() in (login, login.partition("@")[0]):
        raise PasswordFault(message("密码不能就是登录用的邮箱或手机号"))
    if len(set(plain)) < FEWEST_DIFFERENT:
        raise PasswordFault(message("这个密码太容易猜到，请换一个"))
    return _hasher.hash(plain)


def is_right(kept: str, password: str) -> bool:
    """Whether `password` is the one of which `kept` was kept; "" takes as long and is never right."""
    try:
        return _hasher.verify(kept or _decoy(), _normalise(password)[:LONGEST]) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def renew_hash(kept: str, password: str) -> str:
    """`kept`, or anew where it was made with other parameters than ours of today."""
    return _hasher.hash(_normalise(password)) if _hasher.check_needs_rehash(kept) else kept


@cache
def _decoy() -> str:
    """Something to compare with where there is no account, so that the answer takes as long."""
    return _hasher.hash("no account has this password")


def _normalise(password: str) -> str:
    """One spelling, however a keyboard composes its characters (RFC 8265)."""
    return unicodedata.normalize("NFC", password)
