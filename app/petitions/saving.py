"""Saving the form of the drafting page: what was typed, what a button asks, what others saved meanwhile."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer
from werkzeug.datastructures import MultiDict

from app.petitions.acts import CHECK, SETTLE, Offer, perform
from app.petitions.conflict import Clash, choose, merge
from app.petitions.drafts import StaleDraft, find_petition, save_draft
from app.petitions.form import Fields, read_form
from app.petitions.models import Document, Petition, Revision

CHOICE = "choice:"
THEIRS = "theirs"
_ATTEMPTS = 5


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

    `put_off`: the button's act was not done, because the rows had moved.
    """

    petition: Petition
    focus: str = ""
    met: bool = False
    put_off: bool = False


def save_form(
    session: Session,
    petition: Petition,
    fields: Fields,
    *,
    offer: Offer,
    person_id: uuid.UUID,
    now: dt.datetime,
) -> Saved:
    """Save what the form says. Raises BrokenForm, Clashed, NotADraft, and Refused and UnknownAct of an act."""
    if fields.get("whole") != "yes" or not fields.get("revision", "").isdecimal():
        raise BrokenForm
    act = fields.get("do", "")
    if act == "add-item":
        act = f"add-item:{fields.get('new.category', '')}"
    for _ in range(_ATTEMPTS):
        document, met = _combine(session, petition, fields)
        focus = "summary" if act == CHECK else ""
        asks = act not in ("", "save", CHECK, SETTLE)
        if asks and (not met or act.startswith("add-item")):
            outcome = perform(document, act, offer)
            document, focus = outcome.document, outcome.focus
        try:
            saved = save_draft(
                session,
                petition,
                document,
                revision=petition.revision,
                person_id=person_id,
                now=now,
            )
        except StaleDraft as stale:
            petition = stale.petition
            continue
        return Saved(saved, focus, met, put_off=asks and not focus)
    raise StaleDraft(petition)


def _combine(session: Session, petition: Petition, fields: Fields) -> tuple[Document, bool]:
    """The draft of the form put together with what stands there now, and whether others' changes came in."""
    revision = int(fields["revision"])
    base = _find_base(session, petition, revision)
    mine = read_form(fields, base or petition.document)
    if fields.get("do") == SETTLE:
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
    return [
        name.removeprefix(CHOICE)
        for name, text in fields.items()
        if name.startswith(CHOICE) and text == THEIRS
    ]


def reload(session: Session, petition: Petition) -> Petition:
    """The petition as it stands now, after something was undone."""
    return find_petition(session, petition.community_id, petition.id)
