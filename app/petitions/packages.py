"""A petition file with its photos in one ZIP: written, and read without trusting it.

Nothing is unpacked to the disk. Only what the petition file names is read, each entry up to a limit
whatever the archive says of its size.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.letters.errors import UNREADABLE, InputError
from app.letters.paths import check_relative
from app.letters.petition_toml import MOST_BYTES as MOST_TEXT
from app.letters.petition_toml import TOO_LARGE
from app.letters.photos import MOST_BYTES as MOST_PHOTO
from app.messages import message

PETITION = "petition.toml"
MOST_ENTRIES = 1000
MOST_UNPACKED = 400_000_000  # bytes of all photos that are read
MOST_RATIO = 200  # times that a text may shrink; photos do not shrink
_MADE = (1980, 1, 1, 0, 0, 0)  # the same content is the same file
_READABLE = 0o644 << 16
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


@dataclass
class Package:
    """`text` is the petition file, `name` what it is called; photos are read when asked for."""

    text: bytes
    name: str
    _folder: str
    _archive: zipfile.ZipFile
    _entries: Mapping[str, zipfile.ZipInfo]
    _room: int = MOST_UNPACKED

    def read_photo(self, written: str, place: str) -> bytes:
        """The bytes of the file that the petition names `written`. Raises InputError at `place`."""
        path = str(PurePosixPath(self._folder, check_relative(written, place)))
        entry = self._entries.get(path)
        if entry is None:
            raise InputError(
                place, message("压缩包里没有“{file}”，请把它放进去，或删去这一条照片", file=written)
            )
        data = _read(self._archive, entry, min(MOST_PHOTO, self._room))
        if data is None:
            raise InputError(
                place,
                message(
                    "“{file}”太大：每张照片最多{photo}MB，全部照片最多{all}MB",
                    file=written,
                    photo=MOST_PHOTO // 1_000_000,
                    all=MOST_UNPACKED // 1_000_000,
                ),
            )
        self._room -= len(data)
        return data


def is_package(data: bytes) -> bool:
    """Whether this is a ZIP, whatever it is called."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def open_package(data: bytes) -> Package:
    """The package in these bytes. Raises InputError for one that is damaged, locked or a trap."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except UNREADABLE as fault:
        raise _damaged() from fault
    entries: dict[str, zipfile.ZipInfo] = {}
    if len(archive.infolist()) > MOST_ENTRIES:
        raise InputError("", message("压缩包里的文件太多，最多{most}个", most=MOST_ENTRIES))
    for entry in archive.infolist():
        name = _read_name(entry)
        if entry.is_dir() or name.startswith("__MACOSX/"):
            continue
        check_relative(name, "")
        if name in entries:
            raise InputError("", message("压缩包里有两个“{file}”，请删去一个", file=name))
        entries[name] = entry
    name = _find_petition(entries)
    text = _read(archive, entries[name], MOST_TEXT, ratio=MOST_RATIO)
    if text is None:
        raise InputError("", TOO_LARGE, file=name)
    return Package(text, name, str(PurePosixPath(name).parent), archive, entries)


def write_package(text: str, photos: Mapping[str, bytes]) -> bytes:
    """A ZIP with the petition file and its photos by name; the same content gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in {PETITION: text.encode(), **photos}.items():
            entry = zipfile.ZipInfo(name, _MADE)
            entry.external_attr = _READABLE
            is_text = name == PETITION
            entry.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
            archive.writestr(entry, data)
    return out.getvalue()


def _find_petition(entries: Mapping[str, zipfile.ZipInfo]) -> str:
    """petition.toml, or the only petition file there is, the nearest to the top."""
    named = [name for name in entries if PurePosixPath(name).name == PETITION]
    found = named or [name for name in entries if name.lower().endswith(".toml")]
    depth = {name: name.count("/") for name in found}
    nearest = [name for name in found if depth[name] == min(depth.values())]
    if not nearest:
        raise InputError("", message("压缩包里没有诉求文件（{name}）", name=PETITION))
    if len(nearest) > 1:
        raise InputError(
            "", message("压缩包里有几份诉求文件，请只留一份，名为 {name}", name=PETITION)
        )
    return nearest[0]


def _read_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry; archives made by Chinese Windows do not say that it is GB 18030."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _read(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, *, ratio: int | None = None
) -> bytes | None:
    """The bytes of an entry, None where there are more than `most`. Raises InputError."""
    if entry.flag_bits & _ENCRYPTED:
        raise InputError("", message("压缩包有密码，请去掉密码后再导入"))
    if ratio is not None and entry.file_size > max(entry.compress_size, 1) * ratio:
        return None
    try:
        with archive.open(entry) as file:
            data = file.read(most + 1)
    except UNREADABLE as fault:
        raise _damaged() from fault
    return None if len(data) > most else data


def _damaged() -> InputError:
    return InputError("", message("压缩包不完整或已损坏，请重新压缩"))
