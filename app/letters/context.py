"""What a letter template can say: the petition, seen from one recipient.

Every name a template uses is a field here; docs/letter-templates.md lists them for those who
edit the wording.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.catalogue.categories import find_category
from app.catalogue.law import group_citations
from app.letters.bases import fit_item_bases
from app.letters.collected import Counts
from app.letters.details import tell_details
from app.letters.errors import InputError
from app.letters.petition import (
    AUTHORITY,
    Before,
    Deadline,
    Demand,
    Immediate,
    Item,
    Kind,
    OnDate,
    Party,
    Petition,
    Recipient,
    Until,
    Within,
)
from app.letters.signers import OWNERS, Signer
from app.letters.words import strip_stop, strip_subject
from app.messages import Language, message

# Letters to a body that judges what another did: a term asked of that other ran from its own letter.
_BEFORE_ANOTHER: tuple[Kind, ...] = ("review", "second-review", "reconsideration")


@dataclass(frozen=True)
class ActorView:
    """Somebody named in a demand. `you`: it is the addressee itself."""

    name: str
    you: bool


@dataclass(frozen=True)
class DeadlineView:
    """`kind` is immediate, date, days, working_days, months, before or until; `value` its date, count or clause."""

    kind: str
    value: object


@dataclass(frozen=True)
class DemandView:
    """`mine`: the addressee must meet it (alone, `alone`, or with others).

    `written_to`: the others who must meet it get a letter of their own about this item.
    """

    action: str
    responsible: tuple[ActorView, ...]
    others: tuple[str, ...]
    mine: bool
    alone: bool
    written_to: bool
    supervisor: ActorView | None
    deadline: DeadlineView | None
    criterion: str | None
    fallback: str | None
    compensation: str | None


@dataclass(frozen=True)
class ItemView:
    """One grievance; `facts` are paragraphs, `citations` the laws for this recipient.

    `topic` is the heading as it stands before the word 问题, `short` the same for titles.
    """

    heading: str
    topic: str
    short: str
    facts: tuple[str, ...]
    affected: int | None
    objected: object
    citations: tuple[str, ...]
    questions: tuple[str, ...]
    demands: tuple[DemandView, ...]
    evidence: tuple[str, ...]

    @property
    def mine(self) -> tuple[DemandView, ...]:
        return tuple(demand for demand in self.demands if demand.mine)

    @property
    def theirs(self) -> tuple[DemandView, ...]:
        return tuple(demand for demand in self.demands if not demand.mine)


def view_items(petition: Petition, recipient: Recipient) -> tuple[list[ItemView], list[ItemView]]:
    """The items this recipient is written to about, and the rest (each of which becomes one line)."""
    chosen = recipient.items if recipient.items is not None else tuple(range(len(petition.items)))
    view = _ItemViewer(petition, recipient).view
    rest = [index for index in range(len(petition.items)) if index not in chosen]
    return (
        _tell_apart([view(index, petition.items[index]) for index in chosen]),
        [view(index, petition.items[index]) for index in rest],
    )


def count_signers(signers: Sequence[Signer]) -> Counts | None:
    """People and dwellings, owners and others apart; None without signers."""
    if not signers:
        return None
    owners = sum(signer.capacity in OWNERS for signer in signers)
    return Counts(
        people=len(signers),
        dwellings=len({signer.unit for signer in signers}),
        owners=owners,
        others=len(signers) - owners,
        on_behalf=sum(signer.signed_by is not None for signer in signers),
    )


def heading_of(item: Item, language: Language) -> str:
    """The heading as written, or the category's title."""
    title = find_category(item.category).title
    if item.heading is None and title is None:
        raise InputError("items", message("类别 other 的事项须自拟标题，请写 heading"))
    return item.heading or (title.say(language) if title else "")


def first_words(petition: Petition) -> frozenset[str]:
    """The words with which the names in a petition begin; in English they keep their capital."""
    names = [petition.community.name, petition.community.city or ""]
    names += [party.name for party in petition.parties]
    names += [recipient.name for recipient in petition.recipients]
    names += [person.name for person in petition.sender.representatives]
    return frozenset(name.split(" ", 1)[0] for name in names)


def drop_detail(item: ItemView, name: str) -> ItemView:
    """The item without one part of its demands (`supervisor`, `criterion` …), for texts with a limit."""
    # mypy cannot know which field a name stands for.
    bare = tuple(replace(demand, **{name: None}) for demand in item.demands)  # type: ignore[arg-type]
    return replace(item, demands=bare)


