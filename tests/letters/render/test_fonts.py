"""Which font prints what."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from fontTools.ttLib import TTFont

from app.letters.render.fonts import (
    FACES,
    Face,
    MissingGlyph,
    UnsupportedScript,
    check_printable,
    find_font,
    list_fonts,
    office_environment,
    prepare_fontconfig,
    split_faces,
)

pytestmark = pytest.mark.needs("fonts", "fc-list", "fc-match")

RARE = "喆堃犇淼煊珺㛃䶮𬍛𬭎𬱖𫖯𬸚𫜹\U00031350"  # the last is of Extension H


@pytest.mark.parametrize("face", FACES)
def test_rare_characters_of_names_have_a_font(face: Face) -> None:
    runs = split_faces(RARE, face)
    assert "".join(text for _, text in runs) == RARE
    assert all(font.advance(character) == 1000 for font, text in runs for character in text)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (0x4E00, 0x9FFF),
        (0x3400, 0x4DBF),
        (0x20000, 0x2A6DF),
        (0x2A700, 0x2EBE0),
    ],
    ids=["basic", "A", "B", "C to F"],
)
def test_whole_blocks_have_a_font(first: int, last: int) -> None:
    unassigned = {*range(0x2B73A, 0x2B740), *range(0x2B81E, 0x2B820), *range(0x2CEA2, 0x2CEB0)}
    for code in sorted(set(range(first, last + 1)) - unassigned):
        find_font(chr(code), "fang")


@pytest.mark.parametrize(
    ("text", "face", "language", "families"),
    [
        ("共12户", "fang", "zh", ["FandolFang", "Noto Serif CJK SC", "FandolFang"]),
        ("“联名”——、·…", "fang", "zh", ["FandolFang"]),
        ("（一）喆", "kai", "zh", ["FandolKai", "Noto Serif CJK SC"]),
        ("一、A座", "hei", "zh", ["Noto Sans CJK SC"]),
        ("“A” – the owners’ — 喆", "fang", "en", ["Noto Serif CJK KR", "Noto Serif CJK SC"]),
        ("\u2060联\u200b名\n", "fang", "zh", ["FandolFang"]),
        ("", "fang", "zh", []),
    ],
)
def test_text_is_split_by_font(text: str, face: Face, language: str, families: list[str]) -> None:
    runs = split_faces(text, face, "en" if language == "en" else "zh")
    assert [font.family for font, _ in runs] == families
    assert "".join(part for _, part in runs) == text


@pytest.mark.parametrize("face", FACES)
def test_chinese_dash_and_quotes_take_whole_squares(face: Face) -> None:
    assert {find_font(sign, face).advance(sign) for sign in "—“”‘’…"} == {1000}


def test_english_quotes_are_narrow() -> None:
    assert all(find_font(sign, "fang", "en").advance(sign) < 500 for sign in "“”‘’")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("ئۇيغۇر", UnsupportedScript),
        ("བོད", UnsupportedScript),
        ("ᠮᠣᠩ", UnsupportedScript),
        ("नाम", UnsupportedScript),
        ("e\u0301", UnsupportedScript),
        ("שם", UnsupportedScript),
        ("\U0010ffff", MissingGlyph),
        ("\ue0ff", MissingGlyph),
    ],
    ids=["uyghur", "tibetan", "mongolian", "hindi", "combining", "hebrew", "none", "private"],
)
def test_what_cannot_be_printed_is_said(text: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"items\[0\].*(是现有字体印不出的|看不出是什么的字符)"):
        check_printable(f"甲{text}", place="items[0]")


def test_index_and_family_agree() -> None:
    for font in list_fonts():
        with TTFont(font.path, fontNumber=font.index, lazy=True) as reader:
            names = reader["name"]
            assert font.family in (names.getDebugName(1), names.getDebugName(16))


def test_pango_sees_these_fonts_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "")
    code = "import subprocess;from app.letters.render.fonts import prepare_fontconfig as p;p();"
    code += "print(subprocess.run(['fc-list',':','file'],capture_output=True,text=True).stdout)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    files = {line.strip().rstrip(":") for line in found.stdout.splitlines() if line.strip()}
    assert files == {str(font.path) for font in list_fonts()}


def test_the_configuration_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "")
    first = prepare_fontconfig()
    written = first.stat().st_mtime_ns
    assert prepare_fontconfig() == first and first.stat().st_mtime_ns == written
    assert os.environ["FONTCONFIG_FILE"] == str(first)


def test_the_office_knows_the_names_of_word() -> None:
    found = subprocess.run(
        ["fc-match", "-f", "%{family}", "仿宋"],
        env=office_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "FandolFang" in found.stdout
