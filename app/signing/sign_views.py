"""Signing: at the public address, with a dwelling's code, on the phone of a helper."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flask import Response, redirect, render_template, request, url_for
from segno import make_qr
from werkzeug.wrappers import Response as Answer

from app.communities.settings import find_community
from app.deadlines.wording import say_moment
from app.letters.media import Drawing
from app.messages import Message, message
from app.security import allow
from app.signing.blueprint import signing
from app.signing.codes import find_code, fold_code
from app.signing.consents import SIGNING, digest_words, keep_text, list_choices, say_signing
from app.signing.drives import find_drive_of_code, find_public_drive, tell_stage
from app.signing.models import Drive, DwellingCode, Signature
from app.signing.proofs import check_proof, check_unused
from app.signing.public_views import find_text
from app.signing.sign_form import SignForm
from app.signing.signatures import Origin, find_by_key, sign
from app.today import CHINA, read_now, read_today
from app.web.faults import Fault
from app.web.languages import read_language
from app.web.session import session

RECEIPT = "receipts.show_receipt"
SCRIPT = "X-Sent-By-Script"
CLOSED = message(
    "联名已于{when}截止，这次没有提交，填好的内容还在。需要补签的，请向{responsible}（{contact}）要纸质签名表。"
)
NOT_YET = message("联名还没有开始（{when}开始），这次没有提交，填好的内容还在。")


class NotOpen(Fault):
    """One cannot sign now."""

    status = 409


@dataclass(frozen=True)
class Entrance:
    """How somebody came to the form: by the public address, a dwelling's code, on a helper's phone."""

    kind: Literal["own", "code", "helper"]
    drive: Drive
    code: DwellingCode | None = None


@signing.get("/p/<token>/sign")
@allow("anyone")
def show_sign(token: str) -> Answer:
    """The letter and the form under it."""
    return _show(_enter(token))


@signing.post("/p/<token>/sign")
@allow("anyone")
def sign_here(token: str) -> Answer:
    """Sign; the form again where something is amiss."""
    return _take(lambda: _enter(token))


@signing.get("/p/<token>/helper")
@allow("anyone")
def show_helper(token: str) -> Answer:
    """The form on the phone of somebody who helps residents sign, one after the other."""
    return _show(_enter(token, "helper"))


@signing.post("/p/<token>/helper")
@allow("anyone")
def sign_helped(token: str) -> Answer:
    """Sign on a helper's phone; the answer itself is the receipt, so that no address leads back."""
    return _take(lambda: _enter(token, "helper"))


@signing.get("/c")
@allow("anyone")
def enter_code() -> Answer | str:
    """Where a code is typed; ?code= leads to its page."""
    code = fold_code(request.args.get("code", ""))[:60]
    if not code:
        return render_template("signing/code.html")
    return redirect(url_for("signing.show_code", code=code if code.isalnum() else "0"), 303)


@signing.get("/c/<code>")
@allow("anyone")
def show_code(code: str) -> Answer:
    """The form for the dwelling of a code; it needs no script."""
    return _show(_enter_by_code(code))


@signing.post("/c/<code>")
@allow("anyone")
def sign_with_code(code: str) -> Answer:
    """Sign for the dwelling of a code."""
    return _take(lambda: _enter_by_code(code))


def _enter(token: str, kind: Literal["own", "helper"] = "own") -> Entrance:
    return Entrance(kind, find_public_drive(session(), token))


def _enter_by_code(code: str) -> Entrance:
    found = find_code(session(), code)
    return Entrance("code", find_drive_of_code(session(), found.drive_id), found)


def _show(entrance: Entrance) -> Answer:
    form = SignForm(formdata=None)
    form.key.data = secrets.token_urlsafe(24)
    if tell_stage(entrance.drive, read_now()) != "open":
        return _render("signing/not-open.html", entrance, form)
    return _render("signing/sign.html", entrance, form)


