"""Printing: the PDF of a letter with the faults of its layout, kept so that it is laid out once."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass

from app.files.letters import make_key
from app.letters.dossier import Dossier, check_printable
from app.letters.errors import InputError
from app.letters.letter import Letter
from app.letters.markup import read_words
from app.letters.render.content_key import describe_content
from app.letters.render.layout_faults import LayoutFault
from app.letters.style import load_style
from app.messages import Language, Message

_HEAD = 4  # bytes that say how long the faults are


@dataclass(frozen=True)
class Printed:
    pdf: bytes
    faults: tuple[LayoutFault, ...]


def read_mark(language: Language, *, frozen: bool) -> str:
    """草稿 in the language of a letter; nothing for what is frozen."""
    return "" if frozen else read_words(language)["draft"]


def make_letter_key(community_id: uuid.UUID, letter: Letter, mark: str) -> str:
    """The key under which a printed letter is kept; photos count by their digests."""
    return make_key(community_id, "printed", describe_content(letter, load_style(), mark))


def print_letter(dossier: Dossier, letter: Letter, mark: str) -> Printed:
    """Lay a letter of the dossier out. Raises InputError that names a character no font has."""
    from app.letters.render.pdf import lay_out

    try:
        laid = lay_out(letter, load_style(), mark=mark)
    except InputError:
        check_printable(dossier)
        raise
    return Printed(laid.pdf, laid.faults)


def pack(printed: Printed) -> bytes:
    """PDF and faults as one row of bytes."""
    faults = [
        [fault.rule, fault.page, fault.said.text, dict(fault.said.params)]
        for fault in printed.faults
    ]
    head = json.dumps(faults, ensure_ascii=False).encode()
    return len(head).to_bytes(_HEAD, "big") + head + printed.pdf


def unpack(data: bytes) -> Printed:
    """What `pack` has packed."""
    end = _HEAD + int.from_bytes(data[:_HEAD], "big")
    faults = json.loads(data[_HEAD:end])
    return Printed(
        data[end:],
        tuple(
            LayoutFault(rule, page, Message(text, params)) for rule, page, text, params in faults
        ),
    )
