"""Whether the site is alive, and whether it can work: for whoever watches over it."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.migrate import find_newest, read_revision
from app.security import allow
from app.web.log import write_event

health = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    """Answer /health and /ready."""
    app.register_blueprint(health)


@health.get("/health")
@allow("anyone")
def show_health() -> Response:
    """The process answers; nothing else is asked."""
    return _answer("alive", 200)


@health.get("/ready")
@allow("anyone")
def show_ready() -> Response:
    """The database can be reached and has the tables of this version."""
    engine: Engine = current_app.extensions["lianming_engine"]
    try:
        with engine.connect().execution_options(lianming_reading=True) as connection:
            found = read_revision(connection)
    except SQLAlchemyError as fault:
        write_event("not-ready", level="error", reason=type(fault).__name__)
        return _answer("not ready", 503)
    if found != find_newest():
        write_event("not-ready", level="error", reason="revision")
        return _answer("not ready", 503)
    return _answer("ready", 200)


def _answer(word: str, status: int) -> Response:
    return Response(f"{word}\n", status, mimetype="text/plain")
