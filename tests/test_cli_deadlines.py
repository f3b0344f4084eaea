"""`lianming deadlines` in all its forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main
from app.config import PROJECT
from app.deadlines.clocks import load_clocks, load_events

EXAMPLE = PROJECT / "examples" / "four-grievances.toml"
KEYS = [
    "rule", "binds", "recipient", "basis", "from", "direction", "due", "due_at", "provisional",
    "explanation",
]  # fmt: skip
YEAR_2027 = """\
year = 2027
source = "国务院办公厅通知"
make_up = []
rest = [{ first = 2027-01-01, last = 2027-01-03, zh = "元旦", en = "New Year" }]
"""


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.delenv("LIANMING_HOLIDAYS", raising=False)
    Path("petition.toml").write_text(EXAMPLE.read_text("utf-8"), "utf-8")


FILE = ["deadlines", "petition.toml", "--received", "2026-09-20"]


def test_one_rule_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deadlines", "--rule", "clk-xf-notify", "--from", "2026-09-20", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "rule": "clk-xf-notify",
        "binds": "authority",
        "recipient": None,
        "basis": ["xf-23-15"],
        "from": "2026-09-20",
        "direction": "after",
        "due": "2026-10-08",
        "due_at": None,
        "provisional": False,
        "explanation": "2026年9月20日收到，次日起算第1日，第15日是2026年10月5日，逢国庆假期，"
        "顺延至2026年10月8日。依据：《信访工作条例》第二十三条第二款。",
    }


def test_a_file_is_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*FILE, "--event", "matter_accepted=2026-09-25", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(list(row) == KEYS for row in rows)
    found = {(row["recipient"], row["rule"]): row for row in rows}
    assert found[1, "clk-xf-notify"]["due"] == "2026-10-08"
    assert found[1, "clk-xf-decide"]["due"] == "2026-11-24"
    assert found[1, "clk-xf-extend"]["from"] == "2026-11-24"
    assert found[1, "clk-xf-review-req"]["from"] is None
    assert found[2, "clk-dev-reply"]["due"] is None
    assert "不晚于2026年10月5日；这是联名人自己的请求" in found[2, "clk-dev-reply"]["explanation"]
    assert found[2, "clk-w-roof"]["due"] == "2030-02-10"
    assert found[2, "clk-w-roof"]["provisional"] is True
    due = [row["due"] for row in rows if row["due"]]
    assert due == sorted(due) and [row["due"] for row in rows][: len(due)] == due


@pytest.mark.parametrize("rule", sorted(load_clocks()))
def test_every_rule_can_be_asked_alone(rule: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deadlines", "--rule", rule, "--from", "2026-03-02", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert list(row) == KEYS and row["from"] == "2026-03-02" and row["explanation"]
    assert main(["deadlines", "--rule", rule, "--from", "2026-03-02"]) == 0
    assert rule in capsys.readouterr().out


@pytest.mark.parametrize(
    ("received", "events", "said"),
    [
        ("2026-10-12", {"matter_accepted": "2026-10-01"}, ["“受理信访事项”的日期2026年10月1日早于“收到”"]),
        ("2026-10-12", {"answer_received": "2026-10-20", "matter_accepted": "2026-10-30"}, ["--event answer_received"]),
        ("2026-09-20", {}, ["--received：收到的日期2026年9月20日早于信的日期2026年10月9日"]),
        ("2026-09-20", {"transfer_received": "2026-09-19"}, ["--received", "--event transfer_received"]),
        ("2026-10-12", {"matter_accepted": "2026-10-12", "answer_received": "2026-11-30"}, []),
        ("2026-10-12", {"handed_over": "2025-03-28", "harm_known": "2025-06-01"}, []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("as_json", [False, True])
def test_an_order_that_cannot_be_is_told_in_a_line(
    received: str, events: dict[str, str], said: list[str], as_json: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    argv = [part for event, day in events.items() for part in ("--event", f"{event}={day}")]
    argv = [*FILE[:-1], received, *argv, *(["--json"] if as_json else [])]
    assert main(argv) == 0
    shown = capsys.readouterr()
    lines = shown.err.splitlines()
    assert len(lines) == len(said) and all(map(str.__contains__, lines, said))
    assert "clk-xf-decide" in shown.out
    assert not as_json or json.loads(shown.out)


def test_what_a_review_is_against_came_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    text = EXAMPLE.read_text("utf-8").replace(
        'role = "authority"\n', 'role = "authority"\nkind = "review"\n'
    )
    text = text.replace(
        "[sender]",
        '[previous]\nkind = "petition"\ndate = 2026-06-01\n\n[decision]\nby = "街道办事处"\ndate = 2026-09-30\n\n[sender]',
    )
    Path("petition.toml").write_text(text, "utf-8")
    assert main([*FILE[:-1], "2026-10-12", "--event", "answer_received=2026-10-02"]) == 0
    assert capsys.readouterr().err == ""


def test_hours_have_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    start = ["--from", "2026-10-01T08:00"]
    assert main(["deadlines", "--rule", "clk-gas-notice", *start, "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["from"], row["due"], row["due_at"]) == (
        "2026-10-01", "2026-09-29", "2026-09-29T08:00",
    )  # fmt: skip
    assert row["direction"] == "before"


def test_the_list_reads_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(FILE) == 0
    said = capsys.readouterr().out
    assert "2026-10-08  书面告知是否受理\n            机关 · 1 滨河区住房和城乡建设局" in said
    assert "2030-02-10  屋面防水、防渗漏保修期（暂定）\n" in said
    heading = said.index("没有法定日期，或者还不知道起算日的：")
    assert said.index("clk-w-roof") < heading < said.index("clk-dev-reply")


def test_the_terminals_language_is_spoken(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main(FILE) == 0
    said = capsys.readouterr().out
    assert "2026-10-08  Written notice whether the petition is accepted\n" in said
    assert "No date set by law, or its start not known yet:" in said


@pytest.mark.parametrize("as_json", [False, True])
def test_events_are_listed(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deadlines", "--events", *(["--json"] if as_json else [])]) == 0
    said = capsys.readouterr().out
    if as_json:
        assert [row["event"] for row in json.loads(said)] == list(load_events())
    else:
        assert [line.split()[0] for line in said.splitlines()] == list(load_events())


def test_letters_without_clocks_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    text = EXAMPLE.read_text("utf-8").replace('role = "developer"\nname', 'role = "bank"\nname')
    text = text.replace('role = "authority"\n', 'role = "authority"\nkind = "cover"\n')
    text = text.replace("[parties]", '[parties]\nbank = { name = "银行", role = "bank" }')
    Path("petition.toml").write_text(text, "utf-8")
    assert main(FILE) == 0
    assert capsys.readouterr().out == "没有从这些信起算的期限。\n"


def test_an_administrators_year_ends_what_was_provisional(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["deadlines", "--rule", "clk-xf-notify", "--from", "2026-12-17", "--json"]
    assert main(asked) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["due"], row["provisional"]) == ("2027-01-01", True)
    (tmp_path / "years").mkdir()
    (tmp_path / "years" / "2027.toml").write_text(YEAR_2027, "utf-8")
    monkeypatch.setenv("LIANMING_HOLIDAYS", str(tmp_path / "years"))
    assert main(asked) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["due"], row["provisional"]) == ("2027-01-04", False)
    (tmp_path / "years" / "2027.toml").write_text("year = 2026", "utf-8")
    assert main(asked) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path}/years/2027.toml: 放假安排文件有误")


RULE = ["deadlines", "--rule", "clk-ogi"]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["deadlines"], "请写 FILE、--rule、--rules、--events 中的一个"),
        (["deadlines", "petition.toml"], "缺少参数：--received"),
        (RULE, "缺少参数：--from"),
        (
            [*RULE, "petition.toml", "--from", "2026-01-01"],
            "请写 FILE、--rule、--rules、--events 中的一个",
        ),
        ([*RULE, "--from", "2026-01-01", "--received", "2026-01-01"], "--received: 只能和 FILE"),
        ([*FILE, "--from", "2026-01-01"], "--from: 只能和 --rule 一起用"),
        (["deadlines", "--events", "--event", "x=2026-01-01"], "--event: 只能和 FILE 一起用"),
        (["deadlines", "--rule", "clk-x", "--from", "2026-01-01"], "--rule: 没有期限代号“clk-x”"),
        ([*RULE, "--from", "2026-02-30"], "--from: "),
        ([*RULE, "--from", "2026-1-1"], "--from: “2026-1-1”不是日期，请写年-月-日"),
        ([*RULE, "--from", ""], "--from: 没有写日期，请写年-月-日"),
        ([*RULE, "--from", "2026-09"], "--from: "),
        ([*RULE, "--from", "9999-12-31"], "--from: 9999-12-31 超出可以计算的范围"),
        ([*RULE, "--from", "0001-01-01"], "--from: 0001-01-01 超出可以计算的范围"),
        ([*RULE, "--from", "2026-09-20T08:00"], "--from: 这里只写日期，不写时刻"),
        (
            ["deadlines", "--rule", "clk-gas-notice", "--from", "2026-09-20T25:00"],
            "--from: “2026-09-20T25:00”不是日期或时刻",
        ),
        (["deadlines", "petition.toml", "--received", "2026-13-01"], "--received: "),
        (["deadlines", "petition.toml", "--received", "1026-11-01"], "--received: "),
        (
            [*FILE, "--event", "moon=2026-01-01"],
            "--event: 没有起算事件“moon”；lianming deadlines --events",
        ),
        ([*FILE, "--event", "handed_over"], "--event: 应写成 事件=日期"),
        ([*FILE, "--event", "handed_over=soon"], "--event handed_over: "),
        ([*FILE, "--event", "received=2026-01-01"], "--event: 收到的日期请用 --received 写"),
        (
            [*FILE, "--event", "handed_over=2025-01-01", "--event", "handed_over=2025-01-02"],
            "--event: “handed_over”写了两次",
        ),
        (
            ["deadlines", "--rule", "clk-ogl", "--from", "2026-01-01"],
            "--rule: 没有期限代号“clk-ogl”，是不是“clk-ogi”",
        ),
        (
            [*FILE, "--event", "matter_acepted=2026-01-01"],
            "--event: 没有起算事件“matter_acepted”，是不是“matter_accepted”",
        ),
        (["deadlines", "", "--received", "2026-09-20"], "FILE 是空的"),
        (["deadlines", "nowhere.toml", "--received", "2026-09-20"], "nowhere.toml: 没有这个文件"),
        (
            [*FILE[:-1], "2199-12-01", "--event", "matter_accepted=2199-12-31"],
            "petition.toml: 这些期限会超过2199年，无法计算",
        ),
        ([*FILE, "--rule"], "--rule 后面缺少内容"),
        ([*FILE, "--to", "1"], "不认识的参数：--to 1"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_reckoned_is_one_line(
    argv: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    shown = capsys.readouterr()
    assert said in shown.err and shown.err.count("\n") == 1
    assert shown.out == ""


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('category = "gas"', 'category = "gass"', "petition.toml: items[1].category: "),
        ("handed_over = 2025-03-28", "handed_over = 9999-12-31", "petition.toml: community.handed"),
        ("handed_over = 2025-03-28", "handed_over = 2025-02-30", "petition.toml: "),
    ],
)
def test_bad_input_names_its_place(
    old: str, new: str, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = EXAMPLE.read_text("utf-8")
    assert old in text
    Path("petition.toml").write_text(text.replace(old, new, 1), "utf-8")
    assert main(FILE) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith(place) and shown.err.count("\n") == 1


def test_help_names_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["deadlines", "--help"])
    assert "--received DATE" in capsys.readouterr().out
