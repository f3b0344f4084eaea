"""Places in a draft, written as in a petition file: items[0].demands[1].deadline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

Step = str | int
_STEP = re.compile(r'\[(\d+)\]|"([^"]*)"|([^.\[\]"]+)')


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


def drop_value(document: Any, steps: Sequence[Step]) -> bool:
    """Take out what stands at a place, or the nearest table around it; False: nothing was there."""
    for end in range(len(steps), 0, -1):
        parent, last = find_value(document, steps[: end - 1]), steps[end - 1]
        if isinstance(parent, dict) and last in parent:
            del parent[last]
            return True
        if isinstance(parent, list) and isinstance(last, int) and last < len(parent):
            del parent[last]
            return True
    return False
