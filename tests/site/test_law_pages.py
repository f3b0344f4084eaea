from __future__ import annotations

import datetime as dt
import re
import tomllib

import pytest
from lxml import html

from app.catalogue.categories import find_category, list_categories
from app.config import PROJECT
from app.deadlines.clocks import load_clocks
from app.deadlines.ladder import ADDRESSEES, ANSWERS, find_rung
from app.deadlines.workdays import load_calendar
from app.letters.petition_file import read_petition
from app.messages import Language
from app.site.factory import build_app
from app.site.next_steps import Told, advise
from app.site.periods import calculate
from app.site.snippets import write_item
from app.today import read_today
from tests.databases import make_config
from tests.site.conftest import Visitor

EXAMPLE = (PROJECT / "examples" / "four-grievances.toml").read_text("utf-8")
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])


def read_whole(visitor: Visitor, path: str, lang: str, status: int = 200) -> html.HtmlElement:
    """The page; in English none of it is Chinese but what says so."""
    page = visitor.get(path + ("&" if "?" in path else "?") + f"lang={lang}", status).text
    root = html.document_fromstring(page)
    assert root.get("lang") == ("zh-CN" if lang == "zh" else "en")
    if lang == "en":
        for part in root.xpath("//*[@lang='zh-CN']"):
            part.drop_tree()
        found = re.search(".{0,20}[\u4e00-\u9fff].{0,20}", root.text_content())
        assert not found, f"Chinese left in English: {found and found[0]}"
    return root


@LANGUAGES
def test_the_catalogue_leads_to_every_category(visitor: Visitor, lang: str) -> None:
    root = read_whole(visitor, "/catalogue", lang)
    links = root.xpath("//main//a/@href")
    led = [re.sub(r"\?.*", "", link).removeprefix("/catalogue/") for link in links]
    assert sorted(led) == sorted(list_categories())


@LANGUAGES
@pytest.mark.parametrize("category", list_categories())
def test_every_category_has_its_page(visitor: Visitor, category: str, lang: str) -> None:
    root = read_whole(visitor, f"/catalogue/{category}", lang)
    for link in root.xpath("//main//a[contains(@href, '/deadlines')]/@href"):
        page = visitor.get(link).text
        assert " selected>" in page, "the rule is chosen"


def test_a_category_tells_all_that_one_needs(visitor: Visitor) -> None:
    text = html.document_fromstring(visitor.get("/catalogue/leak").text).text_content()
    for said in (
        "从哪一天开始漏水？",
        "保修期和损失都从日期算起。",
        "收信后15日内",
        "《建设工程质量管理条例》第四十条第一款第二项",
        "最低保修5年",
        "下雨前后同一位置的对比照片",
        "自“竣工验收合格”之日起5年",
        "不要写“豆腐渣工程”",
        "[items.details]",
    ):
        assert said in text


def test_an_unknown_category_is_no_page(visitor: Visitor) -> None:
    for name in ("nowhere", "LEAK", "..%2Flaw%2Fcc", "leak.toml", "屋面"):
        assert "没有这个页面" in visitor.get(f"/catalogue/{name}", 404).text


@LANGUAGES
@pytest.mark.parametrize("category", list_categories())
def test_what_a_page_offers_can_be_pasted_into_a_petition(
    category: str, lang: str, tmp_path
) -> None:
    item = write_item(find_category(category), "zh" if lang == "zh" else "en")
    text = EXAMPLE
    for role in ("contractor", "bank", "committee", "residents_committee", "other"):
        text = text.replace(
            "[[recipients]]", f'{role} = {{ name = "甲", role = "{role}" }}\n\n[[recipients]]', 1
        )
    path = tmp_path / "p.toml"
    path.write_text(f"{text}\n{item}", "utf-8")
    assert read_petition(path, today=read_today()).items[-1].category == category
    answered = "\n".join(re.sub(r"^# (\w+ = |\[\[)", r"\1", line) for line in item.splitlines())
    details = tomllib.loads(answered)["items"][0].get("details", {})
    assert len(details) == len(find_category(category).questions)
    path.write_text(f"{text}\n{answered}", "utf-8")
    read = read_petition(path, today=read_today()).items[-1]
    assert len(read.details) == len(details)
    assert len(read.demands) == max(len(find_category(category).demands), 1)


