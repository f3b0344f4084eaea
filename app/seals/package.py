"""The package of a submission: a ZIP with all that is needed to check its seal, written and read.

- `seal.json`: root, size, body digest, leaf hashes in order;
- `body.txt`: the fixed body as app/letters/markup writes it, whose SHA-256 is the body digest;
- `letter-*.pdf`: the letters, which say root, size and body digest themselves;
- `entries.jsonl`, perhaps: line n is the data of leaf n, an empty line one that was erased.

Nothing is unpacked to the disk; nothing larger than its limit is read, whatever the archive says.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from app.messages import message
from app.seals.entry import MOST_LINE, SealedSignature
from app.seals.faults import SealFault
from app.seals.seal import MOST_BYTES as MOST_SEAL
from app.seals.seal import MOST_SIGNATURES, Seal, read_seal, write_seal

SEAL, BODY, ENTRIES = "seal.json", "body.txt", "entries.jsonl"
MOST_FILES = 200
MOST_LETTERS = 20
MOST_BODY, MOST_LETTER = 5_000_000, 200_000_000
_MADE = (1980, 1, 1, 0, 0, 0)  # the same content is the same file
_READABLE = 0o644 << 16
_ENCRYPTED = 0x1
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, LookupError,
    RuntimeError,
)  # fmt: skip


@dataclass(frozen=True)
class Package:
    """`body` is None where the file is missing; `letters` are the names of the PDF files."""

    seal: Seal
    body: bytes | None
    letters: tuple[str, ...]
    has_entries: bool
    _archive: zipfile.ZipFile = field(repr=False)
    _files: Mapping[str, zipfile.ZipInfo] = field(repr=False)

    def read_letter(self, name: str) -> bytes:
        """The bytes of one of the letters. Raises SealFault."""
        return _read(self._archive, self._files[name], name, MOST_LETTER)

    def read_lines(self) -> Iterator[bytes]:
        """The lines of the list of signatures, without their ends. Raises SealFault."""
        count = 0
        try:
            with self._archive.open(self._files[ENTRIES]) as file:
                while line := file.readline(MOST_LINE + 1):
                    count += 1
                    if len(line) > MOST_LINE:
                        raise SealFault(f"{ENTRIES}:{count}", message("这一行太长"))
                    if count > MOST_SIGNATURES:
                        raise SealFault(ENTRIES, message("最多{most}项", most=MOST_SIGNATURES))
                    yield line.rstrip(b"\r\n")
        except _UNREADABLE as fault:
            raise _damaged(ENTRIES) from fault


def write_package(
    sealed: Seal,
    body: str,
    letters: Mapping[str, bytes],
    entries: Sequence[SealedSignature | None] | None = None,
) -> bytes:
    """The package; None among the entries is one that was erased. The same input, the same bytes."""
    files = {SEAL: write_seal(sealed), BODY: body.encode(), **letters}
    if entries is not None:
        files[ENTRIES] = b"".join((one.line if one else b"") + b"\n" for one in entries)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            made = zipfile.ZipInfo(name, _MADE)
            made.external_attr = _READABLE
            is_letter = name in letters
            made.compress_type = zipfile.ZIP_STORED if is_letter else zipfile.ZIP_DEFLATED
            archive.writestr(made, data)
    return out.getvalue()


def is_package(data: bytes) -> bool:
    """Whether this is a ZIP, whatever it is called."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def open_package(data: bytes) -> Package:
    """The package in these bytes. Raises SealFault for one that is damaged, locked or a trap."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _UNREADABLE as fault:
        raise _damaged("") from fault
    files = _list_files(archive)
    if SEAL not in files:
        raise SealFault("", message("压缩包里没有 {file}，这不是核验包", file=SEAL))
    letters = tuple(sorted(name for name in files if name.lower().endswith(".pdf")))
    if len(letters) > MOST_LETTERS:
        raise SealFault("", message("压缩包里的文件太多，最多{most}个", most=MOST_LETTERS))
    try:
        found = read_seal(_read(archive, files[SEAL], SEAL, MOST_SEAL))
    except SealFault as fault:
        place = ": ".join(part for part in (SEAL, fault.place) if part)
        raise SealFault(place, fault.said) from fault
    body = _read(archive, files[BODY], BODY, MOST_BODY) if BODY in files else None
    return Package(found, body, letters, ENTRIES in files, archive, files)


def _list_files(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files beside seal.json by name: a package zipped anew may have a folder around it."""
    entries = [one for one in archive.infolist() if not one.is_dir()]
    if len(entries) > MOST_FILES:
        raise SealFault("", message("压缩包里的文件太多，最多{most}个", most=MOST_FILES))
    folders = [
        path.parent
        for one in entries
        if (path := PurePosixPath(one.filename)).name == SEAL and "__MACOSX" not in path.parts
    ]
    folder = min(folders, key=lambda path: len(path.parts), default=PurePosixPath())
    files: dict[str, zipfile.ZipInfo] = {}
    for one in entries:
        path = PurePosixPath(one.filename)
        if path.parent != folder:
            continue
        if path.name in files:
            raise SealFault("", message("压缩包里有两个“{file}”，请删去一个", file=path.name))
        files[path.name] = one
    return files


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, most: int) -> bytes:
    if entry.flag_bits & _ENCRYPTED:
        raise SealFault(name, message("压缩包有密码，请去掉密码后再核验"))
    try:
        with archive.open(entry) as file:
            data = file.read(most + 1)
    except _UNREADABLE as fault:
        raise _damaged(name) from fault
    if len(data) > most:
        raise SealFault(name, message("文件超过{most}MB", most=most // 1_000_000))
    return data


def _damaged(name: str) -> SealFault:
    return SealFault(name, message("压缩包不完整或已损坏，请重新下载"))
