"""A draft as the text of a petition file (docs/petition-file.md), and a file's tables as a draft.

Keys stand in the order of the documentation, dates as TOML dates; what is read back is equal. Pure.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

import tomli_w

from app.petitions.models import Document

ORDER: Mapping[str, tuple[str, ...]] = {
    "": (
        "language", "date", "title", "community", "parties", "recipients", "sender", "history",
        "previous", "decision", "items",
    ),
    "community": ("name", "address", "city", "households", "handed_over", "completion_accepted"),
    "recipients": ("role", "name", "kind", "salutation", "items", "annexes", "copy"),
    "sender": (
        "name", "scope", "people", "reply_within_days", "statement", "thanks", "next_step",
        "representatives",
    ),
    "sender.representatives": ("name", "phone", "address"),
    "history": ("on", "to", "channel", "number", "outcome"),
    "previous": ("kind", "date", "number", "received_on"),
    "decision": ("by", "date", "number", "type"),
    "items": (
        "id", "category", "heading", "facts", "legal_bases", "affected", "questions", "details",
        "object", "demands", "photos", "evidence",
    ),
    "items.object": ("kind", "name", "number", "dated", "comments_until"),
    "items.demands": (
        "id", "action", "responsible", "supervised_by", "deadline", "criterion", "fallback",
        "compensation",
    ),
    "items.photos": ("file", "caption", "taken_on"),
    "items.evidence": ("title", "kind", "dated", "file"),
}  # fmt: skip
DATES = frozenset({
    "date", "community.handed_over", "community.completion_accepted", "history.on", "previous.date",
    "previous.received_on", "decision.date", "items.object.dated", "items.object.comments_until",
    "items.demands.deadline", "items.photos.taken_on", "items.evidence.dated",
})  # fmt: skip
ON_ONE_LINE = frozenset({"parties", "items.demands"})  # tables in these stand as { … }
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def write_text(document: Document) -> str:
    """The TOML of a draft, whatever is still missing in it; keys that hold nothing are left out."""
    return "".join(_write_table(document, "", "")).lstrip("\n")


def as_document(tables: Mapping[str, Any]) -> Document:
    """The tables of a petition file as a draft: what JSON can hold, dates as text."""
    return {key: _as_json(value) for key, value in tables.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_json(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def _write_table(table: Mapping[str, Any], path: str, header: str) -> Iterator[str]:
    """The lines of a table: what fits on a line first, then the tables in it."""
    later: list[tuple[str, Any]] = []
    for key in _sort(table, path):
        value = table[key]
        if value is None:
            continue
        if _is_table(value, path) or _is_list_of_tables(value):
            later.append((key, value))
        else:
            yield _write_line(key, value, path)
    for key, value in later:
        at = f"{path}.{key}" if path else key
        name = f"{header}.{_quote(key)}" if header else _quote(key)
        tables = value if isinstance(value, list) else [value]
        for one in tables:
            yield f"\n[[{name}]]\n" if isinstance(value, list) else f"\n[{name}]\n"
            yield from _write_table(one, at, name)


def _write_line(key: str, value: Any, path: str) -> str:
    at = f"{path}.{key}" if path else key
    if at in DATES or path == "items.details":
        value = _as_date(value)
    value = _drop_nothings(value)
    if isinstance(value, dict):
        inside = ", ".join(_dump(one, value[one]) for one in value)
        return f"{_quote(key)} = {{ {inside} }}\n" if inside else f"{_quote(key)} = {{}}\n"
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        short = f"{_quote(key)} = [{', '.join(_dump('_', one)[4:] for one in value)}]"
        if len(short) <= 100:
            return short + "\n"
    is_long = isinstance(value, str) and "\n" in value and "\r" not in value
    return tomli_w.dumps({key: value}, multiline_strings=is_long)


def _dump(key: str, value: Any) -> str:
    """`key = value` without the end of the line; a table in it stands in braces."""
    if isinstance(value, dict):
        return f"{_quote(key)} = {{ {', '.join(_dump(one, value[one]) for one in value)} }}"
    return tomli_w.dumps({key: value}).rstrip("\n")


def _as_date(value: Any) -> Any:
    """A text that says a day as TOML writes it; any other value as it is."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _is_table(value: Any, path: str) -> bool:
    return isinstance(value, dict) and path not in ON_ONE_LINE


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _drop_nothings(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _drop_nothings(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_drop_nothings(one) for one in value if one is not None]
    return value


def _sort(table: Mapping[str, Any], path: str) -> list[str]:
    known = [key for key in ORDER.get(path, ()) if key in table]
    return [*known, *(key for key in table if key not in known)]


def _quote(key: str) -> str:
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")
