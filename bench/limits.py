"""The ratios that must hold, and whether they do."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.plan import Key, Results

_MB, _MIB = 1_000_000, 1024 * 1024


@dataclass(frozen=True)
class Limit:
    """`measure` gives one number a round, or nothing where its cases were not run."""

    name: str
    most: float
    unit: str
    measure: Callable[[Results], Sequence[float]]


@dataclass(frozen=True)
class Verdict:
    """`measured` is the median of the rounds, `least` and `greatest` their ends."""

    limit: Limit
    measured: float
    least: float
    greatest: float

    @property
    def met(self) -> bool:
        return self.measured <= self.limit.most


def judge(results: Results) -> list[Verdict]:
    """A verdict on every limit whose cases were run."""
    return [
        Verdict(limit, statistics.median(numbers), min(numbers), max(numbers))
        for limit in LIMITS
        if (numbers := limit.measure(results))
    ]


def _compare(ours: Key, theirs: Key) -> Callable[[Results], Sequence[float]]:
    """Times of one round are divided by one another: what slows a machine down slows both."""

    def measure(results: Results) -> list[float]:
        pairs = zip(results.seconds(ours), results.seconds(theirs), strict=False)
        return [first / second for first, second in pairs]

    return measure


def _take_seconds(key: Key) -> Callable[[Results], Sequence[float]]:
    return lambda results: [seconds * 1000 for seconds in results.seconds(key)]


def _take_peak(key: Key) -> Callable[[Results], Sequence[float]]:
    return lambda results: [reading.peak for reading in results.readings.get(key, ())]


def _take_size(key: Key) -> Callable[[Results], Sequence[float]]:
    return lambda results: [reading.size / _MB for reading in results.readings.get(key, ())]


def _ours(format: str, count: int) -> Key:
    return Key(format, "whole", count)


_PREVIEW, _KEY = Key("preview", "answer", 0), Key("preview", "key", 0)
LIMITS = (
    Limit(
        "letter without annex: PDF / docxtpl + LibreOffice",
        0.15,
        "×",
        _compare(_ours("pdf", 0), Key("docxtpl", "whole", 0)),
    ),
    Limit("letter without annex: DOCX", 50, "ms", _take_seconds(_ours("docx", 0))),
    Limit("live letter: answer, 95th percentile", 100, "ms", _take_seconds(_PREVIEW)),
    Limit("live letter: key to sheet, 95th percentile", 300, "ms", _take_seconds(_KEY)),
    Limit(
        "1,000 signatures: PDF / docxtpl + LibreOffice",
        0.15,
        "×",
        _compare(_ours("pdf", 1_000), Key("docxtpl", "whole", 1_000)),
    ),
    Limit(
        "1,000 signatures: PDF / Typst's annex alone",
        3,
        "×",
        _compare(_ours("pdf", 1_000), Key("typst", "annex", 1_000)),
    ),
    Limit("1,000 signatures: size of the PDF", 1.3, "MB", _take_size(_ours("pdf", 1_000))),
    Limit(
        "10,000 signatures: PDF / Typst's annex alone",
        1,
        "×",
        _compare(_ours("pdf", 10_000), Key("typst", "annex", 10_000)),
    ),
    Limit(
        "10,000 signatures: PDF / PDF with 1,000",
        5,
        "×",
        _compare(_ours("pdf", 10_000), _ours("pdf", 1_000)),
    ),
    Limit("10,000 signatures: memory, PDF", 600, "MiB", _take_peak(_ours("pdf", 10_000))),
    Limit("10,000 signatures: memory, DOCX", 600, "MiB", _take_peak(_ours("docx", 10_000))),
    Limit(
        "10,000 signatures: DOCX / bare lxml's annex alone",
        1.5,
        "×",
        _compare(_ours("docx", 10_000), Key("lxml", "annex", 10_000)),
    ),
    Limit(
        "one more after 10,000: PDF / PDF with 10,000",
        0.25,
        "×",
        _compare(Key("pdf", "appended", 10_000), _ours("pdf", 10_000)),
    ),
)
