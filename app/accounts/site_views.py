"""What the administrator of the site does with accounts: list, reset links, close, open."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.people import (
    PAGE,
    close_account,
    find_person,
    get_person,
    list_people,
    open_account,
)
from app.accounts.reset_links import make_reset_link
from app.accounts.sign_ins import end_sign_ins
from app.accounts.views import accounts
from app.messages import message
from app.security import allow
from app.today import read_now
from app.web.access import read_person_id
from app.web.languages import say
from app.web.session import session


@accounts.get("/site/people")
@allow("administrator")
def list_all() -> str:
    """The accounts, the newest first, or the one of a login that was asked for."""
    asked = request.args.get("login", "").strip()
    if asked:
        found = find_person(session(), asked)
        people = [found] if found else []
    else:
        people = list(list_people(session(), _read_before()))
    more = people[-1].id if not asked and len(people) == PAGE else None
    return render_template("accounts/people.html", people=people, asked=asked, more=more)


@accounts.post("/site/people/<uuid:person>/reset-link")
@allow("administrator")
def make_link(person: uuid.UUID) -> str:
    """The link is shown now and never again."""
    found = get_person(session(), person)
    token = make_reset_link(session(), found, read_now(), read_person_id())
    session().commit()
    link = url_for("accounts.set_password", token=token, _external=True)
    return render_template("accounts/reset-link.html", person=found, link=link)


@accounts.post("/site/people/<uuid:person>/close")
@allow("administrator")
def close(person: uuid.UUID) -> Answer:
    """Nobody closes their own account: the site would be left without an administrator."""
    if person == read_person_id():
        abort(403)
    close_account(session(), person, read_now())
    end_sign_ins(session(), person, read_now())
    session().commit()
    flash(say(message("账号已停用，不能再登录；可以随时恢复。")))
    return redirect(url_for("accounts.list_all"), 303)


@accounts.post("/site/people/<uuid:person>/open")
@allow("administrator")
def reopen(person: uuid.UUID) -> Answer:
    """Undo closing."""
    open_account(session(), person)
    session().commit()
    flash(say(message("账号已恢复，可以登录。")))
    return redirect(url_for("accounts.list_all"), 303)


def _read_before() -> uuid.UUID | None:
    text = request.args.get("before")
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        abort(404)
