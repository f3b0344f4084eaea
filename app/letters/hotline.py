"""Hotline and mailbox texts: one matter, cut to a channel's limits by leaving out whole parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate

from app.catalogue.channels import Channel, load_channels
from app.letters.assembly import assemble
from app.letters.collected import Counts
from app.letters.context import ItemView, drop_detail
from app.letters.errors import InputError
from app.letters.letter import Block, Contact, Heading, Letter, NumberedList, Paragraph
from app.letters.markup import Composed, fill, read_words
from app.letters.petition import Petition, Recipient
from app.letters.words import split_sentences
from app.messages import message

# The order in which parts are left out, first to go first: courtesy, then what the office can ask
# for, then background, then law. Then facts go, the last sentence first; then the contact, for
# which forms have fields of their own, and the terms of the demands; then demands, the last first.
# Who writes, the first sentence of the facts and the first demand always stay.
# docs/letter-templates.md tells this to people; the names are rows "without-…" of
# templates/letters/words.
PARTS = (
    "thanks",
    "statement",
    "next_step",
    "evidence",
    "history",
    "community",
    "objected",
    "questions",
    "affected",
    "citations",
)
TERMS = ("supervisor", "criterion", "fallback", "compensation")
# The room that is kept for the sentence of who signed: what fits must not depend on it, as people
# sign a text that is fixed before they do.
MOST_SIGNERS = Counts(people=99_999, dwellings=99_999, owners=99_999, others=99_999, on_behalf=0)


@dataclass(frozen=True)
class _Version:
    """A text that may fit: the item as it is told, and what is left out before and after facts.

    `facts_go`: all parts are gone, so that facts may be shortened.
    """

    item: ItemView
    parts: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    facts_go: bool = False

    @property
    def dropped(self) -> tuple[str, ...]:
        return (*self.parts, *self.facts, *self.later)


def compose_hotline(
    petition: Petition, recipient: int, context: dict[str, object], channel_id: str | None
) -> Letter:
    """The text for a hotline: the first of the recipient's items, within the channel's limits.

    Tries the whole text, then leaves out one part more at a time until it fits. Raises InputError
    for an unknown channel, or when even the shortest text or every title is outside the limits.
    """
    to = replace(petition.recipients[recipient], kind="hotline")
    channels = _find_channels(channel_id)
    for channel in channels:
        if letter := _fit(petition, to, context, channel):
            return letter
    raise InputError(
        f"items[{(to.items or (0,))[0]}]",
        message(
            "删去可以省略的部分后仍超过“{channel}”正文上限{limit}字；请写短首句事实和第一项诉求",
            channel=channels[-1].name.say(petition.language),
            limit=channels[-1].body_max,
        ),
    )


def _fit(
    petition: Petition, to: Recipient, context: dict[str, object], channel: Channel
) -> Letter | None:
    """The longest version that the channel takes, or None when even the shortest is too long."""
    items: list[ItemView] = context["items"]  # type: ignore[assignment]
    others: list[ItemView] = context["other_items"]  # type: ignore[assignment]
    rest = [*items[1:], *others]
    words = read_words(petition.language)
    context = {**context, "other_items": rest, "channel": channel}

    def fill_in(version: _Version, **more: object) -> Composed:
        said = [words[f"without-{name}"] for name in version.dropped]
        omit = frozenset(version.dropped)
        names = {"items": [version.item], "omit": omit, "left_out": said, **more}
        return fill("hotline", petition.language, {**context, **names})

    def fits(version: _Version) -> bool:
        return count_body(fill_in(version, counts=MOST_SIGNERS).blocks) <= channel.body_max

    for version in _shorten(items[0], context):
        told = _keep_most_facts(version, fits)
        if told is None:
            continue
        filled = fill_in(told)
        said = [words[f"without-{name}"] for name in told.dropped]
        if rest:
            said.append(f"{words['without-items']}: {'; '.join(one.heading for one in rest)}")
        letter = assemble(petition, to, filled, _choose_title(filled, channel, petition))
        return replace(letter, left_out=tuple(said))
    return None


def count_body(blocks: tuple[Block, ...]) -> int:
    """Characters of the text as it is pasted: parts, labels, contact, each with its line feed."""
    total = 0
    for block in blocks:
        match block:
            case Paragraph(text):
                total += len(text) + 1
            case NumberedList(entries):
                total += sum(len(number) + len(text) + 1 for number, text in entries)
            case Heading(_, number, text):
                total += len(number) + len(text) + 2
            case Contact(lines):
                total += sum(len(line) + 1 for line in lines)
            case _:
                raise TypeError(f"a hotline text has no {type(block).__name__}")
    return total


def _shorten(item: ItemView, context: Mapping[str, object]) -> Iterator[_Version]:
    """Ever shorter versions, each with all facts; parts that do not exist are not named."""
    existing = [name for name in PARTS if _has_part(name, item, context)]
    for count in range(len(existing) + 1):
        last = count == len(existing)
        version = _Version(item, parts=tuple(existing[:count]), facts_go=last)
        yield version
    if _has_part("contact", item, context):
        version = replace(version, later=("contact",))
        yield version
    for name in TERMS:
        bare = drop_detail(version.item, name)
        if bare != version.item:
            version = replace(version, item=bare, later=(*version.later, name))
            yield version
    demands = version.item.demands
    for kept in range(len(demands) - 1, 0, -1):
        fewer = replace(version.item, demands=demands[:kept])
        yield replace(version, item=fewer, later=(*version.later, "demands"))


def _keep_most_facts(version: _Version, fits: Callable[[_Version], bool]) -> _Version | None:
    """The version with all its facts, or with as many of their first sentences as fit."""
    if fits(version):
        return version
    best: _Version | None = None
    low, high = 1, len(_cut_facts(version.item.facts)) - 1 if version.facts_go else 0
    while low <= high:
        middle = (low + high) // 2 if best else low
        item = replace(version.item, facts=_cut_facts(version.item.facts)[middle - 1])
        shorter = replace(version, item=item, facts=("facts",))
        if fits(shorter):
            best, low = shorter, middle + 1
        elif best:
            high = middle - 1
        else:
            return None
    return best


def _cut_facts(facts: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The facts after their first sentence, their second …, paragraphs as they were."""
    told: list[tuple[str, ...]] = []
    before: tuple[str, ...] = ()
    for paragraph in facts:
        sentences = accumulate(split_sentences(paragraph))
        versions = [(*before, text.strip()) for text in sentences]
        told += versions
        before = versions[-1]
    return told


