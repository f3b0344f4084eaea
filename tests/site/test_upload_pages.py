"""What stands beside the letters of an upload: findings with their places, dates, the way out."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from app.config import PROJECT
from app.letters.errors import SetupFault
from app.messages import message
from app.petitions.place_words import say_place
from app.site import sheets
from app.site.factory import build_app
from tests.databases import make_config
from tests.site.conftest import Visitor, as_file

EXAMPLES = {
    "zh": (PROJECT / "examples" / "four-grievances.toml").read_text("utf-8"),
    "en": (PROJECT / "examples" / "four-grievances-en.toml").read_text("utf-8"),
}
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
SOUND = """
language = "zh"
date = 2026-10-09
[community]
name = "锦绣家园"
handed_over = 2025-03-28
[parties]
developer = "滨河锦绣房地产开发有限公司"
[[recipients]]
role = "developer"
name = "滨河锦绣房地产开发有限公司"
[sender]
name = "锦绣家园业主（名单见附件）"
people = 12
[[sender.representatives]]
name = "林喆"
phone = "13800000001"
[[items]]
category = "other"
heading = "单元门禁损坏"
facts = "2026年5月3日起，3号楼两个单元的门禁损坏，至今未修，涉及48户。"
legal_bases = ["cc-509"]
[[items.demands]]
action = "修复3号楼两个单元的门禁"
responsible = "developer"
deadline = { days = 30 }
[[items.evidence]]
title = "报修记录"
"""


def upload(visitor: Visitor, text: str, lang: str = "zh") -> str:
    """The address of the letters of a petition."""
    answer = visitor.post("/uploads", {"petition": as_file(text, "p.toml")}, lang=lang)
    return answer.location


def read(answer: TestResponse) -> html.HtmlElement:
    return html.document_fromstring(answer.text)


@LANGUAGES
def test_findings_stand_beside_the_letter_and_lead_to_their_place(
    visitor: Visitor, lang: str
) -> None:
    address = upload(visitor, EXAMPLES[lang])
    root = read(visitor.get(f"{address}?lang={lang}"))
    links = root.xpath("//*[@class='remarks']//a/@href")
    assert len(links) == 12
    for link in links:
        place, _, anchor = link.partition("#")
        page = read(visitor.get(place))
        (heading,) = page.xpath("//article//*[@id=$id]", id=anchor)
        assert heading.tag in ("h2", "h3")
    assert links[0].endswith("#item-1") and links[-1].endswith("#item-4")
    if lang == "en":
        for part in root.xpath("//*[@lang='zh-CN']"):
            part.drop_tree()
        assert not re.search("[\u4e00-\u9fff]", root.text_content())


def test_errors_come_first_with_fix_and_source(visitor: Visitor) -> None:
    step = '\nnext_step = "如逾期不答复，我们将停止偿还房贷"\n'
    text = EXAMPLES["zh"].replace("reply_within_days = 15\n", f"reply_within_days = 15{step}")
    root = read(visitor.get(upload(visitor, text)))
    first, *_ = root.xpath("//*[@class='remarks']/li")
    said = first.text_content()
    assert first.get("class") == "is-error" and "错误" in said
    assert "联名人：下一步打算" in said and "sender.next_step" in said
    assert "违反借款合同" in said and "《中华人民共和国民法典》第五百零九条" in said
    assert root.xpath("//*[@class='tally']/text()") == [
        "错误：1；提醒：12。请先改正错误，再请大家签名"
    ]


def test_nothing_found_is_said(visitor: Visitor) -> None:
    page = visitor.get(upload(visitor, SOUND)).text
    assert "检查没有发现问题" in page and "remarks" not in page


def test_a_finding_in_another_letter_leads_there(visitor: Visitor) -> None:
    text = (
        EXAMPLES["zh"]
        .replace('role = "developer"\nname', 'role = "developer"\nitems = [4]\nname', 1)
        .replace(
            'name = "滨河区住房和城乡建设局"',
            'name = "滨河区住房和城乡建设局"\nitems = [1, 2, 3]',
            1,
        )
    )
    address = upload(visitor, text)
    for shown in (1, 2):
        root = read(visitor.get(f"{address}?letter={shown}"))
        links = root.xpath("//*[@class='remarks']//a/@href")
        of_fourth = [link for link in links if link.endswith("#item-4")]
        assert of_fourth and all("letter=2" in link for link in of_fourth)
        assert all("letter=1" in link for link in links if link.endswith("#item-1"))


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("items[1].demands[0].deadline", "第2项的第1条诉求：期限"),
        ("items[0].demands[1].deadline.before", "第1项的第2条诉求：期限"),
        ("items[3].details.since", "第4项：引导问题的回答"),
        ("items[3].legal_bases[1]", "第4项：法律依据"),
        ("recipients[1].name", "第2个收件方：名称"),
        ("history[0]", "此前反映的第1条"),
        ("items[0].photos[2].caption", "第1项的第3张照片：说明文字"),
        ("items[0].photos[2].file", "第1项的第3张照片"),
        ("items[1].evidence[0].title", "第2项的第1件证据：标题"),
        ("sender.representatives[1].name", "第2位业主代表：名称"),
        ("items", "事项"),
        ("recipients", "写给谁"),
        ("sender.representatives", "联名人：业主代表"),
        ("title", "信的标题"),
        ("decision.date", "所不服的决定：日期"),
        ("strange.key", "整份文件"),
    ],
)
def test_places_are_told_in_words(place: str, said: str) -> None:
    assert str(say_place(place)) == said


@LANGUAGES
def test_findings_and_dates_have_a_page_to_print(visitor: Visitor, lang: str) -> None:
    address = upload(visitor, EXAMPLES[lang])
    asked = f"letter=2&received=2026-10-12&lang={lang}"
    letters = read(visitor.get(f"{address}?{asked}"))
    (link,) = letters.xpath("//*[@id='review']//a[contains(@href, '/review?')]/@href")
    root = read(visitor.get(link + f"&lang={lang}"))
    for found in ("//*[@class='remarks']/li", "//*[contains(@class, 'schedule')]/li"):
        there, here = (
            [" ".join(one.text_content().split()) for one in page.xpath(found)]
            for page in (letters, root)
        )
        assert here == there and here
    assert not root.xpath("//article") and not root.xpath("//*[@class='review']")
    (back,) = root.xpath("//*[@class='back']/a/@href")
    assert "letter=2" in back and "received=2026-10-12" in back
    assert visitor.get(back)
    if lang == "en":
        for part in root.xpath("//*[@lang='zh-CN'] | //*[@lang='zh']"):
            part.drop_tree()
        assert not re.search("[\u4e00-\u9fff]", root.text_content())


def test_the_page_to_print_asks_for_the_day_of_receipt(visitor: Visitor) -> None:
    address = upload(visitor, EXAMPLES["zh"])
    assert "填上对方收到信的日期" in visitor.get(f"{address}/review").text
    assert "没有这一天" in visitor.get(f"{address}/review?received=2026-02-30", 422).text
    assert visitor.get(f"{address}/review?letter=9", 404)


@LANGUAGES
def test_the_day_of_receipt_gives_all_dates(visitor: Visitor, lang: str) -> None:
    address = upload(visitor, EXAMPLES[lang])
    root = read(visitor.get(f"{address}?received=2026-10-12&lang={lang}"))
    (dates,) = root.xpath("//*[@id='dates']")
    told = dates.text_content()
    words = {
        "zh": (
            "2026年10月27日（星期二）",
            "书面告知是否受理",
            "第15日是2026年10月27日",
            "信中请求",
        ),
        "en": ("Tuesday, 27 October 2026", "Written notice", "day 15 is 27 October", "asks"),
    }
    assert all(word in told for word in words[lang]), told
    days = dates.xpath(".//ol//time/@datetime")
    assert days == sorted(days) and len(days) == 4
    tabs = root.xpath("//nav[@class='tabs']//a/@href")
    assert all("received=2026-10-12" in link for link in tabs), "the date stays"
    if lang == "en":
        assert not re.search("[\u4e00-\u9fff]", told)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请填写日期"),
        ("2026-02-30", "没有这一天"),
        ("1949-01-01", "只能计算"),
        ("2200-01-01", "只能计算"),
    ],
)
def test_a_wrong_day_of_receipt_is_said_at_its_field(
    visitor: Visitor, typed: str, said: str
) -> None:
    root = read(visitor.get(f"{upload(visitor, EXAMPLES['zh'])}?received={typed}", 422))
    (field,) = root.xpath("//*[@aria-invalid='true']")
    assert field.get("id") == "received" and field.get("value") == typed
    assert said in root.xpath("//*[@id='received-fault']")[0].text_content()
    assert root.xpath("//article"), "the letters stay"


def test_a_date_at_the_end_of_all_calendars_breaks_no_page(visitor: Visitor) -> None:
    page = "/answers?answer=acknowledgement&addressee=authority&answer_on=2199-12-31"
    assert "2200年" in visitor.get(page).text


def test_periods_past_the_last_year_are_a_fault_of_the_day(visitor: Visitor) -> None:
    """A period that would begin when another ends after 2199 is none that can be reckoned."""
    last = EXAMPLES["zh"].replace(
        'role = "authority"', 'role = "authority"\nkind = "reconsideration"'
    )
    last += '\n[previous]\nkind = "petition"\ndate = 2026-06-01\n'
    place = upload(visitor, last)
    root = read(visitor.get(f"{place}?received=2199-12-31", 422))
    (field,) = root.xpath("//*[@aria-invalid='true']")
    assert field.get("id") == "received"
    assert "超过2199年" in root.xpath("//*[@id='received-fault']")[0].text_content()
    root = read(visitor.get(f"{place}?received=2199-12-31&lang=en", 422))
    assert "after 2199" in root.xpath("//*[@id='received-fault']")[0].text_content()


def test_deleting_is_asked_about_and_comes_last(visitor: Visitor) -> None:
    root = read(visitor.get(upload(visitor, EXAMPLES["zh"])))
    buttons = root.xpath("//main//button")
    assert buttons[-1].text_content() == "现在就删除"
    assert buttons[-1].xpath("ancestor::details[not(@open)]")
    assert "不能恢复" in buttons[-1].xpath("ancestor::details")[0].text_content()


@LANGUAGES
def test_each_language_has_its_own_example(visitor: Visitor, lang: str) -> None:
    root = read(visitor.get(f"/?lang={lang}"))
    assert root.xpath("//article/@lang") == ["zh-CN" if lang == "zh" else "en"]
    files = [link for link in root.xpath("//main//a/@href") if "/example/" in link]
    assert len(files) == 3 and all(link.startswith(f"/example/{lang}/") for link in files)
    for link in files:
        if not link.endswith(".pdf"):
            visitor.get(link)


def test_a_download_has_a_name_for_every_client(visitor: Visitor) -> None:
    given = visitor.get("/example/zh/letter-2.docx").headers["Content-Disposition"]
    assert "filename=lianming-letter-2.docx" in given
    assert "filename*=UTF-8''%E9%94%A6" in given


@LANGUAGES
def test_what_the_machine_lacks_is_said_on_a_page(
    monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    def fail(*_: object) -> bytes:
        raise SetupFault(message("缺少参数：{a}", a="Pango"))

    monkeypatch.setattr(sheets, "make_example_file", fail)
    app: Flask = build_app(make_config())
    answer = Visitor(app.test_client()).get(f"/example/zh/letter-1.pdf?lang={lang}", 500)
    said = {"zh": ("本站还没有装好", "Pango"), "en": ("not fully set up", "Pango")}
    assert all(word in answer.text for word in said[lang])
    assert answer.cache_control.no_store
