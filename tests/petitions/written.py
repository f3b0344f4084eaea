"""A Petition as the document it would be read from: the inverse of app/letters/petition_file.py."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from app.letters.petition import (
    Before,
    Immediate,
    LooseDate,
    OnDate,
    Petition,
    Until,
    Within,
)

NAMES = {"objected": "object"}


def write_document(petition: Petition) -> dict[str, Any]:
    """Every key that is set; parties by their role, items of recipients by number."""
    document = write(petition)
    document["parties"] = {
        party.id: {"name": party.name, "role": party.role} for party in petition.parties
    }
    for recipient in document["recipients"]:
        if "items" in recipient:
            recipient["items"] = [index + 1 for index in recipient["items"]]
    return document


def write(value: Any) -> Any:
    match value:
        case Immediate():
            return "immediate"
        case OnDate():
            return value.date.isoformat()
        case Within():
            return {value.unit: value.count}
        case Before():
            return {"before": value.clause}
        case Until():
            return {"until": value.clause}
        case LooseDate():
            month = f"-{value.month:02}" if value.month else ""
            return f"{value.year}{month}{f'-{value.day:02}' if value.day else ''}"
        case dt.date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case tuple():
            return [write(one) for one in value]
    if not is_dataclass(value):
        return value
    table = {field.name: getattr(value, field.name) for field in fields(value)}
    written = {
        NAMES.get(name, name): write(one) for name, one in table.items() if one not in (None, ())
    }
    if table.get("details"):
        written["details"] = {key: write(answer) for key, answer in table["details"]}
    return written
