"""The file of the roll: what is read, and how every faulty row is told."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.communities.roll import Entry
from app.communities.roll_file import KEYS, MOST_FAULTS, read_roll
from app.communities.roll_template import make_template
from app.letters.errors import InputError
from app.messages import LANGUAGES, Language, translate

CHINESE = "楼栋,单元,楼层,房号,面积,产权人数\n3栋,2单元,15,1501,89.56,2\n"
ENGLISH = "building,entrance,floor,number,area,owners\n3,2,15,1501,89.56,2\n"
HOME = Entry("3-2-1501", "3", "2", "15", "1501", Decimal("89.56"), 2)


def make_book(*rows: list[object], title: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    sheet.append(["楼栋", "单元", "楼层", "房号", "面积", "产权人数"])
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(CHINESE.encode(), id="UTF-8"),
        pytest.param(CHINESE.encode("utf-8-sig"), id="UTF-8 with a byte order mark"),
        pytest.param(CHINESE.encode("gb18030"), id="GB18030"),
        pytest.param(ENGLISH.encode(), id="English columns"),
        pytest.param(CHINESE.replace("\n", "\r\n").encode(), id="Windows lines"),
        pytest.param(("\n,,,,,\n" + CHINESE + "\n,,,\n").encode(), id="empty rows"),
        pytest.param(CHINESE.replace("面积", "面积（㎡）").encode(), id="a unit in the title"),
        pytest.param(CHINESE.replace("89.56", "89.56㎡").replace(",2\n", ",2人\n").encode(), id="units"),
        pytest.param("房号,楼栋,产权人数,面积,楼层,单元\n1501,3,2,89.56,15,2".encode(), id="any order"),
        pytest.param(CHINESE.replace("3栋", "三号楼").encode(), id="numerals"),
        pytest.param(make_book(["3栋", "2单元", 15, 1501, 89.56, 2]), id="XLSX with numbers"),
        pytest.param(make_book(["3", "2", "15", "1501", "89.56", "2"]), id="XLSX with text"),
    ],
)  # fmt: skip
def test_a_roll_is_read(data: bytes) -> None:
    sheet = read_roll(data, "清册.csv")
    assert (sheet.entries, sheet.faults, sheet.faulty) == ((HOME,), (), 0)


def test_two_columns_are_enough() -> None:
    (one,) = read_roll("楼栋,房号\n3栋,1501\n".encode(), "a.csv").entries
    assert one == Entry("3-1501", "3", "", "", "1501")


def test_names_in_any_script_are_read() -> None:
    text = "building,number\nབོད་ཁང,12\nკორპუსი,7\n𰻝苑3栋,1501\n"
    labels = [one.label for one in read_roll(text.encode(), "a.csv").entries]
    assert labels == ["བོད་ཁང-12", "კორპუსი-7", "𰻝苑3-1501"]


FAULTY: dict[str, tuple[str, int, str | None, str]] = {
    "no building": (",1,1,101,80,1", 2, "楼栋", "是空的"),
    "no number": ("3,1,1,,80,1", 2, "房号", "是空的"),
    "area is a word": ("3,1,1,101,很大,1", 2, "面积", "应是平方米数"),
    "no area": ("3,1,1,101,0,1", 2, "面积", "应是大于0"),
    "negative area": ("3,1,1,101,-5,1", 2, "面积", "应是大于0"),
    "endless area": ("3,1,1,101,inf,1", 2, "面积", "应是大于0"),
    "no number of owners": ("3,1,1,101,80,两位", 2, "产权人数", "应是1至500的整数"),
    "no owner": ("3,1,1,101,80,0", 2, "产权人数", "应是1至500的整数"),
    "a formula": ("3,1,1,=1+1,80,1", 2, "房号", "像公式"),
    "a command": ("@SUM(A1),1,1,101,80,1", 2, "楼栋", "像公式"),
    "a sign": ("3<b>,1,1,101,80,1", 2, "楼栋", "里有不能用的符号"),
    "too long": (f"{'长' * 21},1,1,101,80,1", 2, "楼栋", "太长，最多20字"),
    "a trick of direction": ("3\u202e,1,1,101,80,1", 2, "楼栋", "改变文字方向的控制符"),
    "more columns": ("3,1,1,101,80,1,x", 2, None, "列数比表头多"),
    "twice": ("3,1,1,101,80,1\n3栋,一单元,1,0101,80,1", 3, None, "3-1-101与第2行是同一户"),
}


@pytest.mark.parametrize(("rows", "number", "column", "said"), FAULTY.values(), ids=FAULTY.keys())
def test_a_faulty_row_is_told(rows: str, number: int, column: str | None, said: str) -> None:
    good = "\n9,1,1,101,80,1"
    sheet = read_roll(f"楼栋,单元,楼层,房号,面积,产权人数\n{rows}{good}".encode(), "a.csv")
    (fault,) = sheet.faults
    assert (fault.row, sheet.faulty) == (number, 1)
    assert (fault.column and str(fault.column)) == column
    assert said in str(fault.said)
    assert translate(fault.said, "en")
    assert sheet.entries[-1].label == "9-1-101", "the others are read all the same"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([dt.date(2026, 3, 2), 1, 1, 101, 80, 1], "当成了日期"),
        ([3, 1, 1, dt.datetime(2026, 3, 2, 8), 80, 1], "当成了日期"),  # noqa: DTZ001
        (["=A1", 1, 1, 101, 80, 1], "像公式"),
        ([3, 1, 1, 101, "=SUM(E1:E2)", 1], "像公式"),
        ([3, 1, 1, 101, True, 1], "应写文字"),
        ([3.5, 1, 1, 101, 80, 1], "应写文字"),
        ([3, 1, 1, "#REF!", 80, 1], "像公式"),
    ],
)
def test_what_a_spreadsheet_makes_of_cells_is_told(row: list[object], said: str) -> None:
    (fault,) = read_roll(make_book(row), "a.xlsx").faults
    assert fault.row == 2 and said in str(fault.said)


def test_very_many_faults_are_counted() -> None:
    rows = "\n".join(f"3,,{number}" for number in range(1_000))
    sheet = read_roll(f"楼栋,房号,面积\n{rows}".encode(), "a.csv")
    assert sheet.faulty == 1_000 and len(sheet.faults) == MOST_FAULTS
    assert not sheet.entries


def pack(sheet: bytes, **more: bytes) -> bytes:
    """An XLSX whose first sheet is this XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(make_book())) as old, zipfile.ZipFile(out, "w", 8) as new:
        for entry in old.infolist():
            is_sheet = entry.filename == "xl/worksheets/sheet1.xml"
            new.writestr(entry.filename, sheet if is_sheet else old.read(entry))
        for name, data in more.items():
            new.writestr(name, data)
    return out.getvalue()


