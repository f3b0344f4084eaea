from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from app.deadlines.workdays import HOLIDAYS, BadCalendar, load_calendar
from app.messages import translate

YEAR_2027 = """\
year = 2027
source = "测试"
make_up = [2027-01-09]

[[rest]]
first = 2026-12-31
last = 2027-01-03
zh = "元旦"
en = "New Year"
"""


def write_year(folder: Path, text: str, name: str = "2027.toml") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("date", "works"),
    [
        ("2026-10-01", False),
        ("2026-10-08", True),
        ("2026-10-10", True),  # a Saturday, made up
        ("2026-10-11", False),
        ("2025-09-28", True),  # a Sunday, made up
        ("2023-01-28", True),
        ("2022-10-08", True),
        ("2021-02-20", True),
        ("2024-02-18", True),
        ("2024-02-09", True),  # New Year's Eve was not off in 2024
        ("2027-01-01", True),  # as far as is known
    ],
)
def test_who_works_when(date: str, works: bool) -> None:
    assert load_calendar().is_working(dt.date.fromisoformat(date)) is works


def test_six_years_are_known_and_named_by_their_notice() -> None:
    calendar = load_calendar()
    assert sorted(calendar.years) == [2021, 2022, 2023, 2024, 2025, 2026]
    for path in HOLIDAYS.glob("*.toml"):
        assert "国办发明电〔" in path.read_text("utf-8")


def test_an_administrators_year_is_added(tmp_path: Path) -> None:
    calendar = load_calendar(write_year(tmp_path, YEAR_2027))
    assert calendar.is_known(dt.date(2027, 5, 1))
    assert not calendar.is_working(dt.date(2027, 1, 1))
    assert not calendar.is_working(dt.date(2026, 12, 31))
    assert calendar.is_working(dt.date(2027, 1, 9))
    assert calendar.is_working(dt.date(2026, 10, 10))


def test_an_administrators_year_replaces_ours(tmp_path: Path) -> None:
    text = YEAR_2027.replace("2027", "2026").replace("2026-12-31", "2025-12-31")
    text = text.replace("2026-01-09", "2026-01-10")
    calendar = load_calendar(write_year(tmp_path, text, "2026.toml"))
    assert calendar.is_working(dt.date(2026, 10, 1))
    assert not calendar.is_working(dt.date(2025, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2027-01-09", "2027-01-08", "is no weekend day"),
        ("2027-01-09", "2027-01-03", "is a day off as well"),
        ("2027-01-09", "2026-01-10", "is not of this year"),
        ("last = 2027-01-03", "last = 2026-12-30", "is before first"),
        ("first = 2026-12-31", "first = 2026-11-30", "is not of this year"),
        ("year = 2027", "year = 2028", "is not the name of the file"),
        ("year = 2027", "year 2027", "is not TOML"),
        ('zh = "元旦"', "", "zh: is missing"),
        ("source =", "origin =", "source: is missing"),
    ],
)
def test_an_administrators_mistake_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in YEAR_2027
    write_year(tmp_path, YEAR_2027.replace(old, new, 1))
    with pytest.raises(BadCalendar) as caught:
        load_calendar(tmp_path)
    assert said in translate(caught.value.said, "en")
    assert not re.search("[a-z]{2,} [a-z]{2,}", str(caught.value.said)), "no English in Chinese"
    assert caught.value.file.endswith("2027.toml")


def test_a_folder_without_years_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(BadCalendar, match="没有年份文件"):
        load_calendar(tmp_path / "nowhere")
    (tmp_path / "2027.toml").mkdir()
    with pytest.raises(BadCalendar, match="读不了"):
        load_calendar(tmp_path)


def test_ranges_out_of_order_are_a_mistake(tmp_path: Path) -> None:
    shutil.copy(HOLIDAYS / "2026.toml", tmp_path)
    text = (tmp_path / "2026.toml").read_text("utf-8")
    (tmp_path / "2026.toml").write_text(text.replace("2026-05-01", "2026-04-05"), "utf-8")
    with pytest.raises(BadCalendar, match="不晚于前一段的末日 2026-04-06"):
        load_calendar(tmp_path)
