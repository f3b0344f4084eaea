"""Packages: the seal, the body, the letters and the signatures, against what is printed."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.seals.audit import verify_package
from app.seals.check_code import write_check_code
from app.seals.faults import SealFault
from app.seals.package import BODY as BODY_FILE
from app.seals.package import ENTRIES, SEAL, open_package, write_package
from app.seals.seal import PrintedSeal, Seal, seal, write_seal
from app.seals.verdict import Verdict
from tests.seals.samples import (
    BODY,
    BODY_TEXT,
    make_printed,
    make_seal,
    make_signature,
    make_signatures,
)

OTHER = "ab" * 32
SIGNED = make_signatures(9)
SEALED = make_seal(9)
PRINTED = make_printed(SEALED)
LINES = [entry.line for entry in SIGNED]


def zip_up(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def make_files(
    lines: Sequence[bytes] | None = LINES, sealed: Seal = SEALED, body: str = BODY_TEXT
) -> dict[str, bytes]:
    files = {SEAL: write_seal(sealed), BODY_FILE: body.encode()}
    if lines is not None:
        files[ENTRIES] = b"".join(line + b"\n" for line in lines)
    return files


def check(
    files: dict[str, bytes], printed: PrintedSeal = PRINTED, **letters: PrintedSeal | None
) -> Verdict:
    return verify_package(open_package(zip_up(files)), printed, letters)


def tell(verdict: Verdict) -> list[tuple[str | None, int | None]]:
    return [(finding.change, finding.number) for finding in verdict.findings]


def test_what_was_written_is_valid_and_the_same_bytes() -> None:
    made = write_package(SEALED, BODY_TEXT, {"letter-1.pdf": b"%PDF"}, SIGNED)
    assert made == write_package(SEALED, BODY_TEXT, {"letter-1.pdf": b"%PDF"}, SIGNED)
    package = open_package(made)
    assert (package.letters, package.read_letter("letter-1.pdf")) == (("letter-1.pdf",), b"%PDF")
    for printed in (PRINTED, PrintedSeal(SEALED.root), PrintedSeal(write_check_code(SEALED.root))):
        assert verify_package(package, printed, {"letter-1.pdf": PRINTED}).outcome == "valid"


def test_erased_signatures_stay_provable() -> None:
    kept = [None, *SIGNED[1:4], None, None, *SIGNED[6:]]
    package = open_package(write_package(SEALED, BODY_TEXT, {}, kept))
    verdict = verify_package(package, PRINTED, {})
    assert verdict.is_valid
    assert any("3条的内容已按规定删除" in str(note) for note in verdict.notes)
    nothing = open_package(write_package(SEALED, BODY_TEXT, {}, [None] * 9))
    said = [str(note) for note in verify_package(nothing, PrintedSeal(SEALED.root), {}).notes]
    assert any("正文只与 seal.json 核对" in note for note in said)
    assert check(make_files(None)).is_valid


FORGED = make_signature(4, name="李四").line


@pytest.mark.parametrize(
    ("lines", "findings"),
    [
        ([*LINES[:4], FORGED, *LINES[5:]], [("changed", 5)]),
        ([*LINES[:4], b"nonsense", *LINES[5:]], [("changed", 5)]),
        ([*LINES[:4], *LINES[5:]], [("removed", 5)]),
        (LINES[:-1], [("removed", 9)]),
        (LINES[2:], [("removed", 1), ("removed", 2)]),
        ([], [("removed", number) for number in range(1, 10)]),
        ([*LINES, FORGED], [("added", 10)]),
        ([FORGED, *LINES], [("added", 1)]),
        ([*LINES, LINES[3]], [("added", 10)]),
        ([*LINES[:2], LINES[7], *LINES[2:7], LINES[8]], [("moved", 3)]),
        ([FORGED, *LINES[1:4], *LINES[5:], b"x"], [("changed", 1), ("removed", 5), ("added", 9)]),
        ([FORGED] * 9, [("changed", number) for number in range(1, 10)]),
        ([*LINES, b"", b""], []),
        ([*LINES[:4], b"", *LINES[5:]], []),
    ],
)
def test_each_difference_is_named(lines: list[bytes], findings: list[tuple[str, int]]) -> None:
    verdict = check(make_files(lines))
    assert tell(verdict) == findings
    assert verdict.outcome == ("changed-entry" if findings else "valid")


def test_a_changed_body_is_found_whatever_is_changed_with_it() -> None:
    assert check(make_files(body=BODY_TEXT + " ")).outcome == "changed-body"
    moved = dataclasses.replace(SEALED, body=OTHER)
    for lines in (LINES, None):
        assert check(make_files(lines, moved)).outcome == "changed-body"
    assert check(make_files(LINES, moved), PrintedSeal(SEALED.root)).outcome == "changed-body"
    assert check(make_files(), dataclasses.replace(PRINTED, body=OTHER)).outcome == "changed-body"
    without = make_files()
    del without[BODY_FILE]
    assert check(without).outcome == "damaged"


def test_a_changed_seal_is_found() -> None:
    leaves = (OTHER, *SEALED.leaves[1:])
    for sealed in (
        dataclasses.replace(SEALED, leaves=leaves),
        dataclasses.replace(SEALED, root=OTHER),
        dataclasses.replace(SEALED, size=8),
    ):
        assert check(make_files(sealed=sealed)).outcome == "damaged"
        assert check(make_files(None, sealed)).outcome == "damaged"
    assert check(make_files(), dataclasses.replace(PRINTED, size=8)).outcome == "damaged"


def test_a_list_made_anew_is_not_that_of_the_letter() -> None:
    for others in (SIGNED[:-1], [*SIGNED, make_signature(9)], SIGNED[::-1]):
        made = make_files([one.line for one in others], seal(BODY, others))
        assert check(made).outcome == "not-in-letter"


def test_letters_in_the_package_must_say_the_same() -> None:
    files = make_files()
    assert check(files, PRINTED, a=PRINTED).is_valid
    assert check(files, PRINTED, a=None).outcome == "damaged"
    assert check(files, PRINTED, a=PRINTED, b=PrintedSeal(OTHER, 9, BODY)).outcome == "damaged"
    assert check(files, PRINTED, a=PrintedSeal(SEALED.root, 8, BODY)).outcome == "damaged"
    assert check(files, PRINTED, a=PrintedSeal(SEALED.root, 9, OTHER)).outcome == "changed-body"


@given(st.data())
def test_any_other_list_is_told_apart(data: st.DataObject) -> None:
    lines: list[bytes] = data.draw(
        st.lists(st.sampled_from([*LINES, FORGED]), max_size=12) | st.permutations(LINES)
    )
    assert check(make_files(lines)).is_valid == (lines == LINES)


def test_a_package_zipped_anew_is_read() -> None:
    files = {f"锦绣家园/{name}": data for name, data in make_files().items()}
    assert check(
        {**files, "__MACOSX/锦绣家园/._seal.json": b"x", "锦绣家园/.DS_Store": b""}
    ).is_valid
    crlf = make_files()
    crlf[ENTRIES] = crlf[ENTRIES].replace(b"\n", b"\r\n")
    assert check(crlf).is_valid


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        zip_up(make_files())[:-30],
        zip_up({"body.txt": b""}),
        zip_up({SEAL: b"{}"}),
        zip_up({SEAL: b" " * 30_000_000}),
        zip_up({**make_files(), BODY_FILE: b" " * 10_000_000}),
        zip_up({**make_files(), **{f"{n}.pdf": b"" for n in range(30)}}),
        zip_up({**make_files(), **{f"{n}.txt": b"" for n in range(300)}}),
    ],
    ids=["empty", "head", "cut", "no-seal", "no-keys", "large-seal", "large-body", "pdfs", "files"],
)
def test_what_is_no_package_is_refused(data: bytes) -> None:
    with pytest.raises(SealFault):
        open_package(data)


@given(st.integers(0, 3000), st.integers(0, 255))
def test_a_damaged_package_is_refused_or_not_valid(place: int, byte: int) -> None:
    data = bytearray(write_package(SEALED, BODY_TEXT, {}, SIGNED))
    place %= len(data)
    data[place] = byte
    try:
        package = open_package(bytes(data))
        valid = verify_package(package, PRINTED, {}).is_valid
    except SealFault:
        return
    if valid:  # a byte that says nothing: a date, a name of the system
        assert list(package.read_lines()) == LINES or not package.has_entries
        assert package.body == BODY_TEXT.encode()


def test_a_line_without_end_is_refused() -> None:
    files = make_files([b"x" * 100_000])
    with pytest.raises(SealFault, match="太长"):
        check(files)
