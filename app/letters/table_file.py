"""Reading the rows of a table that a person handed in: CSV (UTF-8, GB18030) or XLSX.

A packed bomb, a giant sheet, a formula and a number that became a date are refused.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import openpyxl

from app.letters.errors import UNREADABLE, InputError
from app.letters.texts import find_fault, show
from app.messages import message

MOST_UNPACKED = 30_000_000
MOST_COLUMNS = 24  # read; a list has seven
LAST_ROW = 1_048_576  # of a spreadsheet
LONGEST_CELL = 200
_FORMULA = ("=", "+", "@", "-=")

# Of styles and lists of choices: not read. For the whole process, because Python's way of ignoring
# warnings for a while is not safe between threads.
warnings.filterwarnings("ignore", module=r"openpyxl\.")


def read_lines(
    data: bytes, suffix: str, *, beside: Collection[str] = ()
) -> Iterator[tuple[int, Sequence[object]]]:
    """The rows that are not empty, with their numbers from 1; `suffix` is that of the file's name.

    Only one sheet may hold something, besides those whose titles are in `beside`. Raises InputError.
    """
    if data.startswith(b"PK\x03\x04"):
        return _read_xlsx(data, beside)
    if suffix in (".xlsx", ".xls", ".et", ".ods") or data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError("", message("不是XLSX文件，请在表格软件中另存为XLSX或CSV"))
    return _read_csv(data)


def _read_csv(data: bytes) -> Iterator[tuple[int, Sequence[object]]]:
    reader = csv.reader(io.StringIO(_decode(data), newline=""), strict=True)
    number = line = 1
    try:
        for number, cells in enumerate(reader, 1):
            line = reader.line_num + 1
            if any(cells):
                yield number, cells
    except csv.Error as fault:
        raise InputError(
            f"row {number + (line > 1)}",
            message("第{line}行起不合CSV写法：引号不成对，或一格太长；请核对", line=line),
        ) from fault


def _decode(data: bytes) -> str:
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 would pass for GB18030
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise InputError("", message("编码认不出；请另存为UTF-8的CSV，或用XLSX"))


def _read_xlsx(data: bytes, beside: Collection[str]) -> Iterator[tuple[int, Sequence[object]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
                raise InputError("", message("表格展开后太大，请只保留要用的一张表"))
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        sheets = [sheet for sheet in visible if sheet.title not in beside] or visible
        lines = list(_list_rows(sheets[0]))
        others = [sheet.title for sheet in sheets[1:] if any(_list_rows(sheet))]
    except UNREADABLE as fault:
        raise InputError("", message("不是完整的XLSX文件，请在表格软件中重新保存")) from fault
    if others:
        raise InputError(
            "",
            message(
                "工作表“{name}”里也有内容；请把内容都放在一张表里，删去其他表", name=show(others[0])
            ),
        )
    return iter(lines)


def _list_rows(sheet: Any) -> Iterator[tuple[int, Sequence[object]]]:
    sheet.reset_dimensions()  # some programs write wrong ones, and rows would be lost
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > LAST_ROW:
            raise ValueError("more rows than a sheet can have")
        cells = [_cell_value(cell) for cell in row[:MOST_COLUMNS]]
        if any(cell not in (None, "") for cell in cells):
            yield number, cells


def _cell_value(cell: object) -> object:
    value = getattr(cell, "value", None)
    if getattr(cell, "data_type", "") in ("f", "e"):  # a formula, or what became of one
        return f"={value}"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def read_cell(value: object, place: str) -> str | None:
    """The text of a cell, None where it is empty. Raises InputError for what no text can be."""
    if value is None:
        return None
    if isinstance(value, (dt.datetime, dt.date, dt.time, dt.timedelta)):
        raise InputError(place, message("表格软件把它当成了日期；请把这一列设为文本后重写"))
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise InputError(place, message("应写文字；请把这一列设为文本后重写"))
    text = str(value).strip(" \u3000\t")
    if text.startswith(_FORMULA) or re.match(r"-[A-Za-z(]", text):
        raise InputError(place, message("像公式（以 {sign} 开头），请改成普通文字", sign=text[0]))
    if len(text) > LONGEST_CELL:
        raise InputError(
            place, message("太长：{count}字，最多{limit}字", count=len(text), limit=LONGEST_CELL)
        )
    if fault := find_fault(text):
        raise InputError(place, fault)
    return text or None
