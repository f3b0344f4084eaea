"""`lianming check`: what it prints, its JSON, its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.catalogue.categories import load_categories
from app.cli import main
from app.messages import LANGUAGES
from app.review import review_text
from app.review.texts import Use
from tests.review.drafts import SOUND, TODAY, change

BAD = change("我们将依法申请行政复议", "我们将堵路")


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


def check(text: str, *options: str) -> int:
    Path("petition.toml").write_text(text, "utf-8")
    return main(["check", "petition.toml", *options])


def test_a_sound_petition_has_no_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(SOUND) == 0
    assert capsys.readouterr().out == "没有发现问题\n"
    assert check(SOUND, "--json") == 0
    assert capsys.readouterr().out == "[]\n"


def test_an_error_is_told_with_place_and_fix(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(BAD) == 1
    assert capsys.readouterr().out.splitlines() == [
        "sender.next_step  [错误]",
        "  “堵路”属于拦车堵路、堵塞出入口，签名人会因此受处罚",
        "  改法：请删去，改写合法的下一步",
        "  依据：《信访工作条例》第二十六条",
        "",
        "错误：1；提醒：0。请先改正错误，再请大家签名",
    ]


def test_warnings_alone_end_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(change('legal_bases = ["zltl-40-roof"]\n', "")) == 0
    assert capsys.readouterr().out.endswith("提醒：1；没有错误\n")


def test_bases_are_proposed_by_recipient_with_a_sentence_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = change('legal_bases = ["zltl-40-roof"]\n', "")
    text = change('category = "other"', 'category = "leak"', text)
    assert check(text) == 0
    lines = capsys.readouterr().out.splitlines()
    start = lines.index("  改法：请把用得上的编号写进 legal_bases，每个收件方最多四条：")
    assert lines[start + 1] == "  - 致滨河区住房和城乡建设局："
    assert lines[start + 2] == (
        "    - jzf-63（《中华人民共和国建筑法》第六十三条）："
        "任何单位和个人对质量事故、缺陷均可向主管部门检举、控告、投诉"
    )
    assert lines[start + 5] == "  - 致锦绣公司："
    assert "zltl-40-roof（" in lines[start + 6] and "最低保修5年" in lines[start + 6]
    assert check(text, "--json") == 0
    (fix,) = (
        one["fix"] for one in json.loads(capsys.readouterr().out) if one["rule"] == "no-legal-basis"
    )
    assert fix.splitlines() == [
        lines[start].removeprefix("  改法："),
        *(line[2:] for line in lines[start + 1 : start + 10]),
    ]


def test_json_holds_what_the_contract_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(BAD, "--json") == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert list(finding) == ["place", "level", "rule", "message", "fix"]
    assert finding["place"] == "sender.next_step"
    assert (finding["level"], finding["rule"]) == ("error", "road-blocking")


def test_the_command_speaks_english(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert check(BAD) == 1
    said = capsys.readouterr().out
    assert said.startswith("sender.next_step  [error]\n  “堵路” means blocking roads")
    assert "Source: Regulation on Petition Work, Article 26" in said
    assert said.endswith("Correct the errors before anyone signs\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [("x = ", "petition.toml: "), (change('language = "zh"', 'language = "fr"'), "language: ")],
    ids=["not TOML", "unknown language"],
)
def test_a_file_that_cannot_be_read_ends_with_2(
    text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(text) == 2
    shown = capsys.readouterr()
    assert shown.out == "" and said in shown.err and shown.err.count("\n") == 1


def test_a_missing_file_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "nothing.toml"]) == 2
    assert "nothing.toml: 没有这个文件" in capsys.readouterr().err
    assert main(["check"]) == 2


def test_what_the_catalogue_proposes_passes_the_review() -> None:
    found = []
    for category in load_categories().values():
        texts: list[tuple[Use, object]] = [
            (use, words)
            for demand in category.demands
            for use, words in (
                ("action", demand.action),
                ("criterion", demand.criterion),
                ("fallback", demand.fallback),
                ("compensation", demand.compensation),
            )
        ]
        texts += [("facts", question.sentence) for question in category.questions]
        for use, words in texts:
            for language in LANGUAGES:
                if words is not None:
                    text = words.say(language)  # type: ignore[attr-defined]
                    found += [
                        (category.id, finding.rule, text)
                        for finding in review_text(text, use, today=TODAY)
                    ]
    assert found == []
