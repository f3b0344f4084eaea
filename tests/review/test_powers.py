"""What only a court decides, and what the authority written to has no power over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.messages import LANGUAGES, Language
from app.review import review
from tests.letters.test_example_demands import CATEGORIES, make_petition
from tests.review.drafts import TODAY, list_rules
from tests.review.test_review import URGE, draft

HOUSING = "滨河区住房和城乡建设局"
PLACE = "items[0].demands[1].action"
# what is asked of the authority, the rule that must fire
ASKED = {
    "安排子女入学": "power-schooling",
    "Arrange for our children to attend the school": "power-schooling",
    "对占用消防通道的车辆处以罚款": "power-fire-fines",
    "消防处罚款": "power-fire-fines",
    "Impose a fine for blocking the fire lane": "power-fire-fines",
    "吊销物业资质": "property-qualification",
    "取消安居公司物业服务资质": "property-qualification",
    "Revoke the qualification of the property company": "property-qualification",
    "修复屋面防水": "authority-own-works",
    "请贵局尽快修复屋面防水": "authority-own-works",
    "查明原因，修复屋面防水": "authority-own-works",
    "接通燃气": "authority-own-works",
    "为业主开通天然气": "authority-own-works",
    "Repair the leaking roof waterproofing": "authority-own-works",
    "Connect gas to all homes": "authority-own-works",
    "降低物业费标准": "power-property-fees",
    "Lower the property management fee": "power-property-fees",
    "撤销规划许可": "power-planning-permit",
    "Revoke the planning permission": "power-planning-permit",
    "强制退房退款": "court-only",
    "强制开发商为业主退房退款": "court-only",
    "Force refunds and the return of flats": "court-only",
    "宣布格式条款无效": "court-only",
    "确认补充协议无效": "court-only",
    "Declare the standard terms invalid": "court-only",
    "认定开发商违约": "court-only",
    "Find the developer in breach": "court-only",
    "查封开发商房产": "court-only",
    "冻结开发商账户": "court-only",
    "Freeze the developer’s bank accounts": "court-only",
    # what an authority can do
    "责令开发商修复屋面防水": "",
    "责成开发商修复屋面防水": "",
    "由开发商修复屋面防水": "",
    "要求物业公司更换电梯，修复门禁": "",
    "对开发商未修复屋面的行为依法查处": "",
    "督促燃气公司接通燃气": "",
    "协调教育局安排子女入学": "",
    "书面说明适龄儿童入学的过渡安排": "",
    "责令物业公司降低物业费标准": "",
    "移送规划部门依法撤销规划许可": "",
    "会同消防救援机构处罚占用消防通道的行为": "",
    "督促开发商与业主协商退房退款": "",
    "查处使用不公平格式条款的行为": "",
    "核实开发商是否违约": "",
    "公布已查封房产的清单": "",
    "吊销开发企业的资质": "",
    "Order the developer to connect the gas": "",
    "Urge the developer to repair the roof waterproofing": "",
    "Require the property company to lower the property fee": "",
}


@pytest.mark.parametrize(("action", "rule"), ASKED.items(), ids=ASKED)
def test_a_housing_bureau_is_asked_what_it_can_do(action: str, rule: str) -> None:
    found = list_rules(draft((URGE, f'action = "{action}"')))
    assert found == ([(rule, PLACE)] if rule else [])


@pytest.mark.parametrize(
    ("action", "name", "fires"),
    [
        ("安排子女入学", "滨河区教育局", False),
        ("安排子女入学", "迎春街道办事处", True),
        ("处罚占用消防通道的行为", "滨河区消防救援大队", False),
        ("处罚占用消防通道的行为", "滨河区市场监督管理局", True),
        ("撤销规划许可", "滨河区自然资源和规划局", False),
        ("撤销规划许可", "滨河区公安分局", True),
        ("降低物业费标准", "滨河区发展和改革局", False),
        ("吊销物业资质", "滨河区市场监督管理局", True),
        ("修复屋面防水", "滨河区人民政府", True),
    ],
)
def test_who_is_written_to_decides(action: str, name: str, fires: bool) -> None:
    text = draft((URGE, f'action = "{action}"')).replace(HOUSING, name)
    assert bool(list_rules(text)) == fires


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CATEGORIES)
def test_what_the_catalogue_proposes_is_in_the_authoritys_power(
    name: str, language: Language
) -> None:
    petition = make_petition(name, language)
    authority, *parties = petition.recipients
    written = HOUSING if language == "zh" else "Binhe Housing Bureau"
    petition = replace(
        petition, date=TODAY, recipients=(replace(authority, name=written), *parties)
    )
    findings = review(petition, today=TODAY)
    assert [one for one in findings if one.place.startswith("items[0].demands")] == []
