"""The pages of drafts as a browser without scripts uses them: forms, buttons, two people at once."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from lxml import html
from sqlalchemy import event
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.communities.models import Addressee, Party
from app.db import new_id, transaction
from app.petitions.drafts import find_petition, save_draft
from app.petitions.models import Document, Petition
from app.petitions.photos import name_photo
from tests.people import NOW, Town
from tests.site.conftest import Visitor


def furnish(town: Town) -> dict[str, str]:
    """Parties and a directory for the community; the ids of the addressees by name."""
    with transaction(town.app.extensions["lianming_engine"]) as session:
        for key, name in (("developer", "锦绣公司"), ("property_company", "安居公司")):
            session.add(Party(community_id=town.community, key=key, name=name, role=key))
        rows = [
            Addressee(community_id=town.community, bureau="housing", name="滨河区住建局",
                      role="authority", position=1),
            Addressee(community_id=town.community, bureau="developer", name="锦绣公司",
                      role="developer", position=2),
            Addressee(community_id=town.community, bureau="gas", name="城市燃气公司",
                      role="utility", position=3),
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        return {row.name: str(row.id) for row in rows}


def begin(town: Town, visitor: Visitor, *categories: str) -> str:
    """A draft to the bureau and the developer; its address."""
    ids = furnish(town)
    answer = send(visitor, f"/communities/{town.community}/petitions/new", {
        "categories": list(categories),
        "addressees": [ids["滨河区住建局"], ids["锦绣公司"]],
        "people": [str(town.people["representative"])],
    })  # fmt: skip
    return urlsplit(answer.location).path


def send(
    visitor: Visitor, path: str, data: dict[str, object], status: int = 303, **headers: str
) -> TestResponse:
    """Post with the token of the page, which is looked at first."""
    return visitor.check(visitor.client.post(path, data={
        **data, "csrf_token": read_token(visitor.get(path)),
    }, headers=headers, buffered=True), status)  # fmt: skip


def read_token(page: TestResponse) -> str:
    found: str = html.document_fromstring(page.text).xpath('//input[@name="csrf_token"]/@value')[0]
    return found


def read_fields(page: TestResponse) -> MultiDict[str, str]:
    """The fields of the form as a browser would send them."""
    fields: list[tuple[str, str]] = []
    for one in (
        html.document_fromstring(page.text)
        .xpath('//form[@id="draft"]')[0]
        .iter("input", "select", "textarea")
    ):
        name, kind = one.get("name"), one.get("type")
        if not name or (kind == "checkbox" and one.get("checked") is None):
            continue
        if one.tag == "select":
            chosen = one.xpath(".//option[@selected]/@value") or one.xpath(".//option/@value")
            fields.append((name, chosen[0]))
        elif one.tag == "textarea":
            fields.append((name, (one.text or "").removeprefix("\n")))
        else:
            fields.append((name, one.get("value") or ""))
    return MultiDict(fields)


def press(
    visitor: Visitor, path: str, do: str = "save", status: int = 303, **typed: str | list[str]
) -> TestResponse:
    """Type into the page as it stands and press a button; names have __ for the dots."""
    fields = read_fields(visitor.get(path))
    return post(visitor, path, fields, do, status, **typed)


def post(
    visitor: Visitor, path: str, fields: MultiDict[str, str], do: str, status: int,
    **typed: str | list[str],
) -> TestResponse:  # fmt: skip
    for name, text in typed.items():
        fields.setlist(name.replace("__", "."), [text] if isinstance(text, str) else text)
    fields["do"] = do
    return visitor.check(visitor.client.post(path, data=fields, buffered=True), status)


def read_draft(town: Town, path: str) -> Petition:
    import uuid

    with transaction(town.app.extensions["lianming_engine"], reading=True) as session:
        return find_petition(session, town.community, uuid.UUID(path.rsplit("/", 1)[1]))


def read_document(town: Town, path: str) -> Document:
    return read_draft(town, path).document


def test_a_draft_begins_with_everything_the_community_knows(town_on_both: Town) -> None:
    town = town_on_both
    path = begin(town, town.visitor("representative"), "leak", "landscaping_roads")
    document = read_document(town, path)
    assert document["community"]["name"] == "锦绣家园"
    assert document["sender"]["name"] == "锦绣家园业主"
    assert document["sender"]["representatives"] == [
        {"name": "representative 王", "phone": "13800000000"}
    ]
    assert [one["role"] for one in document["recipients"]] == ["authority", "developer"]
    first = document["items"][0]["demands"][0]
    assert (first["responsible"], first["deadline"]) == ("developer", {"days": 15})
    assert document["items"][1]["demands"][0]["responsible"] == "property_company"


@pytest.mark.parametrize("role", ["representative"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_remark_has_its_place_on_the_page(town: Town, lang: str, role: str) -> None:
    visitor = town.visitor(role)
    path = begin(town, visitor, "leak", "other", "gas")
    for act in ("add-history", "add-evidence:items.0", "add-recipient", "add-representative",
                "add-photos:items.0:photos/a.jpg", "add-party:bank", "add-demand:items.1"):  # fmt: skip
        press(visitor, path, act)
    press(visitor, path, date="2026-13-1", items__0__affected="many", previous__kind="petition",
          items__0__object__kind="plan", decision__by="某局")  # fmt: skip
    page = visitor.get(f"{path}?lang={lang}")
    root = html.document_fromstring(page.text)
    links = root.xpath('//ul[@class="findings"]//a/@href')
    assert len(links) > 20
    for link in links:
        assert root.xpath("//*[@data-said=$field]", field=link[1:]), f"nothing is said at {link}"
    assert root.xpath('//input[@id="date"]/@value') == ["2026-13-1"]
    assert root.xpath('//*[@id="date-said"]/p'), "the fault stands at its field"


def test_buttons_work_without_scripts(town: Town) -> None:
    visitor = town.visitor("representative")
    path = begin(town, visitor, "leak", "gas")
    answer = press(visitor, path, "add-item", new__category="noise")
    assert answer.location.endswith("#items.2.details.since") or "#items.2." in answer.location
    press(visitor, path, "up:items.2", items__0__facts="三栋漏雨")
    press(visitor, path, "remove:items.2")
    press(visitor, path, "order:items:1,0")
    document = read_document(town, path)
    assert [item["category"] for item in document["items"]] == ["noise", "leak"]
    assert document["items"][1]["facts"] == "三栋漏雨"


def test_a_sixth_representative_is_kindly_refused_and_nothing_is_lost(town: Town) -> None:
    visitor = town.visitor("representative")
    path = begin(town, visitor, "leak")
    for _ in range(4):
        press(visitor, path, "add-representative")
    refused = press(visitor, path, "add-representative", 422, items__0__facts="三栋漏雨")
    assert "业主代表最多5人" in refused.text
    assert read_document(town, path)["items"][0]["facts"] == "三栋漏雨"


def test_changes_in_different_places_come_together(town_on_both: Town) -> None:
    town = town_on_both
    visitor = town.visitor("representative")
    path = begin(town, visitor, "leak", "gas")
    mine = read_fields(visitor.get(path))
    change_as_other(town, path, lambda document: document["items"][1].update(facts="未通气"))
    answer = post(visitor, path, mine, "save", 303, items__0__facts="漏雨")
    assert "note=met" in answer.location
    document = read_document(town, path)
    assert [item["facts"] for item in document["items"]] == ["漏雨", "未通气"]


def test_changes_in_one_place_are_shown_side_by_side_and_chosen(town_on_both: Town) -> None:
    town = town_on_both
    visitor = town.visitor("representative")
    path = begin(town, visitor, "leak", "gas")
    mine = read_fields(visitor.get(path))
    change_as_other(town, path, lambda document: document["items"][0].update(facts="别人写的"))
    page = post(visitor, path, mine.copy(), "save", 409, items__0__facts="我写的", title="我的标题")
    assert "我写的" in page.text and "别人写的" in page.text
    assert read_document(town, path)["items"][0]["facts"] == "别人写的"
    fields = MultiDict(
        [(one.get("name"), one.get("value")) for one in
         html.document_fromstring(page.text).xpath('//form[@data-key]//input[@type="hidden"]')]
    )  # fmt: skip
    name = html.document_fromstring(page.text).xpath('//input[@type="radio"]/@name')[0]
    for do, choice, facts in (("settle", "theirs", "别人写的"), ("settle-mine", "mine", "我写的")):
        fields["revision"] = str(read_draft(town, path).revision)
        post(visitor, path, fields, do, 303, **{name: choice})
        assert read_document(town, path)["items"][0]["facts"] == facts
    assert read_document(town, path)["title"] == "我的标题"


def test_a_script_is_told_both_texts(town: Town) -> None:
    visitor = town.visitor("representative")
    path = begin(town, visitor, "leak")
    mine = read_fields(visitor.get(path))
    change_as_other(town, path, lambda document: document.update(title="别人的"))
    mine["title"] = "我的"
    answer = visitor.client.post(path, data=mine, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json["clashes"] == [{"where": "信的标题", "mine": "我的", "theirs": "别人的"}]


def test_a_form_that_came_in_part_is_not_saved(town: Town) -> None:
    visitor = town.visitor("representative")
    path = begin(town, visitor, "leak")
    fields = read_fields(visitor.get(path))
    del fields["whole"]
    post(visitor, path, fields, "save", 400)
    assert read_document(town, path)["items"]


def test_others_who_write_on_the_same_are_named(town: Town) -> None:
    visitor = town.visitor("representative")
    path = begin(town, visitor, "leak")
    press(visitor, path, title="漏水的信")
    new = visitor.get(f"/communities/{town.community}/petitions/new")
    assert "已有人在写：" in new.text and path in new.text
    send(visitor, f"/communities/{town.community}/petitions/new", {"categories": ["leak", "noise"]})
    listed = visitor.get(f"/communities/{town.community}/petitions").text
    assert listed.count("另有1份草稿写同类问题") == 2


def begin_again(town: Town, visitor: Visitor, *categories: str) -> str:
    """One more draft, to nobody yet."""
    path = f"/communities/{town.community}/petitions/new"
    return urlsplit(send(visitor, path, {"categories": list(categories)}).location).path


def test_a_kindred_draft_is_named_without_its_long_title(town: Town) -> None:
    visitor = town.visitor("representative")
    first = begin(town, visitor, "leak", "gas", "noise")
    second = begin_again(town, visitor, "leak", "gas", "noise")
    page = html.document_fromstring(visitor.get(second).text)
    (note,) = page.xpath('//*[contains(@class, "kin-note")]')
    for unseen in note.xpath('.//*[@class="unseen"]'):
        unseen.drop_tree()
    told = note.text_content()
    assert "等3类" in told and page.xpath("string(//h1)").strip() not in told
    assert note.xpath(".//a/@href")[0] == first


def test_title_and_items_stand_in_the_order_of_choosing(town_on_both: Town) -> None:
    town = town_on_both
    visitor = town.visitor("representative")
    for chosen in (["noise", "leak", "gas"], ["gas", "noise", "leak"]):
        path = begin_again(town, visitor, *chosen)
        document = read_document(town, path)
        assert [item["category"] for item in document["items"]] == chosen
        page = html.document_fromstring(visitor.get(path).text)
        title = page.xpath("string(//h1)")
        cards = page.xpath('//ol[@data-list="items"]//*[@class="card-title"]/text()')
        names = [re.sub(r"^\d+\. ", "", name) for name in cards]
        places = [title.index(name) for name in names]
        assert len(names) == 3 and places == sorted(places)


def test_nothing_chosen_is_said_at_its_place(town: Town) -> None:
    visitor = town.visitor("representative")
    page = send(visitor, f"/communities/{town.community}/petitions/new", {}, 422)
    assert 'href="#categories"' in page.text


def test_queries_do_not_grow_with_the_draft(town: Town) -> None:
    visitor = town.visitor("representative")
    path = begin(town, visitor, "leak")
    press(visitor, path, f"add-photos:items.0:{name_photo(new_id())}")
    few = count_queries(town, visitor, path)

    def grow(document: Document) -> None:
        item = document["items"][0]
        photos = [{"file": name_photo(new_id()), "caption": "漏水"} for _ in range(5)]
        document["items"] = [{**item, "id": f"i-{number}", "demands": [
            {**one, "id": f"d-{number}-{index}"} for index, one in enumerate(item["demands"])
        ], "photos": photos} for number in range(20)]  # fmt: skip

    change_as_other(town, path, grow)
    assert visitor.get(path).text.count('class="card"') == 22
    assert count_queries(town, visitor, path) == few


def change_as_other(town: Town, path: str, change: object) -> None:
    """Another person saves a change in between."""
    import copy
    import uuid

    with transaction(town.app.extensions["lianming_engine"]) as session:
        petition = find_petition(session, town.community, uuid.UUID(path.rsplit("/", 1)[1]))
        document = copy.deepcopy(petition.document)
        change(document)  # type: ignore[operator]
        save_draft(
            session, petition, document, revision=petition.revision,
            person_id=town.people["checker"], now=NOW,
        )  # fmt: skip


def count_queries(town: Town, visitor: Visitor, path: str) -> int:
    counted: list[str] = []
    engine = town.app.extensions["lianming_engine"]

    def note(_: object, __: object, statement: str, *more: object) -> None:
        if re.match("SELECT", statement):
            counted.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    visitor.get(path)
    event.remove(engine, "before_cursor_execute", note)
    return len(counted)


def test_the_households_of_the_community_are_offered_where_households_are_asked(town: Town) -> None:
    visitor = town.visitor("representative")
    page = html.document_fromstring(visitor.get(begin(town, visitor, "gas")).text)
    assert page.xpath('//datalist[@id="households"]/option/@value') == ["860"]
    field = page.get_element_by_id("items.0.details.homes")
    assert (field.get("list"), field.get("value")) == ("households", "")
    assert "本小区共860户" in page.get_element_by_id("items.0.details.homes-hint").text
