"""Reading the items of a petition file: grievances with their demands, photos and evidence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Literal, cast

from app.catalogue.categories import OTHER, find_category, list_categories
from app.catalogue.law import load_provisions
from app.letters.details import read_details
from app.letters.errors import InputError, MissingInput
from app.letters.fields import (
    BLANK,
    Table,
    read_choice,
    read_date,
    read_list,
    read_number,
    read_text,
    unknown,
    wrong_type,
)
from app.letters.paths import check_relative
from app.letters.petition import (
    AUTHORITY,
    Before,
    Deadline,
    Demand,
    Details,
    Evidence,
    Immediate,
    Item,
    ObjectedAct,
    OnDate,
    Party,
    PhotoEntry,
    Until,
    Within,
)
from app.letters.texts import show
from app.messages import message

LONGEST_TERM = 999
MOST_PHOTOS = 200  # entries of a petition: each prints its picture
Unit = Literal["days", "working_days", "months"]
UNITS: tuple[Unit, ...] = ("days", "working_days", "months")
_ITEM = (
    "id",
    "category",
    "heading",
    "facts",
    "legal_bases",
    "affected",
    "questions",
    "details",
    "object",
    "demands",
    "photos",
    "evidence",
)
_DEMAND = (
    "id",
    "action",
    "responsible",
    "supervised_by",
    "deadline",
    "criterion",
    "fallback",
    "compensation",
)


class ItemReader:
    """Knows the parties, which demands may name beside "authority"."""

    def __init__(self, parties: Mapping[str, Party]) -> None:
        self.roles = (*parties, AUTHORITY)
        self._demand_ids: set[str] = set()
        self._photos = 0

    def read_items(self, top: Table) -> tuple[Item, ...]:
        """All items; those without an id get item-1, item-2 … by their place."""
        top.raw("items")
        entries = top.tables("items", most=100)
        if not entries:
            raise MissingInput("items", message("至少要有一个事项"))
        given = self._read_ids(entries)
        taken = {id for id in given if id}
        ids = [id or _free_id(number, taken) for number, id in enumerate(given, 1)]
        return tuple(
            self._read_item(place, value, id)
            for (place, value), id in zip(entries, ids, strict=True)
        )

    def _read_ids(self, entries: list[tuple[str, object]]) -> list[str | None]:
        ids: list[str | None] = []
        for place, value in entries:
            id = Table(value, place, _ITEM).maybe_text("id")
            if id and id in ids:
                raise InputError(
                    f"{place}.id", message("“{id}”已用于另一事项，请换一个", id=show(id))
                )
            ids.append(id)
        return ids

    def _read_item(self, place: str, value: object, id: str) -> Item:
        table = Table(value, place, _ITEM)
        category = table.choice("category", list_categories(), message("类别"))
        heading = table.maybe_text("heading")
        if category == OTHER and heading is None:
            raise MissingInput(
                table.at("heading"), message("类别 other 的事项须自拟标题，请写 heading")
            )
        table.raw("demands")
        demands = tuple(
            self._read_demand(at, entry) for at, entry in table.tables("demands", most=50)
        )
        if not demands:
            raise MissingInput(table.at("demands"), message("至少要有一项诉求"))
        return Item(
            id=id,
            category=category,
            facts=table.text("facts", lines=True),
            demands=demands,
            heading=heading,
            legal_bases=_read_bases(table),
            affected=table.maybe_number("affected"),
            questions=table.texts("questions"),
            photos=self._read_photos(table),
            evidence=tuple(_read_evidence(at, entry) for at, entry in table.tables("evidence")),
            objected=_read_object(table) if table.has("object") else None,
            details=_read_details(table, category) if table.has("details") else (),
        )

    def _read_photos(self, table: Table) -> tuple[PhotoEntry, ...]:
        """The photos of an item; raises InputError at the first beyond MOST_PHOTOS in the file."""
        entries = table.tables("photos", most=MOST_PHOTOS)
        room = MOST_PHOTOS - self._photos
        if len(entries) > room:
            place, _ = entries[room]
            raise InputError(
                place, message("整份诉求书最多{limit}张照片，请删去几张", limit=MOST_PHOTOS)
            )
        self._photos += len(entries)
        return tuple(_read_photo(place, value) for place, value in entries)

    def _read_demand(self, place: str, value: object) -> Demand:
        table = Table(value, place, _DEMAND)
        return Demand(
            id=self._read_id(table),
            action=table.text("action"),
            responsible=self._read_responsible(table),
            supervised_by=(
                table.choice("supervised_by", self.roles, message("监督方"))
                if table.has("supervised_by")
                else None
            ),
            deadline=(
                _read_deadline(table.values["deadline"], table.at("deadline"))
                if table.has("deadline")
                else None
            ),
            criterion=table.maybe_text("criterion"),
            fallback=table.maybe_text("fallback"),
            compensation=table.maybe_text("compensation"),
        )

    def _read_id(self, table: Table) -> str | None:
        """The id of a demand: outcomes are kept by it, so it is unique in the file."""
        id = table.maybe_text("id")
        if id in self._demand_ids:
            raise InputError(table.at("id"), message("“{id}”已用于另一诉求，请换一个", id=show(id)))
        if id:
            self._demand_ids.add(id)
        return id

    def _read_responsible(self, table: Table) -> tuple[str, ...]:
        value, place = table.raw("responsible"), table.at("responsible")
        if not isinstance(value, list):
            return (read_choice(value, place, self.roles, message("责任方")),)
        roles = [
            read_choice(one, at, self.roles, message("责任方"))
            for at, one in read_list(value, place)
        ]
        if not roles:
            raise MissingInput(place, message("列表是空的，请写责任方"))
        if len(set(roles)) < len(roles):
            raise InputError(place, message("同一责任方写了两次，请删去一个"))
        return tuple(roles)


def _free_id(number: int, taken: set[str]) -> str:
    id = f"item-{number}"
    while id in taken:
        id += "a"
    taken.add(id)
    return id


def _read_bases(table: Table) -> tuple[str, ...]:
    bases: list[str] = []
    for place, value in table.tables("legal_bases", most=30):
        id = read_choice(value, place, load_provisions(), message("法律依据"))
        if not load_provisions()[id].usable:
            raise InputError(
                place, message("“{id}”只有二手核对，不能写入信函，请换用其他依据", id=id)
            )
        if id in bases:
            raise InputError(place, message("“{id}”写了两次，请删去一个", id=id))
        bases.append(id)
    return tuple(bases)


def _read_deadline(value: object, place: str) -> Deadline:
    """ "immediate", a date, or one of {days=N} {working_days=N} {months=N} {before=…} {until=…}."""
    if value == "immediate":
        return Immediate()
    if isinstance(value, str) and not value.strip():
        raise MissingInput(place, BLANK)
    if isinstance(value, str) and not re.fullmatch(r"[0-9-]+", value.strip()):
        raise InputError(
            place,
            message(
                '“{value}”不是期限；可以写 "immediate"、日期 2026-11-30、{{ days = 60 }} 或 {{ before = "…" }}',
                value=show(value),
            ),
        )
    if isinstance(value, (str, dt.date)):
        return OnDate(read_date(value, place))
    if not isinstance(value, dict):
        raise wrong_type(place, message("期限"), value)
    if len(value) != 1:
        raise InputError(place, message("只能写一种期限，例如 {{ days = 60 }}"))
    ((unit, amount),) = value.items()
    if unit == "before":
        return Before(read_text(amount, place))
    if unit == "until":
        return Until(read_text(amount, place))
    if unit not in UNITS:
        raise unknown(place, message("期限单位"), unit, (*UNITS, "before", "until"))
    return Within(read_number(amount, place, most=LONGEST_TERM), cast(Unit, unit))


def _read_photo(place: str, value: object) -> PhotoEntry:
    table = Table(value, place, ("file", "caption", "taken_on"))
    return PhotoEntry(table.text("file"), table.text("caption"), table.maybe_date("taken_on"))


def _read_evidence(place: str, value: object) -> Evidence:
    """A piece of evidence. Its file is handed in on paper, so it need not exist, but lie near."""
    table = Table(value, place, ("title", "kind", "dated", "file"))
    file = table.maybe_text("file")
    return Evidence(
        table.text("title"),
        table.maybe_text("kind"),
        table.maybe_date("dated"),
        check_relative(file, table.at("file")) if file else None,
    )


def _read_object(table: Table) -> ObjectedAct:
    act = Table(
        table.values["object"],
        table.at("object"),
        ("kind", "name", "number", "dated", "comments_until"),
    )
    kind = act.choice("kind", ("plan", "permit", "notice", "other"), message("文件种类"))
    return ObjectedAct(
        kind=cast(Literal["plan", "permit", "notice", "other"], kind),
        name=act.text("name"),
        number=act.maybe_text("number"),
        dated=act.maybe_date("dated"),
        comments_until=act.maybe_date("comments_until"),
    )


def _read_details(table: Table, category: str) -> Details:
    """Answers to guided questions; which there are is the catalogue's business."""
    answers = Table(table.values["details"], table.at("details"), ())
    return read_details(answers, find_category(category))
