"""Members of a community: inviting, joining, replacing, removing, leaving."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.cookies import begin
from app.accounts.models import Person
from app.accounts.passwords import hash_new_password
from app.accounts.people import create_person, normalise_login
from app.communities.blueprint import communities
from app.communities.forms import InvitationForm, JoinForm, ReplacementForm
from app.communities.invitations import (
    accept_invitation,
    find_invitation,
    list_open_invitations,
    make_invitation,
    revoke_invitation,
)
from app.communities.members import (
    ROLE_DUTIES,
    ROLE_NAMES,
    find_member,
    leave,
    list_members,
    remove_member,
)
from app.communities.models import Invitation, Member
from app.communities.settings import find_community
from app.messages import message
from app.security import allow
from app.today import read_now
from app.web.access import read_person_id, read_role
from app.web.faults import Fault
from app.web.forms import Form, render_form
from app.web.languages import say
from app.web.session import session


@communities.get("/communities/<uuid:community>/members")
@allow("representative")
def show_members(community: uuid.UUID) -> tuple[str, int]:
    """Members, open invitations, and the form to invite."""
    return render_members(community, InvitationForm())


@communities.post("/communities/<uuid:community>/members/invitations")
@allow("representative")
def invite(community: uuid.UUID) -> str | tuple[str, int]:
    """The link is shown now and never again."""
    form = InvitationForm()
    if form.is_filled_in():
        try:
            return _show_link(community, form.role.data, form.note.data)
        except Fault as fault:
            form.blame(fault)
    return render_members(community, form)


@communities.post("/communities/<uuid:community>/members/invitations/<uuid:invitation>/revoke")
@allow("representative")
def revoke(community: uuid.UUID, invitation: uuid.UUID) -> Answer:
    """Let an invitation lead nowhere."""
    revoke_invitation(session(), community, invitation, now=read_now(), person_id=read_person_id())
    session().commit()
    flash(say(message("邀请已撤回，链接不能再用。")))
    return _to_members(community)


@communities.route(
    "/communities/<uuid:community>/members/<uuid:member>/replace", methods=["GET", "POST"]
)
@allow("representative")
def replace(community: uuid.UUID, member: uuid.UUID) -> str | tuple[str, int]:
    """An invitation for the one who takes a member's place."""
    form = ReplacementForm()
    found = find_member(session(), community, member)
    if form.is_filled_in():
        try:
            return _show_link(community, found.role, form.note.data, member)
        except Fault as fault:
            form.blame(fault)
    return render_form(
        "communities/replace.html", form, member=found, roles=ROLE_NAMES,
        community=find_community(session(), community),
    )  # fmt: skip


@communities.post("/communities/<uuid:community>/members/<uuid:member>/remove")
@allow("representative")
def remove(community: uuid.UUID, member: uuid.UUID) -> Answer | tuple[str, int]:
    """End somebody's membership."""
    try:
        remove_member(session(), community, member, now=read_now(), person_id=read_person_id())
    except Fault as fault:
        return _blame_members(community, fault)
    session().commit()
    flash(say(message("已移出，对方不能再看到本小区的内容。")))
    return _to_members(community)


@communities.route("/communities/<uuid:community>/leave", methods=["GET", "POST"])
@allow("representative", "checker", "handler", "viewer")
def leave_community(community: uuid.UUID) -> Answer | tuple[str, int]:
    """Says what leaving means before it is done."""
    form = Form()
    if form.is_filled_in():
        try:
            leave(session(), community, read_person_id(), read_now())
            session().commit()
        except Fault as fault:
            form.blame(fault)
        else:
            flash(say(message("您已退出这个小区。")))
            return redirect(url_for("communities.show_own"), 303)
    found = find_community(session(), community)
    role_name = ROLE_NAMES[read_role() or ""]
    return render_form("communities/leave.html", form, community=found, role_name=role_name)


@communities.get("/join/<token>")
@allow("anyone")
def show_invitation(token: str) -> tuple[str, int]:
    """To what one is invited, and the ways to accept."""
    return render_invitation(token, JoinForm())


@communities.post("/join/<token>")
@allow("person")
def join(token: str) -> Answer | tuple[str, int]:
    """Who is signed in joins."""
    form = JoinForm(formdata=None)
    try:
        member = accept_invitation(session(), token, read_person_id(), read_now())
    except Fault as fault:
        session().rollback()
        form.blame(fault)
        return render_invitation(token, form)
    session().commit()
    return _welcome(member)


@communities.post("/join/<token>/account")
@allow("anyone")
def join_with_account(token: str) -> Answer | tuple[str, int]:
    """Who has no account makes one, is signed in and joins: all of it or nothing."""
    form = JoinForm()
    find_invitation(session(), token, read_now())
    if form.is_filled_in():
        try:
            person = _make_person(form)
            member = accept_invitation(session(), token, person.id, read_now())
        except Fault as fault:
            session().rollback()
            form.blame(fault)
        else:
            begin(person)
            return _welcome(member)
    return render_invitation(token, form)


def render_members(community: uuid.UUID, form: Form) -> tuple[str, int]:
    """Members, open invitations, and the form to invite."""
    return render_form(
        "communities/members.html",
        form,
        community=find_community(session(), community),
        members=list_members(session(), community),
        invitations=list_open_invitations(session(), community, read_now()),
        roles=ROLE_NAMES,
        duties=ROLE_DUTIES,
    )


def render_invitation(token: str, form: Form) -> tuple[str, int]:
    """The page of an invitation that can be accepted."""
    invitation = find_invitation(session(), token, read_now())
    return render_form(
        "communities/join.html",
        form,
        token=token,
        community=find_community(session(), invitation.community_id),
        role_name=ROLE_NAMES[invitation.role],
        duty=ROLE_DUTIES[invitation.role],
        inviter=_find_inviter(invitation),
        ends_at=invitation.ends_at,
    )


def _find_inviter(invitation: Invitation) -> str | None:
    person = session().get(Person, invitation.made_by) if invitation.made_by else None
    return person.name if person else None


def _make_person(form: JoinForm) -> Person:
    login = normalise_login(form.login.data)
    password = hash_new_password(form.read_password(), login)
    return create_person(
        session(), login=login, name=form.name.data, password=password, now=read_now()
    )


def _welcome(member: Member) -> Answer:
    flash(say(message("您已加入，身份是{role}。", role=ROLE_NAMES[member.role])))
    return redirect(url_for("communities.show_community", community=member.community_id), 303)


def _show_link(
    community: uuid.UUID, role: str, note: str, replaces: uuid.UUID | None = None
) -> str:
    token = make_invitation(
        session(), community, role, now=read_now(), person_id=read_person_id(),
        note=note, replaces=replaces,
    )  # fmt: skip
    session().commit()
    return render_template(
        "communities/invitation.html",
        community=find_community(session(), community),
        link=url_for("communities.show_invitation", token=token, _external=True),
        role_name=ROLE_NAMES[role],
        note=note,
        replaces=find_member(session(), community, replaces) if replaces else None,
        back=url_for("communities.show_members", community=community),
    )


def _blame_members(community: uuid.UUID, fault: Fault) -> tuple[str, int]:
    form = InvitationForm(formdata=None)
    form.blame(fault)
    return render_members(community, form)


def _to_members(community: uuid.UUID) -> Answer:
    return redirect(url_for("communities.show_members", community=community), 303)
