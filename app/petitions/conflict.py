"""Two people changed one draft: their texts put together, and the places where only a person can choose.

Both started from `base`. A place that one of them changed is taken from that one; a place that both
changed is a clash, for which `mine` stands until somebody chooses. Where the base is not known
(UNKNOWN), every difference is a clash, and what only one of them has is kept.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from app.petitions.models import Document

ABSENT: Any = object()
UNKNOWN: Any = object()
_ROW, _NUMBER = "@", "#"


@dataclass(frozen=True)
class Clash:
    """`path` finds the place by ids, so that it means the same in both drafts; ABSENT: not there."""

    path: str
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class Merge:
    document: Document
    clashes: tuple[Clash, ...]


def merge(base: Document | None, mine: Document, theirs: Document) -> Merge:
    """`mine` and `theirs` together. `base` None: not known."""
    clashes: list[Clash] = []
    merged = _merge(UNKNOWN if base is None else base, mine, theirs, (), clashes)
    return Merge(merged, tuple(clashes))


def choose(mine: Document, theirs: Document, paths: Sequence[str]) -> Document:
    """`mine` with what stands in `theirs` at these paths of clashes; unknown paths change nothing."""
    chosen = copy.deepcopy(mine)
    for path in paths:
        steps = [unquote(step) for step in path.split("/")]
        parent = _find(chosen, steps[:-1])
        value = _find(theirs, steps)
        if isinstance(parent, dict):
            _put(parent, steps[-1], value)
        elif isinstance(parent, list):
            _put_row(parent, steps[-1], value)
    return chosen


def place_of(path: str, document: Document) -> str:
    """The place of a path as a petition file writes it, in this draft."""
    place = ""
    value: Any = document
    for step in map(unquote, path.split("/")):
        if isinstance(value, list):
            index = _find_index(value, step)
            if index is None:
                return place
            place, value = f"{place}[{index}]", value[index]
        else:
            place = f"{place}.{step}".lstrip(".")
            value = value.get(step, ABSENT) if isinstance(value, dict) else ABSENT
    return place


def _merge(base: Any, mine: Any, theirs: Any, path: tuple[str, ...], out: list[Clash]) -> Any:
    if mine == theirs or (theirs is not ABSENT and theirs == base):
        return mine
    if mine == base and mine is not ABSENT:
        return theirs
    if (base is ABSENT or base is UNKNOWN) and (mine is ABSENT or theirs is ABSENT):
        return theirs if mine is ABSENT else mine
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return _merge_tables(base, mine, theirs, path, out)
    if _are_rows(mine) and _are_rows(theirs):
        merged = _merge_rows(base, mine, theirs, path, out)
        if merged is not None:
            return merged
    out.append(Clash("/".join(quote(step, safe=_ROW + _NUMBER) for step in path), mine, theirs))
    return mine


def _merge_tables(
    base: Any, mine: Any, theirs: Any, path: tuple[str, ...], out: list[Clash]
) -> dict[str, Any]:
    merged = {}
    for key in [*mine, *(key for key in theirs if key not in mine)]:
        before = UNKNOWN if base is UNKNOWN else _get(base, key)
        value = _merge(before, _get(mine, key), _get(theirs, key), (*path, key), out)
        if value is not ABSENT:
            merged[key] = value
    return merged


def _merge_rows(
    base: Any, mine: Any, theirs: Any, path: tuple[str, ...], out: list[Clash]
) -> list[Any] | None:
    """Lists of tables: by their ids, or by their places where nobody added or took out; else None."""
    before = base if _are_rows(base) else []
    if all(_has_ids(rows) for rows in (before, mine, theirs)):
        return list(_merge_by_id(base, before, mine, theirs, path, out))
    if len(mine) == len(theirs) and (base is UNKNOWN or len(before) == len(mine)):
        olds = [UNKNOWN] * len(mine) if base is UNKNOWN else before
        return [
            _merge(old, one, other, (*path, f"{_NUMBER}{index}"), out)
            for index, (old, one, other) in enumerate(zip(olds, mine, theirs, strict=True))
        ]
    return None


def _merge_by_id(
    base: Any, before: Any, mine: Any, theirs: Any, path: tuple[str, ...], out: list[Clash]
) -> Iterator[Any]:
    rows = [{_id(row): row for row in one} for one in (before, mine, theirs)]
    known = [[id for id in ids if id in rows[0]] for ids in rows]
    first, second = (rows[2], rows[1]) if known[1] == known[0] else (rows[1], rows[2])
    for id in [*first, *(id for id in second if id not in first)]:
        absent = UNKNOWN if base is UNKNOWN else ABSENT
        old, one, other = rows[0].get(id, absent), rows[1].get(id, ABSENT), rows[2].get(id, ABSENT)
        value = _merge(old, one, other, (*path, f"{_ROW}{id}"), out)
        if value is not ABSENT:
            yield value


def _find(value: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        if isinstance(value, list):
            index = _find_index(value, step)
            value = ABSENT if index is None else value[index]
        else:
            value = _get(value, step)
    return value


def _put(table: dict[str, Any], key: str, value: Any) -> None:
    if value is ABSENT:
        table.pop(key, None)
    else:
        table[key] = copy.deepcopy(value)


def _put_row(rows: list[Any], step: str, value: Any) -> None:
    index = _find_index(rows, step)
    if index is None and value is not ABSENT:
        rows.append(copy.deepcopy(value))
    elif index is not None:
        rows[index : index + 1] = [] if value is ABSENT else [copy.deepcopy(value)]


def _find_index(rows: list[Any], step: str) -> int | None:
    if step.startswith(_NUMBER) and step[1:].isdecimal():
        return int(step[1:]) if int(step[1:]) < len(rows) else None
    return next((index for index, row in enumerate(rows) if _id(row) == step[1:]), None)


def _get(table: Any, key: str) -> Any:
    return table.get(key, ABSENT) if isinstance(table, dict) else ABSENT


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _has_ids(rows: list[Any]) -> bool:
    ids = [_id(row) for row in rows]
    return all(ids) and len(set(ids)) == len(ids)


def _id(row: Any) -> str:
    """What a row is known by: an item and a demand by id, a photo by its file."""
    if not isinstance(row, dict):
        return ""
    found = row.get("id") or (
        row.get("file") if "caption" in row or set(row) <= {"file", "taken_on"} else ""
    )
    return found if isinstance(found, str) else ""
