"""The server as it is really started: processes, readiness, its log, the first account."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.config import PROJECT, Config
from app.db import open_engine, transaction
from app.encryption import use_keys
from app.messages import translate
from app.migrate import upgrade
from app.serve import describe_first_person, has_people
from tests.databases import make_config
from tests.test_backup import make_environment
from tests.test_db import make_person

PROGRAM = "import sys; from app.cli import main; sys.exit(main(sys.argv[1:]))"


@contextmanager
def run_server(config: Config, *options: str) -> Iterator[tuple[str, list[str]]]:
    """A server that answers; its address, and the lines it wrote, which are there at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "serve", "--port", str(port), *options],
        cwd=PROJECT, env=make_environment(config), stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    lines: list[str] = []
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/ready")
        yield address, lines
    finally:
        process.send_signal(signal.SIGINT)
        lines += process.communicate(timeout=120)[0].splitlines()
    assert process.returncode == 0, lines


def wait_for(address: str) -> None:
    for _ in range(600):  # a machine with much to do takes its time
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


@pytest.mark.enable_socket
@pytest.mark.needs("postgresql")
def test_two_processes_on_postgresql(postgres_config: Config) -> None:
    with run_server(postgres_config, "--workers", "2") as (address, lines):
        for _ in range(4):
            with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
                assert answer.read() == b"alive\n"
    told = [json.loads(line) for line in lines[1:]]
    assert sum("Started worker" in line.get("said", "") for line in told) == 2
    assert sum(line.get("endpoint") == "health.show_health" for line in told) == 4


@pytest.mark.enable_socket
def test_a_site_of_ones_own_without_accounts(stored_sqlite: Config) -> None:
    """Another database than the local one is somebody's who knows the commands."""
    with run_server(stored_sqlite) as (_, lines):
        pass
    assert not [line for line in lines if "user add" in line]


def test_the_first_account(tmp_path: Path) -> None:
    config = make_config(f"sqlite:///{tmp_path / 'site.sqlite'}")
    use_keys(config)
    upgrade(config)
    assert not has_people(config)
    engine = open_engine(config.database)
    with transaction(engine) as session:
        session.add(make_person())
    engine.dispose()
    assert has_people(config)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_command_that_makes_it_is_understood(language: str) -> None:
    """The printed line is one that the command takes, site and all."""
    import shlex

    from app.cli import parse_arguments
    from app.cli_arguments import make_parser

    said = translate(describe_first_person("http://127.0.0.1:8123/"), language)  # type: ignore[arg-type]
    program, *argv = shlex.split(said.splitlines()[-1])
    assert program == ".venv/bin/lianming"
    arguments = parse_arguments(make_parser("zh"), argv)
    assert (arguments.command, arguments.act, arguments.administrator) == ("user", "add", True)
    assert arguments.site == "http://127.0.0.1:8123"
