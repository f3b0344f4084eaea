"""The drive's pages: beginning, time, address, listing, version, sharing; who sees what."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest

from app.communities.settings import find_community
from app.db import transaction
from app.letters.render.page_pictures import count_pages
from app.petitions.drafts import find_petition
from app.petitions.freezing import freeze, reopen
from app.signing.drives import close_drive, find_drive, find_public_drive
from app.signing.models import Drive
from app.today import CHINA, read_now
from app.web.faults import LinkUnknown
from tests.people import NOW, Town
from tests.petitions.letters_cases import TODAY, put_petition, read_example
from tests.signing.driven import Driven
from tests.site.conftest import Visitor


def read_drive(driven: Driven) -> Drive:
    with transaction(driven.town.engine, reading=True) as session:
        return find_drive(session, driven.petition)


def reopen_time(driven: Driven, **after: int) -> None:
    """Tests run on any day: give the drive a closing time after today."""
    with transaction(driven.town.engine) as session:
        drive = session.get_one(Drive, driven.drive)
        drive.closes_at = read_now() + dt.timedelta(**(after or {"days": 5, "hours": 1}))


@pytest.fixture
def frozen(town: Town) -> uuid.UUID:
    return freeze_one(town)


def freeze_one(town: Town) -> uuid.UUID:
    """A frozen petition without a drive, in a community where somebody is responsible."""
    petition_id = put_petition(town, read_example())
    with transaction(town.engine) as session:
        community = find_community(session, town.community)
        community.responsible_name, community.responsible_contact = "陈立群", "13800000000"
        petition = find_petition(session, town.community, petition_id)
        freeze(session, petition, revision=petition.revision, person_id=None, now=NOW, today=TODAY)
    return petition_id


def soon(days: int = 14) -> str:
    return (read_now() + dt.timedelta(days=days)).astimezone(CHINA).date().isoformat()


def test_a_draft_cannot_be_signed_and_links_say_what_to_do(town: Town) -> None:
    petition = put_petition(town, read_example())
    path = f"/communities/{town.community}/petitions/{petition}/signing"
    visitor = town.visitor("representative")
    page = visitor.get(path)
    assert "还不能开始联名" in page.text
    assert f"{path.removesuffix('/signing')}/freeze" in page.text
    assert f"/communities/{town.community}/settings" in page.text and "#responsible" in page.text
    visitor.post(path, {"closes_on": soon()}, 409)


def test_beginning_gives_a_public_address(town: Town, frozen: uuid.UUID) -> None:
    path = f"/communities/{town.community}/petitions/{frozen}/signing"
    visitor = town.visitor("representative")
    page = visitor.get(path)
    assert "开始联名" in page.text and "13800000000" in page.text
    assert f'value="{soon()}"' in page.text
    visitor.post(path, {"closes_on": "", "closes_time": "20:00"}, 422)
    visitor.post(path, {"closes_on": "2020-01-01", "closes_time": "20:00"}, 422)
    wrong = {"closes_on": soon(), "closes_time": "20:99"}
    assert "没有这个时间" in visitor.post(path, wrong, 422).text
    late = {"closes_on": soon(), "closes_time": "20:00", "opens_on": soon(20)}
    assert "开始时间应当早于截止时间" in visitor.post(path, late, 422).text
    visitor.post(path, {"closes_on": soon(), "closes_time": "20:00"})
    with transaction(town.engine, reading=True) as session:
        drive = find_drive(session, frozen)
        assert drive.closes_at.strftime("%H:%M") == "12:00"  # UTC
        token = drive.token
    shown = visitor.get(path)
    assert "正在联名" in shown.text and f"/p/{token}" in shown.text


def test_time_is_extended_and_ended(driven: Driven) -> None:
    visitor, path = driven.town.visitor("representative"), f"{driven.path}/signing"
    visitor.post(f"{path}/extend", {"closes_on": "2020-01-01"}, 422)
    visitor.post(f"{path}/extend", {"closes_on": soon(7), "closes_time": "21:30"})
    assert read_drive(driven).extended_at
    assert "（延长过）" in visitor.get(path).text
    visitor.post(f"{path}/close", {})
    assert "联名已结束" in visitor.get(path).text and read_drive(driven).closed_at
    visitor.post(f"{path}/extend", {"closes_on": soon(7)})
    assert read_drive(driven).closed_at is None


def test_a_new_address_ends_the_old_one(driven: Driven) -> None:
    driven.town.visitor("representative").post(f"{driven.path}/signing/address", {})
    assert read_drive(driven).token != driven.token
    with (
        transaction(driven.town.engine, reading=True) as session,
        pytest.raises(LinkUnknown),
    ):
        find_public_drive(session, driven.token)


def test_listed_drives_stand_on_the_home_page(driven: Driven) -> None:
    reopen_time(driven)
    visitor, anyone = driven.town.visitor("representative"), driven.town.visitor()
    assert driven.public not in anyone.get("/").text
    visitor.post(f"{driven.path}/signing/listing", {"listed": "yes"})
    assert driven.public in anyone.get("/").text
    with transaction(driven.town.engine) as session:
        drive = session.get_one(Drive, driven.drive)
        close_drive(session, drive, now=read_now(), person_id=None)
    assert driven.public not in anyone.get("/").text
    visitor.post(f"{driven.path}/signing/listing", {"listed": "no"})
    assert not read_drive(driven).is_listed


def test_a_new_version_says_who_must_agree_anew(driven: Driven) -> None:
    reopen_time(driven)
    for name in ("张伟", "李娜", "王强"):
        driven.sign(name, "3-2-1501" if name != "王强" else "1-1-101")
    visitor, path = driven.town.visitor("representative"), f"{driven.path}/signing"
    assert "改用第" not in visitor.get(path).text
    with transaction(driven.town.engine) as session:
        petition = find_petition(session, driven.town.community, driven.petition)
        reopen(session, petition, person_id=None, now=NOW)
    assert "仍是第1稿" in visitor.get(path).text
    with transaction(driven.town.engine) as session:
        petition = find_petition(session, driven.town.community, driven.petition)
        freeze(session, petition, revision=petition.revision, person_id=None, now=NOW, today=TODAY)
    page = visitor.get(path).text
    assert "3人（2户）要看过不同之处" in page and "第2稿已经定稿" in page
    visitor.post(f"{path}/version", {})
    assert "另有3人签的是旧稿" in visitor.get(path).text
    assert read_drive(driven).version.number == 2


def test_only_representatives_see_who_is_missing(driven: Driven) -> None:
    for role in ("checker", "viewer"):
        visitor = driven.town.visitor(role)
        page = visitor.get(f"{driven.path}/signing")
        assert "unsigned" not in page.text and "现在就结束联名" not in page.text
        visitor.get(f"{driven.path}/signing/unsigned?building=1", 403)


def test_a_petition_of_another_community_is_not_shown(driven: Driven) -> None:
    other = driven.path.replace(str(driven.town.community), str(driven.town.other))
    driven.town.visitor("stranger").get(f"{other}/signing", 404)
    driven.town.visitor("stranger").post(f"{other}/signing/close", {}, 404)


def read_chat(visitor: Visitor, driven: Driven) -> str:
    page = visitor.get(f"{driven.path}/signing/share").text
    found = re.search(r'<textarea id="chat-text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1]


def test_the_chat_text_is_short_and_can_be_changed(driven: Driven) -> None:
    visitor, path = driven.town.visitor("representative"), f"{driven.path}/signing/share"
    proposed = read_chat(visitor, driven)
    assert len(proposed) <= 300 and driven.public in proposed and "截止" in proposed
    assert "顶层屋面渗漏" in proposed
    visitor.post(path, {"chat": "邻居们，请来签名。", "line": "今晚南门岗亭有人帮忙"})
    assert read_chat(visitor, driven).startswith("邻居们，请来签名。\n")
    visitor.post(path, {"chat": "签" * 280, "line": ""}, 422)
    visitor.post(path, {"chat": "", "line": ""})
    assert read_chat(visitor, driven) == proposed


def test_words_that_would_hurt_are_not_kept(driven: Driven) -> None:
    visitor, path = driven.town.visitor("representative"), f"{driven.path}/signing/share"
    bad = "物业是黑社会，大家周六一起去堵路，不解决就拉横幅！"
    for values in ({"chat": bad, "line": ""}, {"chat": "", "line": bad}):
        refused = visitor.post(path, values, 422)
        assert "没有保存" in refused.text and bad in refused.text
        assert 'class="is-error"' in refused.text
    drive = read_drive(driven)
    assert drive.chat_words == "" and drive.poster_line == ""


def test_the_poster_is_one_page(driven: Driven) -> None:
    visitor = driven.town.visitor("checker")
    for name in ("zh-a4", "en-a3"):
        answer = visitor.get(f"{driven.path}/signing/poster-{name}.pdf")
        assert answer.mimetype == "application/pdf" and count_pages(answer.data) == 1


def test_the_card_is_for_everybody_and_made_once(driven: Driven) -> None:
    anyone = driven.town.visitor()
    answer = anyone.client.get(f"{driven.public}/card.png")
    assert answer.status_code == 200 and answer.data.startswith(b"\x89PNG")
    assert "public" in answer.headers["Cache-Control"]
    assert anyone.client.get(f"{driven.public}/card.png").data == answer.data
    assert anyone.client.get("/p/nowhere/card.png").status_code == 404


def test_the_preview_tags_are_whole_addresses(driven: Driven) -> None:
    from flask import render_template

    from app.web.session import session

    app = driven.town.app
    with app.test_request_context("/", base_url="https://lianming.example"):
        drive = find_drive(session(), driven.petition)
        page = render_template("signing/drive_preview.html", drive=drive)
    address = f"https://lianming.example{driven.public}"
    assert f'property="og:image" content="{address}/card.png"' in page
    assert f'property="og:url" content="{address}"' in page
    assert "不动产权证迟迟未办" in page
