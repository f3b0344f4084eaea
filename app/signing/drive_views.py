"""The drive of a petition, for those who run it: beginning, progress, time, address, version."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.catalogue.law import find_provision
from app.communities.settings import find_community
from app.deadlines.wording import say_date
from app.messages import Message, message
from app.petitions.drafts import find_petition
from app.petitions.models import Petition
from app.security import allow, read_access
from app.signing.drive_forms import ClosingForm, OpeningForm, propose_closing
from app.signing.drive_page import (
    LEVEL_NAMES,
    TOOLS,
    gather_page,
    is_driven,
    list_driven_ids,
    list_hindrances,
)
from app.signing.drives import (
    NoDrive,
    adopt_version,
    close_drive,
    extend_drive,
    find_drive,
    open_drive,
    replace_address,
)
from app.signing.models import Drive
from app.signing.shares import LAW, MARK, READING, list_unsigned
from app.signing.sharing import change_listing
from app.today import read_now
from app.web.access import read_person_id, read_role
from app.web.faults import Fault
from app.web.forms import render_form
from app.web.languages import say
from app.web.session import session

PATH = "/communities/<uuid:community>/petitions/<uuid:petition>/signing"
OPENED = message("联名开始了。先自己打开公开页看一遍，再把海报和群消息发出去。")
Page = str | tuple[str, int]

drives = Blueprint("drives", __name__)


@drives.app_context_processor
def offer_drives() -> dict[str, object]:
    """What other rooms' templates ask: which petitions have a drive."""
    return {"has_drive": has_drive, "list_driven": list_driven, "tell_date": tell_date}


@drives.get(PATH)
@allow("representative", "checker", "viewer")
def show_drive(community: uuid.UUID, petition: uuid.UUID) -> Page:
    """Progress and what needs a person; before it has begun, how to begin."""
    found = find_petition(session(), community, petition)
    try:
        return _render(find_drive(session(), petition))
    except NoDrive:
        return _render_begin(found, OpeningForm(data=propose_closing(read_now())))


@drives.post(PATH, endpoint="begin")
@allow("representative")
def begin_signing(community: uuid.UUID, petition: uuid.UUID) -> Page | Response:
    """Give the petition its public address."""
    found, form = find_petition(session(), community, petition), OpeningForm()
    now, who = read_now(), read_person_id()
    if not form.is_filled_in():
        return _render_begin(found, form)
    try:
        closes_at, opens_at = form.read_closing(), form.read_opening()
        open_drive(session(), found, closes_at=closes_at, opens_at=opens_at, now=now, person_id=who)
    except Fault as fault:
        form.blame(fault)
        return _render_begin(found, form)
    return _done(found, OPENED)


@drives.post(f"{PATH}/extend", endpoint="extend")
@allow("representative")
def extend_time(community: uuid.UUID, petition: uuid.UUID) -> Page | Response:
    """Another closing time, also after signing has ended."""
    drive, form = find_own(community, petition), ClosingForm()
    if not form.is_filled_in():
        return _render(drive, form)
    try:
        closes_at = form.read_closing()
        extend_drive(
            session(), drive, closes_at=closes_at, now=read_now(), person_id=read_person_id()
        )
    except Fault as fault:
        form.blame(fault)
        return _render(drive, form)
    return _done(drive.petition, message("截止时间已改"))


@drives.post(f"{PATH}/close", endpoint="close")
@allow("representative")
def close_now(community: uuid.UUID, petition: uuid.UUID) -> Response:
    """End signing now."""
    drive = find_own(community, petition)
    close_drive(session(), drive, now=read_now(), person_id=read_person_id())
    return _done(drive.petition, message("联名已结束"))


@drives.post(f"{PATH}/address", endpoint="replace_address")
@allow("representative")
def change_address(community: uuid.UUID, petition: uuid.UUID) -> Response:
    """A new public address; the old one no longer works."""
    drive = find_own(community, petition)
    replace_address(session(), drive, now=read_now(), person_id=read_person_id())
    return _done(drive.petition, message("网址已换，请重新打印海报、重新发群消息"))


