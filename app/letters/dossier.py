"""The dossier: a petition with its signers and photos, from which its letters are composed.

The command line and the site read files and compose letters only through this module, so that
both refuse the same input with the same sentence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path

from app.letters.collected import Collected
from app.letters.compose import compose
from app.letters.errors import InputError
from app.letters.fields import name_key
from app.letters.letter import Letter
from app.letters.media import Picture, SheetPicture
from app.letters.paths import Folder
from app.letters.petition import HOTLINE, Kind, Party, Petition
from app.letters.petition_file import read_petition
from app.letters.photos import load_photos
from app.letters.render import Format, RenderCache, render
from app.letters.signers import Signer
from app.letters.signers_file import load_signers
from app.letters.style import load_style


@dataclass(frozen=True)
class Dossier:
    """`file` and `signers_file` are the names as the person knows them, for error sentences.

    `collected` says more of signatures that a site collected; with a signers file it is None.
    `sheets` are the photographed sheets of signatures that go along.
    """

    file: str
    petition: Petition
    signers: tuple[Signer, ...] = ()
    photos: Mapping[str, Picture] = field(default_factory=dict)
    signers_file: str = ""
    collected: Collected | None = None
    sheets: tuple[SheetPicture, ...] = ()

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
    return Dossier(str(path), petition, rows, photos, str(signers or ""))


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
            collected=dossier.collected,
            sheets=dossier.sheets,
        )
    except InputError as error:
        raise name_file(error, dossier.file) from error


def render_letter(
    dossier: Dossier,
    letter: Letter,
    format: Format,
    cache: RenderCache | None = None,
    *,
    mark: str = "",
) -> bytes:
    """A letter of this dossier in a format; `cache` and `mark` as for render.

    Raises InputError that names the place of a character which cannot be printed.
    """
    try:
        return render(letter, format, load_style(), cache, mark=mark)
    except InputError as error:
        check_printable(dossier)
        raise name_file(error, dossier.file) from error


def check_printable(dossier: Dossier) -> None:
    """Raise InputError naming file and place of the first character that no PDF could show."""
    for error in find_unprintable(dossier):
        raise error


def find_unprintable(dossier: Dossier) -> Iterator[InputError]:
    """Every text with a character that no PDF could show: file, place and the first such character."""
    from app.letters.render import fonts

    language = dossier.petition.language
    texts = [(dossier.file, place, text) for place, text in _list_texts(dossier.petition, "")]
    texts += [
        (dossier.signers_file, f"row {signer.row}: {name}", getattr(signer, name) or "")
        for signer in dossier.signers
        for name in ("name", "unit", "signed_by", "relation")
    ]
    for file, place, text in texts:
        try:
            fonts.check_printable(text, language, place=place)
        except InputError as error:
            yield name_file(error, file)


def name_file(error: InputError, file: str) -> InputError:
    """The same error with the file's name, where it has none yet."""
    return InputError(error.place, error.said, file=error.file or file)


def _list_texts(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Every text of a petition with its place in the file."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple) and place.endswith(".details"):
        for key, answer in value:
            yield from _list_texts(answer, f"{place}.{name_key(key)}")
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from _list_texts(one, _place_entry(one, index, place))
    elif is_dataclass(value):
        for one in fields(value):
            at = f"{place}.{_KEYS.get(one.name, one.name)}".lstrip(".")
            yield from _list_texts(getattr(value, one.name), at)


def _place_entry(value: object, index: int, place: str) -> str:
    return f"{place}.{name_key(value.id)}" if isinstance(value, Party) else f"{place}[{index}]"


_KEYS = {"objected": "object"}  # where a field and its key in the file differ
