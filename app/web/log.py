"""The log: lines of JSON on stdout that say what happened and never to whom.

A request is one line with method, endpoint (the name of the view, not the address), status,
milliseconds and an id that the answer bears as X-Request-Id. What a person typed, addresses with
their tokens and the texts of exceptions stay out: an exception is its type and the places in the
code it went through. Of other libraries' warnings, whose texts may quote anything, only the place
is kept.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from app.config import PROJECT
from app.today import read_now

NAME = "lianming"
REQUEST_ID = "X-Request-Id"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_MOST_PLACES = 30
_FIELDS = "lianming_fields"
_LEVELS = logging.getLevelNamesMapping()
_log = logging.getLogger(NAME)


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON; of a record that is not ours only where it comes from."""

    def format(self, record: logging.LogRecord) -> str:
        ours: dict[str, Any] | None = getattr(record, _FIELDS, None)
        said: dict[str, Any] = {
            "time": read_now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        if ours is None:
            place = _place(record.pathname, record.lineno)
            ours = {"event": "library", "logger": record.name, "at": [place]}
        return json.dumps({**said, **ours, **_describe_fault(record)}, ensure_ascii=True)


class ServerFormatter(JsonFormatter):
    """For granian's own lines, which tell of starting and stopping and know nothing of requests."""

    def format(self, record: logging.LogRecord) -> str:
        setattr(record, _FIELDS, {"event": "server", "said": record.getMessage()})
        return super().format(record)


class Site(Flask):
    """A Flask that logs an exception without its text and without the address."""

    def log_exception(self, exc_info: Any) -> None:
        write_event("exception", level="error", fault=exc_info, **_describe_request())


def init_app(app: Flask) -> None:
    """Log every request of `app`; call this before anything else looks at requests."""
    set_up()
    app.before_request(_begin)
    app.after_request(_end)


def set_up() -> None:
    """Let this process log as lines of JSON on stdout; to call it again changes nothing."""
    root = logging.getLogger()
    for one in list(root.handlers):
        if isinstance(one, _Stdout):
            return
    handler = _Stdout()
    handler.setFormatter(JsonFormatter())
    root.addHandler(handler)
    _log.setLevel(logging.INFO)


def write_event(event: str, *, level: str = "info", fault: Any = None, **fields: object) -> None:
    """Log that something happened; `fields` are names, numbers and ids, nothing about a person."""
    extra = {_FIELDS: {"event": event, **fields}}
    _log.log(_LEVELS[level.upper()], event, exc_info=fault, extra=extra)


def describe_server_log() -> dict[str, Any]:
    """What granian takes to log in the same way."""
    return {
        "formatters": {
            name: {"()": "app.web.log.ServerFormatter"} for name in ("generic", "access")
        }
    }


def read_request_id() -> str:
    """The id of this request, made here: one that a client sends could say anything."""
    if "lianming_request_id" not in g:
        g.lianming_request_id = uuid.uuid4().hex
    request_id: str = g.lianming_request_id
    return request_id


class _Stdout(logging.StreamHandler[Any]):
    """Writes to what stdout is now."""

    def __init__(self) -> None:
        super().__init__(sys.stdout)

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stdout
        super().emit(record)


def _begin() -> None:
    g.lianming_began = time.perf_counter()


def _end(response: Response) -> Response:
    began: float | None = g.get("lianming_began")
    took = None if began is None else round((time.perf_counter() - began) * 1000, 1)
    level = "error" if response.status_code >= 500 else "info"
    write_event("request", level=level, **_describe_request(), status=response.status_code, ms=took)
    response.headers[REQUEST_ID] = read_request_id()
    return response


def _describe_request() -> dict[str, Any]:
    if not has_request_context():
        return {}
    return {
        "request": read_request_id(),
        "method": request.method if request.method in METHODS else "other",
        "endpoint": request.endpoint,
    }


def _describe_fault(record: logging.LogRecord) -> dict[str, Any]:
    if not record.exc_info or record.exc_info[1] is None:
        return {}
    faults = list(_follow(record.exc_info[1]))
    return {
        "fault": " < ".join(f"{type(one).__module__}.{type(one).__name__}" for one in faults),
        "at": [place for one in faults for place in _list_places(one.__traceback__)][
            -_MOST_PLACES:
        ],
    }


def _follow(fault: BaseException | None) -> Iterator[BaseException]:
    """The exception and what led to it."""
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__


def _list_places(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(trace):
        yield f"{_place(frame.f_code.co_filename, line)} {frame.f_code.co_name}"


def _place(path: str, line: int) -> str:
    """Where in the code, from the project's folder or the library's name on."""
    parts = Path(path).parts
    if "site-packages" in parts:
        start = parts.index("site-packages") + 1
    else:
        start = len(PROJECT.parts) if Path(path).is_relative_to(PROJECT) else 0
    return f"{'/'.join(parts[start:])}:{line}"
