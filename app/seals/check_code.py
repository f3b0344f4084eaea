"""名单校验码: a root in twenty characters that a person can read out and type.

Nineteen characters carry the first 95 bits of the root in Crockford's base 32 (no I, L, O, U); the
twentieth is a check over GF(32), which finds every single wrong character and every two that have
changed places. Printed in five groups: `7K3M-9QXT-2B4D-WXYZ-56AB`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from app.messages import message
from app.seals.faults import SealFault
from app.seals.strict_json import DIGEST

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DATA, GROUP = 19, 4  # characters without the check; of a group
BITS = DATA * 5
MOST_TYPED = 500
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, of which x is a generator
_BETWEEN = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff_.,:;、。·—]+")
_ALIKE = str.maketrans("OIL", "011")
_HEX = re.compile(r"[0-9A-F]+")


def write_check_code(root: str) -> str:
    """The printed code of a root in hex."""
    bits = int(root, 16) >> (DIGEST * 4 - BITS)
    values = [bits >> 5 * (DATA - 1 - place) & 31 for place in range(DATA)]
    return _group("".join(ALPHABET[value] for value in [*values, _check(values)]))


def read_root(typed: str) -> str:
    """A whole root in hex, or a code as write_check_code gives it, from what a person typed.

    Case, spaces, dashes, full-width characters, O for 0, I and L for 1 do not matter. Raises
    SealFault.
    """
    text = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed[: MOST_TYPED + 1]).upper())
    if len(text) == DIGEST and _HEX.fullmatch(text):
        return text.lower()
    text = text.translate(_ALIKE)
    for number, one in enumerate(text, 1):
        if one not in ALPHABET:
            said = message(
                "名单校验码第{number}个字符“{one}”不对，只用数字和字母（没有 I、L、O、U）",
                number=number,
                one=one if one.isprintable() else "?",
            )
            raise SealFault("", said)
    if len(text) != DATA + 1:
        said = message(
            "名单校验码应是{short}个字符，或者{whole}位十六进制数，现在是{count}个",
            short=DATA + 1,
            whole=DIGEST,
            count=len(text),
        )
        raise SealFault("", said)
    if _check(ALPHABET.index(one) for one in text[:-1]) != ALPHABET.index(text[-1]):
        raise SealFault("", message("名单校验码有一个字符不对，请对照信上印的再输入一次"))
    return _group(text)


def _group(plain: str) -> str:
    return "-".join(plain[start : start + GROUP] for start in range(0, len(plain), GROUP))


def _check(values: Iterable[int]) -> int:
    """The sum of x^(place + 1) times each value, in GF(32)."""
    total = 0
    for value in values:
        total = _double(total ^ value)
    return total


def _double(value: int) -> int:
    """`value` times x."""
    value <<= 1
    return value ^ _POLYNOMIAL if value > 31 else value
