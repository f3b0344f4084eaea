"""The metafile of a drawn signature, read back record by record."""

from __future__ import annotations

import struct

import pytest

from app.letters.media import Drawing, Stroke
from app.letters.render.emf import write_emf

LINE = struct.pack("<6h", 10, 20, 300, 40, 580, 230)
DOT = struct.pack("<2h", 50, 60)
POLYLINE16, POLYGON16, PEN, EOF = 87, 86, 95, 14


def make_drawing(*strokes: Stroke) -> Drawing:
    return Drawing(600, 240, strokes, "0" * 64)


def read_records(data: bytes) -> list[tuple[int, bytes]]:
    records, at = [], 0
    while at < len(data):
        kind, size = struct.unpack_from("<II", data, at)
        assert size >= 8
        assert size % 4 == 0
        records.append((kind, data[at + 8 : at + size]))
        at += size
    return records


@pytest.mark.parametrize(
    ("strokes", "kinds"),
    [
        pytest.param((), [1, 37, EOF], id="nothing-drawn"),
        pytest.param((Stroke(LINE, 8),), [1, 37, PEN, 37, POLYLINE16, EOF], id="one-line"),
        pytest.param(
            (Stroke(LINE, 8), Stroke(LINE, 8)),
            [1, 37, PEN, 37, POLYLINE16, POLYLINE16, EOF],
            id="lines-of-one-width-share-a-pen",
        ),
        pytest.param(
            (Stroke(LINE, 8), Stroke(LINE, 4)),
            [1, 37, PEN, 37, POLYLINE16, PEN, 37, POLYLINE16, EOF],
            id="another-width-is-another-pen",
        ),
        pytest.param((Stroke(LINE, 0),), [1, 37, 37, POLYGON16, EOF], id="a-filled-shape"),
    ],
)
def test_each_stroke_is_one_record(strokes: tuple[Stroke, ...], kinds: list[int]) -> None:
    assert [kind for kind, _ in read_records(write_emf(make_drawing(*strokes)))] == kinds


def test_the_header_counts_bytes_records_and_handles() -> None:
    data = write_emf(make_drawing(Stroke(LINE, 8), Stroke(LINE, 4), Stroke(LINE, 0)))
    records = read_records(data)
    mark, version, size, count, handles = struct.unpack_from("<IIIIH", data, 40)
    assert (mark, version) == (0x464D4520, 0x10000)
    assert (size, count, handles) == (len(data), len(records), 3)
    assert struct.unpack_from("<4i", data, 24) == (0, 0, 600, 240)


def test_points_stay_as_drawn_and_a_dot_is_a_short_line() -> None:
    drawn = [
        body
        for kind, body in read_records(write_emf(make_drawing(Stroke(LINE, 8), Stroke(DOT, 8))))
        if kind == POLYLINE16
    ]
    assert drawn[0][20:] == LINE
    assert drawn[1][20:] == DOT + struct.pack("<2h", 51, 60)