def _tell_apart(items: list[ItemView]) -> list[ItemView]:
    """Two items of one category are named by their headings where a title names both."""
    shorts = [item.short for item in items]
    return [
        replace(item, short=item.topic) if shorts.count(item.short) > 1 else item for item in items
    ]


class _ItemViewer:
    def __init__(self, petition: Petition, recipient: Recipient) -> None:
        self.petition = petition
        self.recipient = recipient
        self.parties: dict[str, Party] = {party.id: party for party in petition.parties}
        self.names = first_words(petition)

    def view(self, index: int, item: Item) -> ItemView:
        language = self.petition.language
        short = find_category(item.category).short
        heading = heading_of(item, language)
        topic = self._topic(heading)
        return ItemView(
            heading=heading,
            topic=topic,
            short=short.say(language) if short else topic,
            facts=self._facts(item),
            affected=item.affected,
            objected=item.objected,
            citations=group_citations(
                fit_item_bases(self.petition, self.recipient, index).cited, language
            ),
            questions=item.questions,
            demands=tuple(self._demand(index, demand) for demand in item.demands),
            evidence=tuple(entry.title for entry in item.evidence),
        )

    def _facts(self, item: Item) -> tuple[str, ...]:
        """Paragraphs: first the guided answers together, then the owners' own words."""
        guided = tell_details(
            find_category(item.category), item.details, self.petition.language, self.names
        )
        own = (line.strip() for line in item.facts.splitlines())
        return tuple(line for line in (guided, *own) if line)

    def _topic(self, heading: str) -> str:
        """“锦绣家园电梯停运的问题” → “电梯停运”: the sentence around it names both again."""
        topic = strip_stop(heading).removeprefix(self.petition.community.name)
        for ending in ("等问题", "的问题", "问题"):
            topic = topic.removesuffix(ending)
        return topic.strip() or heading

    def _demand(self, index: int, demand: Demand) -> DemandView:
        actors = [actor for role in demand.responsible for actor in self._actors(index, role)]
        supervisors = self._actors(index, demand.supervised_by) if demand.supervised_by else []
        # Several authorities: whoever reads the letter is asked, elsewhere the first is named.
        supervisor = next((actor for actor in supervisors if actor.you), None)
        return DemandView(
            action=strip_subject(
                demand.action, [actor.name for actor in actors], self.petition.language
            ),
            responsible=tuple(actors),
            others=tuple(actor.name for actor in actors if not actor.you),
            mine=any(actor.you for actor in actors),
            alone=all(actor.you for actor in actors),
            written_to=all(
                self._is_written_to(index, role)
                for role in demand.responsible
                if role != self.recipient.role
            ),
            supervisor=supervisor or next(iter(supervisors), None),
            deadline=_view_deadline(demand.deadline, self.recipient.kind),
            criterion=demand.criterion,
            fallback=demand.fallback,
            compensation=demand.compensation,
        )

    def _is_written_to(self, index: int, role: str) -> bool:
        return any(
            other.role == role and not other.copy and (other.items is None or index in other.items)
            for other in self.petition.recipients
        )

    def _actors(self, index: int, role: str) -> list[ActorView]:
        """The addressee, a party, or in letters to others the authorities the item goes to."""
        if role != AUTHORITY:
            return [ActorView(self.parties[role].name, self.recipient.role == role)]
        if self.recipient.role == AUTHORITY:
            return [ActorView(self.recipient.name, you=True)]
        every = [other for other in self.petition.recipients if other.role == AUTHORITY]
        # One that only gets a copy (抄送) is named where no authority gets a letter.
        authorities = [other for other in every if not other.copy] or every
        fitting = [other for other in authorities if other.items is None or index in other.items]
        return [ActorView(other.name, you=False) for other in fitting or authorities]


def _view_deadline(deadline: Deadline | None, kind: Kind) -> DeadlineView | None:
    match deadline:
        case Within() if kind in _BEFORE_ANOTHER:
            return None
        case Immediate():
            return DeadlineView("immediate", None)
        case OnDate(date):
            return DeadlineView("date", date)
        case Within(count, unit):
            return DeadlineView(unit, count)
        case Before(clause):
            return DeadlineView("before", clause)
        case Until(clause):
            return DeadlineView("until", clause)
        case None:
            return None
