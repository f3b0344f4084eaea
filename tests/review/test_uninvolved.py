"""Names of people who are not part of it, in free text; words that only look like names."""

from __future__ import annotations

import datetime as dt

import pytest

from app.review import review_text
from tests.review.drafts import SOUND, change, list_rules

TODAY = dt.date(2026, 10, 9)
RULES = {"resident-named", "neighbour-named", "named-person"}
NAMED = [
    ("邻居赵敏不同意维修", "resident-named"),
    ("2026年3月，业主赵敏在坑洼处摔倒骨折", "resident-named"),
    ("业主王小明家中漏水", "resident-named"),
    ("邻居高建国家漏水", "resident-named"),
    ("业主赵敏女士摔倒", "resident-named"),
    ("租户陈刚半夜吵闹", "resident-named"),
    ("家属孙丽多次到医院陪护", "resident-named"),
    ("7栋302住户刘建军私拆承重墙", "neighbour-named"),
    ("3栋501李秀兰家老人摔伤住院", "neighbour-named"),
    ("6栋业主曾国强私自封阳台", "neighbour-named"),
    ("物业前台李小红推诿", "named-person"),
    ("维修师傅周强说配件没到", "named-person"),
    ("Wang Wei in flat 302 took down a bearing wall", "neighbour-named"),
    ("Our neighbour Wang Wei refuses the repair", "resident-named"),
    ("Li Ming, an owner, fell on the stairs", "resident-named"),
]
AFTER = [
    "代表多次沟通无果", "高度关注此事", "方便出行", "反映电梯停运", "张贴了通知", "安全没有保障",
    "王府花园二期与本小区相邻", "任何时候都不能进地库", "常年反映", "金额损失较大", "陆续搬走",
    "于2026年搬入", "向物业反映", "和物业协商", "曾多次报修", "石材脱落受伤", "严重不满", "万分着急",
    "时间紧张", "方案未被采纳", "温和反映", "水电费上涨", "连续停水", "常说", "明确拒绝", "强烈要求",
    "齐心", "元旦前无法入住", "平时交费", "单独付费", "包括老人", "甘愿付款", "路过时被砸伤",
    "江边散步", "宁愿等待", "易受伤", "关于漏水的报修", "孙女在坡道上摔倒", "权益受损", "公摊面积",
    "安装的防盗网", "高龄老人出行难", "温度不达标", "康复后", "向阳台排水", "毛坯房交付", "田地被占",
    "申请办证", "梁柱开裂", "白墙发霉", "夏天无法入睡", "余下的费用", "钱款被占", "谢绝入内", "许多人",
    "王女士反映漏水", "某某反映漏水", "家漏水到我家", "家的车", "付款后未办证", "万余元", "施工不当", "管理不善",
]  # fmt: skip


def find_names(text: str) -> set[str]:
    return {one.rule for one in review_text(text, "facts", today=TODAY)} & RULES


@pytest.mark.parametrize(("text", "rule"), NAMED, ids=[text for text, _ in NAMED])
def test_a_name_in_free_text_is_found(text: str, rule: str) -> None:
    assert find_names(text) == {rule}


@pytest.mark.parametrize("who", ["业主", "住户", "邻居", "家属", "租户", "前台", "保安", "师傅"])
def test_what_only_begins_like_a_name_is_left_alone(who: str) -> None:
    texts = [f"{who}{after}{end}" for after in AFTER for end in ("", "。", "，至今未解决")]
    assert [text for text in texts if find_names(text)] == []


def test_the_representatives_name_themselves() -> None:
    facts = "2025年11月起屋面渗漏，37户吊顶受损"
    assert list_rules(change(facts, f"业主林喆家漏水，{facts}")) == []
    other = list_rules(change(facts, f"业主林强家漏水，{facts}"))
    assert other == [("resident-named", "items[0].facts")]
    assert "林喆" in SOUND


@pytest.mark.parametrize(
    "text",
    ["我查到项目经理家住哪了", "周末去他家门口等他", "把他的家庭住址发群里", "打听到她住在哪了"],
)
def test_nobody_is_followed_home(text: str) -> None:
    assert {one.rule for one in review_text(text, "chat", today=TODAY)} == {"shaming"}


@pytest.mark.parametrize("text", ["经理身份证尾号3624", "身份证后四位是362X"])
def test_the_end_of_an_identity_number_is_one(text: str) -> None:
    (found,) = review_text(text, "facts", today=TODAY)
    assert found.rule == "identity-number" and "362" not in str(found.message)
