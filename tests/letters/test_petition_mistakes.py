"""Each mistake in a petition file is one line that names file, place and fix; nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.letters.errors import InputError
from app.letters.petition_file import read_petition
from app.messages import LANGUAGES
from tests.letters.conftest import AssertRefused
from tests.letters.petition_text import BASE, TODAY, change, extra, read

Row = tuple[str, str, str]  # what the file is, the place, a part of what is said


def wrong(place: str, said: str, old: str, new: str) -> Row:
    return (change(old, new), place, said)


UNKNOWN: dict[str, Row] = {
    f"unknown key in {place or 'the file'}": (
        extra(after, "colour = 1"), f"{place}.colour".lstrip("."), "没有键“colour”"
    )
    for place, after in {
        "": 'language = "zh"',
        "community": 'name = "锦绣家园"',
        "recipients[1]": '[[recipients]]\nrole = "developer"',
        "sender": "[sender]",
        "sender.representatives[0]": "[[sender.representatives]]",
        "history[0]": "[[history]]",
        "previous": "[previous]",
        "decision": "[decision]",
        "items[0]": 'id = "roof"',
        "items[0].demands[1]": 'action = "监督"',
        "items[0].photos[0]": "[[items.photos]]",
        "items[0].evidence[0]": "[[items.evidence]]",
    }.items()
}  # fmt: skip
MISSING: dict[str, Row] = {
    f"missing {place}": wrong(place, "缺少这一项，请补写", old, "")
    for place, old in {
        "language": 'language = "zh"',
        "community": '[community]\nname = "锦绣家园"',
        "community.name": 'name = "锦绣家园"',
        "recipients[0].role": 'role = "authority"',
        "sender.name": 'name = "业主"',
        "sender.representatives[0].name": 'name = "林喆"',
        "history[0].on": 'on = "2025-06"',
        "history[0].to": 'to = "住建局"',
        "previous.kind": 'kind = "petition"',
        "previous.date": "date = 2026-01-05",
        "decision.by": 'by = "住建局"',
        "decision.date": "date = 2026-02-06",
        "items[0].category": 'category = "leak"',
        "items[0].facts": 'facts = "屋面渗漏。"',
        "items[0].object.kind": 'kind = "plan", ',
        "items[0].object.name": ', name = "规划"',
        "items[0].demands[0].action": 'action = "修复屋面"',
        "items[0].demands[0].responsible": 'responsible = "developer"',
        "items[0].photos[0].file": 'file = "a.jpg"',
        "items[0].photos[0].caption": 'caption = "屋面"',
        "items[0].evidence[0].title": 'title = "合同"',
        "parties.gas.name": 'name = "燃气公司", ',
        "parties.gas.role": ', role = "utility"',
        "items[1].demands": '[[items.demands]]\naction = "通气"\nresponsible = "gas"\n'
        "deadline = { days = 60 }",
    }.items()
}
TYPES: dict[str, Row] = {
    "number for text": wrong("community.name", "应写文字（加引号），现在是整数", '"锦绣家园"', "1"),
    "text for number": (
        extra("[sender]", 'people = "3"'), "sender.people", "应写整数，现在是文字"
    ),
    "truth for number": (
        extra("[sender]", "people = true"), "sender.people", "应写整数，现在是真假值"
    ),
    "fraction for number": (
        extra("[sender]", "people = 1.5"), "sender.people", "应写整数，现在是小数"
    ),
    "list for text": wrong("items[0].facts", "现在是列表", '"屋面渗漏。"', '["屋"]'),
    "text for list": (
        extra('id = "roof"', 'questions = "何时？"'), "items[0].questions", "应写列表"
    ),
    "text for truth": (
        extra('[[recipients]]\nrole = "developer"', 'copy = "yes"'),
        "recipients[1].copy", "应写真假值 true 或 false",
    ),
    "text for table": wrong("items[1].details", "应写表", '{ paid = 2000, payee = "燃气公司" }', '"2000元"'),
    "table for list": wrong("history", "应写列表，现在是表", "[[history]]", "[history]"),
    "list for table": wrong("previous", "应写表，现在是列表", "[previous]", "[[previous]]"),
    "time for date": wrong(
        "previous.date", "应写日期", "2026-01-05", "2026-01-05T10:00:00"
    ),
    "number for date": wrong("decision.date", "应写日期", "2026-02-06", "2026"),
    "month for date": wrong("decision.date", "不是完整的日期", "2026-02-06", '"2026-02"'),
    "number for choice": wrong("language", "应写文字", '"zh"', "1"),
    "number for deadline": wrong(
        "items[1].demands[0].deadline", "应写期限", "{ days = 60 }", "60"
    ),
    "text for party table": wrong(
        "parties.gas", "须写成 { name", '{ name = "燃气公司", role = "utility" }', '"燃气公司"'
    ),
    "number for party": wrong("parties.developer", "应写文字", '"锦绣公司"\ngas', "1\ngas"),
    "number for question": (
        extra('id = "roof"', 'questions = ["何时？", 2]'), "items[0].questions[1]", "应写文字"
    ),
}  # fmt: skip
WORDS: dict[str, Row] = {
    "language": wrong("language", "没有语言“fr”", '"zh"', '"fr"'),
    "category": wrong("items[1].category", "没有类别“gass”，是不是“gas”？", '"gas"\nf', '"gass"\nf'),
    "category other": wrong("items[0].heading", "须自拟标题", '"leak"', '"other"'),
    "law": (extra('id = "roof"', 'legal_bases = ["cc-509", "cc-5o9"]'),
            "items[0].legal_bases[1]", "没有法律依据“cc-5o9”，是不是“cc-509”？"),
    "law twice": (extra('id = "roof"', 'legal_bases = ["cc-509", "cc-509"]'),
                  "items[0].legal_bases[1]", "写了两次"),
    "law of level C": (extra('id = "roof"', 'legal_bases = ["bxbf-7-8"]'),
                       "items[0].legal_bases[0]", "不能写入信函"),
    "law to be left out": (extra('id = "roof"', 'legal_bases = ["spf-34"]'),
                           "items[0].legal_bases[0]", "没有法律依据“spf-34”"),
    "unit": wrong("items[1].demands[0].deadline", "没有期限单位“weeks”", "days = 60", "weeks = 8"),
    "two units": wrong("items[1].demands[0].deadline", "只能写一种期限", "days = 60", "days = 6, months = 2"),
    "no unit": wrong("items[1].demands[0].deadline", "只能写一种期限", "{ days = 60 }", "{}"),
    "deadline in words": wrong("items[1].demands[0].deadline", "“尽快”不是期限", "{ days = 60 }", '"尽快"'),
    "role": wrong("recipients[0].role", "没有收件方角色“king”", '"authority"\nname', '"king"\nname'),
    "role of a party": wrong("parties.gas.role", "没有角色“gas”", '"utility"', '"gas"'),
    "role of its own": wrong("parties.developer.role", "角色只能是 developer",
                             '"锦绣公司"\ngas', '{ name = "甲", role = "bank" }\ngas'),
    "party called authority": wrong("parties.authority", "不能用", "gas = {", "authority = {"),
    "party without id": wrong('parties.""', "不能用", "gas = {", '"" = {'),
    "party with a trick": wrong('parties."a\\u202eb"', "不能用", "gas = {", '"a\\u202eb" = {'),
    "responsible": wrong("items[0].demands[0].responsible", "没有责任方“devloper”",
                         '"developer"\n\n[[items', '"devloper"\n\n[[items'),
    "responsible in a list": wrong("items[0].demands[1].responsible[1]", "没有责任方“ga”",
                                   '"authority", "gas"', '"authority", "ga"'),
    "responsible twice": wrong("items[0].demands[1].responsible", "写了两次",
                               '"authority", "gas"', '"gas", "gas"'),
    "nobody responsible": wrong("items[0].demands[1].responsible", "列表是空的",
                                '["authority", "gas"]', "[]"),
    "supervisor": (extra('action = "监督"', 'supervised_by = "mayor"'),
                   "items[0].demands[1].supervised_by", "没有监督方“mayor”"),
    "kind": wrong("previous.kind", "没有信函种类“poem”", 'kind = "petition"', 'kind = "poem"'),
    "kind of object": wrong("items[0].object.kind", "没有文件种类“song”", '"plan"', '"song"'),
    "annex": (extra('[[recipients]]\nrole = "developer"', 'annexes = ["photos", "songs"]'),
              "recipients[1].annexes[1]", "没有附件“songs”"),
    "item of a recipient": (extra('[[recipients]]\nrole = "developer"', 'items = ["roof", "rof"]'),
                            "recipients[1].items[1]", "没有事项“rof”，是不是“roof”？"),
    "item number 0": (extra('[[recipients]]\nrole = "developer"', "items = [0]"),
                      "recipients[1].items[0]", "没有第0项；事项从1数到2"),
    "item number 3": (extra('[[recipients]]\nrole = "developer"', "items = [1, 3]"),
                      "recipients[1].items[1]", "没有第3项"),
    "item twice": (extra('[[recipients]]\nrole = "developer"', 'items = [1, "roof"]'),
                   "recipients[1].items[1]", "写了两次"),
    "id of two items": (extra('category = "gas"', 'id = "roof"'), "items[1].id", "已用于另一事项"),
    "id of two demands": (
        BASE.replace('action = "监督"', 'id = "a"\naction = "监督"')
        .replace('action = "通气"', 'id = "a"\naction = "通气"'),
        "items[1].demands[0].id", "已用于另一诉求"),
    "demand on nobody": (
        BASE.replace('role = "authority"\nname = "住建局"', 'role = "gas"\nname = "燃气公司"'),
        "items[0].demands[1].responsible", "收件方中没有机关"),
    "supervised by nobody": (
        BASE.replace('role = "authority"\nname = "住建局"', 'role = "gas"\nname = "燃气公司"')
        .replace('["authority", "gas"]', '"gas"\nsupervised_by = "authority"'),
        "items[0].demands[1].supervised_by", "收件方中没有机关"),
    "only copies": (
        BASE.replace('role = "authority"', 'role = "authority"\ncopy = true')
        .replace('[[recipients]]\nrole = "developer"', '[[recipients]]\nrole = "developer"\ncopy = true'),
        "recipients", "所有收件方都是抄送"),
    "reminder of nothing": (
        extra('[[recipients]]\nrole = "developer"', 'kind = "reminder"')
        .replace('[previous]\nkind = "petition"\ndate = 2026-01-05', ""),
        "recipients[1].kind", "请加 [previous]"),
    "review of nothing": (
        extra('[[recipients]]\nrole = "developer"', 'kind = "review"')
        .replace('[decision]\nby = "住建局"\ndate = 2026-02-06', ""),
        "recipients[1].kind", "请加 [decision]"),
}  # fmt: skip
NUMBERS: dict[str, Row] = {
    f"{unit} {number}": wrong(
        "items[1].demands[0].deadline", "超出范围，应为 1 至 999 的整数",
        "days = 60", f"{unit} = {number}",
    )
    for unit, number in [("days", "0"), ("working_days", "-1"), ("months", "1000"),
                         ("days", "0x" + "f" * 9000)]
} | {
    "days 1.5": wrong("items[1].demands[0].deadline", "应写整数", "days = 60", "days = 1.5"),
    "before nothing": wrong("items[1].demands[0].deadline", "是空的", "days = 60", 'before = " "'),
    "reply in 0 days": (extra("[sender]", "reply_within_days = 0"),
                        "sender.reply_within_days", "应为 1 至 999"),
    "no dwelling affected": (extra('id = "roof"', "affected = 0"), "items[0].affected", "超出范围"),
    "no such month": wrong("history[0].on", "没有 2025-13", '"2025-06"', '"2025-13"'),
    "month nought": wrong("history[0].on", "没有 2025-00", '"2025-06"', '"2025-00"'),
    "day nought": wrong("history[0].on", "没有 2025-06-00", '"2025-06"', '"2025-06-00"'),
    "no such year": wrong("history[0].on", "没有 0000", '"2025-06"', '"0000"'),
    "no such day as text": wrong("decision.date", "没有 2026-02-30", "2026-02-06", '"2026-02-30"'),
    "no date at all": wrong("history[0].on", "“去年”不是日期", '"2025-06"', '"去年"'),
}  # fmt: skip
TEXTS: dict[str, Row] = {
    name: wrong("community.name", said, '"锦绣家园"', f'"{written}"')
    for name, written, said in [
        ("blank", "", "是空的"),
        ("spaces", " \u3000 ", "是空的"),
        ("no-break space", "\u00a0", "是空的"),
        ("control character", "锦\\u0007", "第2字 U+0007 是控制字符"),
        ("delete", "锦\\u007f", "U+007F 是控制字符"),
        ("line break", "锦\\n绣", "第2字是换行"),
        ("paragraph separator", "锦\\u2029绣", "第2字是换行"),
        ("override of direction", "锦\\u202e绣", "U+202E 是改变文字方向的控制符"),
        ("isolate of direction", "锦\\u2066绣", "U+2066 是改变文字方向的控制符"),
        ("zero-width space", "锦\\u200b绣", "U+200B 是看不见的字符"),
        ("zero-width joiner", "锦\\u200d绣", "U+200D 是看不见的字符"),
        ("byte order mark inside", "锦\\ufeff绣", "U+FEFF 是看不见的字符"),
        ("tag character", "锦\\U000e0041", "U+E0041 是看不见的字符"),
        ("filler", "\\u3164", "U+3164 是看不见的字符"),
        ("private use", "\\ue000", "U+E000 是没有定义的字符"),
        ("no character", "\\uffff", "U+FFFF 是没有定义的字符"),
        ("too long", "长" * 20_001, "太长：20001字，最多20000字"),
    ]
} | {
    "direction in facts": wrong(
        "items[0].facts", "U+202E", '"屋面渗漏。"', '"""\n屋面\n\\u202e"""'
    ),
    "zero width in a detail": wrong(
        "items[1].details.payee", "U+200B", 'payee = "燃气公司"', 'payee = "\\u200b"'
    ),
}
EMPTY: dict[str, Row] = {
    "no items": (BASE[: BASE.index("[[items]]")], "items", "缺少这一项"),
    "an empty list of items": (
        BASE[: BASE.index("[[items]]")].replace('"zh"', '"zh"\nitems = []'), "items",
        "至少要有一个事项"),
    "no recipients": (
        BASE.replace(BASE[BASE.index("[[recipients]]") : BASE.index("[sender]")], "")
        .replace('"zh"', '"zh"\nrecipients = []'), "recipients", "至少要有一个收件方"),
    "an empty list of demands": (
        change('category = "gas"', 'category = "gas"\ndemands = []').replace(
            '[[items.demands]]\naction = "通气"\nresponsible = "gas"\ndeadline = { days = 60 }', ""
        ), "items[1].demands", "至少要有一项诉求"),
    "an empty list of items for a recipient": (
        extra('[[recipients]]\nrole = "developer"', "items = []"), "recipients[1].items",
        "列表是空的"),
    "too many items": ('language = "zh"\nitems = [' + "{}," * 101 + "]", "items", "有101项，最多100项"),
}  # fmt: skip
NOT_TOML: dict[str, Row] = {
    "empty": ("", "", "文件是空的"),
    "only blanks": (" \n\t\n", "", "文件是空的"),
    "prose": ("我们是业主", "", "第1行第1列不合TOML写法"),
    "chinese quotes": (change('"锦绣家园"', "“锦绣家园”"), "", "第4行第8列不合TOML写法"),
    "open quote": (change('"锦绣家园"', '"锦绣家园'), "", "第4行"),
    "open text": (BASE + 'x = """', "", "文件结尾处不完整"),
    "open bracket": (change("{ days = 60 }", "{ days = 60"), "", "不合TOML写法"),
    "no such day": (change("2026-02-06", "2026-02-30"), "", "没有这一天，请写成 2026-10-09"),
    "no such month": (change("2026-02-06", "2026-13-01"), "", "没有这一天，请写成 2026-10-09"),
    "date with slashes": (change("2026-02-06", "2026/2/6"), "", "请写成 2026-10-09"),
    "key twice": (extra("[sender]", 'name = "甲"'), "", "行的键或表在前面已经写过"),
    "table twice": (BASE + "[sender]\n", "", "行的键或表在前面已经写过"),
    "lone surrogate": (change("锦绣家园", "\\ud800"), "", "第4行"),
    "control character": (change("锦绣家园", "锦\x07"), "", "第4行"),
    "nested": ("a = " + "[" * 5000, "", "括号嵌套太深"),
    "long number": ("a = " + "9" * 5000, "", "有一个数字太长"),
    "long key": (".".join("a" * 20_000) + " = 1", "", "第1行的键由太多段组成"),
    "an escape sequence as a key": ('"\\u001b[31m" = 1', '"\\x1b[31m"', "没有键"),
}
ROWS = UNKNOWN | MISSING | TYPES | WORDS | NUMBERS | TEXTS | EMPTY | NOT_TOML


