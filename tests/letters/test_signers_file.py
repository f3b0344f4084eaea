"""The list of signers: what is read, and how each mistake is named."""

from __future__ import annotations

import datetime as dt
import io
import re
import threading
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

from app.letters import signers_file
from app.letters.errors import InputError
from app.letters.media import Drawing
from app.letters.signers import Signer
from app.letters.signers_file import load_signers
from bench.signers import make_drawing
from tests.letters.conftest import AssertRefused
from tests.letters.petition_text import BASE

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L30 9" stroke="#000"/></svg>'
CHINESE = "姓名,房号,签署日期,身份,代签人,关系\n林喆,3-2-1501,2026年9月1日,租户,周犇,女儿\n"
ENGLISH = (
    "name,unit,signed_on,capacity,signed_by,relation\n林喆,3-2-1501,2026-09-01,tenant,周犇,女儿\n"
)
LIN = Signer("林喆", "3-2-1501", dt.date(2026, 9, 1), "tenant", "周犇", "女儿")

Book = Callable[[Any], None]


def make_book(fill: Book) -> bytes:
    """An XLSX whose first sheet has the header name, unit, signed_on; `fill` does the rest."""
    book = openpyxl.Workbook()
    book.active.append(["name", "unit", "signed_on"])  # type: ignore[union-attr]
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows(*cells: list[object]) -> Book:
    def fill(book: Any) -> None:
        for row in cells:
            book.active.append(row)

    return fill


def load(folder: Path, data: bytes, name: str = "signers.csv") -> tuple[Signer, ...]:
    (folder / name).write_bytes(data)
    return load_signers(folder / name)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(CHINESE.encode(), id="UTF-8"),
        pytest.param(CHINESE.encode("utf-8-sig"), id="UTF-8 with a byte order mark"),
        pytest.param(CHINESE.encode("gb18030"), id="GB18030"),
        pytest.param(ENGLISH.encode(), id="english columns"),
        pytest.param(CHINESE.replace("\n", "\r\n").encode(), id="windows lines"),
        pytest.param(("\n,,,\n" + CHINESE + "\n,,,,,\n").encode(), id="empty rows"),
        pytest.param(CHINESE.replace("林喆", '" 林喆\u3000"').encode(), id="quotes and spaces"),
        pytest.param(CHINESE.replace("姓名", " 姓 名 ").encode(), id="spaces in a title"),
        pytest.param(CHINESE.replace("2026年9月1日", "2026/9/1").encode(), id="date with slashes"),
        pytest.param(
            "关系,代签人,身份,签署日期,房号,姓名\n女儿,周犇,承租人,2026.9.1,3-2-1501,林喆".encode(),
            id="any order, no last line end",
        ),
    ],
)  # fmt: skip
def test_a_list_is_read(data: bytes, tmp_path: Path) -> None:
    assert load(tmp_path, data) == (LIN,)


def test_two_columns_are_enough(tmp_path: Path) -> None:
    assert load(tmp_path, b"name,unit\n\xe6\x9e\x97,1\n") == (Signer("林", "1"),)


def test_rare_names_stay_as_written(tmp_path: Path) -> None:
    text = "姓名,房号\n㛃䶮𬭎𰻝,1\n买买提·艾合买提,1\nO'Neil-Li,1\n"
    for encoding in ("utf-8", "gb18030"):
        names = [signer.name for signer in load(tmp_path, text.encode(encoding))]
        assert names == ["㛃䶮𬭎𰻝", "买买提·艾合买提", "O'Neil-Li"]


def test_one_name_in_two_dwellings_and_two_names_in_one(tmp_path: Path) -> None:
    assert len(load(tmp_path, "姓名,房号\n李,1\n李,2\n王,1\n".encode())) == 3


def test_a_drawn_signature_lies_beside_the_list(tmp_path: Path) -> None:
    (tmp_path / "drawn").mkdir()
    (tmp_path / "drawn/1.svg").write_text(SVG)
    (signer,) = load(tmp_path, "姓名,房号,签名\n李,1,drawn/1.svg\n".encode())
    assert isinstance(signer.signature, Drawing)


