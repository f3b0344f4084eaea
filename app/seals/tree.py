"""The Merkle tree of RFC 9162 section 2.1, with SHA-256, and its proofs.

https://www.rfc-editor.org/rfc/rfc9162#section-2.1. A leaf is hashed after 0x00, a node after 0x01.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class NoLeaf(Exception):
    """The tree has no leaf of this index, or never had this size."""


def hash_leaf(data: bytes) -> bytes:
    """The hash of a leaf that holds `data`."""
    return sha256(b"\x00" + data).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """The hash of what stands above two nodes."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """All nodes over leaf hashes: n - 1 hashes are computed once, each proof only looks them up.

    On every level nodes are joined in pairs; one left over goes up as it is. That is the tree of
    RFC 9162, which splits at the largest power of two smaller than the number of leaves.
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        level = list(leaves)
        self._levels = [level]
        while len(level) > 1:
            above = [hash_node(*pair) for pair in zip(level[::2], level[1::2], strict=False)]
            if len(level) % 2:
                above.append(level[-1])
            self._levels.append(above)
            level = above

    @property
    def size(self) -> int:
        return len(self._levels[0])

    @property
    def root(self) -> bytes:
        return self._levels[-1][0] if self.size else EMPTY_ROOT

    def prove(self, index: int) -> tuple[bytes, ...]:
        """The inclusion proof of a leaf, from the leaf up (2.1.3.1). Raises NoLeaf."""
        if not 0 <= index < self.size:
            raise NoLeaf(index)
        path = []
        for level in self._levels[:-1]:
            if (beside := index ^ 1) < len(level):
                path.append(level[beside])
            index >>= 1
        return tuple(path)

    def prove_growth(self, size: int) -> tuple[bytes, ...]:
        """The consistency proof: the first `size` leaves are what they were (2.1.4.1).

        Raises NoLeaf unless the tree has as many.
        """
        if not 0 < size <= self.size:
            raise NoLeaf(size)
        start, end, whole = 0, self.size, True
        path: list[bytes] = []
        while size < end:
            middle = start + (1 << (end - start - 1).bit_length() - 1)
            if size <= middle:
                path.append(self._find(middle, end))
                end = middle
            else:
                path.append(self._find(start, middle))
                start, whole = middle, False
        if not whole:
            path.append(self._find(start, end))
        return tuple(reversed(path))

    def _find(self, start: int, end: int) -> bytes:
        """The node over leaves `start` to `end`: a full subtree, or one at the right edge."""
        height = (end - start - 1).bit_length()
        return self._levels[height][start >> height]


def compute_root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    return Tree(leaves).root


def follow_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that an inclusion proof leads to (2.1.3.2); None where it cannot be one.

    A path alone does not fix index and size: some pairs of them ask for the same steps. With the
    right size it fixes the index.
    """
    if not 0 <= index < size or any(len(one) != HASH_BYTES for one in (leaf, *path)):
        return None
    place, last, found = index, size - 1, leaf
    for one in path:
        if not last:
            return None
        if place & 1 or place == last:
            found = hash_node(one, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = hash_node(found, one)
        place, last = place >> 1, last >> 1
    return None if last else found


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether the proof leads from the leaf hash to `root`."""
    return follow_path(leaf, index, size, path) == root


def verify_growth(
    first_size: int, first_root: bytes, size: int, root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the tree of `size` leaves begins with the whole tree of `first_size` (2.1.4.2)."""
    if not 0 < first_size <= size or any(len(one) != HASH_BYTES for one in path):
        return False
    if first_size == size:
        return not path and first_root == root
    steps = list(path)
    if first_size & (first_size - 1) == 0:
        steps.insert(0, first_root)
    place, last = first_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    if not steps:
        return False
    before = after = steps[0]
    for one in steps[1:]:
        if not last:
            return False
        if place & 1 or place == last:
            before, after = hash_node(one, before), hash_node(one, after)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            after = hash_node(after, one)
        place, last = place >> 1, last >> 1
    return not last and before == first_root and after == root
