"""What changed between two texts: by words in English, by characters in Chinese.

Pure: texts in, pieces out. A text of 20,000 characters takes no longer than a second: what is too
long for a comparison of words is compared by sentences first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from app.messages import Message

PieceKind = Literal["same", "deleted", "inserted"]
_TOKEN = re.compile(r"[A-Za-z0-9À-ɏ]+(?:['’.,-][A-Za-z0-9À-ɏ]+)*|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。！？；.!?\n]*[。！？；.!?\n]+\s*|.+", re.DOTALL)
_MOST_PAIRS = 600_000  # tokens before × tokens after that are compared in one go
_NEAR = 30  # characters of what stayed that are shown beside a change
_KEPT_WHOLE = 90  # what stayed is shown whole up to here


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: PieceKind
    text: str | Message


@dataclass(frozen=True)
class _Step:
    """What stood there and what stands there now; `same`: the two are equal."""

    same: bool
    before: str
    after: str


def compare_texts(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of both texts in order, what went before what came in its place.

    Those that stayed and came make `after`, those that stayed and went `before`.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    start = _count_equal(old, new)
    end = _count_equal(old[start:][::-1], new[start:][::-1])
    middle = _compare(old[start : len(old) - end], new[start : len(new) - end])
    tail = "".join(old[len(old) - end :]) if end else ""
    head = "".join(old[:start])
    steps = [_Step(True, head, head), *middle, _Step(True, tail, tail)]
    return tuple(_cut(_join(step for step in steps if step.before or step.after)))


def shorten(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The same with only the neighbourhood of the changes of long stretches that stayed."""
    last = len(pieces) - 1
    if last <= 0:
        return tuple(pieces)
    return tuple(
        Piece("same", _leave_out(piece.text, at > 0, at < last))
        if piece.kind == "same" and isinstance(piece.text, str)
        else piece
        for at, piece in enumerate(pieces)
    )


def _leave_out(text: str, has_before: bool, has_after: bool) -> str:
    if len(text) <= _KEPT_WHOLE:
        return text
    first = text[:_NEAR] if has_before else ""
    return f"{first}……{text[-_NEAR:]}" if has_after else f"{first}……"


def _count_equal(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _compare(old: Sequence[str], new: Sequence[str]) -> Iterator[_Step]:
    if not old or not new:
        yield _Step(False, "".join(old), "".join(new))
    elif len(old) * len(new) <= _MOST_PAIRS:
        yield from _match(old, new)
    else:
        yield from _compare_sentences("".join(old), "".join(new))


def _compare_sentences(old: str, new: str) -> Iterator[_Step]:
    before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    if len(before) * len(after) > _MOST_PAIRS:
        yield _Step(False, old, new)
        return
    for step in _match(before, after):
        words = _TOKEN.findall(step.before), _TOKEN.findall(step.after)
        if step.same or len(words[0]) * len(words[1]) > _MOST_PAIRS:
            yield step
        else:
            yield from _compare(*words)


def _match(old: Sequence[str], new: Sequence[str]) -> Iterator[_Step]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        yield _Step(tag == "equal", "".join(old[a:b]), "".join(new[c:d]))


def _join(steps: Iterable[_Step]) -> list[_Step]:
    """Changes with hardly anything between them are one: single characters that agree by chance."""
    joined: list[_Step] = []
    for step in steps:
        if joined and joined[-1].same == step.same:
            last = joined.pop()
            joined.append(_Step(step.same, last.before + step.before, last.after + step.after))
        elif not step.same and len(joined) > 1 and len(joined[-1].before.strip()) < 2:
            between, change = joined.pop(), joined.pop()
            joined.append(
                _Step(
                    False,
                    change.before + between.before + step.before,
                    change.after + between.after + step.after,
                )
            )
        else:
            joined.append(step)
    return joined


def _cut(steps: Iterable[_Step]) -> Iterator[Piece]:
    for step in steps:
        if step.same:
            yield Piece("same", step.before)
            continue
        if step.before:
            yield Piece("deleted", step.before)
        if step.after:
            yield Piece("inserted", step.after)
