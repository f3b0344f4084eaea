"""Complaints about a public page: where anyone writes one, and where representatives answer."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.communities.settings import find_community
from app.messages import message
from app.security import allow
from app.signing.complaints import answer_complaint, complain, list_complaints
from app.signing.drive_views import find_own
from app.signing.drives import find_public_drive
from app.signing.models import Drive
from app.signing.receipt_forms import AnswerForm, ComplaintForm
from app.signing.receipt_views import receipts
from app.today import read_now
from app.web.access import read_person_id
from app.web.faults import Fault
from app.web.forms import render_form
from app.web.languages import say
from app.web.session import session

__all__ = ["receipts"]  # with the views of this module
PLACE = "/communities/<uuid:community>/petitions/<uuid:petition>/signing/complaints"


@receipts.route("/p/<token>/complaint", methods=["GET", "POST"], endpoint="complain")
@allow("anyone")
def write_complaint(token: str) -> Response | tuple[str, int]:
    """Say what is wrong with the public page."""
    drive, form = find_public_drive(session(), token), ComplaintForm()
    if form.is_filled_in():
        words, contact, address = form.words.data, form.contact.data, request.remote_addr or ""
        try:
            complain(session(), drive, words, contact, address=address, now=read_now())
            session().commit()
            return redirect(url_for("receipts.show_thanks", token=token), 303)
        except Fault as fault:
            session().rollback()
            form.blame(fault)
    return _render(drive, "signing/complaint.html", form)


@receipts.get("/p/<token>/complaint/sent")
@allow("anyone")
def show_thanks(token: str) -> tuple[str, int]:
    """What happens with a complaint."""
    drive = find_public_drive(session(), token)
    return _render(drive, "signing/complaint_sent.html", ComplaintForm(formdata=None))


@receipts.get(PLACE)
@allow("representative")
def show_complaints(community: uuid.UUID, petition: uuid.UUID) -> tuple[str, int]:
    """All complaints, those without an answer first."""
    return _render_list(find_own(community, petition), AnswerForm(formdata=None), None)


@receipts.post(f"{PLACE}/<uuid:complaint>")
@allow("representative")
def answer(
    community: uuid.UUID, petition: uuid.UUID, complaint: uuid.UUID
) -> Response | tuple[str, int]:
    """Write down what was answered or done."""
    drive, form, person_id = find_own(community, petition), AnswerForm(), read_person_id()
    if not form.is_filled_in():
        return _render_list(drive, form, complaint)
    words = form.answer.data
    answer_complaint(session(), drive, complaint, words, person_id=person_id, now=read_now())
    session().commit()
    flash(say(message("已经记下。")))
    where = url_for("receipts.show_complaints", community=community, petition=petition)
    return redirect(where, 303)


def _render(drive: Drive, template: str, form: ComplaintForm) -> tuple[str, int]:
    community = find_community(session(), drive.community_id)
    return render_form(template, form, drive=drive, community=community)


def _render_list(drive: Drive, form: AnswerForm, asked: uuid.UUID | None) -> tuple[str, int]:
    page = render_template(
        "signing/complaints.html",
        drive=drive,
        complaints=list_complaints(session(), drive),
        form=form,
        asked=asked,
    )
    return page, form.status
