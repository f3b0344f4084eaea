"""Reading a signers file: CSV or XLSX, columns in English or Chinese, signatures beside it."""

from __future__ import annotations

import datetime as dt
import re
import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from app.letters.drawings import MOST_BYTES as MOST_DRAWING_BYTES
from app.letters.drawings import read_drawing
from app.letters.errors import InputError
from app.letters.fields import read_date, unknown
from app.letters.media import Drawing, Picture
from app.letters.paths import Folder, read_input
from app.letters.signers import Capacity, Signer
from app.letters.table_file import read_cell, read_lines
from app.messages import message

MOST_BYTES = 20_000_000
MOST_ROWS = 20_000
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
    for number, cells in read_lines(data, path.suffix.lower()):
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
        key: read_cell(row.get(key), f"row {number}: {key}") for key in KEYS if key != "signed_on"
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
    text = read_cell(value, place)
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
