"""Codes of dwellings, for representatives: make, print, look up, replace, revoke."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.communities.dwellings import count_roll
from app.letters.render.slips import Slip, SlipWords, render_slips
from app.messages import Message, message, translate
from app.security import allow
from app.signing.codes import (
    find_dwelling_code,
    list_code_buildings,
    make_codes,
    make_typed_codes,
    replace_code,
    revoke_code,
    take_for_print,
    write_code,
)
from app.signing.drive_views import PATH, find_own
from app.signing.models import Drive
from app.signing.sharing import say_closing, summarise
from app.signing.signatures import read_dwelling
from app.today import read_now, read_today
from app.web.access import read_person_id
from app.web.downloads import send_download
from app.web.faults import Fault
from app.web.forms import Form, lines_field, text_field
from app.web.languages import read_language, say
from app.web.session import only_reads, session

LONGEST_LIST = 20_000
DWELLING = message("房屋")
CODE = message("房屋码")
SCAN = message("用手机扫码，看信、签名；也可以打开{address}输入房屋码")
CLOSING = message("{closes}截止")
ONLY = message("本码只给本户使用，请不要转给别人，也不要拍照发出去")
MADE = message("生成了{count}个房屋码，可以打印了")
NONE_MADE = message("每一户都已经有房屋码，没有新的要生成")
NOTHING = message("没有要打印的：先生成房屋码；打印过的，在下面按楼栋“全部重新打印”")
REPLACED = message("{dwelling}换了新的房屋码，旧码已经作废。请打印新的纸条。")
REVOKED = message("房屋码已经作废。凭它签过的名不受影响。")
Page = tuple[str, int]

codes = Blueprint("codes", __name__)


class TypedForm(Form):
    """Dwellings, one a line."""

    dwellings = lines_field(LONGEST_LIST)


class FindForm(Form):
    """One dwelling as people write it."""

    dwelling = text_field(60)


@codes.get(f"{PATH}/codes")
@allow("representative")
def show_codes(community: uuid.UUID, petition: uuid.UUID) -> Page:
    """Which buildings have codes, what is to be printed."""
    return _render(find_own(community, petition))


@codes.post(f"{PATH}/codes/make")
@allow("representative")
def make(community: uuid.UUID, petition: uuid.UUID) -> Response:
    """Codes for what of the roll, or of the posted building, has none."""
    drive, building = find_own(community, petition), request.form.get("building") or None
    count = make_codes(
        session(), drive, building=building, now=read_now(), person_id=read_person_id()
    )
    return _done(drive, message(MADE.text, count=count) if count else NONE_MADE)


@codes.post(f"{PATH}/codes/typed")
@allow("representative")
def make_typed(community: uuid.UUID, petition: uuid.UUID) -> Page | Response:
    """Codes for dwellings that were typed, where there is no roll."""
    drive, form = find_own(community, petition), TypedForm()
    if not form.is_filled_in():
        return _render(drive, typed=form)
    try:
        written = form.dwellings.data
        count = make_typed_codes(
            session(), drive, written, now=read_now(), person_id=read_person_id()
        )
    except Fault as fault:
        form.blame(fault)
        return _render(drive, typed=form)
    return _done(drive, message(MADE.text, count=count) if count else NONE_MADE)


@codes.post(f"{PATH}/codes/slips.pdf")
@allow("representative")
def print_slips(community: uuid.UUID, petition: uuid.UUID) -> Page | Response:
    """The slips of a building or of all as a PDF; they count as printed from now on."""
    drive, building = find_own(community, petition), request.form.get("building") or None
    found = take_for_print(
        session(), drive, now=read_now(), building=building, again="again" in request.form
    )
    if not found:
        return _render(drive, refused=NOTHING)
    session().commit()
    root = request.url_root
    slips = (Slip(dwelling, write_code(code), f"{root}c/{code}") for dwelling, code in found)
    data = render_slips(_write_words(drive), slips)
    return send_download(data, "application/pdf", f"{say(CODE)}.pdf", "codes.pdf")


@codes.post(f"{PATH}/codes/find")
@allow("representative")
@only_reads
def find(community: uuid.UUID, petition: uuid.UUID) -> Page:
    """The code of one dwelling; posted, so that no address names both."""
    drive, form = find_own(community, petition), FindForm()
    if form.is_filled_in():
        try:
            return _render(drive, find=form, label=str(read_dwelling(form.dwelling.data)))
        except Fault as fault:
            form.blame(fault)
    return _render(drive, find=form)


@codes.post(f"{PATH}/codes/<uuid:code>/replace")
@allow("representative")
def replace(community: uuid.UUID, petition: uuid.UUID, code: uuid.UUID) -> Response:
    """A new code for a dwelling whose slip was lost or seen by others."""
    drive = find_own(community, petition)
    new = replace_code(session(), drive, code, now=read_now(), person_id=read_person_id())
    return _done(drive, message(REPLACED.text, dwelling=new.dwelling))


@codes.post(f"{PATH}/codes/<uuid:code>/revoke")
@allow("representative")
def revoke(community: uuid.UUID, petition: uuid.UUID, code: uuid.UUID) -> Response:
    """A code that nobody shall use any more."""
    drive = find_own(community, petition)
    revoke_code(session(), drive, code, now=read_now(), person_id=read_person_id())
    return _done(drive, REVOKED)


def _write_words(drive: Drive) -> SlipWords:
    language = read_language()

    def put(said: Message, **values: str) -> str:
        return translate(Message(said.text, values), language)

    address = f"{request.host}{request.root_path}/c"
    return SlipWords(
        language=language,
        title=summarise(drive, today=read_today()).title,
        dwelling=put(DWELLING),
        code=put(CODE),
        scan=put(SCAN, address=f" {address} " if language == "zh" else address),
        closing=put(CLOSING, closes=say_closing(drive, language)),
        only=put(ONLY),
    )


def _done(drive: Drive, said: Message) -> Response:
    session().commit()
    flash(say(said))
    address = url_for("codes.show_codes", community=drive.community_id, petition=drive.petition_id)
    return redirect(address, 303)


def _render(
    drive: Drive,
    *,
    typed: TypedForm | None = None,
    find: FindForm | None = None,
    label: str = "",
    refused: Message | None = None,
) -> Page:
    typed, find = typed or TypedForm(formdata=None), find or FindForm(formdata=None)
    code = find_dwelling_code(session(), drive, label) if label else None
    page = render_template(
        "signing/codes.html",
        drive=drive,
        petition=drive.petition,
        buildings=list_code_buildings(session(), drive),
        listed=count_roll(session(), drive.community_id).dwellings,
        typed=typed,
        find=find,
        label=label,
        code=code,
        written=write_code(code.code) if code else "",
        refused=refused,
    )
    return page, 422 if refused else max(typed.status, find.status)
