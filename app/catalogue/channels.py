"""Channels that take only a text: hotlines and mailboxes, with the limits of their forms."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from app.catalogue.words import Words

CHANNELS = Path(__file__).parent.parent / "data" / "channels"


@dataclass(frozen=True)
class Channel:
    """One form.

    Lengths are counted in characters, punctuation and spaces included. `body_max` is for the two
    parts together: what is asked (诉求) and facts with reasons (事实理由), each under its label.
    """

    id: str
    name: Words
    title_min: int
    title_max: int
    body_max: int
    demands_label: Words
    facts_label: Words
    source: str


@cache
def load_channels() -> Mapping[str, Channel]:
    """All channels by id, the shorter form first."""
    every = [load_channel(path) for path in CHANNELS.glob("*.toml")]
    every.sort(key=lambda channel: (channel.body_max, channel.id))
    return MappingProxyType({channel.id: channel for channel in every})


def load_channel(path: Path) -> Channel:
    data = tomllib.loads(path.read_text("utf-8"))
    return Channel(
        id=data["id"],
        name=Words(**data["name"]),
        title_min=data["title_min"],
        title_max=data["title_max"],
        body_max=data["body_max"],
        demands_label=Words(**data["demands_label"]),
        facts_label=Words(**data["facts_label"]),
        source=data["source"],
    )
