"""What a receipt can do: withdraw, restore, correct, erase, be given out anew."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from sqlalchemy import select, text

from app.db import transaction
from app.signing.corrections import Correction, correct, list_affected
from app.signing.erasure import erase, erase_after_retention
from app.signing.models import Complaint, Drive, DwellingCode, SealLeaf, Signature
from app.signing.receipts import (
    NoSignature,
    Refused,
    find_signature,
    open_receipt,
    reissue,
    restore,
    withdraw,
)
from app.signing.signatures import WrongSigning
from app.timeline.models import Entry
from app.web.faults import LinkUnknown
from tests.people import NOW
from tests.signing.driven import CLOSES, Driven
from tests.signing.receipt_cases import draw, list_changes, opened, seal

LATER = NOW + dt.timedelta(hours=1)
AFTER = CLOSES + dt.timedelta(days=1)
SAME = Correction("张伟", "3-2-1501", "owner")


def set_state(driven: Driven, signature: uuid.UUID, **values: object) -> None:
    with transaction(driven.town.engine) as session:
        for name, value in values.items():
            setattr(session.get_one(Signature, signature), name, value)


def test_withdrawing_and_taking_it_back(driven_on_both: Driven) -> None:
    driven = driven_on_both
    mine = driven.sign("张伟", "3-2-1501")
    set_state(driven, mine, state="questioned", reason="房号不清")
    with opened(driven, mine) as (session, receipt):
        withdraw(session, receipt, now=LATER)
        withdraw(session, receipt, now=LATER)  # pressed twice
    assert driven.read(mine).state == "withdrawn"
    assert [one.act for one in list_changes(driven, mine)] == ["withdrawn"]
    with opened(driven, mine) as (session, receipt):
        restore(session, receipt, now=LATER)
    assert driven.read(mine).state == "questioned"  # what the checker said has not gone by itself


@pytest.mark.parametrize(("sealed", "works"), [(False, True), (True, False)])
def test_a_withdrawal_is_taken_back_until_a_letter_is_made(
    driven: Driven, sealed: bool, works: bool
) -> None:
    mine, other = driven.sign("张伟", "3-2-1501"), driven.sign("李娜", "1-1-101")
    with opened(driven, mine) as (session, receipt):
        withdraw(session, receipt, now=LATER)
    if sealed:
        seal(driven, other, now=AFTER)
    with opened(driven, mine) as (session, receipt):
        if works:
            restore(session, receipt, now=AFTER)
        else:
            with pytest.raises(Refused):
                restore(session, receipt, now=AFTER)
    assert driven.read(mine).state == ("standing" if works else "withdrawn")


def test_correcting_keeps_what_stood_there(driven_on_both: Driven) -> None:
    driven = driven_on_both
    mine = driven.sign("张纬", "3-2-1501", phone="13900000000")
    right = driven.read(driven.sign("张伟", "3-2-1502"))
    set_state(driven, mine, level="checked")
    with opened(driven, mine) as (session, receipt):
        item = receipt.version.document["items"][0]["id"]
        wanted = Correction(
            "张 伟", "3栋2单元1502室", "family", "张小明", "儿子", "", "夜里漏水", (item, "unknown")
        )
        fields = correct(session, receipt, wanted, now=LATER)
        assert set(fields) == {
            "name", "dwelling", "capacity", "signed_by", "relation", "phone", "remark", "items",
        }  # fmt: skip
    found = driven.read(mine)
    assert (found.name, found.dwelling, found.building) == ("张 伟", "3-2-1502", "3")
    assert (found.signed_by, found.relation, found.phone) == ("张小明", "儿子", None)
    assert (found.level, found.changed_at) == ("declared", LATER)
    assert found.person_index == right.person_index and found.name_index == right.name_index
    (change,) = list_changes(driven, mine)
    assert change.before["name"] == "张纬" and change.before["phone"] == "13900000000"
    assert change.before["level"] == "checked" and change.before["items"] == []
    with opened(driven, mine) as (session, _):
        assert list_affected(session, mine) == (item,)


@pytest.mark.parametrize(
    ("level", "changed", "after"),
    [
        ("checked", {"phone": "13900000000"}, "checked"),
        ("checked", {"name": "张小伟"}, "declared"),
        ("paper", {"name": "张小伟"}, "declared"),
        ("coded", {"name": "张小伟"}, "coded"),  # the code went to the dwelling
        ("coded", {"dwelling": "3-2-1502"}, "declared"),
        ("declared", {"name": "张小伟"}, "declared"),
    ],
)
def test_what_has_to_be_checked_again(
    driven: Driven, level: str, changed: dict[str, str], after: str
) -> None:
    mine = driven.sign("张伟", "3-2-1501")
    set_state(driven, mine, level=level)
    with opened(driven, mine) as (session, receipt):
        correct(session, receipt, Correction(**{**vars(SAME), **changed}), now=LATER)
    assert driven.read(mine).level == after


def test_nothing_changed_leaves_no_trace(driven: Driven) -> None:
    mine = driven.sign("张伟", "3-2-1501")
    with opened(driven, mine) as (session, receipt):
        assert correct(session, receipt, SAME, now=LATER) == ()
    assert list_changes(driven, mine) == [] and driven.read(mine).changed_at is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"dwelling": "楼上"}, "dwelling"),
        ({"relation": "儿子"}, "signed_by"),
    ],
)
def test_a_correction_that_cannot_be(driven: Driven, changed: dict[str, str], field: str) -> None:
    mine = driven.sign("张伟", "3-2-1501")
    with opened(driven, mine) as (session, receipt), pytest.raises(WrongSigning) as refused:
        correct(session, receipt, Correction(**{**vars(SAME), **changed}), now=LATER)
    assert refused.value.field == field


def find_words(driven: Driven, *words: str) -> list[str]:
    """Which of the words stand in any column of the tables of signatures, decrypted or not."""
    with transaction(driven.town.engine, reading=True) as session:
        said = []
        for row in session.scalars(select(Signature)):
            said += [str(getattr(row, column.key)) for column in Signature.__table__.columns]
        for name in ("signature", "signature_change", "seal_leaf", "affected_item"):
            said += [str(tuple(row)) for row in session.execute(text(f"SELECT * FROM {name}"))]
    return [word for word in words if any(word in one for one in said)]


def test_erasing_leaves_a_row_and_nobody(driven_on_both: Driven) -> None:
    driven = driven_on_both
    mine = driven.sign(
        "张伟", "3-2-1501", phone="13900000000", remark="夜里漏水", drawing=draw(),
        signed_by="张小明", relation="儿子", items=("roof",),
    )  # fmt: skip
    other = driven.sign("李娜", "1-1-101")
    seal(driven, mine, other)
    before = driven.read(mine)
    with opened(driven, mine) as (session, receipt):
        correct(session, receipt, Correction("张维", "3-2-1501", "owner"), now=LATER)
    with opened(driven, mine) as (session, receipt):
        erase(session, receipt, now=LATER)
    with opened(driven, mine) as (session, receipt):
        erase(session, receipt, now=LATER)
        assert receipt.is_erased and receipt.signature.drawing is None
        leaf = session.scalars(select(SealLeaf).where(SealLeaf.signature_id == mine)).one()
        assert leaf.entry is None and leaf.leaf_hash == "2" * 64
        assert session.scalars(select(SealLeaf).where(SealLeaf.signature_id == other)).one().entry
    found = driven.read(mine)
    assert (found.state, found.building, found.number) == ("withdrawn", "3", before.number)
    assert found.salt == "" and found.drawing_digest is None and found.receipt == ""
    gone = ("张伟", "张维", "3-2-1501", "13900000000", "夜里漏水", "张小明", "roof", before.salt)
    assert find_words(driven, *gone, before.person_index, before.name_index) == []
    assert [(one.act, one.before) for one in list_changes(driven, mine)] == [
        ("corrected", {}), ("erased", {}),
    ]  # fmt: skip
    for act in (withdraw, restore):
        with opened(driven, mine) as (session, receipt), pytest.raises(Refused):
            act(session, receipt, now=LATER)
    with transaction(driven.town.engine, reading=True) as session:  # the link says that it is gone
        assert open_receipt(session, before.receipt).is_erased


def test_after_the_time_of_keeping_only_counts_are_left(driven_on_both: Driven) -> None:
    driven = driven_on_both
    first, again = driven.sign("张伟", "3-2-1501"), driven.sign("張偉", "3栋2单元1501")
    other = driven.sign("李娜", "3-2-1501")
    with transaction(driven.town.engine) as session:
        session.add(
            DwellingCode(
                drive_id=driven.drive,
                dwelling="3-2-1501",
                building="3",
                code="abc",
                code_index="abc",
                made_at=NOW,
            )
        )
        session.add(Complaint(drive_id=driven.drive, words="冒用我的名字", contact="139", at=NOW))
    with transaction(driven.town.engine) as session:
        assert erase_after_retention(session, CLOSES.replace(year=CLOSES.year + 2)) == 0
        assert erase_after_retention(session, CLOSES.replace(year=CLOSES.year + 3)) == 3
        assert erase_after_retention(session, CLOSES.replace(year=CLOSES.year + 3)) == 0
    rows = [driven.read(one) for one in (first, again, other)]
    assert {row.state for row in rows} == {"standing"} and {row.building for row in rows} == {"3"}
    assert len({row.person_index for row in rows}) == 2 and len({row.dwelling for row in rows}) == 1
    assert find_words(driven, "张伟", "張偉", "李娜", "3-2-1501") == []
    with transaction(driven.town.engine, reading=True) as session:
        assert session.scalars(select(DwellingCode)).all() == []
        (complaint,) = session.scalars(select(Complaint))
        assert (complaint.words, complaint.contact) == ("", None)
        (entry,) = session.scalars(select(Entry).where(Entry.act == "signatures-erased"))
        assert entry.details == {"count": 3}
        assert session.get_one(Drive, driven.drive) is not None


def test_a_lost_receipt_is_given_out_anew(driven_on_both: Driven) -> None:
    driven = driven_on_both
    mine = driven.sign("张伟", "3-2-1501")
    old, person = driven.read(mine), driven.town.people["checker"]
    with transaction(driven.town.engine) as session:
        signed = find_signature(session, driven.petition, mine, to_change=True)
        secret = reissue(session, signed, person_id=person, now=LATER)
        with pytest.raises(NoSignature):
            find_signature(session, driven.town.community, mine)
    with transaction(driven.town.engine, reading=True) as session:
        assert open_receipt(session, secret).signature.id == mine
        with pytest.raises(LinkUnknown):
            open_receipt(session, old.receipt)
        (entry,) = session.scalars(select(Entry).where(Entry.act == "receipt-reissued"))
        assert entry.person_id == person and entry.details == {}
    (change,) = list_changes(driven, mine)
    assert (change.act, change.person_id) == ("reissued", person)
    assert secret not in str(change.before) and driven.read(mine).number == old.number