START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
ROW = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>3</t></is></c></row>'
GIANT = START + b"".join(ROW % (n, n) for n in range(1, 30_000)) + b"</sheetData></worksheet>"
ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"3" * 10_000 + b'">'
    b'<!ENTITY b "' + b"&a;" * 1_000 + b'"><!ENTITY c "' + b"&b;" * 1_000 + b'">]>'
    + START + b'<row r="1"><c r="A1" t="inlineStr"><is><t>&c;</t></is></c></row></sheetData></worksheet>'
)  # fmt: skip
NO_ROLL: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "a.csv", "文件是空的"),
    "header alone": ("楼栋,房号\n".encode(), "a.csv", "没有房屋"),
    "no header": (b"3,2,1501\n", "a.csv", "列"),
    "other columns": ("姓名,房号\n".encode(), "a.csv", "姓名"),
    "a column twice": ("楼栋,房号,房号\n".encode(), "a.csv", "重复的列"),
    "no building": ("单元,房号\n1,2\n".encode(), "a.csv", "表头至少要有"),
    "UTF-16": (CHINESE.encode("utf-16"), "a.csv", "编码认不出"),
    "XLS": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xls", "不是XLSX文件"),
    "PDF named XLSX": (b"%PDF-1.7", "a.xlsx", "不是XLSX文件"),
    "half an XLSX": (make_book(["3", "", "", "1"])[:2_000], "a.xlsx", "不是完整的XLSX文件"),
    "a ZIP": (pack(b"")[:4] + b"\0" * 300, "a.xlsx", "不是完整的XLSX文件"),
    "no XML": (pack(b"<worksheet"), "a.xlsx", "不是完整的XLSX文件"),
    "zip bomb": (pack(START, **{"xl/bomb.xml": b"\0" * 40_000_000}), "a.xlsx", "展开后太大"),
    "bomb of entities": (pack(ENTITY), "a.xlsx", "不是完整的XLSX文件"),
    "unclosed quote": ('楼栋,房号\n"3,1\n'.encode(), "a.csv", "引号不成对"),
    "too large": (b"a" * 10_000_001, "a.csv", "超过10MB"),
}


