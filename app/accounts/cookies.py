"""The browser's cookie: made anew at every sign-in, emptied at signing out."""

from __future__ import annotations

from flask import request
from flask import session as cookie
from flask_login import current_user, login_user, logout_user

from app.accounts.devices import name_device
from app.accounts.models import Person
from app.accounts.sign_ins import begin_sign_in, find_owner
from app.today import read_now
from app.web.session import session

TOKEN = "csrf_token"  # noqa: S105 — the name that Flask-WTF gives it
NAMED = "_user_id"  # the name that Flask-Login gives it


def begin(person: Person) -> None:
    """Sign `person` in on this browser and commit; nothing that was in the cookie remains.

    Only who was signed in here before and signs in again keeps the token of forms, so that a page
    on which they were typing when the sign-in ended can still be sent.
    """
    before = find_owner(session(), str(cookie.get(NAMED, "")))
    token = cookie.get(TOKEN) if before == person.id else None
    device = name_device(request.user_agent.string)
    begun = begin_sign_in(session(), person, read_now(), device)
    session().commit()
    cookie.clear()
    if token is not None:
        cookie[TOKEN] = token
    cookie.permanent = True
    login_user(begun)


def end() -> None:
    """Sign out: the sign-in ends and the cookie is emptied."""
    current_user.ends_at = read_now()
    session().commit()
    logout_user()
    cookie.clear()
