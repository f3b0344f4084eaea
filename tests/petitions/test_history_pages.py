from __future__ import annotations

import copy
import datetime as dt
import io
import zipfile

import pytest
from lxml import html

from app.db import transaction
from app.petitions.drafts import find_petition, save_draft
from app.petitions.models import Petition
from app.petitions.packages import write_package
from tests.people import NOW, Town
from tests.petitions.drafted import EXAMPLE_TEXT, make_draft, make_jpeg
from tests.site.conftest import as_file
from tests.site.test_pages import LEFT_OPEN

HOUR = dt.timedelta(hours=1)


def make_edited(town: Town) -> tuple[str, Petition]:
    """A draft with one later change, and the address of its history."""
    with transaction(town.engine) as session:
        petition = make_draft(session, town)
        document = copy.deepcopy(petition.document)
        document["items"][3]["facts"] = document["items"][3]["facts"].replace("顶层", "顶楼")
        document["items"] = [document["items"][3], *document["items"][:3]]
        document["title"] = "关于漏水等问题的诉求"
        petition = save_draft(
            session, petition, document, revision=1,
            person_id=town.people["representative"], now=NOW + HOUR,
        )  # fmt: skip
    return f"/communities/{town.community}/petitions/{petition.id}/history", petition


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_history_is_read_and_an_older_text_restored(town_on_both: Town, lang: str) -> None:
    town = town_on_both
    address, petition = make_edited(town)
    visitor = town.visitor("representative")
    page = html.document_fromstring(visitor.get(f"{address}?lang={lang}").text)
    assert len(page.xpath("//ol[@class='revisions']/li")) == 2
    assert "representative 王" in page.text_content()
    what, since = page.xpath("//ol/li[1]//a/@href")[0], page.xpath("//ol/li[2]//a/@href")[1]
    change = html.document_fromstring(visitor.get(what).text)
    assert (
        change.xpath("//dd//ins")
        and "关于漏水等问题的诉求" in change.xpath("//dd//ins")[0].text_content()
    )
    unseen = change.xpath("//dd//ins/span[@class='unseen']")
    assert unseen[0].text in ("〔添上：", "[inserted: ")
    marks = " ".join(change.xpath("//h2/span[@class='tag']/text()"))
    assert ("由第4位移来" if lang == "zh" else "moved from place 4") in marks
    back = html.document_fromstring(visitor.get(since).text)
    (form,) = back.xpath("//main//form")
    visitor.post(form.get("action"), {"revision": "2"})
    with transaction(town.engine) as session:
        found = find_petition(session, town.community, petition.id)
        assert found.revision == 3 and "title" not in found.document
    visitor.post(form.get("action"), {"revision": "2"}, 409)


def test_a_stale_restore_says_so_and_changes_nothing(town: Town) -> None:
    address, petition = make_edited(town)
    visitor = town.visitor("representative")
    page = html.document_fromstring(visitor.get(address).text)
    (old,) = {link.split("?")[0] for link in page.xpath("//ol/li[2]//a/@href")}
    answer = visitor.post(f"{old}/restore", {"revision": "1"}, 409)
    assert "刚才有人保存了新的内容" in answer.text
    with transaction(town.engine) as session:
        session.get_one(Petition, petition.id).state = "frozen"
    assert "已经定稿" in visitor.post(f"{old}/restore", {"revision": "2"}, 409).text


def test_many_revisions_are_paged(town: Town) -> None:
    with transaction(town.engine) as session:
        petition = make_draft(session, town)
        for number in range(40):
            petition = save_draft(
                session, petition, {**petition.document, "title": f"第{number}"},
                revision=petition.revision, person_id=None, now=NOW + number * HOUR,
            )  # fmt: skip
    address = f"/communities/{town.community}/petitions/{petition.id}/history"
    visitor = town.visitor("representative")
    page = html.document_fromstring(visitor.get(address).text)
    assert len(page.xpath("//ol[@class='revisions']/li")) == 30
    (older,) = page.xpath("//nav[@class='older']/a/@href")
    page = html.document_fromstring(visitor.get(older).text)
    assert len(page.xpath("//ol[@class='revisions']/li")) == 11


def test_drafts_are_duplicated_and_merged(town_on_both: Town) -> None:
    town = town_on_both
    address, petition = make_edited(town)
    visitor = town.visitor("representative")
    made = visitor.post(f"{address}/duplicate", {}).location
    assert "已经复制" in visitor.get(made).text
    page = html.document_fromstring(visitor.get(f"{address}/merge").text)
    (other,) = page.xpath("//ul[@class='ways']//a/@href")
    items = html.document_fromstring(visitor.get(other).text)
    assert len(items.xpath("//input[@type='checkbox' and @checked]")) == 4
    sent = {"revision": "2", "other_revision": "1"}
    answer = visitor.post(other, sent, 422)
    assert "请至少选一个" in answer.text
    assert visitor.post(other, {**sent, "revision": "1", "item": "item-2"}, 409).text
    done = visitor.post(other, {**sent, "item": ["item-2", "item-4"]}).location
    assert "已经并入" in visitor.get(done).text
    with transaction(town.engine) as session:
        assert len(find_petition(session, town.community, petition.id).document["items"]) == 6
    assert "已经并入另一份，不能再改" in visitor.get(made).text
    visitor.post(other, {**sent, "revision": "3", "item": "item-2"}, 409)


