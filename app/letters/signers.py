"""Signers (联名人) as plain data, as they stand in annex 1."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from app.letters.media import Drawing, Picture

Capacity = Literal["owner", "co_owner", "family", "tenant", "shop"]
OWNERS: tuple[Capacity, ...] = ("owner", "co_owner")  # who stands in the title certificate


@dataclass(frozen=True)
class Signer:
    """One row of a signers file. `unit` is the dwelling as written (3-2-1501), `row` its number."""

    name: str
    unit: str
    signed_on: dt.date | None = None
    capacity: Capacity = "owner"
    signed_by: str | None = None  # 代签人
    relation: str | None = None
    signature: Drawing | Picture | None = None
    row: int = field(default=0, compare=False)
