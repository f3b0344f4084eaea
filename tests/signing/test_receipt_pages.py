"""The pages of a receipt, as a signer uses them; complaints; receipts given out anew."""

from __future__ import annotations

import io
import json
import uuid
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from app.db import transaction
from app.letters.media import Picture
from app.petitions.models import Document
from app.security import HEADERS
from app.signing.complaints import MOST_OF_ADDRESS
from app.signing.models import Complaint
from app.timeline.models import Entry
from tests.signing.driven import Driven
from tests.signing.receipt_cases import draw, freeze_next, list_changes, open_now, seal
from tests.site.conftest import Visitor
from tests.web.test_safety import digest
from tests.web.walk import list_routes

needs_pdf = pytest.mark.needs("pango", "fonts")
RARE = "张𬎆\U00020000"  # a name with characters outside the first plane


def find_path(driven: Driven, signature: uuid.UUID) -> str:
    return f"/r/{driven.read(signature).receipt}"


@pytest.fixture
def mine(driven: Driven) -> uuid.UUID:
    open_now(driven)
    return driven.sign(RARE, "3-2-1501", drawing=draw(), phone="13900000000", consents=("names-1",))


@pytest.fixture
def anyone(driven: Driven) -> Visitor:
    return driven.town.visitor()


def test_what_the_receipt_says(driven: Driven, mine: uuid.UUID, anyone: Visitor) -> None:
    page = anyone.get(find_path(driven, mine))
    number = driven.read(mine).number
    for words in (
        "您已签名", f"{number[:3]} {number[3:6]} {number[6:]}", RARE, "3-2-1501", "正文校验码",
        "自行申报", "保存回执", "陈立群（业主代表）", "<path", "信里写我的姓名", "只计人数",
    ):  # fmt: skip
        assert words in page.text, words
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"  # forms need it, others never see it


@pytest.mark.parametrize(
    "end", ["", "/picture", "/receipt.png", "/data", "/data.json", "/correct", "/erase", "/agree"]
)
def test_a_wrong_secret_leads_nowhere(
    end: str, driven: Driven, mine: uuid.UUID, anyone: Visitor
) -> None:
    anyone.get(f"/r/{driven.read(mine).number}{end}", 404)


def test_a_question_is_told_with_its_reason(
    driven: Driven, mine: uuid.UUID, anyone: Visitor
) -> None:
    for state, words in (("questioned", "仍然计入"), ("rejected", "不计入")):
        set_values(driven, mine, state=state, reason="房号与清册不符")
        page = anyone.get(find_path(driven, mine)).text
        assert words in page and "房号与清册不符" in page


def set_values(driven: Driven, signature: uuid.UUID, **values: Any) -> None:
    from app.signing.models import Signature

    with transaction(driven.town.engine) as session:
        for name, value in values.items():
            setattr(session.get_one(Signature, signature), name, value)


@needs_pdf
def test_the_picture_is_a_png_without_a_download(
    driven: Driven, mine: uuid.UUID, anyone: Visitor
) -> None:
    path = find_path(driven, mine)
    assert f'src="{path}/receipt.png"' in anyone.get(f"{path}/picture").text
    answer = anyone.get(f"{path}/receipt.png")
    assert answer.mimetype == "image/png" and "Content-Disposition" not in answer.headers
    image = Image.open(io.BytesIO(answer.data))
    assert 700 < image.width < 1200 and image.height > image.width
    assert len(answer.data) < 400_000


@needs_pdf
def test_a_name_that_no_font_has_does_not_stop_the_picture(driven: Driven, anyone: Visitor) -> None:
    open_now(driven)
    odd = driven.sign("张\U0003134a伟", "3-2-1501")
    anyone.get(f"{find_path(driven, odd)}/receipt.png")


@needs_pdf
def test_a_signature_cut_from_paper_is_shown(driven: Driven, anyone: Visitor) -> None:
    data = io.BytesIO()
    Image.new("LA", (60, 20), (0, 255)).save(data, "PNG")
    cut = Picture(data.getvalue(), "png", 60, 20, "3" * 64)
    path = find_path(driven, driven.sign("张伟", "3-2-1501", drawing=cut))
    assert f'src="{path}/drawing.png"' in anyone.get(path).text
    assert anyone.get(f"{path}/drawing.png").data == data.getvalue()
    assert anyone.get(f"{path}/receipt.png").data.startswith(b"\x89PNG")


