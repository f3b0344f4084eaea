"""`python -m bench.seals`: sealing 100,000 signatures, all receipts, and checking them again.

Beside each stands the bare measure: as many calls of SHA-256 on inputs of the same length, in the
same process and round. Writes the section of docs/performance.md; ends with 1 when sealing and all
proofs take longer than allowed.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from app.seals.audit import verify_package
from app.seals.entry import SealedSignature, make_entry
from app.seals.package import open_package, write_package
from app.seals.receipt import LetterNote, make_receipt, verify_receipt, write_receipt
from app.seals.seal import PrintedSeal, seal
from bench.plan import ROOT
from bench.timing import read_peak

PAGE = ROOT / "docs" / "performance.md"
HEADING = "\n## Seals\n"
COUNT, ROUNDS = 100_000, 3
MOST_SECONDS = 5.0
BODY_TEXT = "正文" * 2_000
BODY = sha256(BODY_TEXT.encode()).hexdigest()
SIGNED_AT = dt.datetime(2026, 10, 1, 8, 30, tzinfo=dt.UTC)
NOTE = LetterNote("关于四项问题的联名诉求书", "某市住房和城乡建设局", "2026年10月12日")
_NODE = 65  # bytes that are hashed for a node
_STEPS_OF_A_PROOF = 17
_METHOD = f"""
{COUNT:,} signatures in one process, seconds of the processor, medians of {ROUNDS} rounds. **bare SHA-256** is the same number of
hashes of inputs of the same length and nothing else. Making the entries (checking names, times,
salts), all proofs and the root must take at most {MOST_SECONDS:g} s together.
"""


def main() -> int:
    """Measure, print, write; returns the exit status."""
    rounds = [_measure() for _ in range(ROUNDS)]
    middle = {step: statistics.median(one[step] for one in rounds) for step in rounds[0]}
    table = write_table(middle)
    print(table)
    text = PAGE.read_text("utf-8")
    before, _, mine = text.partition(HEADING)
    _, next_heading, after = mine.partition("\n## ")
    made = f"{before.rstrip()}\n{HEADING}{_METHOD}\n{table}\n{next_heading}{after}"
    PAGE.write_text(made, "utf-8")
    return 0 if sum(middle[step] for step in _LIMITED) <= MOST_SECONDS else 1


def write_table(middle: dict[str, float]) -> str:
    """A row a step."""
    lines = ["| what | seconds | bare SHA-256, s |", "|---|--:|--:|"]
    for step, (words, hashes) in _STEPS.items():
        bare = f"{middle[hashes]:.2f}" if hashes else ""
        lines.append(f"| {words} | {middle[step]:.2f} | {bare} |")
    lines.append(f"| peak memory of the process, MiB | {read_peak():.0f} | |")
    return "\n".join(lines)


_STEPS = {
    "entries": ("making the entries", ""),
    "seal": ("their lines, leaf hashes and the root", "hashes"),
    "proofs": ("all proofs", ""),
    "receipts": ("all receipts as JSON", ""),
    "verify": ("verifying all receipts, 17 steps each", "steps"),
    "write": ("writing the package with all entries", ""),
    "package": ("opening and verifying the package", "hashes"),
}
_LIMITED = ("entries", "seal", "proofs")


def _measure() -> dict[str, float]:
    """Seconds of every step, once. Raises AssertionError where something is not valid."""
    seconds: dict[str, float] = {}
    with _timed(seconds, "entries"):
        entries = [_make_entry(number) for number in range(COUNT)]
    with _timed(seconds, "seal"):
        sealed = seal(BODY, entries)
    printed = PrintedSeal(sealed.root, sealed.size, sealed.body)
    with _timed(seconds, "proofs"):
        tree = sealed.tree
        for index in range(COUNT):
            tree.prove(index)
    with _timed(seconds, "receipts"):
        for entry in entries:
            write_receipt(make_receipt(sealed, entry, NOTE))
    receipts = [make_receipt(sealed, entry, NOTE) for entry in entries]
    with _timed(seconds, "verify"):
        assert all(verify_receipt(receipt, printed).is_valid for receipt in receipts)
    with _timed(seconds, "write"):
        made = write_package(sealed, BODY_TEXT, {}, entries)
    with _timed(seconds, "package"):
        assert verify_package(open_package(made), printed, {}).is_valid
    _measure_bare(seconds, sum(len(entry.line) for entry in entries) // COUNT)
    return seconds


def _measure_bare(seconds: dict[str, float], length: int) -> None:
    line, node = b"x" * (length + 1), b"x" * _NODE
    with _timed(seconds, "hashes"):
        for _ in range(COUNT):
            sha256(line).digest()
            sha256(node).digest()
    with _timed(seconds, "steps"):
        for _ in range(COUNT * _STEPS_OF_A_PROOF):
            sha256(node).digest()


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    begin = time.process_time()
    yield
    seconds[step] = time.process_time() - begin


def _make_entry(number: int) -> SealedSignature:
    """A signature like that of an owner of a large estate; every second one was drawn."""
    return make_entry(
        body=BODY,
        id=uuid.UUID(int=number),
        salt=sha256(number.to_bytes(4)).hexdigest()[:32],
        name=f"欧阳{number}",
        dwelling=f"{number % 90}栋{number % 3}单元{number}",
        signed_at=SIGNED_AT + dt.timedelta(seconds=number),
        capacity="owner",
        drawing=BODY if number % 2 else None,
    )


if __name__ == "__main__":
    sys.exit(main())
