"""A visitor of the site, whose every page is checked."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree, html
from werkzeug.test import TestResponse

from app import create_app
from app.config import Config
from app.security import CONTENT_SECURITY_POLICY
from tests.databases import make_config, migrate

CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Of a site with nothing in its database: these pages are for anyone."""
    path = tmp_path_factory.mktemp("site") / "lianming.sqlite"
    made = make_config(f"sqlite:///{path}", upload_bytes=3_000_000)
    migrate(made)
    return made


@pytest.fixture(scope="session")
def app(config: Config) -> Flask:
    return create_app(config)


class Visitor:
    """A client that checks what it gets and fills in the hidden fields of forms."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, status: int = 200) -> TestResponse:
        return self.check(self.client.get(path, buffered=True), status)

    def post(
        self,
        path: str,
        data: dict[str, object],
        status: int = 303,
        *,
        lang: str = "zh",
        chunked: bool = False,
    ) -> TestResponse:
        """`chunked`: as a client sends it that does not say how long it is."""
        page = self.get(f"/uploads?lang={lang}").text
        token = html.document_fromstring(page).xpath('//input[@name="csrf_token"]/@value')[0]
        answer = self.client.post(
            path,
            data={**data, "csrf_token": token},
            environ_overrides=CHUNKED if chunked else {},
            buffered=True,
        )
        return self.check(answer, status)

    def check(self, answer: TestResponse, status: int) -> TestResponse:
        assert answer.status_code == status, answer.text[:2000]
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if answer.mimetype == "text/html" and answer.location is None:
            check_page(answer.text)
        return answer


def check_page(page: str) -> None:
    """Well-formed HTML, a title, unique ids, labels for all fields, nothing inline."""
    root = html.document_fromstring(page)
    check_well_formed(page)
    title = root.findtext("head/title")
    assert (title or "").strip(), "a page needs a title"
    assert root.get("lang") in ("zh-CN", "en")
    twice = [name for name, count in Counter(root.xpath("//@id")).items() if count > 1]
    assert not twice, f"ids used twice: {twice}"
    assert not root.xpath("//@style"), "inline style: use a class"
    assert not root.xpath("//style"), "inline style element: use static/css"
    assert not root.xpath("//script[not(@src)]"), "inline script: use static/js"
    assert not [name for name in root.xpath("//@*") if name.attrname.startswith("on")]
    labelled = set(root.xpath("//label/@for"))
    fields = root.xpath('//input[not(@type="hidden")]/@id | //select/@id')
    assert set(fields) <= labelled, "a field without a label"
    named = root.xpath("//@aria-describedby | //@aria-labelledby")
    for wanted in (name for names in named for name in names.split()):
        assert root.xpath("//*[@id=$id]", id=wanted), f"no element has the id {wanted}"
    for target in root.xpath('//a[starts-with(@href, "#")]/@href'):
        assert root.xpath("//*[@id=$id]", id=target[1:]), f"a link to {target} leads nowhere"


def check_well_formed(page: str) -> None:
    """Every element is closed and nested rightly: the page parses as XML once voids are closed."""
    text = re.sub(r"^<!doctype html>", "", page)
    text = re.sub(r"<(meta|link|img|input|br)\b([^>]*?)/?>", r"<\1\2/>", text)
    text = re.sub(
        r"\s(required|multiple|autofocus|defer|selected|novalidate|open|readonly|hidden)(?=[\s/>])",
        r' \1=""',
        text,
    )
    text = text.replace("&nbsp;", " ")
    etree.fromstring(text.encode())


@pytest.fixture
def visitor(app: Flask) -> Iterator[Visitor]:
    with app.test_client() as client:
        yield Visitor(client)


def as_file(content: bytes | str, name: str) -> tuple[io.BytesIO, str]:
    """What the client sends as a file."""
    return io.BytesIO(content.encode() if isinstance(content, str) else content), name
