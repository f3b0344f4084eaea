"""Uploaded petitions, kept in memory for a short while and nowhere else.

Why so: docs/decisions/002-uploads.md. The address of an upload cannot be guessed; a restart or the
end of its time loses it, and its owner can delete it at once.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

from app.letters.dossier import Dossier


class UploadGone(Exception):
    """No such upload, or no longer: its time is over, it was deleted, or the site restarted."""


@dataclass(frozen=True)
class Kept:
    """`weight` in bytes as it was sent, `until` in the seconds of the caller's clock."""

    dossier: Dossier
    weight: int
    until: float


class Uploads:
    """The store; `now` is any clock that only goes forward, in seconds."""

    def __init__(self, minutes: int, capacity: int) -> None:
        self.minutes = minutes
        self._capacity = capacity
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, dossier: Dossier, weight: int, now: float) -> str:
        """Keep it and return its token; the oldest give way when the store is full."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._drop_old(now)
            while self._kept and self._weigh() + weight > self._capacity:
                self._kept.popitem(last=False)
            self._kept[token] = Kept(dossier, weight, now + self.minutes * 60)
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

    def _weigh(self) -> int:
        return sum(kept.weight for kept in self._kept.values())

    def _drop_old(self, now: float) -> None:
        for token in [token for token, kept in self._kept.items() if kept.until <= now]:
            del self._kept[token]
