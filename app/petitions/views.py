"""The pages of petitions: the list, and beginning a draft. The drafting page is in draft_views."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalogue.groups import group_categories
from app.messages import LANGUAGES, Message, message
from app.petitions.beginning import Wishes, write_draft
from app.petitions.directory import Directory, load_directory
from app.petitions.drafts import create_petition
from app.petitions.models import Petition
from app.petitions.names import name_petition
from app.petitions.overview import list_petitions as list_all
from app.petitions.overview import map_drafts
from app.security import allow
from app.today import read_now
from app.web.access import read_person_id
from app.web.languages import say
from app.web.session import session

petitions = Blueprint("petitions", __name__)
STATES = {
    "draft": message("拟稿"),
    "frozen": message("已定稿"),
    "merged": message("已并入另一份"),
}


@petitions.app_context_processor
def offer_words() -> dict[str, object]:
    """What templates of petitions say of them."""
    return {"say_title": say_title}


@petitions.get("/communities/<uuid:community>/petitions")
@allow("representative", "checker", "viewer")
def list_petitions(community: uuid.UUID) -> str:
    """All petitions of the community: open drafts, then the others."""
    listed = list_all(session(), community)
    return render_template(
        "petitions/list.html",
        community=community,
        drafts=[one for one in listed if one.petition.state == "draft"],
        others=[one for one in listed if one.petition.state != "draft"],
        states=STATES,
    )


@petitions.route("/communities/<uuid:community>/petitions/new", methods=["GET", "POST"])
@allow("representative")
def begin(community: uuid.UUID) -> tuple[str, int] | Response:
    """Choose what a new draft is about, to whom and by whom; then it is written."""
    directory = load_directory(session(), community)
    wishes = _read_wishes()
    faults = wishes.find_faults(directory) if request.method == "POST" else {}
    if request.method != "POST" or faults:
        return _show_begin(community, directory, wishes, faults)
    person_id = read_person_id()
    petition = create_petition(
        session(), community, write_draft(directory, wishes), person_id=person_id, now=read_now()
    )
    session().commit()
    return redirect(url_for(".show_draft", community=community, petition=petition.id), 303)


def say_title(petition: Petition) -> str:
    """The title of a petition; without one, what it is about."""
    named = name_petition(petition.title, petition.categories)
    return say(named) if isinstance(named, Message) else named


def _read_wishes() -> Wishes:
    language = request.form.get("language", "zh")
    return Wishes(
        categories=list(dict.fromkeys(request.form.getlist("categories"))),
        addressees=list(dict.fromkeys(request.form.getlist("addressees"))),
        people=list(dict.fromkeys(request.form.getlist("people"))),
        language=next((one for one in LANGUAGES if one == language), "zh"),
    )


def _show_begin(
    community: uuid.UUID, directory: Directory, wishes: Wishes, faults: dict[str, Message]
) -> tuple[str, int]:
    page = render_template(
        "petitions/begin.html",
        community=community,
        groups=group_categories(),
        drafts=map_drafts(session(), community),
        directory=directory,
        wishes=wishes,
        faults=faults,
    )
    return page, 422 if faults else 200
