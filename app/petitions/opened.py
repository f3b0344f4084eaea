"""Opening a draft: the petition as far as it is written, and what is missing or wrong in it.

The reader of petition files judges; what it refuses is noted, taken out and read again, so that a
letter can be shown at any moment. Blanks say what belongs there, in the letter's language. Every
fault names its place in the draft as it is stored, whatever was taken out before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.catalogue.categories import OTHER
from app.letters.errors import InputError, MissingInput
from app.letters.fields import name_key
from app.letters.petition import AUTHORITY, Petition
from app.letters.petition_file import OWN_ROLE, read_document
from app.messages import Language, Message, message, translate
from app.petitions.places import Thinned, find_value, lies_in, split_place
from app.petitions.refusals import say_refusal

MOST_FAULTS = 1000
BLANKS = {
    "community": message("〔待填：小区名称〕"),
    "recipient": message("〔待选：收件方〕"),
    "sender": message("〔待填：联名人〕"),
    "heading": message("〔待填：事项标题〕"),
    "facts": message("〔待填：事实经过〕"),
    "action": message("〔待填：请求做什么〕"),
    "party": message("〔待填：责任方〕"),
    "caption": message("〔待填：照片说明〕"),
    "title": message("〔待填：证据名称〕"),
    "to": message("〔待填：向谁反映〕"),
    "representative": message("〔待填：代表姓名〕"),
}
MISSING = message("还没有填写")
NO_ITEMS = message("还没有事项，请在这里加一个")
NO_DEMANDS = message("还没有诉求，请在这里加一条")
NO_RECIPIENTS = message("还没有收件方，请在这里加一个")
ONLY_COPIES = message("收件方都只是抄送，还没有要写给谁；请至少有一个收件方不勾选“抄送”")
GONE = message("这张照片已不在这里，请删去这一条，或重新上传")
# What a letter needs of a table and no blank can stand for: without it the table is left out.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "previous": ("kind", "date"),
    "decision": ("by", "date"),
    "object": ("kind", "name"),
    "history": ("on",),
}


@dataclass(frozen=True)
class Fault:
    """`place` as in a petition file, counted from 0. `is_missing`: it is only not written yet."""

    place: str
    said: Message
    is_missing: bool = False


@dataclass(frozen=True)
class OpenedDraft:
    """`petition` can always be composed; it is what the draft says only where `faults` is empty."""

    petition: Petition
    faults: tuple[Fault, ...]
    thinned: Thinned = field(compare=False, repr=False)

    def locate(self, place: str) -> str:
        """The place in the draft of what stands at a place of the petition."""
        return self.thinned.locate(place)

    @property
    def item_count(self) -> int:
        """How many items are there; the blank one that stands in for none does not count."""
        has_none = any(fault.place == "items" for fault in self.faults)
        return 0 if has_none else len(self.petition.items)


def open_document(
    document: Mapping[str, Any], *, today: dt.date, pictures: Collection[str] | None = None
) -> OpenedDraft:
    """The petition of a draft that may be incomplete. Raises InputError only for a bug of ours.

    `pictures`: the files of the photos that are there; a photo without is a fault. None: any is.
    """
    return _Opening(_copy_without_nothings(document), pictures).run(today)


class _Opening:
    def __init__(self, whole: dict[str, Any], pictures: Collection[str] | None) -> None:
        self.whole = whole
        self.thinned = Thinned(whole)
        self.pictures = pictures
        self.faults: list[Fault] = []

    def run(self, today: dt.date) -> OpenedDraft:
        while True:
            self.fill_blanks()
            self.drop_lost_photos()
            try:
                petition = read_document(self.whole, today=today)
            except InputError as refused:
                self.note_refused(refused)
                if len(self.faults) > MOST_FAULTS or not self.thinned.drop(
                    split_place(refused.place)
                ):
                    raise
            else:
                return OpenedDraft(petition, tuple(self.faults), self.thinned)

    def note(self, place: str, said: Message, *, is_missing: bool = True) -> None:
        """Note a fault, but not what only follows from one that is known."""
        stored = self.thinned.locate(place)
        if not any(lies_in(stored, fault.place) for fault in self.faults):
            self.faults.append(Fault(stored, said, is_missing))

    def note_refused(self, refused: InputError) -> None:
        told = say_refusal(refused.said)
        if told.needs and any(lies_in(fault.place, told.needs) for fault in self.faults):
            return
        is_missing = isinstance(refused, MissingInput)
        said = MISSING if is_missing and not told.needs else told.said
        self.note(refused.place, said, is_missing=is_missing)

    def fill(
        self, table: dict[str, Any], key: str, place: str, value: Any, said: Message = MISSING
    ) -> None:
        if _is_blank(table.get(key)):
            self.note(place, said)
            table[key] = value

    def blank(self, name: str) -> str:
        return translate(BLANKS[name], self.language)

    @property
    def language(self) -> Language:
        return "en" if self.whole.get("language") == "en" else "zh"

    def fill_blanks(self) -> None:
        """Fill what a petition must have with blanks, and note where."""
        whole = self.whole
        whole["language"] = self.language
        for key in ("community", "sender"):
            if not isinstance(whole.get(key), dict):
                whole[key] = {}
            self.fill(whole[key], "name", f"{key}.name", self.blank(key))
        for at, row in _rows(whole["sender"], "representatives", "sender.representatives"):
            self.fill(row, "name", f"{at}.name", self.blank("representative"))
        self.fill_parties()
        self.fill_recipients()
        self.fill(whole, "items", "items", [{"category": OTHER}], NO_ITEMS)
        responsible = find_responsible(whole, self.blank("party"))
        for at, item in _rows(whole, "items"):
            self.fill_item(item, at, responsible)
        for at, row in _rows(whole, "history"):
            self.fill(row, "to", f"{at}.to", self.blank("to"))
            self.note_needed(row, at, _NEEDED["history"])
        for key in ("previous", "decision"):
            self.note_needed(whole.get(key), key, _NEEDED[key])

    def fill_parties(self) -> None:
        parties = self.whole.get("parties")
        if not isinstance(parties, dict):
            return
        for key, party in parties.items():
            at = f"parties.{name_key(key)}"
            if isinstance(party, dict):
                self.fill(party, "name", f"{at}.name", self.blank("party"))
            elif key in OWN_ROLE:
                self.fill(parties, key, at, self.blank("party"))

    def fill_recipients(self) -> None:
        whole, name = self.whole, self.blank("recipient")
        anybody = [{"role": AUTHORITY, "name": name}]
        self.fill(whole, "recipients", "recipients", anybody, NO_RECIPIENTS)
        rows = list(_rows(whole, "recipients"))
        for at, row in rows:
            self.fill(row, "role", f"{at}.role", AUTHORITY)
            self.fill(row, "name", f"{at}.name", name)
        if rows and all(row.get("copy") is True for _, row in rows):
            self.note("recipients", ONLY_COPIES, is_missing=False)
            rows[0][1]["copy"] = False

    def fill_item(self, item: dict[str, Any], at: str, responsible: str) -> None:
        self.fill(item, "category", f"{at}.category", OTHER)
        if item["category"] == OTHER:
            self.fill(item, "heading", f"{at}.heading", self.blank("heading"))
        self.fill(item, "facts", f"{at}.facts", self.blank("facts"))
        self.fill(item, "demands", f"{at}.demands", [{}], NO_DEMANDS)
        for place, demand in _rows(item, "demands", f"{at}.demands"):
            self.fill(demand, "action", f"{place}.action", self.blank("action"))
            self.fill(demand, "responsible", f"{place}.responsible", responsible)
        for key, needed in (("photos", "caption"), ("evidence", "title")):
            for place, row in _rows(item, key, f"{at}.{key}"):
                self.fill(row, needed, f"{place}.{needed}", self.blank(needed))
        self.note_needed(item.get("object"), f"{at}.object", _NEEDED["object"])

    def note_needed(self, table: Any, at: str, keys: Sequence[str]) -> None:
        """Note what is missing in a table that is there."""
        for key in keys if isinstance(table, dict) and table else ():
            if _is_blank(table.get(key)):
                self.note(f"{at}.{key}", MISSING)

    def drop_lost_photos(self) -> None:
        """Take out the photos of which there is no picture."""
        if self.pictures is None:
            return
        lost = [
            place
            for at, item in _rows(self.whole, "items")
            for place, photo in _rows(item, "photos", f"{at}.photos")
            if not _is_among(photo.get("file"), self.pictures)
        ]
        for place in lost:
            self.note(f"{place}.file", GONE, is_missing=False)
        for place in reversed(lost):
            self.thinned.drop(split_place(place))


def find_responsible(whole: dict[str, Any], name: str) -> str:
    """Who stands in for a responsible party that is not chosen yet."""
    parties = whole.get("parties")
    if isinstance(parties, dict) and parties:
        return str(next(iter(parties)))
    recipients = [row for _, row in _rows(whole, "recipients")]
    if not recipients or any(
        find_value(recipient, ["role"]) == AUTHORITY for recipient in recipients
    ):
        return AUTHORITY
    whole["parties"] = {"developer": name}
    return "developer"


def _is_among(file: Any, pictures: Collection[str]) -> bool:
    return isinstance(file, str) and file in pictures


def _is_blank(value: Any) -> bool:
    return value in (None, "", [], {}) or (isinstance(value, str) and not value.strip())


def _copy_without_nothings(value: Any) -> Any:
    """A copy without keys that hold nothing: JSON knows null, a petition file does not."""
    if isinstance(value, Mapping):
        return {key: _copy_without_nothings(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_copy_without_nothings(one) for one in value]
    return value


def _rows(table: dict[str, Any], key: str, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables of a list with their places; what is no table is passed over but counted."""
    value = table.get(key)
    for index, row in enumerate(value if isinstance(value, list) else ()):
        if isinstance(row, dict):
            yield f"{place or key}[{index}]", row
