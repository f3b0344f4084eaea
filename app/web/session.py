"""The database session of a request: it reads for GET and writes for everything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.db import open_session

READING = ("GET", "HEAD", "OPTIONS")
View = TypeVar("View", bound=Callable[..., Any])


def only_reads(view: View) -> View:
    """Say of a view that it changes nothing though it is posted to: it waits for no writer."""
    view.__dict__["only_reads"] = True
    return view


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
        g.lianming_session = open_session(engine, reading=_is_reading())
    opened: Session = g.lianming_session
    return opened


def _close(_: BaseException | None) -> None:
    opened: Session | None = g.pop("lianming_session", None)
    if opened is not None:
        opened.close()


def _is_reading() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in READING or getattr(view, "only_reads", False)
