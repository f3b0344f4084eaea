"""What was drawn or packed before, kept by whoever draws one letter after another.

It holds names and drawn signatures, so none of it belongs to the process: what one rendering
remembers goes at its end unless its caller keeps a RenderCache. A site that deletes a person's
upload has then deleted it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


class ByteCache:
    """At most `limit` bytes of values by the digest of what they show; the least used goes first.

    Safe to share between threads.

    A page of the table, not a chunk of pages, is the unit: it is found as quickly, and one more
    signature then costs one page.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held: OrderedDict[bytes, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: bytes) -> bytes | None:
        """The value, or None; it then counts as used last."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key]

    def put(self, key: bytes, value: bytes) -> None:
        """Keep `value`; others go when there is no room."""
        with self._lock:
            if key in self._held:
                return
            self._held[key] = value
            self._size += len(value)
            while self._size > self._limit:
                self._size -= len(self._held.popitem(last=False)[1])

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._size = 0


class RenderCache:
    """What the signature tables of letters drawn one after another share; safe between threads."""

    def __init__(self) -> None:
        # 10,000 drawn signatures take 5 MB of streams and 1 MB of structure.
        self.pages = ByteCache(48 * 1024 * 1024)
        self.trees = ByteCache(16 * 1024 * 1024)
        self._results: dict[Callable[..., Any], Callable[..., Any]] = {}

    def remember(self, work: Callable[_Given, _Made], most: int) -> Callable[_Given, _Made]:
        """`work` with its last `most` results kept here."""
        if work not in self._results:
            self._results.setdefault(work, lru_cache(most)(work))
        return self._results[work]


_IN_USE: ContextVar[RenderCache | None] = ContextVar("render cache in use", default=None)


@contextmanager
def use_cache(cache: RenderCache) -> Iterator[None]:
    """While the block runs, this thread's drawing remembers in `cache`; elsewhere nowhere."""
    before = _IN_USE.set(cache)
    try:
        yield
    finally:
        _IN_USE.reset(before)


def remembered(most: int) -> Callable[[Callable[_Given, _Made]], Callable[_Given, _Made]]:
    """Like lru_cache, but the results lie in the cache in use, and without one nowhere."""

    def wrap(work: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
        @wraps(work)
        def look_up(*given: _Given.args, **named: _Given.kwargs) -> _Made:
            cache = _IN_USE.get()
            return (cache.remember(work, most) if cache else work)(*given, **named)

        return look_up

    return wrap


class _Shelf:
    """One ByteCache of the cache in use; without one it finds and keeps nothing."""

    def __init__(self, choose: Callable[[RenderCache], ByteCache]) -> None:
        self._choose = choose

    def get(self, key: bytes) -> bytes | None:
        cache = _IN_USE.get()
        return self._choose(cache).get(key) if cache else None

    def put(self, key: bytes, value: bytes) -> None:
        if cache := _IN_USE.get():
            self._choose(cache).put(key, value)

    def clear(self) -> None:
        if cache := _IN_USE.get():
            self._choose(cache).clear()


PAGES = _Shelf(lambda cache: cache.pages)
TREES = _Shelf(lambda cache: cache.trees)
