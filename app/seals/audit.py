"""Checking a whole package: the seal against the letter, then everything else against the seal."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import pairwise

from app.messages import Message, message
from app.seals.entry import read_entry
from app.seals.faults import SealFault
from app.seals.package import BODY, ENTRIES, SEAL, Package
from app.seals.receipt import SHORT
from app.seals.seal import PrintedSeal, Seal
from app.seals.tree import compute_root, hash_leaf
from app.seals.verdict import Change, Finding, Verdict

ERASED = ""  # in the place of a leaf hash


def verify_package(
    package: Package, printed: PrintedSeal, letters: Mapping[str, PrintedSeal | None]
) -> Verdict:
    """Whether everything in the package is what the letter's printed seal covers.

    `letters` are the seals that the package's PDF files say they have, by file name; None: it says
    none. Raises SealFault where the list of signatures cannot be read.
    """
    lines = _hash_lines(package) if package.has_entries else None
    findings = list(_judge_seal(package.seal, printed, lines))
    if not findings:
        findings += _judge_body(package, printed)
        findings += _judge_letters(package.seal, printed, letters)
        findings += _compare(lines, package.seal.leaves) if lines is not None else ()
    if findings:
        return Verdict(tuple(findings))
    return Verdict((), tuple(_note(package, printed, letters, lines)))


def _hash_lines(package: Package) -> list[str]:
    return [hash_leaf(line).hex() if line else ERASED for line in package.read_lines()]


def _judge_seal(
    sealed: Seal, printed: PrintedSeal, lines: Sequence[str] | None
) -> Iterator[Finding]:
    """Whether seal.json is the one of the letter; where it is not, nothing else can be told by it."""
    reckoned = sealed.tree.root.hex()
    if printed.matches(reckoned):
        if sealed.root != reckoned or sealed.size != len(sealed.leaves):
            said = message("{file} 被改动过：哈希或总数与其中的名单不符", file=SEAL)
            yield Finding("damaged", said)
        elif printed.size not in (None, sealed.size):
            yield Finding("damaged", message("信上写的总数与名单不符"))
        return
    if lines and ERASED not in lines and printed.matches(_reckon(lines)):
        yield Finding("damaged", message("{file} 被改动过；签名名单本身是原样", file=SEAL))
    elif sealed.is_whole:
        yield Finding(
            "not-in-letter", message("这不是那封信的名单：名单哈希与信上的不同，不知改在哪里")
        )
    else:
        yield Finding("damaged", message("{file} 被改动过：算不出它自己写的名单哈希", file=SEAL))


def _reckon(lines: Sequence[str]) -> str:
    return compute_root([bytes.fromhex(one) for one in lines]).hex()


def _judge_body(package: Package, printed: PrintedSeal) -> Iterator[Finding]:
    """The body file against the digest, and that against the letter and every sealed signature."""
    body = package.seal.body
    if package.body is None:
        yield Finding("damaged", message("压缩包里没有 {file}", file=BODY))
    elif sha256(package.body).hexdigest() != body:
        yield Finding("changed-body", message("正文被改动过：{file} 与正文校验码不符", file=BODY))
    if printed.body not in (None, body):
        yield Finding("changed-body", message("正文校验码与信上的不同"))
    signed = _find_signed_body(package)
    if signed not in (None, body):
        yield Finding("changed-body", message("正文校验码与大家签名时的不同"))


def _find_signed_body(package: Package) -> str | None:
    """The body that the first signature which is as it was sealed was given to, if there is one."""
    if not package.has_entries:
        return None
    for line in package.read_lines():
        if line and hash_leaf(line).hex() in package.seal.places:
            try:
                return read_entry(line).body
            except SealFault:
                continue
    return None


def _judge_letters(
    sealed: Seal, printed: PrintedSeal, letters: Mapping[str, PrintedSeal | None]
) -> Iterator[Finding]:
    for name, found in letters.items():
        if found is None:
            yield Finding("damaged", message("{file} 里没有名单哈希，不是原来的信", file=name))
        elif not printed.matches(found.root) or found.size != sealed.size:
            yield Finding("damaged", message("{file} 里的名单哈希或总数与信上的不同", file=name))
        elif found.body != sealed.body:
            yield Finding("changed-body", message("{file} 里的正文校验码不同", file=name))


def _compare(found: Sequence[str], right: Sequence[str]) -> Iterator[Finding]:
    """How the list that was found differs from the sealed one, signature by signature.

    Sealed hashes are all different. Those in the longest run that kept its order stay; between two
    of them, what is there instead of another is changed, the rest added or removed.
    """
    places = {leaf: index for index, leaf in enumerate(right)}
    known = [(number, places[leaf]) for number, leaf in enumerate(found) if leaf in places]
    kept = _keep_order(known)
    seen = {place for _, place in kept}
    moved: dict[int, int] = {}  # number in the list: place in the seal
    for number, place in known:
        if place not in seen:
            seen.add(place)
            moved[number] = place
    elsewhere = set(moved.values())
    edges = [(-1, -1), *kept, (len(found), len(right))]
    for (number, place), (next_number, next_place) in pairwise(edges):
        ours = [one for one in range(number + 1, next_number) if one not in moved]
        theirs = [one for one in range(place + 1, next_place) if one not in elsewhere]
        yield from _compare_gap(found, ours, theirs)
    for number in moved:
        yield _tell("moved", number)


def _compare_gap(
    found: Sequence[str], ours: Sequence[int], theirs: Sequence[int]
) -> Iterator[Finding]:
    """Lines between two that are right, against the leaves that should stand there."""
    for number, place in zip(ours, theirs, strict=False):
        if found[number] != ERASED:
            yield _tell("changed", place)
    for number in ours[len(theirs) :]:
        if found[number] != ERASED:
            yield _tell("added", number)
    for place in theirs[len(ours) :]:
        yield _tell("removed", place)


def _keep_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of the pairs whose places grow."""
    tails: list[int] = []  # the least place at which a run of each length ends
    ends: list[int] = []  # which pair that is
    before: list[int] = []
    for here, (_, place) in enumerate(pairs):
        length = bisect_left(tails, place)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [place]
        ends[length : length + 1] = [here]
    kept = []
    here = ends[-1] if ends else -1
    while here >= 0:
        kept.append(pairs[here])
        here = before[here]
    return kept[::-1]


def _tell(change: Change, place: int) -> Finding:
    number = place + 1
    said = {
        "added": message("多出一条签名：名单第{number}行没有封存过", number=number),
        "removed": message("少了第{number}号签名", number=number),
        "changed": message("第{number}号签名被改动过", number=number),
        "moved": message("名单第{number}行换了位置", number=number),
    }[change]
    return Finding("changed-entry", said, change, number)


def _note(
    package: Package,
    printed: PrintedSeal,
    letters: Mapping[str, PrintedSeal | None],
    lines: Sequence[str] | None,
) -> Iterator[Message]:
    size = package.seal.size
    yield message("有效：{size}条签名的名单与信上的一致", size=size)
    if lines is None:
        yield message("没有 {file}：只核对了每条签名的哈希，没有核对姓名", file=ENTRIES)
    elif erased := lines.count(ERASED):
        yield message("其中{erased}条的内容已按规定删除，哈希仍在名单里", erased=erased)
    if letters:
        yield message("核对了{count}份 PDF 里的名单哈希", count=len(letters))
    if printed.body is not None or any(lines or ()):
        yield message("正文没有改动")
    else:
        yield message("没有一条签名的内容，正文只与 {file} 核对，没有与信核对", file=SEAL)
    if printed.is_short:
        yield SHORT
