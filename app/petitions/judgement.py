"""What is still missing or wrong in a draft, each remark at the field where it is mended.

The one judgement of a draft: the drafting page shows it, the live letter too, and freezing refuses
by it. Whoever is told 没有要改的地方 can freeze.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

from app.letters.dossier import find_unprintable
from app.letters.errors import InputError
from app.messages import Message, message
from app.petitions.dossiers import Gathered
from app.petitions.form import find_field
from app.petitions.models import Document
from app.petitions.opened import GONE, OpenedDraft
from app.petitions.place_words import say_place
from app.petitions.places import lies_in
from app.review import review

Weight = Literal["missing", "fault", "error", "warning"]
WEIGHTS: Mapping[Weight, Message] = {
    "missing": message("待填"),
    "fault": message("要改"),
    "error": message("要改"),
    "warning": message("提醒"),
}
LEAST_REPRESENTATIVES = 2
NOBODY = message("还没有业主代表：正文里至少要有两名，请在这里加上")
ALONE = message("只有一名业主代表，请再加一名：正文里至少要有两名，一个人不能代大家递交和接收答复")
# The words of the review name keys; on the page there are fields.
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
NO_EVIDENCE = "no-evidence"
_PARTS = ("items", "recipients", "sender", "history")  # as the page shows them
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
        return not self.hindrances

    @property
    def hindrances(self) -> tuple[Remark, ...]:
        """What stands in the way of freezing."""
        return tuple(one for one in self.remarks if one.weight != "warning")

    @property
    def warnings(self) -> tuple[Remark, ...]:
        return tuple(one for one in self.remarks if one.weight == "warning")

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


def judge(gathered: Gathered, *, today: dt.date) -> Judgement:
    """Judge what is written; a place that is not filled in is not reviewed too."""
    return gathered.workings.recall(("judgement", today), lambda: _judge(gathered, today))


def _judge(gathered: Gathered, today: dt.date) -> Judgement:
    opened, document = gathered.opened, gathered.document
    remarks = [
        _remark(document, one.place, "missing" if one.is_missing else "fault", one.said)
        for one in opened.faults
    ]
    faulty = tuple(fault.place for fault in opened.faults)
    for found in (*_review(opened, today), *_list_more(gathered)):
        place = opened.locate(found.place)
        if not any(lies_in(place, one) for one in faulty):
            remarks.append(_remark(document, place, found.weight, found.text, found.fix))
    remarks = [one for index, one in enumerate(remarks) if one not in remarks[:index]]
    return Judgement(opened, tuple(sorted(remarks, key=_rank)))


def say_counts(remarks: Sequence[Remark]) -> Message:
    """How much is left to do, in one line; the same everywhere."""
    if not remarks:
        return message("检查没有发现问题")
    counted = [
        message("待填{count}处", count=_count(remarks, "missing")),
        message("要改{count}处", count=_count(remarks, "fault", "error")),
        message("提醒{count}处", count=_count(remarks, "warning")),
    ]
    told = [one for one in counted if one.params["count"]]
    if _count(remarks, "warning") == len(remarks):
        told.insert(0, message("没有要改的地方"))
    return reduce(lambda before, one: message("{before}，{after}", before=before, after=one), told)


def say_state(remarks: Sequence[Remark]) -> Message:
    """What a card says beside its heading."""
    return say_counts(remarks) if remarks else message("已写好")


def _count(remarks: Sequence[Remark], *weights: Weight) -> int:
    return sum(one.weight in weights for one in remarks)


@dataclass(frozen=True)
class _Found:
    """`place` is one of the opened petition."""

    place: str
    weight: Weight
    text: Message
    fix: Message | None = None


def _rank(remark: Remark) -> tuple[int, int, int]:
    """The gravest first, then as the fields stand on the page."""
    part, _, rest = remark.field.partition(".")
    number = rest.partition(".")[0]
    return (
        tuple(WEIGHTS).index(remark.weight),
        _PARTS.index(part) if part in _PARTS else len(_PARTS),
        int(number) if number.isdecimal() else -1,
    )


def _review(opened: OpenedDraft, today: dt.date) -> Iterator[_Found]:
    lost = {fault.place.partition(".photos[")[0] for fault in opened.faults if fault.said == GONE}
    for one in review(opened.petition, today=today):
        if one.rule == NO_EVIDENCE and opened.locate(one.place).partition(".")[0] in lost:
            continue  # it has photos, which have to be brought again
        yield _Found(one.place, one.level, one.message, FIXES.get(one.rule, one.fix))


def _list_more(gathered: Gathered) -> Iterator[_Found]:
    """What the review of a text does not look at: representatives, fonts, the letters themselves."""
    count = len(gathered.opened.petition.sender.representatives)
    if count < LEAST_REPRESENTATIVES:
        yield _Found("sender.representatives", "missing", ALONE if count else NOBODY)
    for error in find_unprintable(gathered.dossier):
        yield _Found(error.place, "error", error.said)
    for number in gathered.numbers:
        try:
            gathered.compose(number)
        except InputError as error:
            if error.place == "title" and _waits_for_title(gathered.opened):
                continue
            if error.place == "sender.representatives" and count < LEAST_REPRESENTATIVES:
                continue
            yield _Found(error.place or f"recipients[{number - 1}]", "error", error.said)


def _waits_for_title(opened: OpenedDraft) -> bool:
    """Whether a title is made of blanks: what it will be like is not known yet."""
    return any(
        fault.place in ("items", "community.name")
        or fault.place.endswith((".heading", ".category"))
        for fault in opened.faults
    )


def _remark(
    document: Document, place: str, weight: Weight, text: Message, fix: Message | None = None
) -> Remark:
    field = find_field(place, document) or ELSEWHERE
    return Remark(field, weight, say_place(place), text, fix)
