"""What a signer does by the receipt: put right, consent anew, withdraw, restore, erase, agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.messages import Message, message
from app.petitions.differences import Section, find_differences
from app.petitions.models import Document
from app.security import allow
from app.signing.consent_changes import agree, carry_consents, change_consents
from app.signing.consents import list_choices, say_signing
from app.signing.corrections import correct, describe_written, list_items
from app.signing.erasure import erase
from app.signing.public_views import find_text
from app.signing.receipt_forms import ConsentForm, CorrectionForm
from app.signing.receipt_page import ReceiptPage
from app.signing.receipt_views import find_page, receipts
from app.signing.receipts import find_signed_version, restore, withdraw
from app.today import read_now, read_today
from app.web.faults import Fault
from app.web.forms import render_form
from app.web.languages import read_language, say
from app.web.session import session

__all__ = ["receipts"]  # with the views of this module
SAME = message("没有改动。")


@receipts.route("/r/<receipt>/correct", methods=["GET", "POST"])
@allow("anyone")
def correct_own(receipt: str) -> Response | tuple[str, int]:
    """Put right what was written."""
    page = find_page(receipt)
    written = describe_written(session(), page.receipt.signature)
    form = CorrectionForm(obj=written)
    form.prepare(list_items(page.receipt.version.document))
    if form.is_filled_in():
        wanted = form.read_correction()
        done = _try(form, lambda: correct(session(), page.receipt, wanted, now=read_now()))
        if done is not None:
            return _finish(receipt, message("已经改正。") if done else SAME)
    return render_form("signing/receipt_correct.html", form, page=page, secret=receipt)


@receipts.route("/r/<receipt>/consents", methods=["GET", "POST"])
@allow("anyone")
def change_own_consents(receipt: str) -> Response | tuple[str, int]:
    """Give consents or take them back, one by one."""
    page = find_page(receipt)
    signed, language, now = page.receipt, read_language(), read_now()
    form = ConsentForm()
    choices = list_choices(signed.version, language)
    form.prepare(choices, signed.signature.consents, signed.version.id)
    if form.is_filled_in():
        ticked = form.consents.data or ()
        done = _try(form, lambda: change_consents(session(), signed, ticked, language, now=now))
        if done is not None:
            return _finish(receipt, message("已经记下您现在同意的事项。") if done else SAME)
    return render_form("signing/receipt_consents.html", form, page=page, secret=receipt)


@receipts.route("/r/<receipt>/agree", methods=["GET", "POST"])
@allow("anyone")
def agree_to_new(receipt: str) -> Response | tuple[str, int]:
    """What the new version changes, the new letter, and agreeing to it."""
    page = find_page(receipt)
    if not page.may_agree:
        return _finish(receipt, message("现在没有要您另外同意的新信。"))
    form = _prepare_agreement(page)
    if form.is_filled_in() and _try(form, lambda: _agree(form, page)) is not None:
        return _finish(receipt, message("您已同意新的一版，签名现在签在新信上。"))
    return _render_agreement(form, page, receipt)


@receipts.route("/r/<receipt>/<any(withdraw, restore, erase):act>", methods=["GET", "POST"])
@allow("anyone")
def confirm_act(receipt: str, act: str) -> Response | tuple[str, int]:
    """Say what will happen and what cannot be undone; do it when that is confirmed."""
    page, chosen, fault = find_page(receipt), _ACTS[act], None
    if request.method == "POST":
        try:
            chosen.do(session(), page.receipt, now=read_now())
            return _finish(receipt, chosen.done)
        except Fault as refused:
            session().rollback()
            fault = refused
    shown = render_template(
        "signing/receipt_act.html", page=page, secret=receipt, act=act, fault=fault
    )
    return shown, fault.status if fault else 200


@dataclass(frozen=True)
class _Act:
    do: Callable[..., None]
    done: Message


_ACTS = {
    "withdraw": _Act(withdraw, message("已经撤回。")),
    "restore": _Act(restore, message("已经恢复，签名重新计入。")),
    "erase": _Act(erase, message("已经删除。")),
}


def _try(form: CorrectionForm | ConsentForm, do: Callable[[], object]) -> object | None:
    """What `do` gives; None where it was refused, which the form then shows."""
    try:
        return do()
    except Fault as fault:
        session().rollback()
        form.blame(fault)
        return None


def _finish(receipt: str, said: Message) -> Response:
    session().commit()
    flash(say(said))
    return redirect(url_for("receipts.show_receipt", receipt=receipt), 303)


def _agree(form: ConsentForm, page: ReceiptPage) -> bool:
    """Raises Fault."""
    return agree(
        session(),
        page.receipt,
        form.consents.data or (),
        read_language(),
        version_id=form.seen,
        now=read_now(),
        today=read_today(),
    )


def _prepare_agreement(page: ReceiptPage) -> ConsentForm:
    signed = page.receipt
    new = find_signed_version(session(), signed.drive.version_id)
    form = ConsentForm()
    carried = carry_consents(signed.version, new, signed.signature.consents)
    form.prepare(list_choices(new, read_language()), carried, new.id)
    return form


def _render_agreement(form: ConsentForm, page: ReceiptPage, secret: str) -> tuple[str, int]:
    signed = page.receipt
    return render_form(
        "signing/receipt_agree.html",
        form,
        page=page,
        secret=secret,
        sections=_find_changes(signed.version.document, signed.drive.version.document),
        text=find_text(signed.drive),
        said=say_signing(signed.community, read_language()),
    )


def _find_changes(old: Document, new: Document) -> tuple[Section, ...]:
    """What the letters say anew, without telephone numbers and addresses of representatives."""
    return find_differences(_hide_contacts(old), _hide_contacts(new))


def _hide_contacts(document: Document) -> Document:
    sender = document.get("sender") or {}
    people = [
        {key: value for key, value in one.items() if key not in ("phone", "address")}
        for one in sender.get("representatives", [])
    ]
    return {**document, "sender": {**sender, "representatives": people}}
