"""Bringing a petition file in, and taking one out."""

from __future__ import annotations

import uuid

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.config import Config
from app.letters.errors import InputError
from app.messages import message, translate
from app.petitions.copies import Author
from app.petitions.dossiers import open_stored
from app.petitions.drafts import find_entry, find_petition
from app.petitions.exports import export_package, export_text
from app.petitions.imports import Incoming, import_petition, read_incoming
from app.petitions.models import Petition
from app.petitions.place_words import say_place
from app.petitions.views import say_title
from app.security import allow
from app.today import read_now, read_today
from app.web.access import read_person_id
from app.web.downloads import send_download
from app.web.languages import read_language
from app.web.session import session

exchange = Blueprint("exchange", __name__)
PETITIONS = "/communities/<uuid:community>/petitions"
NO_FILE = message("请选择要导入的文件：.toml 或 .zip")
LONGEST_NAME = 60


@exchange.get(f"{PETITIONS}/import")
@allow("representative")
def show_import(community: uuid.UUID) -> str:
    """The form for a petition file."""
    return render_import(community)


@exchange.post(f"{PETITIONS}/import")
@allow("representative")
def bring_in(community: uuid.UUID) -> Response | tuple[str, int]:
    """A new draft from the file; nothing is stored of one that is refused."""
    try:
        incoming = _read_file()
    except InputError as fault:
        sentence, without = fault.sentence(read_language()), _is_without_photos()
        return render_import(community, sentence, fault.place, without_photos=without), 422
    made = import_petition(session(), community, incoming, Author(read_person_id(), read_now()))
    session().commit()
    return redirect(url_for("exchange.show_imported", community=community, petition=made.id), 303)


@exchange.get(f"{PETITIONS}/<uuid:petition>/imported")
@allow("representative")
def show_imported(community: uuid.UUID, petition: uuid.UUID) -> str:
    """What has come in, and what is still to be written in it."""
    found = find_entry(session(), community, petition)
    opened = open_stored(session(), found, today=read_today())
    return render_template(
        "petitions/imported.html",
        petition=found,
        opened=opened,
        say_place=say_place,
    )


@exchange.get(f"{PETITIONS}/<uuid:petition>/export.toml")
@allow("representative")
def export_toml(community: uuid.UUID, petition: uuid.UUID) -> Response:
    """The petition file alone."""
    found = find_petition(session(), community, petition)
    return _send(export_text(found), found, "toml", "application/toml")


@exchange.get(f"{PETITIONS}/<uuid:petition>/export.zip")
@allow("representative")
def export_zip(community: uuid.UUID, petition: uuid.UUID) -> Response:
    """The petition file with its photos."""
    found = find_petition(session(), community, petition)
    return _send(export_package(session(), found), found, "zip", "application/zip")


@exchange.errorhandler(413)
def show_too_large(_: HTTPException) -> tuple[str, int]:
    """The form, saying how much it takes."""
    config: Config = current_app.extensions["lianming_config"]
    said = message(
        "文件太大：一次最多上传 {megabytes} MB。请把照片缩小或减少张数后再试。",
        megabytes=config.upload_bytes // 1_000_000,
    )
    return render_import(
        (request.view_args or {})["community"], translate(said, read_language())
    ), 413


def render_import(
    community: uuid.UUID, sentence: str = "", place: str = "", *, without_photos: bool = False
) -> str:
    """The form, with what was wrong with the file."""
    return render_template(
        "petitions/import.html", community=community, sentence=sentence,
        where=say_place(place) if place else None,
        without_photos=without_photos,
    )  # fmt: skip


def _read_file() -> Incoming:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise InputError("", NO_FILE)
    return read_incoming(
        file.read(),
        file.filename.replace("\\", "/").rpartition("/")[2],
        today=read_today(),
        without_photos=_is_without_photos(),
    )


def _is_without_photos() -> bool:
    return "without_photos" in request.form


def _send(data: bytes, petition: Petition, ending: str, mimetype: str) -> Response:
    stem = "".join(char for char in say_title(petition) if char.isalnum())[:LONGEST_NAME]
    return send_download(data, mimetype, f"{stem or 'petition'}.{ending}", f"petition.{ending}")
