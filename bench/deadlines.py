"""`python -m bench.deadlines`: how long 10,000 dates take, reckoned alone and explained too.

Prints one line each; ends with 1 when reckoning them takes a second or more.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from itertools import cycle, islice

from app.deadlines.clocks import load_clocks
from app.deadlines.explanation import explain
from app.deadlines.reckoning import Start, reckon
from app.deadlines.workdays import load_calendar

DATES = 10_000
LIMIT_SECONDS = 1.0


def main() -> int:
    """Every clock in turn, from every day of 2025 and 2026 in turn."""
    work = load_calendar()
    first = dt.date(2025, 1, 1)
    days = [Start(first + dt.timedelta(days=number)) for number in range(730)]
    asked = list(islice(zip(cycle(sorted(load_clocks())), cycle(days), strict=False), DATES))
    began = time.perf_counter()
    dates = [reckon(rule, start, work) for rule, start in asked]
    reckoned = time.perf_counter() - began
    print(f"{DATES} dates reckoned in {reckoned:.3f} s")
    for language in ("zh", "en"):
        began = time.perf_counter()
        for one in dates:
            explain(one, language)
        print(f"{DATES} dates explained in {language} in {time.perf_counter() - began:.3f} s")
    return 0 if reckoned < LIMIT_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