@pytest.mark.parametrize(("data", "name", "said"), NO_ROLL.values(), ids=NO_ROLL.keys())
def test_what_is_no_roll_is_refused(data: bytes, name: str, said: str) -> None:
    began = time.monotonic()
    with pytest.raises(InputError) as refused:
        read_roll(data, name)
    assert said in str(refused.value.said)
    assert time.monotonic() - began < 5


def test_a_giant_sheet_is_refused() -> None:
    rows = "".join(f"3,{number}\n" for number in range(20_001))
    with pytest.raises(InputError, match="超过20000行"):
        read_roll(f"楼栋,房号\n{rows}".encode(), "a.csv")
    with pytest.raises(InputError):
        read_roll(pack(GIANT), "a.xlsx")


def test_other_sheets_must_be_empty() -> None:
    book = openpyxl.load_workbook(io.BytesIO(make_book(["3", "", "", "101"])))
    book.create_sheet("5栋").append(["5", "101"])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(InputError, match="工作表“5栋”里也有内容"):
        read_roll(out.getvalue(), "a.xlsx")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_can_be_filled_in_and_read(language: Language) -> None:
    data = make_template(language)
    assert data == make_template(language)
    with pytest.raises(InputError, match="没有房屋"):
        read_roll(data, "模板.xlsx")  # examples are no dwellings
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet, notes = book.worksheets
    assert sheet.max_row >= 3 and notes.max_row > len(KEYS)
    for column, cell in enumerate(("3栋", "2单元", "15", "1501", "89.56", "2"), 1):
        sheet.cell(4, column, cell)
    out = io.BytesIO()
    book.save(out)
    assert read_roll(out.getvalue(), "a.xlsx").entries == (HOME,)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for name in ("a.csv", "a.xlsx"):
        try:
            read_roll(data, name)
        except InputError:
            continue


@given(st.lists(st.lists(st.text(max_size=6), min_size=6, max_size=6), max_size=5))
def test_any_cells_are_read_or_told(rows: list[list[str]]) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    text = "\n".join(["楼栋,单元,楼层,房号,面积,产权人数", *quoted])
    try:
        sheet = read_roll(text.encode("utf-8", "replace"), "a.csv")
    except InputError:
        return
    assert len(sheet.entries) + sheet.faulty <= len(rows)


@pytest.mark.parametrize("name", ["🏠", "3栋🎉", "☀", "3\u200b栋", "\ue000", "①☎"])
def test_names_that_are_pictures_are_refused_with_their_row(name: str) -> None:
    sheet = read_roll(f"楼栋,房号\n3,1501\n{name},1502\n".encode(), "a.csv")
    assert [one.label for one in sheet.entries] == ["3-1501"]
    ((fault,), count) = sheet.faults, sheet.faulty
    assert (fault.row, fault.column and fault.column.text, count) == (3, "楼栋", 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_under_the_name_of_a_picture(language: Language) -> None:
    with pytest.raises(InputError) as caught:
        read_roll("今天天气很好，大家都来签名\n第二行".encode(), "text.jpg")
    said = translate(caught.value.said, language)
    assert ("楼栋、单元" in said) == (language == "zh")
    assert ("building, entrance" in said) == (language == "en")
