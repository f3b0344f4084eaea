"""What this process has worked out of stored texts, remembered for the pages that follow.

A thing is found by all that shapes it, so that a remembered one is never out of date: a process
that remembers nothing answers the same, only later. Nothing of it reaches a disk.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

MOST = 48  # things: a text opened and a text with its photos and letters are two
Thing = TypeVar("Thing")


class Memory:
    """The things asked for last, at most so many. Several threads may ask at once."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable) -> Any | None:
        """The thing of this key, if it is remembered."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)

    def keep(self, key: Hashable, thing: Thing) -> Thing:
        """Remember a thing, which is given back; the one not asked for the longest goes."""
        with self._lock:
            self._things[key] = thing
            self._things.move_to_end(key)
            while len(self._things) > self._most:
                self._things.popitem(last=False)
        return thing

    def forget(self) -> None:
        """Begin with nothing, as a process that has just started."""
        with self._lock:
            self._things.clear()


MEMORY = Memory()


class Workings:
    """What has been worked out of one text, by name. Two threads at once work out the same."""

    def __init__(self) -> None:
        self._found: dict[Hashable, Any] = {}

    def recall(self, name: Hashable, make: Callable[[], Thing]) -> Thing:
        """The thing of this name, made when it is asked for first; an exception is not kept."""
        if name not in self._found:
            self._found[name] = make()
        found: Thing = self._found[name]
        return found
