"""The roll of dwellings: one spelling for every way of writing a dwelling, and what a new roll changes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.communities.roll import Entry, Label, compare, make_label, read_label, sort_key
from app.letters.errors import InputError


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("3-2-1501", "3-2-1501"),
        ("3栋2单元1501", "3-2-1501"),
        ("3栋2单元1501室", "3-2-1501"),
        (" 3 栋 2 单元 1501 号 ", "3-2-1501"),
        ("３栋２单元１５０１", "3-2-1501"),
        ("３－２－１５０１", "3-2-1501"),
        ("3—2—1501", "3-2-1501"),
        ("3/2/1501", "3-2-1501"),
        ("3号楼2单元1501", "3-2-1501"),
        ("3幢2单元1501", "3-2-1501"),
        ("3座2单元1501", "3-2-1501"),
        ("3楼2单元1501", "3-2-1501"),
        ("3号2单元1501", "3-2-1501"),
        ("3#2单元1501", "3-2-1501"),
        ("3#楼-2-1501", "3-2-1501"),
        ("3栋-2-1501", "3-2-1501"),
        ("3栋2-1501", "3-2-1501"),
        ("三栋二单元1501", "3-2-1501"),
        ("03-02-1501", "3-2-1501"),
        ("3栋2单元15层1501", "3-2-1501"),
        ("3栋2单元15层01室", "3-2-1501"),
        ("3-2-15-1", "3-2-1501"),
        ("十二栋一单元301", "12-1-301"),
        ("二十栋301", "20-301"),
        ("一百零八号楼301", "108-301"),
        ("3栋1501", "3-1501"),
        ("A座1501", "A-1501"),
        ("ａ座2门301", "A-2-301"),
        ("12号301室", "12-301"),
        ("88弄12号1501室", "88弄12-1501"),
        ("一期3栋2单元0301", "1期3-2-301"),
        ("荷花苑3栋301", "荷花苑3-301"),
        ("3-2-1501-1", "3-2-1501-1"),
        ("3栋2单元1501A", "3-2-1501A"),
        ("3栋负一层02室", "3-B102"),
        ("3栋地下1层02室", "3-B102"),
        ("3栋2单元B1层02", "3-2-B102"),
    ],
)
def test_a_dwelling_has_one_spelling(written: str, label: str) -> None:
    assert str(read_label(written)) == label
    assert str(read_label(label)) == label


@pytest.mark.parametrize(
    "written",
    [
        "",
        "  ",
        "-",
        "1501",
        "3栋",
        "2单元1501",
        "3栋4栋1501",
        "商铺",
        "3-2-1-4-5",
        "3-<b>",
        "3-2-\u202e1",
    ],
)
def test_what_names_no_dwelling_is_refused(written: str) -> None:
    with pytest.raises(InputError):
        read_label(written)


numbers = st.integers(min_value=1, max_value=99)
rooms = st.integers(min_value=100, max_value=9999)
buildings = st.one_of(numbers.map(str), st.sampled_from("ABCDEFG"))
building_marks = st.sampled_from(["栋", "号楼", "幢", "座", "#", "#楼", "楼", "号", "号栋"])
room_marks = st.sampled_from(["", "室", "号", "房", "户"])
dashes = st.sampled_from(["-", "－", "—", "–", "/", "、", "·", " - "])
NUMERALS = "零一二三四五六七八九"


def widen(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def spell(number: int) -> str:
    """A number below 100 in Chinese."""
    tens, ones = divmod(number, 10)
    before = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return before + (NUMERALS[ones] if ones or not tens else "")


@given(buildings, numbers, rooms, building_marks, room_marks, dashes, st.booleans(), st.booleans())
def test_every_way_of_writing_leads_to_the_same_dwelling(
    building: str,
    entrance: int,
    room: int,
    mark: str,
    end: str,
    dash: str,
    wide: bool,
    spaced: bool,
) -> None:
    label = f"{building}-{entrance}-{room}"
    spellings = [
        f"{building}{mark}{entrance}单元{room}{end}",
        f"{building}{mark}{entrance}门{room}{end}",
        f"{building}{mark}{spell(entrance)}单元{room}{end}",
        f"{building}{dash}{entrance}{dash}{room}{end}",
        f"{building.zfill(3) if building.isdecimal() else building}{mark}0{entrance}单元{room}{end}",
    ]
    for written in spellings:
        wider = widen(written) if wide else written
        assert str(read_label(" ".join(wider) if spaced else wider)) == label, written
    parts = make_label(f"{building}{mark}", f"{entrance}单元", "", f"{room}{end}")
    assert str(parts) == label


@given(numbers, numbers)
def test_numerals_are_numbers(building: int, entrance: int) -> None:
    written = f"{spell(building)}号楼{spell(entrance)}单元301"
    assert str(read_label(written)) == f"{building}-{entrance}-301"


@given(numbers, numbers, st.integers(1, 60), st.integers(1, 30))
def test_a_number_within_its_floor_is_one_of_the_building(
    building: int, entrance: int, floor: int, number: int
) -> None:
    label = f"{building}-{entrance}-{floor}{number:02}"
    assert str(read_label(f"{building}栋{entrance}单元{floor}层{number}室")) == label
    assert str(make_label(str(building), str(entrance), str(floor), str(number))) == label
    assert (
        str(make_label(str(building), str(entrance), f"{floor}层", f"{floor}{number:02}")) == label
    )


words = st.text(st.sampled_from("0123456789AB栋幢座单元层楼室号#-－ 期苑一二十负门"), max_size=14)


@given(st.one_of(words, st.text(max_size=14)))
def test_any_text_is_read_or_refused(written: str) -> None:
    try:
        label = read_label(written)
    except InputError:
        return
    assert str(label).count("-") >= 1
    again = str(label)
    assert str(read_label(again)) == again, "what was read once is read the same again"


@given(words, words, words, words)
def test_any_parts_are_read_or_refused(
    building: str, entrance: str, floor: str, number: str
) -> None:
    try:
        label = make_label(building, entrance, floor, number)
    except InputError:
        return
    assert make_label(label.building, label.entrance, label.floor, label.number) == label


def entry(label: str, area: str | None = None, owners: int | None = None, floor: str = "") -> Entry:
    parts = read_label(label)
    known = None if area is None else Decimal(area)
    return Entry(label, parts.building, parts.entrance, floor, parts.number, known, owners)


def test_a_new_roll_is_compared_with_the_old() -> None:
    old = [entry("1-101", "80.00", 1), entry("1-102", "90.00", 2), entry("1-103"), entry("2-101")]
    new = [
        entry("1-104"),
        entry("1-101", "80.00"),
        entry("1-103", "70.50"),
        entry("1-102", "91.00", 2),
    ]
    changes = compare(old, new)
    assert changes.new == (entry("1-104"),)
    assert changes.changed == (
        (entry("1-103"), entry("1-103", "70.50")),
        (entry("1-102", "90.00", 2), entry("1-102", "91.00", 2)),
    )
    assert changes.gone == (entry("2-101"),)
    assert changes.same == 1, "what the file leaves empty stays as it is known"
    assert changes.any and not compare(old, old).any


labels = st.lists(st.tuples(numbers, rooms).map(lambda pair: f"{pair[0]}-{pair[1]}"), unique=True)


@given(labels, labels)
def test_every_dwelling_is_told_once(old: list[str], new: list[str]) -> None:
    changes = compare(map(entry, old), map(entry, new))
    assert {one.label for one in changes.new} == set(new) - set(old)
    assert {one.label for one in changes.gone} == set(old) - set(new)
    assert changes.same == len(set(old) & set(new)) and not changes.changed


def test_buildings_are_ordered_as_people_count() -> None:
    names = ["10", "2", "A", "1期10", "1期2", "1"]
    assert sorted(names, key=sort_key) == ["1", "1期2", "1期10", "2", "10", "A"]


def test_a_label_has_no_empty_parts() -> None:
    assert str(Label("3", "", "15", "1501")) == "3-1501"
