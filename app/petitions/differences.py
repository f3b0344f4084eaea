"""What changed between two states of a draft, place by place, in plain words.

Pure: two documents in, sections out. Items and demands are known by their ids, so that one that
moved is told as moved; photos by their file, recipients, representatives and evidence by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from app.messages import Message, message
from app.petitions.entry_pairs import Pair, pair_entries
from app.petitions.models import Document
from app.petitions.place_words import PARTS, WHOLE
from app.petitions.text_changes import Piece, compare_texts, shorten
from app.petitions.value_words import Said, say_answer, say_category, say_value

Table = Mapping[str, Any]
ADDED, REMOVED = message("新增"), message("删去")
TOP = ("language", "date", "title")
NESTED = ("demands", "photos", "evidence", "details", "object")
PROSE = (
    "facts", "action", "criterion", "fallback", "compensation", "statement", "thanks", "next_step",
    "outcome", "caption", "title", "heading", "name", "questions", "scope", "address",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One place and what changed there; `mark` says that it was added, removed or moved."""

    label: Said
    pieces: tuple[Piece, ...]
    mark: Message | None = None


@dataclass(frozen=True)
class Section:
    """What changed in one part of the letter."""

    where: Message
    marks: tuple[Message, ...]
    lines: tuple[Line, ...]


def find_differences(old: Document, new: Document) -> tuple[Section, ...]:
    """The parts that differ, in the order of the letter; none where the documents are equal."""
    return tuple(_Comparison(old, new).list_sections())


class _Comparison:
    def __init__(self, old: Document, new: Document) -> None:
        self.old, self.new = old, new

    def list_sections(self) -> Iterator[Section]:
        whole = [line for key in TOP for line in self.whole(key)]
        if whole:
            yield Section(message("整封信"), (), tuple(whole))
        yield from self.table("community")
        yield from self.parties()
        yield from self.entries("recipients", message("第{number}个收件方"), ("name", "role"))
        yield from self.sender()
        yield from self.entries("history", message("此前反映的第{number}条"), ("on", "to"))
        yield from self.table("previous")
        yield from self.table("decision")
        yield from self.entries("items", message("第{number}项"), ("id",))

    def whole(self, key: str) -> Iterator[Line]:
        """What stands in no table."""
        for line in self.lines("", _only(self.old, key), _only(self.new, key)):
            yield replace(line, label=PARTS[key])

    def table(self, key: str) -> Iterator[Section]:
        """A table that stands once."""
        if lines := self.lines(key, _table(self.old, key), _table(self.new, key)):
            yield Section(WHOLE[key], (), lines)

    def sender(self) -> Iterator[Section]:
        old, new = _table(self.old, "sender"), _table(self.new, "sender")
        lines = list(self.lines("sender", old, new, leave=("representatives",)))
        lines += self.nested("sender", "representatives", old, new, ("name",))
        if lines:
            yield Section(WHOLE["sender"], (), tuple(lines))

    def parties(self) -> Iterator[Section]:
        old, new = _table(self.old, "parties"), _table(self.new, "parties")
        lines: list[Line] = []
        for id in dict.fromkeys((*old, *new)):
            before, after = _party(old.get(id)), _party(new.get(id))
            label = say_value("recipients", "role", id, {})
            mark = None if before and after else ADDED if after else REMOVED
            lines += [
                replace(line, label=label, mark=mark)
                for line in self.lines("parties", before, after)
            ]
        if lines:
            yield Section(WHOLE["parties"], (), tuple(lines))

    def entries(self, key: str, where: Message, by: Sequence[str]) -> Iterator[Section]:
        """The entries of a list, each a part of its own."""
        for pair in pair_entries(_list(self.old, key), _list(self.new, key), by):
            lines = (self.item if key == "items" else self.plain)(key, pair)
            marks = _mark(pair)
            if lines or marks:
                yield Section(self.name(where, key, pair), marks, lines)

    def name(self, where: Message, key: str, pair: Pair) -> Message:
        entry = pair.new or pair.old
        named: Said = str(entry.get("name") or entry.get("to") or "")
        if key == "items":
            named = str(entry.get("heading") or "") or say_category(entry.get("category", ""))
        numbered = Message(where.text, {"number": pair.number})
        return message("{whole} {name}", whole=numbered, name=named) if named else numbered

    def plain(self, key: str, pair: Pair) -> tuple[Line, ...]:
        return self.lines(key, pair.old, pair.new)

    def item(self, _: str, pair: Pair) -> tuple[Line, ...]:
        old, new = pair.old, pair.new
        lines = list(self.lines("items", old, new, leave=NESTED))
        lines += self.details(old, new)
        lines += _label(message("所反对的事项"), self.lines("items.object", *_both("object", pair)))
        lines += self.nested("items", "demands", old, new, ("id",))
        lines += self.nested("items", "photos", old, new, ("file",))
        lines += self.nested("items", "evidence", old, new, ("title",))
        return tuple(lines)

    def details(self, old: Table, new: Table) -> Iterator[Line]:
        before, after = _table(old, "details"), _table(new, "details")
        for id in dict.fromkeys((*before, *after)):
            label: Said = id
            said: list[Said] = []
            for item, answers in ((old, before), (new, after)):
                if id in answers:
                    label, words = say_answer(str(item.get("category")), id, answers[id])
                    said.append(words)
                else:
                    said.append("")
            if said[0] != said[1]:
                yield Line(label, _replace(*said))

    def nested(
        self, table: str, key: str, old: Table, new: Table, by: Sequence[str]
    ) -> Iterator[Line]:
        """The entries of a list within a part: their lines are told by number or name."""
        for pair in pair_entries(_list(old, key), _list(new, key), by):
            entry, marks = pair.new or pair.old, _mark(pair)
            if key == "demands":
                whole = message("第{number}条诉求", number=pair.number)
            else:
                name = entry.get("caption") or entry.get("title") or entry.get("name") or ""
                whole = message("{kind}“{name}”", kind=ENTRY_NAMES[key], name=name)
            lines = self.lines(f"{table}.{key}", pair.old, pair.new)
            if marks and not lines:
                yield Line(whole, (), marks[0])
            for at, line in enumerate(_label(whole, lines)):
                yield replace(line, mark=marks[0] if marks and not at else None)

    def lines(
        self, table: str, old: Table, new: Table, *, leave: Sequence[str] = ()
    ) -> tuple[Line, ...]:
        """A line for each key whose value differs; ids are no news to a reader."""
        return tuple(
            Line(PARTS.get(key, key), self.pieces(table, key, old.get(key), new.get(key)))
            for key in dict.fromkeys((*new, *old))
            if key not in leave and key not in HIDDEN and old.get(key) != new.get(key)
        )

    def pieces(self, table: str, key: str, old: Any, new: Any) -> tuple[Piece, ...]:
        if isinstance(old, list) or isinstance(new, list):
            return self.listed(table, key, _as_list(old), _as_list(new))
        if isinstance(old, str) and isinstance(new, str) and key in PROSE:
            return shorten(compare_texts(old, new))
        before = "" if old is None else say_value(table, key, old, self.old)
        after = "" if new is None else say_value(table, key, new, self.new)
        return _replace(before, after)

    def listed(self, table: str, key: str, old: list[Any], new: list[Any]) -> tuple[Piece, ...]:
        """A list of values: each stays, goes or comes as a whole; questions are compared as texts."""
        if key in PROSE and len(old) == len(new):
            pairs = zip_longest(map(str, old), map(str, new), fillvalue="")
            return _separate(
                [shorten(compare_texts(*pair)) for pair in pairs if pair[0] != pair[1]]
            )
        say: Callable[[Any, Document], Said] = lambda one, whole: say_value(table, key, one, whole)  # noqa: E731
        gone = [Piece("deleted", say(one, self.old)) for one in old if one not in new]
        kept = [Piece("same", say(one, self.new)) for one in new if one in old]
        come = [Piece("inserted", say(one, self.new)) for one in new if one not in old]
        return _separate([(piece,) for piece in (*kept, *gone, *come)])


