"""What `make check-data` proves of styles.toml: every length there, of its kind, and fitting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, cast, get_type_hints

from app.catalogue.faults import TEXT, Fault, Kind, Table, Where, check_keys, is_table, read_table
from app.letters.style import LetterStyle

_MM_PER_PT = 25.4 / 72
_COLUMNS = 6  # number, name, dwelling, capacity, signature, date
_TOLERANCE_MM = 0.05


def _is_length(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _are_columns(value: object) -> bool:
    return isinstance(value, list) and len(value) == _COLUMNS and all(map(_is_length, value))


LENGTH = Kind("a number above 0", _is_length)
COLUMNS = Kind(f"a list of {_COLUMNS} numbers above 0", _are_columns)


def check_style(path: Path) -> Iterator[Fault]:
    """The faults of a styles.toml."""
    where = Where(path.name)
    if not path.is_file():
        yield where.fault("is missing", "put the lengths of a letter there")
        return
    data = read_table(path, where)
    if isinstance(data, Fault):
        yield data
        return
    sections = get_type_hints(LetterStyle)
    faults = list(_check_sections(data, sections, where))
    yield from faults or _check_fit(data, where)


def _check_sections(data: Table, sections: dict[str, type], where: Where) -> Iterator[Fault]:
    for key in data.keys() - sections.keys():
        yield where.at(key).fault("is not a section here", f"use one of {', '.join(sections)}")
    for name, section in sections.items():
        held = data.get(name)
        if not is_table(held) or not isinstance(held, dict):
            yield where.at(name).fault("is missing", "write the section")
            continue
        form = {one.name: _find_kind(str(one.type)) for one in fields(section)}
        yield from check_keys(held, form, where.at(name))


def _find_kind(written: str) -> Kind:
    if written == "str":
        return TEXT
    return COLUMNS if written.startswith("tuple") else LENGTH


def _check_fit(data: Table, where: Where) -> Iterator[Fault]:
    """The lines fit the page, the columns the width."""
    page, body, table = (cast(dict[str, Any], data[name]) for name in ("page", "body", "table"))
    height = page["height_mm"] - page["margin_top_mm"] - page["margin_bottom_mm"]
    width = page["width_mm"] - page["margin_left_mm"] - page["margin_right_mm"]
    if page["lines"] * body["pitch_pt"] * _MM_PER_PT > height + _TOLERANCE_MM:
        said = f"{page['lines']} lines of {body['pitch_pt']} pt are higher than {height} mm"
        yield where.at("body.pitch_pt").fault(said, "write a smaller pitch")
    if abs(sum(table["columns_mm"]) - width) > _TOLERANCE_MM:
        said = f"the columns are {sum(table['columns_mm'])} mm wide, the page {width} mm"
        yield where.at("table.columns_mm").fault(said, "make the sum right")
