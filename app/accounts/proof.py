"""Proving who one is: the same answer, and as late, for an unknown login and a wrong password."""

from __future__ import annotations

from flask import request

from app.accounts.attempts import forget_attempts, note_attempt
from app.accounts.models import Person
from app.accounts.passwords import is_right, renew_hash
from app.accounts.people import find_person
from app.messages import Message, message
from app.today import read_now
from app.web.faults import Fault
from app.web.session import session

WRONG = message("邮箱、手机号或密码不对，请核对后再试")
WRONG_CURRENT = message("现在的密码不对，请核对后再试")


class WrongPassword(Fault):
    """Nobody with this login has this password."""


def prove(login: str, password: str, *, field: str = "") -> Person:
    """The person whose login and password these are; the attempt is on record at once.

    `field`: that of the form in which somebody signed in shows their password.
    Raises WrongPassword, TooManyAttempts.
    """
    now, address = read_now(), request.remote_addr or ""
    note_attempt(session(), login, address, now)
    person = find_person(session(), login)
    kept = person.password if person is not None and person.closed_at is None else ""
    session().commit()  # argon2 takes its time: nobody else should wait for the database meanwhile
    if not is_right(kept, password) or person is None:
        raise WrongPassword(_say_wrong(field), field)
    forget_attempts(session(), login, address, now)
    person.password = renew_hash(kept, password)
    return person


def _say_wrong(field: str) -> Message:
    return WRONG_CURRENT if field else WRONG
