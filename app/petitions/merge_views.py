"""Pages for taking over items of another open draft."""

from __future__ import annotations

import uuid

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from app.messages import Message, message
from app.petitions.copies import Author, NothingChosen, list_mergeable, merge_petition
from app.petitions.drafts import NotADraft, StaleDraft, find_entry, find_petition
from app.petitions.history_views import FIXED, PLACE, address_list, history
from app.petitions.models import Petition
from app.petitions.value_words import say_category
from app.security import allow
from app.today import read_now
from app.web.access import read_person_id
from app.web.session import session

__all__ = ["history"]  # the Blueprint, with these pages
NONE_CHOSEN = message("请至少选一个要并入的事项")
CHANGED = message("刚才有人改动了其中一份草稿。请看过现在的事项，再合并一次。")


@history.get(f"{PLACE}/merge")
@allow("representative")
def choose_draft(community: uuid.UUID, petition: uuid.UUID) -> str:
    """The other open drafts, to choose the one whose items are taken over."""
    found = find_entry(session(), community, petition)
    others = list_mergeable(session(), found)
    return render_template("petitions/merge.html", petition=found, others=others)


@history.get(f"{PLACE}/merge/<uuid:other>")
@allow("representative")
def choose_items(community: uuid.UUID, petition: uuid.UUID, other: uuid.UUID) -> str:
    """The items of another draft."""
    found = find_petition(session(), community, petition)
    return render_items(found, find_petition(session(), community, other))


@history.post(f"{PLACE}/merge/<uuid:other>")
@allow("representative")
def merge(
    community: uuid.UUID, petition: uuid.UUID, other: uuid.UUID
) -> Response | tuple[str, int]:
    """Take the chosen items over; the other draft ends here."""
    target = find_petition(session(), community, petition)
    source = find_petition(session(), community, other)
    try:
        merge_petition(
            session(), target, source, request.form.getlist("item"),
            revisions=_read_revisions(), author=Author(read_person_id(), read_now()),
        )  # fmt: skip
    except (NothingChosen, NotADraft, StaleDraft) as refused:
        return _refuse(target, source, refused)
    session().commit()
    return redirect(address_list(target, "merged"), 303)


def render_items(target: Petition, source: Petition, fault: Message | None = None) -> str:
    """The page of the items, all of them chosen until somebody chose otherwise."""
    items = source.document.get("items", [])
    sent = request.method == "POST"
    chosen = request.form.getlist("item") if sent else [item["id"] for item in items]
    return render_template(
        "petitions/merge_items.html", petition=target, source=source, items=items, chosen=chosen,
        fault=fault, say_category=say_category,
    )  # fmt: skip


def _read_revisions() -> tuple[int, int]:
    form = request.form
    return form.get("revision", 0, type=int), form.get("other_revision", 0, type=int)


def _refuse(target: Petition, source: Petition, refused: Exception) -> tuple[str, int]:
    session().rollback()
    said = {NothingChosen: NONE_CHOSEN, StaleDraft: CHANGED}.get(type(refused), FIXED)
    fresh = [find_petition(session(), one.community_id, one.id) for one in (target, source)]
    return render_items(fresh[0], fresh[1], said), 422 if said is NONE_CHOSEN else 409
