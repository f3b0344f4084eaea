"""The same matter in two places, and remedies that do not fit: drafts that fire, drafts that do not."""

from __future__ import annotations

import pytest

from tests.review.drafts import list_rules
from tests.review.test_review import (
    AUTHORITY,
    DEVELOPER,
    HISTORY,
    PREVIOUS,
    SENDER,
    also,
    draft,
    with_kind,
)

OFFICE = "滨河区信访局"
LINE = "12345热线"
STREET = "迎春街道办事处"
# when, to whom, channel, outcome, the rule that must fire
TOLD: list[tuple[str, str, str, str, str]] = [
    ("2026-09-02", OFFICE, "", "", "petition-running"),
    ('"2026-10"', OFFICE, "", "", "petition-running"),
    ('"2026-09"', "滨河区住房和城乡建设局", "", "", "petition-running"),
    ('"2026"', OFFICE, "", "", "petition-running"),
    ("2026-09-02", OFFICE, "", "等待书面答复", "petition-running"),
    ("2026-09-02", STREET, "走访", "", "petition-running"),
    ("2026-09-02", STREET, "走访", "已登记，等通知", "petition-running"),
    ("2026-09-02", "Binhe Petition Office", "", "forwarded, no reply", "petition-running"),
    ('"2026-06"', OFFICE, "", "", ""),
    ('"2025"', OFFICE, "", "", ""),
    ("2026-03-02", OFFICE, "", "", ""),
    # 15 days to accept it and 60 to handle it, 30 more where told; what is unfinished by its own words
    ("2026-08-05", OFFICE, "", "", "petition-running"),
    ("2026-08-05", OFFICE, "", "已受理，正在办理", "petition-running"),
    ("2026-07-20", OFFICE, "", "", ""),
    ("2026-07-20", OFFICE, "", "已受理，经批准延长办理期限", "petition-running"),
    ("2026-03-05", OFFICE, "", "已转送，未办结", "petition-running"),
    ('"2025-12"', "滨河区住房和城乡建设局", "", "仍在核实中", "petition-running"),
    ('"2025-12"', OFFICE, "", "accepted, not yet closed", "petition-running"),
    ("2026-03-05", OFFICE, "", "逾期未答复", ""),
    ("2026-03-05", OFFICE, "", "已办结", ""),
    ('"2026-09"', OFFICE, "", "收到处理意见书", ""),
    ('"2026-09"', OFFICE, "", "已撤回", ""),
    ("2026-09-02", STREET, "走访", "工作人员口头答复找开发商", ""),
    ("2026-09-02", STREET, "", "当面答复会帮忙联系", ""),
    ('"2026"', STREET, "走访", "建议与物业协商", ""),
    ("2026-09-02", "迎春居民委员会", "", "", ""),
    ("2026-09-02", LINE, "", "", "hotline-running"),
    ('"2026-09"', "12345", "电话", "", "hotline-running"),
    ("2026-09-02", LINE, "", "转开发商处理，未见结果", "hotline-running"),
    ("2026-09-02", LINE, "", "无", "hotline-running"),
    ("2026-09-02", "滨河区住房和城乡建设局", "12345热线", "已派单", "hotline-running"),
    ("2026-09-02", "the hotline", "", "passed on, no answer", "hotline-running"),
    ("2026-09-02", LINE, "", "回复由开发商负责，问题未解决", ""),
    ("2026-09-02", LINE, "", "已转物业，工单办结", ""),
    ("2026-03-02", LINE, "", "", ""),
    ('"2025-11"', LINE, "电话", "转开发商处理，未见结果", ""),
    # a day to come is another rule's
    ('"2026-11"', OFFICE, "", "", "date-in-future"),
]


@pytest.mark.parametrize(("on", "to", "channel", "outcome", "rule"), TOLD)
def test_what_was_brought_elsewhere_may_still_be_in_hand(
    on: str, to: str, channel: str, outcome: str, rule: str
) -> None:
    lines = [f"[[history]]\non = {on}", f'to = "{to}"']
    lines += [
        f'{key} = "{said}"' for key, said in (("channel", channel), ("outcome", outcome)) if said
    ]
    found = list_rules(draft((HISTORY, "\n".join(lines) + "\n")))
    assert [name for name, _ in found] == ([rule] if rule else [])


