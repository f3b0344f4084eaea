"""Letters with signatures and the verify page, as people use them."""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from app.db import transaction
from app.petitions.drafts import find_petition
from app.petitions.freezing import reopen
from app.signing.models import Seal, SealLeaf, Signature
from app.signing.seal_proofs import find_proof
from app.signing.seals import find_seal
from tests.browsing import check_for_all, open_page, serve, sign_in
from tests.people import NOW
from tests.signing.driven import Driven
from tests.signing.sealing import opened, seal, sign_some


@pytest.fixture(autouse=True)
def without_tokens(request: pytest.FixtureRequest) -> None:
    name = next(one for one in ("driven", "driven_on_both") if one in request.fixturenames)
    request.getfixturevalue(name).town.app.config["WTF_CSRF_ENABLED"] = False


def read_code(driven: Driven) -> str:
    with transaction(driven.town.engine, reading=True) as session:
        return session.scalars(select(Seal.code)).one()


def test_a_representative_seals_and_takes_the_files(driven_on_both: Driven) -> None:
    driven, client = driven_on_both, driven_on_both.town.visitor("representative").client
    sign_some(driven)
    shown = client.get(f"{driven.path}/signing/letters").text
    assert "6人，5户" in shown and "封存并生成递交稿" in shown
    working = client.get(f"{driven.path}/signing/letters/1/working.pdf")
    assert working.status_code == 200 and working.data.startswith(b"%PDF")
    address = f"{driven.path}/signing/letters/1/seal"
    assert "不能撤销的" in client.get(address).text
    assert client.post(address, data={"people": "5"}).status_code == 409
    assert client.post(address, data={"people": "6"}).status_code == 303
    code = read_code(driven)
    after = client.get(f"{driven.path}/signing/letters").text
    assert code in after
    for link in re.findall(r'href="([^"]*/signing/seals/[^"]*)"', after):
        answer = client.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
        if "package" in link:
            with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
                assert ("entries.jsonl" in archive.namelist()) == ("names=1" in link)
    assert client.post(address, data={"people": "0"}).status_code == 409


def test_a_viewer_sees_numbers_and_takes_nothing(driven: Driven) -> None:
    sign_some(driven)
    seal(driven)
    client = driven.town.visitor("viewer").client
    shown = client.get(f"{driven.path}/signing/letters").text
    assert "6人，5户" in shown and "/signing/seals/" not in shown and "working" not in shown
    assert client.get(f"{driven.path}/signing/letters/1/working.pdf").status_code == 403


def test_no_letter_and_no_seal_are_no_page(driven: Driven) -> None:
    client = driven.town.visitor("representative").client
    for end in ("letters/9/seal", "letters/9/working.pdf", f"seals/{uuid.uuid4()}/letter.pdf"):
        assert client.get(f"{driven.path}/signing/{end}").status_code == 404


@pytest.mark.parametrize("spelling", [str, str.lower, lambda code: f" {code.replace('-', ' ')} "])
def test_a_code_in_any_spelling_is_valid(driven_on_both: Driven, spelling) -> None:
    sign_some(driven_on_both)
    seal(driven_on_both)
    client = driven_on_both.town.visitor().client
    answer = client.post("/verify", data={"code": spelling(read_code(driven_on_both))})
    assert answer.status_code == 303
    shown = client.get(answer.location)
    assert shown.status_code == 200 and "有效" in shown.text and "6人，5户" in shown.text
    assert "联名诉求书" in shown.text and "2026年11月9日" in shown.text
    assert not [name for name in ("林喆，", "隐名者", "王老太", "3-2-1501") if name in shown.text]


@pytest.mark.parametrize("code", ["7K3M-9QXT-2B4D-WXYZ-56AB", "什么", "a" * 64, "%00", "x" * 5000])
def test_a_wrong_code_is_unknown_and_said_kindly(driven: Driven, code: str) -> None:
    client = driven.town.visitor().client
    answer = client.get(f"/verify/{code}")
    assert answer.status_code == 404 and "查无此码" in answer.text
    assert client.post("/verify", data={"code": code}).status_code in (303, 404)
    assert client.post("/verify", data={}).status_code == 422


