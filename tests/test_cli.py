from __future__ import annotations

import socket
from pathlib import Path

import pytest

from app.cli import main, read_language
from app.config import PROJECT
from tests.test_config import KEYS

pytestmark = pytest.mark.needs("pango", "fonts")  # without --format a PDF is made

EXAMPLE = PROJECT / "examples" / "four-grievances.toml"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    Path("petition.toml").write_text(EXAMPLE.read_text("utf-8"), "utf-8")


def list_files(folder: str = "out") -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir()) if Path(folder).exists() else []


@pytest.mark.parametrize(
    ("options", "files"),
    [
        (["--format", "txt"], ["letter-1.txt", "letter-2.txt"]),
        (["--format", "txt", "--format", "html", "--to", "2"], ["letter-2.html", "letter-2.txt"]),
        (["--format", "docx", "--format", "docx", "--to", "1"], ["letter-1.docx"]),
        (["--to", "1"], ["letter-1.docx", "letter-1.pdf"]),
        (["--to", "2", "--kind", "complaint", "--format", "txt"], ["letter-2.txt"]),
    ],
    ids=["all-recipients", "two-formats", "format-twice", "pdf-and-docx", "kind"],
)
def test_letters_are_written(
    options: list[str], files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", "petition.toml", "--out", "out/new", *options]) == 0
    assert list_files("out/new") == files
    said = capsys.readouterr()
    assert sorted(line.split("\t")[0] for line in said.out.splitlines()) == [
        f"out/new/{name}" for name in files
    ]
    assert said.err == ""


def test_signers_stand_in_the_letter() -> None:
    Path("signers.csv").write_text("name,unit\n㛃䶮,3-2-1501\n", "utf-8")
    options = ["--signers", "signers.csv", "--to", "1", "--format", "txt"]
    assert main(["render", "petition.toml", *options, "--out", "out"]) == 0
    assert "㛃䶮" in Path("out/letter-1.txt").read_text("utf-8")


def test_a_copy_is_no_letter_of_its_own() -> None:
    text = EXAMPLE.read_text("utf-8")
    copy = '[[recipients]]\nrole = "property_company"\nname = "安居物业"\ncopy = true\n\n[sender]'
    Path("petition.toml").write_text(text.replace("[sender]", copy), "utf-8")
    assert main(["render", "petition.toml", "--format", "txt", "--out", "out"]) == 0
    assert list_files() == ["letter-1.txt", "letter-2.txt"]
    assert main(["render", "petition.toml", "--to", "3", "--out", "out"]) == 2


def test_a_hotline_text_says_what_was_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--to", "1", "--kind", "hotline", "--channel", "mailbox-600", "--format", "txt"]
    assert main(["render", "petition.toml", *options, "--out", "out"]) == 0
    assert "\n  未放入：" in capsys.readouterr().out


GOOD = ["render", "petition.toml", "--out", "out"]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ([], "缺少参数：命令"),
        (["print"], "没有 'print' 这个"),
        (["render"], "缺少参数：FILE, --out"),
        (["render", "petition.toml"], "缺少参数：--out"),
        (["render", "petition.toml", "--out"], "--out 后面缺少内容"),
        ([*GOOD, "--loud"], "不认识的参数：--loud"),
        ([*GOOD, "--to", "one"], "--to 应是整数"),
        ([*GOOD, "--to", "3"], "--to: 没有第 3 个收件方；文件里共有 2 个"),
        ([*GOOD, "--to", "0"], "--to: 没有第 0 个收件方"),
        ([*GOOD, "--kind", "poem"], "--kind 不认识“poem”"),
        ([*GOOD, "--format", "odt"], "--format 不认识“odt”，可以是：pdf, docx, html, txt"),
        ([*GOOD, "--channel", "pigeon"], "--channel 不认识“pigeon”"),
        ([*GOOD, "--channel", "mailbox-600"], "--channel: 没有一封是热线文本"),
        (["render", "nowhere.toml", "--out", "out"], "nowhere.toml: "),
        ([*GOOD, "--signers", "nowhere.csv"], "nowhere.csv: "),
        (
            ["render", "petition.toml", "--format", "txt", "--out", "petition.toml"],
            "petition.toml: 写不进输出文件夹",
        ),
        (
            ["render", "petition.toml", "--format", "txt", "--out", "petition.toml/out"],
            "写不进输出文件夹",
        ),
        (["serve", "--port", "x"], "--port 应是整数"),
        (["serve", "--port", "99999"], "--port 应是 1 至 65535 的整数"),
    ],
    ids=lambda value: " ".join(value) or "nothing" if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_one_line(
    argv: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(Path.cwd().rglob("*"))
    assert main(argv) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""
    assert sorted(Path.cwd().rglob("*")) == before


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("months = 3", "months = 0", "items[0].demands[0].deadline"),
        ('category = "gas"', 'category = "gass"', "items[1].category"),
        ('role = "authority"', 'role = "king"', "recipients[0].role"),
    ],
)
def test_bad_input_names_its_place(
    old: str, new: str, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = EXAMPLE.read_text("utf-8")
    assert old in text
    Path("petition.toml").write_text(text.replace(old, new, 1), "utf-8")
    assert main(GOOD) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith(f"petition.toml: {place}")
    assert shown.err.count("\n") == 1
    assert not Path("out").exists()


def test_a_character_no_font_has_is_named_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = EXAMPLE.read_text("utf-8").replace("锦绣家园业主", "锦绣家园业主\U00013000")
    Path("petition.toml").write_text(text, "utf-8")
    assert main([*GOOD, "--format", "txt", "--format", "pdf"]) == 2
    assert capsys.readouterr().err.startswith("petition.toml: ")
    assert not Path("out").exists()


def test_nothing_is_replaced_unless_all_can_be(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out/letter-2.txt").mkdir(parents=True)
    Path("out/letter-1.txt").write_text("old", "utf-8")
    assert main([*GOOD, "--format", "txt"]) == 2
    assert Path("out/letter-1.txt").read_text("utf-8") == "old"
    assert list_files() == ["letter-1.txt", "letter-2.txt"]
    assert "letter-2.txt" in capsys.readouterr().err


@pytest.mark.enable_socket
def test_a_port_in_use_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 2
    assert f"不能在 127.0.0.1 的 {port} 端口运行" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "en_GB", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN", "LC_MESSAGES": "en_GB"}, "en"),
        ({"LANG": "en_US", "LC_ALL": ""}, "en"),
    ],
)
def test_the_words_follow_the_locale(environ: dict[str, str], language: str) -> None:
    assert read_language(environ) == language


def test_english_words_on_an_english_machine(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert main([*GOOD, "--to", "3"]) == 2
    assert capsys.readouterr().err.isascii()


def test_help_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["--help"], ["render", "--help"], ["serve", "--help"]):
        with pytest.raises(SystemExit) as left:
            main(argv)
        assert left.value.code == 0
    shown = capsys.readouterr().out
    assert "用法：lianming render" in shown
    assert "用法：用法" not in shown
