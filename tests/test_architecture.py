"""The house rules of docs/architecture.md as tests; each message says how to mend what it finds."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.letters.petition_file import KINDS
from app.messages import LANGUAGES

PROJECT = Path(__file__).parent.parent
SOURCES = sorted((PROJECT / "app").rglob("*.py"))
NAMES = [path.relative_to(PROJECT).as_posix() for path in SOURCES]
LONGEST_FUNCTION = 40
LONGEST_VIEW = 15
LONGEST_FILE = 400
VAGUE = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
PURE = (
    "app/letters/", "app/letter_dates.py", "app/review/", "app/seals/", "app/deadlines/", "app/catalogue/",
    "app/messages.py",
)  # fmt: skip
CLOCK = re.compile(
    r"\b(date\.today|datetime\.(now|utcnow|today)|time\.(time|monotonic|localtime))\("
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_imports_go_one_way() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(
        [*command, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_pieces_stay_of_a_size_that_a_reader_can_hold(path: Path) -> None:
    text = path.read_text("utf-8")
    length = len(text.splitlines())
    assert length <= LONGEST_FILE, f"{length} lines: find the missing noun and give it a module"
    for function in list_functions(text):
        most = LONGEST_VIEW if is_view(function) else LONGEST_FUNCTION
        lines = count_lines(function)
        assert lines <= most, f"{function.name} has {lines} lines, at most {most}: take a step out"


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_modules_and_public_names_say_what_they_are(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert path.stem not in VAGUE, "name the module after the noun it holds"
    if tree.body:
        assert ast.get_docstring(tree), "begin with a docstring: what the module is for"
    for node in tree.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            said = ast.get_docstring(node) or is_plain(node)
            assert said, f"{node.name}: say what goes in, what comes out, what it raises"


@pytest.mark.parametrize(
    "path", [path for path, name in zip(SOURCES, NAMES, strict=True) if name.startswith(PURE)]
)
def test_pure_rooms_do_not_ask_the_clock(path: Path) -> None:
    found = CLOCK.search(path.read_text("utf-8"))
    assert not found, f"{found and found[0]}: take the date as an argument (app/today.py asks)"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_letter_has_its_words_in_both_languages(kind: str, language: str) -> None:
    assert (PROJECT / "templates" / "letters" / kind / f"{language}.html.j2").is_file()


def test_nothing_stands_for_work_left_undone() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    found = [
        path.relative_to(PROJECT).as_posix()
        for path in (*SOURCES, *(PROJECT / "templates").rglob("*.*"))
        if marks.search(path.read_text("utf-8"))
    ]
    assert not found, "build it now, or leave it out and say so in the note"


def test_the_project_stands_alone() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")
    outside = "/".join(("..", "shared"))
    names = [PROJECT / name for name in listed.stdout.decode().split("\0") if name]
    found = [
        str(path.relative_to(PROJECT))
        for path in names
        if path.is_file() and outside.encode() in path.read_bytes()
    ]
    assert not found, "copy what is needed into the project's own data, with its source"


def list_functions(text: str) -> Iterator[Function]:
    return (node for node in ast.walk(ast.parse(text)) if isinstance(node, Function))


def count_lines(function: Function) -> int:
    """Lines from `def` to the end, without the docstring."""
    body = function.body
    end = function.end_lineno or function.lineno
    said = 0
    if ast.get_docstring(function, clean=False) is not None:
        said = (body[0].end_lineno or 0) - body[0].lineno + 1
    return end - function.lineno + 1 - said


def is_view(function: Function) -> bool:
    return any("pages." in ast.unparse(decorator) for decorator in function.decorator_list)


def is_plain(node: ast.stmt) -> bool:
    """Whether the name and types say all: no more than two statements, or fields alone."""
    if isinstance(node, ast.ClassDef):
        return all(isinstance(part, ast.AnnAssign | ast.Pass) for part in node.body)
    return isinstance(node, Function) and len(node.body) <= 3
