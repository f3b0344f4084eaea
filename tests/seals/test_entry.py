"""One signature as one line: canonical to the byte, and nothing else is read."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.seals.entry import MOST_LINE, SealedSignature, make_entry, read_entry
from app.seals.faults import SealFault
from app.seals.strict_json import fit_text
from tests.seals.samples import BODY, make_signature

LINE = (
    '{"body":"' + "ab" * 32 + '","capacity":"family","drawing":null,"dwelling":"3-2-1501",'
    '"id":"00000000-0000-0000-0000-00000000002a","name":"李四 \\"小李\\"","relation":"女儿",'
    '"salt":"000102030405060708090a0b0c0d0e0f","signed_by":"李五","time":"2026-10-01T08:30:05Z",'
    '"v":"lianming-signature-1"}'
).encode()


def test_the_line_is_pinned() -> None:
    """Leaves on letters that were handed in depend on it: it never changes."""
    beijing = dt.timezone(dt.timedelta(hours=8))
    entry = SealedSignature(
        body="ab" * 32,
        id=uuid.UUID(int=42),
        salt=bytes(range(16)).hex(),
        name='李四 "小李"',
        dwelling="3-2-1501",
        signed_at=dt.datetime(2026, 10, 1, 16, 30, 5, tzinfo=beijing),
        capacity="family",
        signed_by="李五",
        relation="女儿",
    )
    assert entry.line == LINE
    assert entry.leaf == sha256(b"\x00" + LINE).hexdigest()


@pytest.mark.parametrize("number", range(8))
def test_a_line_is_read_back(number: int) -> None:
    entry = make_signature(number)
    assert read_entry(entry.line) == entry


texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60)


@given(texts, texts, st.datetimes(timezones=st.just(dt.UTC)))
def test_what_a_person_types_becomes_a_line_that_is_read_back(
    name: str, dwelling: str, signed_at: dt.datetime
) -> None:
    given = {
        "body": BODY, "id": uuid.UUID(int=7), "salt": "0" * 32, "name": name,
        "dwelling": dwelling, "signed_at": signed_at, "capacity": "owner",
    }  # fmt: skip
    if not fit_text(name) or not fit_text(dwelling):
        with pytest.raises(SealFault):
            make_entry(**given)  # type: ignore[arg-type]
        return
    entry = make_entry(**given)  # type: ignore[arg-type]
    assert read_entry(entry.line) == entry
    assert json.loads(entry.line) == entry.describe()


def test_nobody_signed_for_the_person() -> None:
    entry = make_entry(
        body=BODY, id=uuid.UUID(int=7), salt="0" * 32, name="张 三\u0000", dwelling="3-2-1",
        signed_at=dt.datetime(2026, 1, 1, microsecond=7, tzinfo=dt.UTC), capacity="co_owner",
        signed_by="\u3000", relation="女儿",
    )  # fmt: skip
    assert (entry.name, entry.signed_by, entry.relation) == ("张 三", "", "")
    assert read_entry(entry.line) == entry


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"name": ""}, "name"),
        ({"name": "张\n三"}, "name"),
        ({"name": " 张三"}, "name"),
        ({"name": "张三\u200a"}, "name"),
        ({"name": "e\u0301lodie"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"name": "长" * 101}, "name"),
        ({"dwelling": ""}, "dwelling"),
        ({"body": "ab"}, "body"),
        ({"body": "AB" * 32}, "body"),
        ({"drawing": "zz" * 32}, "drawing"),
        ({"salt": "00" * 15}, "salt"),
        ({"salt": "0" * 33}, "salt"),
        ({"capacity": "业主"}, "capacity"),
        ({"signed_at": dt.datetime(2026, 1, 1)}, "time"),  # noqa: DTZ001
        ({"signed_at": dt.datetime(2026, 1, 1, microsecond=1, tzinfo=dt.UTC)}, "time"),
        ({"signed_by": "", "relation": "女儿"}, "relation"),
    ],
)
def test_what_no_leaf_can_hold_is_refused(changed: dict[str, Any], place: str) -> None:
    with pytest.raises(SealFault) as caught:
        make_signature(1, **changed)
    assert caught.value.place == place


@pytest.mark.parametrize(
    "line",
    [
        LINE.replace(b":null", b": null"),
        LINE.replace("李四".encode(), "\\u674e四".encode()),
        LINE.replace(b'"relation"', b'"Relation"'),
        LINE.replace(b'"v":', b'"w":'),
        LINE.replace(b'-1"}', b'-2"}'),
        LINE.replace(b',"drawing":null', b""),
        LINE.replace(b"null", b"12"),
        LINE.replace(b"null", b"NaN"),
        LINE.replace(b"05Z", b"05+00:00"),
        LINE.replace(b"08:30", b"25:30"),
        LINE.replace(b"2026", "２０２６".encode()),
        LINE.replace(b"002a", b"002A"),
        LINE.replace(b"002a", b"002"),
        LINE[:-1] + b',"x":1}',
        LINE[:-1] + b',"v":"lianming-signature-1"}',
        LINE.replace("李五".encode(), b""),
        b"\xef\xbb\xbf" + LINE,
        LINE + b"\n",
        b" " * (MOST_LINE + 1),
        b"[" * 5000,
        b"1" * 5000,
        b"null",
        b"",
    ],
)
def test_another_way_to_write_it_is_not_read(line: bytes) -> None:
    with pytest.raises(SealFault):
        read_entry(line)


@given(st.binary(max_size=60) | texts.map(str.encode))
def test_nonsense_is_refused_by_name(line: bytes) -> None:
    with pytest.raises(SealFault):
        read_entry(line)
