"""Which of the legal bases that an item lists its letter to one recipient cites, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from app.catalogue.categories import Category, find_category
from app.catalogue.law import find_provision
from app.catalogue.proposal import MOST_BASES, speak_for
from app.catalogue.wording import ROLE_NAMES

AUTHORITY = "authority"
# What is cited first: the recipient's own list, what else names it alone, what binds those asked.
_LISTED, _NAMED, _OTHERS = range(3)
_LAST = 99
# What a provision's data may call those who are no party of their own in a petition.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "lift_maintainer": ("contractor", "other"),
    "decorator": ("contractor", "other"),
    "neighbour": ("neighbour", "other"),
}
# Whom the data name wherever a provision binds them.
WELL_KNOWN = frozenset({AUTHORITY, "hotline", "developer", "property_company"})
# Headings of a category's list that name no addressee: when, or whose own right.
NO_ADDRESSEES = frozenset({"owners", "after_warranty"})


@dataclass(frozen=True)
class Fitted:
    """`cited`: what the paragraph cites, at most four. What fits but is a fifth: `left_out`, and
    `spare` where it binds others and would only have been told to the recipient as well."""

    cited: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()


def fit_bases(category_id: str, ids: Iterable[str], role: str, asked: Set[str]) -> Fitted:
    """The bases of a paragraph to a recipient of `role`; the item's demands are on the roles `asked`.

    A basis fits whom it binds or empowers: those under whom the category lists it, and those whom
    its own data name. An authority is also told what binds others, and whoever is asked nothing
    itself what binds those who are. One that no list knows for anybody fits everybody. The order
    is that of the category's lists, then that of the file.
    """
    category = find_category(category_id)
    ranks = {id: _rank(category, id, role, asked) for id in ids}
    fitting = sorted((rank, number, id) for number, (id, rank) in enumerate(ranks.items()) if rank)
    in_order = [id for _, _, id in fitting]
    # What no list knows stays: it takes the place of the last of the others.
    unknown = [id for id in in_order if not list_addressees(category, id)][:MOST_BASES]
    others = [id for id in in_order if id not in unknown]
    kept = {*unknown, *others[: MOST_BASES - len(unknown)]}
    rest = [(rank[0], id) for rank, _, id in fitting if id not in kept]
    return Fitted(
        cited=tuple(id for id in in_order if id in kept),
        left_out=tuple(id for kind, id in rest if kind != _OTHERS),
        spare=tuple(id for kind, id in rest if kind == _OTHERS),
    )


def list_addressees(category: Category, provision_id: str) -> frozenset[str]:
    """The roles that a basis binds or empowers; empty where no list knows it for any."""
    listed = {role for role, ids in category.legal_bases.items() if provision_id in ids}
    for name in find_provision(provision_id).addressee:
        listed.update(ALIASES.get(name, (name,)))
    return frozenset(listed & (ROLE_NAMES.keys() - NO_ADDRESSEES))


def _rank(
    category: Category, provision_id: str, role: str, asked: Set[str]
) -> tuple[int, int] | None:
    """Where a basis stands in the paragraph to `role`; None where it does not fit."""
    own = speak_for(category, role)
    binds = list_addressees(category, provision_id)
    place = _find_place(category, provision_id, own)
    if place is not None:
        return _LISTED, place
    is_own = not binds or role in binds or own in binds
    if own == AUTHORITY or role not in asked:
        others = asked & binds - {role, own}
        if others or (own == AUTHORITY and not is_own):
            places = [
                _find_place(category, provision_id, speak_for(category, one)) for one in others
            ]
            last = _LAST if others else _LAST + 1
            return _OTHERS, min((one for one in places if one is not None), default=last)
    if is_own:
        return _NAMED, 0
    # The data seldom name those; what no list of the category claims for another is theirs to use.
    unsure = role not in WELL_KNOWN and own not in category.legal_bases
    claimed = binds == {AUTHORITY} or binds & asked or provision_id in _list_all(category)
    return (_NAMED, 0) if unsure and not claimed else None


def _list_all(category: Category) -> frozenset[str]:
    return frozenset(id for ids in category.legal_bases.values() for id in ids)


def _find_place(category: Category, provision_id: str, role: str) -> int | None:
    ids = category.legal_bases.get(role, ())
    return ids.index(provision_id) if provision_id in ids else None
