"""A run in words: docs/performance.md, and the same tables on the screen."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from bench.limits import Verdict
from bench.plan import CASES, SIZES, Key, Results

_MB = 1_000_000
_INTRODUCTION = """\
# Performance

Made by `make bench`; do not edit. The letter is `examples/four-grievances.toml` to the authority,
with 0, 100, 1,000 and 10,000 signers who each drew a signature of about 135 points.
"""
_METHOD = """\
## How it was measured

- Every measurement is a process of its own, in turn with the others (A B C A B C), {rounds}
  rounds. Times are medians; a ratio is the median of the ratios of the rounds; memory is the
  process's own peak (`ru_maxrss`), the highest of all rounds, the letter it was handed and
  all libraries included; for docxtpl + LibreOffice it is the larger of the two programs.
- Not timed, for any of them: imports, reading the signers, composing the letter, preparing PNG
  files, the template or Typst's source. Each process has made another, small document before;
  only LibreOffice starts anew for each letter (its profile exists), as docassemble starts it.
- **Lianming** renders the whole letter with its annexes: a tagged PDF, a DOCX with real styles.
- **live letter**: the draft of the four grievances as the drafting page sends it; the site, its
  SQLite and Chromium on the same machine, a key every 90 ms.
- **docxtpl + LibreOffice**: the same words and rows through a .docx template with loops, each
  signature a PNG of 300 × 100 pixels; the PDF is not tagged (LibreOffice's default).
- **Typst**: annex 1 alone, from its source; drawings as SVG images, repeated table head, running
  line and page numbers, tagged. It may use all cores; Lianming uses one.
- **bare lxml**: annex 1 alone in the least DOCX that LibreOffice opens, with the same metafiles.
- In the first round every file is opened: a PDF must hold the title, every name and every dwelling
  on a plausible number of pages; a DOCX every word of the letter, every name, dwelling and drawing.
  With up to 100 signers each DOCX is also converted by LibreOffice and looked at in the same way.
  Our files must be the same bytes in every round.
"""


def write_report(
    results: Results,
    verdicts: Sequence[Verdict],
    machine: str,
    versions: Mapping[str, str],
    rounds: int,
) -> str:
    """The whole page, in Markdown."""
    listed = ", ".join(f"{name} {number}" for name, number in versions.items())
    missed = sum(not verdict.met for verdict in verdicts)
    outcome = f"{len(verdicts) - missed} of {len(verdicts)} limits are met."
    return "\n".join(
        [
            _INTRODUCTION,
            f"Machine: {machine}.\n\nVersions: {listed}.\n",
            f"## Limits\n\n{outcome}\n",
            write_verdicts(verdicts),
            "\n## Times, memory, sizes\n",
            write_readings(results),
            "",
            _METHOD.format(rounds=rounds),
        ]
    )


def write_verdicts(verdicts: Sequence[Verdict]) -> str:
    """A row a limit."""
    lines = ["| what | limit | measured | rounds from – to | met |", "|---|--:|--:|--:|---|"]
    for verdict in verdicts:
        unit = verdict.limit.unit
        spread = f"{_show(verdict.least, unit)} – {_show(verdict.greatest, unit)}"
        lines.append(
            f"| {verdict.limit.name} | ≤ {verdict.limit.most:g} {unit} "
            f"| {_show(verdict.measured, unit)} {unit} | {spread} "
            f"| {'yes' if verdict.met else '**no**'} |"
        )
    return "\n".join(lines)


def write_readings(results: Results) -> str:
    """A row a case and size, in the order of the plan."""
    lines = [
        "| what | signers | seconds | peak memory, MiB | file, MB | pages |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for case in CASES:
        for step, words in case.steps.items():
            for count in SIZES:
                key = Key(case.name, step, count)
                if key in results.readings:
                    lines.append(_write_reading(results, key, words))
    skipped = explain_skipped(results)
    if skipped:
        lines.append(f"| docxtpl + LibreOffice, PDF | 10,000 | {skipped} | | | |")
    return "\n".join(lines)


def explain_skipped(results: Results) -> str:
    """Why docxtpl is not run with 10,000: python-docx compares each picture with all before it."""
    small, large = Key("docxtpl", "whole", 100), Key("docxtpl", "whole", 1_000)
    if small not in results.readings or large not in results.readings:
        return ""
    shares = [
        statistics.median(reading.parts["docxtpl"] for reading in results.readings[key])
        for key in (small, large)
    ]
    return (
        f"not run, it would take many minutes: docxtpl's part goes from {shares[0]:.2f} s with 100 "
        f"to {shares[1]:.1f} s with 1,000 and grows with the square, because python-docx compares "
        "each new picture with all before it"
    )


def _write_reading(results: Results, key: Key, words: str) -> str:
    readings = results.readings[key]
    middle = sorted(readings, key=lambda reading: reading.seconds)[len(readings) // 2]
    parts = "; ".join(f"{name} {seconds:.2f}" for name, seconds in middle.parts.items())
    shown = f"{results.median(key):.3f}{f' ({parts})' if parts else ''}"
    pages = readings[0].pages or ""  # counted in the first round
    count = 10 if key.step == "first" else key.count + (key.step == "appended")
    return (
        f"| {words} | {count:,} | {shown} | {results.peak(key):.0f} "
        f"| {(results.size(key) or 0) / _MB:.2f} | {pages} |"
    )


def _show(number: float, unit: str) -> str:
    return f"{number:.0f}" if unit == "MiB" else f"{number:.2f}"
