"""From a filled template to a Letter that has no annexes yet."""

from __future__ import annotations

from collections.abc import Sequence

from app.letters.letter import Letter
from app.letters.markup import Composed
from app.letters.petition import Petition, Recipient
from app.letters.titles import break_title


def assemble(
    petition: Petition,
    recipient: Recipient,
    composed: Composed,
    title: str,
    topics: Sequence[str] = (),
) -> Letter:
    """The Letter without annexes; the check code is the start of the digest, in fours.

    `topics` are the matters as the title names them; a line of the title does not end within one.
    """
    return Letter(
        kind=recipient.kind,
        language=petition.language,
        title=title,
        title_lines=break_title(title, petition.language, [petition.community.name, *topics]),
        date=petition.date,
        author=petition.sender.name,
        blocks=composed.blocks,
        annexes=(),
        digest=composed.digest,
        code=write_code(composed.digest),
        body=composed.body,
    )


def write_code(digest: str) -> str:
    """正文校验码: the start of a digest in hex, in fours, as it is printed."""
    code = digest[:16].upper()
    return "-".join(code[start : start + 4] for start in range(0, 16, 4))
