"""Faults in the files of law and in the list of what is left out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from app.catalogue.citation import parse_article, print_points
from app.catalogue.faults import (
    DATE,
    NUMBERS,
    TABLE,
    TABLES,
    TEXT,
    TEXTS,
    TRUTH,
    Fault,
    Kind,
    Table,
    Where,
    check_keys,
    is_number,
    is_text,
    one_of,
    read_table,
)
from app.catalogue.law import LEAVE_OUT, quote_name

LAW_FORM: Mapping[str, Kind] = {
    "name_zh": TEXT,
    "name_en": TEXT,
    "kind": one_of("statute", "regulation", "interpretation", "rule", "document"),
    "edition": TEXT,
    "in_force_from": DATE,
    "in_force_to": DATE.optional(),
    "in_force_note": TEXT.optional(),
    "source": TEXT,
    "provisions": TABLES,
}
PROVISION_FORM: Mapping[str, Kind] = {
    "id": TEXT,
    "article": TEXT.optional(),
    "place": TEXT.optional(),
    "cite_zh": TEXT.optional(),
    "cite_en": TEXT.optional(),
    "text_zh": TEXT,
    "text_en": TEXT,
    "level": one_of("A", "B", "C", "D"),
    "verified": TEXT,
    "applies_to": TEXTS,
    "addressee": TEXTS,
    "usable": TRUTH,
    "caution": TEXT.optional(),
    "period": TABLE.optional(),
}
PERIOD_FORM: Mapping[str, Kind] = {
    "value": Kind("a whole number or words", lambda value: is_number(value) or is_text(value)),
    "unit": TEXT,
    "day_kind": one_of("calendar", "working", "season", "n/a"),
    "starts_on": TEXT,
}
REF_FORM: Mapping[str, Kind] = {"law": TEXT, "articles": NUMBERS.optional()}
ENTRY_FORM: Mapping[str, Kind] = {"what": TEXT, "why": TEXT, "refs": TABLES.optional()}
ID = re.compile(r"[a-z]+(-[a-z0-9]+)+")
READ_LEVELS = ("A", "B")


@dataclass(frozen=True)
class LeftOut:
    """A law no letter cites: all of it, or the articles named. `what` tells which entry says so."""

    law: str
    articles: frozenset[int]
    what: str

    def holds(self, name_zh: str, articles: Iterable[int]) -> bool:
        # The list may call a law by its full name or without its state's.
        state = "中华人民共和国"
        same = self.law.removeprefix(state) == name_zh.removeprefix(state)
        return same and (not self.articles or not self.articles.isdisjoint(articles))


@dataclass(frozen=True)
class Entry:
    """What the other checks need to know of a provision."""

    usable: bool
    left_out: str | None


def check_laws(folder: Path) -> tuple[dict[str, Entry], list[Fault]]:
    """The provisions of `folder` by id, and every fault in its files."""
    left_out, faults = check_leave_out(folder / f"{LEAVE_OUT}.toml")
    entries: dict[str, Entry] = {}
    names: dict[str, str] = {}
    paths = [path for path in sorted(folder.glob("*.toml")) if path.stem != LEAVE_OUT]
    if not paths:
        faults.append(Where(folder.name).fault("holds no law", "put one file a law there"))
    for path in paths:
        where = Where(f"{folder.name}/{path.name}")
        data = read_table(path, where)
        if isinstance(data, Fault):
            faults.append(data)
            continue
        law_faults = list(check_law(data, where))
        faults += law_faults
        if law_faults:
            note_ids(data.get("provisions"), entries)
            continue
        name = str(data["name_zh"])
        if name in names:
            said = f"{name} stands in {names[name]} too"
            faults.append(where.at("name_zh").fault(said, "join the two files"))
        names[name] = where.file
        faults += check_provisions(data, where, path.stem, left_out, entries)
    return entries, faults


def check_leave_out(path: Path) -> tuple[list[LeftOut], list[Fault]]:
    """The list of what is left out, and its faults."""
    where = Where(f"{path.parent.name}/{path.name}")
    if not path.is_file():
        return [], [where.fault("is missing", "list there what no letter may cite")]
    data = read_table(path, where)
    if isinstance(data, Fault):
        return [], [data]
    faults = list(check_keys(data, {"entries": TABLES}, where))
    left_out: list[LeftOut] = []
    for index, entry in enumerate([] if faults else tables(data["entries"])):
        place = where.at(f"entries[{index}]")
        found = list(check_keys(entry, ENTRY_FORM, place))
        for number, ref in enumerate([] if found else tables(entry.get("refs", []))):
            wrong = list(check_keys(ref, REF_FORM, place.at(f"refs[{number}]")))
            found += wrong
            if not wrong:
                articles = frozenset(cast(list[int], ref.get("articles", [])))
                left_out.append(LeftOut(str(ref["law"]), articles, str(entry["what"])))
        faults += found
    return left_out, faults


def check_law(data: Table, where: Where) -> Iterator[Fault]:
    """Faults of a law's own fields."""
    faults = list(check_keys(data, LAW_FORM, where))
    yield from faults
    if faults:
        return
    start = cast(dt.date, data["in_force_from"])
    end = cast("dt.date | None", data.get("in_force_to"))
    if end is not None and end < start:
        said = f"{end} is before in_force_from {start}"
        yield where.at("in_force_to").fault(said, "write the last day the edition is in force")
    name = str(data["name_zh"])
    if name.startswith("《") or "〈" in name or name.count("《") != name.count("》"):
        yield where.at("name_zh").fault(
            f"{name} is not a bare name", "leave out the outer 《》 and write inner ones as 《》"
        )


