"""Proof of work: a phone spends a second on a riddle before it signs, a flood spends its day.

The protocol is altcha's, version 1: find the number whose SHA-256 after the salt is the challenge.
The riddle carries its own end and our mark, so nothing is kept until it is solved; a proof is used
once (Signature.proof is unique).
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from typing import Any, cast

from altcha.v1 import ChallengeOptions, Payload, PayloadType, create_challenge, verify_solution
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.encryption import keyring
from app.messages import message
from app.signing.models import Signature
from app.web.faults import Fault

MOST_TRIES = 50_000
GOOD_FOR = dt.timedelta(minutes=30)
_LONGEST = 2_000
MISSING = message(
    "手机还没有算完防刷验证，请稍等几秒再按一次“签名并提交”。填好的内容都在，不用重写。"
)
OLD = message("页面打开得太久了，请再按一次“签名并提交”。填好的内容都在，不用重写。")


class NoProof(Fault):
    """No proof, a wrong one, or one that was used."""

    field = "proof"


def make_challenge(now: dt.datetime) -> dict[str, Any]:
    """A riddle as altcha's clients take it, good for GOOD_FOR."""
    options = ChallengeOptions(
        algorithm="SHA-256", max_number=MOST_TRIES, hmac_key=_key(), expires=now + GOOD_FOR
    )
    made: dict[str, Any] = create_challenge(options).to_dict()
    return made


def check_proof(text: str, now: dt.datetime) -> str:
    """The mark of a solved riddle, the same however it was written. Raises NoProof."""
    payload = _read(text)
    try:
        _, ends, _ = payload.parse_salt()
        is_ours, _ = verify_solution(payload, _key(), check_expires=False)
    except (ValueError, AttributeError) as fault:  # a salt that is no address's query
        raise NoProof(MISSING) from fault
    if not is_ours or payload.algorithm != "SHA-256":
        raise NoProof(MISSING)
    if ends is None or ends < now.timestamp():
        raise NoProof(OLD)
    return payload.challenge


def check_unused(session: Session, mark: str) -> None:
    """Raise NoProof where a signature stands with this proof."""
    if session.scalar(select(Signature.id).where(Signature.proof == mark)) is not None:
        raise NoProof(OLD)


def _read(text: str) -> Payload:
    try:
        read = json.loads(base64.b64decode(text, validate=True)) if len(text) <= _LONGEST else None
    except (binascii.Error, ValueError, RecursionError) as fault:
        raise NoProof(MISSING) from fault
    wanted = {"algorithm": str, "challenge": str, "salt": str, "signature": str, "number": int}
    if not isinstance(read, dict) or not all(
        isinstance(read.get(name), kind) for name, kind in wanted.items()
    ):
        raise NoProof(MISSING)
    return Payload.from_dict(cast(PayloadType, read))


def _key() -> str:
    return keyring().index("proof-of-work", "key")
