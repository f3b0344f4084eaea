"""Freezing: what stops it, what it keeps, that nothing changes it, and two who do it at once."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import threading
import uuid
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError

from app.communities.models import Addressee
from app.db import transaction
from app.letters.dossier import compose_letter
from app.letters.signers import Signer
from app.petitions.dossiers import gather_version
from app.petitions.drafts import NotADraft, StaleDraft, find_petition, save_draft
from app.petitions.freezing import (
    NotFrozen,
    NotReady,
    NoVersion,
    find_readiness,
    find_version,
    freeze,
    list_versions,
    reopen,
)
from app.petitions.models import Document, Petition, Version, VersionLetter
from app.timeline.entries import list_entries
from tests.people import NOW, Town
from tests.petitions.letters_cases import TODAY, put_petition, read_example

HOTLINE = {"role": "hotline", "name": "12345热线", "items": ["roof"]}


def run_freeze(town: Town, petition_id: uuid.UUID, revision: int = 1) -> int:
    """Freeze in a transaction of its own; returns the number of the version."""
    with transaction(town.engine) as session:
        petition = find_petition(session, town.community, petition_id)
        person = town.people["representative"]
        made = freeze(session, petition, revision=revision, person_id=person, now=NOW, today=TODAY)
        return made.number


def run_reopen(town: Town, petition_id: uuid.UUID) -> None:
    with transaction(town.engine) as session:
        petition = find_petition(session, town.community, petition_id)
        reopen(session, petition, person_id=town.people["representative"], now=NOW)


def run_save(town: Town, petition_id: uuid.UUID, document: Document) -> None:
    with transaction(town.engine) as session:
        petition = find_petition(session, town.community, petition_id)
        save_draft(session, petition, document, revision=1, person_id=None, now=NOW)


def change(**keys: Any) -> Document:
    document = read_example()
    for place, value in keys.items():
        document[place] = value
    return document


def with_hotline() -> Document:
    document = read_example()
    document["items"][3]["id"] = "roof"
    document["recipients"].append(copy.deepcopy(HOTLINE))
    document["recipients"].append({"role": "authority", "name": "滨河区信访局", "copy": True})
    return document


def test_a_version_keeps_the_fixed_text_of_every_letter(town_on_both: Town) -> None:
    town = town_on_both
    with transaction(town.engine) as session:
        session.add(
            Addressee(
                community_id=town.community, bureau="hotline", name="12345热线", role="hotline",
                channel="mailbox-2000",
            )
        )  # fmt: skip
    petition_id = put_petition(town, with_hotline())
    assert run_freeze(town, petition_id) == 1
    with transaction(town.engine, reading=True) as session:
        version = find_version(session, petition_id, 1)
        letters = [(one.number, one.kind, one.recipient, one.channel) for one in version.letters]
        assert letters == [
            (1, "petition", "滨河区住房和城乡建设局", ""),
            (2, "demand", "滨河锦绣房地产开发有限公司", ""),
            (3, "hotline", "12345热线", "mailbox-2000"),
        ]
        for letter in version.letters:
            assert hashlib.sha256(letter.body.encode()).hexdigest() == letter.digest
            assert "锦绣家园" in letter.body
        assert find_petition(session, town.community, petition_id).state == "frozen"
        acts = [entry.act for entry in list_entries(session, town.community)]
        assert acts[0] == "petition-frozen"


def test_letters_rendered_later_have_the_digest_that_was_frozen(town_on_both: Town) -> None:
    town = town_on_both
    petition_id = put_petition(town, {**with_hotline(), "date": None})
    run_freeze(town, petition_id)
    later = TODAY + dt.timedelta(days=200)
    signers = tuple(Signer(row=row, name=f"业主{row}", unit=str(row)) for row in range(1, 500))
    with transaction(town.engine) as session:
        # The directory changes; the text that people sign does not.
        session.add(
            Addressee(
                community_id=town.community, bureau="hotline", name="12345热线", role="hotline",
                channel="mailbox-2000",
            )
        )  # fmt: skip
    with transaction(town.engine, reading=True) as session:
        petition = find_petition(session, town.community, petition_id)
        version = find_version(session, petition_id, 1)
        gathered = gather_version(session, petition, version, today=later)
        dossier = replace(gathered.dossier, signers=signers)
        for letter in version.letters:
            assert gathered.compose(letter.number).digest == letter.digest
            channel = letter.channel or None
            signed = compose_letter(dossier, letter.number, channel=channel)
            assert (signed.body, signed.digest) == (letter.body, letter.digest)
            assert signed.date == later


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({}, "community.name"),
        (change(sender={"name": "业主", "representatives": [{"name": "林喆"}]}),
         "sender.representatives"),
        (change(sender={"name": "业主"}), "sender.representatives"),
        (change(date="2026-13-40"), "date"),
        (change(recipients=[{"role": "authority", "name": "甲局", "copy": True}]), "recipients"),
        (change(sender={**read_example()["sender"], "name": "锦绣家园业主委员会"}), "sender.name"),
        (change(sender={**read_example()["sender"], "thanks": "ئۇيغۇر"}), "sender.thanks"),
        (change(recipients=[{"role": "hotline", "name": "12345热线"}], title="长" * 30,
                items=[{**read_example()["items"][3], "category": "other", "heading": "屋" * 40}]),
         "title"),
        (change(items=[{**read_example()["items"][3],
                        "photos": [{"file": "photos/none.jpg", "caption": "屋面"}]}]),
         "items.0.photos.0.caption"),
    ],
)  # fmt: skip
def test_what_stops_freezing_is_named_at_its_field(
    town: Town, document: Document, field: str
) -> None:
    petition_id = put_petition(town, document)
    with pytest.raises(NotReady) as refused:
        run_freeze(town, petition_id)
    assert field in [one.field for one in refused.value.hindrances]
    assert all(str(one.text) and str(one.where) for one in refused.value.hindrances)
    with transaction(town.engine, reading=True) as session:
        assert not list_versions(session, petition_id)
        assert find_petition(session, town.community, petition_id).state == "draft"


def test_warnings_do_not_stop_it(town: Town) -> None:
    petition_id = put_petition(town)
    with transaction(town.engine, reading=True) as session:
        petition = find_petition(session, town.community, petition_id)
        ready = find_readiness(session, petition, today=TODAY)
    assert ready.hindrances == () and ready.judgement.warnings


def test_what_was_saved_meanwhile_is_not_frozen(town_on_both: Town) -> None:
    town = town_on_both
    petition_id = put_petition(town)
    run_save(town, petition_id, change(title="关于渗漏的联名诉求书"))
    with pytest.raises(StaleDraft):
        run_freeze(town, petition_id, revision=1)
    assert run_freeze(town, petition_id, revision=2) == 1
    with pytest.raises(NotADraft):
        run_freeze(town, petition_id, revision=2)


def test_what_is_frozen_is_not_saved_and_comes_back_as_a_new_version(town_on_both: Town) -> None:
    town = town_on_both
    petition_id = put_petition(town)
    with pytest.raises(NotFrozen):
        run_reopen(town, petition_id)
    run_freeze(town, petition_id)
    with pytest.raises(NotADraft):
        run_save(town, petition_id, {})
    run_reopen(town, petition_id)
    run_save(town, petition_id, change(sender={**read_example()["sender"], "thanks": "感谢贵局"}))
    assert run_freeze(town, petition_id, revision=2) == 2
    with transaction(town.engine, reading=True) as session:
        second, first = list_versions(session, petition_id)
        assert (first.number, second.number) == (1, 2)
        assert first.letters[0].digest != second.letters[0].digest
        acts = [entry.act for entry in list_entries(session, town.community)]
        assert sorted(acts)[-3:] == ["petition-frozen", "petition-frozen", "petition-reopened"]
        with pytest.raises(NoVersion):
            find_version(session, petition_id, 3)


def test_a_frozen_text_cannot_be_changed_or_deleted(town_on_both: Town) -> None:
    town = town_on_both
    petition_id = put_petition(town)
    run_freeze(town, petition_id)

    def break_it(how: str) -> None:
        with transaction(town.engine) as session:
            version = find_version(session, petition_id, 1)
            letter = version.letters[0]
            match how:
                case "body":
                    letter.body += "改"
                case "document":
                    version.document = {}
                case "delete letter":
                    session.delete(letter)
                case "delete version":
                    session.delete(version)
                case "take out":
                    version.letters.clear()
                case "update":
                    session.execute(update(VersionLetter).values(digest="0"))
                case "remove":
                    session.execute(delete(Version))
            session.flush()

    for how in (
        "body",
        "document",
        "delete letter",
        "delete version",
        "take out",
        "update",
        "remove",
    ):
        with pytest.raises((RuntimeError, AssertionError)):
            break_it(how)
    with transaction(town.engine, reading=True) as session:
        version = find_version(session, petition_id, 1)
        assert version.document == read_petition(town, petition_id).document
        assert len(version.letters) == 2
        for letter in version.letters:
            assert hashlib.sha256(letter.body.encode()).hexdigest() == letter.digest


def read_petition(town: Town, petition_id: uuid.UUID) -> Petition:
    with transaction(town.engine, reading=True) as session:
        return find_petition(session, town.community, petition_id)


def test_two_who_freeze_at_once_make_one_version(town_on_both: Town) -> None:
    town = town_on_both
    petition_id = put_petition(town)
    both = threading.Barrier(2)
    ends: list[str] = []

    def run() -> None:
        both.wait()
        try:
            run_freeze(town, petition_id)
            ends.append("frozen")
        except NotADraft:
            ends.append("came second")

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["came second", "frozen"]
    with transaction(town.engine, reading=True) as session:
        count = session.scalar(
            select(func.count()).select_from(Version).where(Version.petition_id == petition_id)
        )
        acts = [entry.act for entry in list_entries(session, town.community)]
    assert count == 1
    assert acts.count("petition-frozen") == 1


@pytest.mark.parametrize("table", ["version", "version_letter"])
@pytest.mark.parametrize("act", ["UPDATE {table} SET number = 7", "DELETE FROM {table}"])
def test_the_database_itself_refuses_to_change_a_frozen_text(
    town_on_both: Town, table: str, act: str
) -> None:
    town = town_on_both
    petition_id = put_petition(town)
    run_freeze(town, petition_id)
    with (
        pytest.raises(DatabaseError, match="a frozen text never changes"),
        transaction(town.engine) as session,
    ):
        session.execute(text(act.format(table=table)))
    with transaction(town.engine, reading=True) as session:
        assert len(find_version(session, petition_id, 1).letters) == 2
