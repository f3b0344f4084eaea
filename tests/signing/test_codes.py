"""Codes of dwellings: one a dwelling, unguessable, printed eight to a sheet, replaced, revoked."""

from __future__ import annotations

import io
import math
import re
import threading

import pikepdf
import pypdfium2
import pytest
import segno
from sqlalchemy import func, select

from app.communities.models import Dwelling
from app.db import transaction
from app.letters.render.slips import A_SHEET, Slip, SlipWords, render_slips
from app.signing.codes import (
    ALPHABET,
    LENGTH,
    NoCode,
    WrongDwellings,
    find_code,
    find_dwelling_code,
    fold_code,
    list_code_buildings,
    make_codes,
    make_typed_codes,
    replace_code,
    revoke_code,
    take_for_print,
    write_code,
)
from app.signing.models import Drive, DwellingCode
from app.timeline.models import Entry
from app.web.faults import LinkUnknown
from tests.people import NOW, Town
from tests.signing.driven import Driven

LABELS = ("1-1-101", "1-1-102", "1-2-101", "10-1-101", "2-1-101")


def put_roll(town: Town, labels: tuple[str, ...] = LABELS, owners: int | None = 2) -> None:
    with transaction(town.engine) as session:
        for label in labels:
            building, *_, number = label.split("-")
            session.add(
                Dwelling(
                    community_id=town.community,
                    label=label,
                    building=building,
                    number=number,
                    owners=owners,
                )
            )


def make(driven: Driven, building: str | None = None) -> int:
    with transaction(driven.town.engine) as session:
        drive = session.get_one(Drive, driven.drive)
        person = driven.town.people["representative"]
        return make_codes(session, drive, now=NOW, person_id=person, building=building)


def read_codes(driven: Driven) -> dict[str, str]:
    with transaction(driven.town.engine, reading=True) as session:
        query = select(DwellingCode).where(DwellingCode.revoked_at.is_(None))
        return {one.dwelling: one.code for one in session.scalars(query)}


def test_a_code_has_sixty_bits_and_is_read_in_any_spelling() -> None:
    assert LENGTH * math.log2(len(set(ALPHABET))) >= 60
    assert not set("OILU") & set(ALPHABET)
    assert fold_code(" 7k3m-9qtx－2bhd ") == fold_code("7K3M 9QTX 2BHD") == "7K3M9QTX2BHD"
    assert fold_code("oOiIlLu") == "001111V"
    assert write_code("7K3M9QTX2BHD") == "7K3M-9QTX-2BHD"


def test_each_dwelling_gets_one_code(driven_on_both: Driven) -> None:
    driven = driven_on_both
    put_roll(driven.town)
    assert make(driven, "1") == 3 and make(driven) == 2 and make(driven) == 0
    codes = read_codes(driven)
    assert set(codes) == set(LABELS) and len(set(codes.values())) == len(LABELS)
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes.values())
    with transaction(driven.town.engine, reading=True) as session:
        found = find_code(session, write_code(codes["1-1-101"]).lower())
        assert (found.dwelling, found.building, found.drive_id) == ("1-1-101", "1", driven.drive)
        made = list(session.scalars(select(Entry).where(Entry.act == "codes-made")))
    assert [one.details for one in made] == [{"count": 3}, {"count": 2}]


