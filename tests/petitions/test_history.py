from __future__ import annotations

import copy
import datetime as dt
import uuid

import pytest
from sqlalchemy.orm import Session

from app.db import transaction
from app.notices.models import Notice
from app.petitions.copies import (
    Author,
    NothingChosen,
    duplicate_petition,
    list_mergeable,
    merge_petition,
)
from app.petitions.drafts import NotADraft, StaleDraft, find_petition, save_draft
from app.petitions.history import (
    NoRevision,
    find_predecessor,
    find_revision,
    list_revisions,
    restore_revision,
)
from app.petitions.models import Petition, Photo
from app.petitions.opened import open_document
from app.timeline.entries import list_entries
from tests.people import NOW, Town
from tests.petitions.drafted import add_photo, make_author, make_draft, name_entry, read_example

HOUR = dt.timedelta(hours=1)


def edit(session: Session, town: Town, petition: Petition, hours: int, title: str) -> Petition:
    return save_draft(
        session, petition, {**petition.document, "title": title}, revision=petition.revision,
        person_id=town.people["representative"], now=NOW + hours * HOUR,
    )  # fmt: skip


def list_acts(session: Session, town: Town) -> list[str]:
    return [entry.act for entry in list_entries(session, town.community)]


def test_a_restored_revision_is_a_new_one_and_nothing_is_lost(town_on_both: Town) -> None:
    town = town_on_both
    with transaction(town.engine) as session:
        petition = make_draft(session, town)
        petition = edit(session, town, petition, 1, "甲")
        petition = edit(session, town, petition, 2, "乙")
        first = list_revisions(session, petition.id)[-1]
        kept = find_revision(session, petition.id, first.id)
        petition = restore_revision(
            session, petition, kept, revision=petition.revision,
            person_id=town.people["representative"], now=NOW + 3 * HOUR,
        )  # fmt: skip
        assert "title" not in petition.document
        notes = [(one.note, one.number) for one in list_revisions(session, petition.id)]
        assert notes == [("restored", 4), ("edited", 3), ("edited", 2), ("created", 1)]
        assert list_acts(session, town) == ["petition-restored", "petition-created"]
    with transaction(town.engine) as session:
        newest, last, *_ = list_revisions(session, petition.id)
        before = find_predecessor(session, newest)
        assert before and before.id == last.id and before.document["title"] == "乙"
        assert find_predecessor(session, list_revisions(session, petition.id)[-1]) is None
        with pytest.raises(NoRevision):
            find_revision(session, uuid.uuid4(), newest.id)


def test_a_save_in_between_is_not_overwritten(town_on_both: Town) -> None:
    with transaction(town_on_both.engine) as session:
        petition = edit(session, town_on_both, make_draft(session, town_on_both), 1, "甲")
        kept = list_revisions(session, petition.id)[-1]
        with pytest.raises(StaleDraft):
            restore_revision(session, petition, kept, revision=1, person_id=None, now=NOW)


def test_the_present_text_is_not_restored_again(town: Town) -> None:
    with transaction(town.engine) as session:
        petition = make_draft(session, town)
        (kept,) = list_revisions(session, petition.id)
        restore_revision(session, petition, kept, revision=1, person_id=None, now=NOW)
        assert list_acts(session, town) == ["petition-created"]
        petition.state = "frozen"
        session.flush()
        with pytest.raises(NotADraft):
            restore_revision(session, petition, kept, revision=1, person_id=None, now=NOW)


def test_a_duplicate_has_the_words_and_photos_of_its_own(town_on_both: Town) -> None:
    town = town_on_both
    with transaction(town.engine) as session:
        petition = make_draft(session, town)
        photo = add_photo(session, petition)
        document = copy.deepcopy(petition.document)
        document["items"][0]["photos"] = [name_entry(photo), name_entry(photo, "近看")]
        petition = save_draft(
            session, petition, document, revision=1, person_id=None, now=NOW + HOUR
        )
        petition.state = "frozen"
        session.flush()
        made = duplicate_petition(session, petition, make_author(town))
        assert made.state == "draft"
        assert list_revisions(session, made.id)[0].note == "duplicated"
        (copied,) = session.query(Photo).filter_by(petition_id=made.id)
        assert copied.file_id == session.get_one(Photo, photo).file_id
        entries = made.document["items"][0]["photos"]
        assert entries == [name_entry(copied.id), name_entry(copied.id, "近看")]
        assert petition.document == document, "the original has not changed"
        made.document["items"][0]["photos"] = document["items"][0]["photos"]
        assert made.document == document
        session.expire(made)
        assert list_acts(session, town)[0] == "petition-duplicated"


