"""The places where two people changed the same, as a page tells them: both texts in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.messages import Language, Message, message, translate
from app.petitions.conflict import ABSENT, Clash, place_of
from app.petitions.models import Document
from app.petitions.place_words import say_place
from app.petitions.places import Step, split_place
from app.petitions.saving import Clashed
from app.petitions.value_words import Said, say_answer, say_value

GONE = message("（已删去）")


@dataclass(frozen=True)
class Told:
    """`path` names the choice; the texts are in the language of the letter."""

    path: str
    where: Message
    mine_text: str
    theirs_text: str


def tell_clashes(clashed: Clashed) -> tuple[Told, ...]:
    """Every clash with its place in words."""
    return tuple(_tell(one, clashed) for one in clashed.clashes)


def _tell(clash: Clash, clashed: Clashed) -> Told:
    place = place_of(clash.path, clashed.mine) or clash.path
    theirs = place_of(clash.path, clashed.petition.document)
    return Told(
        path=clash.path,
        where=say_place(place),
        mine_text=say_whole(clash.mine, place, clashed.mine),
        theirs_text=say_whole(clash.theirs, theirs, clashed.petition.document),
    )


def say_whole(value: Any, place: str, document: Document) -> str:
    """A value of any shape as text to be read, line by line."""
    language: Language = "en" if document.get("language") == "en" else "zh"
    if value is ABSENT:
        return translate(GONE, language)
    return "\n".join(_lines(value, split_place(place), document, language))


def _lines(
    value: Any, steps: tuple[Step, ...], document: Document, language: Language
) -> list[str]:
    names = [step for step in steps if isinstance(step, str)]
    if isinstance(value, list):
        return [line for one in value for line in _lines(one, steps, document, language)]
    if isinstance(value, dict) and names[-1:] != ["deadline"]:
        return [
            line
            for key, one in value.items()
            if key not in ("id", "file")
            for line in _lines(one, (*steps, key), document, language)
        ]
    if names[-2:-1] == ["details"] and isinstance(steps[1], int):
        items = document.get("items") or []
        category = items[steps[1]].get("category") if steps[1] < len(items) else ""
        return [_in(say_answer(str(category), names[-1], value)[1], language)]
    table, key = ".".join(names[:-1]), names[-1] if names else ""
    return [_in(say_value(table, key, value, document), language)]


def _in(said: Said, language: Language) -> str:
    return said if isinstance(said, str) else translate(said, language)
