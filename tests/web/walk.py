"""All routes of a site, with an address for each."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import (
    AnyConverter,
    IntegerConverter,
    Rule,
    UUIDConverter,
)

CHANGING = ("POST", "PUT", "PATCH", "DELETE")
NOBODY_ID = uuid.UUID("00000000-0000-7000-8000-000000000000")


@dataclass(frozen=True)
class Route:
    """One method of one rule; `path` is an address that leads there."""

    endpoint: str
    method: str
    path: str
    arguments: frozenset[str]


def list_routes(app: Flask, known: Mapping[str, object]) -> Iterator[Route]:
    """Every route; arguments that `known` lacks are made up."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: known.get(name, _make_up(rule, name)) for name in rule.arguments}
        path = adapter.build(rule.endpoint, values)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Route(rule.endpoint, method, path, frozenset(rule.arguments))


def _make_up(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, UUIDConverter):
        return NOBODY_ID
    if isinstance(converter, IntegerConverter):
        return 1
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[0]
    return "made-up"
