"""The log says what happened, never to whom: nothing that a visitor sends may stand in it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask, request

from app.config import Config
from app.security import allow
from app.site.factory import build_app
from app.web.log import JsonFormatter, ServerFormatter, write_event
from tests.people import Town

SECRETS = (
    "13912345678", "王小明", "wang@example.com", "tok-5f3a9c", "3-2-1501", "gAAAAABsecret",
)  # fmt: skip


@pytest.fixture
def app(town_on_both: Town, stored: Config) -> Iterator[Flask]:
    """The site, with routes that take a secret in the path and fail with it in their words."""
    app = build_app(stored)

    @app.route("/probe/<secret>", methods=["GET", "POST"], endpoint="probe")
    @allow("anyone")
    def probe(secret: str) -> str:
        return f"{secret}{request.values}"

    @app.route("/fails/<secret>", methods=["GET", "POST"], endpoint="fails")
    @allow("anyone")
    def fail(secret: str) -> str:
        try:
            raise KeyError(secret)
        except KeyError as fault:
            logging.getLogger("some.library").warning("odd value: %s", secret)
            app.logger.error("failed for %s", secret)
            raise RuntimeError(f"{secret} {dict(request.values)}") from fault

    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.extensions["lianming_engine"].dispose()


def read_log(capsys: pytest.CaptureFixture[str]) -> tuple[str, list[dict[str, object]]]:
    shown = capsys.readouterr()
    return shown.out + shown.err, [json.loads(line) for line in shown.out.splitlines()]


def test_nothing_that_a_visitor_sends_is_in_it(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    client = app.test_client()
    capsys.readouterr()
    for secret in SECRETS:
        sent = {"name": secret, secret: secret}
        headers = {
            "X-Request-Id": secret.encode().hex() if not secret.isascii() else secret,
            "User-Agent": secret.encode("ascii", "ignore").decode(),
            "Referer": f"http://localhost/?q={secret}",
        }
        for path in (f"/probe/{secret}", f"/fails/{secret}", f"/{secret}", f"/uploads/{secret}"):
            client.get(path, query_string=sent, headers=headers)
            client.post(path, query_string=sent, data=sent, headers=headers)
        client.set_cookie("lianming", secret.encode("ascii", "ignore").decode() or "x")
        client.get("/", headers=headers)
        if secret.isascii() and "@" not in secret:
            client.open("/", method=secret.replace("@", ""))
    text, lines = read_log(capsys)
    for secret in SECRETS:
        assert secret not in text
        assert secret.encode().hex() not in text
        assert json.dumps(secret)[1:-1] not in text
    assert {line["event"] for line in lines} == {"request", "exception", "library"}


def test_a_request_is_one_line(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    answer = app.test_client().get("/probe/x?y=z")
    _, lines = read_log(capsys)
    assert len(lines) == 1
    line = lines[0]
    assert list(line) == [
        "time", "level", "event", "request", "method", "endpoint", "status", "ms",
    ]  # fmt: skip
    assert (line["level"], line["method"], line["endpoint"], line["status"]) == (
        "info", "GET", "probe", 200,
    )  # fmt: skip
    assert line["request"] == answer.headers["X-Request-Id"]
    assert isinstance(line["ms"], float) and str(line["time"]).endswith("+00:00")


def test_an_exception_says_what_and_where(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    answer = app.test_client().get("/fails/x")
    _, lines = read_log(capsys)
    fault = next(line for line in lines if line["event"] == "exception")
    assert fault["level"] == "error" and fault["endpoint"] == "fails"
    assert fault["fault"] == "builtins.RuntimeError < builtins.KeyError"
    assert any(str(place).startswith("tests/web/test_log.py:") for place in fault["at"])  # type: ignore[attr-defined]
    assert fault["request"] == answer.headers["X-Request-Id"]
    assert lines[-1]["status"] == 500 and lines[-1]["level"] == "error"
    assert str(fault["request"]) in answer.text, "who tells the administrator can name it"


def test_other_methods_are_not_repeated(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    app.test_client().open("/", method="SECRET-WORD")
    assert read_log(capsys)[1][-1]["method"] == "other"


def test_lines_of_the_server_are_json_too() -> None:
    record = logging.LogRecord("_granian", logging.INFO, "x.py", 1, "Starting %s", ("now",), None)
    assert json.loads(ServerFormatter().format(record))["said"] == "Starting now"
    record = logging.LogRecord("some.library", logging.INFO, "x.py", 1, "Found %s", ("you",), None)
    foreign = json.loads(JsonFormatter().format(record))
    assert foreign["at"] == ["x.py:1"] and "said" not in foreign


def test_events_of_ours_outside_a_request(capsys: pytest.CaptureFixture[str], app: Flask) -> None:
    capsys.readouterr()
    write_event("kept", number=3)
    assert read_log(capsys)[1][-1]["number"] == 3
