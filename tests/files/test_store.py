"""Files and letters in the database: found within their community, gone with a failed transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid

import pytest
from sqlalchemy import func, select

from app.db import transaction
from app.files import letters, store
from app.files.letters import KEPT_FOR, find_letter, keep_letter, make_key, prune_letters
from app.files.models import KeptLetter, StoredFile
from app.files.store import Content, NoFile, TooLarge, delete_files, find_file, put_file
from tests.people import NOW, Town

LATER = dt.timedelta(hours=1)
JPEG = b"\xff\xd8 made safe before"


def put(town: Town, name: str = "屋面.jpg") -> uuid.UUID:
    with transaction(town.engine) as session:
        content = Content(JPEG, "image/jpeg", name, 40, 30)
        person = town.people["representative"]
        return put_file(session, town.community, content, person_id=person, now=NOW).id


def test_a_file_is_found_in_its_community_alone(town_on_both: Town) -> None:
    town = town_on_both
    kept = put(town)
    with transaction(town.engine, reading=True) as session:
        found = find_file(session, town.community, kept)
        assert (found.data, found.size, found.width) == (JPEG, len(JPEG), 40)
        assert found.digest == hashlib.sha256(JPEG).hexdigest()
        with pytest.raises(NoFile):
            find_file(session, town.other, kept)
        with pytest.raises(NoFile):
            find_file(session, town.community, uuid.uuid4())
    with transaction(town.engine) as session:
        delete_files(session, [kept])
    with transaction(town.engine, reading=True) as session, pytest.raises(NoFile):
        find_file(session, town.community, kept)


@pytest.mark.parametrize(
    ("given", "known_as"),
    [
        ("C:\\Users\\王\\屋面 1.jpg", "屋面 1.jpg"),
        ("../../etc/passwd", "passwd"),
        ("ئۆي\u202egpj.jpg", "ئۆيgpj.jpg"),
        ("སྒོ་𰻝😀.heic", "སྒོ་𰻝😀.heic"),
        ("字" * 300 + ".jpg", ("字" * 300 + ".jpg")[-69:]),
        ("\x00\r\n", ""),
    ],
)
def test_names_in_any_script_are_kept(given: str, known_as: str, town: Town) -> None:
    kept = put(town, given)
    with transaction(town.engine, reading=True) as session:
        name = find_file(session, town.community, kept).name
    assert name == known_as


def test_what_fails_leaves_no_row(town_on_both: Town) -> None:
    town = town_on_both
    content = Content(JPEG, "image/jpeg", "a.jpg")

    def fail() -> None:
        with transaction(town.engine) as session:
            put_file(session, town.community, content, person_id=None, now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert count(town, StoredFile) == 0


def test_a_file_has_a_largest_size(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_BYTES", len(JPEG) - 1)
    with pytest.raises(TooLarge):
        put(town)
    assert count(town, StoredFile) == 0


def count(town: Town, table: type[StoredFile] | type[KeptLetter]) -> int:
    with transaction(town.engine, reading=True) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_letters_are_kept_by_what_shapes_them(town_on_both: Town) -> None:
    town = town_on_both
    key = make_key(town.community, "document", "1", b"pdf")
    with transaction(town.engine) as session:
        assert find_letter(session, town.community, key) is None
        keep_letter(session, town.community, key, b"%PDF", now=NOW)
        keep_letter(session, town.community, key, b"%PDF", now=NOW)  # as a second process does
    with transaction(town.engine, reading=True) as session:
        assert find_letter(session, town.community, key) == b"%PDF"
        assert find_letter(session, town.other, key) is None


def test_keys_differ_where_anything_differs(town: Town) -> None:
    here, there = town.community, town.other
    keys = [
        make_key(here, "ab", "c"),
        make_key(here, "a", "bc"),
        make_key(here, "abc"),
        make_key(here, "ab", "c", ""),
        make_key(there, "ab", "c"),
    ]
    assert len(set(keys)) == len(keys)
    assert make_key(here, "ab", b"c") == keys[0]


def test_old_letters_are_dropped(town_on_both: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town = town_on_both
    monkeypatch.setattr(letters, "MOST_KEPT", 3)
    with transaction(town.engine) as session:
        for day in range(5):
            now = NOW + dt.timedelta(days=day)
            keep_letter(session, town.community, f"key {day}", b"x", now=now)
        keep_letter(session, town.other, "theirs", b"x", now=NOW)
        assert [find_letter(session, town.community, f"key {day}") for day in range(5)] == [
            None, None, b"x", b"x", b"x",
        ]  # fmt: skip
        assert prune_letters(session, NOW + dt.timedelta(days=4)) == 3
        assert find_letter(session, town.community, "key 4") == b"x"


def test_keeping_a_letter_drops_those_kept_too_long(town_on_both: Town) -> None:
    town = town_on_both
    with transaction(town.engine) as session:
        keep_letter(session, town.community, "old", b"x", now=NOW)
        keep_letter(session, town.other, "theirs", b"x", now=NOW)
        keep_letter(session, town.community, "newer", b"x", now=NOW + dt.timedelta(days=1))
        keep_letter(session, town.community, "now", b"x", now=NOW + KEPT_FOR)
        assert find_letter(session, town.community, "old")  # to the moment
        keep_letter(session, town.community, "then", b"x", now=NOW + KEPT_FOR + LATER)
        assert find_letter(session, town.community, "old") is None
        assert find_letter(session, town.other, "theirs") is None
        assert find_letter(session, town.community, "newer") == b"x"


def test_a_giant_letter_is_not_kept(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "MOST_BYTES", 3)
    with transaction(town.engine) as session:
        keep_letter(session, town.community, "key", b"1234", now=NOW)
    assert count(town, KeptLetter) == 0
