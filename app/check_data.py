"""`make check-data`: prove what the loaders of all data files rely on.

    python -m app.check_data [FOLDER]

FOLDER holds law/, catalogue/, channels/, deadlines/, holidays/, ladder/, review/ and styles.toml
(default: the product's own data). Prints one line a fault, `file: place: what; fix`, and ends with 1; without faults one
line of counts a room, and 0.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from app.catalogue import check as catalogue_check
from app.catalogue.check_languages import check_languages
from app.catalogue.check_law import check_laws
from app.catalogue.faults import Fault, Where, is_date, read_table
from app.catalogue.law import LEAVE_OUT
from app.deadlines.check_clocks import Known, check_clocks
from app.deadlines.check_holidays import check_year
from app.deadlines.check_ladder import check_ladder
from app.letters.check_style import check_style
from app.review.check_rules import check_review

DATA = catalogue_check.DATA


@dataclass(frozen=True)
class Report:
    """What was looked at in the room of deadlines, and every fault."""

    faults: tuple[Fault, ...]
    clocks: int
    years: int

    def __str__(self) -> str:
        if self.faults:
            return "\n".join(str(fault) for fault in self.faults)
        return f"{self.clocks} clocks, {self.years} years of holidays, the ladder: no fault"


def check_deadlines(folder: Path) -> Report:
    """Check deadlines/, holidays/ and ladder/ of `folder` against its law/ and catalogue/."""
    known = Known(
        provisions=check_laws(folder / "law")[0],
        in_force=read_in_force(folder / "law"),
        categories=frozenset(path.stem for path in (folder / "catalogue").glob("*.toml")),
    )
    clocks, faults = check_clocks(folder / "deadlines", known)
    years = sorted((folder / "holidays").glob("*.toml"))
    if not years:
        faults.append(Where("holidays").fault("holds no year", "put one file a year there"))
    for path in years:
        where = Where(f"holidays/{path.name}")
        data = read_table(path, where)
        faults += [data] if isinstance(data, Fault) else check_year(data, where, path.stem)
    faults += check_ladder(folder / "ladder", clocks, known)
    return Report(tuple(faults), len(clocks), len(years))


@dataclass(frozen=True)
class ReviewReport:
    """What was looked at in the room of the review, and every fault."""

    faults: tuple[Fault, ...]
    rules: int

    def __str__(self) -> str:
        if self.faults:
            return "\n".join(str(fault) for fault in self.faults)
        return f"{self.rules} rules of the review, each with its examples: no fault"


def check_rules(folder: Path) -> ReviewReport:
    """Check review/ of `folder` against its law/."""
    entries = check_laws(folder / "law")[0]
    citable = {id for id, entry in entries.items() if entry.usable and entry.left_out is None}
    rules, faults = check_review(folder / "review", citable)
    return ReviewReport(tuple(faults), rules)


@dataclass(frozen=True)
class LayoutReport:
    """Every fault of styles.toml."""

    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults)) or "the layout of letters: no fault"


def check_layout(folder: Path) -> LayoutReport:
    """Check styles.toml of `folder`."""
    return LayoutReport(tuple(check_style(folder / "styles.toml")))


@dataclass(frozen=True)
class LanguageReport:
    """Every text that stands under the wrong language, in all files."""

    faults: tuple[Fault, ...]
    texts: int

    def __str__(self) -> str:
        if self.faults:
            return "\n".join(str(fault) for fault in self.faults)
        return f"{self.texts} texts in Chinese or English, each in its language: no fault"


def check_texts(folder: Path) -> LanguageReport:
    """Check the words in all files of `folder`."""
    texts, faults = check_languages(folder)
    return LanguageReport(tuple(faults), texts)


def read_in_force(folder: Path) -> dict[str, tuple[dt.date, dt.date | None]]:
    """The first and last day of every law whose file can be read."""
    found: dict[str, tuple[dt.date, dt.date | None]] = {}
    for path in folder.glob("*.toml"):
        data = read_table(path, Where(path.name))
        if path.stem != LEAVE_OUT and not isinstance(data, Fault):
            first, last = data.get("in_force_from"), data.get("in_force_to")
            if is_date(first):
                found[path.stem] = (cast(dt.date, first), cast("dt.date | None", last))
    return found


def main(arguments: Sequence[str]) -> int:
    """Check the folder named, or the product's own data; 0 or, with faults, 1."""
    folder = Path(arguments[0]) if arguments else DATA
    reports = (
        catalogue_check.check_data(folder),
        check_deadlines(folder),
        check_rules(folder),
        check_layout(folder),
        check_texts(folder),
    )
    for report in reports:
        if report.faults or not any(one.faults for one in reports):
            print(report)
    return 1 if any(report.faults for report in reports) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
