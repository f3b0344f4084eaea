"""`make check-data` refuses words under the wrong language, in whatever data file they stand."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from app.catalogue.check_languages import check_languages
from app.check_data import DATA, check_texts, main

ZH = "write it in Chinese, and the English under en"
EN = "write it in English, and the Chinese under zh"
# file, what stands there, what is planted instead, the line that must be found
PLANTED = {
    "title of a category": (
        "catalogue/deed.toml", 'en = "Overdue property title certificates"',
        'en = "不动产权证逾期未办"',
        f"catalogue/deed.toml: title.en: 不动产权证逾期未办 is not English; {EN}",
    ),
    "title of a category in English": (
        "catalogue/deed.toml", 'zh = "不动产权证逾期未办"', 'zh = "Overdue certificates"',
        f"catalogue/deed.toml: title.zh: Overdue certificates is not Chinese; {ZH}",
    ),
    "choice": (
        "catalogue/deed.toml", 'zh = "预售商品房"', 'zh = "off-plan"',
        f"catalogue/deed.toml: questions[0].choices[0].zh: off-plan is not Chinese; {ZH}",
    ),
    "sentence with an answer": (
        "catalogue/deed.toml", 'zh = "业主所购房屋为{answer}"', 'zh = "Bought {answer}"',
        f"catalogue/deed.toml: questions[0].sentence.zh: Bought {{answer}} is not Chinese; {ZH}",
    ),
    "unit of a count": (
        "catalogue/deed.toml", 'many = "homes"', 'many = "户"',
        f"catalogue/deed.toml: questions[4].unit.many: 户 is not English; {EN}",
    ),
    "name of a law": (
        "law/fdc.toml", 'name_en = "', 'name_en = "房地产法 ', "law/fdc.toml: name_en: 房地产法",
    ),
    "text of a provision": (
        "law/fdc.toml", 'text_zh = "', 'text_zh = "Handover." # ',
        f"law/fdc.toml: provisions[0].text_zh: Handover. is not Chinese; {ZH}",
    ),
    "name of a channel": (
        "channels/mailbox-600.toml", 'en = "Requests"', 'en = "诉求"',
        f"channels/mailbox-600.toml: demands_label.en: 诉求 is not English; {EN}",
    ),
    "event": (
        "deadlines/events.toml", 'zh = "', 'zh = "Receipt" # ', "deadlines/events.toml: events[0]",
    ),
    "title of a clock": (
        "deadlines/petition.toml", 'title = { zh = "', 'title = { zh = "Notice", en = "信访" } # ',
        f"deadlines/petition.toml: clocks[0].title.en: 信访 is not English; {EN}",
    ),
    "holiday": (
        "holidays/2024.toml", 'zh = "元旦"', 'zh = "New Year"',
        f"zh: New Year is not Chinese; {ZH}",
    ),
    "rung of the ladder": (
        "ladder/hotline.toml", 'zh = "没有任何答复"', 'zh = "No answer"',
        f"ladder/hotline.toml: answers[0].means.zh: No answer is not Chinese; {ZH}",
    ),
    "message of a rule": (
        "review/conduct.toml", 'fix = { zh = "', 'fix = { zh = "Leave it out", en = "请删去" } # ',
        f"review/conduct.toml: rules[0].fix.en: 请删去 is not English; {EN}",
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("*.py")))


@pytest.mark.parametrize(("file", "stands", "planted", "line"), PLANTED.values(), ids=PLANTED)
def test_words_under_the_wrong_language_are_refused(
    folder: Path, file: str, stands: str, planted: str, line: str
) -> None:
    text = (folder / file).read_text("utf-8")
    assert stands in text
    (folder / file).write_text(text.replace(stands, planted, 1), "utf-8")
    lines = str(check_texts(folder)).splitlines()
    assert any(line in one for one in lines), lines


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.toml")), ids=lambda path: path.stem)
def test_no_pair_can_be_swapped(path: Path, tmp_path: Path) -> None:
    pair = re.compile(r'zh = ("(?:[^"\n\\]|\\.)*"), en = ("(?:[^"\n\\]|\\.)*")')
    swapped, pairs = pair.subn(r"zh = \2, en = \1", path.read_text("utf-8"))
    (tmp_path / path.name).write_text(swapped, "utf-8")
    assert len(check_languages(tmp_path)[1]) >= pairs


def test_the_command_says_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "catalogue/leak.toml"
    path.write_text(
        path.read_text("utf-8").replace('en = "roof leaks"', 'en = "屋面渗漏"'), "utf-8"
    )
    assert main([str(folder)]) == 1
    assert "catalogue/leak.toml: short.en: 屋面渗漏 is not English" in capsys.readouterr().out
