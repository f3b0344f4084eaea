"""The findings of the review beside an uploaded petition: in words, with a link to their place."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from app.letters.dossier import Dossier
from app.messages import Message, message
from app.petitions.anchors import find_place
from app.petitions.place_words import say_place
from app.review import Finding, review

_ITEM = re.compile(r"items\[(\d+)\]")
_RECIPIENT = re.compile(r"recipients\[(\d+)\]")


@dataclass(frozen=True)
class Remark:
    """One finding. `where` says its place in words, `letter` and `anchor` where the link leads."""

    finding: Finding
    where: Message
    letter: int
    anchor: str

    @property
    def is_error(self) -> bool:
        return self.finding.level == "error"


@dataclass(frozen=True)
class Reviewed:
    """All findings, errors first, each level in the order of the file."""

    remarks: tuple[Remark, ...]

    @property
    def counts(self) -> Message:
        """How many there are, in one line."""
        if not self.remarks:
            return message("检查没有发现问题")
        errors = sum(remark.is_error for remark in self.remarks)
        warnings = len(self.remarks) - errors
        if not errors:
            return message("提醒：{warnings}；没有错误", warnings=warnings)
        return message(
            "错误：{errors}；提醒：{warnings}。请先改正错误，再请大家签名",
            errors=errors,
            warnings=warnings,
        )


def review_dossier(dossier: Dossier, shown: int, today: dt.date) -> Reviewed:
    """The findings on the petition of a dossier; links stay in letter `shown` where they can."""
    found = sorted(review(dossier.petition, today=today), key=lambda one: one.level != "error")
    return Reviewed(tuple(_remark(dossier, shown, finding) for finding in found))


def _remark(dossier: Dossier, shown: int, finding: Finding) -> Remark:
    item, recipient = _ITEM.match(finding.place), _RECIPIENT.match(finding.place)
    letter, anchor = shown, "letter"
    if item:
        letter, anchor = find_place(dossier, int(item[1]), shown) or (shown, "letter")
    elif recipient and int(recipient[1]) + 1 in dossier.numbers:
        letter = int(recipient[1]) + 1
    return Remark(finding, say_place(finding.place), letter, anchor)
