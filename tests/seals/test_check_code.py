"""The code of a root that a person types."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.seals.check_code import ALPHABET, read_root, write_check_code
from app.seals.faults import SealFault
from app.seals.seal import PrintedSeal, read_printed

ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
CODE = "BQ4X-MYD7-0SCT-KBAN-KJVW"
roots = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_the_code_is_pinned() -> None:
    assert write_check_code(ROOT) == CODE
    assert write_check_code("0" * 64) == "0000-0000-0000-0000-0000"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        CODE.replace("-", " — "),
        CODE.replace("0", "O"),
        CODE.replace("0", "o"),
        f"\u3000{CODE}\n",
        "".join(chr(ord(one) + 0xFEE0) for one in CODE),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_root(typed) == CODE


@pytest.mark.parametrize(
    "typed", [ROOT, ROOT.upper(), " ".join(ROOT[n : n + 4] for n in range(0, 64, 4))]
)
def test_a_whole_root_is_read(typed: str) -> None:
    assert read_root(typed) == ROOT


@given(roots, st.data())
def test_one_wrong_character_and_two_swapped_are_found(root: str, data: st.DataObject) -> None:
    code = write_check_code(root)
    assert read_root(code) == code
    plain = code.replace("-", "")
    place = data.draw(st.integers(0, 19))
    other = data.draw(st.integers(0, 19))
    wrong = data.draw(st.sampled_from(ALPHABET))
    letters = list(plain)
    letters[place], letters[other] = letters[other], letters[place]
    for typed in (plain[:place] + wrong + plain[place + 1 :], "".join(letters)):
        if typed != plain:
            with pytest.raises(SealFault, match="有一个字符不对"):
                read_root(typed)


@pytest.mark.parametrize(
    "typed", ["", "U" * 20, "中", "\x00", "A" * 19, "A" * 21, ROOT[:-1], "9" * 100_000]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(SealFault):
        read_root(typed)


@given(st.text(max_size=100))
def test_nothing_else_is_raised(typed: str) -> None:
    with contextlib.suppress(SealFault):
        assert read_root(typed)


@given(roots, roots)
def test_a_code_matches_its_root_alone(root: str, other: str) -> None:
    for printed in (read_printed(write_check_code(root)), read_printed(root), PrintedSeal(root)):
        assert printed.matches(root)
        assert printed.matches(other) == (root == other)
