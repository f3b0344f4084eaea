"""Roles, kinds of questions and proposed deadlines in words, for everyone who shows the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from app.catalogue.example_demands import Term
from app.catalogue.questions import QuestionKind
from app.catalogue.words import Words
from app.messages import Language, Message, message, translate

ROLE_NAMES: Mapping[str, Message] = {
    "authority": message("主管部门"),
    "developer": message("开发商"),
    "property_company": message("物业公司"),
    "utility": message("供水、供电、供气、供热单位"),
    "contractor": message("施工单位"),
    "bank": message("银行"),
    "committee": message("业主委员会"),
    "residents_committee": message("居民委员会"),
    "other": message("其他责任方"),
    "neighbour": message("相邻业主"),
    "owners": message("全体业主"),
    "after_warranty": message("保修期满以后"),
}
KIND_NAMES: Mapping[QuestionKind, Message] = {
    "date": message("哪一天"),
    "amount": message("金额（元）"),
    "count": message("数目"),
    "choice": message("单选"),
    "text": message("一句话"),
}
# Each with its words for one and for more.
_TERMS: Mapping[str, tuple[Message, Message]] = {
    "days": (message("收信后1日内"), message("收信后{count}日内")),
    "working_days": (message("收信后1个工作日内"), message("收信后{count}个工作日内")),
    "months": (message("收信后1个月内"), message("收信后{count}个月内")),
}


def say_term(term: Term, language: Language) -> str:
    """A proposed deadline: 立即, 收信后15日内, 在……前, 直至……."""
    if isinstance(term.value, Words):
        clause = term.value.say(language)
        said = (
            message("在{clause}前", clause=clause)
            if term.unit == "before"
            else message("直至{clause}", clause=clause)
        )
        return translate(said, language)
    if term.value is None:
        return translate(message("立即"), language)
    one, many = _TERMS[term.unit]
    return translate(
        one if term.value == 1 else Message(many.text, {"count": term.value}), language
    )
