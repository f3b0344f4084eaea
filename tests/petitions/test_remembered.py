"""What a process remembers of stored texts is never out of date, and never makes a difference."""

from __future__ import annotations

import datetime as dt
import io
import uuid

import pytest
from lxml import html
from PIL import Image
from sqlalchemy.orm import Session

from app.db import transaction
from app.files.pictures import Area, receive_photo
from app.petitions.dossiers import gather_stored, open_stored
from app.petitions.drafts import find_entry, find_petition, save_draft
from app.petitions.freezing import find_readiness
from app.petitions.models import Petition
from app.petitions.photo_changes import cover_photo, store_photos
from app.petitions.photos import name_photo
from app.petitions.remembered import MEMORY, Memory, Workings
from tests.people import NOW, Town
from tests.petitions.letters_cases import TODAY, put_petition, read_example
from tests.petitions.test_freezing import with_hotline


def test_the_thing_not_asked_for_the_longest_is_forgotten() -> None:
    memory = Memory(2)
    memory.keep("a", 1)
    memory.keep("b", 2)
    assert memory.find("a") == 1
    memory.keep("c", 3)
    assert [memory.find(key) for key in "abc"] == [1, None, 3]
    memory.forget()
    assert memory.find("a") is None


def test_what_fails_is_tried_again() -> None:
    workings, tries = Workings(), iter([0, 2])
    with pytest.raises(ZeroDivisionError):
        workings.recall("half", lambda: 1 / next(tries))
    assert workings.recall("half", lambda: 1 / next(tries)) == 0.5
    assert workings.recall("half", lambda: 1 / next(tries)) == 0.5


def test_a_text_is_opened_once_for_each_save_and_day(town_on_both: Town) -> None:
    town = town_on_both
    petition_id = put_petition(town)
    with transaction(town.engine) as session:
        petition = find_entry(session, town.community, petition_id)
        opened = open_stored(session, petition, today=TODAY)
        assert open_stored(session, petition, today=TODAY) is opened
        assert open_stored(session, petition, today=TODAY + dt.timedelta(days=1)) is not opened
    with transaction(town.engine) as session:
        petition = _save(session, town, petition_id, title="新的标题")
        assert open_stored(session, petition, today=TODAY).petition.title == "新的标题"
        assert gather_stored(session, petition, today=TODAY).compose(1).title == "新的标题"


def test_a_text_saved_by_another_process_is_seen(town_on_both: Town) -> None:
    town = town_on_both
    petition_id = put_petition(town)
    with transaction(town.engine, reading=True) as session:
        petition = find_entry(session, town.community, petition_id)
        gather_stored(session, petition, today=TODAY)
    with transaction(town.engine) as session:
        _save(session, town, petition_id, sender={"name": "另一些业主"})
    with transaction(town.engine, reading=True) as session:
        petition = find_entry(session, town.community, petition_id)
        ready = find_readiness(session, petition, today=TODAY)
        assert ready.hindrances  # nobody represents them
        assert ready.gathered.dossier.petition.sender.name == "另一些业主"


def test_a_covered_photo_is_seen_though_the_text_stays(town_on_both: Town) -> None:
    town = town_on_both
    petition_id = put_petition(town)
    person = town.people["representative"]
    with transaction(town.engine) as session:
        petition = find_petition(session, town.community, petition_id)
        batch = [receive_photo(_draw(), "1.jpg", today=TODAY)]
        [photo] = store_photos(session, petition, batch, person_id=person, now=NOW)
        entry = {"file": name_photo(photo.id), "caption": "顶棚"}
        items = [{**petition.document["items"][0], "photos": [entry]}]
        items += petition.document["items"][1:]
        petition = _save(session, town, petition_id, items=items)
        before = gather_stored(session, petition, today=TODAY)
        assert gather_stored(session, petition, today=TODAY) is before
        cover_photo(session, petition, photo.id, [Area(40, 40, 20, 20)], person_id=person, now=NOW)
        session.flush()
        after = gather_stored(session, petition, today=TODAY)
        assert petition.revision == 2
        assert set(after.digests).isdisjoint(before.digests)


@pytest.mark.parametrize("name", ["letters", "freeze", "imported", "letters/1/hotline", "history"])
def test_a_process_that_remembers_nothing_answers_the_same(town: Town, name: str) -> None:
    path = f"/communities/{town.community}/petitions/{put_petition(town, with_hotline())}/{name}"
    visitor = town.visitor("representative")
    visitor.get(path)
    remembering = _read_words(visitor.get(path).text)
    MEMORY.forget()
    assert _read_words(visitor.get(path).text) == remembering


def test_a_draft_without_items_has_none_after_import(town: Town) -> None:
    petition_id = put_petition(town, read_example(items=[]))
    with transaction(town.engine, reading=True) as session:
        petition = find_entry(session, town.community, petition_id)
        assert open_stored(session, petition, today=TODAY).item_count == 0


def _save(session: Session, town: Town, petition_id: uuid.UUID, **changed: object) -> Petition:
    petition = find_petition(session, town.community, petition_id)
    document = {**petition.document, **changed}
    person = town.people["representative"]
    return save_draft(
        session, petition, document, revision=petition.revision, person_id=person, now=NOW
    )


def _read_words(page: str) -> list[str]:
    return [text for text in html.document_fromstring(page).itertext() if text.strip()]


def _draw() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (640, 480), (200, 120, 90)).save(made, "JPEG")
    return made.getvalue()
