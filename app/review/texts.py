"""The texts of a petition, each with its place and its use: what it is for decides how it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from app.letters.petition import Before, Demand, Item, Petition, Sender, Until

Use = Literal[
    "title", "heading", "facts", "question", "detail", "object", "caption", "evidence",
    "history", "action", "deadline", "criterion", "fallback", "compensation",
    "sender", "statement", "thanks", "next_step",
    "poster", "chat", "remark",
]  # fmt: skip
USES: tuple[Use, ...] = get_args(Use)
LOOSE: tuple[Use, ...] = ("poster", "chat", "remark")
# story: what happened. plan: what the signers say they will do. demand: what others are to do.
GROUPS: dict[str, tuple[Use, ...]] = {
    "any": USES,
    "loose": LOOSE,
    "story": (
        "title", "heading", "facts", "question", "detail", "object", "caption", "evidence",
        "history", *LOOSE,
    ),
    "plan": ("title", "fallback", "statement", "thanks", "next_step", *LOOSE),
    "demand": ("action", "criterion", "fallback", "compensation"),
    "own": (
        "title", "heading", "facts", "question", "detail", "action", "deadline", "criterion",
        "fallback", "compensation", "sender", "statement", "thanks", "next_step", *LOOSE,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """A text of the petition. `item` and `demand` are set where it belongs to one."""

    place: str
    use: Use
    text: str
    item: Item | None = None
    demand: Demand | None = None


def expand_uses(names: list[str]) -> frozenset[Use]:
    """Uses and groups of uses as uses; raises KeyError for an unknown name."""
    found: set[Use] = set()
    for name in names:
        found.update((name,) if name in USES else GROUPS[name])
    return frozenset(found)


def list_texts(petition: Petition) -> Iterator[Text]:
    """Every text that somebody wrote freely; names of parties and numbers are none."""
    if petition.title:
        yield Text("title", "title", petition.title)
    yield from _list_sender(petition.sender)
    for index, entry in enumerate(petition.history):
        for key, text in (("to", entry.to), ("channel", entry.channel), ("outcome", entry.outcome)):
            if text:
                yield Text(f"history[{index}].{key}", "history", text)
    for index, item in enumerate(petition.items):
        yield from _list_item(item, f"items[{index}]")


def _list_sender(sender: Sender) -> Iterator[Text]:
    written: tuple[tuple[str, Use, str | None], ...] = (
        ("name", "sender", sender.name),
        ("scope", "sender", sender.scope),
        ("statement", "statement", sender.statement),
        ("thanks", "thanks", sender.thanks),
        ("next_step", "next_step", sender.next_step),
    )
    for key, use, text in written:
        if text:
            yield Text(f"sender.{key}", use, text)


def _list_item(item: Item, place: str) -> Iterator[Text]:
    if item.heading:
        yield Text(f"{place}.heading", "heading", item.heading, item)
    yield Text(f"{place}.facts", "facts", item.facts, item)
    for index, question in enumerate(item.questions):
        yield Text(f"{place}.questions[{index}]", "question", question, item)
    for key, answer in item.details:
        if isinstance(answer, str):
            yield Text(f"{place}.details.{key}", "detail", answer, item)
    if item.objected:
        yield Text(f"{place}.object.name", "object", item.objected.name, item)
    for index, demand in enumerate(item.demands):
        yield from _list_demand(demand, f"{place}.demands[{index}]", item)
    for index, photo in enumerate(item.photos):
        yield Text(f"{place}.photos[{index}].caption", "caption", photo.caption, item)
    for index, evidence in enumerate(item.evidence):
        yield Text(f"{place}.evidence[{index}].title", "evidence", evidence.title, item)


def _list_demand(demand: Demand, place: str, item: Item) -> Iterator[Text]:
    written: tuple[tuple[str, Use, str | None], ...] = (
        ("action", "action", demand.action),
        ("criterion", "criterion", demand.criterion),
        ("fallback", "fallback", demand.fallback),
        ("compensation", "compensation", demand.compensation),
    )
    for key, use, text in written:
        if text:
            yield Text(f"{place}.{key}", use, text, item, demand)
    match demand.deadline:
        case Before(clause) | Until(clause):
            unit = "before" if isinstance(demand.deadline, Before) else "until"
            yield Text(f"{place}.deadline.{unit}", "deadline", clause, item, demand)
