"""All that shapes a rendered letter, as one text: equal texts are rendered to equal bytes."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import version

from app.letters.letter import Letter
from app.letters.media import Drawing, Picture
from app.letters.style import LetterStyle

_PROGRAMS = ("lianming", "weasyprint", "fonttools", "pikepdf")


def describe_content(letter: Letter, style: LetterStyle, mark: str) -> str:
    """Words, pictures (by their digest), lengths, mark, and the programs that draw them."""
    return "\n".join([_describe(letter), repr(style), mark, *_list_programs()])


@cache
def _list_programs() -> tuple[str, ...]:
    return tuple(f"{name} {version(name)}" for name in _PROGRAMS)


def _describe(value: object) -> str:
    match value:
        case Picture() | Drawing():
            return value.digest
        case tuple():
            return f"({','.join(map(_describe, value))})"
        case _ if is_dataclass(value):
            inner = ",".join(_describe(getattr(value, one.name)) for one in fields(value))
            return f"{type(value).__name__}({inner})"
        case _:
            return repr(value)
