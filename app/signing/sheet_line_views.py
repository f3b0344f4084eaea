"""Typing in a paper sheet beside its photo: lines, corrections, signatures cut from the photo."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import Response, render_template, request
from werkzeug.wrappers import Response as Answer

from app.messages import Message, message
from app.petitions.photo_forms import AreasAsked, read_areas
from app.security import allow
from app.signing.drive_views import find_own
from app.signing.models import Drive, PaperSheet, Signature
from app.signing.sheet_forms import LineForm, open_line
from app.signing.sheet_lines import (
    NoLine,
    WrongLines,
    correct_line,
    cut_signature,
    find_line,
    list_lines,
    remove_line,
    save_lines,
)
from app.signing.sheet_page import Page, find_size, list_open, read_words, render_sheet
from app.signing.sheet_views import SHEET, done, sheets
from app.signing.sheets import cover_sheet, find_sheet
from app.signing.signatures import WrongSigning
from app.today import read_now, read_today
from app.web.access import read_person_id
from app.web.session import session

LINE = f"{SHEET}/lines/<int:line>"
NOTHING = message("还没有填：至少写一行的姓名和房号")
ONE_AREA = message("请在照片上框出这一行的签名：四格都填0至100的数，宽和高大于0，只框一处")
__all__ = ["sheets"]  # with the views of this module


@sheets.get(SHEET)
@allow("representative", "checker")
def show_sheet(community: uuid.UUID, petition: uuid.UUID, sheet: uuid.UUID) -> Page:
    """The photo beside the lines."""
    return render_sheet(find_own(community, petition), sheet)


@sheets.post(SHEET, endpoint="save")
@allow("representative")
def save_typed(community: uuid.UUID, petition: uuid.UUID, sheet: uuid.UUID) -> Page | Answer:
    """Keep the lines that were typed, all of them or none."""
    drive = find_own(community, petition)
    found = find_sheet(session(), drive.id, sheet)
    forms = _read_forms(found)
    typed = [form for form in forms if form.is_typed]
    if not typed:
        return render_sheet(drive, sheet, forms=forms, told=NOTHING)
    if not _save(drive, found, typed):
        session().rollback()
        return render_sheet(find_own(community, petition), sheet, forms=forms)
    return done(drive, sheet, message("已录入{count}行", count=len(typed)))


@sheets.get(LINE)
@allow("representative")
def show_line(community: uuid.UUID, petition: uuid.UUID, sheet: uuid.UUID, line: int) -> Page:
    """A typed line, to be put right."""
    drive = find_own(community, petition)
    found = find_sheet(session(), drive.id, sheet)
    signature = find_line(session(), found, line)
    return _render_line(drive, found, signature, open_line(signature, read_words(found)))


@sheets.post(LINE, endpoint="correct")
@allow("representative")
def correct_typed(
    community: uuid.UUID, petition: uuid.UUID, sheet: uuid.UUID, line: int
) -> Page | Answer:
    """Put a line right; what stood there is kept."""
    drive, form = find_own(community, petition), LineForm(line)
    found = find_sheet(session(), drive.id, sheet)
    signature = find_line(session(), found, line)
    if not _correct(drive, found, form):
        return _render_line(drive, found, signature, form)
    return done(drive, sheet, message("第{line}行已改正，原来写的有记录", line=line))


@sheets.post(f"{LINE}/remove", endpoint="remove_line")
@allow("representative")
def remove_typed(
    community: uuid.UUID, petition: uuid.UUID, sheet: uuid.UUID, line: int
) -> Page | Answer:
    """Delete a line that was wrongly typed."""
    drive = find_own(community, petition)
    found = find_sheet(session(), drive.id, sheet)
    try:
        remove_line(session(), drive, found, line, now=read_now(), person_id=read_person_id())
    except WrongSigning as fault:
        return render_sheet(drive, sheet, told=fault.said)
    return done(drive, sheet, message("第{line}行已删去，可以重新录入", line=line))


@sheets.get(f"{LINE}/cut")
@allow("representative")
def show_cut(community: uuid.UUID, petition: uuid.UUID, sheet: uuid.UUID, line: int) -> Page:
    """The photo with the tool that frames the signature of a line."""
    drive = find_own(community, petition)
    found = find_sheet(session(), drive.id, sheet)
    return _render_cut(drive, found, find_line(session(), found, line), AreasAsked((), ()))


@sheets.post(f"{LINE}/cut")
@allow("representative")
def cut(community: uuid.UUID, petition: uuid.UUID, sheet: uuid.UUID, line: int) -> Page | Answer:
    """Cut the framed signature out of the photo."""
    drive, asked = find_own(community, petition), read_areas(request.form)
    found = find_sheet(session(), drive.id, sheet)
    signature = find_line(session(), found, line)
    if asked.fault or len(asked.areas) != 1:
        return _render_cut(drive, found, signature, asked, ONE_AREA)
    try:
        who, now = read_person_id(), read_now()
        cut_signature(session(), drive, found, line, asked.areas[0], now=now, person_id=who)
    except WrongSigning as fault:
        return _render_cut(drive, found, signature, asked, fault.said)
    return done(drive, sheet, message("第{line}行的签名已取下", line=line))


@sheets.get(f"{SHEET}/cover")
@allow("representative")
def show_cover(community: uuid.UUID, petition: uuid.UUID, sheet: uuid.UUID) -> Page:
    """The photo with the tool that covers what must not be kept."""
    drive = find_own(community, petition)
    return _render_cover(drive, find_sheet(session(), drive.id, sheet), AreasAsked((), ()))


@sheets.post(f"{SHEET}/cover")
@allow("representative")
def cover(community: uuid.UUID, petition: uuid.UUID, sheet: uuid.UUID) -> Page | Answer:
    """Paint the boxes onto the photo for good."""
    drive, asked = find_own(community, petition), read_areas(request.form)
    found = find_sheet(session(), drive.id, sheet)
    if asked.fault:
        return _render_cover(drive, found, asked)
    who, now = read_person_id(), read_now()
    cover_sheet(session(), drive, found, asked.areas, now=now, person_id=who)
    return done(drive, sheet, message("已盖住{count}处", count=len(asked.areas)))


@sheets.get(f"{LINE}/signature.png")
@allow("representative", "checker")
def show_signature(
    community: uuid.UUID, petition: uuid.UUID, sheet: uuid.UUID, line: int
) -> Answer:
    """The signature that was cut."""
    drive = find_own(community, petition)
    signature = find_line(session(), find_sheet(session(), drive.id, sheet), line)
    if not signature.drawing or not signature.drawing_digest:
        raise NoLine
    answer = Response(signature.drawing, mimetype="image/png")
    answer.set_etag(signature.drawing_digest)
    answer.cache_control.private = answer.cache_control.no_cache = True
    return answer.make_conditional(request)


def _read_forms(sheet: PaperSheet) -> list[LineForm]:
    """The forms of the lines that are not typed yet, as they were sent."""
    typed: set[int | None] = {one.line for one in list_lines(session(), sheet)}
    return [LineForm(number) for number in list_open(sheet, typed)]


def _save(drive: Drive, sheet: PaperSheet, forms: Sequence[LineForm]) -> bool:
    """Whether the lines were saved; else what is wrong stands at their fields."""
    fine = [form.is_filled_in() for form in forms]
    if not all(fine):
        return False
    who, now = read_person_id(), read_now()
    lines = [form.read() for form in forms]
    try:
        save_lines(session(), drive, sheet, lines, now=now, today=read_today(), person_id=who)
    except WrongLines as wrong:
        _blame(forms, wrong)
        return False
    return True


def _correct(drive: Drive, sheet: PaperSheet, form: LineForm) -> bool:
    if not form.is_filled_in():
        return False
    who, now, line = read_person_id(), read_now(), form.read()
    try:
        correct_line(session(), drive, sheet, line, now=now, today=read_today(), person_id=who)
    except WrongLines as wrong:
        _blame([form], wrong)
        return False
    return True


def _blame(forms: Sequence[LineForm], wrong: WrongLines) -> None:
    known = {form.number: form for form in forms}
    for number, fault in wrong.faults:
        known[number].blame(fault)


def _render_line(drive: Drive, sheet: PaperSheet, signature: Signature, form: LineForm) -> Page:
    page = render_template(
        "signing/sheet_line.html",
        drive=drive,
        petition=drive.petition,
        sheet=sheet,
        signature=signature,
        form=form,
        stored=find_size(sheet),
    )
    return page, form.status


def _render_cut(
    drive: Drive,
    sheet: PaperSheet,
    signature: Signature,
    asked: AreasAsked,
    fault: Message | None = None,
) -> Page:
    page = render_template(
        "signing/sheet_cut.html",
        drive=drive,
        petition=drive.petition,
        sheet=sheet,
        signature=signature,
        asked=asked,
        fault=fault,
        stored=find_size(sheet),
    )
    return page, 422 if fault else 200


def _render_cover(drive: Drive, sheet: PaperSheet, asked: AreasAsked) -> Page:
    page = render_template(
        "signing/sheet_cover.html",
        drive=drive,
        petition=drive.petition,
        sheet=sheet,
        asked=asked,
        fault=asked.fault,
        stored=find_size(sheet),
    )
    return page, 422 if asked.fault else 200
