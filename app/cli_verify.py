"""`lianming verify`: whether a receipt or a package is what the seal on the letter covers; offline.

Exit status 0: valid; 1: not valid; 2: something that cannot be read.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.letters.errors import InputError
from app.letters.paths import read_input
from app.letters.render import pdf_seal
from app.messages import Language, Message, message, translate
from app.seals.audit import verify_package
from app.seals.faults import SealFault
from app.seals.package import Package, is_package, open_package
from app.seals.receipt import read_receipt, verify_receipt
from app.seals.seal import PrintedSeal, read_printed
from app.seals.verdict import Verdict

NOT_VALID = 1
MOST_BYTES = 500_000_000
MOST_LINES = 20


def verify(arguments: argparse.Namespace, language: Language) -> int:
    """Check the file and print what came of it, a line each. Raises InputError."""
    printed = _read_printed(arguments)
    data = _read(arguments.file)
    try:
        if is_package(data):
            package = open_package(data)
            verdict = verify_package(package, printed, dict(_read_letters(package)))
        else:
            verdict = verify_receipt(read_receipt(data), printed)
    except SealFault as fault:
        raise InputError(fault.place, fault.said, file=arguments.file) from fault
    for said in _tell(verdict):
        print(translate(said, language))
    return 0 if verdict.is_valid else NOT_VALID


def _tell(verdict: Verdict) -> Sequence[Message]:
    if verdict.is_valid:
        return verdict.notes
    said = [message("无效：{reason}", reason=one.said) for one in verdict.findings[:MOST_LINES]]
    more = len(verdict.findings) - MOST_LINES
    return [*said, message("另有{more}处不同", more=more)] if more > 0 else said


def _read_printed(arguments: argparse.Namespace) -> PrintedSeal:
    """The seal that the person trusts: typed off the letter, or in its PDF."""
    if arguments.root is not None:
        try:
            return read_printed(arguments.root)
        except SealFault as fault:
            raise InputError("--root", fault.said) from fault
    try:
        mark = pdf_seal.read_seal(_read(arguments.letter))
    except InputError as fault:
        raise InputError("", fault.said, file=arguments.letter) from fault
    return _as_printed(mark)


def _read_letters(package: Package) -> Iterator[tuple[str, PrintedSeal | None]]:
    for name in package.letters:
        data = package.read_letter(name)
        try:
            yield name, _as_printed(pdf_seal.read_seal(data))
        except InputError:
            yield name, None


def _as_printed(mark: pdf_seal.SealMark) -> PrintedSeal:
    return PrintedSeal(mark.root, mark.size, mark.body)


def _read(path: str) -> bytes:
    try:
        said = message("文件超过{most}MB", most=MOST_BYTES // 1_000_000)
        return read_input(Path(path), most_bytes=MOST_BYTES, too_large=said)
    except InputError as fault:
        raise InputError("", fault.said, file=path) from fault
