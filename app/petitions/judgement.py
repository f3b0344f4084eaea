"""What is still missing or wrong in a draft, each remark at the field where it is mended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.messages import Message, message
from app.petitions.form import find_field
from app.petitions.models import Document
from app.petitions.opened import MISSING, Fault, OpenedDraft, open_document
from app.petitions.place_words import say_place
from app.review import review

Weight = Literal["missing", "fault", "error", "warning"]
WEIGHTS: Mapping[Weight, Message] = {
    "missing": message("待填"),
    "fault": message("写法不对"),
    "error": message("要改"),
    "warning": message("提醒"),
}
# The words of the reader of petition files and of the review name keys; on the page there are fields.
_BLANK = ("缺少这一项，请补写", "是空的，请写内容或删去这一项")
FIXES: Mapping[str, Message] = {
    "no-deadline": message("请选一种期限，例如收信后30日内"),
    "no-amount": message("请写数字，或者填写受影响的户数"),
    "missing-details": message("请在下面回答；已经写在经过里的，可以移过来"),
    "no-legal-basis": message("请在下面勾选一至四条"),
    "basis-unfit": message("请核对条文，换用下面建议的依据"),
    "all-owners": message("请改为“签名业主”，或者填写联名人数和小区总户数"),
    "kind-needs-authority": message("请改收件方，或者改用催告函、投诉函"),
    "kind-unfit": message("请换一种信，或者选“按惯例”"),
    "nothing-asked": message("请在诉求里勾选它来做；只需要它知情的，勾选“抄送”"),
    "petition-running": message("请先查询办理结果；已经有书面答复的，写在“结果”里"),
}
ELSEWHERE = "letter"  # where a remark stands that has no field


@dataclass(frozen=True)
class Remark:
    """`field` is the id of the field or of the group around it, `where` its place in words."""

    field: str
    weight: Weight
    where: Message
    text: Message
    fix: Message | None = None


@dataclass(frozen=True)
class Judgement:
    """`opened` is the petition as far as it is written; `remarks` the gravest first."""

    opened: OpenedDraft
    remarks: tuple[Remark, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way of freezing."""
        return all(one.weight == "warning" for one in self.remarks)

    def count(self, *weights: Weight) -> int:
        return sum(one.weight in weights for one in self.remarks)

    def at(self, field: str) -> tuple[Remark, ...]:
        """The remarks at one field."""
        return tuple(one for one in self.remarks if one.field == field)

    def within(self, group: str) -> tuple[Remark, ...]:
        """The remarks at a group of fields or at one in it."""
        return tuple(one for one in self.remarks if f"{one.field}.".startswith(f"{group}."))

    def by_field(self) -> dict[str, list[Remark]]:
        found: dict[str, list[Remark]] = {}
        for one in self.remarks:
            found.setdefault(one.field, []).append(one)
        return found


def judge(
    document: Document,
    *,
    today: dt.date,
    more: Sequence[Fault] = (),
    opened: OpenedDraft | None = None,
) -> Judgement:
    """Open a draft and review what is written; a place that is not filled in is not reviewed too.

    `more`: faults that the text alone does not show, such as photos that are gone; `opened`: the
    draft where it is open already.
    """
    opened = opened or open_document(document, today=today)
    remarks = [
        _remark(document, fault.place, "missing", MISSING)
        if fault.said is MISSING or fault.said.text in _BLANK
        else _remark(document, fault.place, "fault", fault.said)
        for fault in (*opened.faults, *more)
    ]
    blank = {fault.place for fault in opened.faults}
    remarks += [
        _remark(document, one.place, one.level, one.message, FIXES.get(one.rule, one.fix))
        for one in review(opened.petition, today=today)
        if not _lies_in(one.place, blank)
    ]
    order = tuple(WEIGHTS)
    return Judgement(opened, tuple(sorted(remarks, key=lambda one: order.index(one.weight))))


def say_counts(judgement: Judgement) -> Message:
    """How much is left to do, in one line."""
    missing, errors = judgement.count("missing"), judgement.count("fault", "error")
    warnings = judgement.count("warning")
    if not judgement.remarks:
        return message("检查没有发现问题")
    if judgement.is_ready:
        return message("没有要改的地方；提醒{warnings}处", warnings=warnings)
    return message(
        "待填{missing}处，要改{errors}处，提醒{warnings}处",
        missing=missing,
        errors=errors,
        warnings=warnings,
    )


def say_state(remarks: Sequence[Remark]) -> Message:
    """What a card says beside its heading."""
    missing = sum(one.weight == "missing" for one in remarks)
    errors = sum(one.weight in ("fault", "error") for one in remarks)
    warnings = len(remarks) - missing - errors
    if errors:
        return message("要改{count}处", count=errors)
    if missing:
        return message("待填{count}处", count=missing)
    if warnings:
        return message("提醒{count}处", count=warnings)
    return message("已写好")


def _lies_in(place: str, blank: set[str]) -> bool:
    return any(place == one or place.startswith((f"{one}.", f"{one}[")) for one in blank)


def _remark(
    document: Document, place: str, weight: Weight, text: Message, fix: Message | None = None
) -> Remark:
    field = find_field(place, document) or ELSEWHERE
    return Remark(field, weight, say_place(place), text, fix)
