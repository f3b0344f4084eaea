"""The drafting page (拟稿页): showing it, saving it, and what happens when two people save at once."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response as Answer
from flask import jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalogue.groups import group_categories
from app.letters.kind_names import KIND_NAMES
from app.messages import Message, message
from app.petitions.clashes import tell_clashes
from app.petitions.directory import load_directory
from app.petitions.dossiers import gather_draft
from app.petitions.draft_page import (
    NEW_PARTIES,
    TERM_NAMES,
    DraftPage,
    is_day,
    make_page,
)
from app.petitions.drafts import DRAFT, find_petition
from app.petitions.form import show_fields
from app.petitions.judgement import WEIGHTS, say_counts
from app.petitions.names import name_some
from app.petitions.overview import list_kin
from app.petitions.photos import read_photo_id
from app.petitions.saving import Clashed, Saved, save_form
from app.petitions.value_words import ANNEXES, OBJECTED, ROLES
from app.petitions.views import STATES, petitions
from app.security import allow
from app.today import read_now, read_today
from app.web.access import read_person_id
from app.web.languages import say
from app.web.session import session

__all__ = ["petitions"]  # the blueprint with all its pages: this module is the last to add some
MET = message("别人刚才也改了这份稿子，两边的改动已经合在一起")
NOTES = {"met": MET}
PATH = "/communities/<uuid:community>/petitions/<uuid:petition>"


@petitions.get(PATH)
@allow("representative")
def show_draft(community: uuid.UUID, petition: uuid.UUID) -> str:
    """The form of a draft with the live letter beside it; a frozen or merged one is only named."""
    found = find_petition(session(), community, petition)
    if found.state != DRAFT:
        return render_template("petitions/closed.html", petition=found, states=STATES)
    note = NOTES.get(request.args.get("note", ""))
    return _render_page(_make_page(found), note=note)


@petitions.post(PATH)
@allow("representative")
def save(community: uuid.UUID, petition: uuid.UUID) -> Response | tuple[str | Answer, int]:
    """Save the form and do what the pressed button asks; a script is answered in JSON."""
    found = find_petition(session(), community, petition)
    directory = load_directory(session(), community)
    person_id, now = read_person_id(), read_now()
    try:
        saved = save_form(
            session(), found, request.form, offer=directory.offer, person_id=person_id, now=now
        )
    except Clashed as clash:
        return _show_clash(clash)
    session().commit()
    return _answer(saved)


def _answer(saved: Saved) -> Response | tuple[str | Answer, int]:
    note = saved.refused or (MET if saved.met else None)
    if _wants_json():
        return jsonify(_tell(saved, note)), 200
    if saved.refused:
        return _render_page(_make_page(saved.petition), note=note, open_at=saved.focus), 422
    address = url_for(
        ".show_draft",
        community=saved.petition.community_id,
        petition=saved.petition.id,
        open=saved.focus or None,
        note="met" if saved.met else None,
        _anchor=saved.focus or None,
    )
    return redirect(address, 303)


def _tell(saved: Saved, note: Message | None) -> dict[str, Any]:
    """What the script of the page needs: the revision, what to say where, the form where it changed."""
    page = _make_page(saved.petition)
    told: dict[str, Any] = {
        "revision": saved.petition.revision,
        "ready": page.judgement.is_ready,
        "said": {
            field: [
                {"weight": one.weight, "level": say(WEIGHTS[one.weight]), "text": say(one.text),
                 "fix": say(one.fix) if one.fix else ""}
                for one in remarks
            ]
            for field, remarks in page.remarks.items()
        },
        "cards": [
            {"at": card.at, "said": card.said, "state": say(card.state), "weight": card.weight}
            for card in page.cards
        ],
        "summary": _render("petitions/summary.html", page),
        "note": say(note) if note else "",
        "refused": saved.refused is not None,
        "focus": saved.focus,
    }  # fmt: skip
    if request.form.get("do") or saved.met:
        told["form"] = _render("petitions/form.html", page, open_at=saved.focus)
    return told


def _show_clash(clash: Clashed) -> tuple[str | Answer, int]:
    """Both texts side by side, place by place; nothing has been saved and nothing is lost."""
    clashes = tell_clashes(clash)
    page = render_template(
        "petitions/conflict.html",
        petition=clash.petition,
        clashes=clashes,
        fields=list(show_fields(clash.mine).items(multi=True)),
        saver=clash.petition,
    )
    if not _wants_json():
        return page, 409
    told = [
        {"where": say(one.where), "mine": one.mine_text, "theirs": one.theirs_text}
        for one in clashes
    ]
    return jsonify({"revision": clash.petition.revision, "clashes": told}), 409


def _make_page(petition: Any) -> DraftPage:
    directory = load_directory(session(), petition.community_id)
    today = read_today()
    gathered = gather_draft(session(), petition, petition.document, today=today, only_sizes=True)
    return make_page(petition, directory, gathered, today=today)


def _render_page(page: DraftPage, *, note: Message | None, open_at: str = "") -> str:
    petition = page.petition
    kin = list_kin(session(), petition.community_id, petition.categories, but=petition.id)
    open_at = open_at or request.args.get("open", "")
    return _render("petitions/draft.html", page, note=note, kin=kin, open_at=open_at)


def _render(template: str, page: DraftPage, **more: Any) -> str:
    return render_template(
        template,
        page=page,
        petition=page.petition,
        counts=say_counts(page.judgement.remarks),
        weights=WEIGHTS,
        terms=TERM_NAMES,
        kinds=KIND_NAMES,
        annexes=ANNEXES,
        objected=OBJECTED,
        party_roles=[(one, ROLES[one]) for one in NEW_PARTIES],
        roles=ROLES,
        groups=group_categories(),
        item_options=[
            (card.id, f"{card.number}. {card.heading or say(card.title)}") for card in page.cards
        ],
        list_choices=lambda question: [(one.id, one.words) for one in question.choices],
        is_day=is_day,
        find_photo_id=read_photo_id,
        say_kin=_say_kin,
        **{"open_at": "", **more},
    )


def _say_kin(shared: list[str]) -> str:
    """What two drafts are both about, in a few words."""
    named = name_some(shared)
    return say(named) if isinstance(named, Message) else named


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
