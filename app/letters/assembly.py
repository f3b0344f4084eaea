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
    code = composed.digest[:16].upper()
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
        code="-".join(code[start : start + 4] for start in range(0, 16, 4)),
        body=composed.body,
    )
