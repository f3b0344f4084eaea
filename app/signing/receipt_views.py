"""The receipt: what was signed and how it stands; as a picture; all that is stored."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.deadlines.wording import say_date
from app.letters.media import Drawing, Picture
from app.letters.render.strokes_svg import draw_svg
from app.messages import message
from app.security import allow
from app.signing.drawn import unpack_drawing
from app.signing.models import Drive
from app.signing.own_data import export_own_data, list_own_data
from app.signing.receipt_page import ReceiptPage, group_number, read_page
from app.signing.receipt_picture import draw_receipt
from app.signing.receipts import open_receipt
from app.signing.seal_proofs import find_proof
from app.signing.seals import find_seal
from app.today import read_now
from app.web.downloads import send_download
from app.web.languages import read_language, say
from app.web.session import session

receipts = Blueprint("receipts", __name__)
EXPORTED = message("我的联名数据")
PROOF = message("签名在信中的证明")
receipts.add_app_template_global(group_number)
receipts.add_app_template_global(say_date)


@receipts.after_request
def keep_out(response: Response) -> Response:
    """No search engine shows what lies behind a receipt or a complaint."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@receipts.get("/r/<receipt>")
@allow("anyone")
def show_receipt(receipt: str) -> str:
    """Tick, number, what was signed, how it stands, what happens next, what one can do."""
    page = find_page(receipt)
    drawn = page.receipt.signature.drawing
    return render_template(
        "signing/receipt.html",
        page=page,
        secret=receipt,
        drawing=_show_drawing(unpack_drawing(drawn)) if drawn else None,
    )


@receipts.get("/r/<receipt>/picture")
@allow("anyone")
def show_picture(receipt: str) -> str:
    """The picture of the receipt, to press long on."""
    page = find_page(receipt)
    _refuse_erased(page)
    return render_template("signing/receipt_picture.html", page=page, secret=receipt)


@receipts.get("/r/<receipt>/receipt.png")
@allow("anyone")
def draw_picture(receipt: str) -> Answer:
    """The picture itself."""
    page = find_page(receipt)
    _refuse_erased(page)
    link = url_for("receipts.show_receipt", receipt=receipt, lang=None, _external=True)
    return Response(draw_receipt(page, link, read_language()), mimetype="image/png")


@receipts.get("/r/<receipt>/drawing.png")
@allow("anyone")
def show_drawing(receipt: str) -> Answer:
    """A drawn signature that was cut from paper; one that was drawn on a screen stands in the page."""
    drawn = open_receipt(session(), receipt).signature.drawing
    drawing = unpack_drawing(drawn) if drawn else None
    if not isinstance(drawing, Picture):
        abort(404)
    return Response(drawing.data, mimetype="image/png")


@receipts.get("/r/<receipt>/data")
@allow("anyone")
def show_data(receipt: str) -> str:
    """All that is stored, in words."""
    page = find_page(receipt)
    parts = list_own_data(session(), page)
    return render_template("signing/receipt_data.html", page=page, secret=receipt, parts=parts)


@receipts.get("/r/<receipt>/data.json")
@allow("anyone")
def export_data(receipt: str) -> Answer:
    """The same to be taken along."""
    page = find_page(receipt)
    parts = list_own_data(session(), page)
    data = export_own_data(parts, page.receipt.signature, read_language())
    name = f"{say(EXPORTED)}-{page.receipt.signature.number}.json"
    return send_download(data, "application/json", name, "signature.json")


@receipts.get("/r/<receipt>/letters/<uuid:seal>.json")
@allow("anyone")
def download_proof(receipt: str, seal: uuid.UUID) -> Answer:
    """What proves offline that this signature is in a letter (`lianming verify`)."""
    signature = open_receipt(session(), receipt).signature
    drive = session().get_one(Drive, signature.drive_id)
    data = find_proof(session(), drive, signature, find_seal(session(), drive.id, seal))
    name = f"{say(PROOF)}-{signature.number}.json"
    return send_download(data, "application/json", name, "proof.json")


def find_page(secret: str) -> ReceiptPage:
    """The page of a receipt. Raises LinkUnknown."""
    reading = request.method == "GET"
    return read_page(
        session(), open_receipt(session(), secret, to_change=not reading), now=read_now()
    )


def _refuse_erased(page: ReceiptPage) -> None:
    if page.receipt.is_erased:
        abort(404)


def _show_drawing(drawing: Drawing | Picture) -> str:
    """The drawn lines; "" for a picture, which has an address of its own."""
    return draw_svg(drawing, say(message("我的签名"))) if isinstance(drawing, Drawing) else ""
