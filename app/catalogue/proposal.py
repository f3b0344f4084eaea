"""What to cite: the legal bases (法律依据) proposed for an item and one recipient."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from app.catalogue.categories import Category, find_category
from app.catalogue.law import Provision, find_provision

MOST_BASES = 4
# Where a category has nothing for the role itself: a hotline passes on to authorities, and
# whoever is no company and no authority is mostly the owner or user of the place next door.
STAND_INS = {"hotline": "authority", "other": "neighbour"}


def propose_bases(
    category_id: str,
    role: str,
    date: dt.date,
    details: Iterable[tuple[str, object]] = (),
) -> tuple[Provision, ...]:
    """The legal bases to cite to a recipient of `role` (a party's, "authority" or "hotline").

    At most four, in the order of the category's file; `text` of each says in one sentence why.
    None that may not enter a letter (level C among them), that is not in force on `date`, the
    letter's, or that an answer in `details`, an item's guided answers, rules out. Empty where the
    category has none for the role. Raises KeyError on an unknown category.
    """
    category = find_category(category_id)
    bases = category.legal_bases
    dropped: set[str] = set()
    for question_id, answer in details:
        question = category.find_question(question_id)
        choice = question.find_choice(answer) if question else None
        dropped.update(choice.drops if choice else ())
    fitting = (
        find_provision(basis)
        for basis in bases.get(speak_for(category, role), ())
        if basis not in dropped
    )
    usable = [one for one in fitting if one.usable and one.law.is_in_force(date)]
    return tuple(usable[:MOST_BASES])


def speak_for(category: Category, role: str) -> str:
    """Whose list in the category's legal bases a recipient of `role` is cited."""
    return role if role in category.legal_bases else STAND_INS.get(role, role)
