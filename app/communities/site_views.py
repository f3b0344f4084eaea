"""What the administrator of the site does with communities: make one, invite its first person."""

from __future__ import annotations

import uuid

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.communities.blueprint import communities
from app.communities.forms import CommunityForm, ReplacementForm
from app.communities.invitations import make_invitation
from app.communities.members import REPRESENTATIVE, ROLE_NAMES, count_of_each
from app.communities.settings import (
    PAGE,
    Settings,
    create_community,
    find_community,
    list_communities,
)
from app.security import allow
from app.today import read_now
from app.web.access import read_person_id
from app.web.faults import Fault
from app.web.forms import render_form
from app.web.session import session


@communities.get("/site/communities")
@allow("administrator")
def list_all() -> str:
    """The communities, the newest first, with how many representatives each has."""
    found = list_communities(session(), _read_before())
    counts = count_of_each(session(), [one.id for one in found])
    more = found[-1].id if len(found) == PAGE else None
    return render_template("communities/all.html", communities=found, counts=counts, more=more)


@communities.route("/site/communities/add", methods=["GET", "POST"])
@allow("administrator")
def add() -> Answer | tuple[str, int]:
    """A new community; next one invites its first representative."""
    form = CommunityForm()
    if form.is_filled_in():
        settings = Settings(form.name.data, form.address.data, form.city.data)
        made = create_community(session(), settings, now=read_now(), person_id=read_person_id())
        session().commit()
        return redirect(url_for("communities.invite_representative", community=made.id), 303)
    return render_form("communities/add.html", form)


@communities.route("/site/communities/<uuid:community>/invite", methods=["GET", "POST"])
@allow("administrator")
def invite_representative(community: uuid.UUID) -> str | tuple[str, int]:
    """The link for a representative is shown now and never again."""
    form = ReplacementForm()
    if form.is_filled_in():
        try:
            return _show_link(community, form.note.data)
        except Fault as fault:
            form.blame(fault)
    found = find_community(session(), community)
    return render_form("communities/invite-first.html", form, community=found)


def _show_link(community: uuid.UUID, note: str) -> str:
    token = make_invitation(
        session(), community, REPRESENTATIVE, now=read_now(), person_id=read_person_id(), note=note
    )
    session().commit()
    return render_template(
        "communities/invitation.html",
        community=find_community(session(), community),
        link=url_for("communities.show_invitation", token=token, _external=True),
        role_name=ROLE_NAMES[REPRESENTATIVE],
        note=note,
        replaces=None,
        back=url_for("communities.list_all"),
    )


def _read_before() -> uuid.UUID | None:
    text = request.args.get("before")
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        abort(404)
