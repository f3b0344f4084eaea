"""A person's communities, the community's home, its settings and parties."""

from __future__ import annotations

import uuid

from flask import current_app, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from app.communities import blueprint
from app.communities.directory import address_party, list_addressees, list_unaddressed
from app.communities.forms import PartyForm, PartyNameForm, SettingsForm, describe_settings
from app.communities.members import ROLE_DUTIES, ROLE_NAMES, list_memberships
from app.communities.parties import ROLE_NAMES as PARTY_NAMES
from app.communities.parties import (
    add_party,
    change_party,
    find_party,
    list_parties,
    remove_party,
)
from app.communities.settings import (
    StaleSettings,
    change_settings,
    find_community,
    list_changes,
    may_open_public_links,
)
from app.messages import message
from app.security import allow
from app.today import read_now
from app.web.access import read_person_id, read_role
from app.web.faults import Fault
from app.web.forms import render_form
from app.web.languages import say
from app.web.session import session

communities = blueprint.communities


@communities.get("/communities")
@allow("person")
def show_own() -> Answer | str:
    """Who belongs to one community alone goes straight on to it."""
    own = list_memberships(session(), read_person_id())
    if len(own) == 1:
        return redirect(url_for("communities.show_community", community=own[0].community_id), 303)
    if not own and current_user.person.is_administrator:
        return redirect(url_for("communities.list_all"), 303)
    return render_template("communities/own.html", own=own, roles=ROLE_NAMES)


@communities.get("/communities/<uuid:community>")
@allow("representative", "checker", "handler", "viewer")
def show_community(community: uuid.UUID) -> str:
    """What a member can do here, and for representatives what is not set up yet."""
    found = find_community(session(), community)
    role = read_role() or ""
    return render_template(
        "communities/community.html",
        community=found,
        role_name=ROLE_NAMES[role],
        duty=ROLE_DUTIES[role],
        has_parties=bool(list_parties(session(), community)),
        has_directory=bool(list_addressees(session(), community)),
        is_answered_for=may_open_public_links(found),
        endpoints=current_app.view_functions,
    )


@communities.route("/communities/<uuid:community>/settings", methods=["GET", "POST"])
@allow("representative")
def change(community: uuid.UUID) -> Answer | tuple[str, int]:
    """The settings; who was overtaken sees what stands there now beside what they typed."""
    form = SettingsForm(data=describe_settings(find_community(session(), community)))
    stale: list[tuple[str, str]] = []
    if form.is_filled_in():
        try:
            _save(community, form)
        except Fault as fault:
            form.blame(fault)
        except StaleSettings as fault:
            stale = _show_both(form, fault)
        else:
            return redirect(url_for("communities.show_community", community=community), 303)
    return render_settings(community, form, stale=stale)


@communities.post("/communities/<uuid:community>/parties")
@allow("representative")
def add_one_party(community: uuid.UUID) -> Answer | tuple[str, int]:
    """A new party."""
    form = PartyForm()
    if form.is_filled_in():
        try:
            add_party(
                session(), community, name=form.name.data, role=form.role.data,
                now=read_now(), person_id=read_person_id(),
            )  # fmt: skip
            session().commit()
        except Fault as fault:
            form.blame(fault)
        else:
            return _to_parties(community)
    return render_parties(community, form)


@communities.get("/communities/<uuid:community>/parties")
@allow("representative")
def show_parties(community: uuid.UUID) -> tuple[str, int]:
    """The parties, and the form to add one."""
    return render_parties(community, PartyForm())


@communities.route("/communities/<uuid:community>/parties/<uuid:party>", methods=["GET", "POST"])
@allow("representative")
def rename_party(community: uuid.UUID, party: uuid.UUID) -> Answer | tuple[str, int]:
    """Another name for a party."""
    found = find_party(session(), community, party)
    form = PartyNameForm(obj=found)
    if form.is_filled_in():
        change_party(
            session(), found, name=form.name.data, now=read_now(), person_id=read_person_id()
        )
        session().commit()
        return _to_parties(community)
    return render_form(
        "communities/party.html", form, party=found, roles=PARTY_NAMES,
        community=find_community(session(), community),
    )  # fmt: skip


@communities.post("/communities/<uuid:community>/parties/<uuid:party>/address")
@allow("representative")
def address_one_party(community: uuid.UUID, party: uuid.UUID) -> Answer | tuple[str, int]:
    """Put a party into the directory of recipients."""
    found = find_party(session(), community, party)
    try:
        address_party(session(), found, now=read_now(), person_id=read_person_id())
    except Fault as fault:
        session().rollback()
        form = PartyForm(formdata=None)
        form.blame(fault)
        return render_parties(community, form)
    session().commit()
    flash(say(message("已加入收件方名录：{name}", name=found.name)))
    return _to_parties(community)


@communities.post("/communities/<uuid:community>/parties/<uuid:party>/remove")
@allow("representative")
def remove_one_party(community: uuid.UUID, party: uuid.UUID) -> Answer | tuple[str, int]:
    """Take a party out, unless the directory has an entry of it."""
    found = find_party(session(), community, party)
    try:
        remove_party(session(), found, now=read_now(), person_id=read_person_id())
    except Fault as fault:
        form = PartyForm(formdata=None)
        form.blame(fault)
        return render_parties(community, form)
    session().commit()
    return _to_parties(community)


def render_settings(
    community: uuid.UUID, form: SettingsForm, stale: list[tuple[str, str]]
) -> tuple[str, int]:
    """The settings page; `stale`: fields that somebody else changed, with what stands there."""
    found = find_community(session(), community)
    page, status = render_form(
        "communities/settings.html", form, community=found, stale=dict(stale),
        is_answered_for=may_open_public_links(found),
    )  # fmt: skip
    return page, 409 if stale else status


def render_parties(community: uuid.UUID, form: PartyForm) -> tuple[str, int]:
    """The list of parties with the form to add one."""
    parties = list_parties(session(), community)
    return render_form(
        "communities/parties.html", form, roles=PARTY_NAMES, parties=parties,
        community=find_community(session(), community),
        unaddressed=list_unaddressed(parties, list_addressees(session(), community)),
    )  # fmt: skip


def _save(community: uuid.UUID, form: SettingsForm) -> None:
    change_settings(
        session(), community, form.read_settings(), revision=form.read_revision(),
        now=read_now(), person_id=read_person_id(),
    )  # fmt: skip
    session().commit()
    flash(say(message("设置已保存。")))


def _show_both(form: SettingsForm, fault: StaleSettings) -> list[tuple[str, str]]:
    """What stands there now in the fields that differ; saving again puts what was typed there."""
    shown = describe_settings(fault.community)
    form.revision.data = shown["revision"]
    return [(name, shown[name]) for name in list_changes(fault.community, form.read_settings())]


def _to_parties(community: uuid.UUID) -> Answer:
    return redirect(url_for("communities.show_parties", community=community), 303)
