"""A broken styles.toml is told with its place before a letter is made from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.letters.check_style import check_style
from app.letters.style import STYLES


def test_the_product_s_own_layout_has_no_fault() -> None:
    assert list(check_style(STYLES)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("size_pt = 16", 'size_pt = "16"', "styles.toml: body.size_pt: has a wrong value"),
        ("size_pt = 16", "size_pt = 0", "styles.toml: body.size_pt: has a wrong value"),
        ("size_pt = 16\n", "", "styles.toml: body.size_pt: is missing"),
        ("size_pt = 16", "size_pt = 16\nsize = 3", "styles.toml: body.size: is not a key here"),
        ("[photo]", "[photos]", "styles.toml: photos: is not a section here"),
        ("pitch_pt = 28.9", "pitch_pt = 29.4", "body.pitch_pt: 22 lines of 29.4 pt are higher"),
        ("[12, 27,", "[15, 27,", "styles.toml: table.columns_mm: the columns are 159 mm wide"),
        ("[12, 27, ", "[", "styles.toml: table.columns_mm: has a wrong value"),
        ("[page]", "[page", "styles.toml: is not TOML"),
    ],
)
def test_a_fault_is_told_with_its_place(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = STYLES.read_text("utf-8")
    assert old in text
    path = tmp_path / "styles.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert said in "\n".join(map(str, check_style(path)))
