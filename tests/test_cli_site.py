"""`lianming user`, `community`, `db`: on both kinds of database."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from app.accounts.passwords import is_right
from app.accounts.people import find_person
from app.cli import main
from app.communities.members import find_role
from app.communities.models import Community
from app.config import Config
from app.db import open_engine, transaction
from app.encryption import use_keys
from app.site.factory import build_app
from tests.databases import FIELD_KEY, SECRET
from tests.site.conftest import Visitor

GOOD = "plum tree river"
USER = ["user", "add", "--login", "Wang@Example.cn", "--name", "王芳"]


@pytest.fixture(autouse=True)
def site(stored: Config, monkeypatch: pytest.MonkeyPatch) -> Config:
    for name, value in {
        "LC_ALL": "zh_CN.UTF-8",
        "LIANMING_SECRET_KEY": SECRET,
        "LIANMING_INDEX_KEY": SECRET,
        "LIANMING_FIELD_KEYS": FIELD_KEY,
        "LIANMING_DATABASE": stored.database,
    }.items():
        monkeypatch.setenv(name, value)
    return stored


def run(capsys: pytest.CaptureFixture[str], *command: str, status: int = 0) -> str:
    assert main(command) == status
    said = capsys.readouterr()
    return said.err if status else said.out


def find_link(said: str, site: str = "http://127.0.0.1:8000") -> str:
    (found,) = re.findall(rf"^{re.escape(site)}(/\S+)$", said, re.MULTILINE)
    return str(found)


def test_the_first_administrator_gets_a_link(
    site: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--administrator", "--site", "https://lianming.example.cn/"]
    said = run(capsys, *USER, *options)
    app = build_app(site)
    visitor = Visitor(app.test_client())
    link = find_link(said, "https://lianming.example.cn")
    visitor.post(link, {"password": GOOD, "again": GOOD})
    visitor.get("/site/people")
    assert "已经有账号" in run(capsys, *USER, status=2)
    app.extensions["lianming_engine"].dispose()


def test_a_password_from_standard_input_and_a_reset(
    site: Config, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert "至少10个字符" in run(capsys, *USER, "--password-stdin", status=2)
    monkeypatch.setattr("sys.stdin", io.StringIO(GOOD + "\n"))
    assert "http" not in run(capsys, *USER, "--password-stdin")
    engine = open_engine(site.database)
    use_keys(site)
    with transaction(engine, reading=True) as session:
        person = find_person(session, "wang@example.cn")
        assert person is not None and is_right(person.password, GOOD)
    engine.dispose()
    assert find_link(run(capsys, "user", "reset", "--login", "WANG@example.cn")).startswith(
        "/set-password/"
    )
    assert "没有这个账号" in run(capsys, "user", "reset", "--login", "nobody@example.cn", status=2)


def test_a_community_with_a_link_or_with_its_representative(
    site: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    add = ["community", "add", "--name", "锦绣家园"]
    assert find_link(run(capsys, *add, "--city", "江城市")).startswith("/join/")
    run(capsys, *USER)
    assert "已经有一个小区叫“锦绣家园”" in run(capsys, *add, status=2)
    add.append("--again")
    assert "http" not in run(capsys, *add, "--representative", "wang@example.cn")
    assert "没有这个账号" in run(capsys, *add, "--representative", "x@example.cn", status=2)
    assert "小区名称" in run(capsys, "community", "add", "--name", " ", status=2)
    engine = open_engine(site.database)
    use_keys(site)
    with transaction(engine, reading=True) as session:
        first, second = session.query(Community).order_by(Community.id)
        person = find_person(session, "wang@example.cn")
        assert person is not None
        assert find_role(session, person.id, first.id) is None
        assert find_role(session, person.id, second.id) == "representative"
    engine.dispose()


def test_the_database_is_brought_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANMING_DATABASE", f"sqlite:///{tmp_path / 'new.sqlite'}")
    assert "db upgrade" in run(capsys, *USER, status=2)
    run(capsys, "db", "upgrade")
    run(capsys, "db", "upgrade")
    run(capsys, *USER)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["user", "remove"], "没有 'remove'"),
        (["user", "add", "--login", "x@example.cn"], "--name"),
        (["user", "add", "--login", "nonsense", "--name", "王"], "邮箱"),
        (["user", "add", "--login", "x@example.cn", "--name", " "], "姓名"),
    ],
)
def test_a_wrong_command_is_said_in_one_line(
    command: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run(capsys, *command, status=2)
    assert words in said
    assert len(said.splitlines()) == 1


def test_a_missing_secret_stops_the_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIANMING_FIELD_KEYS")
    assert "LIANMING_FIELD_KEYS" in run(capsys, *USER, status=2)


@pytest.mark.parametrize(
    ("command", "acts"),
    [
        ("user", ("add", "reset")),
        ("community", ("add",)),
        ("db", ("upgrade",)),
        ("keys", ("rotate",)),
    ],
)
def test_a_command_alone_lists_what_it_can_do(
    command: str, acts: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    said = run(capsys, command, status=2)
    for act in acts:
        assert re.search(rf"^ +{act}  +\S", said, re.MULTILINE), said
