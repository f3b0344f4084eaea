"""From petition to letter: what each kind says, to whom, in both languages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings

from app.catalogue.law import cite, find_provision, group_citations
from app.letters.compose import compose
from app.letters.errors import InputError
from app.letters.letter import Heading, Letter, NumberedList
from app.letters.petition import (
    Before,
    Deadline,
    Demand,
    Immediate,
    Item,
    Kind,
    OnDate,
    Petition,
    Recipient,
    Until,
    Within,
)
from app.letters.render.txt import render_txt
from app.letters.signers import Signer
from app.letters.words import join_words
from tests.letters.conftest import read
from tests.letters.generated import petitions

KINDS: tuple[Kind, ...] = get_args(Kind)


def words_of(letter: Letter) -> str:
    return render_txt(letter).decode()


@pytest.mark.parametrize("name", ["full-zh", "full-en", "four-grievances", "four-grievances-en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words_in_both_languages(name: str, kind: Kind) -> None:
    petition = read("full-zh" if name.endswith("zh") or name == "four-grievances" else "full-en")
    items = read(name).items
    petition = replace(petition, items=items, recipients=(petition.recipients[0],))
    letter = compose(petition, 0, kind=kind)
    text = words_of(letter)
    assert letter.kind == kind
    assert "{" not in text.replace("{{ 7*7 }}", "").replace("{% raw %}", "")
    if petition.language == "en":
        assert not any("\u3400" <= character <= "\u9fff" for character in text)
    if kind not in ("hotline", "authorisation", "cover"):
        assert all(demand.action[-6:] in text for item in items for demand in item.demands)


DEVELOPER = Demand("修复屋面", ("developer",))


@pytest.mark.parametrize(
    ("demand", "to_authority", "to_developer"),
    [
        (DEVELOPER, "由滨河锦绣房地产开发有限公司修复屋面。", "请贵公司修复屋面。"),
        (
            replace(DEVELOPER, deadline=Immediate()),
            "由滨河锦绣房地产开发有限公司立即修复屋面。",
            "请贵公司立即修复屋面。",
        ),
        (
            replace(DEVELOPER, deadline=OnDate(dt.date(2026, 11, 30))),
            "由滨河锦绣房地产开发有限公司最迟于2026年11月30日修复屋面。",
            "请贵公司最迟于2026年11月30日修复屋面。",
        ),
        (
            replace(DEVELOPER, deadline=Within(3, "months")),
            "由滨河锦绣房地产开发有限公司自贵局收到本诉求书之日起3个月内修复屋面。",
            "请贵公司自收到本函之日起3个月内修复屋面。",
        ),
        (
            replace(DEVELOPER, deadline=Within(5, "working_days"), criterion="不再渗漏。"),
            "由滨河锦绣房地产开发有限公司自贵局收到本诉求书之日起5个工作日内修复屋面，以不再渗漏为完成标准。",
            "请贵公司自收到本函之日起5个工作日内修复屋面，以不再渗漏为完成标准。",
        ),
        (
            replace(DEVELOPER, deadline=Before("雨季到来前"), fallback="退还费用"),
            "由滨河锦绣房地产开发有限公司在雨季到来前修复屋面；到期未完成的，退还费用。",
            "请贵公司在雨季到来前修复屋面；到期未完成的，退还费用。",
        ),
        (
            replace(DEVELOPER, deadline=Until("保修期满"), compensation="每户500元"),
            "由滨河锦绣房地产开发有限公司修复屋面，直至保修期满；计算办法：每户500元。",
            "请贵公司修复屋面，直至保修期满；计算办法：每户500元。",
        ),
        (
            replace(
                DEVELOPER, responsible=("developer", "property_company"), supervised_by="authority"
            ),
            "由滨河锦绣房地产开发有限公司和滨河安居物业服务有限公司共同负责，修复屋面；请贵局监督落实。",
            "请贵公司会同滨河安居物业服务有限公司修复屋面；请滨河区住房和城乡建设局监督落实。",
        ),
        (
            replace(DEVELOPER, responsible=("authority",)),
            "请贵局修复屋面。",
            "由滨河区住房和城乡建设局修复屋面。",
        ),
    ],
)
def test_a_demand_names_all_that_is_set(
    four: Petition, demand: Demand, to_authority: str, to_developer: str
) -> None:
    petition = replace(four, items=(replace(four.items[3], demands=(demand,)),))
    assert to_authority in words_of(compose(petition, 0))
    assert to_developer in words_of(compose(petition, 1))


@pytest.mark.parametrize(
    ("demand", "said"),
    [
        (replace(DEVELOPER, action="立即修复", deadline=Immediate()), "请贵公司立即修复。"),
        (replace(DEVELOPER, action="滨河锦绣房地产开发有限公司修复"), "请贵公司修复。"),
        (replace(DEVELOPER, action="修复。"), "请贵公司修复。"),
        (replace(DEVELOPER, criterion="以检测报告为准"), "请贵公司修复屋面，以检测报告为准。"),
        (
            replace(DEVELOPER, criterion="不漏水；不返潮"),
            "请贵公司修复屋面；完成标准：不漏水；不返潮。",
        ),
        (replace(DEVELOPER, fallback="逾期的，退款。"), "请贵公司修复屋面；逾期的，退款。"),
        (replace(DEVELOPER, compensation="退还安装费"), "请贵公司修复屋面；同时退还安装费。"),
        (
            replace(DEVELOPER, action="赔偿损失", compensation="按评估金额"),
            "请贵公司赔偿损失；赔偿办法：按评估金额。",
        ),
        (replace(DEVELOPER, deadline=Before("在雨季之前")), "请贵公司在雨季之前修复屋面。"),
        (replace(DEVELOPER, deadline=Until("至交房")), "请贵公司修复屋面，直至交房。"),
        (
            replace(DEVELOPER, action="共同修复", responsible=("developer", "property_company")),
            "请贵公司与滨河安居物业服务有限公司共同修复。",
        ),
        (replace(DEVELOPER, supervised_by="developer"), "请贵公司修复屋面。"),
        (
            replace(DEVELOPER, responsible=("authority",), deadline=Within(5, "days")),
            "由滨河区住房和城乡建设局自贵公司收到本函之日起5日内修复屋面。",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_demand_says_nothing_twice(four: Petition, demand: Demand, said: str) -> None:
    item = replace(four.items[3], demands=(demand,))
    recipients = (replace(four.recipients[0], items=(1,)), four.recipients[1])
    petition = replace(four, items=(item, four.items[1]), recipients=recipients)
    assert said in words_of(compose(petition, 1))


def test_a_term_of_another_runs_from_its_own_letter(four: Petition) -> None:
    demand = replace(DEVELOPER, responsible=("authority",), deadline=Within(5, "days"))
    petition = replace(four, items=(replace(four.items[3], demands=(demand,)),))
    said = "由滨河区住房和城乡建设局自收到业主来函之日起5日内修复屋面。"
    assert said in words_of(compose(petition, 1))


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        (None, "Please repair the roof."),
        (Immediate(), "Without delay, please repair the roof."),
        (
            OnDate(dt.date(2026, 11, 30)),
            "By 30 November 2026 at the latest, please repair the roof.",
        ),
        (Within(1, "days"), "Within 1 day of receiving this letter, please repair the roof."),
        (Within(3, "months"), "Within 3 months of receiving this letter, please repair the roof."),
        (Before("winter"), "Before winter, please repair the roof."),
        (Until("it is dry"), "Please repair the roof until it is dry."),
    ],
)
def test_english_terms_come_first(deadline: Deadline | None, said: str) -> None:
    petition = read("four-grievances-en")
    demand = Demand("Repair the roof.", ("developer",), deadline=deadline)
    petition = replace(petition, items=(replace(petition.items[3], demands=(demand,)),))
    assert said in words_of(compose(petition, 1))


def test_one_demand_is_a_sentence_and_many_are_a_list(four: Petition) -> None:
    letter = compose(four, 0)
    lists = [block for block in letter.blocks if isinstance(block, NumberedList)]
    assert [len(block.entries) for block in lists] == [2, 2]
    assert "请贵局依法处理并督促落实：由滨河锦绣" in words_of(letter)


def test_a_company_reads_its_own_demands_first(four: Petition) -> None:
    text = words_of(compose(four, 1))
    assert "我们提出以下要求：请贵公司自收到本函之日起60日内按销售承诺" in text
    assert (
        "同一问题中，我们还向有关单位提出以下要求，涉及贵公司的，请予以配合：由滨河安居物业服务有限公司立即平整"
        in text
    )


def test_items_of_others_become_one_line(full: Petition) -> None:
    text = words_of(compose(full, 1))
    assert "此外，业主就“管道燃气未开通”问题另行提出诉求。" in text
    assert "查明未通气的原因" not in text


@pytest.mark.parametrize(
    ("name", "you"),
    [
        ("滨河区住房和城乡建设局", "贵局"),
        ("滨河区人民政府", "贵政府"),
        ("省住建厅", "贵厅"),
        ("迎春街道办事处", "贵街道办"),
        ("信访办公室", "贵办"),
        ("信访工作联席会议", "贵机关"),
    ],
)
def test_an_authority_is_addressed_by_what_it_is(four: Petition, name: str, you: str) -> None:
    petition = replace(four, recipients=(Recipient("authority", name, "petition"),))
    assert f"请{you}自收到本诉求书之日起15日内" in words_of(compose(petition, 0))


def test_closing_fits_the_recipient(four: Petition) -> None:
    assert "此致\n敬礼！" in words_of(compose(four, 0))
    to_company = words_of(compose(four, 1))
    assert "特此函告。" in to_company and "敬礼" not in to_company


def test_all_keys_are_printed(full: Petition) -> None:
    text = words_of(compose(full, 0))
    for said in [
        "滨河区住房和城乡建设局\n张局长：",
        "滨州市滨河区迎春路18号）一期1至9栋的业主",
        "共860户",
        "2025年2月10日竣工验收合格",
        "2025年3月28日交付使用",
        "共412人",
        "于2025年11月以电话方式向12345热线反映（编号：GD20251103-118），结果为：转开发商处理",
        "《锦绣家园燃气管线调整方案》（滨规公示2026-7，2026年8月1日）",
        "截至2026年10月20日",
        "约定或者承诺的通气时间为2026年6月。至今未通气的有860户。每户已缴纳燃气相关费用2600元。"
        "目前燃气工程已经验收合格，但尚未点火通气。\n",
        "该问题涉及860户",
        "20日内",
        "以上情况均有书面材料",
        "申请行政复议。",
        "抄送滨河区迎春街道办事处",
        "感谢贵单位",
        "业主代表：林喆、𬭎犇",
        "电话：13800000001",
        "燃气配套费收据",
        "2026年4月12日",
        "<b>未给日期</b>；{{ 7*7 }}、{% raw %}、&amp; 均照原样印。",
    ]:
        assert said in text


def test_legal_bases_of_one_law_are_joined(full: Petition) -> None:
    assert (
        "根据《城镇燃气管理条例》第十一条第一款和"
        "《中华人民共和国民法典》第五百零九条第一款、第二款、第五百七十七条的规定，"
    ) in words_of(compose(full, 0))


ROOF = ("jzf-63", "jzf-62", "zltl-40-roof", "zltl-66", "kfjy-30", "jzf-60", "spf-10")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["full-zh", "full-en"])
def test_a_letter_cites_at_most_four_bases_that_fit_its_recipient(name: str, kind: Kind) -> None:
    petition = read(name)
    language = petition.language
    developer = next(one for one in petition.parties if one.role == "developer")
    demand = Demand("Repair the roof", (developer.id,), supervised_by="authority")
    item = Item("roof", "leak", "x", (demand,), legal_bases=ROOF)
    petition = replace(petition, items=(item,))
    readers = (
        Recipient("authority", "A", kind),
        Recipient(developer.id, developer.name, kind),
    )
    petition = replace(petition, recipients=readers)
    own = find_provision("jzf-63").points
    for index, fit in enumerate((("jzf-63", "zltl-66", "zltl-40-roof", "jzf-60"),
                                 ("zltl-40-roof", "jzf-60", "kfjy-30", "spf-10"))):  # fmt: skip
        text = words_of(compose(petition, index))
        if index == 1:
            assert cite(find_provision("jzf-63").law, own, language) not in text
        if kind in ("petition", "demand", "complaint", "reminder", "duty"):
            joined = {"zh": "根据{}的规定", "en": "nder {}, "}[language]
            assert joined.format(join_words(group_citations(fit, language), language)) in text
    assert petition.items[0].legal_bases == ROOF


def test_headings_are_numbered_through(four: Petition) -> None:
    numbers = [block.number for block in compose(four, 0).blocks if isinstance(block, Heading)]
    assert numbers == ["一、", "二、", "三、", "四、", "五、"]


@pytest.mark.parametrize(
    ("count", "title"),
    [
        (1, "关于锦绣家园不动产权证办理问题的联名诉求书"),
        (2, "关于锦绣家园不动产权证办理和管道燃气开通问题的联名诉求书"),
        (4, "关于锦绣家园不动产权证办理、管道燃气开通等四项问题的联名诉求书"),
    ],
)
def test_a_missing_title_is_composed(four: Petition, count: int, title: str) -> None:
    assert compose(replace(four, items=four.items[:count]), 0).title == title


@pytest.mark.parametrize(
    ("title", "kind", "printed"),
    [
        ("关于通气的联名诉求书", "petition", "关于通气的联名诉求书"),
        ("关于通气的联名诉求书", "reminder", "关于锦绣家园管道燃气开通问题的催办函"),
        ("关于通气的催办函", "reminder", "关于通气的催办函"),
        ("关于通气的意见", "review", "关于锦绣家园管道燃气开通问题的信访事项复查申请书"),
        ("关于通气的行政复议申请书", "reconsideration", "关于通气的行政复议申请书"),
    ],
)
def test_a_later_letter_is_called_what_it_is(
    full: Petition, title: str, kind: Kind, printed: str
) -> None:
    petition = replace(full, title=title, items=full.items[:1])
    assert compose(petition, 0, kind=kind).title == printed


def test_items_of_one_category_are_told_apart_in_the_title(four: Petition) -> None:
    leaks = [replace(four.items[3], heading=f"锦绣家园{number}栋渗漏的问题") for number in (1, 2)]
    title = compose(replace(four, items=tuple(leaks)), 0).title
    assert title == "关于锦绣家园1栋渗漏和2栋渗漏问题的联名诉求书"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("petition", ["推选林喆、𬭎犇两人为业主代表", "代表无权代我们和解、放弃诉求或者收付款项"]),
        ("duty", ["各户已于2026年4月缴纳费用", "自收到本申请书之日起20日内", "职权范围"]),
        (
            "disclosure",
            [
                "第二十七条、第二十九条",
                "身份证件号码（手写）",
                "林喆\t13800000001\t锦绣家园3栋2单元1501",
                "规划方案《锦绣家园燃气管线调整方案》（滨规公示2026-7，2026年8月1日）的全文",
                "20个工作日内",
                "纸质复印件或者电子文件",
            ],
        ),
        (
            "review",
            [
                "于2026年9月20日作出的《信访事项处理意见书》（滨住建信〔2026〕18号）",
                "收到上述处理意见的日期：＿＿＿＿年＿＿月＿＿日",
                "事实和理由",
                "自收到本申请书之日起30日内提出复查意见",
            ],
        ),
        ("second-review", ["收到上述复查意见的日期", "30日内提出复核意见"]),
        (
            "reconsideration",
            [
                "身份证件号码（手写）",
                "被申请人：滨河区住房和城乡建设局。",
                "复议请求",
                "事实和理由",
                "知道上述行政行为的日期",
            ],
        ),
        ("authorisation", ["一期1至9栋的业主", "代表无权以我们的名义和解", "一年"]),
        ("cover", ["联名人数\t412人", "收件回执", "收件单位（盖章）", "登记编号"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_kind_says_what_such_a_paper_must(full: Petition, kind: Kind, said: list[str]) -> None:
    text = words_of(compose(full, 0, kind=kind))
    assert [words for words in said if words not in text] == []


def test_a_reconsideration_of_silence_names_no_act(full: Petition) -> None:
    text = words_of(compose(replace(full, decision=None), 0, kind="reconsideration"))
    assert "确认被申请人未依法履行职责" in text
    assert "被申请人：＿＿" in text and "上述行政行为" not in text


SIGNERS = (
    Signer("林喆", "3-2-1501", dt.date(2026, 10, 1)),
    Signer("周犇", "3-2-1501", capacity="tenant", signed_by="李四", relation="女儿"),
)


def test_signers_are_counted_and_listed(four: Petition) -> None:
    letter = compose(four, 0, signers=SIGNERS)
    table = letter.annexes[0].table
    assert table is not None
    assert letter.annexes[0].label == "附件1"
    agreed = f"以下签名人已阅读《{letter.title}》，同意其内容，并同意推选其中所列业主代表。"
    assert table.summary == (agreed, "共2人签名，涉及1户；其中业主1人，其他住户1人；代签1人。")
    assert table.rows[1].capacity == "承租人\n李四（女儿）代签"
    assert "参加本次联名的共2人，涉及1户，其中业主1人。" in words_of(letter)
    assert letter.code in table.running[1]


def test_a_company_gets_counts_but_no_names(four: Petition) -> None:
    letter = compose(four, 1, signers=SIGNERS)
    assert letter.annexes == ()
    assert "参加本次联名的共2人" in words_of(letter)


def test_date_counts_and_annexes_are_outside_of_the_digest(four: Petition) -> None:
    later = replace(four, date=dt.date(2026, 12, 1))
    assert compose(later, 0, signers=SIGNERS).digest == compose(four, 0).digest
    changed = replace(four, items=four.items[:3])
    assert compose(changed, 1).digest != compose(four, 1).digest


@pytest.mark.parametrize("representatives", [0, 6])
def test_an_authorisation_names_one_to_five(full: Petition, representatives: int) -> None:
    people = full.sender.representatives[:1] * representatives
    petition = replace(full, sender=replace(full.sender, representatives=people))
    with pytest.raises(InputError, match=r"sender\.representatives"):
        compose(petition, 0, kind="authorisation")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(petitions())
def test_any_petition_becomes_letters_that_hold_its_words(petition: Petition) -> None:
    for index in range(len(petition.recipients)):
        letter = compose(petition, index)
        text = words_of(letter).replace("\n", "").replace("\u3000", "")
        chosen = petition.recipients[index].items or range(len(petition.items))
        for item in (petition.items[number] for number in chosen):
            assert item.facts.strip("。．.；;，, ") in text
            assert (item.heading or "") in text
