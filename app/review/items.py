"""What an item (事项) lacks that whoever handles it will look for first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from app.catalogue.categories import find_category
from app.catalogue.words import Words
from app.letters.petition import Item, LooseDate, Petition
from app.review.findings import Hit

LONGEST_FACTS = {"zh": 2000, "en": 6000}
_NUMERAL = r"(?:\d[\d,.]{0,14}|[一二两三四五六七八九十百千万半]{1,8})"
_DATE = re.compile(
    rf"(?:19|20)\d\d|{_NUMERAL}\s*(?:个(?:半)?)?(?:月|年|周|天|日|星期)|[去今前上本当]年|上个?月|本月|[昨今]天"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b(?:\d{1,4}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\s(?:and a half\s)?"
    r"(?:year|month|week|day)s?\b|\b(?:last|this) (?:year|month|week|spring|summer|autumn|winter)\b"
)
_AMOUNT = re.compile(
    rf"{_NUMERAL}(?:余|多)?\s*(?:万|亿)?(?:元|户|次|栋|幢|号楼|处|个(?!月|半)|人|家|台|部(?!分)|平方米|㎡|米|吨"
    r"|度|℃|%|％|分贝|小时|分钟|毫米|厘米|层|名|辆|条|块|只|份|套|间|棵|盏|倍|成)"
    r"|[¥￥$]\s?\d|\b\d[\d,.]{0,14}\s?(?:yuan|RMB|CNY|%)"
    r"|\b(?!(?:19|20)\d\d\b)\d[\d,.]{0,14}\s[a-z]+"
    r"|\b(?:once|twice|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?)\b",
    re.IGNORECASE,
)
# A date is no amount: 2026年4月, 3 May.
_BARE_DATE = re.compile(
    rf"\d{{4}}年|{_NUMERAL}\s*(?:个)?(?:月|日|号(?!楼))|\b\d{{1,2}} (?:January|February|March|April|May|June"
    r"|July|August|September|October|November|December)\b"
)


def find_undated(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Items of which nobody can tell when it happened."""
    for index, item in enumerate(petition.items):
        if not (_DATE.search(item.facts) or _lists_date(item)):
            yield Hit(f"items[{index}].facts")


def find_uncounted(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Items without any figure: money, homes, times, sizes."""
    for index, item in enumerate(petition.items):
        told = any(isinstance(answer, (int, Decimal)) for _, answer in item.details)
        if not (told or item.affected or _AMOUNT.search(_BARE_DATE.sub("", item.facts))):
            yield Hit(f"items[{index}].facts")


def find_unproved(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Items with neither photo nor evidence nor the paper objected to."""
    for index, item in enumerate(petition.items):
        if not (item.photos or item.evidence or item.objected):
            yield Hit(f"items[{index}].evidence")


def find_unanswered(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Needed questions of the category without an answer, one Hit an item.

    What the petition says elsewhere (handover, homes affected) is not asked again.
    """
    for index, item in enumerate(petition.items):
        answered = {id for id, _ in item.details}
        if petition.community.handed_over:
            answered.add("handed_over")
        if item.affected:
            answered.add("homes")
        lacking = [
            one.label
            for one in find_category(item.category).questions
            if one.needed and one.id not in answered
        ]
        if lacking:
            yield Hit(f"items[{index}].details", {"asked": _number(lacking)})


def find_long(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Facts that nobody reads to the end."""
    most = LONGEST_FACTS[petition.language]
    for index, item in enumerate(petition.items):
        if len(item.facts) > most:
            yield Hit(f"items[{index}].facts", {"count": len(item.facts), "most": most})


def _number(questions: list[Words]) -> Words:
    """The questions in one line, numbered because they end with marks of their own."""
    return Words(
        "".join(f"（{number}）{one.zh}" for number, one in enumerate(questions, 1)),
        " ".join(f"({number}) {one.en}" for number, one in enumerate(questions, 1)),
    )


def _lists_date(item: Item) -> bool:
    return (
        any(isinstance(answer, LooseDate) for _, answer in item.details)
        or any(photo.taken_on for photo in item.photos)
        or any(one.dated for one in item.evidence)
        or bool(item.objected and item.objected.dated)
    )


CHECKS: Mapping[str, Callable[[Petition, dt.date], Iterator[Hit]]] = {
    "no-date": find_undated,
    "no-amount": find_uncounted,
    "no-evidence": find_unproved,
    "missing-details": find_unanswered,
    "long-facts": find_long,
}
