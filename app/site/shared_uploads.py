"""Uploaded petitions of a site of several processes: in the database, for a short while.

Only the address of an upload opens it: the row is found by a fingerprint of its token and encrypted
with a key made from the token and the secret of the site. On SQLite there is one process, and
uploads stay in its memory (app/site/uploads.py). Why so: docs/decisions/002-uploads.md.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import pickle
import secrets
import threading
import weakref
from collections.abc import Callable

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.config import Config
from app.db import transaction
from app.encryption import keyring
from app.files.models import KeptUpload
from app.letters.dossier import Dossier
from app.site.uploads import UploadGone, Uploads, check_weight
from app.today import read_now
from app.web.log import write_event


def open_uploads(config: Config, engine: Engine) -> Uploads:
    """The store of a site: in memory on SQLite, in the database on PostgreSQL."""
    if engine.dialect.name == "sqlite":
        return Uploads(config.kept_minutes, config.kept_bytes)
    return SharedUploads(engine, config.secret_key, config.kept_minutes, config.kept_bytes)


class SharedUploads(Uploads):
    """The same store for any number of processes; it goes by `clock` and not by `now`."""

    def __init__(
        self,
        engine: Engine,
        secret: str,
        minutes: float,
        capacity: int,
        clock: Callable[[], dt.datetime] = read_now,
    ) -> None:
        super().__init__(minutes, capacity)
        self._engine, self._secret, self._clock = engine, secret.encode(), clock

    def keep(self, dossier: Dossier, weight: int, now: float) -> str:  # noqa: ARG002
        """Keep it and return its token; the oldest give way when the store is full."""
        check_weight(weight, self._capacity)
        token = secrets.token_urlsafe(24)
        data = self._lock_of(token).encrypt(pickle.dumps(dossier, pickle.HIGHEST_PROTOCOL))
        ends_at = self._clock() + dt.timedelta(minutes=self.minutes)
        with transaction(self._engine) as session:
            self._drop_ended(session)
            self._make_room(session, weight)
            session.add(KeptUpload(key=_find_key(token), weight=weight, ends_at=ends_at, data=data))
        timer = threading.Timer(self.minutes * 60, _end, (weakref.ref(self),))
        timer.daemon = True
        timer.start()
        return token

    def find(self, token: str, now: float) -> Dossier:  # noqa: ARG002
        """The upload of this token; raises UploadGone."""
        with transaction(self._engine, reading=True) as session:
            kept = session.get(KeptUpload, _find_key(token))
        if kept is None or kept.ends_at <= self._clock():
            raise UploadGone
        try:
            opened = self._lock_of(token).decrypt(kept.data)
        except InvalidToken:
            raise UploadGone from None
        # Only this site can have written what its secret and the token open.
        dossier: Dossier = pickle.loads(opened)  # noqa: S301
        return dossier

    def delete(self, token: str) -> None:
        """Forget it now; one that is gone already is no error."""
        with transaction(self._engine) as session:
            session.execute(delete(KeptUpload).where(KeptUpload.key == _find_key(token)))

    def end(self, now: float) -> None:  # noqa: ARG002
        """Drop what is too old; a timer calls this, and every new upload does the same."""
        with transaction(self._engine) as session:
            self._drop_ended(session)

    def _drop_ended(self, session: Session) -> None:
        session.execute(delete(KeptUpload).where(KeptUpload.ends_at <= self._clock()))

    def _make_room(self, session: Session, weight: int) -> None:
        taken = int(session.scalar(select(func.sum(KeptUpload.weight))) or 0)
        oldest = select(KeptUpload.key, KeptUpload.weight).order_by(KeptUpload.ends_at)
        for key, other in session.execute(oldest).all():
            if taken + weight <= self._capacity:
                return
            session.execute(delete(KeptUpload).where(KeptUpload.key == key))
            taken -= other

    def _lock_of(self, token: str) -> Fernet:
        key = hmac.new(self._secret, f"upload\0{token}".encode(), hashlib.sha256).digest()
        return Fernet(base64.urlsafe_b64encode(key))


def _find_key(token: str) -> str:
    return keyring().index("upload", token)


def _end(store: weakref.ref[SharedUploads]) -> None:
    uploads = store()
    if uploads is not None:
        try:
            uploads.end(0)
        except SQLAlchemyError as fault:  # the next upload tries again
            write_event("uploads-not-ended", level="error", reason=type(fault).__name__)
