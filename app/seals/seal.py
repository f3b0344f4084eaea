"""The seal of one submission: the leaf hashes of its signatures in order, and their root."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.messages import message
from app.seals.check_code import read_root, write_check_code
from app.seals.entry import SealedSignature
from app.seals.faults import SealFault
from app.seals.strict_json import DIGEST, Fields, check_digest, read_object
from app.seals.tree import Tree

FORMAT = "lianming-seal-1"
MOST_SIGNATURES = 250_000
MOST_BYTES = 20_000_000  # of a seal as JSON


@dataclass(frozen=True)
class Seal:
    """What is stored: hashes alone, nothing about a person. All hashes are SHA-256 in hex.

    A seal that was read may say of itself what is not so; `is_whole` reckons it.
    """

    body: str
    root: str
    size: int
    leaves: tuple[str, ...]

    @cached_property
    def tree(self) -> Tree:
        """All nodes, reckoned when first asked for."""
        return Tree([bytes.fromhex(leaf) for leaf in self.leaves])

    @cached_property
    def places(self) -> dict[str, int]:
        """The index of each leaf."""
        return {leaf: index for index, leaf in enumerate(self.leaves)}

    @property
    def is_whole(self) -> bool:
        return self.size == len(self.leaves) and self.root == self.tree.root.hex()


@dataclass(frozen=True)
class PrintedSeal:
    """What somebody reads off the letter and trusts: the root, perhaps the size and the body.

    `root` is whole, in hex, or its check code as `read_root` gives it.
    """

    root: str
    size: int | None = None
    body: str | None = None

    @property
    def is_short(self) -> bool:
        """Whether only the check code is known: the first 95 bits."""
        return len(self.root) != DIGEST

    def matches(self, root: str) -> bool:
        """Whether this is the root (hex), as far as it is known."""
        return self.root == (write_check_code(root) if self.is_short else root)


def seal(body: str, signatures: Sequence[SealedSignature]) -> Seal:
    """Seal the signatures that go with a letter of this body, in this order.

    Raises SealFault for one of another body, one that stands twice, and too many.
    """
    check_digest(body, "body")
    if len(signatures) > MOST_SIGNATURES:
        raise SealFault("", message("一封信最多{most}条签名", most=MOST_SIGNATURES))
    seen = set()
    for index, one in enumerate(signatures):
        if one.body != body:
            raise SealFault(f"signatures[{index}]", message("签的是另一份正文"))
        if one.id in seen:
            raise SealFault(f"signatures[{index}]", message("同一条签名出现了两次"))
        seen.add(one.id)
    leaves = tuple(one.leaf for one in signatures)
    root = Tree([bytes.fromhex(leaf) for leaf in leaves]).root.hex()
    return Seal(body, root, len(leaves), leaves)


def write_seal(sealed: Seal) -> bytes:
    """The seal as JSON, as it stands in a package: a leaf a line."""
    leaves = ",\n".join(f'"{leaf}"' for leaf in sealed.leaves)
    head = {"format": FORMAT, "root": sealed.root, "size": sealed.size, "body": sealed.body}
    return f'{json.dumps(head)[:-1]}, "leaves": [\n{leaves}\n]}}\n'.encode()


def read_seal(data: bytes) -> Seal:
    """The seal that write_seal wrote; whether it is whole is another question. Raises SealFault."""
    fields = Fields(read_object(data, most_bytes=MOST_BYTES))
    if fields.text("format") != FORMAT:
        raise SealFault("format", message("不认识这个版本，请更新程序"))
    root, body = fields.digest("root"), fields.digest("body")
    size = fields.number("size", most=MOST_SIGNATURES)
    leaves = fields.digests("leaves", most=MOST_SIGNATURES)
    fields.close()
    return Seal(body, root, size, leaves)


def read_printed(typed: str) -> PrintedSeal:
    """What a person typed off the letter: the whole root or its check code. Raises SealFault."""
    return PrintedSeal(read_root(typed))
