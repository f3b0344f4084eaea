"""One timed step of one process: seconds, peak memory, and what it made."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Format = Literal["pdf", "docx", "html"]


@dataclass(frozen=True)
class Made:
    """`peak` is in MiB, of this process or of the largest program it started.

    `parts` are seconds of single steps; `filled` is a DOCX that came before the PDF.
    """

    step: str
    format: Format
    seconds: float
    peak: float
    data: bytes
    parts: Mapping[str, float] = field(default_factory=dict)
    filled: bytes | None = None


def time_making(step: str, format: Format, make: Callable[[], bytes]) -> Made:
    """Run `make` once. Memory is read at once, before anything looks at the result."""
    gc.collect()
    start = time.perf_counter()
    data = make()
    seconds = time.perf_counter() - start
    return Made(step, format, seconds, read_peak(), data)


def read_peak() -> float:
    """The most memory so far, in MiB: of this process, or of a program it started if that is more.

    Linux counts in KiB. A process inherits its parent's peak at its start, so the parent of all
    measuring processes must stay small.
    """
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in whose) / 1024
