"""Where the patterns of wording rules fire in a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from app.catalogue.words import Words
from app.letters.petition import AUTHORITY, Petition
from app.review.findings import Hit
from app.review.rules import Condition, Rule
from app.review.texts import Text

_SENTENCE_END = re.compile(r"[。；！？\n!?;]")
_SHOWN = 3
_LONGEST_SHOWN = 30
_LONGEST_BEFORE = 60


@dataclass(frozen=True)
class Addressees:
    """To whom the demand of a text goes: roles of those responsible, names of authorities."""

    roles: frozenset[str] = frozenset()
    authorities: tuple[str, ...] = ()


def find_wording(
    rule: Rule, text: Text, *, to: Addressees, date: str, named: Collection[str]
) -> Iterator[Hit]:
    """One Hit, naming the words, when the rule fires in the text.

    `date` is the letter's in ISO form; `named` are names and phones of the representatives.
    """
    if rule.since and date < rule.since:
        return
    if rule.condition and not (text.demand and _meets(rule.condition, to)):
        return
    harmful = _list_harmful(rule, text, named if rule.spares_named else ())
    found = list(islice(harmful, _SHOWN))
    if found:
        yield Hit(text.place, {"found": show_words(found)})


def view_addressees(petition: Petition, text: Text) -> Addressees:
    """Who must meet the demand that a text belongs to."""
    if text.demand is None or text.item is None:
        return Addressees()
    parties: dict[str, str] = {party.id: party.role for party in petition.parties}
    index = petition.items.index(text.item)
    return Addressees(
        roles=frozenset(parties.get(role, role) for role in text.demand.responsible),
        authorities=tuple(
            recipient.name
            for recipient in petition.recipients
            if recipient.role == AUTHORITY and (recipient.items is None or index in recipient.items)
        ),
    )


def show_words(found: Sequence[str]) -> Words:
    """The words as a sentence in quotation marks can show them: each once, short, on one line."""
    shown = list(dict.fromkeys(" ".join(words.split()) for words in found))
    cut = [
        words if len(words) <= _LONGEST_SHOWN else words[:_LONGEST_SHOWN] + "…" for words in shown
    ]
    return Words("”、“".join(cut[:_SHOWN]), "”, “".join(cut[:_SHOWN]))


def _meets(condition: Condition, to: Addressees) -> bool:
    if condition.roles is not None and not to.roles <= condition.roles:
        return False
    if condition.authority and not any(map(condition.authority.search, to.authorities)):
        return False
    return not (
        condition.not_authority and any(map(condition.not_authority.search, to.authorities))
    )


def _list_harmful(rule: Rule, text: Text, named: Collection[str]) -> Iterator[str]:
    """The words on which the rule fires, in no order."""
    patterns = [one for one in rule.patterns.get(text.use, ()) if one.search(text.text)]
    if not patterns:
        return
    harmless = bytearray(len(text.text))
    for phrase in rule.harmless:
        for one in phrase.finditer(text.text):
            harmless[one.start() : one.end()] = b"\1" * (one.end() - one.start())
    for pattern in patterns:
        for found in pattern.finditer(text.text):
            start, end = found.span()
            spared = any(name in found[0] for name in named) or any(harmless[start:end])
            if not (spared or _is_cleared(rule, text.text, start)):
                yield found[0]


def _is_cleared(rule: Rule, text: str, start: int) -> bool:
    """Whether what stands before the words, in their sentence, makes them harmless."""
    before = _SENTENCE_END.split(text[max(0, start - _LONGEST_BEFORE) : start])[-1]
    return any(pattern.search(before) for pattern in rule.before)
