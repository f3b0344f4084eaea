"""Sharing a drive: text for a chat group, poster, and the card that chat apps show."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Response, abort, current_app, flash, redirect, url_for
from werkzeug.wrappers import Response as Answer

from app.communities.settings import find_community
from app.db import transaction
from app.files.letters import find_letter, keep_letter, make_key
from app.letters.render.poster import Size, TooLong, render_card, render_poster
from app.messages import Language, message
from app.security import allow
from app.signing.drive_forms import WordsForm
from app.signing.drive_views import PATH, drives, find_address, find_own
from app.signing.drives import find_public_drive
from app.signing.models import Drive
from app.signing.notice_words import write_card, write_poster
from app.signing.sharing import (
    LONGEST_CHAT,
    change_words,
    compose_chat,
    describe_preview,
    find_room,
    list_open,
    propose_chat,
    read_own_words,
    summarise,
)
from app.today import read_now, read_today
from app.web.downloads import send_download
from app.web.faults import Fault
from app.web.forms import render_form
from app.web.languages import say
from app.web.session import session

CARD_SECONDS = 600
WORDS_TOO_LONG = message("放不进一页海报：请把标题或自己加的话改短")


@dataclass(frozen=True)
class Preview:
    """What the head of the public page says of it; every address is whole."""

    title: str
    description: str
    address: str
    image: str
    language: Language
    is_listed: bool


@drives.app_context_processor
def offer_previews() -> dict[str, object]:
    """What the public page and the home page show of drives."""
    return {"preview_of": preview_of, "list_open_drives": list_open_drives}


@drives.get(f"{PATH}/share")
@allow("representative", "checker", "viewer")
def show_sharing(community: uuid.UUID, petition: uuid.UUID) -> str | tuple[str, int]:
    """The text to copy, the posters, and one's own words for both."""
    drive = find_own(community, petition)
    asked = summarise(drive, today=read_today())
    words = {"chat": drive.chat_words or propose_chat(asked), "line": drive.poster_line}
    return _render(drive, WordsForm(data=words))


@drives.post(f"{PATH}/share", endpoint="change_words")
@allow("representative")
def keep_words(community: uuid.UUID, petition: uuid.UUID) -> Answer | tuple[str, int]:
    """Keep one's own words unless the review finds an error in them."""
    drive, form = find_own(community, petition), WordsForm()
    if not form.is_filled_in() or not _fits(drive, form):
        return _render(drive, form)
    try:
        _change(drive, form)
    except Fault as fault:
        form.blame(fault)
        return _render(drive, form)
    session().commit()
    flash(say(message("已保存，上面的文字和海报已经换成新的")))
    return redirect(url_for("drives.show_sharing", community=community, petition=petition), 303)


@drives.get(f"{PATH}/poster-<any(zh, en):language>-<any(a4, a3):size>.pdf")
@allow("representative", "checker", "viewer")
def download_poster(
    community: uuid.UUID, petition: uuid.UUID, language: Language, size: Size
) -> Answer:
    """The poster, in either language."""
    drive = find_own(community, petition)
    asked = summarise(drive, today=read_today())
    here = find_community(session(), community)
    poster = write_poster(drive, asked, here, find_address(drive), language)
    try:
        data = render_poster(poster, size)
    except TooLong as fault:
        raise Fault(WORDS_TOO_LONG) from fault
    name = f"联名海报-{size.upper()}.pdf" if language == "zh" else f"poster-{size.upper()}.pdf"
    return send_download(data, "application/pdf", name, f"poster-{size}.pdf")


@drives.get("/p/<token>/card.png")
@allow("anyone")
def show_card(token: str) -> Answer:
    """The picture of the link preview; rendered once for the same words."""
    drive = find_public_drive(session(), token)
    card = write_card(drive, summarise(drive, today=read_today()))
    key = make_key(drive.community_id, "card", repr(card))
    data = find_letter(session(), drive.community_id, key)
    if data is None:
        try:
            data = render_card(card)
        except TooLong:
            abort(404)
        _keep(drive.community_id, key, data)
    answer = Response(data, mimetype="image/png")
    answer.cache_control.public, answer.cache_control.max_age = True, CARD_SECONDS
    return answer


def preview_of(drive: Drive) -> Preview:
    """The link preview of a drive."""
    asked = summarise(drive, today=read_today())
    address = find_address(drive)
    return Preview(
        title=asked.title,
        description=describe_preview(drive, asked),
        address=address,
        image=f"{address}/card.png",
        language=asked.language,
        is_listed=drive.is_listed,
    )


def list_open_drives() -> list[Drive]:
    """The drives that the home page shows."""
    return list(list_open(session(), now=read_now()))


def _change(drive: Drive, form: WordsForm) -> None:
    proposed = propose_chat(summarise(drive, today=read_today()))
    chat = "" if form.chat.data == proposed else form.chat.data
    change_words(drive, chat=chat, line=form.line.data, today=read_today())


def _fits(drive: Drive, form: WordsForm) -> bool:
    """Whether the chat words leave room for closing time and address; else the field says so."""
    room = find_room(drive, summarise(drive, today=read_today()), find_address(drive))
    if len(form.chat.data) <= room:
        return True
    said = message(
        "这段文字最多{room}字，现在有{count}字（连同截止时间和网址不超过{most}字）",
        room=room, count=len(form.chat.data), most=LONGEST_CHAT,
    )  # fmt: skip
    form.blame(Fault(said, "chat"))
    return False


def _render(drive: Drive, form: WordsForm) -> tuple[str, int]:
    today = read_today()
    asked = summarise(drive, today=today)
    return render_form(
        "signing/drive_share.html",
        form,
        drive=drive,
        petition=drive.petition,
        asked=asked,
        chat=compose_chat(drive, asked, find_address(drive)),
        address=find_address(drive),
        most_chat=find_room(drive, asked, find_address(drive)),
        findings=read_own_words(form.chat.data or "", form.line.data or "", today=today),
        closed=drive.closed_at is not None or drive.closes_at <= read_now(),
    )


def _keep(community_id: uuid.UUID, key: str, data: bytes) -> None:
    with transaction(current_app.extensions["lianming_engine"]) as writing:
        keep_letter(writing, community_id, key, data, now=read_now())
