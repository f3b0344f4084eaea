"""Proof of work: a solved riddle is taken once and for a time; nothing else is."""

from __future__ import annotations

import base64
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.encryption import use_keys
from app.signing.proofs import GOOD_FOR, NoProof, check_proof, make_challenge
from tests.databases import make_config
from tests.signing.signing_pages import solve

NOW = dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def keys() -> None:
    use_keys(make_config())


def change(proof: str, **values: object) -> str:
    read = json.loads(base64.b64decode(proof))
    return base64.b64encode(json.dumps({**read, **values}).encode()).decode()


def test_a_solved_riddle_has_one_mark() -> None:
    proof = solve(NOW)
    mark = check_proof(proof, NOW)
    assert len(mark) == 64 and check_proof(change(proof, more=1), NOW) == mark
    assert make_challenge(NOW)["challenge"] != make_challenge(NOW)["challenge"]


def test_it_ends() -> None:
    proof = solve(NOW)
    check_proof(proof, NOW + GOOD_FOR)
    with pytest.raises(NoProof, match="太久"):
        check_proof(proof, NOW + GOOD_FOR + dt.timedelta(seconds=1))


def test_what_is_forged_is_refused() -> None:
    proof = solve(NOW)
    salt = json.loads(base64.b64decode(proof))["salt"]
    later = salt.replace("expires=", "expires=9")
    for forged in (
        change(proof, number=-1), change(proof, salt=later), change(proof, signature="0" * 64),
        change(proof, algorithm="SHA-1"), change(proof, challenge="0" * 64), change(proof, salt="?"),
        change(proof, number=None), change(proof, salt=5), proof[:-8], "", "x" * 3_000,
    ):  # fmt: skip
        with pytest.raises(NoProof):
            check_proof(forged, NOW)


@given(
    st.text(max_size=80) | st.binary(max_size=80).map(lambda data: base64.b64encode(data).decode())
)
def test_arbitrary_text_is_refused(text: str) -> None:
    with pytest.raises(NoProof):
        check_proof(text, NOW)