def test_what_was_changed_in_the_database_shows(driven: Driven) -> None:
    sign_some(driven)
    seal_id = seal(driven)
    with opened(driven) as (session, _):
        leaf = session.get_one(SealLeaf, (seal_id, 1))
        entry = dict(leaf.entry or {})
        leaf.entry = {**entry, "line": {**entry["line"], "dwelling": "1-1-101"}}
    shown = driven.town.visitor().client.get(f"/verify/{read_code(driven)}").text
    assert "有改动" in shown and "第2号签名被改动过" in shown


def upload(driven: Driven, data: bytes) -> str:
    client = driven.town.visitor().client
    return client.post("/verify", data={"file": (io.BytesIO(data), "file")}).text


def test_files_are_checked(driven_on_both: Driven) -> None:
    made = sign_some(driven_on_both)
    seal_id = seal(driven_on_both)
    with opened(driven_on_both, reading=True) as (session, drive):
        found = find_seal(session, drive.id, seal_id)
        receipt = find_proof(session, drive, session.get_one(Signature, made["隐名者"]), found)
    client = driven_on_both.town.visitor("representative").client
    letter = client.get(f"{driven_on_both.path}/signing/seals/{seal_id}/letter.pdf").data
    valid = 'class="verdict is-valid"'
    assert valid in upload(driven_on_both, receipt) and valid in upload(driven_on_both, letter)
    changed = json.loads(receipt)
    changed["entry"]["name"] = "别人"
    assert "is-changed" in upload(driven_on_both, json.dumps(changed).encode())
    assert "is-changed" in upload(driven_on_both, letter + b"\n%")
    changed = {**json.loads(receipt), "root": "ab" * 32}
    for unknown in (json.dumps(changed).encode(), b"%PDF-1.7", b"{}", b"x" * 100_000, b"\xff"):
        assert "is-unknown" in upload(driven_on_both, unknown)


def test_what_signers_say_goes_into_the_next_version(driven_on_both: Driven) -> None:
    driven = driven_on_both
    sign_some(driven)
    client = driven.town.visitor("representative").client
    address = f"{driven.path}/signing/letters"
    assert "签名人说受影响的" not in client.get(address).text
    with transaction(driven.town.engine) as session:
        petition = find_petition(session, driven.town.community, driven.petition)
        reopen(session, petition, person_id=None, now=NOW)
        revision = petition.revision
    assert "联名人中有1户1人说受影响" in client.get(address).text
    form = {"item": "item-2", "revision": str(revision)}
    assert client.post(f"{address}/affected", data={**form, "revision": "0"}).status_code == 409
    assert client.post(f"{address}/affected", data=form).status_code == 303
    with transaction(driven.town.engine, reading=True) as session:
        petition = find_petition(session, driven.town.community, driven.petition)
        assert petition.document["items"][1]["affected"] == 1


@pytest.mark.needs("chromium")
@pytest.mark.enable_socket
def test_sealing_in_a_browser_and_checking_on_a_phone(driven: Driven, browser: Browser) -> None:
    driven.town.app.config["WTF_CSRF_ENABLED"] = True
    sign_some(driven)
    with serve(driven.town.app) as address:
        with open_page(browser, "desktop", locale="zh-CN") as page:
            sign_in(page.context, driven.town, address)
            page.goto(f"{address}{driven.path}/signing/letters")
            check_for_all(page)
            page.get_by_role("link", name="封存并生成递交稿").first.click()
            expect(page.get_by_role("heading", level=1)).to_have_text("封存并生成递交稿")
            check_for_all(page)
            page.get_by_role("button", name="确认封存").click()
            expect(page.get_by_text("名单校验码").first).to_be_visible()
            check_for_all(page)
        code = read_code(driven)
        with open_page(browser, "phone", locale="zh-CN") as page:
            page.goto(f"{address}/verify")
            check_for_all(page)
            page.get_by_label("名单校验码").fill(code.lower().replace("-", ""))
            page.get_by_role("button", name="核验", exact=True).click()
            expect(page.get_by_role("status")).to_contain_text("有效")
            check_for_all(page)
