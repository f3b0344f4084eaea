"""The letters of a petition as a browser without scripts meets them: preview, pages, files, hotline."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from urllib.parse import unquote

import docx
import pikepdf
import pytest
from lxml import html
from sqlalchemy import delete, func, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.db import transaction
from app.files.letters import find_letter
from app.files.models import KeptLetter
from app.files.pictures import Area, receive_photo
from app.letters.letter import Letter
from app.letters.render.layout_faults import LayoutFault
from app.letters.style import load_style
from app.messages import message
from app.petitions.drafts import find_petition
from app.petitions.form import show_fields
from app.petitions.models import Document, Petition
from app.petitions.photo_changes import add_entries, cover_photo, store_photos
from app.petitions.photos import name_photo
from app.petitions.press import Printed, pack, unpack
from app.timeline.models import Entry
from tests.people import NOW, Town
from tests.petitions.letters_cases import TODAY, put_petition, read_example
from tests.petitions.pictures import make_photo
from tests.petitions.test_draft_pages import read_token
from tests.petitions.test_freezing import run_freeze, run_reopen, with_hotline
from tests.site.conftest import Visitor

needs_pdf = pytest.mark.needs("pango", "fonts")


@dataclass
class Case:
    """A petition and its representative."""

    town: Town
    visitor: Visitor
    id: uuid.UUID

    @property
    def path(self) -> str:
        return f"/communities/{self.town.community}/petitions/{self.id}"

    def preview(self, fields: MultiDict[str, str] | None = None, query: str = "") -> TestResponse:
        token = read_token(self.visitor.get("/uploads"))
        return self.visitor.client.post(
            f"{self.path}/preview{query}", data=fields or {}, headers={"X-CSRFToken": token}
        )

    def fields(self, **changed: str) -> MultiDict[str, str]:
        with transaction(self.town.engine, reading=True) as session:
            petition = find_petition(session, self.town.community, self.id)
            fields = show_fields(petition.document)
        fields["whole"] = "yes"
        for name, text in changed.items():
            fields[name.replace("__", ".")] = text
        return fields


def open_case(town: Town, document: Document | None = None) -> Case:
    return Case(town, town.visitor("representative"), put_petition(town, document))


@pytest.fixture
def case(town: Town) -> Case:
    return open_case(town, with_hotline())


def test_the_preview_is_the_letter_as_it_is_typed(case: Case) -> None:
    stored = html.fragment_fromstring(case.preview().text, create_parent="div")
    assert stored.xpath('//article//p[@class="draft-mark"]/text()') == ["草稿"]
    typed = case.preview(case.fields(items__0__facts="还没有保存的事实。")).text
    assert "还没有保存的事实。" in typed and "还没有保存的事实。" not in case.preview().text
    other = html.fragment_fromstring(case.preview(query="?letter=3").text, create_parent="div")
    assert other.xpath('string(//a[@aria-current="page"])').split() == [
        "热线文本",
        "致",
        "12345热线",
    ]
    assert len(other.xpath("//nav//a")) == 3, "who gets a copy gets no letter"
    for wrong in ("?letter=99", "?letter=4", "?letter=x"):
        shown = html.fragment_fromstring(case.preview(query=wrong).text, create_parent="div")
        assert shown.xpath("//@data-number") == ["1"]


def test_the_preview_writes_nothing_and_waits_for_no_writer(case: Case) -> None:
    before = count_rows(case.town)
    with transaction(case.town.engine):  # on SQLite the only writer there can be
        answer = case.preview(case.fields(items__0__facts="甲"))
    assert answer.status_code == 200
    assert count_rows(case.town) == before


def count_rows(town: Town) -> tuple[int, int, int]:
    with transaction(town.engine, reading=True) as session:
        revision = session.scalar(select(func.max(Petition.revision)))
        kept = session.scalar(select(func.count()).select_from(KeptLetter))
        return revision or 0, kept or 0, session.scalar(select(func.count(Entry.id))) or 0


def test_findings_stand_beside_their_item_with_a_way_to_the_field(case: Case) -> None:
    fields = case.fields(items__1__facts="燃气公司的黑心经理骗了我们的钱。")
    page = html.fragment_fromstring(case.preview(fields).text, create_parent="div")
    (margin,) = page.xpath('//article/aside[following-sibling::*[1][@id="item-2"]]')
    links = margin.xpath('.//a[contains(@class, "is-error")]/@href')
    assert links and set(links) == {"#items.1.facts"}
    assert all(one.startswith("要改：") for one in margin.xpath(".//a[1]/@aria-label"))
    developer = html.fragment_fromstring(
        case.preview(fields, "?letter=3").text, create_parent="div"
    )
    assert not developer.xpath('//aside//a[@href="#items.1.facts"]'), (
        "the hotline hears of roofs only"
    )


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"items": [{}]},
        {"recipients": [{"role": "authority", "name": "甲局", "copy": True}]},
        {"recipients": [{"role": "hotline", "name": "12345"}],
         "items": [{"category": "other", "heading": "屋" * 50, "facts": "漏", "demands": [
             {"action": "修", "responsible": "developer"}]}],
         "parties": {"developer": "甲公司"}},
        read_example(items=[{**read_example()["items"][0], "photos": [
            {"file": "photos/gone.jpg", "caption": "甲"}]}]),
        {"sender": {"name": "<script>alert(1)</script>"}},
    ],
)  # fmt: skip
def test_a_draft_in_any_state_has_a_preview(town: Town, document: Document) -> None:
    case = open_case(town, document)
    answer = case.preview()
    assert answer.status_code == 200
    assert "data-part=" in answer.text and "<script" not in answer.text


def test_photos_are_shown_by_address_without_their_bytes(case: Case) -> None:

    with transaction(case.town.engine) as session:
        petition = find_petition(session, case.town.community, case.id)
        taken = receive_photo(make_photo(), "屋面.jpg", today=NOW.date())
        (photo,) = store_photos(
            session, petition, [taken], person_id=case.town.people["representative"], now=NOW
        )
    name = f"photos/{photo.id}.jpg"
    fields = case.fields()
    fields["items.0.photos.0.file"], fields["items.0.photos.0.caption"] = name, "屋面"
    page = html.fragment_fromstring(case.preview(fields).text, create_parent="div")
    (address,) = page.xpath("//article//img/@src")
    assert case.visitor.get(address).data.startswith(b"\xff\xd8")


@needs_pdf
@pytest.mark.parametrize("version", [False, True])
def test_every_file_can_be_had_and_is_marked_until_it_is_frozen(case: Case, version: bool) -> None:
    if version:
        run_freeze(case.town, case.id)
    name = {True: "锦绣家园-联名诉求书-1", False: "锦绣家园-联名诉求书-1-草稿"}[version]
    for format in ("pdf", "docx", "txt"):
        answer = case.visitor.get(f"{case.path}/letters/1/letter.{format}")
        assert f"{name}.{format}" in unquote(answer.headers["Content-Disposition"])
        assert is_marked(answer.data, format) != version
    assert "草稿" in case.preview().text
    run_reopened(case, version)
    assert is_marked(case.visitor.get(f"{case.path}/letters/1/letter.txt").data, "txt")
    if version:
        frozen = case.visitor.get(f"{case.path}/letters/1/letter.txt?version=1")
        assert not is_marked(frozen.data, "txt")


def run_reopened(case: Case, version: bool) -> None:
    if version:
        run_reopen(case.town, case.id)


def is_marked(data: bytes, format: str) -> bool:
    if format == "txt":
        return data.decode().startswith("草稿\n")
    if format == "docx":
        heads = docx.Document(io.BytesIO(data)).sections[0].header.paragraphs
        return "草稿" in [one.text for one in heads]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return "/DraftMark" in pdf.pages[0].resources.get("/XObject", {})


@needs_pdf
def test_pages_are_drawn_once_and_kept_by_their_content(case: Case) -> None:
    page = case.visitor.get(f"{case.path}/letters/1/pages")
    pictures = html.document_fromstring(page.text).xpath("//ol//img/@src")
    assert len(pictures) >= 4
    kept = count_rows(case.town)[1]
    assert kept == 1
    for picture in pictures[:2]:
        answer = case.visitor.get(picture)
        assert answer.mimetype == "image/png" and answer.data.startswith(b"\x89PNG")
    case.visitor.get(f"{case.path}/letters/1/letter.pdf")
    assert count_rows(case.town)[1] == kept
    case.visitor.get(f"{case.path}/letters/2/letter.pdf")
    assert count_rows(case.town)[1] == kept + 1
    case.visitor.get(f"{case.path}/letters/1/pages/99.png", 404)


@needs_pdf
def test_faults_of_the_layout_are_named_with_their_page(town: Town) -> None:
    lines = load_style().limits.body_pages * load_style().page.lines
    long = read_example()
    long["items"][0]["facts"] = "\n".join(["上门催办一次，没有答复。"] * lines)
    case = open_case(town, long)
    page = html.document_fromstring(case.visitor.get(f"{case.path}/letters/1/pages").text)
    (said,) = page.xpath('//section[@class="layout-faults"]//li')
    assert "正文共" in said.text_content()
    assert page.xpath("//*[@id=$id]", id=said.xpath("a/@href")[0][1:])


@needs_pdf
def test_what_cannot_be_printed_is_said(town: Town) -> None:
    sender = {**read_example()["sender"], "thanks": "ئۇيغۇر"}
    case = open_case(town, read_example(sender=sender))
    for path in ("pages", "letter.pdf"):
        page = case.visitor.get(f"{case.path}/letters/1/{path}", 422)
        assert html.document_fromstring(page.text).xpath('//*[@role="alert"]')
    assert case.visitor.get(f"{case.path}/letters/1/letter.txt").status_code == 200


def test_a_printed_letter_is_packed_with_its_faults() -> None:
    fault = LayoutFault("ending-alone", 3, message("第{page}页只有落款", page=3))
    printed = Printed(b"%PDF-", (fault,))
    assert unpack(pack(printed)) == printed


def test_the_hotline_text_comes_field_by_field(case: Case) -> None:
    page = html.document_fromstring(case.visitor.get(f"{case.path}/letters/3/hotline").text)
    texts = {one.get("id"): one.text.removeprefix("\n") for one in page.iter("textarea")}
    assert 10 <= len(texts["field-title"]) <= 25
    assert texts["field-demands"].startswith("1.由")
    assert texts["field-facts"].startswith("我们是锦绣家园")
    assert len(texts["field-body"]) <= 600
    for part in ("field-demands", "field-facts"):
        assert texts[part] in texts["field-body"]
    hints = [one.text for one in page.xpath('//p[@class="hint"]')]
    assert f"{len(texts['field-title'])}字" in hints


def test_any_letter_has_a_hotline_text_about_one_of_its_matters(case: Case) -> None:
    first = case.visitor.get(f"{case.path}/letters/1/hotline").text
    assert "不动产权证" in html.document_fromstring(first).get_element_by_id("field-title").text
    third = case.visitor.get(f"{case.path}/letters/1/hotline?item=2&channel=mailbox-2000").text
    page = html.document_fromstring(third)
    assert "绿化" in page.get_element_by_id("field-title").text
    current = [one.text for one in page.xpath('//main//nav//a[@aria-current="page"]')]
    assert current == ["绿化和道路未按承诺完工", "市长信箱（2000字）"]
    case.visitor.get(f"{case.path}/letters/1/hotline?item=77&channel=nowhere")
    case.visitor.get(f"{case.path}/letters/4/hotline", 404)


def test_freezing_asks_first_and_then_shows_the_check_codes(case: Case) -> None:
    path = f"{case.path}/freeze"
    asked = case.visitor.get(path)
    page = html.document_fromstring(asked.text)
    (revision,) = page.xpath('//input[@name="revision"]/@value')
    token = read_token(asked)
    data = {"revision": revision, "csrf_token": token}
    assert case.visitor.client.post(path, data={**data, "revision": "77"}).status_code == 409
    assert case.visitor.client.post(path, data=data).status_code == 303
    second = case.visitor.client.post(path, data=data)
    assert second.status_code == 303 and second.location.endswith("/letters")
    shown = html.document_fromstring(case.visitor.get(f"{case.path}/letters").text)
    codes = shown.xpath("//code/text()")
    assert len(codes) == 3 and all(len(code) == 19 for code in codes)
    assert case.visitor.client.get(path).status_code == 303
    reopened = case.visitor.client.post(f"{case.path}/reopen", data={"csrf_token": token})
    assert reopened.location.endswith(case.path)
    again = html.document_fromstring(case.visitor.get(f"{case.path}/letters").text)
    assert again.xpath("//code/text()") == codes
    assert (
        case.visitor.client.post(f"{case.path}/reopen", data={"csrf_token": token}).status_code
        == 303
    )


def test_what_is_missing_is_listed_with_the_way_there(town: Town) -> None:
    case = open_case(town, {})
    page = html.document_fromstring(case.visitor.get(f"{case.path}/freeze").text)
    assert not page.xpath('//input[@name="revision"]')
    links = page.xpath('//ul[@class="todo"]//a/@href')
    assert any(link.endswith("#community.name") for link in links)
    assert any(link.endswith("#sender.representatives") for link in links)
    assert case.visitor.client.post(
        f"{case.path}/freeze",
        data={"revision": "1", "csrf_token": read_token(case.visitor.get("/uploads"))},
    ).status_code == 422  # fmt: skip


@pytest.mark.parametrize("role", ["checker", "viewer", "handler", "stranger", None])
def test_others_read_at_most(case: Case, role: str | None) -> None:
    other = case.town.visitor(role)
    reads = {"checker": 200, "viewer": 200, "handler": 403, "stranger": 404}
    for path in ("letters", "letters/1/hotline", "letters/1/letter.txt") if role else ():
        assert other.client.get(f"{case.path}/{path}").status_code == reads[role]
    token = read_token(other.get("/uploads"))
    refused = {"stranger": 404, None: 401}.get(role, 403)
    for path in ("freeze", "reopen", "preview"):
        answer = other.client.post(f"{case.path}/{path}", data={"csrf_token": token})
        assert answer.status_code == refused


def test_a_kept_letter_of_one_community_is_not_shown_in_another(case: Case) -> None:
    case.visitor.get(f"{case.path}/letters/1/letter.pdf")
    with transaction(case.town.engine, reading=True) as session:
        key = session.scalars(select(KeptLetter.key)).one()
        assert find_letter(session, case.town.community, key)
        assert find_letter(session, case.town.other, key) is None


def test_the_letter_of_a_text_is_the_same_in_every_format(case: Case) -> None:
    """What the sheet says is what the files say."""
    from app.letters.render import render
    from app.petitions.dossiers import gather_draft
    from tests.letters.render.printed import expected_words, printed_words

    with transaction(case.town.engine, reading=True) as session:
        petition = find_petition(session, case.town.community, case.id)
        gathered = gather_draft(session, petition, petition.document, today=NOW.date())
    letter: Letter = gathered.compose(1)
    sheet = html.fragment_fromstring(case.preview().text, create_parent="div").find(".//article")
    for aside in sheet.xpath("./aside"):
        aside.drop_tree()
    words = "".join(sheet.text_content().split()).removeprefix("草稿")
    assert words == expected_words(letter)
    assert printed_words(render(letter, "docx", load_style()), "docx") == words


@pytest.mark.parametrize("frozen", [False, True])
def test_the_text_for_a_form_is_offered_beside_a_hotline_alone(case: Case, frozen: bool) -> None:
    if frozen:
        run_freeze(case.town, case.id)
    page = html.document_fromstring(case.visitor.get(f"{case.path}/letters").text)
    links = {link.split("?")[0] for link in page.xpath("//main//a/@href") if "/hotline" in link}
    assert links == {f"{case.path}/letters/3/hotline"}


@needs_pdf
def test_a_photo_that_is_covered_later_stays_in_the_frozen_letter(town_on_both: Town) -> None:
    case = open_case(town_on_both)
    taken = receive_photo(make_photo(), "屋面.jpg", today=TODAY)
    with transaction(case.town.engine) as session:
        petition = find_petition(session, case.town.community, case.id)
        (photo,) = store_photos(session, petition, [taken], person_id=None, now=NOW)
        entry = {"file": name_photo(photo.id), "caption": "屋面"}
        item = petition.document["items"][0]["id"]
        add_entries(session, petition, item, [entry], person_id=None, now=NOW)
    run_freeze(case.town, case.id, revision=2)
    frozen = fetch_pdf(case, "?version=1")
    run_reopen(case.town, case.id)
    with transaction(case.town.engine) as session:
        petition = find_petition(session, case.town.community, case.id)
        areas = [Area(10, 10, 60, 60)]
        covered = cover_photo(session, petition, photo.id, areas, person_id=None, now=NOW)
        assert covered.id != photo.id
    assert fetch_pdf(case, "?version=1") == frozen
    assert list_pictures(fetch_pdf(case)) != list_pictures(frozen)
    assert run_freeze(case.town, case.id, revision=3) == 2
    assert fetch_pdf(case, "?version=1") == frozen
    assert list_pictures(fetch_pdf(case, "?version=2")) != list_pictures(frozen)


def fetch_pdf(case: Case, query: str = "") -> bytes:
    """The first letter, made anew: nothing that was kept of it is taken."""
    with transaction(case.town.engine) as session:
        session.execute(delete(KeptLetter))
    return case.visitor.get(f"{case.path}/letters/1/letter.pdf{query}").data


def list_pictures(data: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = [one for page in pdf.pages for one in page.get_images().values()]
        return [one.read_raw_bytes() for one in found]
