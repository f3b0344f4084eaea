"""File names as browsers send them, in any script."""

from __future__ import annotations

LONGEST_NAME = 200  # bytes; a file system takes 255


def clean_name(name: str) -> str:
    """The last part of a file name from a browser, fit for a disk; "" when nothing is left."""
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(char for char in last if char.isprintable()).strip()
    end = printable.encode("utf-8", "ignore")[-LONGEST_NAME:].decode("utf-8", "ignore")
    return "" if end in (".", "..") else end
