"""Where the patterns of wording rules fire in a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from app.catalogue.words import Words
from app.letters.petition import AUTHORITY, Petition
from app.review.findings import Hit
from app.review.rules import Condition, Rule
from app.review.texts import Text

_SENTENCE_END = re.compile(r"[。；！？\n!?;]")
_SHOWN = 3
_LONGEST_SHOWN = 30


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
    if (rule.since and date < rule.since) or (rule.till and date > rule.till):
        return
    if rule.condition and not (text.demand and _meets(rule.condition, to)):
        return
    found = [
        words
        for words, start, end in _list_matches(rule, text)
        if not _is_harmless(rule, text.text, start, end, named if rule.spares_named else ())
    ]
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


def _list_matches(rule: Rule, text: Text) -> Iterator[tuple[str, int, int]]:
    for match in rule.matches:
        if text.use in match.uses:
            for pattern in match.patterns:
                for found in pattern.finditer(text.text):
                    yield found[0], found.start(), found.end()


def _is_harmless(rule: Rule, text: str, start: int, end: int, named: Collection[str]) -> bool:
    """Whether a harmless phrase covers a part of the words, or what stands before clears them."""
    if any(name in text[start:end] for name in named):
        return True
    for phrase in rule.harmless:
        if any(one.start() < end and start < one.end() for one in phrase.finditer(text)):
            return True
    ends = [one.end() for one in _SENTENCE_END.finditer(text, 0, start)]
    before = text[ends[-1] if ends else 0 : start]
    return any(pattern.search(before) for pattern in rule.before)
