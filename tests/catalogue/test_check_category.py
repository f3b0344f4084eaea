"""Each kind of broken catalogue file is found by `make check-data`, with its place and the fix."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.catalogue.check import DATA, check_data, list_clocks

LEAK = "catalogue/leak.toml"
SINCE = 'id = "since"\nkind = "date"'
COUNT = 'unit = { zh = "户", one = "home", many = "homes" }'
FIRST_TERM = "deadline = { days = 15 }"
QUESTIONS, DEMANDS = "[[questions]]", "[[demands]]"


def read_leak() -> str:
    return (DATA / LEAK).read_text("utf-8")


def keep_first(text: str, start: str, count: int) -> str:
    """The text with only the first `count` tables that begin with `start`."""
    head, *tables = text.split(start)
    return start.join([head, *tables[:count]])


# what stands in leak.toml, what is planted instead, the line that must be found
PLANTED = {
    "id is not the file": ('id = "leak"', 'id = "leaks"', "id: leaks is not the name of the file"),
    "no description": ("description = {", "#", "description: is missing; write a table"),
    "description in one language": (
        'description = { zh = "', 'description = { fr = "', "description.zh: is missing"
    ),
    "description without a stop": ("楼上住户漏水另有类别。", "楼上另有类别", "description.zh: 屋面、"),
    "blank translation": ('en = "roof leaks"', 'en = ""', "short.en: has a wrong value"),
    "no evidence": ("evidence = [", "evidence = []\nx = [", "evidence: has a wrong value"),
    "evidence with a stop": (
        "交房通知\"", "交房通知。\"", "evidence[3].zh: 竣工验收合格日期的证明和交房通知。 ends with a stop"
    ),
    "avoid without a stop": ("不是法律规定。", "不是法律规定", "avoid[1].zh: 不要写"),
    "avoid in one language": ('en = "Do not put a leak', 'e = "Do', "avoid[3].en: is missing"),
    "owners_only is a word": (
        "description = {", 'owners_only = "yes"\ndescription = {',
        "owners_only: has a wrong value; write true or false",
    ),
    "unknown clock": ('"clk-w-roof"', '"clk-w-sky"', "periods[0]: there is no clock clk-w-sky"),
    "clock twice": ('"clk-limitation"', '"clk-w-roof"', "periods[1]: clk-w-roof is there twice"),
    "level C basis": ('"wytl-31"', '"wxzj-18"', "developer[7]: wxzj-18 is not usable in a letter"),
    "left out basis": ('"wytl-31"', '"spxs-33"', "developer[7]: leave_out lists spxs-33"),
    "unknown basis": ('"wytl-31"', '"wytl-3"', "developer[7]: there is no provision wytl-3"),
    "unknown basis role": (
        'after_warranty = [', 'mayor = [', "legal_bases.mayor: is not a role; use one of authority"
    ),
    "a party unknown": ('after_warranty = [', 'mayor = [', "legal_bases.mayor: is not a role"),
    "question key": (SINCE, f"{SINCE}\nhint = 1", "questions[0].hint: is not a key here"),
    "unit of a date": (SINCE, f"{SINCE}\n{COUNT}", "questions[0].unit: is not a key here"),
    "question id": (SINCE, 'id = "Since"\nkind = "date"', "questions[0].id: Since is not an id"),
    "question id twice": (
        'id = "promise"', 'id = "since"', "questions[5].id: since is there twice; give each"
    ),
    "question kind": (
        SINCE, 'id = "since"\nkind = "day"', "kind: has a wrong value; write one of date, amount"
    ),
    "needed is a word": (
        f"{SINCE}\nneeded = true", f'{SINCE}\nneeded = "yes"',
        "questions[0].needed: has a wrong value; write true or false",
    ),
    "no label": ('label = { zh = "从哪一天', 'lable = { zh = "从', "questions[0].label: is missing"),
    "no reason": ('why = { zh = "保修期和', 'way = { zh = "', "questions[0].why: is missing"),
    "reason without a stop": ("都从日期算起。", "都从日期算起", "questions[0].why.zh: 保修期"),
    "sentence without answer": ("自{answer}起", "自那时起", "sentence.zh: holds {answer} 0 times"),
    "sentence with two answers": (
        "自{answer}起", "自{answer}至{answer}", "sentence.zh: holds {answer} 2 times"
    ),
    "sentence with a stop": ("起出现渗漏", "起出现渗漏。", "sentence.zh: 自{answer}起出现渗漏。 ends"),
    "sentence with a brace": ("起出现渗漏", "起{place}渗漏", "sentence.zh: holds another brace"),
    "sentence in one language": (
        ', en = "It has leaked since {answer}"', "", "questions[0].sentence.en: is missing"
    ),
    "verb that agrees": (
        "Ceilings, walls or floors have been damaged in {answer}", "{answer} are damaged",
        "questions[2].sentence.en: the verb “are” does not fit both one and many",
    ),
    "no unit": (COUNT, "", "questions[2].unit: is missing"),
    "unit without many": (
        COUNT, COUNT.replace(", many", ", more"), "questions[2].unit.many: is missing"
    ),
    "min above max": (COUNT, f"{COUNT}\nmin = 9\nmax = 3", "questions[2].min: 9 is more than max 3"),
    "min of truth": (COUNT, f"{COUNT}\nmin = true", "questions[2].min: has a wrong value"),
    "no choices": ("choices = [", "choices = []\nx = [", "questions[1].choices: has a wrong value"),
    "choice twice": ('id = "parapet"', 'id = "roof"', "choices[1].id: roof is there twice"),
    "choice in one language": (
        ', en = "the roof" }', " }", "questions[1].choices[0].en: is missing"
    ),
    "choice with a stop": ('zh = "屋面",', 'zh = "屋面。",', "choices[0].zh: 屋面。 ends with a stop"),
    "choice drops what is not there": (
        'en = "the roof" }', 'en = "the roof", drops = ["cc-1"] }',
        "choices[0].drops: cc-1 is no legal basis here",
    ),
    "demand without who": (
        f'responsible = "developer"\n{FIRST_TERM}', FIRST_TERM, "demands[0].responsible: is missing"
    ),
    "unknown party": (
        f'responsible = "developer"\n{FIRST_TERM}', f'responsible = "mayor"\n{FIRST_TERM}',
        "demands[0].responsible: mayor is not a role of a party; use one of developer",
    ),
    "party twice": (
        f'responsible = "developer"\n{FIRST_TERM}',
        f'responsible = ["bank", "bank"]\n{FIRST_TERM}',
        "demands[0].responsible: names a role twice",
    ),
    "unknown supervisor": (
        'supervised_by = "authority"', 'supervised_by = "owners"',
        "demands[1].supervised_by: owners is not a role of a party",
    ),
    "no deadline": (FIRST_TERM, "", "demands[0].deadline: is missing"),
    "deadline in weeks": (
        FIRST_TERM, "deadline = { weeks = 2 }",
        'demands[0].deadline: is not a deadline; write "immediate" or one of days, working_days',
    ),
    "two deadlines": (
        FIRST_TERM, "deadline = { days = 2, months = 1 }", "demands[0].deadline: is not a deadline"
    ),
    "deadline in words": (FIRST_TERM, 'deadline = "soon"', "demands[0].deadline: has a wrong value"),
    "deadline of no day": (
        FIRST_TERM, "deadline = { days = 0 }", "demands[0].deadline.days: has a wrong value"
    ),
    "deadline too long": (
        FIRST_TERM, "deadline = { days = 1000 }", "write a whole number from 1 to 999"
    ),
    "clause in one language": (
        FIRST_TERM, 'deadline = { before = { zh = "雨季" } }',
        "demands[0].deadline.before.en: is missing",
    ),
    "clause as a text": (
        FIRST_TERM, 'deadline = { until = "雨季" }',
        "demands[0].deadline.until: has a wrong value; write zh and en",
    ),
    "action with a stop": (
        "向业主出具书面维修方案", "出具方案。", "demands[0].action.zh: 派人到各户查看并登记渗漏部位，"
    ),
    "criterion in one language": (
        'criterion = { zh = "', 'criterion = { fr = "', "demands[1].criterion.zh: is missing"
    ),
}  # fmt: skip
SHORTENED = {
    "two demands": (keep_first(read_leak(), DEMANDS, 2), "demands: there are 2; write at least 3"),
    "no demand": (keep_first(read_leak(), DEMANDS, 0), "demands: is missing"),
    "no needed question": (
        read_leak().replace("needed = true", "needed = false"),
        "questions: no question is needed; write needed = true",
    ),
    "one choice": (
        "\n".join(
            line for line in read_leak().split("\n")
            if not line.startswith(("    { id = \"parapet", "    { id = \"outer", "    { id = \"wet", "    { id = \"several"))
        ),
        "questions[1].choices: there is nothing to choose",
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("law", "catalogue", "channels", "deadlines"):
        shutil.copytree(DATA / name, tmp_path / name)
    return tmp_path


def check_leak(folder: Path, text: str) -> list[str]:
    (folder / LEAK).write_text(text, "utf-8")
    lines = str(check_data(folder)).splitlines()
    return [line for line in lines if line.startswith(LEAK)]


@pytest.mark.parametrize(("stands", "planted", "line"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found(folder: Path, stands: str, planted: str, line: str) -> None:
    text = read_leak()
    assert stands in text
    lines = check_leak(folder, text.replace(stands, planted, 1))
    assert any(line in one for one in lines), lines
    assert all("; " in one for one in lines)


@pytest.mark.parametrize(("text", "line"), SHORTENED.values(), ids=SHORTENED)
def test_a_file_that_lacks_something_is_found(folder: Path, text: str, line: str) -> None:
    lines = check_leak(folder, text)
    assert len(lines) == 1 and line in lines[0], lines


@pytest.mark.parametrize("key", ["title", "questions"])
def test_other_brings_nothing_of_its_own(folder: Path, key: str) -> None:
    path = folder / "catalogue/other.toml"
    path.write_text(f'{path.read_text("utf-8")}\n[{key}]\nzh = "其他"\n', "utf-8")
    lines = str(check_data(folder)).splitlines()
    assert any(line.startswith(f"catalogue/other.toml: {key}: ") for line in lines), lines


def test_clocks_are_read_from_the_files_of_deadlines(tmp_path: Path) -> None:
    assert {"clk-w-roof", "clk-limitation"} <= list_clocks(DATA / "deadlines")
    assert list_clocks(tmp_path) == frozenset()
    (tmp_path / "broken.toml").write_text("id = ", "utf-8")
    (tmp_path / "one.toml").write_text('[[clocks]]\nid = "clk-a"\n[[events]]\nid = "b"\n', "utf-8")
    assert list_clocks(tmp_path) == {"clk-a"}