def make_two(session: Session, town: Town) -> tuple[Petition, Petition]:
    """The example, and another draft whose ids are the same, with a photo and a party of its own."""
    target = make_draft(session, town)
    source = make_draft(session, town)
    document = read_example()
    document["items"] = [copy.deepcopy(target.document["items"][n]) for n in (0, 3)]
    document["items"][0]["photos"] = [name_entry(add_photo(session, source))]
    document["items"][0]["demands"][0]["responsible"] = ["developer", "bank"]
    document["parties"]["bank"] = {"name": "滨河银行", "role": "bank"}
    document["history"] = [{"on": "2026-01", "to": "12345"}]
    source = save_draft(session, source, document, revision=1, person_id=None, now=NOW + HOUR)
    return target, source


def test_items_of_another_draft_are_taken_over(town_on_both: Town) -> None:
    town = town_on_both
    with transaction(town.engine) as session:
        target, source = make_two(session, town)
        assert [one.id for one in list_mergeable(session, target)] == [source.id]
        merged = merge_petition(
            session, target, source, ["item-1"], revisions=(1, 2), author=make_author(town)
        )
        source = find_petition(session, town.community, source.id)
        assert (source.state, source.merged_into) == ("merged", target.id)
        items = merged.document["items"]
        assert len(items) == 5
        ids = [item["id"] for item in items]
        demands = [demand["id"] for item in items for demand in item["demands"]]
        assert len(set(ids)) == 5 and len(set(demands)) == len(demands)
        assert ids[:4] == ["item-1", "item-2", "item-3", "item-4"]
        (photo,) = session.query(Photo).filter_by(petition_id=target.id)
        assert items[4]["photos"] == [name_entry(photo.id)]
        assert merged.document["parties"]["bank"] == {"name": "滨河银行", "role": "bank"}
        assert merged.document["history"][-1] == {"on": "2026-01", "to": "12345"}
        assert open_document(merged.document, today=NOW.date()).faults == ()
        assert list_revisions(session, merged.id)[0].note == "merged"
        assert list_acts(session, town)[0] == "petition-merged"
        assert list_mergeable(session, target) == []
        with pytest.raises(NotADraft):
            merge_petition(
                session, target, source, ["item-1"], revisions=(2, 2), author=make_author(town)
            )


def test_a_party_of_the_same_id_and_another_name_gets_its_own(town: Town) -> None:
    with transaction(town.engine) as session:
        target, source = make_two(session, town)
        document = copy.deepcopy(target.document)
        document["parties"]["bank"] = {"name": "另一银行", "role": "bank"}
        target = save_draft(session, target, document, revision=1, person_id=None, now=NOW)
        merged = merge_petition(
            session, target, source, ["item-1"], revisions=(2, 2), author=make_author(town)
        )
        assert merged.document["parties"]["bank"]["name"] == "另一银行"
        assert merged.document["parties"]["bank-2"]["name"] == "滨河银行"
        assert merged.document["items"][4]["demands"][0]["responsible"] == ["developer", "bank-2"]


@pytest.mark.parametrize(
    ("chosen", "revisions", "fault"),
    [
        ([], (1, 2), NothingChosen),
        (["no-such-item"], (1, 2), NothingChosen),
        (["item-1"], (9, 2), StaleDraft),
        (["item-1"], (1, 1), StaleDraft),
    ],
)
def test_what_cannot_be_merged_changes_nothing(
    town_on_both: Town, chosen: list[str], revisions: tuple[int, int], fault: type[Exception]
) -> None:
    town = town_on_both
    with transaction(town.engine) as session:
        target, source = make_two(session, town)
    with pytest.raises(fault), transaction(town.engine) as session:
        merge_petition(
            session,
            find_petition(session, town.community, target.id),
            find_petition(session, town.community, source.id),
            chosen,
            revisions=revisions,
            author=make_author(town),
        )
    with transaction(town.engine) as session:
        found = find_petition(session, town.community, target.id)
        assert found.revision == 1 and len(found.document["items"]) == 4
        assert find_petition(session, town.community, source.id).state == "draft"
        assert session.query(Photo).filter_by(petition_id=target.id).count() == 0
        assert session.query(Notice).count() == 0


def test_a_draft_is_not_merged_into_itself(town: Town) -> None:
    with transaction(town.engine) as session:
        target = make_draft(session, town)
        with pytest.raises(NotADraft):
            merge_petition(
                session, target, target, ["item-1"], revisions=(1, 1), author=Author(None, NOW)
            )
