"""The pages of paper sheets: printing, uploading, typing in, faults at their fields."""

from __future__ import annotations

import io
import re
import uuid
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.db import transaction
from app.files.models import StoredFile
from app.signing.models import PaperSheet, SheetRun, Signature, SignatureChange
from app.signing.sheet_lines import Line
from tests.petitions.letters_cases import TODAY
from tests.signing.driven import Driven
from tests.signing.papers import SIGNED, draw_sheet, put, type_in
from tests.site.conftest import Visitor, check_page
from tests.web.test_safety import digest


def count(driven: Driven, table: type) -> int:
    with transaction(driven.town.engine, reading=True) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def visitor(driven: Driven) -> Visitor:
    return driven.town.visitor("representative")


def send(
    driven: Driven, visitor: Visitor, *files: tuple[bytes, str], first: str = "", status: int = 303
) -> str:
    return visitor.post(
        f"{driven.path}/signing/sheets",
        {"files": [(io.BytesIO(data), name) for data, name in files], "first": first},
        status,
    ).text


@pytest.mark.needs("fonts", "pango")
def test_empty_sheets_are_a_download(driven: Driven, visitor: Visitor) -> None:
    path = f"{driven.path}/signing/sheets"
    answer = visitor.post(f"{path}/print", {"count": "2"}, 200)
    assert answer.data.startswith(b"%PDF") and "no-store" in answer.headers["Cache-Control"]
    assert "已经印到编号2" in visitor.get(path).text
    for wrong in ("", "0", "201", "两张"):
        assert 'aria-invalid="true"' in visitor.post(f"{path}/print", {"count": wrong}, 422).text
    assert count(driven, SheetRun) == 1


def test_photos_of_every_kind_and_one_that_is_none(driven: Driven, visitor: Visitor) -> None:
    shown = send(
        driven, visitor,
        (draw_sheet(1, "JPEG"), "a.jpg"), (b"no picture", "b.jpg"), (draw_sheet(2, "PNG"), "c.png"),
        (draw_sheet(3, "WEBP"), "d.webp"), status=422,
    )  # fmt: skip
    assert "b.jpg" in shown and "其余3张" in shown and count(driven, PaperSheet) == 3
    heic = Path(__file__).parents[1] / "letters" / "photos" / "red-blue.heic"
    send(driven, visitor, (heic.read_bytes(), "e.HEIC"))
    again = send(driven, visitor, (draw_sheet(1), "again.jpg"), status=200)
    assert "again.jpg" in again and "编号1" in again and count(driven, PaperSheet) == 4
    assert "编号2已经有照片" in send(
        driven, visitor, (draw_sheet(9), "x.jpg"), first="2", status=422
    )
    assert "请选择照片" in send(driven, visitor, status=422)
    assert count(driven, PaperSheet) == 4


def test_lines_are_typed_a_few_at_a_time(driven: Driven, visitor: Visitor) -> None:
    sheet = put(driven, 1).sheets[0].id
    path = f"{driven.path}/signing/sheets/{sheet}"
    assert "还没有填" in visitor.post(path, {}, 422).text
    wrong: dict[str, object] = {
        "line1-name": "张伟", "line1-dwelling": "楼上", "line1-capacity": "owner",
        "line2-name": "李娜", "line2-dwelling": "3-2-1502", "line2-capacity": "family",
        "line2-relation": "女儿", "line3-name": "王芳", "line3-dwelling": "3-2-1503",
        "line3-signed_on": "昨天", "line3-capacity": "tenant",
    }  # fmt: skip
    # What is no day is said first; the services look at the rest.
    page = visitor.post(path, wrong, 422).text
    assert 'href="#line3-signed_on"' in page and 'value="昨天"' in page
    page = visitor.post(path, {**wrong, "line3-signed_on": "2026年11月2日"}, 422).text
    assert 'href="#line1-dwelling"' in page and 'href="#line2-signed_by"' in page
    assert 'value="楼上"' in page and 'value="女儿"' in page and count(driven, Signature) == 0
    right = {
        **wrong,
        "line1-dwelling": "3-2-1501",
        "line2-signed_by": "李强",
        "line3-signed_on": "",
    }
    visitor.post(path, {**right, "line3-withheld": "1"})
    shown = visitor.get(path).text
    assert shown.count("done-line") == 3 and "李强" in shown and "不公开姓名" in shown
    assert 'name="line4-name"' in shown and 'name="line3-name"' not in shown
    visitor.post(
        path, {"line4-name": "赵敏", "line4-dwelling": "5-1-101", "line4-capacity": "shop"}
    )
    assert count(driven, Signature) == 4


