"""Petitions to compose from; the command in an empty folder, and what a refusal looks like."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli import main
from app.letters.petition import Petition
from app.letters.petition_file import read_petition

AssertRefused = Callable[..., None]
ROOT = Path(__file__).parent.parent.parent
TODAY = dt.date(2026, 10, 9)


def read(name: str) -> Petition:
    """An example of the product, or a test's own petition with every key."""
    folder = ROOT / "examples" if name.startswith("four") else ROOT / "tests/letters/petitions"
    return read_petition(folder / f"{name}.toml", today=TODAY)


@pytest.fixture(scope="session")
def four() -> Petition:
    return read("four-grievances")


@pytest.fixture(scope="session")
def full() -> Petition:
    return read("full-zh")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one; the command speaks Chinese."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


@pytest.fixture
def assert_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> AssertRefused:
    """A function: `render petition.toml` with `options` says one line that begins with `start`
    and holds `said`, ends with 2 and writes nothing."""

    def check(start: str, said: str, *options: str) -> None:
        before = sorted(folder.rglob("*"))
        assert main(["render", "petition.toml", "--out", "out", *options]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert shown.err.count("\n") == 1 and shown.err.removesuffix("\n").isprintable()
        assert shown.err.startswith(start)
        assert said in shown.err
        assert sorted(folder.rglob("*")) == before

    return check
