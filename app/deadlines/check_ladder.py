"""Faults in the files of the ladder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from app.deadlines.ladder import ADDRESSEES, ANSWERS, DESTINATIONS, LAWSUIT, NO_LETTER

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
    "until": TEXT.optional(),
    "basis": TEXTS,
    **WORDS,
}
STEP_FORM: Mapping[str, Kind] = {
    **BLOCK_FORM,
    "kind": one_of(*LETTER_KINDS, LAWSUIT, NO_LETTER),
    "opens": TEXT.optional(),
    "basis": TEXTS.optional(),
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
            yield from check_rung(row, place, clocks, known)
    for answer in ANSWERS:
        if answer not in seen:
            yield where.fault(f"says nothing of the answer {answer}", "add it, or `never`")


def check_rung(row: Table, where: Where, clocks: frozenset[str], known: Known) -> Iterator[Fault]:
    """An answer leads to at least one step, or never comes."""
    yield from check_keys(cast(Table, row["means"]), WORDS, where.at("means"))
    if "never" in row:
        yield from check_keys(cast(Table, row["never"]), WORDS, where.at("never"))
    if ("never" in row) == ("steps" in row):
        yield where.fault("needs either steps or `never`", "write one of them")
    for key, form in (("steps", STEP_FORM), ("blocked", BLOCK_FORM)):
        for index, step in enumerate(cast("list[Table]", row.get(key, []))):
            place = where.at(f"{key}[{index}]")
            wrong = list(check_keys(step, form, place))
            yield from wrong
            if not wrong:
                yield from check_step(step, place, clocks, known)


def check_step(step: Table, where: Where, clocks: frozenset[str], known: Known) -> Iterator[Fault]:
    """Clocks that exist, provisions that may be cited."""
    for key in ("opens", "until"):
        if key in step and step[key] not in clocks:
            said = f"there is no clock {step[key]}"
            yield where.at(key).fault(said, "use an id of the files of deadlines")
    names = cast("list[str]", step.get("basis", []))
    if not names and step["kind"] not in UNFOUNDED:
        yield where.at("basis").fault("is missing", "name the provisions that allow the step")
    for index, name in enumerate(names):
        yield from check_provision(name, where.at(f"basis[{index}]"), known)
