"""The seal in a PDF: the key LianmingSeal of its document information, a line of JSON.

A program reads there what is printed on the letter for people: root, number of signatures and body
digest. The key proves nothing by itself: who doubts compares it with the print.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from functools import cache

import pikepdf
import pikepdf.settings

from app.letters.errors import UNREADABLE, InputError
from app.messages import Message, message

KEY = "/LianmingSeal"
MOST_SIGNATURES = 10_000_000
MOST_UNPACKED = 100_000_000  # bytes of one stream
_MOST_CHARACTERS = 1_000
_BROKEN: tuple[type[Exception], ...] = (pikepdf.PdfError, MemoryError, *UNREADABLE)
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class SealMark:
    """`root` and `body` are SHA-256 in hex, `size` the number of signatures."""

    root: str
    size: int
    body: str


def write_seal(data: bytes, mark: SealMark) -> bytes:
    """The PDF with the mark in it: the same bytes for the same input.

    It reads and writes the whole file anew, so it is quick before the signature table goes in
    (join_signature_pages keeps the mark), and takes a second or so after 10,000 signatures.
    """
    text = json.dumps({"root": mark.root, "size": mark.size, "body": mark.body})
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.docinfo[KEY] = text
        pdf.save(made, deterministic_id=True)
    return made.getvalue()


def read_seal(data: bytes) -> SealMark:
    """The mark in a PDF that anybody may have made. Raises InputError.

    From then on no PDF that this process opens may unpack a stream to more than MOST_UNPACKED.
    """
    _limit_unpacking()
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            found = pdf.trailer.get("/Info")
            value = found.get(KEY) if isinstance(found, pikepdf.Dictionary) else None
            text = str(value) if isinstance(value, pikepdf.String) else None
    except pikepdf.PasswordError as fault:
        raise InputError("", message("PDF 有密码，请去掉密码后再核验")) from fault
    except _BROKEN as fault:
        raise InputError("", message("打不开这份 PDF，请用原来的文件")) from fault
    if text is None:
        raise InputError("", NO_SEAL)
    return _read_mark(text)


@cache
def _limit_unpacking() -> None:
    """qpdf unpacks a stream whole: two megabytes may become two gigabytes."""
    most = MOST_UNPACKED
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=most, png_max_memory=most, run_length_max_memory=most, tiff_max_memory=most
    )


def _read_mark(text: str) -> SealMark:
    try:
        given = json.loads(text) if len(text) <= _MOST_CHARACTERS else None
    except (ValueError, RecursionError):
        given = None
    match given:
        case {"root": str(root), "size": int(size), "body": str(body)} if (
            _DIGEST.fullmatch(root)
            and _DIGEST.fullmatch(body)
            and not isinstance(size, bool)
            and 0 <= size <= MOST_SIGNATURES
        ):
            return SealMark(root, size, body)
    raise InputError("", message("PDF 里的名单哈希写法不对，请用原来的文件"))


NO_SEAL: Message = message("这份 PDF 里没有名单哈希，请用递交的那份信")
