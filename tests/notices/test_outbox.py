from __future__ import annotations

import datetime as dt
import threading
import uuid

from sqlalchemy import Engine

from app.accounts.models import Person
from app.communities.announcements import to_representatives
from app.communities.models import Member
from app.db import transaction
from app.messages import LANGUAGES, translate
from app.notices.models import Notice
from app.notices.outbox import list_for, list_unsent, mark_sent, put
from app.notices.words import NOTICES, say_notice
from tests.people import NOW, Town


def put_one(engine: Engine, person_id: uuid.UUID, key: str = "a") -> bool:
    with transaction(engine) as session:
        return put(
            session, key=key, person_id=person_id, about="petition-frozen",
            details={"who": "林喆", "title": "漏水"}, now=NOW,
        )  # fmt: skip


def test_a_notice_is_put_in_once(town_on_both: Town) -> None:
    engine = town_on_both.engine
    person = town_on_both.people["representative"]
    assert put_one(engine, person)
    assert not put_one(engine, person)
    with transaction(engine) as session:
        (notice,) = list_for(session, person)
        assert (notice.about, notice.details["title"], notice.sent_at) == (
            "petition-frozen", "漏水", None,
        )  # fmt: skip


def test_many_at_once_put_in_one(town_on_both: Town) -> None:
    engine = town_on_both.engine
    done: list[bool] = []
    threads = [
        threading.Thread(
            target=lambda: done.append(put_one(engine, town_on_both.people["representative"]))
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False] * 7 + [True]


def test_a_notice_is_sent_once(town_on_both: Town) -> None:
    engine = town_on_both.engine
    for key in ("a", "b"):
        put_one(engine, town_on_both.people["representative"], key)
    with transaction(engine) as session:
        first, second = list_unsent(session)
        assert mark_sent(session, first.id, now=NOW)
        assert not mark_sent(session, first.id, now=NOW + dt.timedelta(minutes=1))
        assert first.sent_at == NOW
        assert [one.id for one in list_unsent(session)] == [second.id]


def test_all_other_representatives_are_told(town_on_both: Town) -> None:
    engine = town_on_both.engine
    by = town_on_both.people["representative"]
    with transaction(engine) as session:
        others = [
            Person(name=f"代表{n}", login=str(n), login_index=str(n), password="-", created_at=NOW)
            for n in range(3)
        ]
        session.add_all(others)
        session.flush()
        for other in others:
            session.add(
                Member(
                    community_id=town_on_both.community,
                    person_id=other.id,
                    role="representative",
                    since=NOW,
                    left_at=NOW if other is others[2] else None,
                )
            )
        for new in (2, 0):
            assert new == to_representatives(
                session, town_on_both.community, key="petition-frozen:1", about="petition-frozen",
                now=NOW, by=by, details={"title": "漏水"},
            )  # fmt: skip
        told = {notice.person_id: notice for notice in session.query(Notice)}
        assert told.keys() == {others[0].id, others[1].id}
        said = str(say_notice("petition-frozen", told[others[0].id].details))
        assert said.startswith("representative 王将《漏水》定稿")
        assert told[others[0].id].details["community"] == "锦绣家园"


def test_the_page_shows_ones_own_notices(town_on_both: Town) -> None:
    engine = town_on_both.engine
    visitor = town_on_both.visitor("representative")
    assert "还没有通知" in visitor.get("/notices").text
    with transaction(engine) as session:
        put(
            session, key="x", person_id=town_on_both.people["representative"],
            about="petition-merged", now=NOW,
            details={
                "who": "林喆", "title": "漏水", "from_title": "屋面", "community": "锦绣家园",
                "community_id": str(town_on_both.community), "petition_id": str(uuid.uuid4()),
            },
        )  # fmt: skip
    page = visitor.get("/notices").text
    assert "林喆把草稿《屋面》并入了《漏水》" in page
    assert "打开这份诉求书" in page
    assert "并入" not in town_on_both.visitor("checker").get("/notices").text


def test_every_notice_is_told_with_and_without_details() -> None:
    for about in (*NOTICES, "of-later"):
        for language in LANGUAGES:
            for details in ({}, {"who": "林喆", "title": "a", "from_title": "b"}):
                assert "{" not in translate(say_notice(about, details), language)
