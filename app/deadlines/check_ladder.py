"""Faults in the files of the ladder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from app.catalogue.faults import (
    TABLE,
    TABLES,
    TEXT,
    TEXTS,
    WORDS,
    Fault,
    Kind,
    Table,
    Where,
    check_keys,
    one_of,
    read_table,
)
from app.deadlines.check_clocks import LETTER_KINDS, Known, check_provision
from app.deadlines.ladder import (
    ADDRESSEES,
    ANSWERS,
    AUTHORITIES,
    DESTINATIONS,
    LAWSUIT,
    NO_LETTER,
    REVIEWS,
    UNLIMITED,
)

FILE_FORM: Mapping[str, Kind] = {"addressee": one_of(*ADDRESSEES), "answers": TABLES}
RUNG_FORM: Mapping[str, Kind] = {
    "answer": one_of(*ANSWERS),
    "means": TABLE,
    "never": TABLE.optional(),
    "steps": TABLES.optional(),
    "blocked": TABLES.optional(),
}
BLOCK_FORM: Mapping[str, Kind] = {
    "kind": one_of(*LETTER_KINDS, LAWSUIT),
    "to": one_of(*DESTINATIONS),
    "until": TEXTS.optional(),
    "basis": TEXTS,
    **WORDS,
}
STEP_FORM: Mapping[str, Kind] = {
    "kind": one_of(*LETTER_KINDS, LAWSUIT, NO_LETTER),
    "to": one_of(*DESTINATIONS),
    "after": one_of(*LETTER_KINDS).optional(),
    "opens": TEXT.optional(),
    "until": TEXT.optional(),
    "unlimited": one_of(*UNLIMITED).optional(),
    "basis": TEXTS.optional(),
    **WORDS,
}
# Steps that need no law: to wait, to check, to ask the hotline again.
UNFOUNDED = (NO_LETTER, "hotline")


def check_ladder(folder: Path, clocks: frozenset[str], known: Known) -> list[Fault]:
    """Every fault in the files of the ladder."""
    faults: list[Fault] = []
    for addressee in ADDRESSEES:
        path = folder / f"{addressee}.toml"
        where = Where(f"{folder.name}/{path.name}")
        if not path.is_file():
            faults.append(where.fault("is missing", "write what follows each answer"))
            continue
        data = read_table(path, where)
        wrong = [data] if isinstance(data, Fault) else list(check_keys(data, FILE_FORM, where))
        faults += wrong
        if not wrong:
            faults += check_file(cast(Table, data), where, addressee, clocks, known)
    return faults


def check_file(
    data: Table, where: Where, addressee: str, clocks: frozenset[str], known: Known
) -> Iterator[Fault]:
    """Every answer once, and what each leads to."""
    if data["addressee"] != addressee:
        yield where.at("addressee").fault("is not the name of the file", f"write {addressee}")
    seen: list[str] = []
    for index, row in enumerate(cast("list[Table]", data["answers"])):
        place = where.at(f"answers[{index}]")
        wrong = list(check_keys(row, RUNG_FORM, place))
        yield from wrong
        answer = str(row.get("answer"))
        if answer in seen:
            yield place.at("answer").fault(f"{answer} is there twice", "leave one out")
        seen.append(answer)
        if not wrong:
            yield from check_rung(row, place, addressee, clocks, known)
    for answer in ANSWERS:
        if answer not in seen:
            yield where.fault(f"says nothing of the answer {answer}", "add it, or `never`")


def check_rung(
    row: Table, where: Where, addressee: str, clocks: frozenset[str], known: Known
) -> Iterator[Fault]:
    """An answer leads to at least one step, or never comes."""
    yield from check_keys(cast(Table, row["means"]), WORDS, where.at("means"))
    if "never" in row:
        yield from check_keys(cast(Table, row["never"]), WORDS, where.at("never"))
    if ("never" in row) == ("steps" in row):
        yield where.fault("needs either steps or `never`", "write one of them")
    sound: dict[str, list[tuple[Where, Table]]] = {"steps": [], "blocked": []}
    for key, form in (("steps", STEP_FORM), ("blocked", BLOCK_FORM)):
        for index, one in enumerate(cast("list[Table]", row.get(key, []))):
            place = where.at(f"{key}[{index}]")
            wrong = list(check_keys(one, form, place))
            yield from wrong
            if not wrong:
                sound[key].append((place, one))
    for place, step in sound["steps"]:
        yield from check_step(step, place, clocks)
        yield from check_way(step, place, str(row["answer"]), addressee)
    for place, block in sound["blocked"]:
        yield from check_block(block, place, [step for _, step in sound["steps"]])
    for place, one in (*sound["steps"], *sound["blocked"]):
        names = cast("list[str]", one.get("basis", []))
        for index, name in enumerate(names):
            yield from check_provision(name, place.at(f"basis[{index}]"), known)


def check_step(step: Table, where: Where, clocks: frozenset[str]) -> Iterator[Fault]:
    """Clocks that exist, a law, and until when."""
    for key in ("opens", "until"):
        if key in step and step[key] not in clocks:
            said = f"there is no clock {step[key]}"
            yield where.at(key).fault(said, "use an id of the files of deadlines")
    if ("until" in step) == ("unlimited" in step):
        yield where.fault("needs either `until` or `unlimited`", "write one of them")
    if "after" in step and "opens" not in step:
        yield where.at("after").fault("starts no clock", "name in `opens` the clock it starts")
    if "basis" not in step and step["kind"] not in UNFOUNDED:
        yield where.at("basis").fault("is missing", "name the provisions that allow the step")


def check_way(step: Table, where: Where, answer: str, addressee: str) -> Iterator[Fault]:
    """A review needs an authority's opinion, and is with its reminder all that goes above."""
    kind, after = str(step["kind"]), str(step.get("after"))
    asked = after if kind == "reminder" and after in REVIEWS else kind
    needed = REVIEWS.get(asked)
    if needed is not None and (answer != needed or addressee not in AUTHORITIES):
        said = f"a {asked} needs the {needed} of an authority"
        yield where.at("kind").fault(said, f"offer it at {needed} alone")
    if (step["to"] == "superior") != (needed is not None):
        said = f"a {asked} does not go to {step['to']}"
        yield where.at("to").fault(said, "the superior gets a review or second-review alone")


def check_block(block: Table, where: Where, steps: Sequence[Table]) -> Iterator[Fault]:
    """What is blocked is not offered too; it ends with answers that there are."""
    if any((step["kind"], step["to"]) == (block["kind"], block["to"]) for step in steps):
        said = f"{block['kind']} to {block['to']} is a step as well"
        yield where.fault(said, "take one out, or write `opens` at the step alone")
    for index, name in enumerate(cast("list[str]", block.get("until", []))):
        if name not in ANSWERS:
            said = f"there is no answer {name}"
            yield where.at(f"until[{index}]").fault(said, f"use one of {', '.join(ANSWERS)}")
