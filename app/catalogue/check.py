"""`make check-data`: prove what the loaders of law, categories and channels rely on.

    python -m app.catalogue.check [FOLDER]

FOLDER holds law/, catalogue/ and channels/ (default: the product's own data). Prints one line a
fault, `file: place: what; fix`, and ends with 1; without faults one line of counts, and 0.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from app.catalogue.categories import OTHER
from app.catalogue.check_law import Entry, check_laws
from app.catalogue.faults import (
    NUMBER,
    TABLE,
    TEXT,
    TEXTS,
    WORDS,
    Fault,
    Kind,
    Table,
    Where,
    check_keys,
    read_table,
)

DATA = Path(__file__).parent.parent / "data"
CATEGORY_FORM: Mapping[str, Kind] = {
    "id": TEXT,
    "note": TEXT.optional(),
    "title": TABLE.optional(),
    "short": TABLE.optional(),
    "legal_bases": TABLE.optional(),
}
CHANNEL_FORM: Mapping[str, Kind] = {
    "id": TEXT,
    "name": TABLE,
    "title_min": NUMBER,
    "title_max": NUMBER,
    "body_max": NUMBER,
    "demands_label": TABLE,
    "facts_label": TABLE,
    "source": TEXT,
}
# The roles of a petition's parties, and those to whom only the law speaks.
ROLES = (
    "authority", "developer", "property_company", "utility", "contractor", "bank", "committee",
    "residents_committee", "neighbour", "owners", "after_warranty",
)  # fmt: skip
STOPS = tuple("。；：，、！？.;:,!?")


@dataclass(frozen=True)
class Report:
    """What was looked at, and every fault, in the order of the files."""

    faults: tuple[Fault, ...]
    provisions: int
    usable: int
    categories: int
    channels: int

    def __str__(self) -> str:
        if self.faults:
            return "\n".join(str(fault) for fault in self.faults)
        return (
            f"{self.provisions} provisions ({self.usable} usable), {self.categories} categories,"
            f" {self.channels} channels: no fault"
        )


def check_data(folder: Path) -> Report:
    """Check law/, catalogue/ and channels/ of `folder`."""
    entries, faults = check_laws(folder / "law")
    categories = read_folder(folder / "catalogue", faults)
    for stem, (where, data) in categories.items():
        faults += check_category(data, where, stem, entries)
    if OTHER not in categories:
        said = "the category `other` is missing"
        faults.append(Where("catalogue").fault(said, "add other.toml with `id` alone"))
    channels = read_folder(folder / "channels", faults)
    for stem, (where, data) in channels.items():
        faults += check_channel(data, where, stem)
    return Report(
        faults=tuple(faults),
        provisions=len(entries),
        usable=sum(entry.usable for entry in entries.values()),
        categories=len(categories),
        channels=len(channels),
    )


def read_folder(folder: Path, faults: list[Fault]) -> dict[str, tuple[Where, Table]]:
    """The files of a folder by stem; what cannot be read is added to `faults`."""
    found: dict[str, tuple[Where, Table]] = {}
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        faults.append(Where(folder.name).fault("holds no file", "put the data files there"))
    for path in paths:
        where = Where(f"{folder.name}/{path.name}")
        data = read_table(path, where)
        if isinstance(data, Fault):
            faults.append(data)
        else:
            found[path.stem] = (where, data)
    return found


def check_category(
    data: Table, where: Where, stem: str, entries: Mapping[str, Entry]
) -> Iterator[Fault]:
    """Titles in both languages, and bases that exist and may be cited."""
    faults = list(check_keys(data, CATEGORY_FORM, where))
    yield from faults
    if faults:
        return
    yield from check_id(data, where, stem)
    for key in ("title", "short"):
        if stem == OTHER and key in data:
            said = "items of `other` bring their own heading"
            yield where.at(key).fault(said, "leave the key out")
        elif stem != OTHER and key not in data:
            yield where.at(key).fault("is missing", "write zh and en")
        elif key in data:
            yield from check_words(cast(Table, data[key]), where.at(key))
    for role, ids in cast(Table, data.get("legal_bases", {})).items():
        yield from check_bases(ids, role, where.at(f"legal_bases.{role}"), entries)


def check_bases(
    ids: object, role: str, where: Where, entries: Mapping[str, Entry]
) -> Iterator[Fault]:
    """The provisions proposed for one role."""
    if role not in ROLES:
        yield where.fault("is not a role", f"use one of {', '.join(ROLES)}")
    if not TEXTS.fits(ids):
        yield where.fault("has a wrong value", f"write {TEXTS.words}")
        return
    names = cast(list[str], ids)
    for index, name in enumerate(names):
        place = Where(where.file, f"{where.place}[{index}]")
        if name in names[:index]:
            yield place.fault(f"{name} is there twice", "leave it out once")
        entry = entries.get(name)
        if entry is None:
            yield place.fault(f"there is no provision {name}", "use an id of the law files")
        elif entry.left_out is not None:
            said = f"leave_out lists {name}: {entry.left_out}"
            yield place.fault(said, "leave it out")
        elif not entry.usable:
            yield place.fault(f"{name} is not usable in a letter", "use one that is")


def check_channel(data: Table, where: Where, stem: str) -> Iterator[Fault]:
    """Limits that a text can meet, labels in both languages."""
    faults = list(check_keys(data, CHANNEL_FORM, where))
    yield from faults
    if faults:
        return
    yield from check_id(data, where, stem)
    for key in ("name", "demands_label", "facts_label"):
        yield from check_words(cast(Table, data[key]), where.at(key))
    shortest, longest, body = (
        cast(int, data[key]) for key in ("title_min", "title_max", "body_max")
    )
    if shortest > longest:
        said = f"{shortest} is more than title_max {longest}"
        yield where.at("title_min").fault(said, "write the smaller number here")
    if body <= longest:
        said = f"{body} is not more than title_max {longest}"
        yield where.at("body_max").fault(said, "write how many characters the text may have")


def check_id(data: Table, where: Where, stem: str) -> Iterator[Fault]:
    """A file's id is its name, so that ids are unique and files are found."""
    if data["id"] != stem:
        yield where.at("id").fault(f"{data['id']} is not the name of the file", f"write {stem}")


def check_words(words: Table, where: Where) -> Iterator[Fault]:
    """Words in both languages, set as a heading or label: no stop at the end."""
    yield from check_keys(words, WORDS, where)
    for language, text in words.items():
        if isinstance(text, str) and text.endswith(STOPS):
            said = f"{text} ends with a stop"
            yield where.at(language).fault(said, "leave the stop out")


def main(arguments: Sequence[str]) -> int:
    """Check the folder named, or the product's own data; 0 or, with faults, 1."""
    report = check_data(Path(arguments[0]) if arguments else DATA)
    print(report)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
