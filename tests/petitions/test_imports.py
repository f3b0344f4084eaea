from __future__ import annotations

import copy
import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from PIL import Image

from app.config import PROJECT
from app.db import transaction
from app.letters.errors import InputError
from app.letters.petition import Petition as Read
from app.letters.petition_file import read_document
from app.petitions.drafts import find_petition, give_ids, save_draft
from app.petitions.exports import export_package, export_text
from app.petitions.imports import import_petition, read_incoming
from app.petitions.models import Petition, Photo
from app.petitions.packages import open_package, write_package
from app.petitions.petition_text import write_text
from app.petitions.photos import name_photo
from tests.letters.generated import petitions
from tests.letters.petition_text import BASE
from tests.people import NOW, Town
from tests.petitions.drafted import add_photo, make_author, make_draft, make_jpeg, name_entry
from tests.petitions.written import write_document

TODAY = dt.date(2026, 11, 24)
WITHOUT_PHOTOS = BASE.replace('[[items.photos]]\nfile = "a.jpg"\ncaption = "屋面"\n', "")


def read(text: str, **options: Any) -> Any:
    return read_incoming(text.encode(), "p.toml", today=TODAY, **options)


@given(petitions())
def test_any_petition_is_exported_and_imported_equal(petition: Read) -> None:
    document = give_ids(write_document(petition))
    incoming = read(write_text(document))
    assert incoming.document == document
    assert incoming.blanks == ()
    assert read_document(incoming.document, today=TODAY) == read_document(document, today=TODAY)


@pytest.mark.parametrize("name", ["four-grievances.toml", "four-grievances-en.toml"])
def test_the_examples_go_round_through_the_database(town_on_both: Town, name: str) -> None:
    text = (PROJECT / "examples" / name).read_text("utf-8")
    with transaction(town_on_both.engine) as session:
        author = make_author(town_on_both)
        made = import_petition(session, town_on_both.community, read(text), author)
        first = export_text(made)
        assert b'id = "item-1"' in first and b'id = "demand-1"' in first, "ids are given and kept"
        again = import_petition(session, town_on_both.community, read(first.decode()), author)
        assert again.document == made.document
        assert export_text(again) == first
        assert read_document(again.document, today=TODAY) == read_document(
            made.document, today=TODAY
        )


