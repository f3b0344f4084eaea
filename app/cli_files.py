"""Files that appear only when whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_whole(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write `contents` (by file name) into `folder`, made if missing; raises OSError.

    Everything is first written beside its place under another name, then renamed: a full disk
    changes nothing, and a stop leaves no part of a file (only, between two renames, new files
    beside old ones).
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in contents:
        if (folder / name).is_dir():
            raise IsADirectoryError(21, os.strerror(21), str(folder / name))
    written: dict[Path, Path] = {}
    try:
        for name, data in contents.items():
            written[_write_beside(folder, name, data)] = folder / name
        for temporary, final in written.items():
            temporary.replace(final)
    finally:
        for temporary in written:
            temporary.unlink(missing_ok=True)


def _write_beside(folder: Path, name: str, data: bytes) -> Path:
    handle, path = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    temporary = Path(path)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), 0o666 & ~_read_umask())
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _read_umask() -> int:
    """The umask can only be read by setting it; mkstemp alone would leave the files private."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
