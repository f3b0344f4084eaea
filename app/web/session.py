"""The database session of a request: it reads for GET and writes for everything else."""

from __future__ import annotations

from flask import Flask, current_app, g, request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.db import open_session

READING = ("GET", "HEAD", "OPTIONS")


def init_app(app: Flask, engine: Engine) -> None:
    """Let views of `app` work on `engine`."""
    app.extensions["lianming_engine"] = engine
    app.teardown_request(_close)


def session() -> Session:
    """The session of this request, opened when first asked for; a view that writes commits it.

    What is not committed when the answer is ready is undone. On SQLite the session of a GET cannot
    hold up a writer, and GET changes nothing.
    """
    if "lianming_session" not in g:
        engine: Engine = current_app.extensions["lianming_engine"]
        g.lianming_session = open_session(engine, reading=request.method in READING)
    opened: Session = g.lianming_session
    return opened


def _close(_: BaseException | None) -> None:
    opened: Session | None = g.pop("lianming_session", None)
    if opened is not None:
        opened.close()
