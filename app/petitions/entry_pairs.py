"""Which entry of a list became which of another, and which of them moved. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Table = Mapping[str, Any]
NOTHING: Table = {}


@dataclass(frozen=True)
class Pair:
    """An entry before and after; an empty one was not there.

    `number` is its place (from 1) after, or before where it is gone; `moved_from` its place before
    where it stands in another order now.
    """

    old: Table
    new: Table
    number: int
    moved_from: int | None = None


def pair_entries(old: Sequence[Table], new: Sequence[Table], by: Sequence[str]) -> list[Pair]:
    """The pairs in the order of `new`; those that are gone stand where they stood.

    Entries belong together that agree in all keys `by`, else that agree in the first of them, then
    in the second.
    """
    partner = _match(old, new, by)
    stayed = _longest_rising([partner[at] for at in range(len(new)) if partner[at] is not None])
    pairs: list[Pair] = []
    for at, entry in enumerate(new):
        before = partner[at]
        if before is None:
            pairs.append(Pair(NOTHING, entry, at + 1))
        else:
            moved = None if before in stayed else before + 1
            pairs.append(Pair(old[before], entry, at + 1, moved))
    used = {before for before in partner.values() if before is not None}
    for at in (at for at in range(len(old)) if at not in used):
        pairs.insert(min(at, len(pairs)), Pair(old[at], NOTHING, at + 1))
    return pairs


def _match(old: Sequence[Table], new: Sequence[Table], by: Sequence[str]) -> dict[int, int | None]:
    partner: dict[int, int | None] = dict.fromkeys(range(len(new)))
    free = list(range(len(old)))
    rounds = [by, *([key] for key in by)] if len(by) > 1 else [by]
    for keys in rounds:
        for at, entry in enumerate(new):
            if partner[at] is not None:
                continue
            marks = _read(entry, keys)
            if any(mark is None for mark in marks):
                continue
            found = next((one for one in free if _read(old[one], keys) == marks), None)
            if found is not None:
                partner[at] = found
                free.remove(found)
    return partner


def _read(entry: Table, keys: Sequence[str]) -> list[Any]:
    return [entry.get(key) for key in keys]


def _longest_rising(numbers: Sequence[int | None]) -> set[int]:
    """The most numbers that stand in rising order: what is not among them has moved."""
    ends: list[int] = []  # the smallest last number of a rising row of each length
    chains: list[list[int]] = []
    for number in numbers:
        if number is None:
            continue
        at = bisect_left(ends, number)
        chain = [*(chains[at - 1] if at else []), number]
        if at == len(ends):
            ends.append(number)
            chains.append(chain)
        else:
            ends[at], chains[at] = number, chain
    return set(chains[-1]) if chains else set()
