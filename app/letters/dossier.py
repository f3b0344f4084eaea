"""The dossier: a petition with its signers and photos, from which its letters are composed.

The command line and the site read files and compose letters only through this module, so that
both refuse the same input with the same sentence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path

from app.letters.compose import compose
from app.letters.errors import InputError
from app.letters.fields import name_key
from app.letters.letter import Letter
from app.letters.media import Picture
from app.letters.paths import Folder
from app.letters.petition import HOTLINE, Kind, Party, Petition
from app.letters.petition_file import read_petition
from app.letters.photos import load_photos
from app.letters.render import Format, render
from app.letters.signers import Signer
from app.letters.signers_file import load_signers
from app.letters.style import load_style


@dataclass(frozen=True)
class Dossier:
    """`file` is the petition file's name as the person knows it, for error sentences."""

    file: str
    petition: Petition
    signers: tuple[Signer, ...] = ()
    photos: Mapping[str, Picture] = field(default_factory=dict)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the recipients (from 1) that get a letter of their own."""
        recipients = enumerate(self.petition.recipients, 1)
        return tuple(number for number, recipient in recipients if not recipient.copy)


def load_dossier(
    path: Path, signers: Path | None = None, *, today: dt.date, flat: bool = False
) -> Dossier:
    """Read the petition file, the signers file and the pictures beside them; `flat` as in Folder.

    Raises InputError.
    """
    petition = read_petition(path, today=today)
    try:
        photos = load_photos(petition, Folder(path.parent, flat=flat))
    except InputError as error:
        raise name_file(error, str(path)) from error
    rows = tuple(load_signers(signers, flat=flat)) if signers else ()
    return Dossier(str(path), petition, rows, photos)


def compose_letter(
    dossier: Dossier, number: int, *, kind: Kind | None = None, channel: str | None = None
) -> Letter:
    """Letter `number` (from 1); `channel` limits it only where it is a hotline text.

    Raises InputError.
    """
    to = dossier.petition.recipients[number - 1]
    is_hotline = (kind or to.kind) == HOTLINE
    try:
        return compose(
            dossier.petition,
            number - 1,
            kind=kind,
            channel=channel if is_hotline else None,
            signers=dossier.signers,
            photos=dossier.photos,
        )
    except InputError as error:
        raise name_file(error, dossier.file) from error


def render_letter(dossier: Dossier, letter: Letter, format: Format) -> bytes:
    """A letter of this dossier in a format.

    Raises InputError that names the place of a character which cannot be printed.
    """
    from app.letters.render.fonts import MissingGlyph, UnsupportedScript

    try:
        return render(letter, format, load_style())
    except (MissingGlyph, UnsupportedScript) as error:
        place = error.place or _find_character(dossier, error.character)
        raise InputError(place, error.said, file=dossier.file) from error
    except InputError as error:
        raise name_file(error, dossier.file) from error


def name_file(error: InputError, file: str) -> InputError:
    """The same error with the file's name, where it has none yet."""
    return InputError(error.place, error.said, file=error.file or file)


def _find_character(dossier: Dossier, character: str) -> str:
    """The place of the first text that holds `character`; "" when it is in none of them."""
    found = _search(dossier.petition, "", character)
    return found or _search(dossier.signers, "signers", character) or ""


def _search(value: object, place: str, character: str) -> str | None:
    if isinstance(value, str):
        return place if character in value else None
    if isinstance(value, tuple) and place.endswith(".details"):
        parts = [(f"{place}.{name_key(key)}", answer) for key, answer in value]
    elif isinstance(value, tuple):
        parts = [(_place_entry(one, index, place), one) for index, one in enumerate(value)]
    elif is_dataclass(value):
        parts = [
            (f"{place}.{_KEYS.get(one.name, one.name)}".lstrip("."), getattr(value, one.name))
            for one in fields(value)
        ]
    else:
        return None
    hits = (_search(part, at, character) for at, part in parts)
    return next((hit for hit in hits if hit), None)


def _place_entry(value: object, index: int, place: str) -> str:
    return f"{place}.{name_key(value.id)}" if isinstance(value, Party) else f"{place}[{index}]"


_KEYS = {"objected": "object"}  # where a field and its key in the file differ
