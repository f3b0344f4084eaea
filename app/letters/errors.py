"""What is wrong with something a person handed in: one sentence that names the place and the fix."""

from __future__ import annotations

import struct
import zipfile
import zlib

from app.messages import Language, Message, translate

# What readers of foreign formats raise on bytes that are not what they claim to be.
UNREADABLE: tuple[type[Exception], ...] = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)


class SetupFault(Exception):
    """Something that the set-up installs is missing; `said` names it and what to do."""

    def __init__(self, said: Message) -> None:
        super().__init__(said)
        self.said = said

    def __str__(self) -> str:
        return str(self.said)


class InputError(Exception):
    """Input that cannot be used.

    `place` is where, counted from 0 as in a petition file (`items[1].demands[0].deadline`), or
    empty when the whole file is meant; `file` is the name of the file as the person knows it.
    """

    def __init__(self, place: str, said: Message, *, file: str = "") -> None:
        super().__init__(place, said, file)
        self.place = place
        self.said = said
        self.file = file

    def sentence(self, language: Language) -> str:
        """`file: place: message`, on one line."""
        parts = [part for part in (self.file, self.place, translate(self.said, language)) if part]
        return ": ".join(parts)

    def __str__(self) -> str:
        return self.sentence("zh")


class MissingInput(InputError):
    """Something that is not written yet: the rest may still be good."""
