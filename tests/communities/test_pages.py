"""The pages of a community, as its members, strangers and the administrator see them."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from lxml import html

from app.communities.invitations import make_invitation
from app.communities.models import Addressee, Member, Party
from app.db import transaction
from app.today import read_now
from tests.people import Town
from tests.site.conftest import Visitor

GOOD = "plum tree river"
PLACES = ("settings", "parties", "members", "recipients", "recipients/add")
ACCOUNT = {"name": "新人", "login": "new@example.cn", "password": GOOD, "again": GOOD}


def base(town: Town) -> str:
    return f"/communities/{town.community}"


def invite(town: Town, role: str = "representative", days_ago: int = 0) -> str:
    with transaction(town.app.extensions["lianming_engine"]) as session:
        now = read_now() - dt.timedelta(days=days_ago)
        return make_invitation(session, town.community, role, now=now, person_id=None)


def find_id(town: Town, table: type, **values: object) -> uuid.UUID:
    with transaction(town.app.extensions["lianming_engine"], reading=True) as session:
        found: uuid.UUID = session.query(table).filter_by(**values).one().id
    return found


@pytest.mark.parametrize("place", PLACES)
def test_pages_are_for_representatives_alone(town: Town, place: str) -> None:
    path = f"{base(town)}/{place}"
    town.visitor("representative").get(path)
    town.visitor("representative").get(f"{path}?lang=en")
    for role in ("checker", "handler", "viewer"):
        town.visitor(role).get(path, 403)
    town.visitor("stranger").get(path, 404)
    town.visitor().get(path, 303)


@pytest.mark.parametrize("role", ["representative", "checker", "handler", "viewer"])
def test_each_sees_what_they_can_do(town: Town, role: str) -> None:
    visitor = town.visitor(role)
    assert visitor.get("/communities", 303).location == base(town)
    page = html.document_fromstring(visitor.get(base(town)).text)
    doors = [link.split("/")[-1] for link in page.xpath('//ul[@class="doors"]//a/@href')]
    if role == "representative":
        assert {"recipients", "parties", "settings", "members"} <= set(doors)
    else:
        assert "settings" not in doors and "members" not in doors
    if role == "handler":
        assert "petitions" not in doors
    visitor.get(f"{base(town)}?lang=en")


def test_who_belongs_nowhere_or_to_several(town: Town) -> None:
    assert town.visitor("administrator").get("/communities", 303).location == "/site/communities"
    with transaction(town.app.extensions["lianming_engine"]) as session:
        viewer = town.people["viewer"]
        session.add(
            Member(community_id=town.other, person_id=viewer, role="viewer", since=read_now())
        )
        stranger = session.query(Member).filter_by(person_id=town.people["stranger"]).one()
        stranger.left_at = read_now()
    assert "邀请链接" in town.visitor("stranger").get("/communities").text
    page = town.visitor("viewer").get("/communities").text
    assert "锦绣家园" in page and "江湾花园" in page


def test_settings_are_saved_and_mistakes_keep_what_was_typed(town: Town) -> None:
    visitor = town.visitor("representative")
    path = f"{base(town)}/settings"
    good = {
        "name": "锦绣家园二期", "city": "江城市", "address": "滨河区迎春路18号", "households": "860",
        "handed_over": "2025-03-28", "completion_accepted": "2025年2月10日",
        "responsible_name": "王芳", "responsible_contact": "13800000000", "revision": "1",
    }  # fmt: skip
    for field, wrong in (
        ("name", ""),
        ("name", "换\u202e行"),
        ("households", "八百"),
        ("handed_over", "2025-02-30"),
        ("city", "长" * 101),
    ):
        page = html.document_fromstring(visitor.post(path, {**good, field: wrong}, 422).text)
        (typed,) = page.xpath(f'//input[@id="{field}"]')
        assert typed.get("aria-invalid") == "true"
        assert typed.get("value") == wrong
        assert page.xpath(f'//*[@class="error"]//a[@href="#{field}"]')
        assert page.xpath('//input[@id="address"]/@value') == [good["address"]]
    visitor.post(path, good)
    page = visitor.get(path).text
    assert 'value="2025-02-10"' in page and 'value="锦绣家园二期"' in page


def test_two_representatives_saving_at_once_see_both(town: Town) -> None:
    visitor = town.visitor("representative")
    path = f"{base(town)}/settings"
    visitor.post(path, {"name": "锦绣家园", "city": "江城市", "revision": "1"})
    mine = {"name": "锦绣家园", "city": "河城市", "revision": "1"}
    page = html.document_fromstring(visitor.post(path, mine, 409).text)
    assert page.xpath('//input[@id="city"]/@value') == ["河城市"]
    assert "江城市" in page.xpath('string(//*[@class="theirs"])')
    again = page.xpath('//input[@name="revision"]/@value')[0]
    visitor.post(path, {**mine, "revision": again})
    assert 'value="河城市"' in visitor.get(path).text


def test_parties_are_added_renamed_and_removed(town: Town) -> None:
    visitor = town.visitor("representative")
    path = f"{base(town)}/parties"
    visitor.post(path, {"name": "", "role": ""}, 422)
    visitor.post(path, {"name": "某公司", "role": "king"}, 422)
    visitor.post(path, {"name": "安居物业", "role": "property_company"})
    visitor.post(path, {"name": "安居物业", "role": "property_company"}, 422)
    party = find_id(town, Party)
    visitor.post(f"{path}/{party}", {"name": "安居物业服务有限公司"})
    assert "安居物业服务有限公司" in visitor.get(path).text
    data = {"bureau": "property_company", "name": "安居物业服务有限公司"}
    visitor.post(f"{base(town)}/recipients/add", data)
    assert "名录" in visitor.post(f"{path}/{party}/remove", {}, 422).text
    visitor.post(f"{base(town)}/recipients/{find_id(town, Addressee)}/remove", {})
    visitor.post(f"{path}/{party}/remove", {})
    visitor.post(f"{path}/{party}/remove", {}, 404)


def test_the_directory_is_proposed_changed_and_ordered(town: Town) -> None:
    visitor = town.visitor("representative")
    path = f"{base(town)}/recipients"
    assert 'value="滨河区"' in visitor.get(path).text
    visitor.post(f"{path}/propose", {"district": ""}, 422)
    visitor.post(f"{path}/propose", {"district": "滨河区", "street": "迎春街道"})
    entry = find_id(town, Addressee, bureau="petition_office")
    visitor.get(f"{path}/{entry}?lang=en")
    change = {
        "bureau": "petition_office",
        "name": "滨河区信访局",
        "role": "authority",
        "contact": "滨河路1号",
    }
    visitor.post(f"{path}/{entry}", {**change, "kind": "hotline"}, 422)
    visitor.post(f"{path}/{entry}", change)
    visitor.post(f"{path}/{entry}/move", {"to": "up"})
    visitor.post(f"{path}/{entry}/move", {"to": "away"}, 400)
    page = html.document_fromstring(visitor.get(path).text)
    names = page.xpath('//ol[@class="entries"]//strong/text()')
    assert names[:2] == ["滨河区住房和城乡建设局", "滨河区信访局"]
    assert "滨河路1号" in page.text_content()
    channels = html.document_fromstring(visitor.get(f"{path}/add").text).xpath(
        '//select[@id="channel"]'
    )
    assert "标题10至25字，正文最多600字" in channels[0].text_content()
    visitor.post(f"{path}/{uuid.uuid4()}/remove", {}, 404)


def test_inviting_and_joining_with_a_new_account(town: Town) -> None:
    visitor = town.visitor("representative")
    page = visitor.post(
        f"{base(town)}/members/invitations", {"role": "checker", "note": "王阿姨"}, 200
    )
    shown = html.document_fromstring(page.text).xpath('//input[@id="link"]/@value')[0]
    path = shown.removeprefix("http://localhost")
    assert path not in visitor.get(f"{base(town)}/members").text, "it is shown once"
    guest = town.visitor()
    assert "核对人" in guest.get(path).text
    guest.get(f"{path}?lang=en")
    for wrong in (
        {"name": ""},
        {"login": "nonsense"},
        {"password": "short", "again": "short"},
        {"again": "another one"},
        {"login": "13800000001"},
    ):
        page = guest.post(f"{path}/account", {**ACCOUNT, **wrong}, 422)
        assert 'value="new@example.cn"' in page.text or "login" in wrong
    assert guest.post(f"{path}/account", ACCOUNT).location == base(town)
    assert "您已加入" in guest.get(base(town)).text
    assert "已经用过" in town.visitor().get(path, 410).text
    town.visitor().post(f"{path}/account", {**ACCOUNT, "login": "b@example.cn"}, 410)
    again = town.visitor()
    again.post("/sign-in", {"login": "new@example.cn", "password": GOOD})
    again.get(base(town))


def test_joining_with_an_account_that_one_has(town: Town) -> None:
    path = f"/join/{invite(town)}"
    assert f"/sign-in?next={path}" in town.visitor().get(path).text
    town.visitor().post(path, {}, 401)
    stranger = town.visitor("stranger")
    assert "以stranger 王的身份接受" in stranger.get(path).text
    assert stranger.post(path, {}).location == base(town)
    stranger.get(f"{base(town)}/settings")
    member = town.visitor("viewer")
    assert "已经是" in member.post(f"/join/{invite(town, 'viewer')}", {}, 409).text


@pytest.mark.parametrize(
    ("days_ago", "revoked", "token", "status", "words"),
    [
        (8, False, None, 410, "过期"),
        (0, True, None, 410, "撤回"),
        (0, False, "nothing", 404, "复制完整"),
    ],
)
def test_invitations_that_lead_nowhere_say_what_to_do(
    town: Town, days_ago: int, revoked: bool, token: str | None, status: int, words: str
) -> None:
    path = f"/join/{token or invite(town, days_ago=days_ago)}"
    if revoked:
        admin = town.visitor("representative")
        page = html.document_fromstring(admin.get(f"{base(town)}/members").text)
        admin.post(page.xpath('//form[contains(@action, "revoke")]/@action')[0], {})
    for answer in (
        town.visitor().get(path, status),
        town.visitor("stranger").post(path, {}, status),
        town.visitor().post(f"{path}/account", ACCOUNT, status),
    ):
        assert words in answer.text


def test_a_representative_is_replaced(town: Town) -> None:
    visitor = town.visitor("representative")
    assert "接替" in visitor.post(f"{base(town)}/leave", {}, 422).text
    mine = find_id(town, Member, person_id=town.people["representative"])
    assert "接替" in visitor.post(f"{base(town)}/members/{mine}/remove", {}, 422).text
    visitor.get(f"{base(town)}/members/{mine}/replace?lang=en")
    page = visitor.post(f"{base(town)}/members/{mine}/replace", {"note": "李姐"}, 200).text
    path = html.document_fromstring(page).xpath('//input[@id="link"]/@value')[0]
    visitor.get(f"{base(town)}/members")
    town.visitor("stranger").post(path.removeprefix("http://localhost"), {})
    visitor.get(base(town), 404)
    town.visitor("stranger").get(f"{base(town)}/members")


def test_members_leave_and_are_removed(town: Town) -> None:
    viewer = town.visitor("viewer")
    assert "查看人" in viewer.get(f"{base(town)}/leave").text
    viewer.post(f"{base(town)}/leave", {})
    viewer.get(base(town), 404)
    member = find_id(town, Member, person_id=town.people["checker"])
    path = f"{base(town)}/members/{member}/remove"
    town.visitor("handler").post(path, {}, 403)
    town.visitor("stranger").post(f"/communities/{town.other}/members/{member}/remove", {}, 404)
    town.visitor("representative").post(path, {})
    town.visitor("checker").get(base(town), 404)


def test_the_administrator_sets_a_community_up(town: Town) -> None:
    admin = town.visitor("administrator")
    admin.post("/site/communities/add", {"name": ""}, 422)
    place = admin.post("/site/communities/add", {"name": "湖畔花园", "city": "江城市"}).location
    admin.get(f"{place}?lang=en")
    page = html.document_fromstring(admin.post(place, {"note": "第一位"}, 200).text)
    path = page.xpath('//input[@id="link"]/@value')[0].removeprefix("http://localhost")
    guest = town.visitor()
    assert "administrator 王邀请您做业主代表" in guest.get(path).text
    home = guest.post(f"{path}/account", ACCOUNT).location
    guest.get(f"{home}/settings")
    listed = admin.get("/site/communities").text
    assert "湖畔花园" in listed and "业主代表1位" in listed
    admin.get("/site/communities?lang=en")
    admin.get(home, 404)
    for role in ("representative", "stranger"):
        town.visitor(role).get("/site/communities", 403)
        town.visitor(role).post("/site/communities/add", {"name": "x"}, 403)
        town.visitor(role).post(place, {}, 404)


def test_the_header_says_who_is_signed_in(town: Town) -> None:
    page = html.document_fromstring(town.visitor("checker").get("/").text)
    assert page.xpath('//header//summary//text()[contains(., "checker 王")]')
    (form,) = page.xpath('//header//form[@action="/sign-out"]')
    assert form.get("method") == "post"
    page = html.document_fromstring(town.visitor().get("/").text)
    assert page.xpath('//header//a[@href="/sign-in"]') and not page.xpath("//header//summary")


def test_queries_do_not_grow_with_the_members(town: Town) -> None:
    from sqlalchemy import event

    engine = town.app.extensions["lianming_engine"]
    counts: list[int] = []
    visitor: Visitor = town.visitor("representative")

    def count(*_: object) -> None:
        counts[-1] += 1

    event.listen(engine, "before_cursor_execute", count)
    for _ in range(2):
        counts.append(0)
        visitor.get(f"{base(town)}/members")
        kept = list(counts)
        guest = town.visitor()
        for number in range(5):
            data = {**ACCOUNT, "login": f"guest{len(kept)}{number}@example.cn"}
            guest.post(f"/join/{invite(town, 'viewer')}/account", data)
        counts[:] = kept
    event.remove(engine, "before_cursor_execute", count)
    assert counts[0] == counts[1]


def test_a_party_becomes_a_recipient_with_one_click(town_on_both: Town) -> None:
    town = town_on_both
    visitor = town.visitor("representative")
    for name, role in (
        ("江城燃气有限公司", "utility"),
        ("江城供电公司", "utility"),
        ("某银行", "bank"),
    ):
        visitor.post(f"{base(town)}/parties", {"name": name, "role": role})
    page = html.document_fromstring(visitor.get(f"{base(town)}/parties").text)
    forms = page.xpath('//main//li//form[contains(@action, "/address")]/@action')
    assert len(forms) == 2, "of a bank nothing is asked by letter before somebody says so"
    for form in forms:
        visitor.post(form, {})
    answer = visitor.post(forms[0], {}, 422)
    assert "名录里已经有这个收件方" in answer.text
    assert "/address" not in visitor.get(f"{base(town)}/parties").text
    with transaction(town.engine, reading=True) as session:
        found = [(one.bureau, one.name, one.role) for one in session.query(Addressee)]
    assert found == [
        ("gas", "江城燃气有限公司", "utility"),
        ("power", "江城供电公司", "utility-2"),
    ]
