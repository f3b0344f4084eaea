from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings

from app.letters.petition import Petition
from app.messages import LANGUAGES, Language, Message, translate
from app.petitions.differences import find_differences
from app.petitions.drafts import give_ids
from app.petitions.petition_text import as_document
from tests.letters.generated import petitions
from tests.letters.petition_text import BASE
from tests.petitions.written import write_document

Document = dict[str, Any]
MARKS = {"same": "{}", "deleted": "[-{}-]", "inserted": "[+{}+]"}
DOCUMENT = give_ids(as_document(tomllib.loads(BASE)))


def tell(old: Document, new: Document, language: Language = "zh") -> list[str]:
    """Each line as text: where, marks, label, what changed."""

    def say(said: object) -> str:
        return translate(said, language) if isinstance(said, Message) else str(said)

    told: list[str] = []
    for section in find_differences(old, new):
        marks = "".join(f"〔{say(mark)}〕" for mark in section.marks)
        told.append(f"{say(section.where)}{marks}")
        for line in section.lines:
            text = "".join(MARKS[piece.kind].format(say(piece.text)) for piece in line.pieces)
            mark = f"〔{say(line.mark)}〕" if line.mark else ""
            told.append(f"  {say(line.label)}{mark} {text}".rstrip())
    return told


def change(act: Callable[[Document], object]) -> Document:
    changed = copy.deepcopy(DOCUMENT)
    act(changed)
    return changed


def set_in(*steps: Any) -> Callable[[Document], None]:
    *path, key, value = steps

    def act(document: Document) -> None:
        for step in path:
            document = document[step]
        document[key] = value

    return act


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (set_in("title", "关于漏水"), ["整封信", "  标题 [+关于漏水+]"]),
        (set_in("community", "name", "锦绣花园"), ["小区", "  名称 锦绣[-家-][+花+]园"]),
        (
            set_in("items", 0, "facts", "屋面严重渗漏。"),
            ["第1项 屋面渗漏", "  事实 屋面[+严重+]渗漏。"],
        ),
        (
            set_in("items", 0, "demands", 0, "deadline", {"working_days": 30}),
            ["第1项 屋面渗漏", "  第1条诉求：期限 [+收到后30个工作日内+]"],
        ),
        (
            set_in("items", 1, "demands", 0, "deadline", "immediate"),
            ["第2项 管道燃气未开通", "  第1条诉求：期限 [-收到后60日内-][+立即+]"],
        ),
        (
            set_in("items", 0, "demands", 1, "responsible", "developer"),
            [
                "第1项 屋面渗漏",
                "  第2条诉求：责任方 [-收信的机关-]；[-燃气公司-]；[+锦绣公司+]",
            ],
        ),
        (
            set_in("items", 0, "legal_bases", ["zltl-40-roof"]),
            ["第1项 屋面渗漏", "  法律依据 [+《建设工程质量管理条例》第四十条第一款第二项+]"],
        ),
        (
            set_in("items", 1, "details", "paid", 3000),
            ["第2项 管道燃气未开通", "  每户交了多少元燃气费用？ [-2000-][+3000+]"],
        ),
        (
            set_in("items", 1, "category", "leak"),
            ["第2项 屋面渗漏", "  类别 [-管道燃气未开通-][+屋面渗漏+]"],
        ),
        (
            set_in("items", 0, "photos", 0, "caption", "屋面漏水"),
            ["第1项 屋面渗漏", "  照片“屋面漏水”：说明文字 屋面[+漏水+]"],
        ),
        (
            set_in("recipients", 0, "name", "区住建局"),
            ["第1个收件方 区住建局", "  名称 [+区+]住建局"],
        ),
        (
            set_in("sender", "representatives", []),
            ["联名人", "  业主代表“林喆”：名称〔删去〕 [-林喆-]"],
        ),
        (
            set_in("parties", "gas", "name", "新燃气"),
            ["责任方名单", "  gas [+新+]燃气[-公司-]"],
        ),
        (set_in("language", "en"), ["整封信", "  语言 [-中文-][+英文+]"]),
        (
            set_in("history", []),
            ["此前反映的第1条 住建局〔删去〕", "  日期 [-2025-06-]", "  反映给 [-住建局-]"],
        ),
    ],
)
def test_changes_are_told_by_place(act: Callable[[Document], object], told: list[str]) -> None:
    assert tell(DOCUMENT, change(act)) == told


@pytest.mark.parametrize(("language", "day"), [("zh", "2026年8月10日"), ("en", "10 August 2026")])
def test_days_are_told_as_people_say_them(language: Language, day: str) -> None:
    old = {
        "items": [{"id": "a", "category": "gas", "photos": [{"file": "1.jpg", "caption": "表"}],
                   "demands": [{"id": "b", "action": "通气"}]}],
    }  # fmt: skip
    new = copy.deepcopy(old)
    item = new["items"][0]
    item["details"] = {"promised": "2026-08-10", "homes": 2026}
    item["photos"][0]["taken_on"] = "2026-08-10"  # type: ignore[index]
    item["demands"][0]["deadline"] = "2026-08-10"  # type: ignore[index]
    new["community"] = {"handed_over": "2026-08-10", "name": "2026-08-10"}  # type: ignore[assignment]
    new["history"] = [{"on": "2026-08", "to": "物业公司"}]  # type: ignore[list-item]
    told = tell(old, new, language)
    assert sum(day in line for line in told) == 4
    assert sum("2026-08-10" in line for line in told) == 1, "a name stays as it is written"
    assert any("2026-08" in line and day not in line for line in told)


def test_what_moved_is_told_as_moved_and_not_as_changed() -> None:
    def swap(document: Document) -> None:
        document["items"] = [*document["items"][1:], document["items"][0]]
        demands = document["items"][1]["demands"]
        demands.reverse()

    assert tell(DOCUMENT, change(swap)) == [
        "第1项 管道燃气未开通〔由第2位移来〕",
        "第2项 屋面渗漏",
        "  第1条诉求〔由第2位移来〕",
    ]


def test_items_come_and_go_whole() -> None:
    def replace(document: Document) -> None:
        document["items"][0] = {
            "id": "new",
            "category": "other",
            "heading": "门禁",
            "facts": "坏。",
        }

    told = tell(DOCUMENT, change(replace))
    assert "第1项 门禁〔新增〕" in told
    assert "  事实 [+坏。+]" in told
    assert "第1项 屋面渗漏〔删去〕" in told
    assert "  第1条诉求：请求〔删去〕 [-修复屋面-]" in told


@settings(max_examples=30)
@given(petitions("zh"), petitions("en"))
def test_any_two_documents_are_told_in_both_languages(one: Petition, other: Petition) -> None:
    old, new = (give_ids(write_document(petition)) for petition in (one, other))
    assert find_differences(old, old) == ()
    for language in LANGUAGES:
        assert tell(old, new, language)
        assert tell({}, new, language)
        assert tell(new, {}, language)
