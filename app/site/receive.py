"""Turning the files of the upload form into a dossier; nothing of them stays on the disk."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from werkzeug.datastructures import FileStorage

from app.files.names import clean_name
from app.letters.dossier import Dossier, check_printable, load_dossier
from app.letters.errors import InputError
from app.letters.petition_items import MOST_PHOTOS
from app.letters.signers_file import MOST_ROWS
from app.messages import message

MOST_PICTURES = MOST_PHOTOS + MOST_ROWS  # a photo an entry and a drawn signature a row
MOST_PARTS = MOST_PICTURES + 3  # of the form: petition, signers and the token against forgery


def receive_dossier(
    petition: FileStorage | None,
    signers: FileStorage | None,
    pictures: Iterable[FileStorage],
    *,
    today: dt.date,
) -> Dossier:
    """The dossier of these files. Raises InputError, with the file's name as the person knows it.

    A browser sends no folders: a picture is found by its file name, wherever the petition or the
    signers file says that it lies.
    """
    if petition is None or not petition.filename:
        raise InputError("", message("请选择诉求文件（扩展名为 .toml）"))
    with tempfile.TemporaryDirectory(prefix="lianming-") as place:
        folder = Path(place)
        try:
            return _load(folder, petition, signers, pictures, today)
        except InputError as error:
            shown = error.file.removeprefix(f"{folder}/").removeprefix("petition/")
            raise InputError(error.place, error.said, file=shown) from error


def _load(
    folder: Path,
    petition: FileStorage,
    signers: FileStorage | None,
    pictures: Iterable[FileStorage],
    today: dt.date,
) -> Dossier:
    inside = folder / "petition"
    inside.mkdir()
    path = _save(petition, inside)
    for picture in pictures:
        _save(picture, inside)
    rows = _save(signers, inside) if signers is not None and signers.filename else None
    dossier = load_dossier(path, rows, today=today, flat=True)
    check_printable(dossier)  # said at the form, not when a file is asked for
    return replace(dossier, file=path.name, signers_file=rows.name if rows else "")


def _save(upload: FileStorage, folder: Path) -> Path:
    name = clean_name(upload.filename or "")
    if not name:
        raise InputError("", message("有一个文件没有名称，请改名后重新上传"))
    path = folder / name
    if path.exists():
        raise InputError("", message("上传了两个同名的文件，请改名后重新上传"), file=name)
    upload.save(path)
    return path
