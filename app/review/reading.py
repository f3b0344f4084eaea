"""The review itself: every rule over every text, and over the petition as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from app.letters.petition import Petition
from app.review import (
    bases,
    deadlines,
    demands,
    haste,
    items,
    laws,
    letters,
    past,
    pending,
    remedies,
    warranty,
)
from app.review.findings import Finding, Hit, rank_place
from app.review.personal import DETECTORS, find_personal
from app.review.rules import Rule, load_rules
from app.review.texts import Text, Use, list_texts
from app.review.wording import Addressees, find_wording, view_addressees

Check = Callable[[Petition, dt.date], Iterator[Hit]]
TextCheck = Callable[[Text, dt.date], Iterator[Hit]]
# Rules that no pattern can hold, by their ids; the data files bring their words.
CHECKS: Mapping[str, Check] = {
    "basis-not-yet-in-force": laws.find_early_bases,
    "basis-unfit": laws.find_unfit_bases,
    "basis-later-edition": laws.find_later_editions,
    "basis-out-of-force": laws.find_late_bases,
    **items.CHECKS,
    **bases.CHECKS,
    **demands.CHECKS,
    **deadlines.CHECKS,
    **haste.CHECKS,
    **past.CHECKS,
    **letters.CHECKS,
    **pending.CHECKS,
    **remedies.CHECKS,
    **warranty.CHECKS,
}
TEXT_CHECKS: Mapping[str, TextCheck] = {
    "law-not-yet-in-force": laws.find_early_names,
    "law-out-of-force": laws.find_late_names,
}


def review(petition: Petition, *, today: dt.date) -> tuple[Finding, ...]:
    """What would weaken the petition or hurt its authors, in the order of the file."""
    named = list_named(petition)
    findings: list[Finding] = []
    texts = list(list_texts(petition))
    for rule in load_rules().values():
        found: list[Finding] = []
        for text in _choose_texts(rule, texts):
            to = view_addressees(petition, text) if rule.condition else Addressees()
            hits = find_in_text(rule, text, to=to, date=petition.date, named=named)
            found += map(rule.report, hits)
        findings += found[:1] if rule.once else found
        if rule.id in CHECKS:
            findings += map(rule.report, CHECKS[rule.id](petition, today))
    return tuple(sorted(findings, key=lambda finding: rank_place(finding.place)))


def review_text(text: str, use: Use, *, today: dt.date) -> tuple[Finding, ...]:
    """The same wording rules over a loose text, such as a "poster", a "chat" or a "remark".

    Places of the findings are empty. Rules that depend on who is addressed do not read it.
    """
    loose = Text("", use, text)
    return tuple(
        rule.report(hit)
        for rule in load_rules().values()
        for hit in find_in_text(rule, loose, to=Addressees(), date=today, named=())
    )


def find_in_text(
    rule: Rule, text: Text, *, to: Addressees, date: dt.date, named: tuple[str, ...]
) -> Iterator[Hit]:
    """Where a rule fires in one text: by its patterns, as a number of a person, as a law's name."""
    day = date.isoformat()
    if rule.id in DETECTORS:
        yield from find_personal(rule.id, text, date=day, named=named)
    elif rule.id in TEXT_CHECKS:
        yield from TEXT_CHECKS[rule.id](text, date)
    else:
        yield from find_wording(rule, text, to=to, date=day, named=named)


def _choose_texts(rule: Rule, texts: Sequence[Text]) -> Iterable[Text]:
    """The texts in which a rule can fire at all: most rules have patterns for few uses."""
    if rule.id in DETECTORS or rule.id in TEXT_CHECKS:
        return texts
    return (text for text in texts if text.use in rule.patterns)


def list_named(petition: Petition) -> tuple[str, ...]:
    """Names and phones that the representatives give of themselves."""
    people = petition.sender.representatives
    return tuple(
        given for person in people for given in (person.name, person.phone) if given is not None
    )
