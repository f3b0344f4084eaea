"""Paper sheets, for representatives: print, upload photos, what stands on a sheet, its picture."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from app.files.pictures import TakenPhoto
from app.messages import Message, message
from app.security import allow
from app.signing.drive_views import PATH, find_address, find_own
from app.signing.models import Drive, PaperSheet
from app.signing.sheet_forms import (
    MOST_AT_ONCE,
    PrintForm,
    SheetForm,
    UploadForm,
    receive_sheets,
)
from app.signing.sheet_page import render_sheet
from app.signing.sheets import (
    MOST_NUMBER,
    MOST_PRINTED,
    Upload,
    change_sheet,
    count_printed,
    find_sheet,
    list_sheets,
    load_picture,
    print_sheets,
    remove_sheet,
    turn_sheet,
    upload_sheets,
)
from app.today import read_now, read_today
from app.web.access import read_person_id
from app.web.downloads import send_download
from app.web.faults import Fault
from app.web.forms import read_day, read_number
from app.web.languages import say
from app.web.session import session

SHEETS = f"{PATH}/sheets"
SHEET = f"{SHEETS}/<uuid:sheet>"
MOST_UPLOADED = 200_000_000  # bytes at once, as photos of a petition
Page = str | tuple[str, int]

sheets = Blueprint("sheets", __name__)


@sheets.url_value_preprocessor
def take_more(endpoint: str | None, _: object) -> None:
    """Twenty photos may weigh more than the other uploads of the site; said before any is read."""
    if endpoint == "sheets.upload":
        request.max_content_length = MOST_UPLOADED


@sheets.get(SHEETS)
@allow("representative", "checker")
def show_sheets(community: uuid.UUID, petition: uuid.UUID) -> Page:
    """The sheets with what is typed of them; printing and uploading."""
    return _render(find_own(community, petition))


@sheets.post(f"{SHEETS}/print", endpoint="print_blank")
@allow("representative")
def print_some(community: uuid.UUID, petition: uuid.UUID) -> Page | Answer:
    """Empty sheets with the next numbers."""
    drive, form = find_own(community, petition), PrintForm()
    if not form.is_filled_in():
        return _render(drive, printing=form)
    try:
        made = _print(drive, read_number(form.count.data, "count", MOST_PRINTED) or 1)
    except Fault as fault:
        form.blame(fault)
        return _render(drive, printing=form)
    session().commit()
    name = say(message("联名签名表.pdf"))
    return send_download(made, "application/pdf", name, "signature-sheets.pdf")


@sheets.post(SHEETS, endpoint="upload")
@allow("representative")
def upload_photos(community: uuid.UUID, petition: uuid.UUID) -> Page | Answer:
    """Keep the photos that can be read; what is wrong with the others is said."""
    drive, form = find_own(community, petition), UploadForm()
    if not form.is_filled_in():
        return _render(drive, uploading=form)
    photos, faults = receive_sheets(request.files.getlist("files"))
    try:
        kept = _keep(drive, photos, form)
    except Fault as fault:
        session().rollback()
        form.blame(fault)
        return _render(find_own(community, petition), uploading=form, refused=faults)
    session().commit()
    return _answer_upload(find_own(community, petition), kept, faults)


@sheets.post(f"{SHEET}/about", endpoint="change")
@allow("representative")
def change_about(
    community: uuid.UUID, petition: uuid.UUID, sheet: uuid.UUID
) -> tuple[str, int] | Answer:
    """The number, how many lines, the day."""
    drive, form = find_own(community, petition), SheetForm()
    found = find_sheet(session(), drive.id, sheet)
    if form.is_filled_in():
        try:
            _change(drive, found, form)
        except Fault as fault:
            session().rollback()
            form.blame(fault)
    if form.status != 200:
        return render_sheet(find_own(community, petition), sheet, about=form)
    return done(drive, sheet, message("已保存"))


@sheets.post(f"{SHEET}/turn", endpoint="turn")
@allow("representative")
def turn_picture(community: uuid.UUID, petition: uuid.UUID, sheet: uuid.UUID) -> Answer:
    """A quarter to the right, or to the left."""
    drive = find_own(community, petition)
    found, clockwise = find_sheet(session(), drive.id, sheet), request.form.get("way") != "left"
    turn_sheet(
        session(), drive, found, clockwise=clockwise, now=read_now(), person_id=read_person_id()
    )
    return done(drive, sheet)


@sheets.post(f"{SHEET}/remove", endpoint="remove")
@allow("representative")
def remove_photo(community: uuid.UUID, petition: uuid.UUID, sheet: uuid.UUID) -> Page | Answer:
    """Delete a sheet from which nothing was typed."""
    drive = find_own(community, petition)
    found = find_sheet(session(), drive.id, sheet)
    try:
        remove_sheet(session(), drive, found, now=read_now(), person_id=read_person_id())
    except Fault as fault:
        return render_sheet(drive, sheet, told=fault.said)
    session().commit()
    flash(say(message("照片已删去")))
    return redirect(_locate(drive, "sheets.show_sheets"), 303)


@sheets.get(f"{SHEET}/picture.jpg")
@allow("representative", "checker")
def show_picture(community: uuid.UUID, petition: uuid.UUID, sheet: uuid.UUID) -> Answer:
    """The photo; only the person's own browser keeps it, and asks again before showing it."""
    drive = find_own(community, petition)
    stored = load_picture(session(), drive, find_sheet(session(), drive.id, sheet))
    answer = Response(mimetype=stored.media_type)
    answer.set_etag(stored.digest)
    answer.cache_control.private = answer.cache_control.no_cache = True
    if not request.if_none_match.contains(stored.digest):
        answer.set_data(stored.data)
    return answer.make_conditional(request)