def test_a_line_is_put_right_and_deleted(driven: Driven, visitor: Visitor) -> None:
    sheet = put(driven, 1).sheets[0].id
    type_in(driven, sheet, Line(1, "张伟", "3-2-1501"))
    path = f"{driven.path}/signing/sheets/{sheet}/lines/1"
    assert 'value="张伟"' in visitor.get(path).text
    said: dict[str, object] = {
        "line1-name": "",
        "line1-dwelling": "3-2-1501",
        "line1-capacity": "owner",
    }
    assert 'href="#line1-name"' in visitor.post(path, said, 422).text
    visitor.post(path, {**said, "line1-name": "张炜", "line1-signed_on": TODAY.isoformat()})
    assert count(driven, SignatureChange) == 1
    visitor.post(f"{path}/remove", {})
    assert count(driven, Signature) == 0
    visitor.get(path, 404)


def test_a_signature_is_cut_by_four_numbers(driven: Driven, visitor: Visitor) -> None:
    sheet = put(driven, 1).sheets[0].id
    type_in(driven, sheet, Line(1, "张伟", "3-2-1501"))
    path = f"{driven.path}/signing/sheets/{sheet}/lines/1"
    visitor.get(f"{path}/signature.png", 404)
    check_page(visitor.get(f"{path}/cut").text)
    assert "只框一处" in visitor.post(f"{path}/cut", {"left": "4"}, 422).text
    area = {name: getattr(SIGNED, name) for name in ("left", "top", "width", "height")}
    blank = visitor.post(f"{path}/cut", {**area, "top": 3, "left": 5}, 422).text
    assert "没有看到签名" in blank and 'value="5"' in blank
    visitor.post(f"{path}/cut", area)
    answer = visitor.get(f"{path}/signature.png")
    assert answer.data.startswith(b"\x89PNG") and answer.headers["Cache-Control"].startswith("priv")


def test_what_must_not_be_kept_is_covered_for_good(driven: Driven, visitor: Visitor) -> None:
    sheet = put(driven, 1).sheets[0].id
    path = f"{driven.path}/signing/sheets/{sheet}"
    before = visitor.get(f"{path}/picture.jpg").data
    check_page(visitor.get(f"{path}/cover").text)
    assert "没有改动" in visitor.post(f"{path}/cover", {"left": "4"}, 422).text
    visitor.post(f"{path}/cover", {"left": 40, "top": 30, "width": 30, "height": 20})
    after = visitor.get(f"{path}/picture.jpg").data
    assert after != before and count(driven, StoredFile) == 1


def test_what_stands_on_a_sheet(driven: Driven, visitor: Visitor) -> None:
    first, second = (one.id for one in put(driven, 1, 2).sheets)
    path = f"{driven.path}/signing/sheets/{first}"
    visitor.post(f"{path}/about", {"number": "31", "lines": "1", "signed_on": "2026-11-02"})
    page = visitor.post(f"{path}/about", {"number": "2", "lines": "0", "signed_on": ""}, 422).text
    assert 'id="lines-fault-1"' in page
    page = visitor.post(f"{path}/about", {"number": "2", "lines": "1", "signed_on": ""}, 422).text
    assert "编号2已经有照片" in page
    type_in(driven, first, Line(1, "张伟", "3-2-1501"))
    shown = visitor.get(path).text
    assert "接着录入编号2" in shown and f"sheets/{second}" in shown
    visitor.post(f"{path}/turn", {"way": "left"})
    assert "先删去" in visitor.post(f"{path}/remove", {}, 422).text
    visitor.post(f"{driven.path}/signing/sheets/{second}/remove", {})
    assert count(driven, PaperSheet) == 1


def test_looking_changes_nothing_and_strangers_see_nothing(driven: Driven) -> None:
    sheet = put(driven, 1).sheets[0].id
    type_in(driven, sheet, Line(1, "张伟", "3-2-1501"))
    roles = ("representative", "checker", "viewer", "handler", "stranger")
    visitors = {role: driven.town.visitor(role) for role in roles}
    before = digest(driven.town.engine)
    base = f"{driven.path}/signing/sheets"
    pages = (base, f"{base}/{sheet}", f"{base}/{sheet}/picture.jpg")
    own = (f"{base}/{sheet}/lines/1", f"{base}/{sheet}/lines/1/cut")
    for role, may in (("representative", (*pages, *own)), ("checker", pages)):
        for path in may:
            visitors[role].get(path)
    visitors["nobody"] = driven.town.visitor()
    for role in ("viewer", "handler", "stranger", "nobody"):
        client = visitors[role].client
        assert all(client.get(path).status_code in (302, 303, 401, 403, 404) for path in pages)
    visitors["representative"].get(f"{base}/{uuid.uuid4()}", 404)
    assert digest(driven.town.engine) == before
    checked = visitors["checker"].get(f"{base}/{sheet}").text
    assert not re.search(r'name="line\d', checked)  # looks, and types nothing
