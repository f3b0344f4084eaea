"""Uploaded petitions, kept in memory for a short while and nowhere else.

Why so: docs/decisions/002-uploads.md. The address of an upload cannot be guessed; a restart or the
end of its time loses it, and its owner can delete it at once.
"""

from __future__ import annotations

import math
import secrets
import sys
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass

from app.letters.dossier import Dossier
from app.letters.errors import InputError
from app.messages import Message, message


class UploadGone(Exception):
    """No such upload, or no longer: its time is over, it was deleted, or the site restarted."""


@dataclass(frozen=True)
class Kept:
    """`weight` in bytes of memory, `until` in the seconds of the caller's clock."""

    dossier: Dossier
    weight: int
    until: float


class Uploads:
    """The store; `now` is any clock that only goes forward, in seconds.

    What is too old goes by itself, without a visit: while anything is kept, a timer waits for the
    end of the oldest. It holds nobody up: it ends with the store, and with the process.
    """

    def __init__(self, minutes: float, capacity: int) -> None:
        self.minutes = minutes
        self._capacity = capacity
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def keep(self, dossier: Dossier, weight: int, now: float) -> str:
        """Keep it and return its token; the oldest give way when the store is full.

        Raises InputError where it would not fit into the empty store: nobody gives way to that.
        """
        check_weight(weight, self._capacity)
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._drop_old(now)
            while self._kept and self._weigh() + weight > self._capacity:
                self._kept.popitem(last=False)
            self._kept[token] = Kept(dossier, weight, now + self.minutes * 60)
            self._set_timer(now)
        return token

    def find(self, token: str, now: float) -> Dossier:
        """The upload of this token; raises UploadGone."""
        with self._lock:
            self._drop_old(now)
            if token not in self._kept:
                raise UploadGone
            return self._kept[token].dossier

    def delete(self, token: str) -> None:
        """Forget it now; one that is gone already is no error."""
        with self._lock:
            self._kept.pop(token, None)

    def end(self, now: float) -> None:
        """Drop what is too old and wait for the next; the timer calls this."""
        with self._lock:
            self._timer = None
            self._drop_old(now)
            self._set_timer(now)

    def _weigh(self) -> int:
        return sum(kept.weight for kept in self._kept.values())

    def _drop_old(self, now: float) -> None:
        for token in [token for token, kept in self._kept.items() if kept.until <= now]:
            del self._kept[token]

    def _set_timer(self, now: float) -> None:
        if self._timer is None and self._kept:
            until = next(iter(self._kept.values())).until
            self._timer = threading.Timer(until - now, _end, (weakref.ref(self), until))
            self._timer.daemon = True
            self._timer.start()


def check_weight(weight: int, capacity: int) -> None:
    """Raise InputError where an upload would not fit into the empty store."""
    if weight > capacity:
        raise InputError("", _describe_too_heavy(weight, capacity))


def weigh(dossier: Dossier) -> int:
    """About how many bytes of memory the dossier takes; what it holds twice counts once."""
    return _weigh(dossier, set())


def _weigh(value: object, seen: set[int]) -> int:
    if id(value) in seen:
        return 0
    seen.add(id(value))
    parts: Iterable[object] = ()
    if isinstance(value, Mapping):
        parts = (*value, *value.values())
    elif isinstance(value, (tuple, list)):
        parts = value
    elif is_dataclass(value):
        # Not vars(): it would give each of 100,000 strokes a dictionary to keep.
        parts = [getattr(value, one.name) for one in fields(value)]
    return sys.getsizeof(value) + sum(_weigh(part, seen) for part in parts)


def _describe_too_heavy(weight: int, capacity: int) -> Message:
    return message(
        "内容太多：要占 {weight} MB 内存，本站最多能放 {capacity} MB。请减少照片，或把名单分成几份",
        weight=math.ceil(weight / 1_000_000),
        capacity=capacity // 1_000_000,
    )


def _end(store: weakref.ref[Uploads], until: float) -> None:
    uploads = store()
    if uploads is not None:
        uploads.end(until)