def test_two_who_make_codes_at_once_make_one_each(driven_on_both: Driven) -> None:
    put_roll(driven_on_both.town)
    threads = [threading.Thread(target=make, args=(driven_on_both,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with transaction(driven_on_both.town.engine, reading=True) as session:
        assert session.scalar(select(func.count()).select_from(DwellingCode)) == len(LABELS)


def test_a_replaced_or_revoked_code_leads_nowhere(driven_on_both: Driven) -> None:
    driven = driven_on_both
    put_roll(driven.town)
    make(driven)
    old = read_codes(driven)["2-1-101"]
    with transaction(driven.town.engine) as session:
        drive = session.get_one(Drive, driven.drive)
        standing = find_dwelling_code(session, drive, "2-1-101")
        assert standing
        new = replace_code(session, drive, standing.id, now=NOW, person_id=None)
        assert new.code != old
        with pytest.raises(LinkUnknown):
            find_code(session, old)
        assert find_code(session, new.code).dwelling == "2-1-101"
        with pytest.raises(NoCode):
            replace_code(session, drive, standing.id, now=NOW, person_id=None)
        revoke_code(session, drive, new.id, now=NOW, person_id=None)
        with pytest.raises(LinkUnknown):
            find_code(session, new.code)
        assert find_dwelling_code(session, drive, "2-1-101") is None
        entries = list(session.scalars(select(Entry).where(Entry.act.like("code-%"))))
    assert [one.details for one in entries] == [{}, {}]
    assert make(driven) == 1


def test_buildings_tell_what_lacks_and_what_was_never_printed(driven_on_both: Driven) -> None:
    driven = driven_on_both
    put_roll(driven.town)
    make(driven, "1")
    with transaction(driven.town.engine) as session:
        drive = session.get_one(Drive, driven.drive)
        make_typed_codes(session, drive, "1栋3单元101\n\n9-9", now=NOW, person_id=None)
        printed = take_for_print(session, drive, now=NOW, building="1")
        assert [label for label, _ in printed] == ["1-1-101", "1-1-102", "1-2-101", "1-3-101"]
        assert take_for_print(session, drive, now=NOW, building="1") == []
        assert len(take_for_print(session, drive, now=NOW, building="1", again=True)) == 4
        found = [
            (one.name, one.listed, one.lacking, one.made, one.unprinted)
            for one in list_code_buildings(session, drive)
        ]
    assert found == [("1", 3, 0, 4, 0), ("2", 1, 1, 0, 0), ("9", 0, 0, 1, 1), ("10", 1, 1, 0, 0)]


@pytest.mark.parametrize(
    ("written", "said"),
    [("", "请写上房号"), ("1-101\n楼上那家", "第2行"), ("1-101\n" * 501, "最多500户")],
)
def test_typed_dwellings_that_cannot_be_read(driven: Driven, written: str, said: str) -> None:
    with transaction(driven.town.engine) as session:
        drive = session.get_one(Drive, driven.drive)
        with pytest.raises(WrongDwellings) as refused:
            make_typed_codes(session, drive, written, now=NOW, person_id=None)
    assert said in str(refused.value) and refused.value.field == "dwellings"


# ---- the slips ----

WORDS = SlipWords(
    "zh", "关于顶层屋面渗漏等四项问题的联名诉求书", "房屋", "房屋码",
    "用手机扫码，看信、签名；也可以打开 lianming.example/c 输入房屋码", "2026年11月16日20:00截止",
    "本码只给本户使用",
)  # fmt: skip


def make_slips(count: int) -> list[Slip]:
    return [
        Slip(f"3-2-{n}", "7K3M-9QTX-2BHD", f"https://lianming.example/c/7K3M9QTX{n:04d}")
        for n in range(1, count + 1)
    ]


def test_eight_slips_a_sheet_with_all_their_words() -> None:
    pdf = render_slips(WORDS, make_slips(A_SHEET + 1))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 2
        box = [float(number) for number in opened.pages[0].MediaBox]
        assert box == pytest.approx([0, 0, 595.28, 841.89], abs=0.01)
        assert not opened.pages[0].get_images(), "the code is vectors"
    text = "".join(pypdfium2.PdfDocument(pdf)[1].get_textpage().get_text_range().split())
    for said in ("3-2-9", "7K3M-9QTX-2BHD", *vars(WORDS).values()):
        assert said == "zh" or said.replace(" ", "") in text
    assert render_slips(WORDS, make_slips(A_SHEET + 1)) == pdf


def test_the_printed_code_is_the_address() -> None:
    """Look at the printed page at the middle of every module."""
    slip = make_slips(1)[0]
    page = pypdfium2.PdfDocument(render_slips(WORDS, [slip]))[0]
    scale = 6
    picture = page.render(scale=scale, grayscale=True).to_pil()
    matrix = segno.make(slip.address, error="m", boost_error=False, micro=False, mask=2).matrix
    point = 72 / 25.4 * scale
    module = 34 / (len(matrix) + 8)
    left, top = 6 + 4 * module, 297 / 4 - 19.5 - 34 + 4 * module
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            x, y = left + (column + 0.5) * module, top + (row + 0.5) * module
            seen = picture.getpixel((round(x * point), round(y * point)))
            assert (seen < 128) == bool(dark), (row, column)
    assert segno.make(slip.address, error="m", boost_error=False).version <= 5, "modules stay large"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_long_title_and_dwelling_stay_in_their_slip(language: str) -> None:
    title = "锦绣家园三期全体签名业主关于顶层屋面渗漏" * 4
    words = SlipWords(**{**vars(WORDS), "title": title, "language": language})
    pdf = render_slips(words, [Slip("锦绣家园三期东区A座-二单元-B1-1501", "7K3M-9QTX-2BHD", "x")])
    page = pypdfium2.PdfDocument(pdf)[0]
    text = page.get_textpage()
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        assert left >= 0 and right <= 297.7 and bottom >= 841.9 * 3 / 4 and top <= 841.9


# ---- the pages ----


def test_without_a_roll_one_is_told_how_to_get_one(driven: Driven) -> None:
    visitor, path = driven.town.visitor("representative"), f"{driven.path}/signing/codes"
    page = visitor.get(path)
    assert "上传房屋清册" in page.text and f"/communities/{driven.town.community}/roll" in page.text
    assert "第1行" in visitor.post(f"{path}/typed", {"dwellings": "楼上"}, 422).text
    visitor.post(f"{path}/typed", {"dwellings": "3栋2单元1501\n3-2-1502"})
    assert set(read_codes(driven)) == {"3-2-1501", "3-2-1502"}


def test_codes_are_made_printed_and_looked_up(driven: Driven) -> None:
    put_roll(driven.town)
    visitor, path = driven.town.visitor("representative"), f"{driven.path}/signing/codes"
    assert "没有要打印的" in visitor.post(f"{path}/slips.pdf", {}, 422).text
    visitor.post(f"{path}/make", {})
    codes = read_codes(driven)
    shown = visitor.get(path).text
    assert not any(write_code(code) in shown or code in shown for code in codes.values())
    answer = visitor.post(f"{path}/slips.pdf", {"building": "1"}, 200)
    assert answer.data.startswith(b"%PDF") and "attachment" in answer.headers["Content-Disposition"]
    text = pypdfium2.PdfDocument(answer.data)[0].get_textpage().get_text_range()
    assert write_code(codes["1-1-102"]) in text and write_code(codes["2-1-101"]) not in text
    found = visitor.post(f"{path}/find", {"dwelling": "2栋1单元101室"}, 200).text
    assert write_code(codes["2-1-101"]) in found
    replace = re.search(r'action="([^"]+/replace)"', found)
    assert replace
    visitor.post(replace[1], {})
    assert read_codes(driven)["2-1-101"] != codes["2-1-101"]
    visitor.post(replace[1], {}, 404)
    assert "没有房屋码" in visitor.post(f"{path}/find", {"dwelling": "77-1"}, 200).text
    visitor.post(f"{path}/find", {"dwelling": "楼上"}, 422)


def test_codes_of_another_petition_are_not_touched(driven: Driven) -> None:
    put_roll(driven.town)
    make(driven)
    with transaction(driven.town.engine, reading=True) as session:
        code = session.scalars(select(DwellingCode.id)).first()
    other = driven.path.replace(str(driven.town.community), str(driven.town.other))
    driven.town.visitor("stranger").post(f"{other}/signing/codes/{code}/revoke", {}, 404)
    assert len(read_codes(driven)) == len(LABELS)
