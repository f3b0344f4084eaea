"""The letters that are measured: the four grievances to the authority, with some signers.

They are composed once, outside everything that is timed, and kept in a folder from which each
measuring process takes its own.
"""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from app.letters.dossier import Dossier, compose_letter, load_dossier
from app.letters.letter import Annex, Block, Letter, SignatureTable
from bench.signers import make_signers

EXAMPLE = Path(__file__).parent.parent / "examples" / "four-grievances.toml"
TODAY = dt.date(2026, 10, 9)


@dataclass(frozen=True)
class Inputs:
    """What a case works on: `count` signers' letter, and the files made for it in `folder`."""

    folder: Path
    count: int

    @cached_property
    def letter(self) -> Letter:
        return _load(self.folder / f"letter-{self.count}.pickle")

    @cached_property
    def appended(self) -> Letter:
        """The same letter after one more person has signed."""
        return _load(self.folder / f"letter-{self.count}-appended.pickle")

    @cached_property
    def other(self) -> Letter:
        """The letter to the developer with ten other signers, for warming a process up."""
        return _load(self.folder / "other.pickle")

    @property
    def signed(self) -> Annex:
        """Annex 1; raises StopIteration where nobody has signed."""
        return next(annex for annex in self.letter.annexes if annex.table is not None)

    @property
    def table(self) -> SignatureTable:
        table = self.signed.table
        assert table is not None
        return table


def write_letters(folder: Path, count: int) -> None:
    """Compose the letters for `count` signers, into `folder`."""
    dossier = load_dossier(EXAMPLE, today=TODAY)
    _keep(folder / "other.pickle", compose_letter(_sign_other(dossier), 2))
    if count == 0:
        _keep(folder / "letter-0.pickle", compose_letter(_drop_annexes(dossier), 1))
        return
    signers = make_signers(count + 1)
    signed = replace(dossier, signers=signers[:count])
    _keep(folder / f"letter-{count}.pickle", compose_letter(signed, 1))
    signed = replace(dossier, signers=signers)
    _keep(folder / f"letter-{count}-appended.pickle", compose_letter(signed, 1))


def list_lines(letter: Letter) -> list[str]:
    """Every paragraph of the letter and of its annexes but for the table's rows, as plain words."""
    lines = [letter.title, *(text for _, text in list_paragraphs(letter.blocks))]
    for annex in letter.annexes:
        lines += [annex.label, annex.title]
        lines += [text for _, text in list_paragraphs(annex.blocks)]
        lines += annex.table.summary if annex.table else ()
    return lines


def list_paragraphs(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """The blocks as (kind, words), as much as another program needs to set them.

    Kinds: heading1, heading2, body, flush, right. Raises TypeError on tables and figures, which
    the measured letter does not have.
    """
    return [line for block in blocks for line in _list_block(block)]


def _list_block(block: Block) -> list[tuple[str, str]]:
    from app.letters import letter as kinds

    match block:
        case kinds.Heading(level, number, text):
            return [(f"heading{level}", number + text)]
        case kinds.Paragraph(text):
            return [("body", text)]
        case kinds.NumberedList(entries):
            return [("body", number + text) for number, text in entries]
        case kinds.AnnexNote(label, entries):
            first = [label, *[""] * (len(entries) - 1)]
            return [
                ("body", start + number + title)
                for start, (number, title) in zip(first, entries, strict=True)
            ]
        case kinds.Addressee(lines):
            return [("flush", line) for line in lines]
        case kinds.Closing(lines):
            return [("flush" if at else "body", line) for at, line in enumerate(lines)]
        case kinds.Signature(lines):
            return [("right", line) for line in lines]
        case kinds.DateLine(text):
            return [("right", text)]
        case kinds.Contact(lines):
            return [("body", line) for line in lines]
    raise TypeError(f"the measured letter should have no {type(block).__name__}")


def _drop_annexes(dossier: Dossier) -> Dossier:
    first, *others = dossier.petition.recipients
    recipients = (replace(first, annexes=()), *others)
    return replace(dossier, petition=replace(dossier.petition, recipients=recipients))


def _sign_other(dossier: Dossier) -> Dossier:
    first, second, *others = dossier.petition.recipients
    recipients = (first, replace(second, annexes=("signatures",)), *others)
    petition = replace(dossier.petition, recipients=recipients)
    return replace(dossier, petition=petition, signers=make_signers(10, seed=2))


def _keep(path: Path, letter: Letter) -> None:
    path.write_bytes(pickle.dumps(letter, pickle.HIGHEST_PROTOCOL))


def _load(path: Path) -> Letter:
    letter: Letter = pickle.loads(path.read_bytes())  # written by write_letters a moment ago
    return letter
