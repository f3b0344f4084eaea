"""Consents: what held when can be proved, and none slides to a recipient who was not meant."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.petitions.models import Document
from app.signing.consent_changes import (
    OtherVersion,
    agree,
    carry_consents,
    change_consents,
    find_standing,
    list_standings,
)
from app.signing.consents import NEXT, PUBLIC, SIGNING, digest_words, list_choices
from app.signing.models import ConsentText, SignatureChange
from app.signing.receipts import Refused, find_signed_version, withdraw
from tests.people import NOW
from tests.petitions.letters_cases import TODAY
from tests.signing.driven import CLOSES, Driven
from tests.signing.receipt_cases import freeze_next, list_changes, opened

HOURS = [NOW + dt.timedelta(hours=hour) for hour in range(6)]


def move_first_last(document: Document) -> None:
    """The recipients in another order, and one besides; the numbers of all change."""
    first, *others = document["recipients"]
    document["recipients"] = [
        {"name": "滨河区信访局", "role": "authority"}, *others, first,
    ]  # fmt: skip


def agree_to(session: Any, receipt: Any, ticked: Any, now: dt.datetime, **more: Any) -> bool:
    given = {"version_id": receipt.drive.version_id, "today": TODAY, **more}
    return agree(session, receipt, ticked, "zh", now=now, **given)


def test_the_database_alone_proves_who_had_consented_to_what(driven_on_both: Driven) -> None:
    driven = driven_on_both
    mine = driven.sign("张伟", "3-2-1501", consents=("names-1", NEXT))
    with opened(driven, mine) as (session, receipt):
        names = [one.recipient for one in receipt.version.letters]
        assert change_consents(session, receipt, ["names-2", "names-99"], "zh", now=HOURS[1])
        assert not change_consents(session, receipt, ["names-2"], "zh", now=HOURS[2])
    with opened(driven, mine) as (session, receipt):
        change_consents(session, receipt, [PUBLIC], "en", now=HOURS[3])
    with opened(driven, mine) as (session, receipt):
        withdraw(session, receipt, now=HOURS[4])
    expected = [
        (NOW, {SIGNING, "names-1", NEXT}, "standing"),
        (HOURS[1], {SIGNING, "names-2"}, "standing"),
        (HOURS[2], {SIGNING, "names-2"}, "standing"),
        (HOURS[3], {SIGNING, PUBLIC}, "standing"),
        (HOURS[5], {SIGNING, PUBLIC}, "withdrawn"),
    ]
    with opened(driven, mine) as (session, receipt):
        assert find_standing(session, receipt.signature, NOW - dt.timedelta(seconds=1)) is None
        for moment, keys, state in expected:
            held = find_standing(session, receipt.signature, moment)
            assert held is not None and (set(held.words), held.state) == (keys, state), moment
            kept = session.get_one(ConsentText, held.digest)
            assert digest_words(kept.words, kept.language) == held.digest  # type: ignore[arg-type]
            assert all(kept.words[key] == words for key, words in held.words.items())
        first = find_standing(session, receipt.signature, NOW)
        assert first and names[0] in first.words["names-1"]
        assert receipt.community.responsible_name in first.words[SIGNING]
        english = find_standing(session, receipt.signature, HOURS[3])
        assert english and session.get_one(ConsentText, english.digest).language == "en"


def test_a_consent_never_slides_to_another_recipient(driven_on_both: Driven) -> None:
    driven = driven_on_both
    mine = driven.sign("张伟", "3-2-1501", consents=("names-1", PUBLIC))
    freeze_next(driven, move_first_last, HOURS[1])
    with opened(driven, mine) as (session, receipt):
        old, new = receipt.version, find_signed_version(session, receipt.drive.version_id)
        assert [one.recipient for one in old.letters] != [one.recipient for one in new.letters]
        carried = carry_consents(old, new, receipt.signature.consents)
        assert carried == (f"names-{new.letters[-1].number}", PUBLIC)
        assert new.letters[-1].recipient == old.letters[0].recipient
        agree_to(session, receipt, carried, HOURS[2])
    with opened(driven, mine) as (session, receipt):
        standings = list_standings(session, receipt.signature)
        given = [
            (one.version_id, [words for key, words in one.words.items() if key.startswith("names")])
            for one in standings
        ]
        assert [version for version, _ in given] == [old.id, new.id]
        for _, (words,) in given:  # number 1 then, the last now: the same recipient
            assert old.letters[0].recipient in words and "滨河区信访局" not in words
    (change,) = list_changes(driven, mine)
    assert change.act == "agreed" and change.before["consents"] == ["names-1", PUBLIC]
    assert change.before["signed_at"] == NOW.isoformat()


def test_two_recipients_of_one_name_are_asked_anew(driven: Driven) -> None:
    with opened(driven, driven.sign("张伟", "3-2-1501")) as (_session, receipt):
        old = receipt.version

        class Letter:
            def __init__(self, number: int, recipient: str) -> None:
                self.number, self.recipient = number, recipient

        class Twice:
            letters = [Letter(1, old.letters[0].recipient), Letter(2, old.letters[0].recipient)]  # noqa: RUF012

        assert carry_consents(old, Twice(), ["names-1", NEXT]) == (NEXT,)  # type: ignore[arg-type]


def test_who_does_not_agree_keeps_the_old_signature(driven: Driven) -> None:
    mine = driven.sign("张伟", "3-2-1501", consents=("names-1",))
    version = driven.read(mine).version_id
    freeze_next(driven, move_first_last, HOURS[1])
    found = driven.read(mine)
    assert (found.version_id, found.consents) == (version, ["names-1"])
    assert driven.read(driven.sign("李娜", "1-1-101")).version_id != version


def test_agreeing_takes_the_items_that_are_still_there(driven: Driven) -> None:
    with opened(driven, driven.sign("王", "1-1-102")) as (_, receipt):
        items = [one["id"] for one in receipt.version.document["items"]]
    mine = driven.sign("张伟", "3-2-1501", items=tuple(items[:2]))

    def drop_first(document: Document) -> None:
        document["items"] = document["items"][1:]
        for recipient in document["recipients"]:
            recipient.pop("items", None)

    freeze_next(driven, drop_first, HOURS[1])
    with opened(driven, mine) as (session, receipt):
        agree_to(session, receipt, [], HOURS[2])
        assert list_choices(receipt.version, "zh")
    with opened(driven, mine) as (session, receipt):
        from app.signing.corrections import list_affected

        assert list_affected(session, mine) == (items[1],)
        assert not receipt.is_of_older_version and receipt.signature.signed_at == HOURS[2]
        assert not agree_to(session, receipt, [], HOURS[3])
    assert sorted(list_changes(driven, mine)[0].before["items"]) == sorted(items[:2])


@pytest.mark.parametrize("case", ["another text", "closed", "withdrawn"])
def test_when_one_cannot_agree(driven: Driven, case: str) -> None:
    mine = driven.sign("张伟", "3-2-1501")
    version = driven.read(mine).version_id
    freeze_next(driven, move_first_last, HOURS[1])
    if case == "withdrawn":
        with opened(driven, mine) as (session, receipt):
            withdraw(session, receipt, now=HOURS[1])
    with opened(driven, mine) as (session, receipt):
        more = {"version_id": version} if case == "another text" else {}
        now = CLOSES if case == "closed" else HOURS[2]
        with pytest.raises(OtherVersion if more else Refused):
            agree_to(session, receipt, [], now, **more)
        assert receipt.signature.version_id == version
        acts = [one.act for one in session.query(SignatureChange).all()]
        assert "agreed" not in acts
