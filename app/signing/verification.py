"""What the public verify page answers: valid, changed or unknown, and what it was judged by.

Who asks has the code, a receipt or a file; the answer names nobody.
"""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session, joinedload

from app.letters.assembly import write_code
from app.letters.collected import Counts
from app.messages import Message, message
from app.petitions.models import VersionLetter
from app.seals.faults import SealFault
from app.seals.receipt import MOST_BYTES as MOST_RECEIPT
from app.seals.receipt import read_receipt, verify_receipt
from app.seals.seal import PrintedSeal, read_printed
from app.seals.verdict import Verdict
from app.signing.models import Drive, Seal
from app.signing.seal_proofs import read_mark, verify_stored
from app.signing.sealed_letters import find_by_file, tell_title
from app.signing.seals import find_by_code, find_letter, find_signed_version, read_counts

Word = Literal["valid", "changed", "unknown"]
NO_SUCH_CODE = message("本站没有这个名单校验码。请对照信上印的逐个核对；信也可能是在别的网站做的。")
WHOLE = message("名单里的每一条签名和正文，都与封存时一样。")
BROKEN = message("本站存着的名单与封存时不同，请与业主代表联系。")
RECEIPT_VALID = message("这份回执里的签名，在这封信的名单里，内容没有改动。")
RECEIPT_UNKNOWN = message("本站没有这份回执所说的名单。")
NO_RECEIPT = message("这个文件读不出来。请选择回执（JSON 文件）或者递交稿（PDF 文件）。")
FILE_SAME = message("这个文件与本站生成的递交稿完全一样。")
FILE_OTHER = message(
    "这个文件写着本站封存过的名单，但文件本身与本站生成的不同：可能被改动过，也可能只是用别的软件"
    "重新保存过。请向业主代表索要原文件，或者对照下面的人数、日期和校验码逐项核对。"
)
FILE_UNKNOWN = message("这个文件里没有本站封存的名单。")


@dataclass(frozen=True)
class Sealed:
    """What is said of a seal to anyone."""

    seal: Seal
    title: str
    letter: VersionLetter
    counts: Counts

    @property
    def body_code(self) -> str:
        """正文校验码."""
        return write_code(self.seal.body_digest)


@dataclass(frozen=True)
class Answer:
    """`reasons` say what was compared, or what is not as it was."""

    word: Word
    reasons: tuple[Message, ...]
    sealed: Sealed | None = None


def answer_code(session: Session, typed: str, *, now: dt.datetime) -> Answer:
    """What a code leads to that somebody typed off a letter, in any spelling."""
    try:
        printed = read_printed(typed)
    except SealFault as fault:
        return Answer("unknown", (fault.said,))
    seal = find_by_code(session, printed.root)
    if seal is None:
        return Answer("unknown", (NO_SUCH_CODE,))
    return _judge(session, seal, WHOLE, now)


def answer_file(session: Session, data: bytes, *, now: dt.datetime) -> Answer:
    """What a receipt or a letter's PDF proves. Nothing of it is kept."""
    if data.startswith(b"%PDF"):
        return _answer_letter(session, data, now)
    if len(data) > MOST_RECEIPT:
        return Answer("unknown", (NO_RECEIPT,))
    return _answer_receipt(session, data, now)


def _answer_receipt(session: Session, data: bytes, now: dt.datetime) -> Answer:
    try:
        receipt = read_receipt(data)
    except SealFault:
        return Answer("unknown", (NO_RECEIPT,))
    seal = find_by_code(session, receipt.root)
    if seal is None:
        return Answer("unknown", (RECEIPT_UNKNOWN,))
    verdict = verify_receipt(receipt, PrintedSeal(seal.root, seal.size, seal.body_digest))
    if not verdict.is_valid:
        said = tuple(one.said for one in verdict.findings)
        return Answer("changed", said, _describe(session, seal))
    return _judge(session, seal, RECEIPT_VALID, now)


def _answer_letter(session: Session, data: bytes, now: dt.datetime) -> Answer:
    mark = read_mark(data)
    seal = find_by_code(session, mark.root) if mark else None
    if mark is None or seal is None:
        return Answer("unknown", (FILE_UNKNOWN,))
    if find_by_file(session, mark.root, data) is None:
        return Answer("changed", (FILE_OTHER,), _describe(session, seal))
    return _judge(session, seal, FILE_SAME, now)


def _judge(session: Session, seal: Seal, said: Message, now: dt.datetime) -> Answer:
    """The answer where what was given fits: whether what is stored is still whole."""
    verdict = _JUDGED.find(session, seal, now)
    if not verdict.is_valid:
        reasons = (BROKEN, *(one.said for one in verdict.findings[:3]))
        return Answer("changed", reasons, _describe(session, seal))
    return Answer("valid", (said,), _describe(session, seal))


class _Judged:
    """What was found of seals lately: 10,000 signatures take more than a second, and anyone may ask.

    It holds outcomes, nothing about people; safe between threads.
    """

    def __init__(self) -> None:
        self._held: OrderedDict[uuid.UUID, tuple[dt.datetime, Verdict]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, session: Session, seal: Seal, now: dt.datetime) -> Verdict:
        """Whether the seal is whole, as it was found within _FRESH."""
        with self._lock:
            held = self._held.get(seal.id)
        if held and now - held[0] < _FRESH:
            return held[1]
        verdict = verify_stored(session, seal)
        with self._lock:
            self._held[seal.id] = now, verdict
            while len(self._held) > _MOST_HELD:
                self._held.popitem(last=False)
        return verdict


_FRESH, _MOST_HELD = dt.timedelta(minutes=1), 200
_JUDGED = _Judged()


def _describe(session: Session, seal: Seal) -> Sealed:
    drive = session.get_one(Drive, seal.drive_id, options=[joinedload(Drive.petition)])
    letter = find_letter(find_signed_version(session, seal.version_id), seal.recipient)
    return Sealed(seal, tell_title(session, drive, seal), letter, read_counts(seal)[0])
