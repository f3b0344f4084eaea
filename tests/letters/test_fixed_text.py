"""What a signer agrees to does not change with who signs after, nor with the day it is printed."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

import pytest

from app.letters.compose import compose
from app.letters.petition import Petition
from app.letters.petition_file import KINDS
from app.letters.signers import Signer
from tests.letters.test_compose import read

ONE = (Signer(row=1, name="林喆", unit="3-2-1501"),)
MANY = tuple(
    Signer(row=row, name=f"业主{row}", unit=f"{row}", capacity="owner" if row % 3 else "tenant")
    for row in range(1, 12_001)
)


@pytest.fixture(scope="module", params=["full-zh", "full-en"])
def full(request: pytest.FixtureRequest) -> Petition:
    return read(request.param)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("people", [None, 7])
def test_signers_and_date_leave_the_fixed_text_as_it_is(
    full: Petition, kind: str, people: int | None
) -> None:
    petition = replace(full, sender=replace(full.sender, people=people))
    later = replace(petition, date=petition.date + dt.timedelta(days=400))
    number = 2 if kind == "hotline" else 0
    fixed = compose(petition, number, kind=kind)  # type: ignore[arg-type]
    assert hashlib.sha256(fixed.body.encode()).hexdigest() == fixed.digest
    for signers in (ONE, MANY):
        signed = compose(later, number, kind=kind, signers=signers)  # type: ignore[arg-type]
        assert signed.body == fixed.body


@pytest.mark.parametrize("sentences", range(5, 30))
def test_a_hotline_text_near_its_limit_leaves_out_the_same(full: Petition, sentences: int) -> None:
    form = (
        "这是第{0}句事实，写明经过。" if full.language == "zh" else "This is fact no. {0} of ours. "
    )
    facts = "".join(form.format(number) for number in range(sentences))
    channel = "mailbox-600" if full.language == "zh" else "mailbox-2000"
    items = (full.items[0], replace(full.items[1], facts=facts))
    petition = replace(full, items=items, title=None)
    fixed = compose(petition, 2, channel=channel)
    assert compose(petition, 2, channel=channel, signers=MANY).body == fixed.body


def test_words_change_the_fixed_text(full: Petition) -> None:
    changed = replace(full, community=replace(full.community, name="另一小区"))
    assert compose(changed, 0).body != compose(full, 0).body
