"""The letters of a petition: live, page by page, as files, as a hotline's text."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.files.letters import keep_letter
from app.letters.assembly import write_code
from app.letters.dossier import Dossier
from app.letters.errors import InputError
from app.letters.kind_names import KIND_NAMES
from app.letters.media import Picture
from app.letters.render.html import Address
from app.letters.render.page_pictures import NoPage, draw_page
from app.messages import Message
from app.petitions.dossiers import Gathered, gather_draft, open_stored
from app.petitions.drafts import DRAFT, find_entry, find_petition
from app.petitions.form import read_form
from app.petitions.freezing import NoVersion, list_versions
from app.petitions.hotline_page import make_hotline_page
from app.petitions.live_sheet import make_live_sheet
from app.petitions.models import Petition
from app.petitions.photos import read_photo_id
from app.petitions.sheets import MIME, list_tabs
from app.petitions.shown_letters import (
    Keep,
    Layout,
    NoLetter,
    ShownLetter,
    find_shown,
    lay_out_shown,
    make_file,
    print_shown,
)
from app.security import allow
from app.today import read_now, read_today
from app.web.downloads import send_download
from app.web.languages import say
from app.web.session import only_reads, session

PATH = "/communities/<uuid:community>/petitions/<uuid:petition>"
LETTER = f"{PATH}/letters/<int:number>"
Page = str | tuple[str, int]
UNPRINTED = Layout()

letters = Blueprint("letters", __name__)


@letters.app_context_processor
def offer_words() -> dict[str, object]:
    """What templates of letters say of them."""
    return {"say_kind": say_kind, "write_code": write_code}


@letters.post(f"{PATH}/preview")
@allow("representative")
@only_reads
def preview(community: uuid.UUID, petition: uuid.UUID) -> str:
    """The sheet of ?letter= as the fields say it, or as the draft is stored; nothing is written."""
    found = find_petition(session(), community, petition)
    document, today = found.document, read_today()
    if "whole" in request.form:
        document = read_form(request.form, document)
    gathered = gather_draft(session(), found, document, today=today, only_sizes=True)
    wanted = request.args.get("letter", type=int)
    live = make_live_sheet(gathered, wanted, _locate(found, gathered), today=today)
    return render_template("petitions/live_sheet.html", live=live, petition=found)


@letters.get(f"{PATH}/letters")
@allow("representative", "checker", "viewer")
def show_letters(community: uuid.UUID, petition: uuid.UUID) -> str:
    """Every letter with its files, and the frozen versions with their check codes."""
    found = find_entry(session(), community, petition)
    is_draft = found.state == DRAFT
    opened = open_stored(session(), found, today=read_today()) if is_draft else None
    return render_template(
        "petitions/letters.html",
        petition=found,
        tabs=list_tabs(Dossier("", opened.petition), 0) if opened else (),
        versions=list_versions(session(), petition),
        is_draft=is_draft,
    )


@letters.get(f"{LETTER}/pages")
@allow("representative", "checker", "viewer")
def show_pages(community: uuid.UUID, petition: uuid.UUID, number: int) -> Page:
    """Pictures of the pages as they will be printed, and what is wrong with their layout."""
    shown = _find(community, petition, number)
    try:
        layout = lay_out_shown(session(), shown, _keep_for(shown), today=read_today())
    except InputError as error:
        return _render_pages(shown, refused=error.said), 422
    return _render_pages(shown, layout)


@letters.get(f"{LETTER}/pages/<int:page>.png")
@allow("representative", "checker", "viewer")
def show_page(community: uuid.UUID, petition: uuid.UUID, number: int, page: int) -> Answer:
    shown = _find(community, petition, number)
    try:
        printed = print_shown(session(), shown, _keep_for(shown), today=read_today())
        return Response(draw_page(printed.pdf, page), mimetype="image/png")
    except (NoPage, InputError):
        abort(404)


@letters.get(f"{LETTER}/letter.<any(pdf, docx, txt):format>")
@allow("representative", "checker", "viewer")
def download(
    community: uuid.UUID, petition: uuid.UUID, number: int, format: str
) -> Answer | tuple[str, int]:
    """The letter as a file, marked 草稿 unless it is frozen."""
    shown = _find(community, petition, number)
    try:
        data = make_file(session(), shown, format, _keep_for(shown), today=read_today())
    except InputError as error:
        return _render_pages(shown, refused=error.said), 422
    plain = f"lianming-letter-{number}.{format}"
    return send_download(data, MIME[format], shown.name_file(format), plain)


@letters.get(f"{LETTER}/hotline")
@allow("representative", "checker", "viewer")
def show_hotline(community: uuid.UUID, petition: uuid.UUID, number: int) -> Page:
    """The fields of a hotline's form, each to be copied with one tap."""
    shown = _find(community, petition, number)
    item = request.args.get("item", type=int)
    page = make_hotline_page(shown.gathered, number, request.args.get("channel"), item)
    said = render_template("petitions/hotline.html", shown=shown, page=page)
    return (said, 422) if page.refused else said


def say_kind(kind: str) -> str:
    """What a kind of letter is called."""
    return next(say(name) for known, name in KIND_NAMES.items() if known == kind)


def _find(community: uuid.UUID, petition: uuid.UUID, number: int) -> ShownLetter:
    version = request.args.get("version", type=int)
    try:
        return find_shown(session(), community, petition, number, version, today=read_today())
    except (NoVersion, NoLetter):
        abort(404)


def _render_pages(
    shown: ShownLetter, layout: Layout = UNPRINTED, refused: Message | None = None
) -> str:
    return render_template(
        "petitions/pages.html",
        shown=shown,
        refused=refused,
        faults=layout.faults,
        pages=layout.pages,
    )


def _keep_for(shown: ShownLetter) -> Keep:
    """Keeping is a transaction of its own: the request may only read, and answers the same without."""
    community_id, engine = shown.petition.community_id, current_app.extensions["lianming_engine"]

    def keep(key: str, data: bytes) -> None:
        with transaction(engine) as writing:
            keep_letter(writing, community_id, key, data, now=read_now())

    return keep


def _locate(petition: Petition, gathered: Gathered) -> Address:
    def address(picture: Picture) -> str:
        photo = read_photo_id(gathered.digests[picture.digest])
        return url_for(
            "photos.show_picture",
            community=petition.community_id,
            petition=petition.id,
            photo=photo,
        )

    return address
