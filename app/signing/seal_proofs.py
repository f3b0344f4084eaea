"""What proves a signature: receipts with proof, packages, and the stored seal checked against itself."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.letters.errors import InputError
from app.letters.render.pdf_seal import SealMark, read_seal
from app.messages import message
from app.seals.audit import verify_package
from app.seals.check_code import write_check_code
from app.seals.entry import SealedSignature, take_entry
from app.seals.faults import SealFault
from app.seals.package import open_package, write_package
from app.seals.receipt import LetterNote, make_receipt, write_receipt
from app.seals.seal import PrintedSeal
from app.seals.strict_json import Fields, fit_text
from app.seals.verdict import Finding, Verdict
from app.signing.models import Drive, Seal, SealLeaf, Signature
from app.signing.sealed_letters import tell_title
from app.signing.seals import find_letter, find_signed_version, list_leaves, open_seal

_MOST_WORDS = 300  # of a receipt's note
UNREADABLE = message("名单里有一条签名的内容被改动过，已经读不出来")
OTHER_CODE = message("封存的名单校验码与名单哈希不符")


class NotSealed(Exception):
    """The signature is not in the seal, or was erased."""


def find_proof(session: Session, drive: Drive, signature: Signature, seal: Seal) -> bytes:
    """The receipt (JSON) that proves that `signature` is in the letter of `seal`.

    Raises NotSealed.
    """
    leaf = session.scalar(
        select(SealLeaf)
        .where(SealLeaf.seal_id == seal.id, SealLeaf.signature_id == signature.id)
        .options(undefer(SealLeaf.entry))
    )
    if leaf is None or leaf.entry is None:
        raise NotSealed
    letter = find_letter(find_signed_version(session, seal.version_id), seal.recipient)
    note = LetterNote(
        fit_text(tell_title(session, drive, seal))[:_MOST_WORDS],
        fit_text(letter.recipient)[:_MOST_WORDS],
        seal.sealed_on.isoformat(),
    )
    try:
        entry = take_entry(Fields(leaf.entry["line"]))
        return write_receipt(make_receipt(open_seal(session, seal), entry, note))
    except SealFault as fault:
        raise NotSealed from fault


def make_package(
    session: Session, seal: Seal, letters: Mapping[str, bytes], *, names: bool
) -> bytes:
    """The ZIP with all that is needed to check a seal; the signatures themselves where `names`."""
    entries = [_read_entry(leaf) for leaf in list_leaves(session, seal, whole=True)]
    body = find_letter(find_signed_version(session, seal.version_id), seal.recipient).body
    return write_package(open_seal(session, seal), body, letters, entries if names else None)


def verify_stored(session: Session, seal: Seal) -> Verdict:
    """Whether the seal, its signatures and the body are in the database as they were sealed."""
    if write_check_code(seal.root) != seal.code:
        return Verdict((Finding("damaged", OTHER_CODE),))
    try:
        data = make_package(session, seal, {}, names=True)
    except SealFault:
        return Verdict((Finding("changed-entry", UNREADABLE, "changed"),))
    printed = PrintedSeal(seal.root, seal.size, seal.body_digest)
    return verify_package(open_package(data), printed, {})


def read_mark(data: bytes) -> SealMark | None:
    """What a PDF says of its seal; None where it says nothing or is no PDF."""
    try:
        return read_seal(data)
    except InputError:
        return None


def _read_entry(leaf: SealLeaf) -> SealedSignature | None:
    return None if leaf.entry is None else take_entry(Fields(leaf.entry["line"]))
