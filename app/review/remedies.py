"""Which remedy (复查, 复核, 行政复议) lies against which decision, and that only one does."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from app.letters.petition import Kind, Petition
from app.review.findings import Hit

# What a decision is by the words of its `type`.
_SECOND = r"复核|second review|re-?examination"
_OPINION = re.compile(
    rf"信访|处理意见|复查|{_SECOND}|\bpetition|\breview opinion|handling opinion", re.IGNORECASE
)
_REVIEWED = re.compile(rf"复查|\breview\b|{_SECOND}", re.IGNORECASE)
_FINAL = re.compile(_SECOND, re.IGNORECASE)
# Decisions with remedies of their own: reconsideration, a lawsuit.
_ACT = re.compile(
    r"处罚|许可|批复|审批|信息公开|登记|强制|决定书|判决|裁定|裁决|仲裁|复议"
    r"|\b(?:penalt\w+|fine|permit|licen[cs]e|approval|disclosure|judg\w+|ruling|reconsideration|award)\b",
    re.IGNORECASE,
)
_REMEDIES: tuple[Kind, ...] = ("review", "second-review", "reconsideration")


def find_several(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Two remedies against one decision at once; told at the later letter."""
    seen: set[Kind] = set()
    for place, kind in _list_remedies(petition):
        if seen - {kind}:
            yield Hit(f"{place}.kind", {"first": sorted(seen - {kind})[0], "kind": kind})
        seen.add(kind)


def find_wrong_review(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """A review (复查) of what is no handling opinion (处理意见)."""
    type = _name_type(petition)
    wrong = _REVIEWED.search(type) or (_ACT.search(type) and not _OPINION.search(type))
    if wrong and _asks(petition, "review"):
        yield Hit("decision.type", {"type": type})


def find_wrong_second_review(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """A second review (复核) of what is no review opinion (复查意见)."""
    type = _name_type(petition)
    right = _REVIEWED.search(type) and not _FINAL.search(type)
    if type and not right and _asks(petition, "second-review"):
        yield Hit("decision.type", {"type": type})


def find_wrong_reconsideration(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """A reconsideration (行政复议) of an opinion on a petition."""
    type = _name_type(petition)
    if _OPINION.search(type) and _asks(petition, "reconsideration"):
        yield Hit("decision.type", {"type": type})


def _name_type(petition: Petition) -> str:
    return (petition.decision and petition.decision.type) or ""


def _asks(petition: Petition, kind: Kind) -> bool:
    return any(asked == kind for _, asked in _list_remedies(petition))


def _list_remedies(petition: Petition) -> Iterator[tuple[str, Kind]]:
    for index, recipient in enumerate(petition.recipients):
        if recipient.kind in _REMEDIES and not recipient.copy:
            yield f"recipients[{index}]", recipient.kind


CHECKS: Mapping[str, Callable[[Petition, dt.date], Iterator[Hit]]] = {
    "two-remedies": find_several,
    "review-of-what": find_wrong_review,
    "second-review-of-what": find_wrong_second_review,
    "reconsideration-of-what": find_wrong_reconsideration,
}
