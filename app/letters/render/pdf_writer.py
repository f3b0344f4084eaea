"""Writes a PDF file from objects given as bytes: what pikepdf does, for 100,000 objects in a blink.

A signature table of 10,000 rows has some 80,000 structure elements; as pikepdf objects they cost
seconds, as strings they cost a tenth of one.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain

_PER_STREAM = 400  # objects packed into one object stream


class PdfWriter:
    """Collects objects by number; `finish` gives the file. Numbers are handed out by `reserve`."""

    def __init__(self, first_number: int) -> None:
        self._next = first_number
        self._packed: dict[int, bytes] = {}
        self._streams: dict[int, tuple[bytes, bytes]] = {}
        self._ready: list[tuple[int, int, bytes]] = []

    def reserve(self, count: int = 1) -> int:
        """The first of `count` numbers in a row that nobody else gets."""
        first = self._next
        self._next += count
        return first

    def put(self, number: int, body: str | bytes) -> None:
        """An object that is not a stream."""
        self._packed[number] = body.encode("latin-1") if isinstance(body, str) else body

    def put_many(self, first: int, bodies: list[str]) -> None:
        """Objects numbered from `first` on."""
        encoded = map(str.encode, bodies)
        self._packed.update(zip(range(first, first + len(bodies)), encoded, strict=True))

    def put_packed(self, first: int, count: int, packed: bytes) -> None:
        """What `pack_objects` made of `count` objects numbered from `first` on."""
        self._ready.append((first, count, packed))

    def put_stream(self, number: int, data: bytes, entries: str = "") -> None:
        """A stream to be compressed; `entries` are those of its dictionary but the filter."""
        self.put_raw_stream(number, zlib.compress(data, 6), f"{entries}/Filter/FlateDecode")

    def put_raw_stream(self, number: int, data: bytes, entries: str) -> None:
        """A stream as it stands; `entries` are those of its dictionary but the length."""
        head = f"<<{entries}/Length {len(data)}>>".encode("latin-1")
        self._streams[number] = (head, data)

    def finish(self, version: str, trailer: str, origin: bytes = b"") -> bytes:
        """The file. `trailer` holds Root and Info; the ID follows from the content.

        `origin` is the first half of the ID where the file is made from another (ISO 32000-1,
        14.4).
        """
        parts = [f"%PDF-{version}\n%".encode() + b"\xe2\xe3\xcf\xd3\n"]
        position = len(parts[0])
        digest = hashlib.sha256()
        where: dict[int, tuple[int, int, int]] = {}
        for number, (head, data) in [*self._streams.items(), *self._pack(where)]:
            body = b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, head, data)
            where[number] = (1, position, 0)
            position += len(body)
            digest.update(body)
            parts.append(body)
        own = self.reserve()
        where[own] = (1, position, 0)
        identity = digest.hexdigest()[:32]
        first = origin.hex() or identity
        parts.append(self._compose_index(own, where, f"{trailer}/ID[<{first}><{identity}>]"))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % position)
        return b"".join(parts)

    def _pack(
        self, where: dict[int, tuple[int, int, int]]
    ) -> Iterator[tuple[int, tuple[bytes, bytes]]]:
        for first, count, packed in self._ready:
            own = self.reserve()
            where.update((first + place, (2, own, place)) for place in range(count))
            yield own, _split_packed(packed)
        numbers = sorted(self._packed)
        for start in range(0, len(numbers), _PER_STREAM):
            own, some = self.reserve(), numbers[start : start + _PER_STREAM]
            where.update((number, (2, own, place)) for place, number in enumerate(some))
            yield own, _split_packed(_pack(some, [self._packed[number] for number in some]))

    def _compose_index(
        self, own: int, where: dict[int, tuple[int, int, int]], trailer: str
    ) -> bytes:
        pack = struct.Struct(">BIH").pack
        free = pack(0, 0, 0)
        rows = [pack(*where[n]) if n in where else free for n in range(self._next)]
        rows[0] = pack(0, 0, 65535)
        data = zlib.compress(_predict(b"".join(rows), 7), 6)
        head = (
            f"<</Type/XRef/Size {self._next}/W[1 4 2]{trailer}/Filter/FlateDecode"
            f"/DecodeParms<</Predictor 12/Columns 7>>/Length {len(data)}>>"
        )
        return b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (own, head.encode(), data)


def pack_objects(first: int, bodies: Sequence[str]) -> bytes:
    """Objects numbered from `first` on as one object stream, to be kept and given to a writer."""
    return _pack(range(first, first + len(bodies)), [body.encode("latin-1") for body in bodies])


def _pack(numbers: Sequence[int], bodies: Sequence[bytes]) -> bytes:
    """The stream's dictionary, a line break, the stream."""
    starts = accumulate((len(body) + 1 for body in bodies), initial=0)
    pairs = chain.from_iterable(zip(numbers, starts, strict=False))
    head = b"%d %d " * len(bodies) % tuple(pairs)
    data = zlib.compress(head + b"\n".join(bodies), 5)
    return (
        b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\n"
        % (len(bodies), len(head), len(data))
        + data
    )


def _split_packed(packed: bytes) -> tuple[bytes, bytes]:
    head, _, data = packed.partition(b"\n")
    return head, data


def _predict(table: bytes, columns: int) -> bytes:
    """PNG's "up" filter, after which a regular table compresses to nearly nothing.

    Each byte less the one above it, modulo 256: done on the whole table as one number, with the
    high bit of each byte apart so that nothing is borrowed across bytes.
    """
    high = int.from_bytes(b"\x80" * len(table), "big")
    every = int.from_bytes(b"\xff" * len(table), "big")
    here = int.from_bytes(table, "big")
    above = int.from_bytes(bytes(columns) + table[:-columns], "big")
    less = ((here | high) - (above & (every ^ high))) ^ ((here ^ above ^ every) & high)
    differences = less.to_bytes(len(table), "big")
    lines = len(table) // columns
    result = bytearray(lines * (columns + 1))
    result[:: columns + 1] = b"\x02" * lines
    for column in range(columns):
        result[column + 1 :: columns + 1] = differences[column::columns]
    return bytes(result)


def text_string(text: str) -> str:
    """`text` as a PDF text string (UTF-16 with a mark, in hexadecimal)."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"
