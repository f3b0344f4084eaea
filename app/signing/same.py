"""When two signatures are of the same person: name and dwelling in one spelling, and their marks.

Width, case, spaces, dots and traditional characters make no difference to a name; a dwelling is
read as the roll reads it (3栋2单元1501 is 3-2-1501). Marks belong to one drive, so that nothing in
the database ties a person's signatures under different letters together.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from functools import cache

from opencc import OpenCC

from app.encryption import keyring

_BETWEEN = re.compile(r"[\s·•・‧∙.．﹒-]+")


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def fold_name(name: str) -> str:
    """A name as it is compared: 聯  名 and 联名 are one."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    simplified: str = _simplifier().convert(_BETWEEN.sub("", folded))
    return simplified


def mark_name(drive_id: uuid.UUID, name: str) -> str:
    """The mark of a name within a drive."""
    return keyring().index("signer-name", f"{drive_id}\0{fold_name(name)}")


def mark_person(drive_id: uuid.UUID, name: str, dwelling: str) -> str:
    """The mark of a name at a dwelling (its label) within a drive."""
    return keyring().index("signer", f"{drive_id}\0{dwelling}\0{fold_name(name)}")


def differ_by_one(name: str, other: str) -> bool:
    """Whether two names, folded, are told apart by one character: written otherwise, more or less."""
    one, two = sorted((fold_name(name), fold_name(other)), key=len)
    if one == two or len(two) - len(one) > 1:
        return False
    start = 0
    while start < len(one) and one[start] == two[start]:
        start += 1
    return one[start + (len(one) == len(two)) :] == two[start + 1 :]
