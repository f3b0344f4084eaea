"""People, passwords, attempts and reset links as services, on both kinds of database."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.accounts.attempts import (
    MOST_OF_ADDRESS,
    MOST_OF_LOGIN,
    TooManyAttempts,
    forget_attempts,
    note_attempt,
)
from app.accounts.devices import name_device
from app.accounts.models import FailedAttempt
from app.accounts.passwords import PasswordFault, hash_new_password, is_right, renew_hash
from app.accounts.people import (
    LoginFault,
    LoginTaken,
    close_account,
    create_person,
    find_person,
    list_people,
    normalise_login,
)
from app.accounts.reset_links import find_reset_link, make_reset_link, set_password
from app.accounts.sign_ins import begin_sign_in, list_sign_ins
from app.config import Config
from app.db import open_engine, open_session
from app.web.faults import LinkGone, LinkUnknown

NOW = dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)
GOOD = "plum tree river"


@pytest.fixture
def session(stored: Config) -> Iterator[Session]:
    engine = open_engine(stored.database)
    with open_session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.mark.parametrize(
    ("given", "login"),
    [
        (" Wang.Fang@Example.CN ", "wang.fang@example.cn"),
        ("138 0000-0000", "13800000000"),
        ("+86 13800000000", "13800000000"),
        ("０１３８", None),
        ("１３８００００００００", "13800000000"),
        ("12800000000", None),
        ("1380000000", None),
        ("a@b", None),
        ("a@b.c@d.e", None),
        ("a\u202eb@example.cn", None),
        ("", None),
        ("x" * 300 + "@example.cn", None),
    ],
)
def test_a_login_has_one_spelling(given: str, login: str | None) -> None:
    if login is None:
        with pytest.raises(LoginFault):
            normalise_login(given)
    else:
        assert normalise_login(given) == login


def test_a_person_is_found_by_any_spelling_and_stands_once(session: Session) -> None:
    made = create_person(session, login="Wang@Example.cn", name=" 王芳 ", now=NOW)
    assert made.name == "王芳"
    assert find_person(session, "wang@EXAMPLE.CN") is made
    assert find_person(session, "nonsense") is None
    with pytest.raises(LoginTaken):
        create_person(session, login="WANG@example.cn", name="王芳", now=NOW)
    assert [one.name for one in list_people(session)] == ["王芳"], "the session still works"
    row = session.execute(text("SELECT login, login_index FROM person")).one()
    assert "wang" not in str(row).lower()


@pytest.mark.parametrize("password", ["short", "13800000000", "aaaaaaaaaaaa", "x" * 201, ""])
def test_a_password_that_would_be_guessed_is_refused(password: str) -> None:
    with pytest.raises(PasswordFault):
        hash_new_password(password, "13800000000")


def test_a_password_is_kept_as_its_proof_alone() -> None:
    kept = hash_new_password(GOOD, "13800000000")
    assert GOOD not in kept
    assert is_right(kept, GOOD)
    assert not is_right(kept, GOOD + "!")
    assert not is_right("", GOOD)
    assert not is_right("-", GOOD)
    assert renew_hash(kept, GOOD) == kept
    weak = PasswordHasher(time_cost=1, memory_cost=1024).hash(GOOD)
    assert is_right(weak, GOOD)
    better = renew_hash(weak, GOOD)
    assert better != weak and is_right(better, GOOD)


def test_composed_characters_are_one_spelling() -> None:
    kept = hash_new_password("rivie\u0300re calme", "13800000000")
    assert is_right(kept, "rivi\u00e8re calme")


def test_no_account_takes_as_long_as_a_wrong_password() -> None:
    kept = hash_new_password(GOOD, "13800000000")
    is_right("", GOOD)  # the decoy is made once
    times: dict[str, list[float]] = {"": [], kept: []}
    for _ in range(5):
        for one, taken in times.items():
            began = time.perf_counter()
            is_right(one, "whatever it is")
            taken.append(time.perf_counter() - began)
    quickest = [min(taken) for taken in times.values()]
    assert max(quickest) < 2 * min(quickest)


def test_wrong_attempts_make_a_login_wait(session: Session) -> None:
    for second in range(MOST_OF_LOGIN):
        note_attempt(session, "13800000000", f"10.0.0.{second}", NOW + dt.timedelta(seconds=second))
    with pytest.raises(TooManyAttempts, match="15"):
        note_attempt(session, " 138-0000-0000", "10.0.1.1", NOW + dt.timedelta(seconds=9))
    note_attempt(session, "13800000001", "10.0.1.1", NOW)
    note_attempt(session, "13800000000", "10.0.1.1", NOW + dt.timedelta(minutes=16))
    assert session.query(FailedAttempt).count() == 2, "old ones are gone"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("10.0.0.1", "10.0.0.1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ],
)
def test_wrong_attempts_make_an_address_wait(
    session: Session, one: str, other: str, is_same: bool
) -> None:
    for number in range(MOST_OF_ADDRESS):
        note_attempt(session, f"a{number}@example.cn", one, NOW)
    if is_same:
        with pytest.raises(TooManyAttempts):
            note_attempt(session, "b@example.cn", other, NOW)
    else:
        note_attempt(session, "b@example.cn", other, NOW)


def test_a_right_password_takes_its_attempts_back(session: Session) -> None:
    wrong, right = NOW, NOW + dt.timedelta(seconds=5)
    note_attempt(session, "13800000000", "10.0.0.1", wrong)
    note_attempt(session, "13800000000", "10.0.0.1", right)
    forget_attempts(session, "13800000000", "10.0.0.1", right)
    assert [one.at for one in session.query(FailedAttempt)] == [wrong], "of the address alone"


def test_a_reset_link_works_once_and_ends_all_sign_ins(session: Session) -> None:
    person = create_person(session, login="13800000000", name="王芳", now=NOW)
    begin_sign_in(session, person, NOW)
    token = make_reset_link(session, person, NOW)
    assert token not in str(session.execute(text("SELECT token_index FROM reset_link")).one())
    with pytest.raises(PasswordFault):
        set_password(session, token, "short", NOW)
    later = NOW + dt.timedelta(hours=47)
    assert set_password(session, token, GOOD, later) is person
    assert is_right(person.password, GOOD)
    assert list_sign_ins(session, person.id, later) == []
    with pytest.raises(LinkGone, match="已经用过"):
        set_password(session, token, GOOD, later)


def test_links_that_lead_nowhere(session: Session) -> None:
    person = create_person(session, login="13800000000", name="王芳", now=NOW)
    with pytest.raises(LinkUnknown):
        find_reset_link(session, "no such token", NOW)
    first = make_reset_link(session, person, NOW)
    second = make_reset_link(session, person, NOW)
    with pytest.raises(LinkGone, match="48"):
        find_reset_link(session, first, NOW)
    find_reset_link(session, second, NOW)
    with pytest.raises(LinkGone, match="48"):
        find_reset_link(session, second, NOW + dt.timedelta(hours=48))
    close_account(session, person.id, NOW)
    with pytest.raises(LinkGone, match="停用"):
        find_reset_link(session, second, NOW)


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger", "iphone"),
        ("Mozilla/5.0 (Linux; Android 14; Mobile) MicroMessenger", "android"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0)", "harmony"),
        ("Mozilla/5.0 (Windows NT 10.0)", "windows"),
        ("", "other"),
    ],
)
def test_devices_are_told_apart(agent: str, device: str) -> None:
    assert name_device(agent) == device
