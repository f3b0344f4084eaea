"""Joining the items of one draft to another: pure."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from app.letters.petition import AUTHORITY
from app.letters.petition_file import OWN_ROLE
from app.petitions.models import Document

Item = dict[str, Any]


def join_documents(target: Document, source: Document) -> Document:
    """`target` with the items of `source` at the end, the parties they name, and its history.

    An id that the target has already is taken off, so that drafts.give_ids gives a new one. A party
    that the target knows by the same id under another name gets an id of its own, except that the
    developer is the developer.
    """
    joined = copy.deepcopy(target)
    items = copy.deepcopy(source.get("items", []))
    _join_parties(joined, source, items)
    _drop_taken_ids(joined, items)
    joined["items"] = [*joined.get("items", []), *items]
    known = joined.get("history", [])
    more = [entry for entry in source.get("history", []) if entry not in known]
    if more:
        joined["history"] = [*known, *copy.deepcopy(more)]
    return joined


def _drop_taken_ids(target: Document, items: list[Item]) -> None:
    there = target.get("items", [])
    for entries, taken in (
        (items, {item.get("id") for item in there}),
        (list(_list_demands(items)), {demand.get("id") for demand in _list_demands(there)}),
    ):
        for entry in entries:
            if entry.get("id") in taken:
                entry.pop("id", None)


def _join_parties(target: Document, source: Document, items: list[Item]) -> None:
    """Let the target know whom the demands of these items name."""
    theirs = source.get("parties", {})
    ours = dict(target.get("parties", {}))
    new_names: dict[str, str] = {}
    for id in dict.fromkeys(id for demand in _list_demands(items) for id in _list_roles(demand)):
        if id == AUTHORITY or id not in theirs:
            continue
        if id in ours and ours[id] != theirs[id] and id not in OWN_ROLE:
            new_names[id] = _find_free(id, ours)
        ours.setdefault(new_names.get(id, id), theirs[id])
    if ours:
        target["parties"] = ours
    for demand in _list_demands(items):
        _rename(demand, new_names)


def _find_free(id: str, taken: dict[str, Any]) -> str:
    number = 2
    while f"{id}-{number}" in taken:
        number += 1
    return f"{id}-{number}"


def _rename(demand: dict[str, Any], names: dict[str, str]) -> None:
    for key in ("responsible", "supervised_by"):
        said = demand.get(key)
        if isinstance(said, str):
            demand[key] = names.get(said, said)
        elif isinstance(said, list):
            demand[key] = [names.get(one, one) for one in said]


def _list_roles(demand: dict[str, Any]) -> Iterator[str]:
    for key in ("responsible", "supervised_by"):
        said = demand.get(key)
        yield from said if isinstance(said, list) else [said] if isinstance(said, str) else []


def _list_demands(items: list[Item]) -> Iterator[dict[str, Any]]:
    return (demand for item in items for demand in item.get("demands", []))
