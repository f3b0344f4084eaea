"""The legal bases of an item: none, more than a paragraph cites, such as bind nobody written to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from app.catalogue.categories import find_category
from app.catalogue.fitting import list_addressees
from app.catalogue.law import Provision, cite, find_provision
from app.catalogue.proposal import MOST_BASES, propose_bases
from app.catalogue.wording import ROLE_NAMES
from app.catalogue.words import Words
from app.letters.bases import fit_item_bases, name_roles
from app.letters.petition import Petition, Recipient
from app.letters.words import join_words, strip_stop
from app.messages import LANGUAGES, Language, translate
from app.review.findings import Hit

_SEMICOLON: Mapping[Language, str] = {"zh": "；", "en": "; "}


def find_unfounded(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Items without legal basis."""
    for index, item in enumerate(petition.items):
        if not item.legal_bases:
            yield Hit(f"items[{index}].legal_bases", {"bases": _propose(petition, index)})


def find_crowded(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Items with more legal bases for one recipient than a paragraph cites, one Hit an item."""
    for index in range(len(petition.items)):
        readers = list(_list_readers(petition, index))
        fitted = [fit_item_bases(petition, one, index) for one in readers]
        cited = {id for one in fitted for id in one.cited}
        left_out: dict[tuple[str, ...], list[str]] = {}
        for recipient, one in zip(readers, fitted, strict=True):
            # What binds others is missed only where no letter cites it.
            if missed := (*one.left_out, *(id for id in one.spare if id not in cited)):
                left_out.setdefault(missed, []).append(recipient.name)
        if left_out:
            told = _say_both(partial(_tell_left_out, left_out))
            yield Hit(f"items[{index}].legal_bases", {"most": MOST_BASES, "left_out": told})


def find_unaddressed(petition: Petition, _: dt.date) -> Iterator[Hit]:
    """Legal bases that concern nobody whom the item is written to: no letter cites them."""
    for index, item in enumerate(petition.items):
        fitted = [fit_item_bases(petition, one, index) for one in _list_readers(petition, index)]
        fit = {id for one in fitted for id in (*one.cited, *one.left_out, *one.spare)}
        for number, id in enumerate(item.legal_bases):
            if fitted and id not in fit:
                roles = sorted(list_addressees(find_category(item.category), id))
                params = {
                    "cite": _cite(find_provision(id)),
                    "who": _say_both(partial(_name_roles, roles)),
                }
                yield Hit(f"items[{index}].legal_bases[{number}]", params)


def _list_readers(petition: Petition, index: int) -> Iterator[Recipient]:
    """Everyone who gets a letter of its own about the item."""
    for recipient in petition.recipients:
        if not recipient.copy and (recipient.items is None or index in recipient.items):
            yield recipient


def _propose(petition: Petition, index: int) -> Words:
    """What could be cited, by recipient, each with its name and why; a line each."""
    item, roles = petition.items[index], name_roles(petition)
    proposed: dict[tuple[Provision, ...], list[str]] = {}
    for recipient in _list_readers(petition, index):
        role = roles.get(recipient.role, recipient.role)
        if found := propose_bases(item.category, role, petition.date, item.details):
            proposed.setdefault(found, []).append(recipient.name)
    if not proposed:
        return Words("：这个类别没有列出依据", ": this category lists none")
    return _say_both(partial(_tell_proposed, proposed))


def _tell_proposed(proposed: Mapping[tuple[Provision, ...], list[str]], language: Language) -> str:
    lines: list[str] = []
    for bases, names in proposed.items():
        lines.append(f"- {_name_readers(names, language).rstrip()}")
        for one in bases:
            named, why = _cite(one).say(language), strip_stop(one.text.say(language))
            lines.append(
                f"  - {one.id}（{named}）：{why}"
                if language == "zh"
                else f"  - {one.id} ({named}): {why}"
            )
    return ("：" if language == "zh" else ":") + "".join(f"\n{line}" for line in lines)


def _tell_left_out(left_out: Mapping[tuple[str, ...], list[str]], language: Language) -> str:
    told = [
        _name_readers(names, language)
        + _SEMICOLON[language].join(_cite(find_provision(id)).say(language) for id in ids)
        for ids, names in left_out.items()
    ]
    return _SEMICOLON[language].join(told)


def _name_readers(names: list[str], language: Language) -> str:
    named = join_words(list(dict.fromkeys(names)), language)
    return f"致{named}：" if language == "zh" else f"to {named}: "


def _name_roles(roles: list[str], language: Language) -> str:
    return join_words([translate(ROLE_NAMES[role], language) for role in roles], language)


def _cite(provision: Provision) -> Words:
    return _say_both(partial(cite, provision.law, provision.points))


def _say_both(say: Callable[[Language], str]) -> Words:
    return Words(*(say(language) for language in LANGUAGES))


CHECKS: Mapping[str, Callable[[Petition, dt.date], Iterator[Hit]]] = {
    "no-legal-basis": find_unfounded,
    "too-many-bases": find_crowded,
    "basis-unaddressed": find_unaddressed,
}
