"""What the public page shows of people: masked names of those who ticked it, and nothing else."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from app.seals.receipt import read_receipt, verify_receipt
from app.seals.seal import PrintedSeal
from app.signing.seals import find_seal
from app.signing.shown_names import list_shown_names, mask_name
from tests.signing.driven import Driven
from tests.signing.sealing import opened as open_drive
from tests.signing.sealing import seal


@pytest.mark.parametrize(
    ("name", "masked"), [("王小明", "王**"), ("欧阳娜娜", "欧**"), ("Ali Reza", "A**")]
)
def test_a_name_is_masked(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_only_who_ticked_it_is_shown(opened: Driven) -> None:
    opened.sign("王小明", "3-2-1501", consents=("public",))
    opened.sign("李不愿", "4-1-201", consents=("names-1", "names-next"))
    opened.sign("王小明", "3-2-1501", consents=("public",))  # twice: one person
    page = opened.town.visitor().get(opened.public).text
    assert page.count("王**，3栋") == 1
    for hidden in ("王小明", "李", "1501", "4栋"):
        assert hidden not in re.sub(r"<article.*?</article>", "", page, flags=re.S), hidden


def test_the_proof_on_the_receipt_verifies_against_the_printed_seal(opened: Driven) -> None:
    mine = opened.read(opened.sign("王小明", "3-2-1501", consents=("names-1",)))
    other = opened.read(opened.sign("李娜", "4-1-201", consents=()))
    seal_id = seal(opened)
    visitor = opened.town.visitor()
    path = f"/r/{mine.receipt}"
    assert f"{path}/letters/{seal_id}.json" in visitor.get(path).text
    receipt = read_receipt(visitor.get(f"{path}/letters/{seal_id}.json").data)
    with open_drive(opened, reading=True) as (session, drive):
        found = find_seal(session, drive.id, seal_id)
        printed = PrintedSeal(found.root, found.size, found.body_digest)
    assert verify_receipt(receipt, printed).is_valid
    assert receipt.entry.name == "王小明"
    assert "王小明" not in visitor.get(f"/r/{other.receipt}/letters/{seal_id}.json").text
    visitor.get(f"/r/{'x' * 24}/letters/{seal_id}.json", 404)


def test_the_names_are_found_without_sorting_all_signatures(opened: Driven) -> None:
    opened.sign("王小明", "3-2-1501", consents=("public",))
    asked: list[tuple[str, tuple[object, ...]]] = []

    def listen(
        _: object, __: object, statement: str, given: tuple[object, ...], *___: object
    ) -> None:
        asked.append((statement, given))

    event.listen(opened.town.engine, "before_cursor_execute", listen)
    with open_drive(opened, reading=True) as (session, drive):
        asked.clear()
        list_shown_names(session, drive)
        plan = session.connection().exec_driver_sql(
            "EXPLAIN QUERY PLAN " + asked[0][0], asked[0][1]
        )
        steps = " ".join(str(step) for step in plan)
    assert "ix_signature_checking" in steps and "TEMP B-TREE" not in steps, steps