def test_a_petition_is_taken_out_and_brought_in(town_on_both: Town) -> None:
    town = town_on_both
    address, petition = make_edited(town)
    visitor = town.visitor("representative")
    place = address.removesuffix("/history")
    text = visitor.get(f"{place}/export.toml")
    assert text.headers["Content-Disposition"].startswith("attachment")
    assert 'title = "关于漏水等问题的诉求"' in text.text
    answer = visitor.get(f"{place}/export.zip")
    names = answer.headers["Content-Disposition"]
    assert "filename=petition.zip" in names and "filename*=UTF-8''%" in names
    package = answer.data
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.read("petition.toml") == text.data
    form = f"/communities/{town.community}/petitions/import"
    assert "注释不会保留" in visitor.get(form).text
    for name, data in (("我的.zip", package), ("我的.toml", text.data)):
        done = visitor.post(form, {"file": (io.BytesIO(data), name)}).location
        assert "该写的都有了" in visitor.get(done).text
        with transaction(town.engine) as session:
            made = session.query(Petition).order_by(Petition.id.desc()).first()
            assert made and made.document == petition.document


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "", "请选择要导入的文件"),
        (b"\x89PNG", "a.toml", "a.toml: 第1行不是UTF-8编码"),
        (EXAMPLE_TEXT.replace("leak", "leek").encode(), "a.toml", "a.toml: items[3].category"),
        (b"PK\x03\x04junk", "a.zip", "a.zip: 压缩包不完整或已损坏"),
        (write_package(EXAMPLE_TEXT, {}).replace(b"petition.toml", b"petition.txt_"), "a.zip", "没有诉求文件"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_at_the_form(
    town_on_both: Town, data: bytes, name: str, said: str
) -> None:
    visitor = town_on_both.visitor("representative")
    form = f"/communities/{town_on_both.community}/petitions/import"
    sent: dict[str, object] = (
        {"file": as_file("", name)} if not name else {"file": (io.BytesIO(data), name)}
    )
    answer = visitor.post(form, sent, 422)
    assert said in answer.text and "什么都没有存下" in answer.text
    with transaction(town_on_both.engine) as session:
        assert session.query(Petition).count() == 0


def test_missing_photos_can_be_left_out(town: Town) -> None:
    text = EXAMPLE_TEXT + '\n[[items.photos]]\nfile = "a.jpg"\ncaption = "现场"\n'
    visitor = town.visitor("representative")
    form = f"/communities/{town.community}/petitions/import"
    answer = visitor.post(form, {"file": as_file(text, "a.toml")}, 422)
    assert "第4项的第1张照片" in answer.text
    visitor.post(form, {"file": as_file(text, "a.toml"), "without_photos": "1"})
    package = write_package(text, {"a.jpg": make_jpeg()})
    visitor.post(form, {"file": (io.BytesIO(package), "a.zip")})


@LEFT_OPEN
def test_a_file_that_is_too_large_is_refused_at_the_form(town: Town) -> None:
    town.app.config["MAX_CONTENT_LENGTH"] = 1000
    form = f"/communities/{town.community}/petitions/import"
    answer = town.visitor("representative").post(form, {"file": as_file("x" * 2000, "a.toml")}, 413)
    assert "文件没有导入" in answer.text and "文件太大" in answer.text


def test_an_unfinished_file_comes_in_with_its_blanks_listed(town: Town) -> None:
    visitor = town.visitor("representative")
    form = f"/communities/{town.community}/petitions/import"
    sent = {"file": as_file('language = "zh"\n[sender]\nname = "业主"\n', "a.toml")}
    page = visitor.get(visitor.post(form, sent).location).text
    assert "还要补写的" in page and "小区：名称" in page


@pytest.mark.parametrize(
    "path", ["/history", "/history/merge", "/export.zip", "/export.toml", "/imported"]
)
@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("representative", 200),
        ("checker", 403),
        ("viewer", 403),
        ("handler", 403),
        ("stranger", 404),
    ],
)
def test_drafts_are_for_representatives(town: Town, path: str, role: str, status: int) -> None:
    address, _ = make_edited(town)
    town.visitor(role).get(address.removesuffix("/history") + path, status)


def test_a_petition_of_elsewhere_is_not_found(town: Town) -> None:
    address, _ = make_edited(town)
    elsewhere = address.replace(str(town.community), str(town.other))
    town.visitor("stranger").get(elsewhere, 404)
    town.visitor("representative").get(f"{address}/{town.community}", 404)
