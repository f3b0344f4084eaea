"""`lianming import` and `lianming export` against real databases."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli import main
from app.config import PROJECT
from app.db import transaction
from app.petitions.models import Petition
from app.petitions.packages import open_package
from tests.databases import FIELD_KEY, SECRET
from tests.letters.petition_text import BASE
from tests.people import Town
from tests.petitions.drafted import make_jpeg

EXAMPLE = PROJECT / "examples" / "four-grievances.toml"
Run = Callable[..., int]


@pytest.fixture
def run(town_on_both: Town, monkeypatch: pytest.MonkeyPatch) -> Run:
    config = town_on_both.app.extensions["lianming_config"]
    for name, value in (
        ("SECRET_KEY", SECRET), ("INDEX_KEY", SECRET), ("FIELD_KEYS", FIELD_KEY),
        ("DATABASE", config.database),
    ):  # fmt: skip
        monkeypatch.setenv(f"LIANMING_{name}", value)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    return lambda *arguments: main([str(one) for one in arguments])


def read_id(printed: str) -> str:
    found = re.search(r"[0-9a-f-]{36}", printed)
    assert found, printed
    return found[0]


def test_a_file_goes_in_and_comes_out_equal(
    run: Run, town_on_both: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", EXAMPLE, "--community", "锦绣家园") == 0
    id = read_id(capsys.readouterr().out)
    assert run("export", id, "--out", tmp_path / "out.toml") == 0
    assert run("import", tmp_path / "out.toml", "--community", town_on_both.community) == 0
    again = read_id(capsys.readouterr().out.splitlines()[-1])
    with transaction(town_on_both.engine) as session:
        one, other = (session.get_one(Petition, uuid.UUID(found)) for found in (id, again))
        assert one.document == other.document


def test_photos_beside_the_file_come_along(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.toml").write_text(BASE, "utf-8")
    assert run("import", tmp_path / "p.toml", "--community", "锦绣家园") == 2
    assert "找不到文件“a.jpg”" in capsys.readouterr().err
    (tmp_path / "a.jpg").write_bytes(make_jpeg())
    assert run("import", tmp_path / "p.toml", "--community", "锦绣家园") == 0
    id = read_id(capsys.readouterr().out)
    assert run("export", id, "--out", tmp_path / "out.zip") == 0
    package = open_package((tmp_path / "out.zip").read_bytes())
    assert b"photos/" in package.text
    assert run("import", tmp_path / "out.zip", "--community", "锦绣家园") == 0


def test_what_is_still_to_be_written_is_listed(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.toml").write_text('language = "zh"\n', "utf-8")
    assert run("import", tmp_path / "p.toml", "--community", "锦绣家园") == 0
    assert "recipients (" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", EXAMPLE, "--community", "无"], "没有小区“无”"),
        (["import", "none.toml", "--community", "锦绣家园"], "没有这个文件"),
        (["import", EXAMPLE], "--community"),
        (["export", "x", "--out", "a.toml"], "没有编号为“x”的诉求书"),
        (["export", str(uuid.uuid4()), "--out", "a.zip"], "没有编号为"),
        (["export", "x", "--out", "a.pdf"], ".toml 或 .zip"),
    ],
)
def test_mistakes_are_one_line(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: list[object], said: str
) -> None:
    assert run(*arguments) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