@LANGUAGES
@pytest.mark.parametrize("rule", load_clocks())
def test_every_period_is_reckoned(visitor: Visitor, rule: str, lang: str) -> None:
    root = read_whole(visitor, f"/deadlines?rule={rule}&from=2026-09-01&time=", lang)
    (result,) = root.xpath("//*[@id='result']")
    assert result.text_content().strip()
    assert root.xpath("//option[@selected]/@value") == [rule]
    assert root.xpath("//input[@id='from']/@value") == ["2026-09-01"]


@pytest.mark.parametrize(
    ("today", "is_past"), [("2026-11-02", False), ("2026-11-03", True), ("2027-01-01", True)]
)
def test_the_calculator_says_that_a_date_is_past(today: str, is_past: bool) -> None:
    asked = {"rule": "clk-xf-decide", "from": "2026-09-01"}
    told = calculate(asked, load_calendar(None), "zh", dt.date.fromisoformat(today))
    assert told.result and told.result.iso == "2026-11-02"
    assert told.is_past is is_past


@LANGUAGES
def test_a_date_long_past_is_marked(visitor: Visitor, lang: str) -> None:
    root = read_whole(visitor, "/deadlines?rule=clk-w-roof&from=2020-01-01", lang)
    assert (
        root.xpath("//*[@class='due']/*[@class='mark']/text()")[0]
        == {
            "zh": "已过",
            "en": "past",
        }[lang]
    )
    root = read_whole(visitor, "/deadlines?rule=clk-w-roof&from=2190-01-01", lang)
    marks = [one.text for one in root.xpath("//*[@class='due']/*[@class='mark']")]
    assert not {"已过", "past"} & set(marks)


@LANGUAGES
def test_a_category_tells_what_answers_become_and_offers_every_demand(
    visitor: Visitor, lang: str
) -> None:
    root = read_whole(visitor, "/catalogue/leak", lang)
    said = [one.text_content() for one in root.xpath("//*[@class='becomes']")]
    leak = find_category("leak")
    assert len(said) == len(leak.questions)
    assert (
        said[0]
        == {
            "zh": "信里写成：自2026年1月31日起出现渗漏。",
            "en": "In the letter: It has leaked since 31 January 2026.",
        }[lang]
    )
    (snippet,) = root.xpath("//*[@class='snippet']")
    text = snippet.text_content()
    assert text.count("# [[items.demands]]") == len(leak.demands) - 1
    language: Language = "zh" if lang == "zh" else "en"
    assert all(one.action.say(language) in text for one in leak.demands)


@LANGUAGES
def test_the_calculator_says_when_and_why(visitor: Visitor, lang: str) -> None:
    root = read_whole(visitor, "/deadlines?rule=clk-xf-decide&from=2026-09-01", lang)
    text = root.xpath("//*[@id='result']")[0].text_content()
    words = {
        "zh": ("2026年11月2日（星期一）", "第60日是2026年10月31日", "《信访工作条例》第三十四条"),
        "en": ("Monday, 2 November 2026", "day 60 is 31 October 2026", "Article 34"),
    }
    assert all(word in text for word in words[lang])
    assert {"zh": "暂定", "en": "provisional"}[lang] not in text
    later = read_whole(visitor, "/deadlines?rule=clk-ogi&from=2031-09-01", lang)
    assert later.xpath("//*[@class='mark']/text()") == ["暂定" if lang == "zh" else "provisional"]