@drives.post(f"{PATH}/listing", endpoint="list_publicly")
@allow("representative")
def choose_listing(community: uuid.UUID, petition: uuid.UUID) -> Response:
    """Listed on the home page and found by search engines, or not."""
    drive, listed = find_own(community, petition), request.form.get("listed") == "yes"
    change_listing(session(), drive, is_listed=listed, now=read_now(), person_id=read_person_id())
    said = message("已列在本站首页") if listed else message("不再列在首页，只有知道网址的人能看到")
    return _done(drive.petition, said)


@drives.post(f"{PATH}/version", endpoint="adopt")
@allow("representative")
def adopt_newest(community: uuid.UUID, petition: uuid.UUID) -> Response:
    """From now on the newest version is signed."""
    drive = find_own(community, petition)
    adopt_version(session(), drive, now=read_now(), person_id=read_person_id())
    return _done(drive.petition, message("现在签的是新稿"))


@drives.get(f"{PATH}/unsigned")
@allow("representative")
def show_unsigned(community: uuid.UUID, petition: uuid.UUID) -> str:
    """The dwellings of ?building= that nobody has signed for."""
    drive, building = find_own(community, petition), request.args.get("building", "")
    return render_template(
        "signing/drive_unsigned.html",
        drive=drive,
        petition=drive.petition,
        building=building,
        dwellings=list_unsigned(session(), drive, building),
    )


def has_drive(petition: Petition) -> bool:
    """Whether signing has begun for a petition."""
    return is_driven(session(), petition.id)


def list_driven(community: uuid.UUID) -> set[uuid.UUID]:
    """The petitions of a community whose signing has begun."""
    return list_driven_ids(session(), community)


def tell_date(date: dt.date) -> str:
    """2026年11月2日"""
    return say(say_date(date))


def find_address(drive: Drive) -> str:
    """The public address, whole."""
    return f"{request.url_root.rstrip('/')}/p/{drive.token}"


def find_own(community: uuid.UUID, petition: uuid.UUID) -> Drive:
    """The drive of a petition of this community. Raises NoPetition, NoDrive."""
    found = find_petition(session(), community, petition)  # of this community, or there is none
    return find_drive(session(), found.id)


def _done(petition: Petition, said: Message) -> Response:
    session().commit()
    flash(say(said))
    address = url_for("drives.show_drive", community=petition.community_id, petition=petition.id)
    return redirect(address, 303)


def _render_begin(petition: Petition, form: OpeningForm) -> Page:
    return render_form(
        "signing/drive_begin.html",
        form,
        petition=petition,
        community=find_community(session(), petition.community_id),
        hindrances=list_hindrances(session(), petition),
    )


def _render(drive: Drive, form: ClosingForm | None = None) -> Page:
    now = read_now()
    form = form or ClosingForm(data=propose_closing(now, drive.closes_at))
    return render_form(
        "signing/drive.html",
        form,
        page=gather_page(session(), drive, now=now),
        petition=drive.petition,
        community=find_community(session(), drive.community_id),
        address=find_address(drive),
        tools=_list_tools(drive),
        levels=LEVEL_NAMES,
        mark=MARK,
        laws=[find_provision(LAW), find_provision(READING)],
    )


def _list_tools(drive: Drive) -> list[tuple[str, Message, Message, str]]:
    """The tools that this site has and this person may use, in the order of the work."""
    own = url_for("drives.show_drive", community=drive.community_id, petition=drive.petition_id)
    path, _, query = own.partition("?")  # a language that the address names stays
    adapter, found = current_app.url_map.bind(""), []
    for tool, name, what in TOOLS:
        try:
            endpoint, _ = adapter.match(f"{path}/{tool}")
        except HTTPException:
            continue
        if read_role() in read_access(current_app.view_functions[endpoint]):
            found.append((tool, name, what, f"{path}/{tool}{'?' + query if query else ''}"))
    return found
