"""Letters with signatures: working copies, sealing, the sealed files."""

from __future__ import annotations

import uuid

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.db import transaction
from app.files.letters import keep_letter
from app.letters.render import Format
from app.messages import Message, message
from app.petitions.drafts import DRAFT, StaleDraft, find_petition
from app.petitions.sheets import MIME
from app.security import allow
from app.signing.drive_views import find_own
from app.signing.drives import tell_stage
from app.signing.letters_page import LetterRow, adopt_offer, list_offers, list_older, list_rows
from app.signing.models import Drive, Seal
from app.signing.seal_proofs import make_package
from app.signing.sealed_letters import Keep, make_sealed_file, make_working_copy, note_file
from app.signing.seals import MayNotSeal, NoSuchLetter, find_seal, make_seal
from app.today import read_now, read_today
from app.web.access import read_person_id
from app.web.downloads import send_download
from app.web.languages import say
from app.web.session import session

PATH = "/communities/<uuid:community>/petitions/<uuid:petition>/signing"
LETTERS = f"{PATH}/letters"
LETTER = f"{LETTERS}/<int:number>"
SEAL = f"{PATH}/seals/<uuid:seal>"
ZIP = "application/zip"
WORKING = message("工作稿-{recipient}.{format}")
SEALED = message("递交稿-{recipient}-{code}.{format}")
PACKAGE = message("核验包-{code}.zip")
OTHERS_CAME = message("您看这一页的时候，又有人签名或者撤回，所以还没有封存。请核对新的人数再封存")
STALE = message("稿子刚才有改动，户数没有写入。请再按一次")

sealed = Blueprint("sealed", __name__)


@sealed.get(LETTERS)
@allow("representative", "checker", "viewer")
def show_letters(community: uuid.UUID, petition: uuid.UUID) -> str:
    """Every letter with who stands in it now, and its seals."""
    return _render(find_own(community, petition))


@sealed.get(f"{LETTER}/working.<any(pdf, docx):format>")
@allow("representative")
def download_working(
    community: uuid.UUID, petition: uuid.UUID, number: int, format: str
) -> Response:
    """The letter with the table as it stands now, marked as not sealed; it is kept nowhere."""
    drive, form = find_own(community, petition), _read_format(format)
    sheets = wants_sheets()
    data = make_working_copy(session(), drive, number, form, today=read_today(), with_sheets=sheets)
    recipient = next(one.recipient for one in drive.version.letters if one.number == number)
    return _send(data, format, Message(WORKING.text, {"recipient": recipient, "format": format}))


@sealed.get(f"{LETTER}/seal")
@allow("representative")
def confirm_seal(community: uuid.UUID, petition: uuid.UUID, number: int) -> str:
    """What sealing does, what cannot be undone, and the button."""
    return _render_confirm(find_own(community, petition), number)


@sealed.post(f"{LETTER}/seal", endpoint="seal")
@allow("representative")
def seal_letter(
    community: uuid.UUID, petition: uuid.UUID, number: int
) -> Response | tuple[str, int]:
    """Seal the list that the confirming page showed; whoever comes second sees the new numbers."""
    drive = find_own(community, petition)
    if request.form.get("people", type=int) != _find_row(drive, number).new:
        return _render_confirm(drive, number, OTHERS_CAME), 409
    try:
        made = _seal(drive, number)
    except MayNotSeal as fault:
        return _render_confirm(drive, number, fault.said), fault.status
    session().commit()
    shown = url_for("sealed.show_letters", community=community, petition=petition)
    return redirect(f"{shown}#seal-{made.code}", 303)


@sealed.get(f"{SEAL}/letter.<any(pdf, docx):format>")
@allow("representative")
def download_sealed(
    community: uuid.UUID, petition: uuid.UUID, seal: uuid.UUID, format: str
) -> Response:
    """The letter to hand in: the same bytes each time."""
    drive = find_own(community, petition)
    found = find_seal(session(), drive.id, seal)
    form, keep, sheets = _read_format(format), _keep_for(drive, seal), wants_sheets()
    data = make_sealed_file(session(), drive, found, form, keep, with_sheets=sheets)
    given = {"recipient": str(found.recipient), "code": found.code[:4], "format": format}
    return _send(data, format, Message(SEALED.text, given))


