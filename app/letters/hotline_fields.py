"""The fields of a channel's form, each as it is pasted, cut from a hotline text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.catalogue.channels import Channel
from app.letters.hotline import count_body
from app.letters.letter import Block, Contact, Heading, Letter, NumberedList, Paragraph


@dataclass(frozen=True)
class HotlineFields:
    """`body` is demands and facts with their labels, for forms that have one field for both.

    `length` is what `body` counts against the channel's limit.
    """

    title: str
    demands_label: str
    demands: str
    facts_label: str
    facts: str
    body: str
    length: int


def split_fields(letter: Letter, channel: Channel) -> HotlineFields:
    """The fields of a letter that compose_hotline made for `channel`, or for one that is tighter."""
    labels = [channel.demands_label.say(letter.language), channel.facts_label.say(letter.language)]
    starts = [
        place
        for place, block in enumerate(letter.blocks)
        if isinstance(block, Heading) and block.text in labels
    ]
    asked, told = letter.blocks[starts[0] + 1 : starts[1]], letter.blocks[starts[1] + 1 :]
    return HotlineFields(
        title=letter.title,
        demands_label=labels[0],
        demands=_write(asked),
        facts_label=labels[1],
        facts=_write(told),
        body=_write(letter.blocks),
        length=count_body(letter.blocks),
    )


def _write(blocks: tuple[Block, ...]) -> str:
    return "\n".join(line for block in blocks for line in _list_lines(block))


def _list_lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield text
        case NumberedList(entries):
            yield from (number + text for number, text in entries)
        case Heading(_, number, text):
            yield number + text
        case Contact(lines):
            yield from lines
        case _:
            raise TypeError(f"a hotline text has no {type(block).__name__}")
