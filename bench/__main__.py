"""`make bench`: measure our letters against other ways of making them.

Prints times, memory, sizes and the ratios that must hold; a complete run writes
docs/performance.md. Exit status: 0 when every limit is met, 1 when one is missed, 2 when a file
that was made is not the letter or a process failed (then nothing is written).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.limits import judge
from bench.machine import describe_machine, list_versions
from bench.plan import (
    QUICK_SIZES,
    ROOT,
    SIZES,
    ChildFailed,
    choose_cases,
    find_unstable,
    run,
)
from bench.report import write_readings, write_report, write_verdicts

PAGE = ROOT / "docs" / "performance.md"


def main(argv: Sequence[str] | None = None) -> int:
    """Run what is asked for; returns the exit status."""
    arguments = _parse(argv)
    sizes = QUICK_SIZES if arguments.quick else SIZES
    chosen = choose_cases(arguments.only, sizes)
    unknown = [name for name in arguments.only if not choose_cases([name], sizes)]
    if unknown or arguments.rounds < 1:
        print(f"bench: no such case: {unknown}; or no round asked for", file=sys.stderr)
        return 2
    machine = describe_machine()
    try:
        with tempfile.TemporaryDirectory(prefix="lianming-bench-") as folder:
            results = run(chosen, arguments.rounds, Path(folder))
    except ChildFailed as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    verdicts = judge(results)
    print(f"\n{write_readings(results)}\n\n{write_verdicts(verdicts)}")
    for key in find_unstable(results):
        print(f"bench: {key} is not the same bytes in every round", file=sys.stderr)
        return 2
    if not arguments.quick and not arguments.only:
        page = write_report(results, verdicts, machine, list_versions(), arguments.rounds)
        _write_whole(PAGE, page)
        print(f"\nwritten: {PAGE.relative_to(ROOT)}")
    return 0 if all(verdict.met for verdict in verdicts) else 1


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="5 when not given")
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="NAME",
        help="pdf, docx, preview, docxtpl, typst, lxml, or with a size: pdf-1000; writes no file",
    )
    parser.add_argument(
        "--quick", action="store_true", help="0 and 100 signers only; writes no file"
    )
    return parser.parse_args(argv)


def _write_whole(path: Path, text: str) -> None:
    made = path.with_name(f".{path.name}.new")
    made.write_text(text, "utf-8")
    made.replace(path)


if __name__ == "__main__":
    sys.exit(main())