def check_provisions(
    data: Table, where: Where, stem: str, left_out: list[LeftOut], entries: dict[str, Entry]
) -> Iterator[Fault]:
    """Faults of a law's provisions; those with an id are added to `entries`."""
    for index, row in enumerate(tables(data["provisions"])):
        place = where.at(f"provisions[{index}]")
        faults = list(check_keys(row, PROVISION_FORM, place))
        yield from faults
        if faults:
            note_ids([row], entries)
            continue
        provision_id = str(row["id"])
        if not ID.fullmatch(provision_id) or provision_id.partition("-")[0] != stem:
            said = f"{provision_id} is not of the form {stem}-…"
            yield place.at("id").fault(said, f"begin it with {stem}- and use a-z, 0-9 and -")
        if provision_id in entries:
            yield place.at("id").fault(f"{provision_id} is there twice", "give each its own id")
        reason = find_left_out(data, row, left_out)
        entries[provision_id] = Entry(usable=row["usable"] is True, left_out=reason)
        yield from check_use(row, place, reason)
        yield from check_citation(data, row, place)
        if "period" in row:
            period = cast(Table, row["period"])
            yield from check_keys(period, PERIOD_FORM, place.at("period"))


def note_ids(rows: object, entries: dict[str, Entry]) -> None:
    """Remember provisions that could not be checked, so that one fault is not told as many."""
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            entries[row["id"]] = Entry(usable=row.get("usable") is True, left_out=None)


def check_use(row: Table, place: Where, reason: str | None) -> Iterator[Fault]:
    """What must not be usable: text nobody read, no article, what is to be left out."""
    if row["usable"] is not True:
        return
    if row["level"] not in READ_LEVELS:
        said = f"a provision of level {row['level']} is never usable"
        yield place.at("usable").fault(said, "write false, or read the text and raise the level")
    if "article" not in row:
        yield place.at("usable").fault("without an article it cannot be cited", "write false")
    if reason is not None:
        yield place.at("usable").fault(f"leave_out lists it: {reason}", "write false")


def check_citation(data: Table, row: Table, place: Where) -> Iterator[Fault]:
    """The citations must be the law's name and the article, complete, in both languages."""
    if "article" not in row:
        if "place" not in row:
            yield place.at("article").fault("is missing", "write it, or `place` where not known")
        for key in ("cite_zh", "cite_en"):
            if key in row:
                yield place.at(key).fault("there is no article to cite", "leave the key out")
        return
    try:
        points = parse_article(str(row["article"]))
    except ValueError:
        said = f"{row['article']} is not an article"
        yield place.at("article").fault(said, "write it like `563 第一款第三项` or `237, 238`")
        return
    name_zh, name_en = quote_name(str(data["name_zh"])), str(data["name_en"])
    yield from compare(place.at("cite_zh"), row, name_zh, print_points(points, "zh"))
    yield from compare(place.at("cite_en"), row, name_en, f", {print_points(points, 'en')}")


def compare(place: Where, row: Table, name: str, article: str) -> Iterator[Fault]:
    cited = str(row.get(place.place.rpartition(".")[2], ""))
    fix = f"write {name}{article}"
    if not cited:
        yield place.fault("is missing", fix)
    elif not cited.startswith(name):
        yield place.fault(f"{cited} does not name the law of this file", fix)
    elif cited != name + article:
        yield place.fault(f"{cited} is not the article {row['article']}", fix)


def find_left_out(data: Table, row: Table, left_out: list[LeftOut]) -> str | None:
    """Which entry of leave_out names the provision, if any."""
    try:
        articles = {point.article for point in parse_article(str(row.get("article", "")))}
    except ValueError:
        articles = set()
    name = str(data["name_zh"])
    return next((one.what for one in left_out if one.holds(name, articles)), None)


def tables(value: object) -> list[Table]:
    """A value that `check_keys` found to be a list of tables."""
    return cast(list[Table], value)
