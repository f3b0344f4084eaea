"""Hotline and mailbox texts: one matter, cut to a channel's limits by leaving out whole parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import accumulate

from app.catalogue.channels import Channel, load_channels
from app.letters.assembly import assemble
from app.letters.context import ItemView, drop_details
from app.letters.errors import InputError
from app.letters.letter import Block, Contact, Heading, Letter, NumberedList, Paragraph
from app.letters.markup import Composed, fill, read_words
from app.letters.petition import Petition, Recipient
from app.letters.words import split_sentences
from app.messages import message

# The order in which parts are left out, first to go first: courtesy, then what the office can ask
# for, then background, then law; the core (who, the first fact, the first demand) always stays.
# Their names in words are rows "without-…" of templates/letters/words.
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
    for item, dropped in _shorten(items[0], context):
        said = [words[f"without-{name}"] for name in dropped]
        filled = fill(
            "hotline",
            petition.language,
            {
                **context,
                "items": [item],
                "omit": frozenset(dropped),
                "left_out": said,
                "channel": channel,
            },
        )
        if count_body(filled.blocks) <= channel.body_max:
            letter = assemble(petition, to, filled, _choose_title(filled, channel, petition))
            if rest:
                headings = "; ".join(one.heading for one in rest)
                said.append(f"{words['without-items']}: {headings}")
            return replace(letter, left_out=tuple(said))
    return None


def count_body(blocks: tuple[Block, ...]) -> int:
    """Characters of the two parts 诉求 and 事实理由 with their labels; the contact has its own field."""
    total = 0
    for block in blocks:
        match block:
            case Paragraph(text):
                total += len(text)
            case NumberedList(entries):
                total += sum(len(number) + len(text) for number, text in entries)
            case Heading(_, number, text):
                total += len(number) + len(text)
            case Contact():
                pass
            case _:
                raise TypeError(f"a hotline text has no {type(block).__name__}")
    return total


def _shorten(item: ItemView, context: Mapping[str, object]) -> Iterator[tuple[ItemView, list[str]]]:
    """Ever shorter versions, with what each leaves out; parts that do not exist are not named."""
    dropped: list[str] = []
    yield item, dropped
    for name in PARTS:
        if _has_part(name, item, context):
            dropped = [*dropped, name]
            yield item, dropped
    sentences = [sentence for text in item.facts for sentence in split_sentences(text)]
    shorter = list(accumulate(sentences))[:-1]
    if shorter:
        dropped = [*dropped, "facts"]
    for facts in reversed(shorter):
        item = replace(item, facts=(facts,))
        yield item, dropped
    bare = drop_details(item)
    if bare != item:
        dropped = [*dropped, "details"]
        item = bare
        yield item, dropped
    if len(item.demands) > 1:
        dropped = [*dropped, "demands"]
        for kept in range(len(item.demands) - 1, 0, -1):
            yield replace(item, demands=item.demands[:kept]), dropped


def _has_part(name: str, item: ItemView, context: Mapping[str, object]) -> bool:
    if name in ("evidence", "objected", "questions", "affected", "citations"):
        return bool(getattr(item, name))
    if name == "community":
        about = context["community"]
        known = ("households", "handed_over", "completion_accepted")
        return any(getattr(about, field) is not None for field in known)
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
                "没有通道 {channel}；现有：{known}", channel=channel_id, known="、".join(channels)
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
            "“{channel}”的标题须为{low}至{high}字；请在 title 写一个这样长的标题",
            channel=channel.name.say(petition.language),
            low=channel.title_min,
            high=channel.title_max,
        ),
    )