def test_own_data_on_a_page_and_as_a_file(driven: Driven, mine: uuid.UUID, anyone: Visitor) -> None:
    path = find_path(driven, mine)
    seal(driven, mine)
    page = anyone.get(f"{path}/data").text
    answer = anyone.get(f"{path}/data.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    data = json.loads(answer.data)
    assert data["我填写的"]["姓名"] == RARE and data["我填写的"]["电话"] == "13900000000"
    assert data["手写签名的图"].startswith("<svg xmlns=")
    (consents,) = data["我同意的"].values()
    assert len(consents) == 2 and "陈立群" in consents[0]
    assert any("AAAA-BBBB" in said for said in data["在哪封信里"].values())
    for said in (*data["我填写的"].values(), *consents):
        for one in said if isinstance(said, list) else [said]:
            assert one in page
    english = json.loads(anyone.get(f"{path}/data.json?lang=en").data)
    assert len(english) == len(data) and not set(english) & set(data)


def post(
    driven: Driven, signature: uuid.UUID, end: str, data: dict[str, Any], status: int = 303
) -> str:
    path = find_path(driven, signature)
    answer = driven.town.visitor().post(f"{path}/{end}", data, status)
    return answer.text


def test_correcting_by_the_receipt(driven: Driven, mine: uuid.UUID, anyone: Visitor) -> None:
    path = find_path(driven, mine)
    assert f'value="{RARE}"' in anyone.get(f"{path}/correct").text
    data = {"name": "张伟", "dwelling": "楼上", "capacity": "owner", "phone": "13900000000"}
    page = post(driven, mine, "correct", data, 422)
    assert "楼上" in page and "认不出" in page
    assert driven.read(mine).name == RARE and list_changes(driven, mine) == []
    post(driven, mine, "correct", {**data, "dwelling": "3-2-1502"})
    found = driven.read(mine)
    assert (found.name, found.dwelling, found.phone) == ("张伟", "3-2-1502", "13900000000")


def test_changing_consents_by_the_receipt(driven: Driven, mine: uuid.UUID, anyone: Visitor) -> None:
    page = anyone.get(f"{find_path(driven, mine)}/consents").text
    assert page.count("checked=") == 1
    post(driven, mine, "consents", {"consents": ["names-2", "public", "names-77"]})
    assert driven.read(mine).consents == ["names-2", "public"]
    post(driven, mine, "consents", {})
    assert driven.read(mine).consents == []
    assert [one.act for one in list_changes(driven, mine)] == ["consents", "consents"]


def test_withdrawing_restoring_erasing(driven: Driven, mine: uuid.UUID, anyone: Visitor) -> None:
    path = find_path(driven, mine)
    for act in ("withdraw", "erase"):  # to look is not to do
        anyone.get(f"{path}/{act}")
    assert driven.read(mine).state == "standing"
    post(driven, mine, "withdraw", {})
    assert "您已撤回签名" in anyone.get(path).text
    post(driven, mine, "restore", {})
    assert "恢复" in post(driven, mine, "restore", {}, 409)
    assert driven.read(mine).state == "standing"
    seal(driven, mine)
    assert "已交出的信里仍有，以后的信不再有" in anyone.get(f"{path}/withdraw").text
    anyone.post(f"{path}/erase", {})
    assert "已经删除" in anyone.get(path).text
    for end in ("/picture", "/receipt.png"):
        anyone.get(f"{path}{end}", 404)
    for end in ("/data", "/data.json", "/correct", "/consents", "/withdraw"):
        assert RARE not in anyone.get(f"{path}{end}").text
    for end in ("correct", "consents", "withdraw"):
        data = {"name": "张伟", "dwelling": "1-1-1", "capacity": "owner", "consents": ["public"]}
        anyone.post(f"{path}/{end}", data, 409)


def test_late_signers_are_told_of_the_supplementary_list(driven: Driven, anyone: Visitor) -> None:
    open_now(driven)
    early = driven.sign("李娜", "1-1-101")
    seal(driven, early)
    late = driven.sign("张伟", "3-2-1501")
    assert "补充名单" in anyone.get(find_path(driven, late)).text
    page = anyone.get(find_path(driven, early)).text
    assert "补充名单" not in page and "AAAA-BBBB-CCCC-DDDD" in page


def rewrite(document: Document) -> None:
    document["items"][0]["facts"] += "十一月又漏了一次。"
    document["recipients"][0]["name"] = "滨河区信访局"
    document["sender"]["representatives"][0]["phone"] = "13712345678"


def test_a_new_version_is_shown_and_agreed_to(
    driven: Driven, mine: uuid.UUID, anyone: Visitor
) -> None:
    from tests.people import NOW

    path = find_path(driven, mine)
    anyone.get(f"{path}/agree", 303)  # there is none yet
    old = driven.read(mine).version_id
    freeze_next(driven, rewrite, NOW)
    open_now(driven)
    assert "信有了新的一版" in anyone.get(path).text
    page = anyone.get(f"{path}/agree").text
    assert "十一月又漏了一次" in page and "滨河区信访局" in page
    changes = page.split("changes-heading")[2].split("letter-heading")[0]
    assert "13712345678" not in changes
    assert "checked=" not in page  # the only consent was for who is no recipient any more
    assert "又有了新的一版" in anyone.post(f"{path}/agree", {"version": str(old)}, 409).text
    version = page.split('name="version" value="')[1].split('"')[0]
    anyone.post(f"{path}/agree", {"version": version, "consents": ["names-1"]})
    found = driven.read(mine)
    assert str(found.version_id) == version and found.consents == ["names-1"]
    assert "您已同意新的一版" in anyone.get(path).text
    anyone.get(f"{path}/agree", 303)


# ---- complaints ----


def test_a_complaint_reaches_the_representatives_and_is_answered(driven: Driven) -> None:
    anyone, path = driven.town.visitor(), f"{driven.public}/complaint"
    assert "陈立群" in anyone.get(path).text
    anyone.post(path, {"words": " "}, 422)
    anyone.post(path, {"words": "有人冒用我的名义", "contact": "13700000000"})
    anyone.get(f"{path}/sent")
    mine = driven.town.visitor("representative")
    assert "提了意见" in mine.get("/notices").text
    listed = f"{driven.path}/signing/complaints"
    page = mine.get(listed).text
    assert "有人冒用我的名义" in page and "13700000000" in page and "待处理" in page
    with transaction(driven.town.engine, reading=True) as session:
        complaint = session.scalars(select(Complaint)).one().id
    mine.post(f"{listed}/{complaint}", {"answer": ""}, 422)
    mine.post(f"{listed}/{complaint}", {"answer": "已核实并删除"})
    assert "已处理" in mine.get(listed).text
    mine.post(f"{listed}/{uuid.uuid4()}", {"answer": "好"}, 404)
    with transaction(driven.town.engine, reading=True) as session:
        acts = list(session.scalars(select(Entry).where(Entry.act.startswith("complaint"))))
        assert {entry.act for entry in acts} == {"complaint-received", "complaint-answered"}
        assert all(entry.details == {} for entry in acts)


def test_an_address_cannot_flood_the_representatives(driven: Driven) -> None:
    anyone, path = driven.town.visitor(), f"{driven.public}/complaint"
    for number in range(MOST_OF_ADDRESS):
        anyone.post(path, {"words": f"意见{number}"})
    assert "次数太多" in anyone.post(path, {"words": "再来"}, 429).text
    with transaction(driven.town.engine, reading=True) as session:
        assert len(session.scalars(select(Complaint)).all()) == MOST_OF_ADDRESS


# ---- receipts given out anew ----


@pytest.mark.parametrize("role", ["representative", "checker"])
def test_giving_a_receipt_out_anew(role: str, driven: Driven, mine: uuid.UUID) -> None:
    visitor, old = driven.town.visitor(role), find_path(driven, mine)
    path = f"{driven.path}/signing/signatures/{mine}/receipt"
    assert "本人在场" in visitor.post(path, {}, 200).text
    assert find_path(driven, mine) == old  # asked, not done
    page = visitor.post(path, {"confirmed": "yes"}, 200).text
    assert find_path(driven, mine) in page and "<svg" in page
    driven.town.visitor().get(old, 404)
    assert "当面补发了回执" in driven.town.visitor().get(f"{find_path(driven, mine)}/data").text
    here = f"/communities/{driven.town.community}/timeline"
    assert "补发了回执" in visitor.get(here).text
    visitor.post(path.replace(str(mine), str(uuid.uuid4())), {"confirmed": "yes"}, 404)


# ---- what holds for every route ----


@needs_pdf
def test_looking_changes_nothing(driven: Driven, mine: uuid.UUID) -> None:
    town = driven.town
    known = {
        "community": town.community, "petition": driven.petition, "signature": mine,
        "receipt": driven.read(mine).receipt, "token": driven.token,
    }  # fmt: skip
    seen = 0
    for role in (None, "representative"):
        client = town.visitor(role).client
        before = digest(town.engine)
        for act in ("withdraw", "restore", "erase"):
            for route in list_routes(town.app, {**known, "act": act}):
                if not route.endpoint.startswith("receipts."):
                    continue
                answer = client.open(route.path, method=route.method, buffered=True)
                if route.method == "GET":
                    seen += answer.status_code == 200
                else:  # without its token
                    assert answer.status_code in (400, 401), route
                assert digest(town.engine) == before, route
                for name, value in HEADERS.items():
                    assert answer.headers[name] == value, route
    assert seen > 30


@needs_pdf
def test_nothing_personal_is_logged(
    driven: Driven, mine: uuid.UUID, capfd: pytest.CaptureFixture[str], anyone: Visitor
) -> None:
    path = find_path(driven, mine)
    for end in ("", "/picture", "/receipt.png", "/data", "/data.json"):
        anyone.get(f"{path}{end}")
    anyone.post(f"{path}/correct", {"name": "张伟", "dwelling": "楼上", "capacity": "owner"}, 422)
    anyone.post(f"{driven.public}/complaint", {"words": "冒用我的名义", "contact": "13700000000"})
    said = "".join(capfd.readouterr())
    for word in (
        path,
        RARE,
        "3-2-1501",
        "13900000000",
        "张伟",
        "冒用",
        "13700000000",
        driven.token,
    ):
        assert word not in said and word.encode("unicode_escape").decode() not in said
