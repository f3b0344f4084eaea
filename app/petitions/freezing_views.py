"""Freezing a draft, and opening what is frozen for a new version."""

from __future__ import annotations

import uuid

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.messages import Message, message
from app.petitions.drafts import DRAFT, NotADraft, StaleDraft, find_entry, find_petition
from app.petitions.freezing import NotFrozen, NotReady, find_readiness, freeze, reopen
from app.petitions.judgement import say_counts
from app.petitions.letter_views import PATH, letters
from app.petitions.models import Petition
from app.security import allow
from app.today import read_now, read_today
from app.web.access import read_person_id
from app.web.session import session

__all__ = ["letters"]  # with the views of this module
CHANGED = message("您看这一页的时候，正文又有改动，所以还没有定稿。请重新核对后再定稿")


@letters.get(f"{PATH}/freeze")
@allow("representative")
def confirm_freeze(community: uuid.UUID, petition: uuid.UUID) -> str | Response:
    """What is missing; or what freezing does, what cannot be undone, and the button."""
    found = find_entry(session(), community, petition)
    return _render(found) if found.state == DRAFT else _go_to_letters(found)


@letters.post(f"{PATH}/freeze", endpoint="freeze")
@allow("representative")
def freeze_draft(community: uuid.UUID, petition: uuid.UUID) -> Response | tuple[str, int]:
    """Freeze the revision that the confirming page showed; whoever comes second finds it frozen."""
    found = find_petition(session(), community, petition)
    revision = request.form.get("revision", 0, type=int)
    who, now, today = read_person_id(), read_now(), read_today()
    try:
        freeze(session(), found, revision=revision, person_id=who, now=now, today=today)
    except NotADraft:
        return _go_to_letters(found)
    except StaleDraft as stale:
        return _render(stale.petition, CHANGED), 409
    except NotReady:
        return _render(found), 422
    session().commit()
    return _go_to_letters(found)


@letters.post(f"{PATH}/reopen", endpoint="reopen")
@allow("representative")
def reopen_frozen(community: uuid.UUID, petition: uuid.UUID) -> Response:
    """Make a draft of it again; one that is a draft already is simply shown."""
    found = find_petition(session(), community, petition)
    try:
        reopen(session(), found, person_id=read_person_id(), now=read_now())
    except NotFrozen:
        session().rollback()
    session().commit()
    return redirect(url_for("petitions.show_draft", community=community, petition=petition), 303)


def _render(petition: Petition, note: Message | None = None) -> str:
    ready = find_readiness(session(), petition, today=read_today())
    return render_template(
        "petitions/freeze.html", petition=petition, ready=ready, note=note, say_counts=say_counts
    )


def _go_to_letters(petition: Petition) -> Response:
    address = url_for("letters.show_letters", community=petition.community_id, petition=petition.id)
    return redirect(address, 303)
