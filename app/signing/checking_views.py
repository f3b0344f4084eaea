"""Checking signatures: the list with its filters, search, verdicts on many, possible duplicates."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import undefer
from werkzeug.wrappers import Response as Answer

from app.communities.dwellings import list_buildings
from app.letters.media import Picture
from app.letters.render.strokes_svg import draw_svg
from app.messages import message
from app.security import allow
from app.signing.checking import (
    USUAL,
    VERDICTS,
    Judged,
    Verdict,
    choose_one,
    judge,
    read_reason,
    say_reason,
    undo,
)
from app.signing.checking_forms import (
    CAPACITY_NAMES,
    LEVEL_NAMES,
    STATE_NAMES,
    ReasonForm,
    SearchForm,
    read_filters,
    read_moment,
    read_seen,
    read_wanted,
    write_moment,
)
from app.signing.drawn import unpack_drawing
from app.signing.drive_views import PATH, find_own
from app.signing.models import Drive, Signature
from app.signing.signature_list import (
    Wanted,
    has_roll,
    list_by_id,
    list_duplicates,
    list_signatures,
)
from app.today import read_now
from app.web.access import read_person_id, read_role
from app.web.faults import Fault
from app.web.languages import say
from app.web.session import only_reads, session

LIST = f"{PATH}/signatures"
UNDONE = message("已撤销，恢复了{count}个签名")
NOT_UNDONE = message("有{count}个签名后来又变了，没有动")
Page = tuple[str, int]

checking = Blueprint("checking", __name__)


@checking.app_context_processor
def offer_reasons() -> dict[str, object]:
    """What the receipt asks: a checker's reason in the reader's language."""
    return {"say_reason": say_reason}


@checking.get(LIST)
@allow("representative", "checker")
def show_signatures(community: uuid.UUID, petition: uuid.UUID) -> Page:
    """Those that need a person, or what the filters of the address want."""
    return _render(find_own(community, petition), read_wanted(request.args))


@checking.post(f"{LIST}/search")
@allow("representative", "checker")
@only_reads
def search(community: uuid.UUID, petition: uuid.UUID) -> Page:
    """A name or a dwelling; posted, so that no address names a person."""
    drive, form = find_own(community, petition), SearchForm()
    if not form.is_filled_in():
        return _render(drive, Wanted(needs=True), search=form)
    try:
        wanted = form.read_wanted()
    except Fault as fault:
        form.blame(fault)
        return _render(drive, Wanted(needs=True), search=form)
    return _render(drive, wanted, search=form, sought=True)


@checking.post(f"{LIST}/judge", endpoint="judge")
@allow("representative", "checker")
def judge_many(community: uuid.UUID, petition: uuid.UUID) -> Page | Answer:
    """The pressed verdict on the ticked signatures."""
    drive, form, verdict = find_own(community, petition), ReasonForm(), _read_verdict()
    now, who, seen = read_now(), read_person_id(), read_seen(request.form)
    try:
        reason = _read_reason(form, verdict)
        judged = judge(session(), drive, seen, verdict, reason=reason, now=now, person_id=who)
    except Fault as fault:
        session().rollback()
        form.blame(fault)
        return _render(drive, read_wanted(request.form), reason=form)
    session().commit()
    return _tell(drive, judged, write_moment(now) if judged.done else "")


@checking.post(f"{LIST}/undo", endpoint="undo")
@allow("representative", "checker")
def take_back(community: uuid.UUID, petition: uuid.UUID) -> Answer:
    """Take back what one did a moment ago."""
    drive, at = find_own(community, petition), read_moment(request.form.get("at", ""))
    if at is None:
        abort(404)
    judged = undo(session(), drive, at, now=read_now(), person_id=read_person_id())
    session().commit()
    flash(say(message(UNDONE.text, count=judged.done)))
    if judged.missed:
        flash(say(message(NOT_UNDONE.text, count=len(judged.missed))))
    return redirect(_find_list(drive, **read_filters(request.form)), 303)


@checking.get(f"{PATH}/duplicates")
@allow("representative", "checker")
def show_duplicates(community: uuid.UUID, petition: uuid.UUID) -> Page:
    """Signatures with one name at one dwelling, side by side."""
    return _render_duplicates(find_own(community, petition))


@checking.post(f"{PATH}/duplicates")
@allow("representative", "checker")
def choose(community: uuid.UUID, petition: uuid.UUID) -> Page | Answer:
    """Which of them stands."""
    drive, seen, now = find_own(community, petition), read_seen(request.form), read_now()
    keep = request.form.get("keep", type=uuid.UUID)
    try:
        choose_one(
            session(), drive, keep or uuid.UUID(int=0), seen, now=now, person_id=read_person_id()
        )
    except Fault as fault:
        session().rollback()
        return _render_duplicates(drive, fault)
    session().commit()
    done = write_moment(now)
    return redirect(
        url_for("checking.show_duplicates", community=community, petition=petition, undo=done), 303
    )


@checking.get(f"{LIST}/<uuid:signature>/drawing")
@allow("representative", "checker")
def show_drawing(community: uuid.UUID, petition: uuid.UUID, signature: uuid.UUID) -> Answer:
    """A drawn signature as a picture."""
    drive = find_own(community, petition)
    found = session().get(Signature, signature, options=[undefer(Signature.drawing)])
    if found is None or found.drive_id != drive.id or found.drawing is None:
        abort(404)
    drawing = unpack_drawing(found.drawing)
    if isinstance(drawing, Picture):
        return Response(drawing.data, mimetype="image/png")
    svg = str(draw_svg(drawing, "")).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return Response(svg, mimetype="image/svg+xml")


def _read_verdict() -> Verdict:
    pressed = request.form.get("verdict", "")
    if pressed not in VERDICTS:
        abort(400)
    return pressed


def _read_reason(form: ReasonForm, verdict: Verdict) -> str:
    """Raises Fault."""
    if verdict not in ("questioned", "rejected") or not read_seen(request.form):
        return ""
    return read_reason(form.usual.data or "", form.reason.data or "")


def _tell(drive: Drive, judged: Judged, undo: str) -> Page | Answer:
    """The list again; where somebody else was quicker, what they did."""
    if judged.missed:
        missed = list_by_id(session(), drive, judged.missed)
        return _render(drive, read_wanted(request.form), judged=judged, missed=missed, undo=undo)
    return redirect(_find_list(drive, undo=undo, **read_filters(request.form)), 303)


def _find_list(drive: Drive, **filters: str) -> str:
    values: dict[str, Any] = {
        "community": drive.community_id, "petition": drive.petition_id, **filters,
    }  # fmt: skip
    return url_for("checking.show_signatures", **values)


def _render(
    drive: Drive,
    wanted: Wanted,
    *,
    search: SearchForm | None = None,
    reason: ReasonForm | None = None,
    sought: bool = False,
    judged: Judged | None = None,
    missed: object = (),
    undo: str = "",
) -> Page:
    search, reason = search or SearchForm(formdata=None), reason or ReasonForm(formdata=None)
    after = request.values.get("after", type=uuid.UUID) if not sought else None
    page = list_signatures(
        session(), drive, wanted, after=after, with_phones=read_role() == "representative"
    )
    status = 409 if judged else max(search.status, reason.status)
    return render_template(
        "signing/signatures.html",
        **_describe(drive, undo or request.args.get("undo", "")),
        wanted=wanted,
        filters=read_filters(request.values),
        buildings=list_buildings(session(), drive.community_id),
        page=page,
        after=after,
        search=search,
        sought=sought,
        reason=reason,
        ticked=read_seen(request.form),
        judged=judged,
        missed=missed,
    ), status


def _render_duplicates(drive: Drive, refused: Fault | None = None) -> Page:
    after = request.args.get("after", "")[:64]
    groups, more = list_duplicates(session(), drive, after=after)
    return render_template(
        "signing/duplicates.html",
        **_describe(drive, request.args.get("undo", "")),
        groups=groups,
        more=more,
        after=after,
        refused=refused,
    ), refused.status if refused else 200


def _describe(drive: Drive, undo: str) -> dict[str, object]:
    """What both pages show."""
    return {
        "drive": drive,
        "petition": drive.petition,
        "levels": LEVEL_NAMES,
        "states": STATE_NAMES,
        "capacities": CAPACITY_NAMES,
        "usual": USUAL,
        "listed": has_roll(session(), drive),
        "undo": undo if read_moment(undo) else "",
    }
