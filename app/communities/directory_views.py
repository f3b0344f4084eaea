"""The directory of recipients."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from app.communities.blueprint import communities
from app.communities.directory import (
    BUREAU_NAMES,
    KIND_NAMES,
    add_addressee,
    change_addressee,
    find_addressee,
    guess_district,
    list_addressees,
    move_addressee,
    propose_directory,
    remove_addressee,
)
from app.communities.forms import AddresseeForm, DistrictForm
from app.communities.models import BUREAUS, Addressee
from app.communities.parties import list_parties
from app.communities.settings import find_community
from app.messages import message
from app.security import allow
from app.today import read_now
from app.web.access import read_person_id
from app.web.faults import Fault
from app.web.forms import render_form
from app.web.languages import say
from app.web.session import session

STEPS = {"up": -1, "down": 1}


@communities.get("/communities/<uuid:community>/recipients")
@allow("representative")
def show_directory(community: uuid.UUID) -> tuple[str, int]:
    """The entries in their order, and how to make a first directory."""
    district = guess_district(find_community(session(), community))
    return render_directory(community, DistrictForm(district=district))


@communities.post("/communities/<uuid:community>/recipients/propose")
@allow("representative")
def propose(community: uuid.UUID) -> Answer | tuple[str, int]:
    """A first directory, made from the names of the district and the street."""
    form = DistrictForm()
    if form.is_filled_in():
        try:
            count = propose_directory(
                session(), community, form.district.data, form.street.data,
                now=read_now(), person_id=read_person_id(),
            )  # fmt: skip
            session().commit()
        except Fault as fault:
            session().rollback()
            form.blame(fault)
        else:
            flash(say(message("已加入{count}个收件方，请逐个核对名称。", count=count)))
            return _to_directory(community)
    return render_directory(community, form)


@communities.route("/communities/<uuid:community>/recipients/add", methods=["GET", "POST"])
@allow("representative")
def add_entry(community: uuid.UUID) -> Answer | tuple[str, int]:
    """A new entry; ?bureau= chooses its sort beforehand."""
    form = AddresseeForm(bureau=_read_bureau())
    form.offer(list_parties(session(), community))
    if form.is_filled_in():
        try:
            add_addressee(
                session(), community, form.read_entry(), now=read_now(), person_id=read_person_id()
            )
            session().commit()
        except Fault as fault:
            form.blame(fault)
        else:
            return _to_directory(community)
    return _render_entry(community, form)


@communities.route(
    "/communities/<uuid:community>/recipients/<uuid:addressee>", methods=["GET", "POST"]
)
@allow("representative")
def change_entry(community: uuid.UUID, addressee: uuid.UUID) -> Answer | tuple[str, int]:
    """The same form, filled in."""
    found = find_addressee(session(), community, addressee)
    form = AddresseeForm(obj=found)
    form.offer(list_parties(session(), community))
    if form.is_filled_in():
        try:
            _change(found, form)
        except Fault as fault:
            form.blame(fault)
        else:
            return _to_directory(community)
    return _render_entry(community, form, found)


@communities.post("/communities/<uuid:community>/recipients/<uuid:addressee>/remove")
@allow("representative")
def remove_entry(community: uuid.UUID, addressee: uuid.UUID) -> Answer:
    """Take an entry out; letters that are being drafted keep theirs."""
    found = find_addressee(session(), community, addressee)
    remove_addressee(session(), found, now=read_now(), person_id=read_person_id())
    session().commit()
    flash(say(message("已从名录删去“{name}”。", name=found.name)))
    return _to_directory(community)


@communities.post("/communities/<uuid:community>/recipients/<uuid:addressee>/move")
@allow("representative")
def move_entry(community: uuid.UUID, addressee: uuid.UUID) -> Answer:
    """One place up or down."""
    step = STEPS.get(request.form.get("to", ""))
    if step is None:
        abort(400)
    move_addressee(session(), find_addressee(session(), community, addressee), step)
    session().commit()
    to = url_for("communities.show_directory", community=community, _anchor=f"entry-{addressee}")
    return redirect(to, 303)


def render_directory(community: uuid.UUID, form: DistrictForm) -> tuple[str, int]:
    """The directory with the form that proposes a first one."""
    entries = list_addressees(session(), community)
    return render_form(
        "communities/directory.html",
        form,
        community=find_community(session(), community),
        entries=entries,
        bureaus=BUREAU_NAMES,
        kinds=KIND_NAMES,
        missing=[one for one in BUREAUS if one not in {entry.bureau for entry in entries}],
    )


def _render_entry(
    community: uuid.UUID, form: AddresseeForm, addressee: Addressee | None = None
) -> tuple[str, int]:
    found = find_community(session(), community)
    return render_form("communities/addressee.html", form, community=found, addressee=addressee)


def _change(addressee: Addressee, form: AddresseeForm) -> None:
    change_addressee(
        session(), addressee, form.read_entry(), now=read_now(), person_id=read_person_id()
    )
    session().commit()


def _read_bureau() -> str:
    bureau = request.args.get("bureau", "")
    return bureau if bureau in BUREAUS else ""


def _to_directory(community: uuid.UUID) -> Answer:
    return redirect(url_for("communities.show_directory", community=community), 303)
