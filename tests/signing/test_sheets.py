"""Paper sheets as services: printed with running numbers, photographed, typed in, cut, sent along."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from app.files.models import StoredFile
from app.files.pictures import Area
from app.letters.render.page_pictures import count_pages
from app.signing.drawn import unpack_drawing
from app.signing.models import (
    ConsentText,
    PaperSheet,
    SheetRun,
    Signature,
    SignatureChange,
)
from app.signing.sealed_letters import make_working_copy
from app.signing.seals import make_seal
from app.signing.sheet_lines import (
    Line,
    NoLine,
    WrongLines,
    correct_line,
    cut_signature,
    find_line,
    remove_line,
)
from app.signing.sheet_pictures import choose_sheets, list_sheet_pictures
from app.signing.sheets import (
    WrongSheet,
    change_sheet,
    find_sheet,
    list_sheets,
    print_sheets,
    remove_sheet,
    turn_sheet,
)
from app.signing.signatures import WrongSigning
from app.signing.signers import list_standing
from app.timeline.models import Entry
from tests.people import NOW
from tests.petitions.letters_cases import TODAY
from tests.signing.driven import Driven
from tests.signing.papers import SIGNED, draw_sheet, opened, put, type_in

ADDRESS = "https://lianming.example.org/p/abcdefghijklmnopqrst"
COMPANY = 2


def make_print(driven: Driven, count: int) -> bytes:
    with opened(driven) as (session, drive):
        return print_sheets(
            session, drive, count, address=ADDRESS, now=NOW, today=TODAY,
            person_id=driven.town.people["representative"],
        )  # fmt: skip


def list_acts(driven: Driven) -> list[tuple[str, dict[str, Any]]]:
    with opened(driven, reading=True) as (session, _):
        rows = session.scalars(select(Entry).where(Entry.act.like("sheet%")).order_by(Entry.id))
        return [(one.act, one.details) for one in rows]


@pytest.mark.needs("fonts", "pango")
def test_numbers_of_printed_sheets_run_on(driven_on_both: Driven) -> None:
    assert count_pages(make_print(driven_on_both, 3)) == 3
    assert count_pages(make_print(driven_on_both, 2)) == 2
    with opened(driven_on_both, reading=True) as (session, drive):
        runs = session.scalars(select(SheetRun).order_by(SheetRun.first)).all()
        assert [(run.first, run.count) for run in runs] == [(1, 3), (4, 2)]
        words = session.get_one(ConsentText, runs[0].consent_digest).words
        assert "陈立群" in words["signing"] and "names-1" in words
        assert f"names-{COMPANY}" not in words  # a company gets numbers, and is not named on paper
        assert runs[0].version_id == drive.version_id


def test_photos_get_numbers_and_the_same_photo_is_told(driven_on_both: Driven) -> None:
    assert [one.number for one in put(driven_on_both, 1, 2).sheets] == [1, 2]
    again = put(driven_on_both, 2, 3, 3)
    assert [one.number for one in again.sheets] == [3]
    assert ["编号2" in str(said) for said in again.told] == [True, False]
    with pytest.raises(WrongSheet):
        put(driven_on_both, 4, first=2)
    assert [one.number for one in put(driven_on_both, 4, 5, first=20).sheets] == [20, 21]
    assert [one.number for one in put(driven_on_both, 6).sheets] == [4]


def test_lines_become_signatures_on_paper(driven_on_both: Driven) -> None:
    sheet = put(driven_on_both, 1).sheets[0].id
    type_in(
        driven_on_both,
        sheet,
        Line(1, "张伟", "3栋2单元1501"),
        Line(2, "李娜", "3-2-1502", "family", "李强", "父亲", TODAY, is_withheld=True),
    )
    with opened(driven_on_both, reading=True) as (session, drive):
        first, second = session.scalars(select(Signature).order_by(Signature.line)).all()
        assert (first.name, first.dwelling, first.level) == ("张伟", "3-2-1501", "paper")
        assert first.consents == ["names-1"] and second.consents == []
        assert (second.signed_by, second.relation, second.capacity) == ("李强", "父亲", "family")
        assert first.consent_digest == session.get_one(PaperSheet, sheet).consent_digest
        assert [(one.sheet.number, one.typed) for one in list_sheets(session, drive.id)] == [(1, 2)]
    assert ("sheet-transcribed", {"sheet": 1, "count": 2}) in list_acts(driven_on_both)


def test_who_signed_on_the_phone_too_is_counted_once(driven: Driven) -> None:
    driven.sign("张偉", "3-2-1501", consents=("names-1",))
    type_in(driven, put(driven, 1).sheets[0].id, Line(1, "张伟", "3栋2单元1501"))
    with opened(driven, reading=True) as (session, drive):
        assert len(list_standing(session, drive, 1)) == 1


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (Line(1, "", "3-2-1501"), "name"),
        (Line(1, "张伟", ""), "dwelling"),
        (Line(1, "张伟", "楼上"), "dwelling"),
        (Line(1, "张伟", "3-2-1501", relation="儿子"), "signed_by"),
        (Line(1, "张伟", "3-2-1501", signed_on=TODAY + dt.timedelta(days=1)), "signed_on"),
        (Line(1, "张伟", "3-2-1501", signed_on=dt.date(2020, 1, 1)), "signed_on"),
    ],
)
def test_a_wrong_line_names_its_field_and_nothing_is_kept(
    driven: Driven, line: Line, field: str
) -> None:
    sheet = put(driven, 1).sheets[0].id
    with pytest.raises(WrongLines) as wrong:
        type_in(driven, sheet, Line(2, "李娜", "3-2-1502"), line)
    assert [(number, fault.field) for number, fault in wrong.value.faults] == [(1, field)]
    with opened(driven, reading=True) as (session, _):
        assert not session.scalars(select(Signature)).all()


def test_corrections_and_deletions_leave_records(driven_on_both: Driven) -> None:
    driven, who = driven_on_both, driven_on_both.town.people["representative"]
    sheet_id = put(driven, 1).sheets[0].id
    type_in(driven, sheet_id, Line(1, "张伟", "3-2-1501"), Line(2, "李娜", "3-2-1502"))
    with opened(driven) as (session, drive):
        sheet = find_sheet(session, drive.id, sheet_id)
        wanted = Line(1, "张炜", "3-2-1503", is_withheld=True)
        for changed in (True, False):
            assert changed is correct_line(
                session, drive, sheet, wanted, now=NOW, today=TODAY, person_id=who
            )
        kept = session.scalars(select(SignatureChange)).one()
        assert kept.act == "corrected" and kept.person_id == who
        assert kept.before == {"name": "张伟", "dwelling": "3-2-1501", "consents": ["names-1"]}
        remove_line(session, drive, sheet, 2, now=NOW, person_id=who)
        with pytest.raises(NoLine):
            find_line(session, sheet, 2)
    assert ("sheet-line-removed", {"sheet": 1, "line": 2}) in list_acts(driven)
    type_in(driven, sheet_id, Line(2, "李娜", "3-2-1504"))  # it can be typed again


def test_a_sealed_line_is_not_deleted(driven: Driven) -> None:
    who, sheet_id = driven.town.people["representative"], put(driven, 1).sheets[0].id
    type_in(driven, sheet_id, Line(1, "张伟", "3-2-1501"))
    with opened(driven) as (session, drive):
        make_seal(
            session, drive, 1, now=NOW, today=TODAY, person_id=who, address="https://x.example/v"
        )
        sheet = find_sheet(session, drive.id, sheet_id)
        with pytest.raises(WrongSigning):
            remove_line(session, drive, sheet, 1, now=NOW, person_id=who)


def test_a_signature_is_cut_without_paper_and_fingerprint(driven: Driven) -> None:
    who, sheet_id = driven.town.people["representative"], put(driven, 1).sheets[0].id
    type_in(driven, sheet_id, Line(1, "张伟", "3-2-1501"))
    with opened(driven) as (session, drive):
        sheet = find_sheet(session, drive.id, sheet_id)
        with pytest.raises(WrongSigning):
            cut_signature(
                session, drive, sheet, 1, Area(10, 5, 20, 10), now=NOW, person_id=who
            )  # blank paper
        cut_signature(session, drive, sheet, 1, SIGNED, now=NOW, person_id=who)
        signature = find_line(session, sheet, 1)
        assert signature.drawing is not None
        drawn = unpack_drawing(signature.drawing)
        assert drawn.digest == signature.drawing_digest
        with Image.open(io.BytesIO(signature.drawing)) as image:
            ink = image.getchannel("A")
            dark = sum(ink.histogram()[128:]) / (ink.width * ink.height)
            assert 0.02 < dark < 0.4  # lines, not a grey block, and no red disc
        lines = [one for one in list_standing(session, drive, 1) if one.drawing_digest]
        assert len(lines) == 1


def test_a_sheet_goes_along_only_where_nobody_withholds(driven_on_both: Driven) -> None:
    driven, who = driven_on_both, driven_on_both.town.people["representative"]
    all_agree, one_refuses, not_done = (one.id for one in put(driven, 1, 2, 3).sheets)
    type_in(driven, all_agree, Line(1, "张伟", "3-2-1501"), Line(2, "李娜", "3-2-1502"))
    type_in(driven, one_refuses, Line(1, "王芳", "3-2-1503", is_withheld=True))
    type_in(driven, not_done, Line(1, "赵敏", "3-2-1504"))
    with opened(driven) as (session, drive):
        for sheet_id, number, lines in ((all_agree, 1, 2), (one_refuses, 2, 1)):
            sheet = find_sheet(session, drive.id, sheet_id)
            change_sheet(
                session, drive, sheet, number=number, lines=lines, signed_on=None, now=NOW,
                today=TODAY,
            )  # fmt: skip
    with opened(driven) as (session, drive):
        chosen = choose_sheets(session, drive, drive.version_id, 1)
        assert [one.number for one in chosen.going] == [1] and chosen.left_out == (2, 3)
        assert [one.number for one in list_sheet_pictures(session, drive, drive.version_id, 1)] == [
            1
        ]
        assert not list_sheet_pictures(session, drive, drive.version_id, COMPANY)
        find_line(session, find_sheet(session, drive.id, all_agree), 2).state = "withdrawn"
    with opened(driven) as (session, drive):
        assert not choose_sheets(session, drive, drive.version_id, 1).going
        with pytest.raises(WrongSheet):
            remove_sheet(
                session, drive, find_sheet(session, drive.id, all_agree), now=NOW, person_id=who
            )


@pytest.mark.needs("fonts", "pango")
@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_the_letter_has_the_sheets_as_an_annex(driven: Driven, format: Any) -> None:
    sheet_id = put(driven, 1).sheets[0].id
    type_in(driven, sheet_id, Line(1, "张伟", "3-2-1501"))
    with opened(driven) as (session, drive):
        sheet = find_sheet(session, drive.id, sheet_id)
        change_sheet(
            session, drive, sheet, number=7, lines=1, signed_on=TODAY, now=NOW, today=TODAY
        )
    with opened(driven, reading=True) as (session, drive):
        plain, whole = (
            make_working_copy(session, drive, 1, format, today=TODAY, with_sheets=given)
            for given in (False, True)
        )
        if format == "pdf":
            assert count_pages(whole) == count_pages(plain) + 1
        assert len(whole) > len(plain) + 10_000


def test_a_turned_sheet_is_still_known(driven: Driven) -> None:
    who, sheet_id = driven.town.people["representative"], put(driven, 1).sheets[0].id
    with opened(driven) as (session, drive):
        sheet = find_sheet(session, drive.id, sheet_id)
        before = session.get_one(StoredFile, sheet.file_id)
        size = before.width, before.height
        turn_sheet(session, drive, sheet, clockwise=True, now=NOW, person_id=who)
    with opened(driven, reading=True) as (session, drive):
        stored = session.scalars(select(StoredFile).where(StoredFile.media_type == "image/jpeg"))
        assert size[::-1] in [(one.width, one.height) for one in stored]
    assert not put(driven, 1).sheets  # the same photo as it came


def test_a_photo_without_lines_can_go(driven: Driven) -> None:
    who, sheet_id = driven.town.people["representative"], put(driven, 1).sheets[0].id
    with opened(driven) as (session, drive):
        sheet = find_sheet(session, drive.id, sheet_id)
        file_id = sheet.file_id
        remove_sheet(session, drive, sheet, now=NOW, person_id=who)
    with opened(driven, reading=True) as (session, drive):
        assert session.get(StoredFile, file_id) is None and not list_sheets(session, drive.id)
    assert len(draw_sheet(1)) > 1_000
