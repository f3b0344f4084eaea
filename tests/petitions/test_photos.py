"""Photos of a petition: stored safe, dated, loaded with one query, covered for good."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import event, func, select

from app.db import transaction
from app.files.models import StoredFile
from app.files.pictures import Area, TakenPhoto, read_taken_on, receive_photo
from app.letters.dossier import Dossier, compose_letter
from app.letters.errors import InputError
from app.petitions import photo_changes
from app.petitions.drafts import FROZEN, NotADraft, create_petition, find_petition, save_draft
from app.petitions.models import Photo, Version
from app.petitions.opened import GONE, open_document
from app.petitions.photo_changes import (
    add_entries,
    copy_photos,
    cover_photo,
    drop_unnamed,
    store_photos,
)
from app.petitions.photos import (
    NoPhoto,
    find_photo,
    load_pictures,
    name_photo,
    read_photo_id,
)
from tests.people import NOW
from tests.petitions.conftest import DOCUMENT, Drafted
from tests.petitions.pictures import HEIC, SECRET, make_photo

TODAY = dt.date(2026, 11, 2)
MIDDLE = Area(40, 40, 20, 20)


def take(*colours: str) -> list[TakenPhoto]:
    return [
        receive_photo(make_photo(colour=colour), f"{colour}.jpg", today=TODAY) for colour in colours
    ]


def add(draft: Drafted, *colours: str, item: str = "item-1") -> list[uuid.UUID]:
    with transaction(draft.town.engine) as session:
        petition = find_petition(session, draft.town.community, draft.id)
        photos = store_photos(session, petition, take(*colours), person_id=None, now=NOW)
        entries = [{"file": name_photo(photo.id), "caption": "屋面"} for photo in photos]
        add_entries(session, petition, item, entries, person_id=None, now=NOW)
        return [photo.id for photo in photos]


def count(draft: Drafted, table: type[Photo] | type[StoredFile]) -> int:
    with transaction(draft.town.engine, reading=True) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026:09:01 08:30:00", dt.date(2026, 9, 1)),
        ("2026-09-01 08:30:00", dt.date(2026, 9, 1)),
        ("2026:11:02 23:59:59", TODAY),
        ("2026:11:03 00:00:00", None),  # of a camera whose clock is wrong
        ("1980:01:01 00:00:00", None),
        ("0000:00:00 00:00:00", None),
        ("2026:02:30 00:00:00", None),
        ("    :  :     :  :  ", None),
        ("昨天", None),
        (None, None),
    ],
)
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_the_day_is_proposed_as_the_camera_wrote_it(
    written: str | None, day: dt.date | None, format: str
) -> None:
    written = written.encode("ascii", "replace").decode() if written else None
    data = make_photo((60, 40), format, taken=written)
    assert read_taken_on(data, today=TODAY) == day
    taken = receive_photo(data, "a", today=TODAY)
    assert taken.taken_on == day
    assert SECRET.encode() not in taken.picture.data and b"Exif" not in taken.picture.data


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", make_photo()[:400], HEIC.read_bytes()[:90]],
    ids=["nothing", "gif", "cut jpeg", "cut heic"],
)
def test_what_is_no_photo_has_no_day(data: bytes) -> None:
    assert read_taken_on(data, today=TODAY) is None


def test_photos_are_added_and_loaded(draft_on_both: Drafted) -> None:
    draft = draft_on_both
    first = add(draft, "white", "red")
    second = add(draft, "green", item="item-2")
    document = draft.read().document
    assert [photo["file"] for photo in document["items"][0]["photos"]] == list(
        map(name_photo, first)
    )
    with transaction(draft.town.engine, reading=True) as session:
        pictures = load_pictures(session, draft.id, document)
        assert list(pictures) == [name_photo(photo) for photo in (*first, *second)]
        assert all(picture.data.startswith(b"\xff\xd8") for picture in pictures.values())
        sizes = load_pictures(session, draft.id, document, only_sizes=True)
        assert {one.data for one in sizes.values()} == {b""}
        assert [one.digest for one in sizes.values()] == [one.digest for one in pictures.values()]
        assert load_pictures(session, uuid.uuid4(), document) == {}
        with pytest.raises(NoPhoto):
            find_photo(session, draft.town.other, draft.id, first[0])
    petition = open_document(document, today=TODAY).petition
    letter = compose_letter(Dossier("", petition, photos=pictures), 1)
    assert letter.title


@pytest.mark.parametrize("photos", [1, 12])
def test_pictures_are_loaded_with_one_query(photos: int, draft: Drafted) -> None:
    add(draft, *["white"] * photos)
    document = draft.read().document
    queries: list[str] = []
    event.listen(
        draft.town.engine, "before_cursor_execute", lambda *given: queries.append(given[2])
    )
    with transaction(draft.town.engine, reading=True) as session:
        assert len(load_pictures(session, draft.id, document)) == photos
        assert len([one for one in queries if one.startswith("SELECT")]) == 1
        load_pictures(session, draft.id, DOCUMENT)
        assert len([one for one in queries if one.startswith("SELECT")]) == 1


def test_missing_photos_are_told_and_left_out(draft: Drafted) -> None:
    (kept,) = add(draft, "white")
    document: dict[str, Any] = draft.read().document
    photos = [
        {"file": name_photo(uuid.uuid4())},
        {"file": "../etc/passwd"},
        {"caption": "nothing"},
        {"file": name_photo(kept), "caption": "屋面"},
    ]
    document = {**document, "items": [{**document["items"][0], "photos": photos}]}
    with transaction(draft.town.engine, reading=True) as session:
        pictures = load_pictures(session, draft.id, document)
    opened = open_document(document, today=TODAY, pictures=pictures)
    gone = [fault.place for fault in opened.faults if fault.said == GONE]
    assert gone == [f"items[0].photos[{index}].file" for index in range(3)]
    assert [one.file for one in opened.petition.items[0].photos] == [name_photo(kept)]


@pytest.mark.parametrize("odd", [None, 7, "a", {"items": 3}, {"items": [None, {"photos": "x"}]}])
def test_a_draft_may_hold_anything(odd: object, draft: Drafted) -> None:
    document = odd if isinstance(odd, dict) else {"items": odd}
    with transaction(draft.town.engine, reading=True) as session:
        assert load_pictures(session, draft.id, document) == {}


@pytest.mark.parametrize(
    "file",
    [
        "",
        "photos/a.jpg",
        "photos/../x.jpg",
        f"photos/{uuid.UUID(int=7)}.jpg\n",
        f"{uuid.UUID(int=7)}.jpg",
        3,
    ],
)
def test_only_our_names_are_photos(file: object) -> None:
    assert read_photo_id(file) is None


def test_a_save_in_between_loses_neither_text_nor_photo(draft_on_both: Drafted) -> None:
    draft = draft_on_both
    with transaction(draft.town.engine) as session:
        petition = find_petition(session, draft.town.community, draft.id)
        stale = petition.revision
        changed = {**petition.document, "title": "别人刚写的标题"}
        save_draft(session, petition, changed, revision=stale, person_id=None, now=NOW)
    add(draft, "white")
    document = draft.read().document
    assert document["title"] == "别人刚写的标题"
    assert len(document["items"][0]["photos"]) == 1


def test_what_cannot_be_added_leaves_nothing(
    draft_on_both: Drafted, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = draft_on_both
    with pytest.raises(InputError, match="没有这个事项"):
        add(draft, "white", item="item-9")
    with pytest.raises(InputError, match="一次最多上传20张"):
        add(draft, *["white"] * 21)
    monkeypatch.setattr(photo_changes, "MOST_PHOTOS", 1)
    with pytest.raises(InputError, match="整份诉求书最多1张照片"):
        add(draft, "white", "red")
    assert count(draft, Photo) == count(draft, StoredFile) == 0
    assert draft.read().revision == 1


def test_photos_that_nothing_names_give_way(
    draft: Drafted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo_changes, "MOST_KEPT", 3)
    (named,) = add(draft, "white")
    with transaction(draft.town.engine) as session:
        petition = find_petition(session, draft.town.community, draft.id)
        store_photos(session, petition, take("red", "green"), person_id=None, now=NOW)
        with pytest.raises(InputError, match="存了太多照片"):
            store_photos(session, petition, take("blue"), person_id=None, now=NOW)
        later = NOW + dt.timedelta(days=2)
        store_photos(session, petition, take("blue"), person_id=None, now=later)
        assert find_photo(session, draft.town.community, draft.id, named)
        assert drop_unnamed(session, petition, later) == 0
    assert count(draft, Photo) == count(draft, StoredFile) == 2


def look(jpeg: bytes, across: float, down: float) -> tuple[int, ...]:
    with Image.open(io.BytesIO(jpeg)) as image:
        seen = image.getpixel((int(image.width * across), int(image.height * down)))
    assert isinstance(seen, tuple)
    return seen


def read_bytes(draft: Drafted, photo: uuid.UUID) -> bytes:
    with transaction(draft.town.engine, reading=True) as session:
        return find_photo(session, draft.town.community, draft.id, photo)[1].data


def cover(draft: Drafted, photo: uuid.UUID, *areas: Area) -> uuid.UUID:
    with transaction(draft.town.engine) as session:
        petition = find_petition(session, draft.town.community, draft.id)
        return cover_photo(session, petition, photo, areas, person_id=None, now=NOW).id


def test_a_face_is_covered_for_good(draft_on_both: Drafted) -> None:
    draft = draft_on_both
    (photo,) = add(draft, "white")
    before = read_bytes(draft, photo)
    assert max(look(before, 0.5, 0.5)) < 20
    assert cover(draft, photo, MIDDLE, Area(0, 0, 10, 10)) == photo
    after = read_bytes(draft, photo)
    for place in (0.41, 0.5, 0.59, 0.05):
        assert all(abs(value - 64) < 12 for value in look(after, place, place))
    assert min(look(after, 0.3, 0.3)) > 240
    assert count(draft, StoredFile) == 1, "the old bytes are gone"
    assert draft.read().revision == 2, "the text is as it was"


@pytest.mark.parametrize(
    "area", [Area(0, 0, 100, 100), Area(99.9, 99.9, 0.1, 0.1), Area(33.3, 66.7, 0.1, 33.3)]
)
def test_areas_at_the_edge_are_covered(area: Area, draft: Drafted) -> None:
    (photo,) = add(draft, "white")
    cover(draft, photo, area)
    after = read_bytes(draft, photo)
    middle = ((area.left + area.width / 2) / 100, (area.top + area.height / 2) / 100)
    assert max(look(after, *middle)) < 170


def test_what_a_frozen_version_shows_stays(draft_on_both: Drafted) -> None:
    draft = draft_on_both
    (photo,) = add(draft, "white")
    document = draft.read().document
    with transaction(draft.town.engine) as session:
        session.add(
            Version(petition_id=draft.id, number=1, revision=2, document=document, frozen_at=NOW)
        )
    before = read_bytes(draft, photo)
    new = cover(draft, photo, MIDDLE)
    assert new != photo
    assert read_bytes(draft, photo) == before
    (entry,) = draft.read().document["items"][0]["photos"]
    assert entry == {"file": name_photo(new), "caption": "屋面"}


def test_a_frozen_petition_takes_no_photo_and_no_box(draft: Drafted) -> None:
    (photo,) = add(draft, "white")
    with transaction(draft.town.engine) as session:
        find_petition(session, draft.town.community, draft.id).state = FROZEN
    with pytest.raises(NotADraft):
        cover(draft, photo, MIDDLE)
    with pytest.raises(NotADraft):
        add(draft, "red")
    assert count(draft, Photo) == 1


def test_a_copy_has_its_own_photos(draft_on_both: Drafted) -> None:
    draft = draft_on_both
    (photo,) = add(draft, "white")
    document = draft.read().document
    with transaction(draft.town.engine) as session:
        copy = create_petition(session, draft.town.community, {}, person_id=None, now=NOW)
        copied = copy_photos(session, draft.id, copy, document, NOW)
        (file,) = load_pictures(session, copy.id, copied)
        assert file != name_photo(photo)
    before = read_bytes(draft, photo)
    cover(draft, photo, MIDDLE)
    with transaction(draft.town.engine, reading=True) as session:
        assert load_pictures(session, copy.id, copied)[file].data == before
