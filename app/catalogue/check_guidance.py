"""Faults in what a category asks and proposes: guided questions and example demands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from typing import cast

from app.catalogue.example_demands import TERM_UNITS
from app.catalogue.faults import (
    COUNT,
    NUMBER,
    TABLE,
    TABLES,
    TEXT,
    TEXTS,
    TRUTH,
    Fault,
    Kind,
    Table,
    Where,
    check_keys,
    check_words,
    count_rows,
    is_list,
    is_text,
    one_of,
)
from app.catalogue.questions import ANSWER, MOST_COUNT, QUESTION_KINDS

FEWEST_DEMANDS = 3
LONGEST_TERM = 999
QUESTION_FORM: Mapping[str, Kind] = {
    "id": TEXT,
    "kind": one_of(*QUESTION_KINDS),
    "needed": TRUTH,
    "label": TABLE,
    "why": TABLE,
    "sentence": TABLE,
}
# What only one kind of question has.
KIND_FORMS: Mapping[str, Mapping[str, Kind]] = {
    "count": {"unit": TABLE, "min": COUNT.optional(), "max": NUMBER.optional()},
    "choice": {"choices": TABLES},
}
UNIT_FORM: Mapping[str, Kind] = {"zh": TEXT, "one": TEXT, "many": TEXT}
CHOICE_FORM: Mapping[str, Kind] = {"id": TEXT, "zh": TEXT, "en": TEXT, "drops": TEXTS.optional()}
# Who can be asked: the roles of a petition's parties and the authority.
ASKED = (
    "developer", "property_company", "utility", "contractor", "bank", "committee",
    "residents_committee", "other", "authority",
)  # fmt: skip
DEMAND_FORM: Mapping[str, Kind] = {
    "action": TABLE,
    "responsible": Kind(
        "a role or a list of roles", lambda value: is_text(value) or is_list(value, is_text)
    ),
    "supervised_by": TEXT.optional(),
    "deadline": Kind(
        '"immediate" or a table', lambda value: value == "immediate" or isinstance(value, dict)
    ),
    "criterion": TABLE.optional(),
    "fallback": TABLE.optional(),
    "compensation": TABLE.optional(),
}
ID = re.compile(r"[a-z][a-z0-9_]*")
# A count may be one: no verb may agree with it.
VERB = re.compile(r"\{answer\},? (is|are|was|were|has|have|does|do)\b")


def check_questions(rows: object, where: Where, bases: Set[str]) -> Iterator[Fault]:
    """Guided questions; `bases` are the legal bases that an answer may drop."""
    seen: set[object] = set()
    needed = False
    for place, row in count_rows(rows, where):
        if row.get("id") in seen:
            yield place.at("id").fault(f"{row['id']} is there twice", "give each its own id")
        seen.add(row.get("id"))
        needed = needed or row.get("needed") is True
        yield from _check_question(row, place, bases)
    if not needed:
        yield where.fault("no question is needed", "write needed = true at what a letter must say")


def _check_question(row: Table, where: Where, bases: Set[str]) -> Iterator[Fault]:
    kind = str(row.get("kind"))
    form = {**QUESTION_FORM, **KIND_FORMS.get(kind, {})}
    faults = list(check_keys(row, form, where))
    yield from faults
    if faults:
        return
    if not ID.fullmatch(str(row["id"])):
        yield where.at("id").fault(f"{row['id']} is not an id", "use a-z, 0-9 and _")
    yield from check_words(cast(Table, row["label"]), where.at("label"), stops="one")
    yield from check_words(cast(Table, row["why"]), where.at("why"), stops="one")
    yield from _check_sentence(cast(Table, row["sentence"]), where.at("sentence"), kind)
    if kind == "count":
        yield from check_keys(cast(Table, row["unit"]), UNIT_FORM, where.at("unit"))
        if cast(int, row.get("min", 1)) > cast(int, row.get("max", MOST_COUNT)):
            said = f"{row.get('min', 1)} is more than max {row.get('max', MOST_COUNT)}"
            yield where.at("min").fault(said, "write the smaller number here")
    if kind == "choice":
        yield from _check_choices(row["choices"], where.at("choices"), bases)


def _check_sentence(words: Table, where: Where, kind: str) -> Iterator[Fault]:
    yield from check_words(words, where, stops="none")
    for language, text in words.items():
        if not isinstance(text, str):
            continue
        if text.count(ANSWER) != 1:
            yield where.at(language).fault(f"holds {{answer}} {text.count(ANSWER)} times", "once")
        elif text.replace(ANSWER, "").count("{") + text.replace(ANSWER, "").count("}"):
            yield where.at(language).fault("holds another brace", "leave it out")
    if kind == "count" and (found := VERB.search(str(words.get("en")))):
        said = f"the verb “{found[1]}” does not fit both one and many"
        yield where.at("en").fault(said, "put the count where no verb agrees with it")


def _check_choices(rows: object, where: Where, bases: Set[str]) -> Iterator[Fault]:
    seen: set[object] = set()
    for place, row in count_rows(rows, where):
        yield from check_keys(row, CHOICE_FORM, place)
        if row.get("id") in seen:
            yield place.at("id").fault(f"{row['id']} is there twice", "give each its own id")
        seen.add(row.get("id"))
        words = {language: row[language] for language in ("zh", "en") if language in row}
        if len(words) == 2:
            yield from check_words(words, place, stops="none")
        drops = row.get("drops", [])
        for name in drops if isinstance(drops, list) else []:
            if name not in bases:
                yield place.at("drops").fault(
                    f"{name} is no legal basis here", "use one of this file"
                )
    if len(seen) < 2:
        yield where.fault("there is nothing to choose", "write at least two choices")


def check_demands(rows: object, where: Where) -> Iterator[Fault]:
    """Example demands: at least three, each with who and by when."""
    every = list(count_rows(rows, where))
    if len(every) < FEWEST_DEMANDS:
        yield where.fault(f"there are {len(every)}", f"write at least {FEWEST_DEMANDS}")
    for place, row in every:
        faults = list(check_keys(row, DEMAND_FORM, place))
        yield from faults
        if not faults:
            yield from _check_demand(row, place)


def _check_demand(row: Table, where: Where) -> Iterator[Fault]:
    for key in ("action", "criterion", "fallback", "compensation"):
        if key in row:
            yield from check_words(cast(Table, row[key]), where.at(key), stops="none")
    who = row["responsible"]
    roles = [who] if isinstance(who, str) else cast(list[str], who)
    if len(set(roles)) < len(roles):
        yield where.at("responsible").fault("names a role twice", "leave it out once")
    for key, names in (("responsible", roles), ("supervised_by", [row.get("supervised_by")])):
        for name in names:
            if name is not None and name not in ASKED:
                said = f"{name} is not a role of a party"
                yield where.at(key).fault(said, f"use one of {', '.join(ASKED)}")
    yield from _check_term(row["deadline"], where.at("deadline"))


def _check_term(written: object, where: Where) -> Iterator[Fault]:
    if written == "immediate":
        return
    term = cast(Table, written)
    unit = next(iter(term), None)
    if len(term) != 1 or unit not in TERM_UNITS or unit == "immediate":
        units = ", ".join(name for name in TERM_UNITS if name != "immediate")
        yield where.fault("is not a deadline", f'write "immediate" or one of {units}')
        return
    value = term[unit]
    if unit in ("before", "until"):
        if isinstance(value, dict):
            yield from check_words(value, where.at(unit), stops="none")
        else:
            yield where.at(unit).fault("has a wrong value", "write zh and en")
    elif not NUMBER.fits(value) or cast(int, value) > LONGEST_TERM:
        said = f"write a whole number from 1 to {LONGEST_TERM}"
        yield where.at(unit).fault("has a wrong value", said)
