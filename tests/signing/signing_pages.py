"""What tests of residents' pages share: a form that is filled in, a proof that is worked out."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from typing import Any

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from app.security import allow
from app.signing.proofs import make_challenge
from tests.site.conftest import Visitor

RECEIPT = "receipts.show_receipt"


def put_receipt_page(app: Flask) -> None:
    """Where a site has no receipts yet, a page in their place."""
    if RECEIPT not in app.view_functions:
        view = allow("anyone")(lambda receipt: f"<title>回执</title><h1>回执</h1>{receipt[:0]}")
        app.add_url_rule("/r/<receipt>", RECEIPT, view)


def solve(now: dt.datetime) -> str:
    """A proof of work, as a browser sends it."""
    riddle = make_challenge(now)
    for number in range(riddle["maxNumber"] + 1):
        tried = hashlib.sha256(f"{riddle['salt']}{number}".encode()).hexdigest()
        if tried == riddle["challenge"]:
            names = ("algorithm", "challenge", "salt", "signature")
            solved = {name: riddle[name] for name in names} | {"number": number}
            return base64.b64encode(json.dumps(solved).encode()).decode()
    raise AssertionError("a riddle without an answer")


def open_form(visitor: Visitor, path: str) -> dict[str, Any]:
    """The hidden fields of the form on a page."""
    page = html.document_fromstring(visitor.get(path).text)
    fields = page.xpath('//form[@id="sign-form"]//input[@type="hidden"]')
    return {field.get("name"): field.get("value") for field in fields}


def send(visitor: Visitor, path: str, data: dict[str, Any], status: int = 303) -> TestResponse:
    """Post a form; what is looked at besides: headers, and that the page is well formed."""
    return visitor.check(visitor.client.post(path, data=data, buffered=True), status)
