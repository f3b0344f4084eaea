"""Faults in app/data/review: what `make check-data` says of the rules of the review."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, cast, get_args

from app.catalogue.faults import (
    DATE,
    TABLE,
    TABLES,
    TEXT,
    TEXTS,
    TRUTH,
    WORDS,
    Fault,
    Kind,
    Table,
    Where,
    check_keys,
    count_rows,
    one_of,
    read_table,
)
from app.letters.petition import AUTHORITY, Demand, PartyRole
from app.review.findings import LEVELS
from app.review.personal import DETECTORS
from app.review.reading import CHECKS, TEXT_CHECKS, find_in_text
from app.review.rules import LAWS, VOCABULARY, Rule, compile_pattern, list_files, read_rule
from app.review.texts import GROUPS, USES, Text, Use
from app.review.wording import Addressees

ROLES = (AUTHORITY, *get_args(PartyRole))
EXAMPLE = Kind(
    "pairs of a use and a text",
    lambda value: (
        isinstance(value, list) and bool(value) and all(TEXTS.fits(one) and len(one) == 2 for one in value)
    ),
)  # fmt: skip
RULE_FORM: Mapping[str, Kind] = {
    "id": TEXT,
    "level": one_of(*LEVELS),
    "message": TABLE,
    "fix": TABLE,
    "bases": TEXTS.optional(),
    "source": TABLE.optional(),
    "match": TABLES.optional(),
    "harmless": TEXTS.optional(),
    "before": TEXTS.optional(),
    "to": TABLE.optional(),
    "since": DATE.optional(),
    "once": TRUTH.optional(),
    "spares_named": TRUTH.optional(),
    "fires": EXAMPLE.optional(),
    "silent": EXAMPLE.optional(),
}
MATCH_FORM: Mapping[str, Kind] = {"uses": TEXTS, "zh": TEXTS.optional(), "en": TEXTS.optional()}
TO_FORM: Mapping[str, Kind] = {
    "roles": TEXTS.optional(),
    "authority": TEXT.optional(),
    "not_authority": TEXT.optional(),
    "example": TEXT.optional(),
}
LAW_FORM: Mapping[str, Kind] = {
    "name": TABLE,
    "pattern": TEXT,
    "first": DATE,
    "last": DATE.optional(),
    "instead": TABLE.optional(),
}
ID = re.compile(r"[a-z]+(-[a-z]+)*")
PLACES = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
# A letter on which every rule reads: after the dates from which they do.
EXAMPLE_DAY = dt.date(2026, 10, 9)


def check_review(folder: Path, provisions: Collection[str]) -> tuple[int, list[Fault]]:
    """How many rules there are, and every fault of the files; `provisions` may be cited."""
    faults: list[Fault] = []
    tokens = check_vocabulary(folder / f"{VOCABULARY}.toml", faults)
    faults += check_laws(folder / f"{LAWS}.toml")
    seen: dict[str, Where] = {}
    for path in list_files(folder):
        where = Where(f"{folder.name}/{path.name}")
        data = read_table(path, where)
        if isinstance(data, Fault):
            faults.append(data)
            continue
        form_faults = list(check_keys(data, {"rules": TABLES}, where))
        faults += form_faults
        for place, row in [] if form_faults else count_rows(data["rules"], where.at("rules")):
            faults += check_rule(row, place, path.stem, tokens, provisions)
            faults += check_unique(row.get("id"), place, seen)
    lacking = sorted({*CHECKS, *TEXT_CHECKS, *DETECTORS} - set(seen))
    faults += [
        Where(folder.name).fault(f"the rule {name} is missing", "write its words")
        for name in lacking
    ]
    return len(seen), faults


def check_vocabulary(path: Path, faults: list[Fault]) -> dict[str, str]:
    """The tokens that patterns may use; faults are added to `faults`."""
    where = Where(f"{path.parent.name}/{path.name}")
    data = read_table(path, where) if path.is_file() else where.fault("is missing", "write it")
    if isinstance(data, Fault):
        faults.append(data)
        return {}
    tokens: dict[str, str] = {}
    for name, written in cast(Mapping[str, object], data.get("tokens", {})).items():
        place = where.at(f"tokens.{name}")
        if not isinstance(written, str):
            faults.append(place.fault("has a wrong value", "write a pattern"))
            continue
        found = list(check_pattern(written, place, tokens, may_be_empty=True))
        faults += found
        if not found:
            tokens[name] = f"(?:{compile_pattern(written, tokens).pattern})"
    return tokens


def check_laws(path: Path) -> Iterator[Fault]:
    """The laws that a text can name too early or too late."""
    where = Where(f"{path.parent.name}/{path.name}")
    data = read_table(path, where) if path.is_file() else where.fault("is missing", "write it")
    if isinstance(data, Fault):
        yield data
        return
    for place, row in count_rows(data.get("laws", []), where.at("laws")):
        faults = list(check_keys(row, LAW_FORM, place))
        yield from faults
        if faults:
            continue
        yield from check_keys(cast(Table, row["name"]), WORDS, place.at("name"))
        yield from check_pattern(str(row["pattern"]), place.at("pattern"), {})
        last = row.get("last")
        if last and cast(dt.date, last) < cast(dt.date, row["first"]):
            yield place.at("last").fault(f"{last} is before `first`", "write the law's last day")
        if last and "instead" not in row:
            yield place.at("instead").fault("is missing", "say what to cite now")
        elif "instead" in row:
            yield from check_keys(cast(Table, row["instead"]), WORDS, place.at("instead"))


def check_unique(id: object, where: Where, seen: dict[str, Where]) -> Iterator[Fault]:
    """Ids are unique in all files; notes this one."""
    if isinstance(id, str):
        if id in seen:
            said = f"{id} stands in {seen[id].file} too"
            yield where.at("id").fault(said, "give it another name")
        seen[id] = where


def check_rule(
    row: Table, where: Where, group: str, tokens: Mapping[str, str], provisions: Collection[str]
) -> Iterator[Fault]:
    """One rule; its examples are judged when nothing else is wrong with it."""
    faults = list(check_keys(row, RULE_FORM, where))
    if not faults:
        faults = [
            *check_name(row, where),
            *check_said(row, where),
            *check_sources(row, where, provisions),
            *check_matches(row, where, tokens),
            *check_addressee(row, where),
        ]
    yield from faults
    if not faults:
        yield from check_examples(read_rule(cast("Mapping[str, Any]", row), group, tokens), where)


def check_name(row: Table, where: Where) -> Iterator[Fault]:
    """The id, and that something finds where the rule fires."""
    id = str(row["id"])
    if not ID.fullmatch(id):
        yield where.at("id").fault(f"{id} is not of the form no-date", "write small letters")
    built = id in CHECKS or id in TEXT_CHECKS or id in DETECTORS
    if built and "match" in row:
        yield where.at("match").fault(f"a check of app/review finds {id}", "leave the patterns out")
    if not built and "match" not in row:
        yield where.at("match").fault("is missing", "write patterns, or a check in app/review")


def check_said(row: Table, where: Where) -> Iterator[Fault]:
    """The words in both languages, with the same places to fill."""
    for key in ("message", "fix", "source"):
        words = cast(Table, row.get(key, {"zh": "x", "en": "x"}))
        faults = list(check_keys(words, WORDS, where.at(key)))
        yield from faults
        if not faults:
            zh, en = (set(PLACES.findall(str(words[language]))) for language in ("zh", "en"))
            if zh != en:
                said = f"zh and en fill different places: {', '.join(sorted(zh ^ en))}"
                yield where.at(key).fault(said, "name the same {places} in both")
            if "match" in row and zh - {"found"}:
                said = f"patterns fill {{found}} alone, not {', '.join(sorted(zh - {'found'}))}"
                yield where.at(key).fault(said, "write {found}")


def check_sources(row: Table, where: Where, provisions: Collection[str]) -> Iterator[Fault]:
    """On what the rule rests: known provisions, or another source in words."""
    if "bases" not in row and "source" not in row:
        yield where.at("source").fault("is missing", "write bases = [ids] or source = { zh, en }")
    for index, id in enumerate(cast("list[str]", row.get("bases", []))):
        if id not in provisions:
            place = where.at(f"bases[{index}]")
            yield place.fault(
                f"there is no provision {id} that may be cited", "use another of the law files"
            )


def check_matches(row: Table, where: Where, tokens: Mapping[str, str]) -> Iterator[Fault]:
    """Known uses, patterns that compile, known contexts."""
    for place, match in count_rows(row.get("match", []), where.at("match")):
        faults = list(check_keys(match, MATCH_FORM, place))
        yield from faults
        if faults:
            continue
        if not ("zh" in match or "en" in match):
            yield place.fault("has no pattern", "write zh, en or both")
        for use in cast("list[str]", match["uses"]):
            if use not in USES and use not in GROUPS:
                known = ", ".join((*GROUPS, *USES))
                yield place.at("uses").fault(f"{use} is no use of a text", f"use one of {known}")
        for language in ("zh", "en"):
            for written in cast("list[str]", match.get(language, [])):
                yield from check_pattern(written, place.at(language), tokens)
    for written in cast("list[str]", row.get("harmless", [])):
        yield from check_pattern(written, where.at("harmless"), tokens)
    for name in cast("list[str]", row.get("before", [])):
        if name not in tokens:
            yield where.at("before").fault(f"{name} is no token", "use one of vocabulary.toml")


def check_pattern(
    written: str, where: Where, tokens: Mapping[str, str], *, may_be_empty: bool = False
) -> Iterator[Fault]:
    """A pattern that compiles and matches at least one character, as a part of one need not."""
    try:
        pattern = compile_pattern(written, tokens)
    except KeyError as error:
        said = f"<{error.args[0]}> is no token"
        yield where.fault(said, "use one of vocabulary.toml")
    except re.error as error:
        yield where.fault(f"{written} is no pattern ({error})", "mend it")
    else:
        if pattern.search("") and not may_be_empty:
            yield where.fault(f"{written} matches where there is nothing", "mend it")


def check_addressee(row: Table, where: Where) -> Iterator[Fault]:
    """The `to` table: known roles, patterns, a name for the examples."""
    if "to" not in row:
        return
    to = cast(Table, row["to"])
    place = where.at("to")
    faults = list(check_keys(to, TO_FORM, place))
    yield from faults
    if faults:
        return
    for role in cast("list[str]", to.get("roles", [])):
        if role not in ROLES:
            yield place.at("roles").fault(f"{role} is no role", f"use one of {', '.join(ROLES)}")
    for key in ("authority", "not_authority"):
        if key in to:
            yield from check_pattern(str(to[key]), place.at(key), {})
    if "authority" in to and "example" not in to:
        yield place.at("example").fault("is missing", "name an authority for the examples")


def check_examples(rule: Rule, where: Where) -> Iterator[Fault]:
    """Each rule with patterns shows where it fires and where it is silent, and does so."""
    for key, examples, wanted in (("fires", rule.fires, True), ("silent", rule.silent, False)):
        if rule.matches and not examples:
            yield where.at(key).fault("is missing", "write at least one example")
        for index, (use, text) in enumerate(examples):
            place = where.at(f"{key}[{index}]")
            if use not in USES:
                yield place.fault(f"{use} is no use of a text", f"use one of {', '.join(USES)}")
            elif judge_example(rule, use, text) != wanted:
                said = f"the rule is silent on {text}" if wanted else f"the rule fires on {text}"
                yield place.fault(said, "mend the pattern or the example")


def judge_example(rule: Rule, use: Use, text: str) -> bool:
    """Whether the rule fires on a text addressed as its condition asks."""
    to, condition = Addressees(), rule.condition
    demand = Demand(text, (AUTHORITY,)) if condition else None
    if condition:
        roles = condition.roles or frozenset({AUTHORITY})
        to = Addressees(frozenset(sorted(roles)[:1]), (condition.example,))
    read = Text("", use, text, demand=demand)
    return any(find_in_text(rule, read, to=to, date=EXAMPLE_DAY, named=()))
