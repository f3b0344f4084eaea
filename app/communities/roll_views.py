"""The pages of the roll of dwellings: reading it, trying a new one, confirming it."""

from __future__ import annotations

import io
import uuid

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as Answer

from app.communities.dwellings import (
    RollChanged,
    confirm_roll,
    count_roll,
    discard_roll,
    find_proposal,
    list_buildings,
    list_dwellings,
    propose_roll,
)
from app.communities.models import Community
from app.communities.roll_file import MOST_BYTES, RollSheet, read_roll
from app.communities.roll_template import make_template
from app.files.names import clean_name
from app.letters.errors import InputError
from app.messages import Message, message
from app.security import allow
from app.today import read_now
from app.web.access import read_person_id
from app.web.languages import read_language
from app.web.session import session

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 50  # changes of each kind on the preview
CHANGED_SINCE = message("清册刚刚被改过，下面是按现在的清册重新比较的结果，请再看一遍再确认。")

roll_pages = Blueprint("roll", __name__, url_prefix="/communities/<uuid:community>/roll")


@roll_pages.get("")
@allow("representative", "checker", "viewer")
def show_roll(community: uuid.UUID) -> str:
    """The dwellings by building, a page at a time, with counts."""
    return _render_roll(community)


@roll_pages.get("/template.xlsx")
@allow("representative", "checker", "viewer")
def download_template(community: uuid.UUID) -> Answer:  # noqa: ARG001 — part of the address
    """An empty roll to fill in, in the language of the page."""
    language = read_language()
    name = "房屋清册模板.xlsx" if language == "zh" else "roll-template.xlsx"
    data = io.BytesIO(make_template(language))
    return send_file(data, XLSX, as_attachment=True, download_name=name)


@roll_pages.post("")
@allow("representative")
def upload(community: uuid.UUID) -> Answer:
    """Read a roll and show what it would change; with a faulty row nothing of it is kept."""
    sent = request.files.get("file")
    name = clean_name(sent.filename or "") if sent else ""
    try:
        sheet = _read(sent.stream.read(MOST_BYTES + 1) if sent and name else None, name)
    except InputError as refused:
        return Response(_render_roll(community, refused=refused, name=name), 422)
    if sheet.faulty:
        return Response(_render_roll(community, sheet=sheet, name=name), 422)
    who, now = read_person_id(), read_now()
    file = propose_roll(session(), community, sheet.entries, name, person_id=who, now=now)
    session().commit()
    return redirect(url_for("roll.show_proposal", community=community, file=file), 303)


@roll_pages.get("/new/<uuid:file>")
@allow("representative")
def show_proposal(community: uuid.UUID, file: uuid.UUID) -> str:
    """What a roll that waits would change."""
    return _render_proposal(community, file)


@roll_pages.post("/new/<uuid:file>")
@allow("representative")
def confirm(community: uuid.UUID, file: uuid.UUID) -> Answer:
    """Put the roll that waits in the place of the old one, or show again what changed since."""
    who, now = read_person_id(), read_now()
    seen, remove = request.form.get("seen", ""), "remove" in request.form
    try:
        confirm_roll(
            session(), community, file, seen=seen, remove_gone=remove, person_id=who, now=now
        )
    except RollChanged:
        return Response(_render_proposal(community, file, CHANGED_SINCE), 409)
    session().commit()
    return redirect(url_for("roll.show_roll", community=community, done=1), 303)


@roll_pages.post("/new/<uuid:file>/discard")
@allow("representative")
def discard(community: uuid.UUID, file: uuid.UUID) -> Answer:
    """Drop the roll that waits."""
    discard_roll(session(), community, file)
    session().commit()
    return redirect(url_for("roll.show_roll", community=community), 303)


def _read(data: bytes | None, name: str) -> RollSheet:
    if data is None:
        raise InputError("", message("请选择清册文件（XLSX 或 CSV）"))
    return read_roll(data, name)


def _render_roll(
    community: uuid.UUID,
    *,
    sheet: RollSheet | None = None,
    refused: InputError | None = None,
    name: str = "",
) -> str:
    buildings = list_buildings(session(), community)
    names = [building.name for building in buildings]
    chosen = request.args.get("building", names[0] if names else "")
    if names and chosen not in names:
        abort(404)
    after = request.args.get("after", type=uuid.UUID)
    dwellings, more = list_dwellings(session(), community, chosen, after=after)
    return render_template(
        "communities/roll.html",
        community=session().get_one(Community, community),
        counts=count_roll(session(), community),
        buildings=buildings,
        chosen=chosen,
        dwellings=dwellings,
        more=more,
        after=after,
        sheet=sheet,
        refused=refused,
        name=name,
        done="done" in request.args,
    )


def _render_proposal(community: uuid.UUID, file: uuid.UUID, note: Message | None = None) -> str:
    return render_template(
        "communities/roll_proposal.html",
        community=session().get_one(Community, community),
        proposal=find_proposal(session(), community, file),
        shown=SHOWN,
        note=note,
    )
