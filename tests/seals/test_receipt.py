"""Receipts: each proves its signature in its letter, and nothing else."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.seals.check_code import write_check_code
from app.seals.faults import SealFault
from app.seals.receipt import (
    MOST_BYTES,
    LetterNote,
    Receipt,
    make_note,
    make_receipt,
    read_receipt,
    verify_receipt,
    write_receipt,
)
from app.seals.seal import PrintedSeal, read_seal, seal, write_seal
from app.seals.verdict import Outcome
from tests.seals.samples import BODY, NOTE, make_printed, make_seal, make_signature, make_signatures

OTHER = "ab" * 32
SIGNED = make_signatures(13)
SEALED = make_seal(13)
PRINTED = make_printed(SEALED)
RECEIPT = make_receipt(SEALED, SIGNED[6], NOTE)
ELSEWHERE = seal(BODY, make_signatures(12))
Alter = Callable[[Receipt], Receipt]


def change(**values: Any) -> Alter:
    return lambda receipt: dataclasses.replace(receipt, **values)


def change_entry(**values: Any) -> Alter:
    return lambda receipt: dataclasses.replace(
        receipt, entry=dataclasses.replace(receipt.entry, **values)
    )


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 33])
def test_every_signature_is_proved(size: int) -> None:
    sealed = make_seal(size)
    for entry in make_signatures(size):
        receipt = read_receipt(write_receipt(make_receipt(sealed, entry, NOTE)))
        assert receipt.entry == entry
        for printed in (
            make_printed(sealed),
            PrintedSeal(sealed.root),
            PrintedSeal(write_check_code(sealed.root)),
        ):
            assert verify_receipt(receipt, printed).outcome == "valid"


@pytest.mark.parametrize(
    ("alter", "outcome"),
    [
        (change_entry(name="李四"), "changed-entry"),
        (change_entry(dwelling="3-2-1"), "changed-entry"),
        (change_entry(signed_by="李四"), "changed-entry"),
        (change_entry(drawing=OTHER), "changed-entry"),
        (change_entry(capacity="tenant"), "changed-entry"),
        (change_entry(salt=OTHER), "changed-entry"),
        (change_entry(body=OTHER), "changed-body"),
        (change(body=OTHER), "changed-body"),
        (change(leaf=OTHER), "damaged"),
        (change(index=5), "damaged"),
        (change(index=100), "damaged"),
        (change(size=14), "damaged"),
        (change(size=1), "damaged"),
        (change(path=RECEIPT.path[:-1]), "damaged"),
        (change(path=(*RECEIPT.path, OTHER)), "damaged"),
        (change(path=(OTHER, *RECEIPT.path[1:])), "damaged"),
        (change(root=OTHER), "damaged"),
        (lambda _: make_receipt(ELSEWHERE, SIGNED[6], NOTE), "not-in-letter"),
    ],
)
def test_whatever_was_changed_is_named(alter: Alter, outcome: Outcome) -> None:
    verdict = verify_receipt(alter(RECEIPT), PRINTED)
    assert verdict.outcome == outcome
    assert not verdict.is_valid and verdict.findings[0].said


def test_a_letter_with_another_body_does_not_fit() -> None:
    printed = dataclasses.replace(PRINTED, body=OTHER)
    assert verify_receipt(RECEIPT, printed).outcome == "changed-body"


@given(st.data())
def test_a_changed_character_of_the_file_is_never_valid(data: st.DataObject) -> None:
    """Except in the words about the letter, which a proof does not cover."""
    text = write_receipt(RECEIPT).decode()
    words = text.index('"entry"')
    place = data.draw(st.integers(words, len(text) - 1))
    changed = text[:place] + data.draw(st.characters(codec="utf-8")) + text[place + 1 :]
    try:
        receipt = read_receipt(changed.encode())
    except SealFault:
        return
    assert receipt == RECEIPT or not verify_receipt(receipt, PRINTED).is_valid


def edit(**values: Any) -> bytes:
    return json.dumps({**json.loads(write_receipt(RECEIPT)), **values}).encode()


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", ""),
        (b"\xff\xfe", ""),
        (b"[]", ""),
        (b"{}", "format"),
        (b'{"a":1,"a":1}', ""),
        (b'{"format":' + b"[" * 20_000, ""),
        (b'{"format":' + b"9" * 10_000 + b"}", ""),
        (b" " * (MOST_BYTES + 1), ""),
        (edit(format="lianming-receipt-9"), "format"),
        (edit(more=1), "more"),
        (edit(index=True), "index"),
        (edit(index=-1), "index"),
        (edit(size=10**30), "size"),
        (edit(size="13"), "size"),
        (edit(path="abc"), "path"),
        (edit(path=[OTHER] * 65), "path"),
        (edit(path=[OTHER, 7]), "path[1]"),
        (edit(root=OTHER.upper()), "root"),
        (edit(entry=None), "entry"),
        (edit(letter={"title": "t", "recipient": "r"}), "letter.date"),
        (edit(letter={"title": "t", "recipient": "r", "date": "d\nd"}), "letter.date"),
        (edit(entry={**RECEIPT.entry.describe(), "name": ""}), "entry.name"),
        (edit(entry={**RECEIPT.entry.describe(), "time": "2026-10-01"}), "entry.time"),
    ],
)
def test_what_is_no_receipt_is_refused_with_its_place(data: bytes, place: str) -> None:
    with pytest.raises(SealFault) as caught:
        read_receipt(data)
    assert caught.value.place == place


def test_a_receipt_saved_by_an_editor_is_read() -> None:
    data = b"\xef\xbb\xbf" + write_receipt(RECEIPT).replace(b"\n", b"\r\n")
    assert read_receipt(data) == RECEIPT


def test_what_cannot_be_sealed_is_refused() -> None:
    with pytest.raises(SealFault, match="另一份正文"):
        seal(OTHER, SIGNED)
    with pytest.raises(SealFault, match="两次"):
        seal(BODY, [SIGNED[0], SIGNED[0]])
    with pytest.raises(SealFault, match="不在这份名单里"):
        make_receipt(SEALED, make_signature(99), NOTE)
    with pytest.raises(SealFault):
        LetterNote("", "r", "d")
    assert make_note("e\u0301\n" + "长" * 400, " r ", "d").title == "é " + "长" * 298
    assert seal(BODY, []).size == 0


def test_a_seal_is_read_back_and_holds_nothing_about_people() -> None:
    data = write_seal(SEALED)
    assert read_seal(data) == SEALED
    assert all(name.encode() not in data for name in (SIGNED[0].name, SIGNED[0].salt))
    assert read_seal(write_seal(seal(BODY, []))).is_whole
    assert not dataclasses.replace(SEALED, size=12).is_whole
