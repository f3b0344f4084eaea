"""The pages: home with the demonstration letter, the upload, the letters of an upload."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TypedDict

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from app.letters.dossier import Dossier
from app.letters.media import Picture
from app.letters.render import Format
from app.letters.render.html import Address, letter_css
from app.letters.style import load_style
from app.messages import LANGUAGES, Language
from app.petitions.sheets import MIME, find_picture, list_tabs, make_sheet, name_download
from app.security import allow
from app.site import sheets
from app.site.days import read_day
from app.site.forms import UploadForm
from app.site.law_pages import find_work_calendar
from app.site.letter_schedule import Schedule, schedule_letters
from app.site.receive import receive_dossier
from app.site.reviewed import Reviewed, review_dossier
from app.site.uploads import Uploads, weigh
from app.today import read_today
from app.web.downloads import send_download
from app.web.languages import COOKIE, COOKIE_SECONDS, find_way_back, read_language

pages = Blueprint("pages", __name__)


@pages.get("/")
@allow("anyone")
def show_home() -> str:
    """What this is, the demonstration letter, the upload form."""
    example = sheets.load_example(read_language())
    return _render_letters(
        "site/home.html",
        example,
        _read_number(example),
        lambda picture: url_for(
            "pages.show_example_picture", example=read_language(), digest=picture.digest
        ),
        form=UploadForm(),
    )


@pages.get("/example/<any(zh, en):example>/picture-<digest>")
@allow("anyone")
def show_example_picture(example: Language, digest: str) -> Answer:
    return _send_picture(sheets.load_example(example), digest)


@pages.get("/example/<any(zh, en):example>/letter-<int:number>.<any(pdf, docx):format>")
@allow("anyone")
def download_example(example: Language, number: int, format: str) -> Answer:
    dossier = sheets.load_example(example)
    return _send_letter(dossier, number, format, partial(sheets.make_example_file, example))


@pages.get("/example/<any(zh, en):example>/petition.toml")
@allow("anyone")
def download_petition(example: Language) -> Answer:
    return send_file(sheets.EXAMPLES[example], "application/toml", as_attachment=True)


@pages.get("/letter.css")
@allow("anyone")
def show_letter_css() -> Answer:
    """The style of the sheet, made from the lengths that the other formats use."""
    answer = Response(letter_css(load_style()), mimetype="text/css")
    answer.add_etag()
    answer.cache_control.public = True
    answer.cache_control.max_age = 3600
    return answer.make_conditional(request)


@pages.get("/uploads")
@allow("anyone")
def show_upload_form() -> str:
    return render_upload_page()


@pages.post("/uploads")
@allow("anyone")
def upload() -> Answer:
    """Read the files, prove that every letter can be composed, keep them, show the letters."""
    form = UploadForm()
    dossier = receive_dossier(
        form.petition.data, form.signers.data, form.list_pictures(), today=read_today()
    )
    sheets.check_letters(dossier)  # what cannot be composed is said now, at the form
    token = find_uploads().keep(dossier, weigh(dossier), time.monotonic())
    return redirect(url_for("pages.show_upload", token=token), 303)


@pages.get("/uploads/<token>")
@allow("anyone")
def show_upload(token: str) -> tuple[str, int]:
    """The letters, what the review found, and the dates once the day of receipt is given."""
    dossier = find_uploads().find(token, time.monotonic())
    number = _read_number(dossier)
    address = partial(_locate_picture, token)
    more = _tell_upload(token, dossier, number)
    page = _render_letters("site/letters.html", dossier, number, address, **more)
    return page, 422 if more["schedule"].asked.fault else 200


@pages.get("/uploads/<token>/review")
@allow("anyone")
def show_upload_review(token: str) -> tuple[str, int]:
    """Findings and dates without the letters, to be printed."""
    dossier = find_uploads().find(token, time.monotonic())
    number = _read_number(dossier)
    more = _tell_upload(token, dossier, number)
    page = render_template("site/review.html", dossier=dossier, number=number, **more)
    return page, 422 if more["schedule"].asked.fault else 200


@pages.get("/uploads/<token>/picture-<digest>")
@allow("anyone")
def show_upload_picture(token: str, digest: str) -> Answer:
    return _send_picture(find_uploads().find(token, time.monotonic()), digest)


@pages.get("/uploads/<token>/letter-<int:number>.<any(pdf, docx):format>")
@allow("anyone")
def download_upload(token: str, number: int, format: str) -> Answer:
    dossier = find_uploads().find(token, time.monotonic())
    return _send_letter(dossier, number, format, partial(sheets.make_file, dossier))


@pages.post("/uploads/<token>/delete")
@allow("anyone")
def delete_upload(token: str) -> Answer:
    find_uploads().delete(token)
    return redirect(url_for("pages.show_deleted"), 303)


@pages.get("/uploads/deleted")
@allow("anyone")
def show_deleted() -> str:
    return render_template("site/deleted.html")


@pages.post("/language")
@allow("anyone")
def choose_language() -> Answer:
    """Remember the language of the pages and go back to the page one came from."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    answer = redirect(find_way_back(request.form.get("back", "")), 303)
    answer.set_cookie(
        COOKIE,
        chosen,
        COOKIE_SECONDS,
        samesite="Lax",
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return answer


@pages.get("/favicon.ico")
@allow("anyone")
def show_icon() -> Answer:
    return current_app.send_static_file("img/seal.svg")


def find_uploads() -> Uploads:
    uploads: Uploads = current_app.extensions["lianming_uploads"]
    return uploads


def render_upload_page(error: str | None = None) -> str:
    """The upload form by itself, with what was wrong."""
    return render_template(
        "site/upload.html",
        form=UploadForm(formdata=None),
        error=error,
        minutes=find_uploads().minutes,
    )


def _read_number(dossier: Dossier) -> int:
    """Which letter the address asks for, the first when it does not say."""
    number = request.args.get("letter", dossier.numbers[0], type=int)
    if number not in dossier.numbers:
        abort(404)
    return number


class _Told(TypedDict):
    token: str
    reviewed: Reviewed
    schedule: Schedule


def _tell_upload(token: str, dossier: Dossier, number: int) -> _Told:
    """What stands beside the letters: the findings, and the dates from the day asked."""
    asked = read_day(request.args.get("received"), needed=True)
    return {
        "token": token,
        "reviewed": review_dossier(dossier, number, read_today()),
        "schedule": schedule_letters(
            dossier.petition, asked, find_work_calendar(), read_language()
        ),
    }


def _locate_picture(token: str, picture: Picture) -> str:
    return url_for("pages.show_upload_picture", token=token, digest=picture.digest)


def _render_letters(
    template: str, dossier: Dossier, number: int, address: Address, **more: object
) -> str:
    return render_template(
        template,
        dossier=dossier,
        tabs=list_tabs(dossier, number),
        sheet=make_sheet(dossier, number, address),
        minutes=find_uploads().minutes,
        **more,
    )


def _send_letter(
    dossier: Dossier, number: int, format: str, make: Callable[[int, Format], bytes]
) -> Answer:
    if number not in dossier.numbers:
        abort(404)
    data = make(number, "pdf" if format == "pdf" else "docx")
    name = name_download(dossier, number, format)
    return send_download(data, MIME[format], name, f"lianming-letter-{number}.{format}")


def _send_picture(dossier: Dossier, digest: str) -> Answer:
    picture = find_picture(dossier, digest)
    if picture is None:
        abort(404)
    return Response(picture.data, mimetype=f"image/{picture.format}")
