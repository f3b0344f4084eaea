"""What is measured, for how many signers, in which order; and the readings that come of it."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
SIZES = (0, 100, 1_000, 10_000)
QUICK_SIZES = (0, 100)
_MOST_SECONDS = 900  # for one process


@dataclass(frozen=True)
class Case:
    """`name` is what bench.child knows; `steps` are told in words by the step's name."""

    name: str
    sizes: tuple[int, ...]
    steps: Mapping[str, str]


CASES = (
    Case(
        "pdf",
        SIZES,
        {
            "first": "Lianming, first PDF of a process (10 signers; imports, opening fonts)",
            "whole": "Lianming, PDF",
            "appended": "Lianming, PDF again with one more signature",
        },
    ),
    Case(
        "docx",
        SIZES,
        {
            "first": "Lianming, first DOCX of a process (10 signers; imports)",
            "whole": "Lianming, DOCX",
        },
    ),
    Case(
        "preview",
        SIZES[:1],
        {
            "answer": "live letter: answer of the site, 95th percentile",
            "key": "live letter: from a key to the sheet in Chromium, 95th percentile",
        },
    ),
    # 10,000 is left out: see report.explain_skipped.
    Case("docxtpl", SIZES[:3], {"whole": "docxtpl + LibreOffice, PDF"}),
    Case("typst", SIZES[1:], {"annex": "Typst, PDF of annex 1 alone"}),
    Case("lxml", SIZES[1:], {"annex": "bare lxml, DOCX of annex 1 alone"}),
)


@dataclass(frozen=True)
class Reading:
    """One step of one process; `pages` is 0 for a DOCX and where it was not counted."""

    step: str
    seconds: float
    peak: float  # MiB
    size: int
    digest: str
    pages: int
    parts: Mapping[str, float]


@dataclass(frozen=True)
class Key:
    """Which readings belong together, round by round."""

    case: str
    step: str
    count: int


@dataclass
class Results:
    """All readings of a run."""

    readings: dict[Key, list[Reading]] = field(default_factory=dict)

    def add(self, case: str, count: int, readings: Sequence[Reading]) -> None:
        for reading in readings:
            self.readings.setdefault(Key(case, reading.step, count), []).append(reading)

    def seconds(self, key: Key) -> list[float]:
        """One number a round; empty where the case was not run."""
        return [reading.seconds for reading in self.readings.get(key, ())]

    def median(self, key: Key) -> float:
        return statistics.median(self.seconds(key))

    def peak(self, key: Key) -> float | None:
        """The highest of all rounds, in MiB."""
        return max((reading.peak for reading in self.readings.get(key, ())), default=None)

    def size(self, key: Key) -> int | None:
        return max((reading.size for reading in self.readings.get(key, ())), default=None)


class ChildFailed(Exception):
    """A measuring process ended badly; its own words say why."""


def choose_cases(only: Sequence[str], sizes: Sequence[int]) -> list[tuple[Case, int]]:
    """Cases by growing size; `only` holds names ("pdf") or names with a size ("pdf-1000")."""
    return [
        (case, count)
        for count in sizes
        for case in CASES
        if count in case.sizes and (not only or {case.name, f"{case.name}-{count}"} & set(only))
    ]


def run(chosen: Sequence[tuple[Case, int]], rounds: int, folder: Path) -> Results:
    """Prepare, then measure everything in turn, round by round. The first round is checked.

    Raises ChildFailed.
    """
    results = Results()
    for count in sorted({count for _, count in chosen}):
        _tell(f"preparing {count:,} signers")
        template = any(case.name == "docxtpl" and size == count for case, size in chosen)
        _run_child("prepare", count, folder, *(["template"] if template else []))
    for number in range(1, rounds + 1):
        for case, count in chosen:
            check = ["check"] if number == 1 else []
            readings = list(_read(_run_child(case.name, count, folder, *check)))
            results.add(case.name, count, readings)
            _tell(
                f"round {number}, {count:,} signers, {case.name}: "
                + ", ".join(f"{one.step} {one.seconds:.3f} s" for one in readings)
            )
    return results


def find_unstable(results: Results) -> list[Key]:
    """Our files that were not the same bytes in every round."""
    return [
        key
        for key, readings in results.readings.items()
        if key.case in ("pdf", "docx") and len({reading.digest for reading in readings}) > 1
    ]


def _run_child(case: str, count: int, folder: Path, *options: str) -> str:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.child", case, str(count), str(folder), *options],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=_MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ChildFailed(f"{case} with {count:,} signers: {error}") from None
    if done.returncode:
        raise ChildFailed(f"{case} with {count:,} signers:\n{done.stderr}")
    return done.stdout


def _read(output: str) -> Iterator[Reading]:
    for entry in json.loads(output.splitlines()[-1]):
        yield Reading(**entry)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
