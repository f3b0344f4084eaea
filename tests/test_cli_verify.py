"""`lianming verify`: what it prints and how it ends, in both languages, without a database."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pikepdf
import pytest

from app.cli import main
from app.letters.render.pdf_seal import SealMark, write_seal
from app.seals.check_code import write_check_code
from app.seals.package import write_package
from app.seals.receipt import make_receipt, write_receipt
from app.seals.seal import Seal, seal
from tests.seals.samples import BODY, BODY_TEXT, NOTE, make_seal, make_signature, make_signatures

SIGNED = make_signatures(40)
SEALED = make_seal(40)


def make_letter(sealed: Seal) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    made = io.BytesIO()
    pdf.save(made, deterministic_id=True)
    return write_seal(made.getvalue(), SealMark(sealed.root, sealed.size, sealed.body))


@pytest.fixture(autouse=True)
def in_a_folder_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    letter = make_letter(SEALED)
    files = {
        "receipt.json": write_receipt(make_receipt(SEALED, SIGNED[16], NOTE)),
        "letter.pdf": letter,
        "other.pdf": make_letter(make_seal(39)),
        "package.zip": write_package(SEALED, BODY_TEXT, {"letter-1.pdf": letter}, SIGNED),
        "forged.zip": write_package(
            SEALED, BODY_TEXT, {}, [*SIGNED[:4], make_signature(4, name="李四"), *SIGNED[5:]]
        ),
        "short.zip": write_package(SEALED, BODY_TEXT, {}, SIGNED[:10]),
        "swapped.zip": write_package(
            SEALED, BODY_TEXT, {"a.pdf": make_letter(make_seal(3)), "b.pdf": b"%PDF"}, SIGNED
        ),
    }
    for name, data in files.items():
        Path(name).write_bytes(data)
    forged = json.loads(files["receipt.json"])
    forged["entry"]["name"] = "李四"
    Path("forged.json").write_text(json.dumps(forged), "utf-8")


@pytest.mark.parametrize("file", ["receipt.json", "package.zip"])
@pytest.mark.parametrize(
    "option",
    [
        ["--root", SEALED.root],
        ["--root", SEALED.root.upper()],
        ["--root", write_check_code(SEALED.root)],
        ["--root", write_check_code(SEALED.root).lower().replace("-", " ")],
        ["--letter", "letter.pdf"],
    ],
)
@pytest.mark.parametrize(
    ("locale", "word"), [("zh_CN.UTF-8", "有效："), ("en_GB.UTF-8", "Valid: ")]
)
def test_what_is_valid(
    file: str, option: list[str], locale: str, word: str,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", locale)
    assert main(["verify", file, *option]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(word) and not said.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["receipt.json", "--root", "0" * 64],
            ["无效：这条签名不在这封信里：回执属于另一封信或另一个版本"],
        ),
        (
            ["receipt.json", "--letter", "other.pdf"],
            ["无效：这条签名不在这封信里：回执属于另一封信或另一个版本"],
        ),
        (
            ["forged.json", "--letter", "letter.pdf"],
            ["无效：签名的内容被改动过：与签名时记下的不一致"],
        ),
        (
            ["package.zip", "--letter", "other.pdf"],
            ["无效：这不是那封信的名单：名单哈希与信上的不同，不知改在哪里"],
        ),
        (["forged.zip", "--root", SEALED.root], ["无效：第5号签名被改动过"]),
        (
            ["swapped.zip", "--root", SEALED.root],
            [
                "无效：a.pdf 里的名单哈希或总数与信上的不同",
                "无效：b.pdf 里没有名单哈希，不是原来的信",
            ],
        ),
        (
            ["short.zip", "--root", SEALED.root],
            [*(f"无效：少了第{number}号签名" for number in range(11, 31)), "另有10处不同"],
        ),
    ],
)
def test_what_is_not_valid(
    arguments: list[str], said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", *arguments]) == 1
    assert capsys.readouterr().out.splitlines() == said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["receipt.json"], "lianming: 缺少参数：--root --letter"),
        ([], "lianming: 缺少参数："),
        (["receipt.json", "--root", "1", "--letter", "l"], "只能写一个"),
        (["receipt.json", "--root", ""], "--root 是空的"),
        (["receipt.json", "--root", "123"], "--root: 名单校验码应是20个字符"),
        (["receipt.json", "--root", "U" * 20], "--root: 名单校验码第1个字符“U”不对"),
        (["receipt.json", "--letter", "none.pdf"], "none.pdf: 没有这个文件"),
        (["receipt.json", "--letter", "receipt.json"], "receipt.json: 打不开这份 PDF"),
        (["none.json", "--letter", "letter.pdf"], "none.json: 没有这个文件"),
        (["letter.pdf", "--letter", "letter.pdf"], "letter.pdf: 内容不是回执或名单"),
        (["bad.json", "--letter", "letter.pdf"], "bad.json: format: 缺少这一项"),
        (["bad.zip", "--letter", "letter.pdf"], "bad.zip: 压缩包不完整或已损坏"),
        ([".", "--letter", "letter.pdf"], ".: 这是文件夹"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bad.json").write_bytes(b"{}")
    Path("bad.zip").write_bytes(Path("package.zip").read_bytes()[:-40])
    assert main(["verify", *arguments]) == 2
    told = capsys.readouterr()
    assert not told.out and said in told.err and len(told.err.splitlines()) == 1


def test_everybody_of_a_letter_without_signatures() -> None:
    nobody = seal(BODY, [])
    Path("nobody.zip").write_bytes(write_package(nobody, BODY_TEXT, {}, []))
    assert main(["verify", "nobody.zip", "--root", nobody.root]) == 0