def test_photos_go_round_in_a_package(town_on_both: Town) -> None:
    town = town_on_both
    with transaction(town.engine) as session:
        petition = make_draft(session, town)
        named, _ = add_photo(session, petition, "red"), add_photo(session, petition, "blue")
        document = copy.deepcopy(petition.document)
        document["items"][1]["photos"] = [name_entry(named), name_entry(named, "近看")]
        petition = save_draft(session, petition, document, revision=1, person_id=None, now=NOW)
    with transaction(town.engine) as session:
        petition = find_petition(session, town.community, petition.id)
        data = export_package(session, petition)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.namelist() == ["petition.toml", name_photo(named)], "only what is named"
        incoming = read_incoming(data, "p.zip", today=TODAY)
        made = import_petition(session, town.community, incoming, make_author(town))
        (photo,) = session.query(Photo).filter_by(petition_id=made.id)
        assert made.document["items"][1]["photos"] == [
            name_entry(photo.id), name_entry(photo.id, "近看"),
        ]  # fmt: skip
        made.document["items"][1]["photos"] = petition.document["items"][1]["photos"]
        assert made.document == petition.document
        session.expire(made)
        package = open_package(
            export_package(session, find_petition(session, town.community, made.id))
        )
        picture = Image.open(io.BytesIO(package.read_photo(name_photo(photo.id), "")))
        assert picture.size == (60, 40)
        assert picture.convert("RGB").getpixel((30, 20))[0] > 240


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("[community]\n", ["language", "community.name", "recipients", "sender", "items"]),
        ('language = "zh"\n', ["community", "recipients", "sender", "items"]),
        (WITHOUT_PHOTOS.replace('name = "锦绣家园"', "", 1), ["community.name"]),
        (WITHOUT_PHOTOS.replace('facts = "未通气。"', 'facts = ""'), ["items[1].facts"]),
        (WITHOUT_PHOTOS.replace('role = "authority"\n', "", 1), ["recipients[0].role"]),
        (
            WITHOUT_PHOTOS.replace('action = "通气"\nresponsible = "gas"\n', ""),
            ["items[1].demands[0].action", "items[1].demands[0].responsible"],
        ),
        (WITHOUT_PHOTOS.replace('kind = "petition"\n', "", 1), ["previous.kind"]),
        (WITHOUT_PHOTOS.replace("date = 2026-01-05\n", "", 1), ["previous.date"]),
        (WITHOUT_PHOTOS.replace('category = "leak"\n', ""), ["items[0].category", "items[0].heading"]),
        (WITHOUT_PHOTOS.replace('kind = "plan", ', ""), ["items[0].object.kind"]),
        (WITHOUT_PHOTOS.replace('[sender]\n', '[sender]\nscope = ""\n'), []),
    ],
)  # fmt: skip
def test_blanks_are_listed_and_the_rest_becomes_a_draft(
    town: Town, text: str, places: list[str]
) -> None:
    incoming = read(text)
    assert sorted(fault.place for fault in incoming.blanks) == sorted(places)
    with transaction(town.engine) as session:
        made = import_petition(session, town.community, incoming, make_author(town))
        again = read(export_text(made).decode())
        assert give_ids(again.document) == made.document


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("no toml", "", "第1行"),
        ("", "", "文件是空的"),
        (BASE.replace("[sender]", "colour = 1\n[sender]"), "recipients[1].colour", "没有键"),
        (BASE.replace('name = "锦绣家园"', "name = 5"), "community.name", "应写文字"),
        ('community = 5\n', "community", "应写表"),
        ('language = "fr"\n', "language", "没有语言"),
        (BASE.replace("leak", "leek"), "items[0].category", "是不是“leak”"),
        (BASE.replace("paid = 2000", 'paid = "many"'), "items[1].details.paid", "应写"),
        (BASE.replace("2026-01-05", "2026-01-05T08:00:00"), "previous.date", "应写日期"),
        (BASE.replace('responsible = "gas"', 'responsible = "gaz"'),
         "items[1].demands[0].responsible", "没有责任方"),
        (BASE, "items[0].photos[0].file", "还缺照片“a.jpg”"),
        (BASE.replace('"a.jpg"', '"../a.jpg"'), "items[0].photos[0].file", "还缺照片"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_place(text: str, place: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        read(text)
    assert (refused.value.file, refused.value.place) == ("p.toml", place)


def test_a_file_can_come_without_its_photos() -> None:
    incoming = read(BASE, without_photos=True)
    assert "photos" not in incoming.document["items"][0]


@pytest.mark.parametrize(
    ("photos", "said"),
    [
        ({"a.jpg": b"no picture"}, "不是照片"),
        ({"a.jpg": b"<svg onload='x'/>"}, "不是照片"),
        ({"a.jpg": make_jpeg()[:300]}, "不完整或已损坏"),
        ({"b.jpg": make_jpeg()}, "压缩包里没有“a.jpg”"),
    ],
)
def test_photos_are_judged_with_their_place(photos: dict[str, bytes], said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        read_incoming(write_package(BASE, photos), "p.zip", today=TODAY)
    assert refused.value.place == "items[0].photos[0].file"


def test_metadata_of_imported_photos_is_gone(town: Town) -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (30, 30)).save(out, "JPEG", exif=exif)
    data = write_package(BASE, {"a.jpg": out.getvalue()})
    with transaction(town.engine) as session:
        incoming = read_incoming(data, "p.zip", today=TODAY)
        made = import_petition(session, town.community, incoming, make_author(town))
        assert b"secret place" not in export_package(session, made)
        assert session.query(Petition).count() == 1
