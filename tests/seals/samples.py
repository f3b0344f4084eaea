"""Signatures of an invented letter, sealed."""

from __future__ import annotations

import datetime as dt
import uuid
from hashlib import sha256

from app.seals.entry import SealedSignature
from app.seals.receipt import LetterNote
from app.seals.seal import PrintedSeal, Seal, seal

BODY_TEXT = "h1.\x1f关于锦绣家园漏水的联名诉求书\x1ep.\x1f请于\x00前修好。\x1e"
BODY = sha256(BODY_TEXT.encode()).hexdigest()
NOTE = LetterNote("关于锦绣家园漏水的联名诉求书", "某市住房和城乡建设局", "2026年10月1日")
NAMES = ("张三", "㛃䶮", "阿卜杜热西提·买买提明江", 'O\'Neill "Bob" \\ 李')


def make_signature(number: int, **changed: object) -> SealedSignature:
    """The signature of person `number` (from 0); every fifth was drawn, every seventh is 代签."""
    given: dict[str, object] = {
        "body": BODY,
        "id": uuid.UUID(int=number + 1),
        "salt": sha256(f"salt {number}".encode()).hexdigest()[:32],
        "name": f"{NAMES[number % len(NAMES)]}{number}",
        "dwelling": f"3-2-{number}",
        "signed_at": dt.datetime(2026, 10, 1, 8, 30, tzinfo=dt.UTC) + dt.timedelta(seconds=number),
        "capacity": "owner",
        "drawing": sha256(b"drawing").hexdigest() if number % 5 == 0 else None,
        "signed_by": "王五" if number % 7 == 0 else "",
        "relation": "女儿" if number % 7 == 0 else "",
    }
    return SealedSignature(**{**given, **changed})  # type: ignore[arg-type]


def make_signatures(count: int) -> list[SealedSignature]:
    return [make_signature(number) for number in range(count)]


def make_seal(count: int) -> Seal:
    return seal(BODY, make_signatures(count))


def make_printed(sealed: Seal) -> PrintedSeal:
    return PrintedSeal(sealed.root, sealed.size, sealed.body)
