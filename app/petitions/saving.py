"""Saving the form of the drafting page: what was typed, what a button asks, what others saved meanwhile."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer
from werkzeug.datastructures import MultiDict

from app.messages import Message, message
from app.petitions.acts import (
    ADD_ITEM,
    CHECK,
    SAVE,
    SETTLE,
    SETTLE_MINE,
    SETTLE_THEIRS,
    Offer,
    Refused,
    UnknownAct,
    perform,
)
from app.petitions.conflict import Clash, choose, merge
from app.petitions.drafts import StaleDraft, save_draft
from app.petitions.form import Fields, read_form
from app.petitions.models import Document, Petition, Revision

CHOICE = "choice:"
THEIRS = "theirs"
_ATTEMPTS = 5
MOVED = message("这份稿子刚才有变动，按钮没有生效；文字已经保存，请再按一次")


class BrokenForm(Exception):
    """The form did not come whole: nothing of it may be saved."""


class Clashed(Exception):
    """Somebody else changed the same places; `mine` is the draft with what was typed here."""

    def __init__(self, petition: Petition, mine: Document, clashes: tuple[Clash, ...]) -> None:
        super().__init__()
        self.petition = petition
        self.mine = mine
        self.clashes = clashes


@dataclass(frozen=True)
class Saved:
    """`focus` is the field to go to after a button; `met`: others' changes came in.

    `refused` says why the button's act was not done; what was typed is saved all the same.
    """

    petition: Petition
    focus: str = ""
    met: bool = False
    refused: Message | None = None


def save_form(
    session: Session,
    petition: Petition,
    fields: Fields,
    *,
    offer: Offer,
    person_id: uuid.UUID,
    now: dt.datetime,
) -> Saved:
    """Save what the form says and do what its button asks. Raises BrokenForm, Clashed, NotADraft."""
    if fields.get("whole") != "yes" or not fields.get("revision", "").isdecimal():
        raise BrokenForm
    for _ in range(_ATTEMPTS):
        document, met = _combine(session, petition, fields)
        asked = _do(document, fields, offer, met=met)
        try:
            saved = save_draft(
                session,
                petition,
                asked.document,
                revision=petition.revision,
                person_id=person_id,
                now=now,
            )
        except StaleDraft as stale:
            petition = stale.petition
            continue
        return Saved(saved, asked.focus, met, asked.refused)
    raise StaleDraft(petition)


@dataclass(frozen=True)
class _Asked:
    document: Document
    focus: str = ""
    refused: Message | None = None


def _do(document: Document, fields: Fields, offer: Offer, *, met: bool) -> _Asked:
    """The draft after the button's act. Where others' changes came in, its rows may be others now."""
    act = fields.get("do", "")
    if act in ("", SAVE, SETTLE, SETTLE_MINE, SETTLE_THEIRS):
        return _Asked(document)
    if act == CHECK:
        return _Asked(document, "summary")
    if act == ADD_ITEM:
        act = f"{ADD_ITEM}:{fields.get('new.category', '')}"
    elif met:
        return _Asked(document, refused=MOVED)
    try:
        outcome = perform(document, act, offer)
    except Refused as refused:
        return _Asked(document, refused.at, refused.said)
    except UnknownAct:
        return _Asked(document, refused=MOVED)
    return _Asked(outcome.document, outcome.focus)


def _combine(session: Session, petition: Petition, fields: Fields) -> tuple[Document, bool]:
    """The draft of the form put together with what stands there now, and whether others' changes came in."""
    revision = int(fields["revision"])
    base = _find_base(session, petition, revision)
    mine = read_form(fields, base or petition.document)
    if fields.get("do") in (SETTLE, SETTLE_THEIRS):
        mine = choose(mine, base or petition.document, _list_choices(fields))
    if revision == petition.revision:
        return mine, False
    if base is None and (given := _read_base(fields)) is not None:
        base = read_form(given, petition.document)
    merged = merge(base, mine, petition.document)
    if merged.clashes:
        raise Clashed(petition, merged.document, merged.clashes)
    return merged.document, True


def _find_base(session: Session, petition: Petition, revision: int) -> Document | None:
    """The draft as it stood at a revision, where it is kept."""
    if revision == petition.revision:
        return petition.document
    kept = session.scalar(
        select(Revision)
        .where(Revision.petition_id == petition.id, Revision.number == revision)
        .options(undefer(Revision.document))
    )
    return kept.document if kept else None


def _read_base(fields: Fields) -> Fields | None:
    """The fields as the site last acknowledged them, which the page's script sends along."""
    try:
        pairs = json.loads(fields.get("base", ""))
        return MultiDict([(str(name), str(text)) for name, text in pairs])
    except (ValueError, TypeError):
        return None


def _list_choices(fields: Fields) -> list[str]:
    """The clashes where theirs was chosen, one by one or all at once."""
    every = fields.get("do") == SETTLE_THEIRS
    return [
        name.removeprefix(CHOICE)
        for name, text in fields.items()
        if name.startswith(CHOICE) and (every or text == THEIRS)
    ]
