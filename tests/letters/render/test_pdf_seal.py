"""The seal in a PDF: read back, the same bytes, and safe against any file."""

from __future__ import annotations

import dataclasses
import io
import json
import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.letters.errors import InputError
from app.letters.render.annex import join_signature_pages
from app.letters.render.pdf import render_pdf
from app.letters.render.pdf_seal import KEY, MOST_UNPACKED, SealMark, read_seal, write_seal
from app.letters.style import load_style
from bench.signers import make_rows
from tests.letters.render.letters import sample_letter
from tests.letters.render.test_annex import STYLE, make_letter_pdf, make_table

MARK = SealMark("ab" * 32, 812, "cd" * 32)
GOOD = json.dumps(dataclasses.asdict(MARK))


def make_pdf(value: object = None, **options: object) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if value is not None:
        pdf.docinfo[KEY] = value
    made = io.BytesIO()
    pdf.save(made, deterministic_id="encryption" not in options, **options)
    return made.getvalue()


PLAIN = make_pdf()
SEALED = write_seal(PLAIN, MARK)


def test_a_mark_is_read_back_and_the_bytes_are_the_same() -> None:
    assert read_seal(SEALED) == MARK
    assert write_seal(PLAIN, MARK) == SEALED
    assert read_seal(write_seal(SEALED, SealMark("ef" * 32, 0, "cd" * 32))).size == 0


@pytest.mark.needs("pango", "fonts")
def test_the_letter_stays_what_it_is_and_a_table_keeps_the_mark() -> None:
    letter = sample_letter(items=1)
    data = render_pdf(letter, load_style())
    sealed = write_seal(data, MARK)
    with pikepdf.open(io.BytesIO(data)) as before, pikepdf.open(io.BytesIO(sealed)) as after:
        assert after.docinfo["/Title"] == before.docinfo["/Title"]
        assert [page.Contents.read_bytes() for page in after.pages] == [
            page.Contents.read_bytes() for page in before.pages
        ]
        assert "/StructTreeRoot" in after.Root and after.Root.MarkInfo.Marked
    joined = join_signature_pages(
        write_seal(make_letter_pdf(), MARK), letter, STYLE, after_page=1,
        table=make_table(make_rows(3)), label="附件1", title="签名表",
    )  # fmt: skip
    assert read_seal(joined) == MARK


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "打不开这份 PDF"),
        (b"%PDF-1.7\n", "打不开这份 PDF"),
        (SEALED[:200], "打不开这份 PDF"),
        (make_pdf(GOOD, encryption=pikepdf.Encryption(owner="o", user="u")), "PDF 有密码"),
        (PLAIN, "没有名单哈希"),
        (make_pdf(pikepdf.Name("/x")), "没有名单哈希"),
        (make_pdf(pikepdf.Array([1])), "没有名单哈希"),
        (make_pdf("x"), "写法不对"),
        (make_pdf("[" * 900), "写法不对"),
        (make_pdf(GOOD + " " * 2000), "写法不对"),
        (make_pdf("9" * 900), "写法不对"),
        (make_pdf(GOOD.replace("812", "-1")), "写法不对"),
        (make_pdf(GOOD.replace("812", "true")), "写法不对"),
        (make_pdf(GOOD.replace("812", "8.5")), "写法不对"),
        (make_pdf(GOOD.replace("ab", "AB")), "写法不对"),
        (make_pdf(GOOD.replace("body", "bodies")), "写法不对"),
    ],
)
def test_what_has_no_good_mark_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_seal(data)


@given(st.integers(0, len(SEALED) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_file_is_refused_or_read(place: int, bytes_: bytes) -> None:
    data = SEALED[:place] + bytes_ + SEALED[place + len(bytes_) :]
    try:
        found = read_seal(data)
    except InputError:
        return
    assert len(found.root) == 64


def make_packed(padding: int) -> bytes:
    """A PDF whose document information lies in a packed stream, with so many blanks behind it."""
    inside = f"3 0 <<{KEY}({GOOD})>>\n".encode()
    packed = zlib.compress(inside + b" " * padding)
    stream = b"/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 0/Kids[]>>",
        4: b"<</Type/ObjStm/N 1/First 4" + stream,
    }
    data, places = b"%PDF-1.5\n", {}
    for number, thing in objects.items():
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, thing)
    rows = [(0, 0), (1, places[1]), (1, places[2]), (2, 4), (1, places[4]), (1, len(data))]
    table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + b"\x00" for kind, place in rows)
    head = b"<</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Info 3 0 R/Length %d>>" % len(table)
    end = b"5 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (head, table)
    return data + end + b"startxref\n%d\n%%%%EOF" % len(data)


def test_a_stream_that_unpacks_to_too_much_is_not_unpacked() -> None:
    assert read_seal(make_packed(0)) == MARK
    with pytest.raises(InputError):
        read_seal(make_packed(MOST_UNPACKED + 10_000_000))
