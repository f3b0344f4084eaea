"""Residents' pages without a browser: what they say before, while and after, and what they take."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from lxml import html
from markupsafe import Markup
from sqlalchemy import select

from app.communities.settings import find_community
from app.db import transaction
from app.messages import message
from app.petitions.models import Photo
from app.signing.affected import Affected, count_affected
from app.signing.drives import extend_drive, find_drive
from app.signing.models import AffectedItem, Drive, DwellingCode, Signature
from app.signing.public_text import PublicLetter, choose_embedded
from app.signing.sign_form import CHANGED
from app.signing.sign_views import SCRIPT
from app.today import read_now
from tests.people import NOW, Town
from tests.queries import count_queries
from tests.signing.conftest import open_today
from tests.signing.driven import Driven, make_driven
from tests.signing.signing_pages import open_form, send, solve

INK = json.dumps([[200, 300, 500, 700, 900, 200], [1000, 300, 1400, 600]])


def set_stage(driven: Driven, **values: Any) -> None:
    with transaction(driven.town.engine) as session:
        for name, value in values.items():
            setattr(session.get_one(Drive, driven.drive), name, value)


def list_signatures(driven: Driven) -> list[Signature]:
    with transaction(driven.town.engine, reading=True) as session:
        return list(session.scalars(select(Signature).order_by(Signature.signed_at)))


def fill(driven: Driven, path: str, **more: Any) -> dict[str, Any]:
    visitor = driven.town.visitor()
    form = open_form(visitor, path)
    filled = {**form, "name": "张伟", "dwelling": "3栋2单元1501", "capacity": "owner"}
    driven.__dict__["visitor"] = visitor  # the one whose session has the token
    return {**filled, "proof": "" if path.startswith("/c/") else solve(read_now()), **more}


def post(driven: Driven, path: str, data: dict[str, Any], status: int = 303) -> Any:
    return send(driven.__dict__["visitor"], path, data, status)


def test_the_public_page_says_what_is_asked_and_how_far_it_is(opened_on_both: Driven) -> None:
    for name, dwelling in (("张伟", "3-2-1501"), ("張偉", "3栋2单元1501"), ("李娜", "3-2-1501")):
        opened_on_both.sign(name, dwelling)
    page = opened_on_both.town.visitor().get(opened_on_both.public).text
    assert "已有 2 人、1 户签名" in page and "正在联名" in page and "还剩" in page
    root = html.document_fromstring(page)
    assert len(root.xpath('//ol[@class="asked"]/li')) == 4
    assert len(root.xpath('//article[@class="letter"]')) == 2
    assert root.xpath('//meta[@name="robots"]/@content') == ["noindex, nofollow"]
    assert "张伟" not in page and "3-2-1501" not in page


def test_a_letter_too_many_is_linked_to() -> None:
    def make(number: int, size: int) -> PublicLetter:
        return PublicLetter(number, "局", message("局"), Markup(""), Markup("x" * size), 0, "")

    letters = [make(1, 90_000), make(2, 10), make(3, 10)]
    assert choose_embedded(letters) == {1} and choose_embedded(letters[1:]) == {2, 3}
    assert choose_embedded([make(1, 40), make(2, 50), make(3, 20)], 100) == {1, 2}


def test_a_listed_page_may_be_found(opened: Driven) -> None:
    set_stage(opened, is_listed=True)
    assert "noindex" not in opened.town.visitor().get(opened.public).text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"opens_at": dt.timedelta(days=1)}, "还没有开始"),
        ({"extended_at": dt.timedelta()}, "已延长"),
        ({"closed_at": -dt.timedelta(minutes=1)}, "已经截止"),
        ({"closes_at": -dt.timedelta(minutes=1)}, "已经截止"),
        ({"closes_at": dt.timedelta(minutes=1)}, "截止"),
    ],
)
def test_before_open_closed(opened: Driven, change: dict[str, dt.timedelta], said: str) -> None:
    set_stage(opened, **{name: read_now() + by for name, by in change.items()})
    visitor = opened.town.visitor()
    assert said in visitor.get(opened.public).text
    is_open = said in ("已延长", "截止")
    form = html.document_fromstring(visitor.get(f"{opened.public}/sign").text)
    assert bool(form.xpath('//form[@id="sign-form"]')) is is_open
    assert bool(form.xpath('//input[@type="checkbox"][@checked]')) is False


def test_signing_gives_a_receipt_and_keeps_what_was_given(opened_on_both: Driven) -> None:
    path = f"{opened_on_both.public}/sign"
    form = html.document_fromstring(opened_on_both.town.visitor().get(path).text)
    items = form.xpath('//input[@name="items"]/@value')
    data = fill(
        opened_on_both, path, signed_by="张小明", relation="儿子", phone="138 0000 0000",
        items=[items[0], items[3], "made-up"], remark="楼顶漏水\n三年了", strokes=INK,
        consents=["names-1", "public", "names-9"],
    )  # fmt: skip
    answer = post(opened_on_both, path, data)
    (signature,) = list_signatures(opened_on_both)
    assert answer.location.endswith(f"/r/{signature.receipt}")
    assert (signature.name, signature.dwelling, signature.capacity) == ("张伟", "3-2-1501", "owner")
    assert (signature.signed_by, signature.relation) == ("张小明", "儿子")
    assert signature.consents == ["names-1", "public"] and signature.level == "declared"
    assert signature.consent_digest == opened_on_both.digest and signature.drawing_digest
    assert signature.remark == "楼顶漏水\n三年了" and signature.proof and not signature.is_helped
    with transaction(opened_on_both.town.engine, reading=True) as session:
        assert set(session.scalars(select(AffectedItem.item))) == {items[0], items[3]}
    again = post(opened_on_both, path, data)
    assert again.location == answer.location and len(list_signatures(opened_on_both)) == 1


def test_a_script_is_told_where_the_receipt_is(opened: Driven) -> None:
    path = f"{opened.public}/sign"
    data = fill(opened, path)
    answer = opened.__dict__["visitor"].client.post(path, data=data, headers={SCRIPT: "1"})
    assert answer.status_code == 201 and "/r/" in answer.headers["Location"] and not answer.data


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"dwelling": "楼上"}, "dwelling"),
        ({"dwelling": ""}, "dwelling"),
        ({"capacity": "mayor"}, "capacity"),
        ({"signed_by": "王芳"}, "relation"),
        ({"relation": "儿子"}, "signed_by"),
        ({"phone": "call me"}, "phone"),
        ({"remark": "长" * 1001}, "remark"),
        ({"strokes": "[[5,5]]"}, "strokes"),
        ({"strokes": "[[5,5,9,9]]"}, "strokes"),
        ({"strokes": "not json"}, "strokes"),
        ({"proof": ""}, "proof"),
        ({"proof": "bm9uc2Vuc2U="}, "proof"),
        ({"proof": "e30="}, "proof"),
    ],
)
def test_what_is_amiss_stands_at_its_field_and_everything_is_kept(
    opened: Driven, wrong: dict[str, str], field: str
) -> None:
    path = f"{opened.public}/sign"
    kept = {
        "name": "张伟", "dwelling": "3-2-1501", "phone": "13800000000", "remark": "漏水",
        "signed_by": "王芳", "relation": "女儿", "strokes": INK, "consents": "names-2",
        "capacity": "tenant", "items": "item-2",
    }  # fmt: skip
    gone = {"signed_by": "", "relation": ""} if field in ("relation", "signed_by") else {}
    data = fill(opened, path, **{**kept, **gone, **wrong})
    page = post(opened, path, data, 422).text
    root = html.document_fromstring(page)
    assert not list_signatures(opened)
    assert f"#{field}" in root.xpath('//div[@class="error"]//a/@href')
    assert root.xpath(f'//*[@id="{field}"]')
    for name, value in {**kept, **gone, **wrong}.items():
        if name in ("name", "dwelling", "phone", "signed_by", "relation", "strokes"):
            assert root.xpath(f'//input[@name="{name}"]/@value') == [value.strip()], name
    assert root.xpath('//input[@name="consents"][@checked]/@value') == ["names-2"]
    assert root.xpath('//input[@name="key"]/@value') == [data["key"]]


def test_two_faults_are_told_at_once(opened: Driven) -> None:
    path = f"{opened.public}/sign"
    page = post(opened, path, fill(opened, path, name="", strokes="[[5,5]]"), 422).text
    hrefs = html.document_fromstring(page).xpath('//div[@class="error"]//a/@href')
    assert hrefs == ["#name", "#strokes"]


def test_a_proof_is_used_once(opened_on_both: Driven) -> None:
    path = f"{opened_on_both.public}/sign"
    data = fill(opened_on_both, path)
    post(opened_on_both, path, data)
    refused = post(opened_on_both, path, {**data, "key": str(uuid.uuid4())}, 422)
    assert "再按一次" in refused.text and len(list_signatures(opened_on_both)) == 1


def test_an_old_proof_is_refused(opened: Driven) -> None:
    path = f"{opened.public}/sign"
    old = solve(read_now() - dt.timedelta(minutes=31))
    page = post(opened, path, fill(opened, path, proof=old), 422).text
    assert "页面打开得太久了" in page and not list_signatures(opened)


def test_changed_consents_are_ticked_anew(opened: Driven) -> None:
    path = f"{opened.public}/sign"
    data = fill(opened, path, consents=["names-1"], strokes=INK)
    with transaction(opened.town.engine) as session:
        find_community(session, opened.town.community).responsible_contact = "13900000000"
    root = html.document_fromstring(post(opened, path, data, 422).text)
    assert str(CHANGED) in root.xpath('//div[@class="error"]')[0].text_content()
    assert not root.xpath('//input[@name="consents"][@checked]')
    assert root.xpath('//input[@name="strokes"]/@value') == [INK]
    (now,) = root.xpath('//input[@name="digest"]/@value')
    assert now != data["digest"]
    post(opened, path, {**data, "digest": now})


@pytest.mark.parametrize("closed", [True, False])
def test_after_closing_what_was_typed_is_kept_and_the_way_on_paper_named(
    opened: Driven, closed: bool
) -> None:
    path = f"{opened.public}/sign"
    data = fill(opened, path, strokes=INK)
    earlier = fill(opened, path, name="李娜")
    answer = post(opened, path, earlier)
    change = {"closed_at": read_now()} if closed else {"opens_at": read_now() + dt.timedelta(1)}
    set_stage(opened, **change)
    page = post(opened, path, {**data, "csrf_token": earlier["csrf_token"]}, 409).text
    assert ("纸质签名表" if closed else "还没有开始") in page
    root = html.document_fromstring(page)
    assert root.xpath('//input[@name="name"]/@value') == ["张伟"]
    assert root.xpath('//input[@name="strokes"]/@value') == [INK]
    assert post(opened, path, earlier).location == answer.location  # sent again after a lost answer
    assert len(list_signatures(opened)) == 1


def test_with_a_code_the_dwelling_is_fixed_and_no_script_needed(opened_on_both: Driven) -> None:
    code = opened_on_both.add_code("3-2-1501")
    visitor = opened_on_both.town.visitor()
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:]} "
    found = visitor.client.get("/c", query_string={"code": typed})
    assert found.location == f"/c/{code}"
    path = f"/c/{code}"
    data = fill(opened_on_both, path, dwelling="9-9-999", strokes="")
    answer = post(opened_on_both, path, data)
    (signature,) = list_signatures(opened_on_both)
    assert answer.location.endswith(signature.receipt)
    assert (signature.dwelling, signature.level, signature.proof) == ("3-2-1501", "coded", None)
    assert signature.code_id and signature.drawing_digest is None
    with transaction(opened_on_both.town.engine) as session:
        session.scalars(select(DwellingCode)).one().revoked_at = read_now()
    visitor.get(path, 404)
    visitor.get("/c/nonsense", 404)
    visitor.get("/c")


def test_on_a_helpers_phone_the_answer_is_the_receipt(opened: Driven) -> None:
    path = f"{opened.public}/helper"
    data = fill(opened, path)
    page = post(opened, path, data, 201).text
    (signature,) = list_signatures(opened)
    assert signature.is_helped and signature.number[:3] in page and "<svg" in page
    assert signature.receipt not in page and signature.name not in page


def test_photos_are_shown_with_the_letters_and_told_of_on_the_sign_page(town: Town) -> None:
    opened = open_today(make_driven(town, photos=2))
    visitor = opened.town.visitor()
    root = html.document_fromstring(visitor.get(opened.public).text)
    first, second = sorted(set(root.xpath('//article//img[@loading="lazy"]/@src')))
    answer = visitor.get(first)
    assert answer.mimetype == "image/jpeg" and answer.data.startswith(b"\xff\xd8")
    again = visitor.client.get(first, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    page = visitor.get(f"{opened.public}/sign").text
    assert "看2张照片" in page and first not in page and second not in page
    other = uuid.uuid4()
    with transaction(town.engine) as session:
        photo = session.scalars(select(Photo)).first()
        assert photo
        session.add(
            Photo(id=other, petition_id=photo.petition_id, file_id=photo.file_id, created_at=NOW)
        )
    visitor.get(f"{opened.public}/photos/{other}.jpg", 404)  # of the petition, of no letter


def test_nothing_is_at_addresses_that_were_not_given_out(opened: Driven) -> None:
    visitor = opened.town.visitor()
    visitor.get(f"{opened.public}/photos/{uuid.uuid4()}.jpg", 404)
    visitor.get("/p/nobody-knows", 404)
    visitor.get("/p/nobody-knows/challenge", 404)


def test_items_of_deeds_count_owners_alone(opened_on_both: Driven) -> None:
    def sign(name: str, dwelling: str, capacity: str, *items: str) -> None:
        opened_on_both.sign(name, dwelling, capacity=capacity, items=items)

    with transaction(opened_on_both.town.engine, reading=True) as session:
        drive = find_drive(session, opened_on_both.petition)
        ids = [item["id"] for item in drive.version.document["items"]]
    sign("张伟", "1-1-101", "owner", *ids)
    sign("张伟", "1-1-101", "owner", *ids)  # the same person twice
    sign("李娜", "1-1-101", "co_owner", ids[0])
    sign("王强", "1-1-102", "tenant", *ids)
    sign("赵敏", "1-1-103", "family", ids[1])
    with transaction(opened_on_both.town.engine, reading=True) as session:
        found = count_affected(session, find_drive(session, opened_on_both.petition))
    assert list(found) == ids
    assert found[ids[0]] == Affected(2, 1, owners_only=True)
    assert found[ids[1]] == Affected(3, 3)
    assert found[ids[3]] == Affected(2, 2)


def test_the_course_of_things_names_nobody(opened: Driven) -> None:
    with transaction(opened.town.engine) as session:
        drive, now = find_drive(session, opened.petition), read_now()
        person = opened.town.people["representative"]
        closes = now + dt.timedelta(days=20)
        extend_drive(session, drive, closes_at=closes, now=now, person_id=person)
    page = opened.town.visitor().get(opened.public).text
    course = html.document_fromstring(page).xpath('//ol[@class="course"]/li/span/text()')
    assert course == ["延长了联名时间", "开始联名", "第1版文字定稿"]
    assert "representative 王" not in page and "还剩 20 天" in page


def test_the_number_of_queries_does_not_grow(opened: Driven) -> None:
    visitor = opened.town.visitor()
    visitor.get(opened.public)
    with count_queries(opened.town.engine) as few:
        visitor.get(opened.public)
    for number in range(30):
        opened.sign(f"张{number}", f"3-2-{number + 100}")
    with count_queries(opened.town.engine) as many:
        visitor.get(opened.public)
    assert len(few) == len(many)