ENTRY_NAMES: Mapping[str, Message] = {
    "photos": message("照片"),
    "evidence": message("证据"),
    "representatives": message("业主代表"),
}
HIDDEN = ("id", "file")


def _mark(pair: Pair) -> tuple[Message, ...]:
    if not pair.old:
        return (ADDED,)
    if not pair.new:
        return (REMOVED,)
    if pair.moved_from is not None:
        return (message("由第{number}位移来", number=pair.moved_from),)
    return ()


def _label(whole: Message, lines: Sequence[Line]) -> list[Line]:
    return [
        replace(line, label=message("{whole}：{part}", whole=whole, part=line.label))
        for line in lines
    ]


def _replace(old: Said, new: Said) -> tuple[Piece, ...]:
    pieces = (Piece("deleted", old), Piece("inserted", new))
    return tuple(piece for piece in pieces if piece.text != "")


def _separate(groups: Sequence[tuple[Piece, ...]]) -> tuple[Piece, ...]:
    """The groups with a stop between them."""
    stop = Piece("same", message("；"))
    return tuple(
        piece for at, group in enumerate(groups) for piece in ((stop, *group) if at else group)
    )


def _only(document: Table, key: str) -> Table:
    return {key: document[key]} if key in document else {}


def _both(key: str, pair: Pair) -> tuple[Table, Table]:
    return _table(pair.old, key), _table(pair.new, key)


def _table(document: Table, key: str) -> Table:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _list(document: Table, key: str) -> list[Table]:
    value = document.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _party(entry: Any) -> Table:
    if entry is None:
        return {}
    return entry if isinstance(entry, dict) else {"name": entry}
