"""A title is broken where its meaning allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.letters.titles import CHARACTERS_PER_LINE, break_title


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于锦绣家园屋面渗漏维修问题的催告函", ("关于锦绣家园屋面渗漏维修问题的催告函",)),
        (
            "关于锦绣家园不动产权证办理、管道燃气开通等四项问题的联名诉求书",
            ("关于锦绣家园不动产权证办理、", "管道燃气开通等四项问题的联名诉求书"),
        ),
    ],
)
def test_chinese_titles(title: str, lines: tuple[str, ...]) -> None:
    assert break_title(title, "zh") == lines


@pytest.mark.parametrize(
    ("title", "names", "lines"),
    [
        (
            "关于滨河新城锦绣家园（二期）不动产权证办理、管道燃气开通等五项问题的联名诉求书",
            ["滨河新城锦绣家园（二期）", "不动产权证办理", "管道燃气开通"],
            (
                "关于滨河新城锦绣家园（二期）",
                "不动产权证办理、管道燃气开通等",
                "五项问题的联名诉求书",
            ),
        ),
        (
            "关于锦绣家园屋面渗漏维修问题的信访事项复查申请书",
            ["锦绣家园", "屋面渗漏维修"],
            ("关于锦绣家园屋面渗漏维修问题的", "信访事项复查申请书"),
        ),
        (
            "关于锦绣家园B1层车库EV充电桩（共120个）迟迟不能使用问题的联名诉求书",
            ["锦绣家园", "B1层车库EV充电桩（共120个）迟迟不能使用"],
            ("关于锦绣家园", "B1层车库EV充电桩（共120个）", "迟迟不能使用问题的联名诉求书"),
        ),
    ],
    ids=["phase in brackets", "kind of letter", "figures in brackets"],
)
def test_names_and_brackets_stay_whole(
    title: str, names: list[str], lines: tuple[str, ...]
) -> None:
    assert break_title(title, "zh", names) == lines


def test_english_titles_are_balanced() -> None:
    title = "Joint Petition of the Owners of Jinxiu Gardens on Property Title Certificates and Gas"
    lines = break_title(title, "en")
    assert " ".join(lines) == title
    assert max(map(len, lines)) - min(map(len, lines)) < 12


@given(st.text(alphabet="关于锦绣家园，、的问题（）《》A1", min_size=1, max_size=120))
def test_no_line_is_too_long_and_nothing_is_lost(title: str) -> None:
    lines = break_title(title, "zh")
    assert "".join(lines) == title
    assert all(1 <= len(line) <= CHARACTERS_PER_LINE["zh"] for line in lines)