@pytest.mark.parametrize(("text", "place", "said"), ROWS.values(), ids=ROWS.keys())
def test_a_mistake_is_named_in_one_line(
    text: str, place: str, said: str, folder: Path, assert_refused: AssertRefused
) -> None:
    (folder / "petition.toml").write_text(text, "utf-8")
    start = f"petition.toml: {place}: " if place else "petition.toml: "
    assert_refused(start, said)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(BASE.encode("gb18030"), "第4行不是UTF-8编码，请另存为UTF-8", id="GB18030"),
        pytest.param(BASE.encode("utf-16"), "第1行不是UTF-8编码", id="UTF-16"),
        pytest.param(b"\x89PNG\r\n\x1a\n" * 9, "不是UTF-8编码", id="a picture"),
        pytest.param(b'title = "\xed\xa0\x80"', "第1行不是UTF-8编码", id="a surrogate's bytes"),
        pytest.param(b"\x00" * 100, "不合TOML写法", id="NUL bytes"),
        pytest.param(b"#" * 10_000_001, "文件超过10MB", id="too large"),
    ],
)
def test_a_file_that_is_no_text_is_named(
    data: bytes, said: str, folder: Path, assert_refused: AssertRefused
) -> None:
    (folder / "petition.toml").write_bytes(data)
    assert_refused("petition.toml: ", said)


