"""The public verify page (核验页): by the code on a letter, by a receipt, by the letter's PDF."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.config import Config
from app.deadlines.wording import say_date
from app.messages import Message, message
from app.seals.check_code import read_root
from app.seals.faults import SealFault
from app.security import allow
from app.signing.verification import Answer, answer_code, answer_file
from app.today import read_now
from app.web.languages import say
from app.web.session import only_reads, session

NOTHING = message("请输入信上印的名单校验码，或者选择一个文件")
LONGEST_CODE = 100
verifying = Blueprint("verifying", __name__)
Page = str | tuple[str, int]


@verifying.get("/verify")
@allow("anyone")
def show_form() -> str:
    """Where one types the code."""
    return _render()


@verifying.get("/verify/<code>")
@allow("anyone")
def show_answer(code: str) -> Page:
    """What the code of a letter leads to; the QR code comes here."""
    return _answer(answer_code(session(), code[:LONGEST_CODE], now=read_now()), code[:LONGEST_CODE])


@verifying.post("/verify", endpoint="verify")
@allow("anyone")
@only_reads
def verify_given() -> Page | Response:
    """Check a file, or go to the answer of a code; what is sent is not kept."""
    sent, typed = request.files.get("file"), request.form.get("code", "")[:LONGEST_CODE].strip()
    if sent is not None and sent.filename:
        return _answer(answer_file(session(), sent.read(), now=read_now()), "")
    if not typed:
        return _render(fault=NOTHING), 422
    try:
        return redirect(url_for("verifying.show_answer", code=read_root(typed)), 303)
    except SealFault:
        return _answer(answer_code(session(), typed, now=read_now()), typed)


@verifying.errorhandler(413)
def show_too_large(_: HTTPException) -> tuple[str, int]:
    """The form, saying how much it takes."""
    config: Config = current_app.extensions["lianming_config"]
    most = config.upload_bytes // 1_000_000
    said = message(
        "文件太大，最多{most}MB。请在自己的电脑上用 lianming verify 命令核验。", most=most
    )
    return _render(fault=said), 413


def _answer(answer: Answer, typed: str) -> Page:
    page = _render(answer=answer, typed=typed)
    return page if answer.sealed else (page, 404)


def _render(*, answer: Answer | None = None, typed: str = "", fault: Message | None = None) -> str:
    day = say(say_date(answer.sealed.seal.sealed_on)) if answer and answer.sealed else ""
    return render_template("signing/verify.html", answer=answer, typed=typed, fault=fault, day=day)