def test_a_drawing_that_many_rows_name_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "1.svg").write_text(SVG)
    people = "".join(f"李{number},1,1.svg\n" for number in range(300))
    signers = load(tmp_path, f"姓名,房号,签名\n{people}".encode())
    assert len(signers) == 300
    assert len({id(signer.signature) for signer in signers}) == 1


@pytest.mark.parametrize("limit", ["MOST_POINTS", "MOST_PIXELS"])
def test_all_drawings_together_have_a_limit(
    limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signers_file, limit, {"MOST_POINTS": 4, "MOST_PIXELS": 1_600}[limit])
    image = Image.new("L", (40, 20), "white")
    image.paste("black", (10, 5, 30, 9))
    for number in range(3):
        (tmp_path / f"{number}.svg").write_text(SVG)
        image.save(tmp_path / f"{number}.png")
    kind = "svg" if limit == "MOST_POINTS" else "png"
    people = "".join(f"李{number},1,{number}.{kind}\n" for number in range(3))
    text = "姓名,房号,签名\n" + people
    two = text[: text.index("李2")]
    assert len(load(tmp_path, two.encode())) == 2
    with pytest.raises(InputError, match="row 4: signature: 到这一行，签名图合计太大"):
        load(tmp_path, text.encode())


def test_ten_thousand_people_may_sign_on_their_telephones() -> None:
    drawings = [make_drawing(index) for index in range(100)]
    points = sum(len(stroke.points) // 4 for drawing in drawings for stroke in drawing.strokes)
    assert points * 100 * 2 < signers_file.MOST_POINTS


def test_reading_changes_no_switch_of_the_process(tmp_path: Path) -> None:
    data = make_book(rows(*([f"林{number}", "1"] for number in range(2_000))))
    before = warnings.filters
    reader = threading.Thread(target=load, args=(tmp_path, data, "signers.xlsx"))
    reader.start()
    while reader.is_alive():
        assert warnings.filters is before


def test_a_spreadsheet_is_read_as_one_sees_it(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.active.append(["林", 1501, dt.date(2026, 9, 1)])
        book.active.append([])
        book.active.append(["周", 1501.0, dt.date(2026, 9, 2)])
        book.active.append(["李", "3-2-1501", "2026-09-03"])
        book.create_sheet("Sheet2")
        book.create_sheet("choices").sheet_state = "hidden"
        book["choices"].append(["业主"])

    assert load(tmp_path, make_book(fill), "signers.xlsx") == (
        Signer("林", "1501", dt.date(2026, 9, 1)),
        Signer("周", "1501", dt.date(2026, 9, 2)),
        Signer("李", "3-2-1501", dt.date(2026, 9, 3)),
    )


def test_a_wrong_dimension_loses_no_row(tmp_path: Path) -> None:
    data = make_book(rows(["林", "1"], ["周", "2"]))
    data = rewrite(
        data, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', xml)
    )
    assert len(load(tmp_path, data, "signers.xlsx")) == 2


def rewrite(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with its first sheet's XML changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                part = change(part)
            new.writestr(entry.filename, part)
    return out.getvalue()


def merge(book: Any) -> None:
    rows(["林", "1"], ["周", None])(book)
    book.active.merge_cells("B2:B3")


def two_sheets(book: Any) -> None:
    rows(["林", "1"])(book)
    book.create_sheet("二栋").append(["周", "2"])


def shape(old: bytes, new: bytes) -> bytes:
    return rewrite(make_book(rows(["林", "1"])), lambda xml: xml.replace(old, new, 1))


HEAD = "name,unit,signed_on,signature,capacity,signed_by,relation\n"
MANY = "name,unit\n" + "".join(f"n{number},1\n" for number in range(20_001))
CSV: dict[str, tuple[str, str, str]] = {
    "empty": ("", "", "文件是空的；第一行应为表头"),
    "only empty rows": ("\n,,\n\n", "", "文件是空的"),
    "only a header": ("姓名,房号\n", "", "没有签名人"),
    "no column for the dwelling": ("姓名\n林\n", "row 1: ", "缺少列：房号"),
    "no column for the name": ("unit\n1\n", "row 1: ", "缺少列：姓名"),
    "no header": ("林喆,1501\n", "row 1: ", "没有列“林喆”"),
    "unknown column": ("姓名,房间号\n林,1\n", "row 1: ", "没有列“房间号”"),
    "near column": ("nane,unit\n林,1\n", "row 1: ", "是不是“name”"),
    "column twice": ("姓名,房号,name\n林,1,林\n", "row 1: ", "表头有重复的列"),
    "semicolons": ("姓名;房号\n林;1\n", "row 1: ", "没有列“姓名;房号”"),
    "too many columns": ("姓名,房号\n林,1,x\n", "row 2: ", "列数比表头多"),
    "no name": ("姓名,房号\n,1\n", "row 2: name: ", "是空的"),
    "no dwelling": ("姓名,房号\n\n林\n", "row 3: unit: ", "是空的"),
    "same person twice": ("姓名,房号\n林,1\n周,1\n林,1\n", "row 4: ", "与第2行的姓名和房号相同"),
    "same in full width": ("姓名,房号\nLin,3-1\nlin,３－１\n", "row 3: ", "与第2行"),
    "open quote": ('姓名,房号\n林,1\n"周,2\n李,3\n', "row 3: ", "第3行起不合CSV写法"),
    "quote inside": ('姓名,房号\n"林"喆,1\n', "row 2: ", "不合CSV写法"),
    "10 MB in a cell": ("姓名,房号\n" + "长" * 3_400_000 + ",1\n", "row 2: ", "一格太长"),
    "a long name": ("姓名,房号\n" + "长" * 201 + ",1\n", "row 2: name: ", "太长：201字，最多200字"),
    "20,001 rows": (MANY, "", "超过20000行"),
    "control character": ("姓名,房号\n林\x07,1\n", "row 2: name: ", "U+0007 是控制字符"),
    "NUL": ("姓名,房号\n林\x00,1\n", "row 2: name: ", "U+0000 是控制字符"),
    "line break": ('姓名,房号\n"林\n喆",1\n', "row 2: name: ", "是换行"),
    "override of direction": ("姓名,房号\n林\u202e,1\n", "row 2: name: ", "改变文字方向"),
    "zero width": ("姓名,房号\n林,1\u200b\n", "row 2: unit: ", "看不见的字符"),
    "an escape sequence as a title": ("姓名,\x1b[31m\n林,1\n", "row 1: ", "没有列"),
    "capacity": (HEAD + "林,1,,,king\n", "row 2: capacity: ", "没有身份“king”"),
    "relation to nobody": (HEAD + "林,1,,,,,女儿\n", "row 2: signed_by: ", "没有写代签人"),
    "no such day": (HEAD + "林,1,2026-02-30\n", "row 2: signed_on: ", "没有 2026-02-30"),
    "no date": (HEAD + "林,1,昨天\n", "row 2: signed_on: ", "“昨天”不是日期"),
    "no such drawing": (HEAD + "林,1,,a.svg\n", "row 2: signature: ", "找不到文件“a.svg”"),
    "drawing elsewhere": (HEAD + "林,1,,../a.svg\n", "row 2: signature: ", "在文件夹之外"),
    "drawing on the web": (HEAD + "林,1,,http://a/b.svg\n", "row 2: signature: ", "是网址"),
    "drawing that is none": (HEAD + "林,1,,signers.csv\n", "row 2: signature: ", "不是签名图"),
} | {
    f"formula {cell}": (f"姓名,房号\n周,2\n{cell},1\n", "row 3: name: ", "像公式")
    for cell in ("=HYPERLINK(1)", "+1", "@SUM(A1)", "-A1", "-=1", "\t=1", " =1")
}  # fmt: skip
XLSX: dict[str, tuple[bytes, str, str]] = {
    "formula": (make_book(rows(["=HYPERLINK(1)", "1"])), "row 2: name: ", "像公式"),
    "a text like a formula": (make_book(rows(["林", "+1"])), "row 2: unit: ", "像公式"),
    "an error": (make_book(rows(["林", "#REF!"])), "row 2: unit: ", "像公式"),
    "dwelling that became a date": (
        make_book(rows(["林", dt.date(2026, 3, 2)])), "row 2: unit: ", "当成了日期"),
    "dwelling that became a time": (
        make_book(rows(["林", dt.time(3, 2)])), "row 2: unit: ", "当成了日期"),
    "dwelling that is a fraction": (make_book(rows(["林", 3.2])), "row 2: unit: ", "应写文字"),
    "truth for a name": (make_book(rows([True, "1"])), "row 2: name: ", "应写文字"),
    "date that is a number": (make_book(rows(["林", "1", 46000])), "row 2: signed_on: ", "不是日期"),
    "merged cells": (make_book(merge), "row 3: unit: ", "是空的"),
    "two sheets": (make_book(two_sheets), "", "工作表“二栋”里也有内容"),
    "same person twice": (make_book(rows(["林", 1], ["林", "1"])), "row 3: ", "与第2行"),
    "too many columns": (make_book(rows(["林", 1, None, "x"])), "row 2: ", "列数比表头多"),
    "no row": (make_book(rows()), "", "没有签名人"),
    "truncated": (make_book(rows(["林", "1"]))[:-200], "", "不是完整的XLSX文件"),
    "not XLSX": (CHINESE.encode(), "", "不是XLSX文件"),
    "an old spreadsheet": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64, "", "不是XLSX文件"),
    "any ZIP": (b"PK\x03\x04" + b"x" * 99, "", "不是完整的XLSX文件"),
    "broken XML": (shape(b"</row>", b"<row>"), "", "不是完整的XLSX文件"),
    "a row beyond the last": (shape(b'<row r="2"', b'<row r="1999999999"'), "", "不是完整的XLSX文件"),
    "zip bomb": (shape(b"</row>", b"</row>" + b" " * 40_000_000), "", "表格展开后太大"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "said"), CSV.values(), ids=CSV.keys())
def test_a_mistake_in_csv_is_named_in_one_line(
    text: str, place: str, said: str, folder: Path, assert_refused: AssertRefused
) -> None:
    (folder / "petition.toml").write_text(without_photos(), "utf-8")
    (folder / "signers.csv").write_text(text, "utf-8", newline="")
    assert_refused(f"signers.csv: {place}", said, "--signers", "signers.csv")


@pytest.mark.parametrize(("data", "place", "said"), XLSX.values(), ids=XLSX.keys())
def test_a_mistake_in_a_spreadsheet_is_named_in_one_line(
    data: bytes, place: str, said: str, folder: Path, assert_refused: AssertRefused
) -> None:
    (folder / "petition.toml").write_text(without_photos(), "utf-8")
    (folder / "signers.xlsx").write_bytes(data)
    assert_refused(f"signers.xlsx: {place}", said, "--signers", "signers.xlsx")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(CHINESE.encode("utf-16"), "编码认不出", id="UTF-16"),
        pytest.param(b"name,unit\n\xff\xff,1\n", "编码认不出", id="no encoding at all"),
        pytest.param(b"name,unit\n" + b" " * 20_000_000, "超过20MB", id="too large"),
    ],
)
def test_a_list_that_is_no_text_is_named(data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        load(tmp_path, data)


def test_a_list_that_is_a_folder_or_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="这是文件夹"):
        load_signers(tmp_path)
    with pytest.raises(InputError, match="没有这个文件"):
        load_signers(tmp_path / "signers.csv")


def test_an_entity_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    entity = f'<!DOCTYPE w [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'.encode()
    data = rewrite(
        make_book(rows(["Lin", "1"])),
        lambda xml: entity + xml.replace(b"Lin", b"&e;"),
    )
    with pytest.raises(InputError):
        load(tmp_path, data, "signers.xlsx")


def without_photos() -> str:
    return BASE.replace('[[items.photos]]\nfile = "a.jpg"\ncaption = "屋面"\n', "")
