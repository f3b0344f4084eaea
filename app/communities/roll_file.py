"""Reading the roll of dwellings from CSV or XLSX: every faulty row is named, with what to do."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import PurePath

from app.communities.roll import Entry, make_label
from app.letters.errors import InputError
from app.letters.table_file import read_cell, read_lines
from app.letters.texts import show
from app.messages import Message, message

MOST_BYTES = 10_000_000
MOST_ROWS = 20_000
MOST_FAULTS = 200  # told one by one
MOST_AREA = Decimal(100_000)
MOST_OWNERS = 500
COLUMNS: Mapping[str, str] = {
    "楼栋": "building",
    "单元": "entrance",
    "楼层": "floor",
    "房号": "number",
    "面积": "area",
    "产权人数": "owners",
}
KEYS = tuple(COLUMNS.values())
NEEDED = ("building", "number")
TITLES = {
    "building": message("楼栋"),
    "entrance": message("单元"),
    "floor": message("楼层"),
    "number": message("房号"),
    "area": message("面积"),
    "owners": message("产权人数"),
}
NOTES_SHEETS = ("填写说明", "How to fill in")
EXAMPLE_MARKS = ("例：", "例:", "e.g.")
_UNIT = re.compile(r"(?:㎡|m2|m²|平方米|平米)$", re.IGNORECASE)


@dataclass(frozen=True)
class RowFault:
    """What is wrong in a row, counted as the person sees it; `column` is None for the whole row."""

    row: int
    column: Message | None
    said: Message


@dataclass(frozen=True)
class RollSheet:
    """What a file says; `faults` are the first ones, `faulty` counts all faulty rows."""

    entries: tuple[Entry, ...]
    faults: tuple[RowFault, ...]
    faulty: int


def read_roll(data: bytes, name: str) -> RollSheet:
    """The dwellings of a file in its order.

    Raises InputError where no row can be read at all: no table, no header, far too large.
    """
    if len(data) > MOST_BYTES:
        raise InputError(
            "", message("文件超过{limit}MB，请分成几份", limit=MOST_BYTES // 1_000_000)
        )
    entries: list[Entry] = []
    faults: list[RowFault] = []
    faulty = 0
    seen: dict[str, int] = {}
    for number, row in _read_rows(data, PurePath(name).suffix.lower()):
        found = _read_entry(row, number)
        if isinstance(found, Entry):
            first = seen.setdefault(found.label, number)
            if first == number:
                entries.append(found)
                continue
            found = [RowFault(number, None, _describe_twice(found.label, first))]
        faulty += 1
        faults += found[: MOST_FAULTS - len(faults)]
    if not entries and not faulty:
        raise InputError("", message("没有房屋，请在表头下面至少写一行"))
    return RollSheet(tuple(entries), tuple(faults), faulty)


def _read_rows(data: bytes, suffix: str) -> Iterator[tuple[int, dict[str, object]]]:
    header: list[str] | None = None
    count = 0
    for number, cells in read_lines(data, suffix, beside=NOTES_SHEETS):
        if header is None:
            header = _read_header(cells, number)
            continue
        if str(cells[0] or "").strip().startswith(EXAMPLE_MARKS):
            continue  # of the template
        count += 1
        if count > MOST_ROWS:
            raise InputError("", message("超过{limit}行，请分成几份", limit=MOST_ROWS))
        row: dict[str, object] = dict(zip(header, cells, strict=False))
        if any(cell not in (None, "") for cell in cells[len(header) :]):
            row["more"] = True
        yield number, row
    if header is None:
        raise InputError("", message("文件是空的；第一行应为表头：楼栋、单元、楼层、房号……"))


def _read_header(cells: Sequence[object], number: int) -> list[str]:
    titles = [re.sub(r"\s|[(（].*", "", str(cell or "")) for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    header = [COLUMNS.get(title, title.lower()) for title in titles]
    for title, key in zip(titles, header, strict=True):
        if key not in KEYS:
            raise _refuse_column(title, number)
    if any(key not in header for key in NEEDED):
        raise InputError(
            f"row {number}",
            message("表头至少要有“楼栋”和“房号”；可以先下载模板"),
        )
    if len(set(header)) < len(header):
        raise InputError(f"row {number}", message("表头有重复的列，请删去一列"))
    return header


def _refuse_column(title: str, number: int) -> InputError:
    """A column that a roll does not have: the one that was meant, or all there are."""
    near = difflib.get_close_matches(title[:80], COLUMNS, 1)
    said = (
        message(
            "没有列“{value}”，是不是“{near}”？", value=show(title), near=TITLES[COLUMNS[near[0]]]
        )
        if near
        else message(
            "没有列“{value}”，可以写：楼栋、单元、楼层、房号、面积、产权人数；可以先下载模板",
            value=show(title),
        )
    )
    return InputError(f"row {number}", said)


def _read_entry(row: Mapping[str, object], number: int) -> Entry | list[RowFault]:
    if row.get("more"):
        return [RowFault(number, None, message("列数比表头多，请核对逗号和引号"))]
    faults: list[RowFault] = []
    texts: dict[str, str] = {}
    for key in KEYS:
        try:
            texts[key] = _read_text(row.get(key), key)
        except InputError as fault:
            faults.append(RowFault(number, TITLES[key], fault.said))
    if faults:
        return faults
    area, owners = _read_area(texts["area"]), _read_owners(texts["owners"])
    if isinstance(area, Message):
        faults.append(RowFault(number, TITLES["area"], area))
    if isinstance(owners, Message):
        faults.append(RowFault(number, TITLES["owners"], owners))
    try:
        label = make_label(texts["building"], texts["entrance"], texts["floor"], texts["number"])
    except InputError as fault:
        return [RowFault(number, TITLES.get(fault.place), fault.said), *faults]
    if isinstance(area, Message) or isinstance(owners, Message):
        return faults
    parts = (label.building, label.entrance, label.floor, label.number)
    return Entry(str(label), *parts, area, owners)


def _read_text(value: object, key: str) -> str:
    """The text of a cell; numbers may have fractions where they are areas."""
    if isinstance(value, dt.datetime | dt.date) and key != "area":
        raise InputError(
            key, message("表格软件把它当成了日期（例如把3-2当成3月2日）；请把这一列设为文本后重写")
        )
    if isinstance(value, float) and key == "area":
        return repr(value)
    return read_cell(value, key) or ""


def _read_area(text: str) -> Decimal | Message | None:
    bare = _UNIT.sub("", text).strip()
    if not bare:
        return None
    try:
        area = Decimal(bare)
    except InvalidOperation:
        return message("应是平方米数，例如89.5")
    if not (area.is_finite() and 0 < area < MOST_AREA):
        return message("应是大于0、小于{most}的平方米数", most=MOST_AREA)
    return area.quantize(Decimal("0.01"))


def _read_owners(text: str) -> int | Message | None:
    bare = text.removesuffix("人").strip()
    if not bare:
        return None
    if not (bare.isdecimal() and len(bare) < 5 and 1 <= int(bare) <= MOST_OWNERS):
        return message("应是1至{most}的整数；不知道就空着", most=MOST_OWNERS)
    return int(bare)


def _describe_twice(label: str, first: int) -> Message:
    return message("{label}与第{first}行是同一户，请删去一行或改正房号", label=label, first=first)
