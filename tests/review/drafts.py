"""A draft in which the review finds nothing, to be changed at one place by a test."""

from __future__ import annotations

import datetime as dt

from app.letters.petition import Petition
from app.letters.petition_file import parse_petition
from app.review import Finding, review

TODAY = dt.date(2026, 10, 9)
SOUND = """\
language = "zh"
date = 2026-10-09

[community]
name = "锦绣家园"
households = 860

[parties]
developer = "锦绣公司"
property_company = "安居公司"
bank = { name = "城市银行", role = "bank" }

[[recipients]]
role = "authority"
name = "滨河区住房和城乡建设局"

[[recipients]]
role = "developer"
name = "锦绣公司"

[sender]
name = "锦绣家园业主（名单见附件）"
people = 412
statement = "我们对所述事实的真实性负责"
next_step = "逾期未答复的，我们将依法申请行政复议"

[[sender.representatives]]
name = "林喆"
phone = "13800000001"

[[history]]
on = 2026-03-02
to = "锦绣公司"
outcome = "已签收，未答复"

[[items]]
id = "roof"
category = "other"
heading = "屋面渗漏"
facts = "2025年11月起屋面渗漏，37户吊顶受损。"
legal_bases = ["zltl-40-roof"]

[[items.demands]]
action = "修复屋面防水"
responsible = "developer"
deadline = { days = 60 }

[[items.demands]]
action = "督促开发商履行保修义务"
responsible = "authority"
deadline = { days = 30 }

[[items.evidence]]
title = "渗漏照片"
"""


def change(old: str, new: str, text: str = SOUND) -> str:
    """The draft with one text in another's place."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def read(text: str) -> Petition:
    return parse_petition(text.encode(), name="petition.toml", today=TODAY)


def find(text: str, today: dt.date = TODAY) -> tuple[Finding, ...]:
    """The findings on a draft."""
    return review(read(text), today=today)


def list_rules(text: str, today: dt.date = TODAY) -> list[tuple[str, str]]:
    """Rules and places of the findings on a draft."""
    return [(finding.rule, finding.place) for finding in find(text, today)]
