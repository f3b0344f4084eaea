"""The rules as the data files in app/data/review give them; `check_review` proves their form."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from app.catalogue.law import find_provision, quote_name
from app.catalogue.words import Words
from app.deadlines.wording import say_date
from app.messages import LANGUAGES, Message
from app.review.findings import Finding, Hit, Level
from app.review.texts import Use, expand_uses

RULES = Path(__file__).parent.parent / "data" / "review"
VOCABULARY = "vocabulary"
LAWS = "laws"
_TOKEN = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True)
class Match:
    """Patterns, and the texts they are searched in."""

    uses: frozenset[Use]
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Condition:
    """To whom a demand must be addressed for a rule to read it.

    `roles`: every one who is responsible has one of these roles. `authority`, `not_authority`:
    patterns that the name of an authority written to about the item matches, or that none matches.
    `example` is the name of an authority that the rule's examples are addressed to.
    """

    roles: frozenset[str] | None = None
    authority: re.Pattern[str] | None = None
    not_authority: re.Pattern[str] | None = None
    example: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule. Without `matches` a check of this room finds where it fires.

    `harmless`: phrases in which the words mean no harm. `before`: contexts directly before the
    words that make them harmless (negation, somebody else's words). `since`: the rule reads
    only letters dated from then. `once`: one finding is enough for a whole petition.
    `spares_named`: names and phones of representatives are fine.
    `fires` and `silent` are examples, each a use and a text.
    """

    id: str
    group: str
    level: Level
    message: Words
    fix: Words
    bases: tuple[str, ...]
    source: Words | None
    matches: tuple[Match, ...] = ()
    harmless: tuple[re.Pattern[str], ...] = ()
    before: tuple[re.Pattern[str], ...] = ()
    condition: Condition | None = None
    since: str = ""
    once: bool = False
    spares_named: bool = False
    fires: tuple[tuple[Use, str], ...] = ()
    silent: tuple[tuple[Use, str], ...] = ()

    @cached_property
    def patterns(self) -> Mapping[Use, tuple[re.Pattern[str], ...]]:
        """What is searched in the texts of each use; a use without patterns is not there."""
        found: dict[Use, tuple[re.Pattern[str], ...]] = {}
        for match in self.matches:
            for use in match.uses:
                found[use] = (*found.get(use, ()), *match.patterns)
        return MappingProxyType(found)

    def report(self, hit: Hit) -> Finding:
        """The finding at a place."""
        params = {name: say_value(value) for name, value in hit.params.items()}
        return Finding(
            place=hit.place,
            level=self.level,
            rule=self.id,
            message=Message(self.message.zh, params, self.message.en),
            fix=Message(self.fix.zh, params, self.fix.en),
            source=say_words(self.cite()),
        )

    def cite(self) -> Words:
        """What the rule rests on: provisions with their articles, then other sources."""
        cited = [_cite_provision(id) for id in self.bases]
        if self.source:
            cited.append(self.source)
        return Words("；".join(one.zh for one in cited), "; ".join(one.en for one in cited))


def say_value(value: object) -> object:
    """What fills a place, in the reader's language: words, dates, or as it is."""
    if isinstance(value, Words):
        return say_words(value)
    return say_date(value) if isinstance(value, dt.date) else value


def say_words(words: Words) -> Message:
    """Words of a data file as a sentence; braces in them are not places to fill."""
    zh, en = (text.replace("{", "{{").replace("}", "}}") for text in (words.zh, words.en))
    return Message(zh, {}, en)


@cache
def load_rules(folder: Path = RULES) -> Mapping[str, Rule]:
    """All rules by id, in the order of the files."""
    vocabulary = load_vocabulary(folder)
    rules: dict[str, Rule] = {}
    for path in list_files(folder):
        for row in tomllib.loads(path.read_text("utf-8"))["rules"]:
            rules[row["id"]] = read_rule(row, path.stem, vocabulary)
    return MappingProxyType(rules)


def list_files(folder: Path) -> list[Path]:
    """The files of a folder that hold rules."""
    return [path for path in sorted(folder.glob("*.toml")) if path.stem not in (VOCABULARY, LAWS)]


@cache
def load_vocabulary(folder: Path = RULES) -> Mapping[str, str]:
    """What the <tokens> of patterns stand for; a token may use those before it."""
    data = tomllib.loads((folder / f"{VOCABULARY}.toml").read_text("utf-8"))
    tokens: dict[str, str] = {}
    for name, written in data["tokens"].items():
        tokens[name] = f"(?:{fill_tokens(written, tokens)})"
    return MappingProxyType(tokens)


def fill_tokens(written: str, tokens: Mapping[str, str]) -> str:
    """A pattern with its <tokens> put in; raises KeyError for an unknown one."""
    return _TOKEN.sub(lambda found: tokens[found[1]], written)


def compile_pattern(written: str, tokens: Mapping[str, str]) -> re.Pattern[str]:
    """Raises KeyError for an unknown token, re.error for what is no pattern."""
    return re.compile(fill_tokens(written, tokens), re.IGNORECASE)


def read_rule(row: Mapping[str, Any], group: str, tokens: Mapping[str, str]) -> Rule:
    """One row; `group` is the name of its file."""

    def compile_all(written: list[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(compile_pattern(one, tokens) for one in written)

    return Rule(
        id=row["id"],
        group=group,
        level=row["level"],
        message=Words(**row["message"]),
        fix=Words(**row["fix"]),
        bases=tuple(row.get("bases", ())),
        source=Words(**row["source"]) if "source" in row else None,
        matches=tuple(
            Match(
                expand_uses(match["uses"]),
                compile_all([one for language in LANGUAGES for one in match.get(language, ())]),
            )
            for match in row.get("match", ())
        ),
        harmless=compile_all(row.get("harmless", [])),
        before=compile_all([f"<{name}>$" for name in row.get("before", ())]),
        condition=read_condition(row["to"]) if "to" in row else None,
        since=str(row.get("since", "")),
        once=row.get("once", False),
        spares_named=row.get("spares_named", False),
        fires=read_examples(row.get("fires", ())),
        silent=read_examples(row.get("silent", ())),
    )


def read_condition(row: Mapping[str, Any]) -> Condition:
    """The `to` table of a rule."""
    return Condition(
        frozenset(row["roles"]) if "roles" in row else None,
        re.compile(row["authority"], re.IGNORECASE) if "authority" in row else None,
        re.compile(row["not_authority"], re.IGNORECASE) if "not_authority" in row else None,
        row.get("example", ""),
    )


def read_examples(rows: list[list[str]]) -> tuple[tuple[Use, str], ...]:
    """Pairs of a use and a text."""
    return tuple((cast(Use, use), text) for use, text in rows)


def _cite_provision(id: str) -> Words:
    provision = find_provision(id)
    return provision.cite or Words(quote_name(provision.law.name.zh), provision.law.name.en)
