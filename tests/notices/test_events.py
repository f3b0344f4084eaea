"""What the other representatives are told: a frozen petition, merged drafts, an invitation accepted."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.communities.invitations import accept_invitation, make_invitation
from app.communities.models import Member
from app.db import transaction
from app.notices.outbox import list_for
from app.notices.words import say_notice
from app.petitions.copies import merge_petition
from tests.people import NOW, Town
from tests.petitions.drafted import make_author, make_draft
from tests.petitions.letters_cases import put_petition
from tests.petitions.test_freezing import run_freeze


def add_person(session: Session, name: str) -> uuid.UUID:
    person = Person(name=name, login=name, login_index=name, password="-", created_at=NOW)
    session.add(person)
    session.flush()
    return person.id


def add_representative(town: Town) -> uuid.UUID:
    with transaction(town.engine) as session:
        added = add_person(session, "周犇")
        session.add(
            Member(community_id=town.community, person_id=added, role="representative", since=NOW)
        )
    return added


def list_told(town: Town, person: uuid.UUID) -> list[str]:
    with transaction(town.engine, reading=True) as session:
        return [str(say_notice(one.about, one.details)) for one in list_for(session, person)]


def test_freezing_is_told_to_the_others(town_on_both: Town) -> None:
    other = add_representative(town_on_both)
    run_freeze(town_on_both, put_petition(town_on_both))
    (told,) = list_told(town_on_both, other)
    assert told.startswith("representative 王将《") and "定稿" in told
    assert list_told(town_on_both, town_on_both.people["representative"]) == []


def test_merging_is_told_to_the_others(town_on_both: Town) -> None:
    town = town_on_both
    other = add_representative(town)
    with transaction(town.engine) as session:
        target, source = make_draft(session, town), make_draft(session, town)
        merge_petition(
            session, target, source, ["item-1"], revisions=(1, 1), author=make_author(town)
        )
    (told,) = list_told(town, other)
    assert "并入" in told and told.startswith("representative 王")


def test_who_accepts_an_invitation_is_told_to_the_representatives(town_on_both: Town) -> None:
    town = town_on_both
    with transaction(town.engine) as session:
        token = make_invitation(
            session, town.community, role="checker", note="", now=NOW,
            person_id=town.people["representative"],
        )  # fmt: skip
        accept_invitation(session, token, add_person(session, "吴淼"), NOW)
    assert list_told(town, town.people["representative"]) == ["吴淼接受了邀请，已经加入小区。"]
