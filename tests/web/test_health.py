from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Config
from app.migrate import downgrade, upgrade
from tests.databases import make_config


def ask(app: Flask, path: str) -> tuple[int, str]:
    answer = app.test_client().get(path)
    return answer.status_code, answer.text


def test_a_site_that_can_work(stored: Config) -> None:
    app = create_app(stored)
    assert ask(app, "/health") == (200, "alive\n")
    assert ask(app, "/ready") == (200, "ready\n")
    app.extensions["lianming_engine"].dispose()


def test_a_site_whose_database_is_old(tmp_path: Path) -> None:
    config = make_config(f"sqlite:///{tmp_path / 'site.sqlite'}")
    app = create_app(config)
    assert ask(app, "/ready") == (503, "not ready\n")
    upgrade(config)
    assert ask(app, "/ready") == (200, "ready\n")
    downgrade(config, "base")
    assert ask(app, "/ready") == (503, "not ready\n")
    assert ask(app, "/health") == (200, "alive\n")


@pytest.mark.parametrize(
    "address",
    ["sqlite:////nowhere/at/all.sqlite", "postgresql+psycopg://me:pass-word@/x?host=/nowhere"],
)
def test_a_site_without_its_database_tells_no_details(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(make_config(address))
    assert ask(app, "/ready") == (503, "not ready\n")
    assert ask(app, "/health") == (200, "alive\n")
    shown = capsys.readouterr().out
    assert "not-ready" in shown and "pass-word" not in shown and "nowhere" not in shown
