"""`lianming catalogue`: for people in the terminal's language, for programs as JSON."""

from __future__ import annotations

import json

import pytest

from app.catalogue.categories import find_category, list_categories
from app.cli import main
from app.messages import LANGUAGES, Language

LOCALES = {"zh": "zh_CN.UTF-8", "en": "en_GB.UTF-8"}
KEYS = ["id", "title", "facts", "demands", "legal_bases", "evidence", "periods"]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Language:
    chosen: Language = request.param
    monkeypatch.setenv("LC_ALL", LOCALES[chosen])
    return chosen


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["catalogue", *arguments]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    return shown.out


@pytest.mark.parametrize("name", list_categories())
def test_a_category_is_told_whole(
    name: str, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(capsys, name)
    joined = "".join(told.split())
    category = find_category(name)
    words = [*category.evidence, *category.avoid]
    words += [question.label for question in category.questions]
    words += [demand.action for demand in category.demands]
    assert all("".join(one.say(language).split()) in joined for one in words)
    ids = [*category.periods, *(one for ids in category.legal_bases.values() for one in ids)]
    assert all(one in told for one in ids)
    assert "{" not in told
    if language == "en":
        assert not any("\u3400" <= character <= "\u9fff" for character in told)


def test_a_line_ends_before_the_edge_and_begins_without_a_stop(
    language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    for line in run(capsys, "leak").splitlines():
        assert line == line.rstrip()
        assert not line.lstrip().startswith(("。", "，", "、", "；", "”", "》"))


def test_a_question_tells_what_becomes_of_its_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", LOCALES["zh"])
    told = run(capsys, "leak")
    assert "  * damaged [数目] 室内已经受损的有几户？\n" in told
    assert "信里写成：室内吊顶、墙面或地板已经受损的有…户。\n" in told
    assert "  - 开发商，收信后2个月内：\n" in told
    assert "    zltl-40-roof  《建设工程质量管理条例》第四十条第一款第二项\n" in told
    assert "自“竣工验收合格”之日起5年\n" in told


def test_the_list_names_every_category(
    language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = run(capsys).splitlines()
    assert [line.split()[0] for line in lines[:-2]] == list(list_categories())
    assert lines[-1].endswith("lianming catalogue accessibility")


def test_json_is_a_list_with_the_keys_of_the_contract(
    language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    every = json.loads(run(capsys, "--json"))
    assert [one["id"] for one in every] == list(list_categories())
    assert all(list(one) == KEYS for one in every)
    assert all(one["title"].keys() == {"zh", "en"} for one in every)
    assert json.loads(run(capsys, "leak", "--json")) == [
        one for one in every if one["id"] == "leak"
    ]


def test_json_holds_the_keys_of_a_petition_file(capsys: pytest.CaptureFixture[str]) -> None:
    (leak,) = json.loads(run(capsys, "leak", "--json"))
    assert leak["facts"][0] == {
        "id": "since",
        "kind": "date",
        "needed": True,
        "label": {"zh": "从哪一天开始漏水？", "en": "Since when has it leaked?"},
        "why": {
            "zh": "保修期和损失都从日期算起。",
            "en": "The warranty and the loss are both counted from dates.",
        },
        "sentence": {"zh": "自{answer}起出现渗漏", "en": "It has leaked since {answer}"},
    }
    damaged = next(one for one in leak["facts"] if one["id"] == "damaged")
    assert damaged["unit"] == {"zh": "户", "one": "home", "many": "homes"}
    assert (damaged["min"], damaged["max"]) == (1, 1_000_000)
    choices = next(one for one in leak["facts"] if one["id"] == "place")["choices"]
    assert choices[0] == {"id": "roof", "zh": "屋面", "en": "the roof"}
    repair = leak["demands"][1]
    assert repair["responsible"] == "developer" and repair["supervised_by"] == "authority"
    assert repair["deadline"] == {"months": 2}
    assert leak["demands"][3]["deadline"] == "immediate"
    assert leak["legal_bases"]["developer"][0] == "zltl-40-roof"
    assert leak["periods"] == ["clk-w-roof", "clk-limitation"]
    assert leak["evidence"][0].keys() == {"zh", "en"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("leek", {"zh": "没有类别“leek”，是不是“leak”？", "en": "did you mean “leak”?"}),
        ("../law/cc", {"zh": "没有类别“../law/cc”；lianming", "en": "“../law/cc”; lianming"}),
        ("", {"zh": "没有类别“”；lianming", "en": "“”; lianming"}),
    ],
    ids=["a-slip", "a-path", "nothing"],
)
def test_an_unknown_category_is_one_line_and_exit_2(
    name: str, said: dict[str, str], language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["catalogue", name]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1 and said[language] in shown.err
