"""The supplementary list (补充联名名单): those who signed the same text after it was handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.letters import annexes
from app.letters.assembly import assemble
from app.letters.collected import Collected
from app.letters.compose import build_context, compose, seal_letter
from app.letters.letter import Letter
from app.letters.markup import fill
from app.letters.media import SheetPicture
from app.letters.petition import AnnexName, Petition
from app.letters.signature_annex import write_counts, write_sheets, write_table
from app.letters.signers import Signer

_LISTS: tuple[AnnexName, ...] = ("signatures",)


def compose_supplement(
    petition: Petition,
    recipient: int,
    *,
    signers: Sequence[Signer],
    collected: Collected,
    sheets: Sequence[SheetPicture] = (),
) -> Letter:
    """A short letter to `petition.recipients[recipient]` with the list as its annex.

    It refers to the letter that was handed in by title, date and codes, and bears the check code
    of that letter's body, which is what these people signed. Raises InputError.
    """
    first = compose(petition, recipient)
    to = replace(petition.recipients[recipient], annexes=_LISTS)
    attached = (
        [
            write_table(petition, to, signers, collected),
            *write_sheets(petition.language, sheets),
        ]
        if signers
        else [write_counts(petition, to, collected)]
    )
    context = build_context(petition, to, signers, collected)
    context |= {
        "title": first.title,
        "code": first.code,
        "series": collected.series,
        "earlier": collected.earlier,
        "annexes": [one.title for one in attached],
        "signed": any(one.rows for one in attached),
    }
    composed = fill("supplement", petition.language, context)
    letter = assemble(petition, to, composed, composed.titles[0])
    letter = replace(letter, digest=first.digest, code=first.code, body=first.body)
    sealed = seal_letter(letter, petition, collected)
    return replace(sealed, annexes=annexes.number_annexes(attached, first, petition))
