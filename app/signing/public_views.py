"""Residents' pages to read: what is asked, who signs, every letter."""

from __future__ import annotations

import uuid

from flask import Response, abort, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.communities.settings import find_community
from app.files.pictures import shrink
from app.petitions.photos import find_photo
from app.security import allow
from app.signing.blueprint import signing
from app.signing.drives import find_public_drive, tell_stage
from app.signing.models import Drive
from app.signing.proofs import make_challenge
from app.signing.public_progress import read_public_progress
from app.signing.public_text import PublicText, read_text
from app.signing.public_timeline import list_public_acts
from app.signing.shown_names import list_shown_names
from app.today import CHINA, read_now, read_today
from app.web.session import session

PHOTO_PIXELS = 900  # of the longer side


@signing.get("/p/<token>")
@allow("anyone")
def show_public(token: str) -> str:
    """What is asked, how many have signed, until when, every letter, what happened so far."""
    drive, now = find_public_drive(session(), token), read_now()
    return render_template(
        "signing/public.html",
        drive=drive,
        text=find_text(drive),
        stage=tell_stage(drive, now),
        days=(drive.closes_at.astimezone(CHINA).date() - now.astimezone(CHINA).date()).days,
        progress=read_public_progress(session(), drive, now=now),
        names=list_shown_names(session(), drive),
        acts=list_public_acts(session(), drive.petition_id),
        community=find_community(session(), drive.community_id),
    )


@signing.get("/p/<token>/photos/<uuid:photo>.jpg")
@allow("anyone")
def show_photo(token: str, photo: uuid.UUID) -> Answer:
    """A photo that a letter shows."""
    drive = find_public_drive(session(), token)
    if photo not in find_text(drive).photos:
        abort(404)
    _, stored = find_photo(session(), drive.community_id, drive.petition_id, photo)
    tag = f"{stored.digest}-{PHOTO_PIXELS}"
    answer = Response(mimetype=stored.media_type)
    answer.set_etag(tag)
    answer.cache_control.private, answer.cache_control.max_age = True, 600
    if not request.if_none_match.contains(tag):
        answer.set_data(shrink(stored.data, PHOTO_PIXELS))
    return answer.make_conditional(request)


@signing.get("/p/<token>/challenge")
@allow("anyone")
def show_challenge(token: str) -> Answer:
    """A riddle for the proof of work."""
    find_public_drive(session(), token)
    return jsonify(make_challenge(read_now()))


def find_text(drive: Drive) -> PublicText:
    """What is signed now, with the addresses of its photos."""

    def locate(photo: uuid.UUID) -> str:
        return url_for("signing.show_photo", token=drive.token, photo=photo)

    return read_text(session(), drive, locate, today=read_today())