@sheets.errorhandler(413)
def show_too_large(_: RequestEntityTooLarge) -> Page:
    """How much one upload takes; nothing of it was kept."""
    said = message(
        "照片加起来太大：一次最多{megabytes}MB，请分几次上传", megabytes=MOST_UPLOADED // 1_000_000
    )
    values = request.view_args or {}
    page = _render(find_own(values["community"], values["petition"]), refused=[said])
    return page[0], 413


def done(drive: Drive, sheet: uuid.UUID, said: Message | None = None) -> Answer:
    """Keep what was done and go back to the sheet."""
    session().commit()
    if said is not None:
        flash(say(said))
    return redirect(_locate(drive, "sheets.show_sheet", sheet=sheet), 303)


def _print(drive: Drive, count: int) -> bytes:
    return print_sheets(
        session(),
        drive,
        count,
        address=find_address(drive),
        now=read_now(),
        today=read_today(),
        person_id=read_person_id(),
    )


def _keep(drive: Drive, photos: Sequence[TakenPhoto], form: UploadForm) -> Upload:
    return upload_sheets(
        session(),
        drive,
        photos,
        first=read_number(form.first.data, "first", MOST_NUMBER),
        now=read_now(),
        today=read_today(),
        person_id=read_person_id(),
    )


def _change(drive: Drive, sheet: PaperSheet, form: SheetForm) -> None:
    change_sheet(
        session(),
        drive,
        sheet,
        number=int(form.number.data),
        lines=int(form.lines.data),
        signed_on=read_day(form.signed_on.data, "signed_on"),
        now=read_now(),
        today=read_today(),
    )


def _answer_upload(drive: Drive, kept: Upload, faults: Sequence[Message]) -> Page | Answer:
    if faults or kept.told:
        added = len(kept.sheets)
        return _render(drive, refused=[*faults, *kept.told], added=added, failed=bool(faults))
    flash(say(message("已上传{count}张，接着录入", count=len(kept.sheets))))
    return redirect(_locate(drive, "sheets.show_sheets"), 303)


def _locate(drive: Drive, endpoint: str, **more: uuid.UUID) -> str:
    values = {"community": drive.community_id, "petition": drive.petition_id, **more}
    return url_for(endpoint, **values)  # type: ignore[arg-type]


def _render(
    drive: Drive,
    *,
    printing: PrintForm | None = None,
    uploading: UploadForm | None = None,
    refused: Sequence[Message] = (),
    added: int = 0,
    failed: bool = True,
) -> tuple[str, int]:
    printing = printing or PrintForm(formdata=None, data={"count": "10"})
    uploading = uploading or UploadForm(formdata=None)
    page = render_template(
        "signing/sheets.html",
        drive=drive,
        petition=drive.petition,
        rows=list_sheets(session(), drive.id),
        printed=count_printed(session(), drive.id),
        printing=printing,
        uploading=uploading,
        refused=refused,
        added=added,
        most=MOST_AT_ONCE,
        most_printed=MOST_PRINTED,
    )
    return page, 422 if refused and failed else max(printing.status, uploading.status)
