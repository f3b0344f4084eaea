"""Places in a draft, written as in a petition file: items[0].demands[1].deadline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

Step = str | int
_STEP = re.compile(r'\[(\d+)\]|"([^"]*)"|([^.\[\]"]+)')
_INDEX = re.compile(r"\[(\d+)\]")


class Thinned:
    """A document from which values are taken out; it still knows where the rest stood before."""

    def __init__(self, whole: dict[str, Any]) -> None:
        self.whole = whole
        # A list that lost entries, with the index at which each of the others stood. The list is
        # kept here so that no other one gets its id.
        self._lists: dict[int, tuple[list[Any], list[int]]] = {}

    def drop(self, steps: Sequence[Step]) -> bool:
        """Take out what stands at a place, or the nearest table around it; False: nothing was there."""
        for end in range(len(steps), 0, -1):
            parent, last = find_value(self.whole, steps[: end - 1]), steps[end - 1]
            if isinstance(parent, dict) and last in parent:
                del parent[last]
                return True
            if isinstance(parent, list) and isinstance(last, int) and last < len(parent):
                _, stood = self._lists.setdefault(id(parent), (parent, list(range(len(parent)))))
                del parent[last], stood[last]
                return True
        return False

    def locate(self, place: str) -> str:
        """Where that which stands at `place` now stood when nothing had been taken out."""
        if not self._lists:
            return place

        def stand_before(found: re.Match[str]) -> str:
            around = find_value(self.whole, split_place(place[: found.start()]))
            _, stood = self._lists.get(id(around), (None, []))
            index = int(found[1])
            return f"[{stood[index] if index < len(stood) else index}]"

        return _INDEX.sub(stand_before, place)


def split_place(place: str) -> tuple[Step, ...]:
    """The keys and indexes that lead to a place."""
    return tuple(
        int(index) if index else quoted or bare for index, quoted, bare in _STEP.findall(place)
    )


def find_value(document: Any, steps: Sequence[Step]) -> Any:
    """What stands at a place; None where nothing does."""
    for step in steps:
        if isinstance(document, dict) and isinstance(step, str):
            document = document.get(step)
        elif isinstance(document, list) and isinstance(step, int) and step < len(document):
            document = document[step]
        else:
            return None
    return document


def lies_in(place: str, around: str) -> bool:
    """Whether a place is another one or stands within it."""
    return place == around or place.startswith((f"{around}.", f"{around}["))