def test_a_missing_file_is_named(assert_refused: AssertRefused) -> None:
    assert_refused("petition.toml: ", "没有这个文件")


def test_a_folder_is_named(folder: Path, assert_refused: AssertRefused) -> None:
    (folder / "petition.toml").mkdir()
    assert_refused("petition.toml: ", "这是文件夹")


def test_a_device_without_end_is_not_read_to_its_end() -> None:
    with pytest.raises(InputError, match="超过10MB"):
        read_petition(Path("/dev/zero"), today=TODAY)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_every_mistake_can_be_said_in_both_languages(row: Row) -> None:
    with pytest.raises(InputError) as refused:
        read(row[0])
    sentences = [refused.value.sentence(language) for language in LANGUAGES]
    assert all(sentence.isprintable() and len(sentence) < 400 for sentence in sentences)
    assert sentences[0] != sentences[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--kind", "reminder"], "previous: reminder 是后续信函"),
        (["--kind", "review"], "previous: "),
    ],
)
def test_a_kind_asked_for_needs_what_it_needs(
    options: list[str], said: str, folder: Path, assert_refused: AssertRefused
) -> None:
    text = change('[previous]\nkind = "petition"\ndate = 2026-01-05', "")
    (folder / "petition.toml").write_text(text[: text.index("[[items.photos]]")], "utf-8")
    assert_refused("petition.toml: ", said, *options)
