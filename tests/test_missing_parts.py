"""What the command says on a machine whose set-up is not whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import PROJECT

EXAMPLE = PROJECT / "examples" / "four-grievances.toml"
# A process in which a library, or every font, is missing.
WITHOUT = {
    "pango": "import ctypes; real = ctypes.CDLL\n"
    "def load(name, *more):\n"
    "    if name and 'pango' in name: raise OSError(name)\n"
    "    return real(name, *more)\n"
    "ctypes.CDLL = load\n",
    "weasyprint": "import sys; sys.modules['weasyprint'] = None\n",
    "fonts": "import app.letters.render.fonts as fonts; from pathlib import Path\n"
    "fonts._DEBIAN = (); fonts.sys.prefix = '/nowhere'\n",
}


def render(without: str, folder: Path, *formats: str) -> subprocess.CompletedProcess[str]:
    wanted = [word for one in formats for word in ("--format", one)]
    arguments = ["render", str(EXAMPLE), "--out", str(folder / "out"), *wanted]
    code = f"{WITHOUT[without]}from app.cli import main; raise SystemExit(main({arguments!r}))"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={**os.environ, "LANG": "zh_CN.UTF-8", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.needs("fonts")
@pytest.mark.parametrize(
    ("without", "said"),
    [("pango", "缺少系统程序库 libpango-1.0.so.0"), ("fonts", "缺少字体文件 ")],
)
def test_a_missing_part_is_said_in_one_line(without: str, said: str, tmp_path: Path) -> None:
    done = render(without, tmp_path, "pdf")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr and len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("without", WITHOUT)
def test_other_formats_need_neither_pango_nor_fonts(without: str, tmp_path: Path) -> None:
    done = render(without, tmp_path, "docx", "html", "txt")
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "out").iterdir())) == 6
