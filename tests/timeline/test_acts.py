"""Every act that the program records has its sentence, found by walking the calls of record."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import PROJECT
from app.messages import LANGUAGES, translate
from app.timeline.acts import ACTS, say_act

BY_NOBODY = ("complaint-received",)  # of whom nothing is known
SOURCES = sorted((PROJECT / "app").rglob("*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef

PASSING = ("_record", "record_act")


def list_recorded(path: Path) -> Iterator[tuple[str | None, int]]:
    """The act of every call of record, and its line; None: it cannot be told which act that is.

    A function that passes on an act that it was given is called as in PASSING and walked the same way.
    """
    tree = ast.parse(path.read_text("utf-8"))
    tables = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    acts = next(
        (
            node.value
            for node in tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ACTS"
        ),
        None,
    )
    passed_on = {
        call.lineno
        for function in ast.walk(tree)
        if isinstance(function, Function) and function.name in PASSING
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
    }
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or ast.unparse(call.func).split(".")[-1] not in (
            "record",
            *PASSING,
        ):
            continue
        act = call.args[1] if len(call.args) > 1 else None
        if isinstance(act, ast.Constant):
            yield act.value, call.lineno
        elif isinstance(act, ast.Name) and act.id in tables:
            yield tables[act.id], call.lineno
        elif isinstance(act, ast.Subscript) and ast.unparse(act.value) == "ACTS" and acts:
            assert isinstance(acts, ast.Dict)
            for value in acts.values:
                yield ast.literal_eval(value), call.lineno
        elif call.lineno not in passed_on:
            yield None, call.lineno


def test_every_recorded_act_has_a_sentence() -> None:
    found = [
        (act, f"{path.relative_to(PROJECT)}:{line}")
        for path in SOURCES
        for act, line in list_recorded(path)
    ]
    assert len(found) >= 5
    unclear = [place for act, place in found if act is None]
    assert not unclear, f"name the act where it is recorded: {unclear}"
    unknown = [one for one in found if one[0] not in ACTS]
    assert not unknown, f"write a sentence in app/timeline/acts.py: {unknown}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_told_with_and_without_details(act: str, language: str) -> None:
    everything = {
        name: "checker" if name == "role" else f"<{name}>"
        for said in ACTS[act]
        for name in re.findall(r"\{(\w+)\}", said.text)
        if name not in ("who", "title")
    }
    full = translate(say_act(act, everything, "林喆", "漏水"), language)
    assert act in BY_NOBODY or "林喆" in full or "<member>" in full
    assert "{" not in full
    assert ("role" in everything) == ("核对人" in full or "checker" in full)
    plain = translate(say_act(act, {"name": "x"}, "林喆"), language)
    assert ("林喆" in plain) == (act not in BY_NOBODY) and "{" not in plain


def test_an_act_of_a_later_version_is_told_somehow() -> None:
    assert str(say_act("petition-flown", {}, "林喆")) == "林喆做了一项操作"


def test_the_title_at_the_time_goes_before_that_of_today() -> None:
    said = say_act("petition-merged", {"title": "旧", "from_title": "另"}, "林喆", "新")
    assert str(said) == "林喆把《另》并入了《旧》"
