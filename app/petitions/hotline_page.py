"""The page from which a hotline's text is copied: one matter, one channel, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalogue.channels import Channel, load_channels
from app.letters.context import heading_of
from app.letters.errors import InputError
from app.letters.hotline_fields import HotlineFields, split_fields
from app.messages import Message
from app.petitions.anchors import list_items
from app.petitions.dossiers import Gathered, choose_channel


@dataclass(frozen=True)
class HotlinePage:
    """`items` are those that the text can be about, by index; `refused` says why there is none."""

    channel: Channel
    channels: Sequence[Channel]
    item: int
    items: Sequence[tuple[int, str]]
    fields: HotlineFields | None = None
    left_out: Sequence[str] = ()
    refused: Message | None = None


def make_hotline_page(
    gathered: Gathered, number: int, channel: str | None, item: int | None
) -> HotlinePage:
    """The text about one item of recipient `number`; what is not asked for is chosen."""
    petition = gathered.dossier.petition
    chosen = choose_channel(channel or gathered.channels.get(number))
    indexes = list_items(gathered.dossier, number)
    about = item if item in indexes else indexes[0]
    named = [(one, heading_of(petition.items[one], petition.language)) for one in indexes]
    channels = tuple(load_channels().values())
    try:
        letter = gathered.workings.recall(
            ("hotline", number, chosen.id, about),
            lambda: gathered.compose_hotline(number, chosen.id, about),
        )
    except InputError as error:
        return HotlinePage(chosen, channels, about, named, refused=error.said)
    fields = split_fields(letter, chosen)
    return HotlinePage(chosen, channels, about, named, fields, letter.left_out)
