"""What came of checking a receipt or a package: valid, or what exactly is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.messages import Message

Outcome = Literal["valid", "changed-entry", "changed-body", "not-in-letter", "damaged"]
Change = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed.

    Where it is one signature, `change` says what happened to it and `number` which it is, counted
    from 1: in the seal, for `added` and `moved` in the list that was checked.
    """

    outcome: Outcome
    said: Message
    change: Change | None = None
    number: int | None = None


@dataclass(frozen=True)
class Verdict:
    """`findings` is empty where all is valid; `notes` say what was checked, and what could not be."""

    findings: tuple[Finding, ...]
    notes: tuple[Message, ...] = ()

    @property
    def is_valid(self) -> bool:
        return not self.findings

    @property
    def outcome(self) -> Outcome:
        """The first finding's, which weighs most."""
        return self.findings[0].outcome if self.findings else "valid"
