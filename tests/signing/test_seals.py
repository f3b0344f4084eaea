"""Seals: one root over those who stand in a letter, its files, and what finds every change."""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.cli import main
from app.letters.render.pdf_seal import read_seal
from app.seals.receipt import read_receipt, verify_receipt
from app.seals.seal import PrintedSeal
from app.signing.models import Seal, SealLeaf, Signature
from app.signing.seal_proofs import NotSealed, find_proof, make_package, verify_stored
from app.signing.sealed_letters import compose_sealed, find_by_file, make_working_copy
from app.signing.seals import MayNotSeal, NoSuchLetter, find_by_code, find_seal, read_counts
from app.timeline.models import Entry
from tests.signing.driven import Driven
from tests.signing.sealing import (
    AUTHORITY,
    BOTH,
    COMPANY,
    SEALED_ON,
    make_file,
    opened,
    seal,
    sign_some,
)


def read_pdf(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    return "".join("".join(pages).split())


def read_docx(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def read_row(driven: Driven, seal_id: uuid.UUID) -> Seal:
    with opened(driven, reading=True) as (session, drive):
        return find_seal(session, drive.id, seal_id)


def test_a_seal_holds_everybody_in_order(driven_on_both: Driven) -> None:
    made = sign_some(driven_on_both)
    seal_id = seal(driven_on_both)
    with opened(driven_on_both, reading=True) as (session, drive):
        found = find_seal(session, drive.id, seal_id)
        assert (found.series, found.size, found.sealed_on) == (1, 6, SEALED_ON)
        counts, affected = read_counts(found)
        assert (counts.people, counts.withheld_people) == (6, 1)
        assert {item: (one.people, one.dwellings) for item, one in affected.items()} == {
            "item-1": (1, 1),  # of the two rows of 张伟 the one on paper counts
            "item-2": (1, 1),
        }
        leaves = session.scalars(
            select(SealLeaf.signature_id)
            .where(SealLeaf.seal_id == seal_id)
            .order_by(SealLeaf.position)
        ).all()
        assert leaves[0] == made["重复"] and leaves[-1] == made["隐名者"]
        assert verify_stored(session, found).is_valid
        assert find_by_code(session, found.code) is found
        acts = session.scalars(select(Entry.act)).all()
    assert "letter-sealed" in acts


def test_the_files_are_the_same_each_time_and_name_nobody_who_withholds(
    driven_on_both: Driven,
) -> None:
    sign_some(driven_on_both)
    seal_id = seal(driven_on_both)
    row = read_row(driven_on_both, seal_id)
    with opened(driven_on_both) as (session, _):
        session.execute(update(Signature).values(state="withdrawn"))  # later: the letter stays
    for format, read in (("pdf", read_pdf), ("docx", read_docx), ("txt", bytes.decode)):
        data = make_file(driven_on_both, seal_id, format)
        words = read(data)
        assert row.code in words and "2026年11月9日" in words.replace(" ", "")
        assert "隐名者" not in words and "2-1-102" not in words
        assert "王老太" in words and "王小明" in words and "另有1户1人不公开姓名" in words
        assert make_file(driven_on_both, seal_id, format) == data
        with opened(driven_on_both) as (session, _drive):
            from app.files.letters import prune_letters

            prune_letters(session, dt.datetime(2200, 1, 1, tzinfo=dt.UTC))
        assert make_file(driven_on_both, seal_id, format) == data, "made anew"
        with opened(driven_on_both, reading=True) as (session, _):
            known = find_by_file(session, row.root, data)
            assert known and known.id == seal_id and not find_by_file(session, row.root, b"")
    mark = read_seal(make_file(driven_on_both, seal_id, "pdf"))
    assert (mark.root, mark.size, mark.body) == (row.root, 6, row.body_digest)


def test_a_company_gets_numbers_and_no_names(driven: Driven) -> None:
    made = sign_some(driven)
    seal_id = seal(driven, COMPANY)
    for format, read in (("pdf", read_pdf), ("docx", read_docx), ("txt", bytes.decode)):
        words = read(make_file(driven, seal_id, format))
        assert not [name for name in ("租客", "王老太", "張偉", "隐名者") if name in words]
        assert "联名情况" in words and "共6人签名" in words
    assert len(made) == 7


def test_who_signs_later_stands_in_a_list_of_its_own(driven_on_both: Driven) -> None:
    sign_some(driven_on_both)
    first = read_row(driven_on_both, seal(driven_on_both))
    with pytest.raises(MayNotSeal):
        seal(driven_on_both)
    driven_on_both.sign("后来者", "5-1-101", consents=BOTH)
    driven_on_both.sign("张伟", "2-1-101", consents=BOTH)  # again: stands in the first
    later = dt.date(2026, 11, 20)
    second = read_row(driven_on_both, seal(driven_on_both, on=later))
    assert (second.series, second.size) == (2, 1) and second.root != first.root
    words = read_pdf(make_file(driven_on_both, second.id, "pdf"))
    assert "补充联名名单（第二批）" in words and "后来者" in words and "林喆、周犇" in words
    assert first.code in words and second.code in words and "2026年11月20日" in words
    assert "王老太" not in words
    with opened(driven_on_both, reading=True) as (session, _):
        assert verify_stored(session, second).is_valid


def test_what_cannot_be_sealed(driven: Driven) -> None:
    with pytest.raises(MayNotSeal):
        seal(driven)
    with pytest.raises(NoSuchLetter):
        seal(driven, 7)


def test_a_receipt_proves_a_signature_and_no_other(driven_on_both: Driven) -> None:
    made = sign_some(driven_on_both)
    seal_id = seal(driven_on_both)
    with opened(driven_on_both, reading=True) as (session, drive):
        found = find_seal(session, drive.id, seal_id)
        printed = PrintedSeal(found.root, found.size, found.body_digest)
        for name in ("隐名者", "代签", "重复"):
            data = find_proof(session, drive, session.get_one(Signature, made[name]), found)
            receipt = read_receipt(data)
            assert verify_receipt(receipt, printed).is_valid
            assert receipt.letter.recipient == "滨河区住房和城乡建设局"
            changed = data.replace(receipt.entry.name.encode(), "别人".encode())
            assert not verify_receipt(read_receipt(changed), printed).is_valid
        with pytest.raises(NotSealed):  # 张伟 stands by the other row
            find_proof(session, drive, session.get_one(Signature, made["张伟"]), found)


def change_name(session: Session, seal_id: uuid.UUID) -> None:
    leaf = session.get_one(SealLeaf, (seal_id, 1))
    entry = dict(leaf.entry or {})
    leaf.entry = {**entry, "line": {**entry["line"], "name": "别人"}}


def add_leaf(session: Session, seal_id: uuid.UUID) -> None:
    leaf = session.get_one(SealLeaf, (seal_id, 1))
    line = {**(leaf.entry or {})["line"], "id": str(uuid.uuid4())}
    entry = {"line": line, "named": True, "on": None}
    session.add(SealLeaf(seal_id=seal_id, position=6, leaf_hash="ab" * 32, entry=entry))


def remove_leaf(session: Session, seal_id: uuid.UUID) -> None:
    session.execute(delete(SealLeaf).where(SealLeaf.seal_id == seal_id, SealLeaf.position == 2))


def break_entry(session: Session, seal_id: uuid.UUID) -> None:
    session.get_one(SealLeaf, (seal_id, 1)).entry = {"line": {}, "named": True, "on": None}


def change_body(session: Session, seal_id: uuid.UUID) -> None:
    session.get_one(Seal, seal_id).body_digest = "cd" * 32


def change_root(session: Session, seal_id: uuid.UUID) -> None:
    session.get_one(Seal, seal_id).root = "cd" * 32


@pytest.mark.parametrize(
    "change", [change_name, add_leaf, remove_leaf, break_entry, change_body, change_root]
)
def test_what_was_changed_in_the_database_is_found(driven_on_both: Driven, change) -> None:
    sign_some(driven_on_both)
    seal_id = seal(driven_on_both)
    with opened(driven_on_both) as (session, _):
        change(session, seal_id)
    with opened(driven_on_both, reading=True) as (session, drive):
        assert not verify_stored(session, find_seal(session, drive.id, seal_id)).is_valid


def test_an_erased_signature_leaves_its_hash(driven_on_both: Driven) -> None:
    sign_some(driven_on_both)
    seal_id = seal(driven_on_both)
    before = make_file(driven_on_both, seal_id, "txt").decode()
    with opened(driven_on_both) as (session, _):
        session.get_one(SealLeaf, (seal_id, 1)).entry = None
    with opened(driven_on_both, reading=True) as (session, drive):
        found = find_seal(session, drive.id, seal_id)
        assert verify_stored(session, found).is_valid
        rows = compose_sealed(session, drive, found)[1].annexes[0].table
    assert rows and [row.number for row in rows.rows] == ["1", "3", "4", "5"]
    after = make_file(driven_on_both, seal_id, "txt").decode()
    assert "林喆\t3-2-1501" in before and "林喆\t3-2-1501" not in after


def verify(*arguments: str) -> int:
    return main(["verify", *arguments])


def test_the_command_checks_what_the_site_gives(driven: Driven, tmp_path: Path) -> None:
    made = sign_some(driven)
    seal_id = seal(driven)
    pdf = make_file(driven, seal_id, "pdf")
    with opened(driven, reading=True) as (session, drive):
        found = find_seal(session, drive.id, seal_id)
        signature = session.get_one(Signature, made["隐名者"])
        receipt = find_proof(session, drive, signature, found)
        whole = make_package(session, found, {"letter-1.pdf": pdf}, names=True)
        bare = make_package(session, found, {"letter-1.pdf": pdf}, names=False)
    for name, data in (
        ("r.json", receipt),
        ("whole.zip", whole),
        ("bare.zip", bare),
        ("letter.pdf", pdf),
    ):
        (tmp_path / name).write_bytes(data)
    with zipfile.ZipFile(io.BytesIO(bare)) as archive:
        assert "entries.jsonl" not in archive.namelist()
    letter = str(tmp_path / "letter.pdf")
    for name in ("r.json", "whole.zip", "bare.zip"):
        assert verify(str(tmp_path / name), "--letter", letter) == 0
        assert verify(str(tmp_path / name), "--root", found.code) == 0
    changed = json.loads(receipt)
    changed["entry"]["dwelling"] = "1-1-101"
    (tmp_path / "changed.json").write_text(json.dumps(changed))
    assert verify(str(tmp_path / "changed.json"), "--root", found.code) == 1


def test_a_working_copy_says_that_it_is_not_sealed(driven: Driven) -> None:
    sign_some(driven)
    with opened(driven, reading=True) as (session, drive):
        made = make_working_copy(session, drive, AUTHORITY, "docx", today=SEALED_ON)
    words = read_docx(made)
    assert "未封存" in words and "共6人签名" in words and "名单校验码" not in words
