"""People with an account: making one, finding one by what it signs in with."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.encryption import keyring
from app.letters.texts import find_fault
from app.messages import message
from app.web.faults import Fault

LONGEST_NAME = 60
LONGEST_LOGIN = 254  # of an e-mail address, RFC 5321
PAGE = 50
_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")


class LoginFault(Fault):
    """Neither an e-mail address nor a mobile number."""

    field = "login"


class LoginTaken(Fault):
    """Somebody has an account with this login."""

    field = "login"


class NameFault(Fault):
    """No name, or one that cannot be printed."""

    field = "name"


class NoPerson(Exception):
    """There is no such account."""


def normalise_login(text: str) -> str:
    """The one spelling of a login: e-mail in lower case, or 11 digits. Raises LoginFault."""
    plain = unicodedata.normalize("NFKC", text).strip()
    mobile = _MOBILE.fullmatch(re.sub(r"[\s()-]", "", plain))
    if mobile:
        return mobile[1]
    if len(plain) <= LONGEST_LOGIN and _EMAIL.fullmatch(plain) and not find_fault(plain):
        return plain.lower()
    raise LoginFault(message("请写电子邮箱，或中国大陆的11位手机号码"))


def index_login(login: str) -> str:
    """The mark by which the account of a normalised login is found."""
    return keyring().index("login", login)


def find_person(session: Session, login: str) -> Person | None:
    """The account of a login in any spelling."""
    try:
        mark = index_login(normalise_login(login))
    except LoginFault:
        return None
    return session.scalar(select(Person).where(Person.login_index == mark))


def create_person(
    session: Session,
    *,
    login: str,
    name: str,
    now: dt.datetime,
    password: str = "",
    is_administrator: bool = False,
) -> Person:
    """A new account; `password` as argon2 writes it, "" until its link is used.

    Raises LoginFault, LoginTaken, NameFault.
    """
    login = normalise_login(login)
    person = Person(
        name=check_name(name),
        login=login,
        login_index=index_login(login),
        password=password,
        is_administrator=is_administrator,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError as fault:
        raise LoginTaken(
            message("这个邮箱或手机号已经有账号：请直接登录；忘了密码请联系本站管理人")
        ) from fault
    return person


def check_name(name: str) -> str:
    """The name without blanks around it. Raises NameFault."""
    name = name.strip()
    if not name:
        raise NameFault(message("请填写姓名"))
    if len(name) > LONGEST_NAME:
        raise NameFault(message("姓名最多{most}个字", most=LONGEST_NAME))
    if said := find_fault(name):
        raise NameFault(said)
    return name


def get_person(session: Session, person_id: uuid.UUID) -> Person:
    """The account with this id. Raises NoPerson."""
    found = session.get(Person, person_id)
    if found is None:
        raise NoPerson
    return found


def list_people(session: Session, before: uuid.UUID | None = None) -> Sequence[Person]:
    """A page of accounts, the newest first; `before` is the last of the page shown before."""
    query = select(Person).order_by(Person.id.desc()).limit(PAGE)
    if before is not None:
        query = query.where(Person.id < before)
    return session.scalars(query).all()


def close_account(session: Session, person_id: uuid.UUID, now: dt.datetime) -> Person:
    """Let nobody sign in to the account; it can be opened again. Raises NoPerson."""
    person = get_person(session, person_id)
    person.closed_at = person.closed_at or now
    return person


def open_account(session: Session, person_id: uuid.UUID) -> Person:
    """Let the person sign in again. Raises NoPerson."""
    person = get_person(session, person_id)
    person.closed_at = None
    return person
