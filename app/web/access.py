"""Who may use a route: denied by default, checked before every request.

A view says it with @allow (app/security.py). Roles belong to a community: the route of a view that
names a role has the community's id as `community`. Who is no member is told that there is no such
page; who lacks the role, that the page is not open to them; who is not signed in is sent to do so.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.security import Who, read_access
from app.web.session import READING, session

FindRole = Callable[[Session, uuid.UUID, uuid.UUID], str | None]
SIGN_IN = "accounts.sign_in"


def init_app(app: Flask, find_role: FindRole) -> None:
    """Guard `app`; `find_role` tells the role of a person (second) in a community (third)."""
    app.extensions["lianming_find_role"] = find_role
    app.before_request(guard)
    app.context_processor(lambda: {"role": read_role()})


def guard() -> Response | None:
    """403, 404 or the way to sign in; None where the visitor may use the route."""
    if request.endpoint is None:
        return None  # an unknown address becomes 404
    allowed = read_access(current_app.view_functions[request.endpoint])
    if not allowed:
        abort(403)
    if "anyone" in allowed:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if not _may(allowed):
        abort(403)
    if request.method not in READING:
        session().commit()  # on SQLite nobody waits while the body of the request comes in
    return None


def read_role() -> str | None:
    """The visitor's role in the community of this request, if any."""
    role: str | None = g.get("lianming_role")
    return role


def read_person_id() -> uuid.UUID:
    """Who is signed in; only for views that are not for anyone."""
    person_id: uuid.UUID = current_user.person_id
    return person_id


def _may(allowed: tuple[Who, ...]) -> bool:
    if "person" in allowed:
        return True
    if "administrator" in allowed and current_user.person.is_administrator:
        return True
    community: Any = (request.view_args or {}).get("community")
    if community is None:
        return False
    find_role: FindRole = current_app.extensions["lianming_find_role"]
    g.lianming_role = find_role(session(), current_user.person_id, community)
    if g.lianming_role is None:
        abort(404)
    return g.lianming_role in allowed


def _ask_to_sign_in() -> Response:
    """A page is asked for again after signing in; a script is told by the status."""
    is_script = request.headers.get("Sec-Fetch-Dest") == "empty" or request.is_json
    if request.method not in READING or is_script:
        abort(401)
    return redirect(url_for(SIGN_IN, next=request.full_path.rstrip("?")), 303)
