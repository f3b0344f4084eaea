"""Reading a signers file: CSV or XLSX, columns in English or Chinese, signatures beside it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import struct
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from app.letters.drawings import MOST_BYTES as MOST_DRAWING_BYTES
from app.letters.drawings import read_drawing
from app.letters.errors import UNREADABLE, InputError
from app.letters.fields import read_date, unknown
from app.letters.media import Drawing, Picture
from app.letters.paths import Folder, read_input
from app.letters.signers import Capacity, Signer
from app.letters.texts import find_fault, show
from app.messages import message

MOST_BYTES = 20_000_000
MOST_ROWS = 20_000
MOST_UNPACKED = 30_000_000
MOST_COLUMNS = 24  # read; a list has seven
LAST_ROW = 1_048_576  # of a spreadsheet
LONGEST_CELL = 200
# Of all drawings of a list: 10,000 signed on a telephone have 1,400,000 points, or 1,200,000,000
# pixels as pictures of 600 × 200.
MOST_POINTS = 3_000_000
MOST_PIXELS = 1_500_000_000
COLUMNS: Mapping[str, str] = {
    "姓名": "name",
    "房号": "unit",
    "签署日期": "signed_on",
    "签名": "signature",
    "身份": "capacity",
    "代签人": "signed_by",
    "关系": "relation",
}
KEYS = tuple(COLUMNS.values())
CAPACITIES: Mapping[str, Capacity] = {
    "owner": "owner",
    "co_owner": "co_owner",
    "family": "family",
    "tenant": "tenant",
    "shop": "shop",
    "业主": "owner",
    "共有人": "co_owner",
    "家属": "family",
    "承租人": "tenant",
    "租户": "tenant",
    "租客": "tenant",
    "商户": "shop",
}
_CHINESE_DATE = re.compile(r"(\d{4})[年/.-](\d{1,2})[月/.-](\d{1,2})日?(?: 00:00:00)?")
_FORMULA = ("=", "+", "@", "-=")

# Of styles and lists of choices: not read. For the whole process, because Python's way of ignoring
# warnings for a while is not safe between threads.
warnings.filterwarnings("ignore", module=r"openpyxl\.")

Row = dict[str, object]


def load_signers(path: Path, *, flat: bool = False) -> tuple[Signer, ...]:
    """The signers of a file, in its order; `flat` as in Folder.

    Raises InputError naming row and column.
    Rows are counted as the person sees them: the header is row 1.
    """
    name = str(path)
    try:
        rows = _read_rows(path)
        signers: list[Signer] = []
        seen: dict[tuple[str, str], int] = {}
        signatures = _Signatures(Folder(path.parent, flat=flat))
        for number, row in rows:
            signer = _read_signer(row, number, signatures)
            first = seen.setdefault((_fold(signer.name), _fold(signer.unit)), number)
            if first != number:
                raise InputError(
                    f"row {number}",
                    message(
                        "与第{first}行的姓名和房号相同；请删去一行，或写明不同的人", first=first
                    ),
                )
            signers.append(signer)
    except InputError as fault:
        raise InputError(fault.place, fault.said, file=name) from fault
    if not signers:
        raise InputError("", message("没有签名人，请在表头下面至少写一行"), file=name)
    return tuple(signers)


def _read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    data = read_input(
        path,
        most_bytes=MOST_BYTES,
        too_large=message("签名人文件超过{limit}MB，请分成几份", limit=MOST_BYTES // 1_000_000),
    )
    header: list[str] | None = None
    for number, cells in _read_lines(data, path.suffix.lower()):
        if header is None:
            header = _read_header(cells, number)
            continue
        if number > MOST_ROWS + 1:
            raise InputError("", message("超过{limit}行，请分成几份", limit=MOST_ROWS))
        if any(cell not in (None, "") for cell in cells[len(header) :]):
            raise InputError(f"row {number}", message("列数比表头多，请核对逗号和引号"))
        yield number, dict(zip(header, cells, strict=False))
    if header is None:
        raise InputError("", message("文件是空的；第一行应为表头：姓名、房号……"))


def _read_lines(data: bytes, suffix: str) -> Iterator[tuple[int, Sequence[object]]]:
    """The rows that are not empty, with their numbers from 1."""
    if data.startswith(b"PK\x03\x04"):
        return _read_xlsx(data)
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


def _read_xlsx(data: bytes) -> Iterator[tuple[int, Sequence[object]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
                raise InputError("", message("表格展开后太大，请只保留签名人一张表"))
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        lines = list(_list_rows(sheets[0]))
        others = [sheet.title for sheet in sheets[1:] if any(_list_rows(sheet))]
    except UNREADABLE as fault:
        raise InputError("", message("不是完整的XLSX文件，请在表格软件中重新保存")) from fault
    if others:
        raise InputError(
            "",
            message(
                "工作表“{name}”里也有内容；请把签名人放在一张表里，删去其他表", name=show(others[0])
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


def _read_header(cells: Sequence[object], number: int) -> list[str]:
    titles = [re.sub(r"\s", "", str(cell or "")) for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    header = [COLUMNS.get(title, title.lower()) for title in titles]
    for title, key in zip(titles, header, strict=True):
        if key not in KEYS:
            raise unknown(f"row {number}", message("列"), title, (*KEYS, *COLUMNS))
    missing = [key for key in ("name", "unit") if key not in header]
    if missing:
        chinese = {key: title for title, key in COLUMNS.items()}
        raise InputError(
            f"row {number}",
            message(
                "缺少列：{missing}；表头至少要有“姓名”和“房号”（或 name 和 unit）",
                missing="、".join(chinese[key] for key in missing),
            ),
        )
    if len(set(header)) < len(header):
        raise InputError(f"row {number}", message("表头有重复的列，请删去一列"))
    return header


def _read_signer(row: Row, number: int, signatures: _Signatures) -> Signer:
    text = {
        key: _read_cell(row.get(key), f"row {number}: {key}") for key in KEYS if key != "signed_on"
    }
    for key in ("name", "unit"):
        if not text[key]:
            raise InputError(f"row {number}: {key}", message("是空的，请补写"))
    if text["relation"] and not text["signed_by"]:
        raise InputError(f"row {number}: signed_by", message("写了关系而没有写代签人，请补写"))
    capacity = text["capacity"] or "owner"
    if capacity not in CAPACITIES:
        raise unknown(f"row {number}: capacity", message("身份"), capacity, CAPACITIES)
    return Signer(
        row=number,
        name=text["name"] or "",
        unit=text["unit"] or "",
        signed_on=_read_day(row.get("signed_on"), f"row {number}: signed_on"),
        capacity=CAPACITIES[capacity],
        signed_by=text["signed_by"],
        relation=text["relation"],
        signature=signatures.read(text["signature"], f"row {number}: signature"),
    )


def _read_cell(value: object, place: str) -> str | None:
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


def _fold(text: str) -> str:
    """Full-width or half-width, large or small: the same name, the same dwelling."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _read_day(value: object, place: str) -> dt.date | None:
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = _read_cell(value, place)
    if text is None:
        return None
    if found := _CHINESE_DATE.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
        text = f"{year:04}-{month:02}-{day:02}"
    return read_date(text, place)


class _Signatures:
    """The drawings that a list names; each is read once, however many rows name it."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._read: dict[str, Drawing | Picture] = {}
        self._points = 0
        self._pixels = 0

    def read(self, written: str | None, place: str) -> Drawing | Picture | None:
        """The drawing of this file; raises InputError, also when all of them are too much."""
        if written is None:
            return None
        if written not in self._read:
            data = self._folder.read(written, place, most_bytes=MOST_DRAWING_BYTES)
            drawing = read_drawing(data, written, place)
            self._count(data, drawing, place)
            self._read[written] = drawing
        return self._read[written]

    def _count(self, data: bytes, drawing: Drawing | Picture, place: str) -> None:
        if isinstance(drawing, Drawing):
            self._points += sum(len(stroke.points) // 4 for stroke in drawing.strokes)
        else:  # how many pixels were read, of which the picture keeps few
            width, height = struct.unpack(">II", data[16:24])
            self._pixels += width * height
        if self._points > MOST_POINTS or self._pixels > MOST_PIXELS:
            raise InputError(
                place, message("到这一行，签名图合计太大；请缩小签名图，或把名单分成几份")
            )
