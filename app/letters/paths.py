"""Reading input files, and the files they name: of those only what lies in their own folder."""

from __future__ import annotations

import re
from pathlib import Path

from app.letters.errors import InputError
from app.messages import Message, message

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def read_input(path: Path, *, most_bytes: int, too_large: Message) -> bytes:
    """The bytes of a file that a person handed in; never more than `most_bytes` are read.

    Raises InputError for a missing file, a folder, one that cannot be read or is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise InputError("", message("没有这个文件，请核对路径和文件名")) from fault
    except IsADirectoryError as fault:
        raise InputError("", message("这是文件夹，请指明其中的文件")) from fault
    except (OSError, ValueError) as fault:
        raise InputError("", message("读不了这个文件，请核对权限和文件名")) from fault
    if len(data) > most_bytes:
        raise InputError("", too_large)
    return data


class Folder:
    """The folder that holds the files which an input file names.

    `flat`: they all lie in it itself, whatever folders are written before their names: a browser
    sends none.
    """

    def __init__(self, path: Path, *, flat: bool = False) -> None:
        self._path = path
        self._flat = flat
        self._written: dict[str, str] = {}

    def read(self, written: str, place: str, *, most_bytes: int) -> bytes:
        """The bytes of the file that `written` names, relative to the folder.

        Raises InputError for an address, an absolute path, a way out of the folder (also by a
        link), a missing file, one larger than `most_bytes`, and two that cannot be told apart.
        """
        path = Path(check_relative(written, place))
        if self._flat:
            path = Path(path.name)
            other = self._written.setdefault(path.name, written)
            if other != written:
                raise InputError(place, _describe_same_name(written, other))
        found = self._find(path, written, place)
        if found.stat().st_size > most_bytes:
            raise InputError(
                place,
                message(
                    "“{file}”超过{limit}MB，请缩小后再用",
                    file=written,
                    limit=most_bytes // 1_000_000,
                ),
            )
        try:
            return found.read_bytes()
        except OSError as fault:
            said = message("读不了文件“{file}”，请核对权限", file=written)
            raise InputError(place, said) from fault

    def _find(self, path: Path, written: str, place: str) -> Path:
        try:
            found = (self._path / path).resolve(strict=True)
        except (OSError, ValueError, RuntimeError) as fault:  # RuntimeError: links in a circle
            said = message("找不到文件“{file}”，请核对文件名", file=written)
            raise InputError(place, said) from fault
        if not found.is_relative_to(self._path.resolve()):
            said = message("“{file}”指向文件夹之外；请把文件放在同一文件夹", file=written)
            raise InputError(place, said)
        if not found.is_file():
            raise InputError(place, message("“{file}”不是文件，请核对文件名", file=written))
        return found


def check_relative(written: str, place: str) -> str:
    """`written`, where it is a relative path that stays in its folder; raises InputError."""
    if _ADDRESS.match(written) or written.startswith(("//", "\\\\")):
        raise InputError(
            place, message("“{file}”是网址或盘符；请把文件放在同一文件夹并写相对路径", file=written)
        )
    path = Path(written)
    if path.is_absolute() or "\\" in written or ".." in path.parts:
        raise InputError(
            place, message("“{file}”在文件夹之外；请把文件放在同一文件夹并写相对路径", file=written)
        )
    return written


def _describe_same_name(written: str, other: str) -> Message:
    return message(
        "“{file}”和“{other}”的文件名相同，上传时分不开；请改成不同的文件名",
        file=written,
        other=other,
    )
