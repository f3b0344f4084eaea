"""A lost receipt: given out anew by a representative or checker to the signer in person."""

from __future__ import annotations

import uuid

from flask import render_template, request, url_for
from segno import make_qr

from app.petitions.drafts import find_petition
from app.security import allow
from app.signing.receipt_views import receipts
from app.signing.receipts import find_signature, reissue
from app.today import read_now
from app.web.access import read_person_id
from app.web.session import session

__all__ = ["receipts"]  # with the views of this module


@receipts.post(
    "/communities/<uuid:community>/petitions/<uuid:petition>"
    "/signing/signatures/<uuid:signature>/receipt"
)
@allow("representative", "checker")
def give_anew(community: uuid.UUID, petition: uuid.UUID, signature: uuid.UUID) -> str:
    """What will happen; when that is confirmed, the new receipt, shown this once."""
    found = find_petition(session(), community, petition)
    signed = find_signature(session(), found.id, signature, to_change=True)
    if request.form.get("confirmed") != "yes":
        return render_template("signing/reissue.html", petition=found, signed=signed)
    secret = reissue(session(), signed, person_id=read_person_id(), now=read_now())
    session().commit()
    link = url_for("receipts.show_receipt", receipt=secret, lang=None, _external=True)
    qr = make_qr(link, error="m").svg_inline(scale=6, border=4, omitsize=True)
    return render_template("signing/reissued.html", petition=found, signed=signed, link=link, qr=qr)