def _take(enter: Callable[[], Entrance]) -> Answer:
    """Judge what needs no database first, so that nobody waits for it."""
    form = SignForm()
    drawing, fault = _read_drawing(form)
    entrance = enter()
    _prepare(form, entrance)
    fine = form.is_filled_in()
    if fault is not None:
        form.blame(fault)
    try:
        key = form.read_key()
        there = find_by_key(session(), entrance.drive.id, key)
        if there is not None:
            return _answer(entrance, there)
        _check_open(entrance.drive)
        if fine and fault is None:
            signed = _sign(form, entrance, key, drawing)
            session().commit()
            return _answer(entrance, signed)
    except Fault as refused:
        session().rollback()
        form.blame(refused)
    return _render("signing/sign.html", entrance, form)


def _sign(form: SignForm, entrance: Entrance, key: str, drawing: Drawing | None) -> Signature:
    """Raises Fault."""
    drive, code, now, language = entrance.drive, entrance.code, read_now(), read_language()
    proof = None
    if code is None:
        proof = check_proof(form.proof.data or "", now)
        check_unused(session(), proof)
    community = find_community(session(), drive.community_id)
    form.check_digest(keep_text(session(), drive.version, community, language, now=now))
    origin = Origin(
        key,
        level="coded" if code else "declared",
        is_helped=entrance.kind == "helper",
        code_id=code.id if code else None,
        proof=proof,
    )
    taken = form.read_signing(drawing, language)
    return sign(session(), drive, taken, origin, now=now, today=read_today())


def _read_drawing(form: SignForm) -> tuple[Drawing | None, Fault | None]:
    try:
        return form.read_drawing(), None
    except Fault as fault:
        return None, fault


def _say_when(moment: dt.datetime) -> Message:
    """A moment where the community is."""
    return say_moment(moment.astimezone(CHINA))


def _check_open(drive: Drive) -> None:
    """Raise NotOpen, saying where else one can sign."""
    stage = tell_stage(drive, read_now())
    if stage == "before":
        raise NotOpen(Message(NOT_YET.text, {"when": _say_when(drive.opens_at)}))
    if stage == "closed":
        community = find_community(session(), drive.community_id)
        values = {
            "when": _say_when(drive.closed_at or drive.closes_at),
            "responsible": community.responsible_name,
            "contact": community.responsible_contact,
        }
        raise NotOpen(Message(CLOSED.text, values))


def _prepare(form: SignForm, entrance: Entrance) -> None:
    choices = list_choices(entrance.drive.version, read_language())
    code = entrance.code
    form.prepare(find_text(entrance.drive), choices, code.dwelling if code else None)


def _answer(entrance: Entrance, signed: Signature) -> Answer:
    """The way to the receipt; a helper's phone shows what is handed on, at the same address."""
    receipt = url_for(RECEIPT, receipt=signed.receipt)
    if entrance.kind == "helper":
        address = url_for(RECEIPT, receipt=signed.receipt, _external=True)
        qr = make_qr(address, error="m").svg_inline(scale=6, border=4, omitsize=True)
        page = render_template("signing/helped.html", drive=entrance.drive, signed=signed, qr=qr)
        return Response(page, 201)
    if SCRIPT in request.headers:
        return Response(status=201, headers={"Location": receipt})
    return redirect(receipt, 303)


def _render(template: str, entrance: Entrance, form: SignForm) -> Answer:
    drive, language = entrance.drive, read_language()
    community = find_community(session(), drive.community_id)
    _prepare(form, entrance)
    said = say_signing(community, language)
    words = {SIGNING: said, **dict(form.consents.choices)}
    page = render_template(
        template,
        entrance=entrance,
        drive=drive,
        form=form,
        text=find_text(drive),
        stage=tell_stage(drive, read_now()),
        community=community,
        said=said,
        digest=digest_words(words, language),
    )
    return Response(page, form.status)
