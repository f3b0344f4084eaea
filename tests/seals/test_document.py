"""docs/seals.md: its script, which knows nothing of us, comes to the same list hash."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import PROJECT
from app.seals.package import BODY, ENTRIES, SEAL
from app.seals.receipt import make_receipt, write_receipt
from app.seals.seal import write_seal
from tests.seals.samples import BODY_TEXT, NOTE, make_seal, make_signatures

TEXT = (PROJECT / "docs" / "seals.md").read_text("utf-8")


@pytest.fixture
def script(tmp_path: Path) -> Path:
    found = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert len(found) == 1
    path = tmp_path / "check_seal.py"
    path.write_text(found[0], "utf-8")
    return path


def run(script: Path, given: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(script), str(given)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=script.parent)


@pytest.mark.parametrize("number", [0, 4, 12])
def test_a_receipt(script: Path, tmp_path: Path, number: int) -> None:
    sealed, receipt = make_seal(13), tmp_path / "receipt.json"
    receipt.write_bytes(write_receipt(make_receipt(sealed, make_signatures(13)[number], NOTE)))
    assert run(script, receipt).stdout.strip() == sealed.root
    receipt.write_text(receipt.read_text("utf-8").replace(f"3-2-{number}", "3-2-99"), "utf-8")
    assert run(script, receipt).stdout.strip() not in ("", sealed.root)


def test_a_package(script: Path, tmp_path: Path) -> None:
    sealed, folder = make_seal(13), tmp_path / "package"
    folder.mkdir()
    (folder / SEAL).write_bytes(write_seal(sealed))
    (folder / BODY).write_bytes(BODY_TEXT.encode())
    lines = [entry.line for entry in make_signatures(13)]
    lines[5] = b""
    for written, said in ((lines, ""), ([lines[1], *lines[1:]], "signature 1 was changed")):
        (folder / ENTRIES).write_bytes(b"".join(line + b"\n" for line in written))
        done = run(script, folder)
        assert (done.stdout.strip() == sealed.root) == (not said) and said in done.stderr


def test_the_example_of_the_code_is_right() -> None:
    from tests.seals.test_check_code import CODE, ROOT

    assert CODE in TEXT and ROOT[:16] in TEXT