def test_hours_are_reckoned_from_a_time(visitor: Visitor) -> None:
    page = visitor.get("/deadlines?rule=clk-gas-notice&from=2026-09-29&time=08:00").text
    assert "2026年9月27日（星期日） 08:00" in page
    other = visitor.get("/deadlines?rule=clk-xf-notify&from=2026-09-29&time=08:00").text
    assert "2026年10月14日（星期三）" in other and "08:00。" not in other


@pytest.mark.parametrize(
    "typed", ["2026-09-01", "2026年9月1日", "2026/9/1", "2026.09.01", " 2026-09-01 "]
)
def test_dates_are_read_as_people_write_them(visitor: Visitor, typed: str) -> None:
    assert "2026年11月2日" in visitor.get(f"/deadlines?rule=clk-xf-decide&from={typed}").text


@LANGUAGES
@pytest.mark.parametrize(
    ("query", "field", "kept"),
    [
        ("rule=clk-xf-decide&from=2026-02-30", "from", "2026-02-30"),
        ("rule=clk-xf-decide&from=tomorrow", "from", "tomorrow"),
        ("rule=clk-xf-decide&from=", "from", ""),
        ("rule=clk-xf-decide&from=1949-10-01", "from", "1949-10-01"),
        ("rule=clk-xf-decide&from=2200-01-01", "from", "2200-01-01"),
        ("rule=clk-nowhere&from=2026-09-01", "rule", None),
        ("rule=&from=2026-09-01", "rule", None),
        ("rule=clk-gas-notice&from=2026-09-01&time=25:00", "time", "25:00"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    visitor: Visitor, query: str, field: str, kept: str | None, lang: str
) -> None:
    root = read_whole(visitor, f"/deadlines?{query}", lang, 422)
    (wrong,) = root.xpath("//*[@aria-invalid='true']")
    assert wrong.get("id") == field
    assert f"{field}-fault" in wrong.get("aria-describedby")
    if kept is not None:
        assert wrong.get("value") == kept
    if field != "from":
        assert root.xpath("//input[@id='from']/@value") == ["2026-09-01"]
    assert not root.xpath("//*[@id='result']")


def test_the_years_of_the_operator_count(tmp_path) -> None:
    (tmp_path / "2031.toml").write_text("broken", "utf-8")
    app = build_app(make_config(holidays=tmp_path))
    page = Visitor(app.test_client()).get("/deadlines", 500).text
    assert "网站出了问题" in page and str(tmp_path) not in page


@LANGUAGES
@pytest.mark.parametrize("addressee", ADDRESSEES)
def test_every_answer_says_what_next(visitor: Visitor, addressee: str, lang: str) -> None:
    for answer in ANSWERS:
        path = f"/answers?answer={answer}&addressee={addressee}"
        dates = "&letter_on=2099-10-12&answer_on=2099-10-20"
        rung = find_rung(answer, addressee)
        for query in (path, path + dates):
            root = read_whole(visitor, query, lang)
            (result,) = root.xpath("//*[@id='result']")
            told = result.text_content()
            for one in (*rung.steps, *rung.blocked):
                assert one.why.say(lang) in told
            assert not rung.never or rung.never.say(lang) in told
    assert len(root.xpath("//option[@selected]")) == 2


def test_the_day_of_an_answer_starts_its_periods(visitor: Visitor) -> None:
    path = "/answers?answer=written_opinion&addressee=authority"
    dated = visitor.get(f"{path}&answer_on=2026-10-20&letter_on=2026-08-03").text
    assert "2026年11月19日（星期四）" in dated  # the review is requested within 30 days
    assert "2026年9月2日" not in dated, "the first letter's receipt starts no decision on a review"
    silent = visitor.get("/answers?answer=none&addressee=authority&letter_on=2026-10-12").text
    assert "2026年10月27日（星期二）" in silent


def advise_on(today: str, answer: str, letter_on: str = "") -> Told:
    asked = {"answer": answer, "addressee": "authority", "letter_on": letter_on}
    told = advise(asked, load_calendar(None), "zh", dt.date.fromisoformat(today)).told
    assert told is not None
    return told


def test_a_step_opens_the_day_after_the_period() -> None:
    before = advise_on("2026-10-27", "none", "2026-10-12")
    assert [act.kind.text for act in before.now] == ["现在不用发信", "履职申请书"]
    assert before.later[0].kind.text == "催办函"
    after = advise_on("2026-10-28", "none", "2026-10-12")
    assert [act.kind.text for act in after.now] == ["履职申请书", "催办函"]
    assert after.now[1].opens is not None and after.now[1].opens.is_past


def test_what_another_letter_starts_gets_no_date_from_this_one() -> None:
    told = advise_on("2027-10-28", "none", "2026-10-12")
    assert [act.after and act.after.text for act in told.later] == [
        "履职申请书", "政府信息公开申请", "行政复议申请书",
    ]  # fmt: skip
    assert all(act.opens is not None and act.opens.date is None for act in told.later)


@pytest.mark.parametrize("answer", ["none", "act_or_refusal"])
def test_a_lawsuit_stands_in_one_place_only(answer: str) -> None:
    told = advise_on("2026-10-28", answer)
    assert [act.kind.text for act in told.later].count("起诉，或者按约定仲裁") == 1
    assert "起诉，或者按约定仲裁" not in [act.kind.text for act in told.blocked]


@LANGUAGES
def test_the_page_says_until_which_answer_a_way_is_closed(visitor: Visitor, lang: str) -> None:
    root = read_whole(visitor, "/answers?answer=oral&addressee=authority", lang)
    text = " ".join(root.xpath("//*[@id='result']")[0].text_content().split())
    said = {
        "zh": "直到收到：信访处理意见书；不予受理",
        "en": "Until this comes: Written opinion on the petition; Not accepted",
    }
    assert said[lang] in text
    ended = read_whole(visitor, "/answers?answer=second_review_opinion&addressee=authority", lang)
    never = {"zh": "等多久都走不通", "en": "No wait opens it"}
    assert ended.xpath("//*[@id='result']")[0].text_content().count(never[lang]) == 3


@LANGUAGES
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("answer=none", "addressee"),
        ("answer=nothing&addressee=authority", "answer"),
        ("answer=none&addressee=authority&letter_on=x", "letter_on"),
        ("answer=none&addressee=authority&answer_on=2026-02-30", "answer_on"),
    ],
)
def test_a_wrong_choice_is_said_at_its_field(
    visitor: Visitor, query: str, field: str, lang: str
) -> None:
    root = read_whole(visitor, f"/answers?{query}", lang, 422)
    assert root.xpath("//*[@aria-invalid='true']/@id") == [field]


@LANGUAGES
def test_all_answers_are_listed_with_an_address(visitor: Visitor, lang: str) -> None:
    root = read_whole(visitor, "/answers", lang)
    links = root.xpath("//details//a/@href")
    possible = [(a, b) for a in ANSWERS for b in ADDRESSEES if not find_rung(a, b).never]
    assert len(set(links)) == len(possible)
    visitor.get(links[0])


@LANGUAGES
def test_every_page_leads_to_every_room(visitor: Visitor, lang: str) -> None:
    for path in ("/", "/catalogue", "/deadlines", "/answers", "/uploads"):
        root = read_whole_shell(visitor, f"{path}?lang={lang}")
        links = [link.partition("?")[0] for link in root.xpath("//header/nav/a/@href")]
        assert links == ["/", "/catalogue", "/deadlines", "/answers", "/uploads"]
        assert root.xpath("//header/nav/a[@aria-current]/@href") == [f"{path}?lang={lang}"]


def read_whole_shell(visitor: Visitor, path: str) -> html.HtmlElement:
    return html.document_fromstring(visitor.get(path).text)
