"""What was drawn or packed before, by the digest of what it shows; the least used goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict


class ByteCache:
    """At most `limit` bytes of values. Safe to share between threads.

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


# 10,000 drawn signatures take 5 MB of streams and 1 MB of structure.
PAGES = ByteCache(48 * 1024 * 1024)
TREES = ByteCache(16 * 1024 * 1024)
