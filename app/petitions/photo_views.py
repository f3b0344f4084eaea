"""The pages of photos: adding them to an item, showing them, covering faces and number plates."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from app.files.models import StoredFile
from app.files.pictures import TakenPhoto, shrink
from app.letters.errors import InputError
from app.messages import Message, message, translate
from app.petitions.drafts import DRAFT, find_petition
from app.petitions.models import Petition, Photo
from app.petitions.photo_changes import MOST_AT_ONCE, add_entries, cover_photo, store_photos
from app.petitions.photo_forms import AreasAsked, Batch, read_areas, receive_photos
from app.petitions.photo_page import list_items
from app.petitions.photos import find_photo, load_pictures, name_photo
from app.security import allow
from app.today import read_now, read_today
from app.web.access import read_person_id
from app.web.languages import read_language
from app.web.session import session

MOST_UPLOADED = 200_000_000  # bytes at once: twenty photos of ten MB, as phones make them

photo_pages = Blueprint(
    "photos",
    __name__,
    url_prefix="/communities/<uuid:community>/petitions/<uuid:petition>/photos",
)


@photo_pages.url_value_preprocessor
def take_more(endpoint: str | None, _: object) -> None:
    """Twenty photos may weigh more than the other uploads of the site; said before any is read."""
    if endpoint == "photos.upload":
        request.max_content_length = MOST_UPLOADED


@photo_pages.get("")
@allow("representative", "checker", "viewer")
def show_photos(community: uuid.UUID, petition: uuid.UUID) -> str:
    """All photos of a petition by its items, with a form for more."""
    return _render_photos(find_petition(session(), community, petition))


@photo_pages.post("")
@allow("representative")
def upload(community: uuid.UUID, petition: uuid.UUID) -> Answer:
    """Keep the pictures. A script is told their names; without one they are added to the item."""
    batch = receive_photos(request.files.getlist("files"), today=read_today())
    found = find_petition(session(), community, petition)
    try:
        photos = _keep(found, batch)
    except InputError as refused:
        session().rollback()
        return _answer(found, Batch(faults=(refused.said,)), [])
    session().commit()
    return _answer(found, batch, photos)


@photo_pages.get("/<uuid:photo>.jpg")
@allow("representative", "checker", "viewer")
def show_picture(community: uuid.UUID, petition: uuid.UUID, photo: uuid.UUID) -> Answer:
    _, stored = find_photo(session(), community, petition, photo)
    return _send(stored, stored.digest, lambda: stored.data)


@photo_pages.get("/<uuid:photo>-small.jpg")
@allow("representative", "checker", "viewer")
def show_small(community: uuid.UUID, petition: uuid.UUID, photo: uuid.UUID) -> Answer:
    _, stored = find_photo(session(), community, petition, photo)
    return _send(stored, f"{stored.digest}-small", lambda: shrink(stored.data))


@photo_pages.get("/<uuid:photo>/cover")
@allow("representative")
def show_cover(community: uuid.UUID, petition: uuid.UUID, photo: uuid.UUID) -> str:
    """The photo with the tool to draw boxes on it."""
    _, stored = find_photo(session(), community, petition, photo)
    return _render_cover(photo, stored, AreasAsked((), ()))


@photo_pages.post("/<uuid:photo>/cover")
@allow("representative")
def cover(community: uuid.UUID, petition: uuid.UUID, photo: uuid.UUID) -> Answer:
    """Paint the boxes onto the photo for good, and show what it looks like now."""
    asked = read_areas(request.form)
    if asked.fault:
        _, stored = find_photo(session(), community, petition, photo)
        return Response(_render_cover(photo, stored, asked), 422)
    found = find_petition(session(), community, petition)
    who, now = read_person_id(), read_now()
    covered = cover_photo(session(), found, photo, asked.areas, person_id=who, now=now)
    session().commit()
    shown = _locate(found, "photos.show_cover", covered.id, done=len(asked.areas))
    return redirect(shown, 303)


@photo_pages.errorhandler(413)
def show_too_large(_: RequestEntityTooLarge) -> Answer:
    """How much one upload takes; nothing of it was kept."""
    said = message(
        "照片加起来太大：一次最多{megabytes}MB，请分几次上传", megabytes=MOST_UPLOADED // 1_000_000
    )
    values = request.view_args or {}
    found = find_petition(session(), values["community"], values["petition"])
    return _answer(found, Batch(faults=(said,)), [], 413)


def _keep(petition: Petition, batch: Batch) -> list[Photo]:
    """Store the photos and, without a script, name them in the draft. Raises InputError."""
    if not batch.photos:
        return []
    who, now = read_person_id(), read_now()
    photos = store_photos(session(), petition, batch.photos, person_id=who, now=now)
    if not _is_script():
        entries = [_make_entry(*pair) for pair in zip(photos, batch.photos, strict=True)]
        item = request.form.get("item", "")
        add_entries(session(), petition, item, entries, person_id=who, now=now)
    return photos


def _make_entry(photo: Photo, taken: TakenPhoto) -> dict[str, str]:
    entry = {"file": name_photo(photo.id)}
    if taken.taken_on:
        entry["taken_on"] = taken.taken_on.isoformat()
    return entry


def _answer(petition: Petition, batch: Batch, photos: Sequence[Photo], status: int = 422) -> Answer:
    """What became of an upload: for a script in JSON, else the draft, or the faults over the form."""
    status = status if batch.faults else 200
    if _is_script():
        shown = [_describe(petition, *pair) for pair in zip(photos, batch.photos, strict=False)]
        said = [translate(fault, read_language()) for fault in batch.faults]
        answer = jsonify({"photos": shown, "faults": said} if said else shown)
        answer.status_code = status
        return answer
    if batch.faults:
        return Response(_render_photos(petition, batch.faults, len(photos)), status)
    return redirect(
        url_for("petitions.show_draft", community=petition.community_id, petition=petition.id), 303
    )


def _describe(petition: Petition, photo: Photo, taken: TakenPhoto) -> dict[str, str | None]:
    return {
        "id": str(photo.id),
        "file": name_photo(photo.id),
        "name": taken.name,
        "taken_on": taken.taken_on.isoformat() if taken.taken_on else None,
        "thumbnail": _locate(petition, "photos.show_small", photo.id),
        "picture": _locate(petition, "photos.show_picture", photo.id),
        "cover": _locate(petition, "photos.show_cover", photo.id),
    }


def _locate(petition: Petition, endpoint: str, photo_id: uuid.UUID, **more: int) -> str:
    values: dict[str, Any] = {"petition": petition.id, "photo": photo_id, **more}
    return url_for(endpoint, community=petition.community_id, **values)


def _is_script() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    return best == "application/json"


def _send(stored: StoredFile, tag: str, read: Callable[[], bytes]) -> Answer:
    """A picture that only the person's own browser keeps, and asks again before showing it."""
    answer = Response(mimetype=stored.media_type)
    answer.set_etag(tag)
    answer.cache_control.private = True
    answer.cache_control.no_cache = True
    if not request.if_none_match.contains(tag):
        answer.set_data(read())
    return answer.make_conditional(request)


def _render_photos(petition: Petition, faults: Sequence[Message] = (), added: int = 0) -> str:
    pictures = load_pictures(session(), petition.id, petition.document, only_sizes=True)
    return render_template(
        "petitions/photos.html",
        petition=petition,
        items=list_items(petition.document, pictures),
        may_change=petition.state == DRAFT,
        most=MOST_AT_ONCE,
        faults=faults,
        added=added,
    )


def _render_cover(photo_id: uuid.UUID, stored: StoredFile, asked: AreasAsked) -> str:
    values = request.view_args or {}
    return render_template(
        "petitions/cover.html",
        community=values["community"],
        petition=values["petition"],
        photo=photo_id,
        stored=stored,
        asked=asked,
        done=request.args.get("done", 0, type=int),
    )