def test_a_letter_to_the_developer_alone_is_no_second_way() -> None:
    entry = HISTORY.replace("锦绣公司", OFFICE).replace("2026-03-02", "2026-09-02")
    text = draft((HISTORY, entry), (AUTHORITY, f"{AUTHORITY}\ncopy = true"))
    assert list_rules(text) == []


def other(name: str, more: str = "") -> tuple[str, str]:
    return DEVELOPER, f'role = "authority"\nname = "{name}"{more}'


TWINS = {
    "bureau and its superior": (draft(other("滨州市住房和城乡建设局")), "two-authorities"),
    "two bureaus": (draft(other("滨河区城市管理局")), "two-authorities"),
    "two petition offices": (
        draft(other("滨州市信访局"), (AUTHORITY, AUTHORITY.replace("住房和城乡建设局", "信访局"))),
        "two-authorities",
    ),
    "bureau and petition office": (draft(other(OFFICE)), "petition-office-and-authority"),
    "hotline named as an authority": (draft(other(LINE)), "hotline-and-authority"),
    "hotline and petition office": (
        draft(
            (DEVELOPER, f'role = "hotline"\nname = "{LINE}"'),
            (AUTHORITY, AUTHORITY.replace("住房和城乡建设局", "信访局")),
        ),
        "hotline-and-authority",
    ),
    "superior gets a copy": (draft(other("滨州市住房和城乡建设局", "\ncopy = true")), ""),
    "another gets a disclosure application": (
        draft(other("滨州市住房和城乡建设局", '\nkind = "disclosure"'), (SENDER, PREVIOUS.format(date="2026-06-01"))),
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "rule"), TWINS.values(), ids=TWINS)
def test_one_item_goes_one_way(text: str, rule: str) -> None:
    found = [(rule, "recipients[1].items")] if rule else []
    assert list_rules(text) == found


def test_items_of_their_own_may_go_to_two_authorities() -> None:
    text = draft(
        (AUTHORITY, f'{AUTHORITY}\nitems = ["roof"]'),
        other("滨河区城市管理局", '\nitems = ["noise"]'),
    )
    item = text[text.index("[[items]]") :].replace('id = "roof"', 'id = "noise"')
    assert "two-authorities" not in {rule for rule, _ in list_rules(f"{text}\n{item}")}


def against(kind: str, type: str | None) -> str:
    decision = '[decision]\nby = "街道办事处"\ndate = 2026-09-20\n'
    decision += f'type = "{type}"\n' if type else ""
    return draft(
        with_kind(kind), (SENDER, PREVIOUS.format(date="2026-06-01")), (SENDER, f"{decision}\n[sender]")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "type", "fires"),
    [
        ("review", "信访事项处理意见书", False),
        ("review", "答复意见", False),
        ("review", "Opinion on the petition", False),
        ("review", None, False),
        ("review", "复查意见书", True),
        ("review", "复核意见书", True),
        ("review", "行政处罚决定书", True),
        ("review", "Review opinion", True),
        ("second-review", "复查意见书", False),
        ("second-review", "Review opinion", False),
        ("second-review", None, False),
        ("second-review", "信访事项处理意见书", True),
        ("second-review", "复核意见书", True),
        ("second-review", "Second review opinion", True),
        ("reconsideration", "政府信息公开答复书", False),
        ("reconsideration", "行政处罚决定书", False),
        ("reconsideration", None, False),
        ("reconsideration", "信访事项处理意见书", True),
        ("reconsideration", "复查意见", True),
        ("reconsideration", "Opinion on the petition", True),
    ],
)
def test_a_remedy_fits_the_decision_it_is_against(kind: str, type: str | None, fires: bool) -> None:
    found = [(f"{kind}-of-what", "decision.type")] if fires else []
    assert list_rules(against(kind, type)) == found


@pytest.mark.parametrize("second", ["reconsideration", "second-review"])
def test_one_decision_has_one_remedy(second: str) -> None:
    text = also(against("review", None), other("滨河区人民政府", f'\nkind = "{second}"'))
    assert list_rules(text) == [("two-remedies", "recipients[1].kind")]
    copied = also(text, (f'kind = "{second}"', f'kind = "{second}"\ncopy = true'))
    assert list_rules(copied) == []
