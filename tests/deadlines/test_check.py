"""`make check-data` finds every fault of clocks, holidays and the ladder, and names its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.check_data import DATA, check_deadlines, main

PETITION = "deadlines/petition.toml"
HOUSING = "deadlines/housing.toml"
UTILITY = "deadlines/utility.toml"
EVENTS = "deadlines/events.toml"
YEAR = "holidays/2026.toml"
RUNGS = "ladder/authority.toml"
SECOND_NOTIFY = """
[[clocks]]
id = "clk-gas-notice"
title = { zh = "停气前通知", en = "Notice" }
binds = "utility"
value = 72
unit = "hours"
start = "gas_cut"
direction = "before"
rolls = false
basis = ["rqtl-20"]
kind = "recipient_duty"
valid_from = 2026-07-01
shown = [{ roles = ["utility"] }]

[[clocks]]
"""

# file, what stands there, what is planted instead, the line that must be found
PLANTED = {
    "not TOML": (PETITION, 'id = "', 'id == "', "deadlines/petition.toml: is not TOML"),
    "wrong id": (PETITION, "clk-xf-office", "xf-office", "clocks[0].id: xf-office is not of the"),
    "capital id": (PETITION, "clk-xf-office", "clk-XF", "clocks[0].id: clk-XF is not of the form"),
    "no English title": (
        PETITION, ', en = "Registration by the petition office, which passes the matter on"', "",
        "deadlines/petition.toml: clocks[0].title.en: is missing",
    ),
    "no English note": (
        UTILITY, ', en = "The cut also needs approval; in a disaster or emergency, notice is given'
        ' while repairs go on."', "", "clocks[2].note.en: is missing",
    ),
    "blank title": (PETITION, 'zh = "信访部门登记并转送、交办"', 'zh = " "', "title.zh: has a wrong"),
    "unknown unit": (PETITION, 'unit = "days"', 'unit = "weeks"', "unit: has a wrong value; write"),
    "unknown event": (
        PETITION, 'start = "received"', 'start = "moon"', "clocks[0].start: there is no event moon",
    ),
    "unknown bound": (PETITION, 'binds = "authority"', 'binds = "king"', "binds: has a wrong"),
    "unknown direction": (PETITION, '"after"', '"around"', "direction: has a wrong value"),
    "unknown kind of clock": (PETITION, '"recipient_duty"', '"wish"', "clocks[0].kind: has a wrong"),
    "unknown key": (PETITION, "value = 15", "value = 15\nx = 1", "clocks[0].x: is not a key here"),
    "no value": (PETITION, "value = 15\n", "", "value: does not fit the unit days; write the number"),
    "value of nothing": (PETITION, "value = 15", "value = 0", "clocks[0].value: has a wrong value"),
    "value without limit": (
        HOUSING, 'unit = "none"', 'unit = "none"\nvalue = 15',
        "clocks[0].value: does not fit the unit none; leave it out",
    ),
    "limit without limit": (
        HOUSING, '"no_statutory_limit"', '"recipient_duty"', "does not fit the unit",
    ),
    "no limit and no word of it": (
        HOUSING, "note = {", "# {", "clocks[0].note: is missing; say that the law sets no limit",
    ),
    "moved notice": (UTILITY, "rolls = false", "rolls = true", "clocks[0].rolls: does not fit"),
    "period that does not move": (PETITION, "rolls = true", "rolls = false", "rolls: does not fit"),
    "no basis": (PETITION, 'basis = ["xf-22"]\n', "", "clocks[0].basis: is missing"),
    "basis unknown": (PETITION, '"xf-22"', '"xf-99"', "basis[0]: there is no provision xf-99"),
    "basis of level C": (
        HOUSING, '"spf-14-presale"', '"spxs-34"', "basis[0]: spxs-34 is not usable: level C",
    ),
    "before its law": (
        PETITION, "2022-05-01", "2021-05-01",
        "basis[0]: xf-22 is in force from 2022-05-01, the clock from 2021-05-01",
    ),
    "after its law": (
        "law/xf.toml", "in_force_from = 2022-05-01",
        "in_force_from = 2022-05-01\nin_force_to = 2026-12-31",
        "basis[0]: xf-22 is in force to 2026-12-31, the clock longer",
    ),
    "no first day": (PETITION, "valid_from = 2022-05-01\n", "", "valid_from: is missing"),
    "ends before it begins": (
        PETITION, "valid_from = 2022-05-01", "valid_from = 2022-05-01\nvalid_to = 2022-04-30",
        "clocks[0].valid_to: 2022-04-30 is before valid_from 2022-05-01",
    ),
    "two versions at once": (
        UTILITY, "\n[[clocks]]\n", SECOND_NOTIFY,
        "valid_from: another version of clk-gas-notice is valid then too",
    ),
    "follows itself": (
        PETITION,
        'start = "matter_accepted"',
        'start = "matter_accepted"\nfollows = "clk-xf-extend"',
        "follows itself by way of",
    ),
    "follows nothing": (PETITION, 'follows = "clk-xf-decide"', 'follows = "clk-x"', "follows: there"),
    "unknown role": (PETITION, 'roles = ["authority"]', 'roles = ["king"]', "roles[0]: king is"),
    "unknown letter": (PETITION, '"complaint"', '"poem"', "shown[0].kinds[1]: poem is unknown"),
    "unknown category": (HOUSING, '["deed"]', '["dead"]', "categories[0]: dead is unknown"),
    "unknown office": (PETITION, '"petition_office" }', '"court" }', "office: has a wrong value"),
    "shown to nobody": (
        UTILITY, 'shown = [{ roles = ["utility"], categories = ["gas"] }]', "shown = []",
        "clocks[0].shown: has a wrong value",
    ),
    "event twice": (EVENTS, '"handed_over"', '"received"', "id: received is there twice"),
    "event gone": (EVENTS, '"gas_cut"', '"gas_off"', "start: there is no event gas_cut"),
    "event without English": (EVENTS, 'en = "the letter is', '# "', "events[0].en: is missing"),
    "year of another file": (YEAR, "year = 2026", "year = 2025", "2025 is not the name of the file"),
    "holiday without name": (YEAR, 'zh = "元旦"\n', "", "rest[0].zh: is missing"),
    "holiday backwards": (YEAR, "last = 2026-05-05", "last = 2026-04-30", "is before first"),
    "made up on a weekday": (YEAR, "2026-02-28", "2026-02-27", "2026-02-27 is no weekend day"),
    "made up on a day off": (YEAR, "2026-02-28", "2026-02-22", "2026-02-22 is a day off as well"),
    "year without source": (YEAR, "source = ", "# ", "holidays/2026.toml: source: is missing"),
    "unknown answer": (RUNGS, '"transfer"', '"shrug"', "answer: has a wrong value; write one of none"),
    "answer twice": (RUNGS, '"transfer"', '"none"', "answer: none is there twice; leave one out"),
    "answer missing": (RUNGS, '"transfer"', '"none"', "says nothing of the answer transfer"),
    "other addressee": (RUNGS, '"authority"', '"hotline"', "addressee: is not the name of the file"),
    "unknown step": (RUNGS, 'kind = "reminder"', 'kind = "sit-in"', "steps[2].kind: has a wrong"),
    "unknown clock to open": (
        RUNGS, 'opens = "clk-xf-notify"', 'opens = "clk-x"', "opens: there is no clock clk-x",
    ),
    "unknown goal": (RUNGS, 'to = "same"', 'to = "king"', "steps[0].to: has a wrong value"),
    "unknown clock": (RUNGS, '"clk-xf-notify"', '"clk-x"', "steps[0].until: there is no clock clk-x"),
    "step without law": (
        RUNGS, 'basis = ["xf-23-15", "xf-44"]\n', "", "steps[2].basis: is missing",
    ),
    "step on level C": (RUNGS, '"xf-23-15"', '"spxs-33"', "basis[0]: spxs-33 is not usable"),
    "step without English": (RUNGS, 'en = "If 15 days', '# "', "steps[2].en: is missing"),
    "block without law": (RUNGS, 'basis = ["xf-19-dup"]\n', "", "blocked[0].basis: is missing"),
    "answer without meaning": (RUNGS, "means = {", "# {", "answers[0].means: is missing"),
    "review without an opinion": (
        RUNGS, 'kind = "reminder"', 'kind = "review"',
        "answers[0].steps[2].kind: a review needs the written_opinion of an authority; offer it at",
    ),
    "second review without a review": (
        RUNGS, 'kind = "reminder"', 'kind = "second-review"',
        "answers[0].steps[2].kind: a second-review needs the review_opinion of an authority",
    ),
    "second review right after the opinion": (
        RUNGS, 'kind = "review"\nto = "superior"\nuntil = "clk',
        'kind = "second-review"\nto = "superior"\nuntil = "clk',
        "answers[4].steps[1].kind: a second-review needs the review_opinion of an authority",
    ),
    "review of a company's answer": (
        "ladder/developer.toml", 'kind = "reminder"', 'kind = "review"',
        "answers[0].steps[0].kind: a review needs the written_opinion of an authority",
    ),
    "reminder of a review never asked for": (
        RUNGS, 'kind = "reconsideration"\nto = "reconsideration_body"\nafter = "duty"',
        'kind = "reminder"\nto = "superior"\nafter = "review"',
        "answers[0].steps[3].kind: a review needs the written_opinion of an authority",
    ),
    "petition to the superior": (
        RUNGS, 'kind = "duty"\nto = "same"', 'kind = "petition"\nto = "superior"',
        "steps[1].to: a petition does not go to superior; the superior gets a review or",
    ),
    "review of the same body": (
        RUNGS, 'kind = "review"\nto = "superior"\nuntil = "clk',
        'kind = "review"\nto = "same"\nuntil = "clk', "steps[1].to: a review does not go to same",
    ),
    "offered and blocked": (
        RUNGS, 'kind = "review"\nto = "superior"\nuntil = ["w',
        'kind = "duty"\nto = "same"\nuntil = ["w', "blocked[1]: duty to same is a step as well",
    ),
    "until two things": (
        RUNGS, 'unlimited = "not_set"', 'unlimited = "not_set"\nuntil = "clk-duty"',
        "answers[0].steps[1]: needs either `until` or `unlimited`",
    ),
    "until nothing": (RUNGS, 'unlimited = "not_set"\n', "", "steps[1]: needs either `until` or"),
    "unlimited for no reason": (RUNGS, '"not_set"', '"so"', "steps[1].unlimited: has a wrong value"),
    "after a letter without a clock": (
        RUNGS, 'opens = "clk-duty"\n', "", "steps[3].after: starts no clock; name in `opens`",
    ),
    "after an unknown letter": (RUNGS, 'after = "duty"', 'after = "x"', "after: has a wrong value"),
    "blocked until an unknown answer": (
        RUNGS, '["written_opinion", "not', '["shrug", "not', "until[0]: there is no answer shrug",
    ),
    "blocked until a clock": (
        RUNGS, '["written_opinion"]', '"clk-duty"', "blocked[1].until: has a wrong value",
    ),
    "never and yet": (
        "ladder/developer.toml", "[[answers.steps]]",
        'never = { zh = "不", en = "no" }\n\n[[answers.steps]]', "needs either steps or `never`",
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("law", "catalogue", "deadlines", "holidays", "ladder"):
        shutil.copytree(DATA / name, tmp_path / name)
    return tmp_path


def test_our_own_data_have_no_fault() -> None:
    said = "39 clocks, 6 years of holidays, the ladder: no fault"
    assert str(check_deadlines(DATA)) == said


def test_the_command_without_a_folder_checks_our_own_data(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out.count(": no fault\n") == 5


@pytest.mark.parametrize(("file", "stands", "planted", "line"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found(
    folder: Path, file: str, stands: str, planted: str, line: str
) -> None:
    text = (folder / file).read_text("utf-8")
    assert stands in text
    (folder / file).write_text(text.replace(stands, planted, 1), "utf-8")
    lines = str(check_deadlines(folder)).splitlines()
    assert any(line in one for one in lines), lines
    assert all("; " in one for one in lines)


def test_folders_that_are_missing_are_faults(tmp_path: Path) -> None:
    lines = str(check_deadlines(tmp_path)).splitlines()
    assert "deadlines/events.toml: is missing; list there what periods run from" in lines
    assert "deadlines: holds no clock; put the files of clocks there" in lines
    assert "holidays: holds no year; put one file a year there" in lines
    assert "ladder/hotline.toml: is missing; write what follows each answer" in lines


def test_the_command_tells_the_faults_of_all_rooms(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(DATA / "channels", folder / "channels")
    (folder / YEAR).write_bytes("year = '信'".encode("gb18030"))
    (folder / "channels" / "mailbox-600.toml").write_text("x =", "utf-8")
    assert main([str(folder)]) == 1
    said = capsys.readouterr().out
    assert "holidays/2026.toml: is not UTF-8; save it as UTF-8\n" in said
    assert "channels/mailbox-600.toml: is not TOML" in said
    assert "no fault" not in said
