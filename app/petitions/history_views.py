"""Pages of a petition's history: its revisions, what they changed, and going back to one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.messages import Message, message
from app.petitions.copies import Author, duplicate_petition
from app.petitions.differences import find_differences
from app.petitions.drafts import NotADraft, StaleDraft, find_entry, find_petition
from app.petitions.history import (
    find_predecessor,
    find_revision,
    list_revisions,
    restore_revision,
)
from app.petitions.models import Petition
from app.security import allow
from app.today import read_now
from app.web.access import read_person_id
from app.web.session import session

history = Blueprint("history", __name__)
PLACE = "/communities/<uuid:community>/petitions/<uuid:petition>/history"
ON_A_PAGE = 30
NOTES: Mapping[str, Message] = {
    "created": message("新建"),
    "edited": message("修改"),
    "imported": message("从文件导入"),
    "restored": message("恢复以前的一版"),
    "merged": message("并入另一份草稿"),
    "duplicated": message("从另一份复制"),
}
DONE: Mapping[str, Message] = {
    "restored": message("已经恢复。之前的内容还在列表里，可以再换回去。"),
    "merged": message("已经并入。另一份草稿保留着，不能再改。"),
    "duplicated": message("已经复制。这是新的一份，原来的那份不变。"),
}
STALE = message("刚才有人保存了新的内容。请看过现在的列表，再决定是否恢复。")
FIXED = message("这份诉求书已经定稿或并入另一份，不能再改。")


@history.get(PLACE)
@allow("representative")
def list_all(community: uuid.UUID, petition: uuid.UUID) -> str:
    """Every revision, the newest first; ?before= leads to older ones."""
    found = find_entry(session(), community, petition)
    done = DONE.get(request.args.get("done", ""))
    return render_list(found, before=request.args.get("before", type=int), done=done)


@history.get(f"{PLACE}/<uuid:revision>")
@allow("representative")
def show_revision(community: uuid.UUID, petition: uuid.UUID, revision: uuid.UUID) -> str:
    """What a revision changed; ?against=current: what has changed since."""
    found = find_petition(session(), community, petition)
    kept = find_revision(session(), petition, revision)
    to_current = request.args.get("against") == "current"
    before = None if to_current else find_predecessor(session(), kept)
    sections = (
        find_differences(kept.document, found.document)
        if to_current
        else find_differences(before.document if before else {}, kept.document)
    )
    return render_template(
        "petitions/revision.html", petition=found, kept=kept, before=before, sections=sections,
        to_current=to_current, notes=NOTES,
    )  # fmt: skip


@history.post(f"{PLACE}/<uuid:revision>/restore")
@allow("representative")
def restore(
    community: uuid.UUID, petition: uuid.UUID, revision: uuid.UUID
) -> Response | tuple[str, int]:
    """Make an older revision the text again; a save in between is never overwritten."""
    found = find_petition(session(), community, petition)
    kept = find_revision(session(), petition, revision)
    seen = request.form.get("revision", 0, type=int)
    try:
        restore_revision(
            session(), found, kept, revision=seen, person_id=read_person_id(), now=read_now()
        )
    except (StaleDraft, NotADraft) as refused:
        return refuse(found, refused)
    session().commit()
    return redirect(address_list(found, "restored"), 303)


@history.post(f"{PLACE}/duplicate")
@allow("representative")
def duplicate(community: uuid.UUID, petition: uuid.UUID) -> Response:
    """A new draft with the same content."""
    found = find_petition(session(), community, petition)
    made = duplicate_petition(session(), found, Author(read_person_id(), read_now()))
    session().commit()
    return redirect(address_list(made, "duplicated"), 303)


def refuse(petition: Petition, refused: Exception) -> tuple[str, int]:
    """409 with the list as it stands now, saying what happened."""
    found = find_petition(session(), petition.community_id, petition.id)
    return render_list(found, fault=STALE if isinstance(refused, StaleDraft) else FIXED), 409


def render_list(
    petition: Petition,
    *,
    before: int | None = None,
    done: Message | None = None,
    fault: Message | None = None,
) -> str:
    """The page of the list."""
    found = list_revisions(session(), petition.id, before=before, most=ON_A_PAGE + 1)
    return render_template(
        "petitions/history.html", petition=petition, revisions=found[:ON_A_PAGE],
        has_older=len(found) > ON_A_PAGE, is_first=before is None, done=done, fault=fault, notes=NOTES,
    )  # fmt: skip


def address_list(petition: Petition, done: str) -> str:
    """The list of revisions, saying what has been done."""
    return url_for(
        "history.list_all", community=petition.community_id, petition=petition.id, done=done
    )
