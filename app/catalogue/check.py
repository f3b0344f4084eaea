"""`make check-data`: prove what the loaders of law, categories and channels rely on.

    python -m app.catalogue.check [FOLDER]

FOLDER holds law/, catalogue/, deadlines/ and channels/ (default: the product's own data); of
deadlines/ only the ids of the clocks are read, which the catalogue names. Prints one line a fault, `file: place: what; fix`, and ends with 1; without faults one line of counts, and 0.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from app.catalogue.categories import OTHER
from app.catalogue.check_category import check_category
from app.catalogue.check_law import check_laws
from app.catalogue.faults import (
    NUMBER,
    TABLE,
    TEXT,
    Fault,
    Kind,
    Table,
    Where,
    check_id,
    check_keys,
    check_words,
    read_table,
)

DATA = Path(__file__).parent.parent / "data"
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
    clocks = list_clocks(folder / "deadlines")
    categories = read_folder(folder / "catalogue", faults)
    for stem, (where, data) in categories.items():
        faults += check_category(data, where, stem, entries, clocks)
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


def list_clocks(folder: Path) -> frozenset[str]:
    """The ids of the clocks (clk-…) in a folder; its files are proved by the room of deadlines."""
    found: set[str] = set()
    for path in sorted(folder.glob("*.toml")):
        data = read_table(path, Where(f"{folder.name}/{path.name}"))
        if not isinstance(data, Fault):
            found |= find_clocks(data)
    return frozenset(found)


def find_clocks(value: object) -> set[str]:
    """Every `id` that names a clock, however deep it stands."""
    if isinstance(value, list):
        return {name for one in value for name in find_clocks(one)}
    if not isinstance(value, dict):
        return set()
    own = value.get("id")
    below = {name for one in value.values() for name in find_clocks(one)}
    return below | ({own} if isinstance(own, str) and own.startswith("clk-") else set())


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


def check_channel(data: Table, where: Where, stem: str) -> Iterator[Fault]:
    """Limits that a text can meet, labels in both languages."""
    faults = list(check_keys(data, CHANNEL_FORM, where))
    yield from faults
    if faults:
        return
    yield from check_id(data, where, stem)
    for key in ("name", "demands_label", "facts_label"):
        yield from check_words(cast(Table, data[key]), where.at(key), stops="none")
    shortest, longest, body = (
        cast(int, data[key]) for key in ("title_min", "title_max", "body_max")
    )
    if shortest > longest:
        said = f"{shortest} is more than title_max {longest}"
        yield where.at("title_min").fault(said, "write the smaller number here")
    if body <= longest:
        said = f"{body} is not more than title_max {longest}"
        yield where.at("body_max").fault(said, "write how many characters the text may have")


def main(arguments: Sequence[str]) -> int:
    """Check the folder named, or the product's own data; 0 or, with faults, 1."""
    report = check_data(Path(arguments[0]) if arguments else DATA)
    print(report)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