def _has_part(name: str, item: ItemView, context: Mapping[str, object]) -> bool:
    if name in ("evidence", "objected", "questions", "affected", "citations"):
        return bool(getattr(item, name))
    if name == "community":
        about = context["community"]
        known = ("households", "handed_over", "completion_accepted")
        return any(getattr(about, field) is not None for field in known)
    if name == "contact":
        return bool(context["sender"].representatives)  # type: ignore[attr-defined]
    if name == "history":
        return bool(context["history"])
    return bool(getattr(context["sender"], name))


def _find_channels(channel_id: str | None) -> list[Channel]:
    """The channel asked for; when none is named all, the tightest first, since it fits anywhere."""
    channels = load_channels()
    if channel_id is None:
        return list(channels.values())
    if channel_id not in channels:
        raise InputError(
            "",
            message(
                "没有渠道 {channel}；可以写：{known}", channel=channel_id, known="、".join(channels)
            ),
        )
    return [channels[channel_id]]


def _choose_title(composed: Composed, channel: Channel, petition: Petition) -> str:
    for title in composed.titles:
        if channel.title_min <= len(title) <= channel.title_max:
            return title
    raise InputError(
        "title",
        message(
            "“{channel}”的标题须为{low}至{high}字；请另写一个这样长的标题",
            channel=channel.name.say(petition.language),
            low=channel.title_min,
            high=channel.title_max,
        ),
    )
