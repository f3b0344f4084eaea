"""The receipt: what a signer keeps, and with which the signature can be proved to be in a letter."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.messages import Message, message
from app.seals.entry import SealedSignature, take_entry
from app.seals.faults import SealFault
from app.seals.seal import MOST_SIGNATURES, PrintedSeal, Seal
from app.seals.strict_json import Fields, check_text, fit_text, read_object
from app.seals.tree import follow_path
from app.seals.verdict import Finding, Outcome, Verdict

FORMAT = "lianming-receipt-1"
MOST_BYTES = 64_000
MOST_STEPS = 64
MOST_WORDS = 300


@dataclass(frozen=True)
class LetterNote:
    """Which letter it is, in words for people. A proof does not cover these words."""

    title: str
    recipient: str
    date: str

    def __post_init__(self) -> None:
        for key in ("title", "recipient", "date"):
            check_text(getattr(self, key), f"letter.{key}", most=MOST_WORDS)


def make_note(title: str, recipient: str, date: str) -> LetterNote:
    """A note from words as a letter has them: on one line each, in NFC, cut where they are too long."""
    return LetterNote(*(fit_text(words)[:MOST_WORDS].strip() for words in (title, recipient, date)))


@dataclass(frozen=True)
class Receipt:
    """`leaf` is the entry's hash when it was sealed; `index` counts from 0, the printed number from 1."""

    entry: SealedSignature
    leaf: str
    index: int
    size: int
    path: tuple[str, ...]
    root: str
    body: str
    letter: LetterNote


def make_receipt(sealed: Seal, entry: SealedSignature, letter: LetterNote) -> Receipt:
    """The receipt of one signature. Raises SealFault where it is not in the seal."""
    index = sealed.places.get(entry.leaf)
    if index is None:
        raise SealFault("", message("这条签名不在这份名单里"))
    path = tuple(one.hex() for one in sealed.tree.prove(index))
    return Receipt(entry, entry.leaf, index, sealed.size, path, sealed.root, sealed.body, letter)


def write_receipt(receipt: Receipt) -> bytes:
    """The receipt as JSON."""
    letter = receipt.letter
    found = {
        "format": FORMAT,
        "letter": {"title": letter.title, "recipient": letter.recipient, "date": letter.date},
        "entry": receipt.entry.describe(),
        "leaf": receipt.leaf,
        "index": receipt.index,
        "size": receipt.size,
        "path": list(receipt.path),
        "root": receipt.root,
        "body": receipt.body,
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def read_receipt(data: bytes) -> Receipt:
    """The receipt that write_receipt wrote; whether it proves anything is another question.

    Raises SealFault.
    """
    fields = Fields(read_object(data, most_bytes=MOST_BYTES))
    if fields.text("format") != FORMAT:
        raise SealFault("format", message("不认识这个版本，请更新程序"))
    words = fields.inside("letter")
    letter = LetterNote(words.text("title"), words.text("recipient"), words.text("date"))
    words.close()
    receipt = Receipt(
        entry=take_entry(fields.inside("entry")),
        leaf=fields.digest("leaf"),
        index=fields.number("index", most=MOST_SIGNATURES),
        size=fields.number("size", most=MOST_SIGNATURES),
        path=fields.digests("path", most=MOST_STEPS),
        root=fields.digest("root"),
        body=fields.digest("body"),
        letter=letter,
    )
    fields.close()
    return receipt


def verify_receipt(receipt: Receipt, printed: PrintedSeal) -> Verdict:
    """Whether the receipt's signature is in the letter that has this seal printed on it."""
    finding = _find_fault(receipt, printed)
    if finding:
        return Verdict((finding,))
    return Verdict((), tuple(_note(receipt, printed)))


def _find_fault(receipt: Receipt, printed: PrintedSeal) -> Finding | None:
    entry = receipt.entry
    if not _leads_to(receipt, entry.leaf, printed):
        if entry.body != receipt.body and _leads_to(receipt, receipt.leaf, printed):
            return _find("changed-body")
        if _leads_to(receipt, receipt.leaf, printed):
            return _find("changed-entry")
        itself = PrintedSeal(receipt.root)
        is_another = not printed.matches(receipt.root) and _leads_to(receipt, entry.leaf, itself)
        return _find("not-in-letter" if is_another else "damaged")
    if entry.body != receipt.body or printed.body not in (None, entry.body):
        return _find("changed-body")
    if printed.size not in (None, receipt.size):
        return _find("damaged")
    is_as_issued = receipt.leaf == entry.leaf and printed.matches(receipt.root)
    return None if is_as_issued else _find("damaged")


def _leads_to(receipt: Receipt, leaf: str, printed: PrintedSeal) -> bool:
    path = [bytes.fromhex(one) for one in receipt.path]
    found = follow_path(bytes.fromhex(leaf), receipt.index, receipt.size, path)
    return found is not None and printed.matches(found.hex())


_SAID: dict[Outcome, Message] = {
    "changed-entry": message("签名的内容被改动过：与签名时记下的不一致"),
    "changed-body": message("正文被改动过：签名时签的不是这份正文"),
    "not-in-letter": message("这条签名不在这封信里：回执属于另一封信或另一个版本"),
    "damaged": message("回执损坏或被改动过：其中的证明对不上，请用原来的回执"),
}


def _find(outcome: Outcome) -> Finding:
    return Finding(outcome, _SAID[outcome])


def _note(receipt: Receipt, printed: PrintedSeal) -> list[Message]:
    entry, number = receipt.entry, receipt.index + 1
    who = {"name": entry.name, "dwelling": entry.dwelling}
    notes = [message("有效：{name}（{dwelling}）的签名在这封信里", **who)]
    if printed.size is None:
        said = message(
            "回执写明是第{number}号，共{size}条；总数请与信上印的核对",
            number=number,
            size=receipt.size,
        )
    else:
        said = message("第{number}号，共{size}条", number=number, size=receipt.size)
    notes.append(said)
    if printed.is_short:
        notes.append(SHORT)
    return notes


SHORT = message(
    "只核对了名单校验码；要排除做名单的人造出同码的两份名单，请核对完整的名单哈希或信的 PDF"
)