@sealed.get(f"{SEAL}/package.zip")
@allow("representative")
def download_package(community: uuid.UUID, petition: uuid.UUID, seal: uuid.UUID) -> Response:
    """All that is needed to check the seal; with ?names=1 every signature, also those not named."""
    drive = find_own(community, petition)
    found = find_seal(session(), drive.id, seal)
    letter = make_sealed_file(session(), drive, found, "pdf", _keep_for(drive, seal))
    letters = {f"letter-{found.recipient}.pdf": letter}
    data = make_package(session(), found, letters, names=request.args.get("names") == "1")
    return _send(data, "zip", Message(PACKAGE.text, {"code": found.code[:4]}))


@sealed.post(f"{LETTERS}/affected")
@allow("representative")
def adopt_affected(community: uuid.UUID, petition: uuid.UUID) -> Response | tuple[str, int]:
    """Write how many dwellings signers say are affected into an item of the draft."""
    drive, draft = find_own(community, petition), find_petition(session(), community, petition)
    revision, item = request.form.get("revision", 0, type=int), request.form.get("item", "")
    who, now = read_person_id(), read_now()
    try:
        adopt_offer(session(), drive, draft, item, revision=revision, now=now, person_id=who)
    except StaleDraft:
        session().rollback()
        return _render(find_own(community, petition), STALE), 409
    session().commit()
    shown = url_for("sealed.show_letters", community=community, petition=petition)
    return redirect(f"{shown}#affected", 303)


def wants_sheets() -> bool:
    """Whether ?sheets=1 asks for the paper sheets as an annex."""
    return request.args.get("sheets") == "1"


def _find_row(drive: Drive, number: int) -> LetterRow:
    """Raises NoSuchLetter."""
    for row in list_rows(session(), drive, today=read_today()):
        if row.letter.number == number:
            return row
    raise NoSuchLetter


def _seal(drive: Drive, number: int) -> Seal:
    return make_seal(
        session(),
        drive,
        number,
        now=read_now(),
        today=read_today(),
        person_id=read_person_id(),
        address=url_for("verifying.show_form", _external=True),
    )


def _render(drive: Drive, note: Message | None = None) -> str:
    petition = find_petition(session(), drive.community_id, drive.petition_id)
    is_draft = petition.state == DRAFT
    return render_template(
        "signing/letters.html",
        drive=drive,
        petition=petition,
        rows=list_rows(session(), drive, today=read_today()),
        older=list_older(session(), drive),
        offers=list_offers(session(), drive, petition) if is_draft else (),
        is_draft=is_draft,
        note=note,
    )


def _render_confirm(drive: Drive, number: int, note: Message | None = None) -> str:
    return render_template(
        "signing/seal.html",
        drive=drive,
        petition=drive.petition,
        row=_find_row(drive, number),
        is_open=tell_stage(drive, read_now()) != "closed",
        now=read_now(),
        note=note,
    )


def _read_format(format: str) -> Format:
    return "docx" if format == "docx" else "pdf"


def _send(data: bytes, format: str, name: Message) -> Response:
    plain = f"lianming-letter.{format}"
    return send_download(data, MIME.get(format, ZIP), say(name).replace("/", "-"), plain)


def _keep_for(drive: Drive, seal: uuid.UUID) -> Keep:
    """Keeping is a transaction of its own: the request only reads, and answers the same without."""
    community_id, engine = drive.community_id, current_app.extensions["lianming_engine"]

    def keep(key: str, data: bytes) -> None:
        with transaction(engine) as writing:
            keep_letter(writing, community_id, key, data, now=read_now())
            note_file(writing, seal, data)

    return keep
