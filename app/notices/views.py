"""What a person has been told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for

from app.messages import Message
from app.notices.models import Notice
from app.notices.outbox import list_for
from app.notices.words import say_notice
from app.security import allow
from app.web.access import read_person_id
from app.web.session import session

notices = Blueprint("notices", __name__)


@dataclass(frozen=True)
class Told:
    """A notice as the page shows it; `link` leads to what it is about, "" to nothing."""

    said: Message
    when: dt.datetime
    community: str
    link: str


@notices.get("/notices")
@allow("person")
def show_notices() -> str:
    """The newest notices of whoever is signed in."""
    told = [_tell(notice) for notice in list_for(session(), read_person_id())]
    return render_template("notices/notices.html", told=told)


def _tell(notice: Notice) -> Told:
    community_id, petition_id = (
        notice.details.get(name) for name in ("community_id", "petition_id")
    )
    link = ""
    if community_id and petition_id:
        link = url_for("petitions.show_draft", community=community_id, petition=petition_id)
    community = str(notice.details.get("community", ""))
    return Told(say_notice(notice.about, notice.details), notice.created_at, community, link)
