"""A small petition file that uses every table, to be changed at one place by a test."""

from __future__ import annotations

import datetime as dt

from app.letters.petition import Petition
from app.letters.petition_file import parse_petition

TODAY = dt.date(2026, 10, 9)
BASE = """\
language = "zh"

[community]
name = "锦绣家园"

[parties]
developer = "锦绣公司"
gas = { name = "燃气公司", role = "utility" }

[[recipients]]
role = "authority"
name = "住建局"

[[recipients]]
role = "developer"
name = "锦绣公司"

[sender]
name = "业主"

[[sender.representatives]]
name = "林喆"

[[history]]
on = "2025-06"
to = "住建局"

[previous]
kind = "petition"
date = 2026-01-05

[decision]
by = "住建局"
date = 2026-02-06

[[items]]
id = "roof"
category = "leak"
facts = "屋面渗漏。"
object = { kind = "plan", name = "规划" }

[[items.demands]]
action = "修复屋面"
responsible = "developer"

[[items.demands]]
action = "监督"
responsible = ["authority", "gas"]

[[items.photos]]
file = "a.jpg"
caption = "屋面"

[[items.evidence]]
title = "合同"

[[items]]
category = "gas"
facts = "未通气。"
details = { paid = 2000, payee = "燃气公司" }

[[items.demands]]
action = "通气"
responsible = "gas"
deadline = { days = 60 }
"""


def change(old: str, new: str) -> str:
    assert BASE.count(old) == 1, old
    return BASE.replace(old, new)


def read(text: str) -> Petition:
    return parse_petition(text.encode(), name="petition.toml", today=TODAY)


def extra(table: str, key: str) -> str:
    """BASE with one more key in the table that begins with `table`."""
    return change(table, f"{table}\n{key}")
