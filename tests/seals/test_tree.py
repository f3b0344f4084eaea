"""The tree of RFC 9162 against published vectors and against the words of the RFC."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.seals.tree import (
    EMPTY_ROOT,
    NoLeaf,
    Tree,
    compute_root,
    hash_leaf,
    hash_node,
    verify_growth,
    verify_inclusion,
)

# The vectors of Certificate Transparency's implementations, as in transparency-dev/merkle
# (testonly/constants.go and proof/verify_test.go, which counts leaves from 1).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
NODE = {
    "0": "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "1": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "4": "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "6": "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
    "01": "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "23": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "45": "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "67": "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "0123": "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4567": "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
}
INCLUSIONS = [
    (0, 1, []), (0, 8, ["1", "23", "4567"]), (5, 8, ["4", "67", "0123"]), (2, 3, ["01"]),
    (1, 5, ["0", "23", "4"]),
]  # fmt: skip
GROWTHS = [
    (1, 1, []), (1, 8, ["1", "23", "4567"]), (6, 8, ["45", "67", "0123"]), (2, 5, ["23", "4"]),
    (6, 7, ["45", "6", "0123"]),
]  # fmt: skip
OTHER = sha256(b"other").digest()

leaf_lists = st.lists(st.binary(max_size=4), min_size=1, max_size=40)


def make_tree(size: int) -> Tree:
    return Tree([hash_leaf(leaf) for leaf in LEAVES[:size]])


def look_up(names: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(NODE[name]) for name in names)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert make_tree(size).root.hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "names"), INCLUSIONS)
def test_inclusion_proofs_are_the_published_ones(index: int, size: int, names: list[str]) -> None:
    path = make_tree(size).prove(index)
    assert path == look_up(names)
    assert verify_inclusion(hash_leaf(LEAVES[index]), index, size, path, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("first", "size", "names"), GROWTHS)
def test_consistency_proofs_are_the_published_ones(first: int, size: int, names: list[str]) -> None:
    path = make_tree(size).prove_growth(first)
    assert path == look_up(names)
    before, after = (bytes.fromhex(ROOTS[one]) for one in (first, size))
    assert verify_growth(first, before, size, after, path)


def reckon_root(leaves: Sequence[bytes]) -> bytes:
    """MTH as RFC 9162 2.1.1 writes it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + reckon_root(leaves[:split]) + reckon_root(leaves[split:])).digest()


def reckon_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH as RFC 9162 2.1.3.1 writes it."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if index < split:
        return [*reckon_path(index, leaves[:split]), reckon_root(leaves[split:])]
    return [*reckon_path(index - split, leaves[split:]), reckon_root(leaves[:split])]


@pytest.mark.parametrize("size", [*range(1, 36), 63, 64, 65, 100])
def test_the_tree_is_the_one_of_the_rfc(size: int) -> None:
    leaves = [f"{number}".encode() for number in range(size)]
    hashes = [hash_leaf(leaf) for leaf in leaves]
    tree = Tree(hashes)
    assert tree.root == compute_root(hashes) == reckon_root(leaves)
    for index, leaf in enumerate(hashes):
        path = tree.prove(index)
        assert list(path) == reckon_path(index, leaves)
        assert verify_inclusion(leaf, index, size, path, tree.root)
    for first in range(1, size + 1):
        before = reckon_root(leaves[:first])
        path = tree.prove_growth(first)
        assert verify_growth(first, before, size, tree.root, path)
        assert not verify_growth(first, OTHER, size, tree.root, path)
        assert not verify_growth(first, before, size, OTHER, path)


@given(leaf_lists, st.data())
def test_whatever_changes_in_a_list_changes_the_root(
    leaves: list[bytes], data: st.DataObject
) -> None:
    root = compute_root([hash_leaf(leaf) for leaf in leaves])
    place = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.integers(0, len(leaves) - 1))
    swapped = list(leaves)
    swapped[place], swapped[other] = swapped[other], swapped[place]
    for changed in (
        [*leaves[:place], leaves[place] + b"x", *leaves[place + 1 :]],
        [*leaves[:place], *leaves[place + 1 :]],
        [*leaves[:place], b"x", *leaves[place:]],
        [*leaves, leaves[-1]],
        swapped,
    ):
        if changed != leaves:
            assert compute_root([hash_leaf(leaf) for leaf in changed]) != root


@given(leaf_lists, st.data())
def test_a_proof_proves_one_leaf_at_one_index(leaves: list[bytes], data: st.DataObject) -> None:
    hashes = [hash_leaf(leaf + bytes([number])) for number, leaf in enumerate(leaves)]
    tree, size = Tree(hashes), len(leaves)
    index = data.draw(st.integers(0, size - 1))
    path, leaf = list(tree.prove(index)), hashes[index]
    for wrong in set(range(-1, size + 2)) - {index}:
        assert not verify_inclusion(leaf, wrong, size, path, tree.root)
    assert not verify_inclusion(OTHER, index, size, path, tree.root)
    assert not verify_inclusion(leaf, index, size, path, OTHER)
    assert not verify_inclusion(leaf, index, size, [*path, OTHER], tree.root)
    assert not verify_inclusion(leaf, index, size, [OTHER, *path], tree.root)
    for place in range(len(path)):
        assert not verify_inclusion(leaf, index, size, path[:place], tree.root)
        changed = [*path[:place], OTHER, *path[place + 1 :]]
        assert not verify_inclusion(leaf, index, size, changed, tree.root)


@given(
    st.binary(max_size=40), st.integers(-5, 2**70), st.integers(-5, 2**70),
    st.lists(st.binary(max_size=40), max_size=80), st.binary(max_size=40),
)  # fmt: skip
def test_nonsense_proves_nothing_and_breaks_nothing(
    leaf: bytes, index: int, size: int, path: list[bytes], root: bytes
) -> None:
    verify_growth(index, leaf, size, root, path)
    if verify_inclusion(leaf, index, size, path, root):
        assert (index, size, path, leaf) == (0, 1, [], root)


def test_what_a_tree_does_not_hold_is_not_proved() -> None:
    tree = make_tree(3)
    for index in (-1, 3):
        with pytest.raises(NoLeaf):
            tree.prove(index)
    for size in (0, 4):
        with pytest.raises(NoLeaf):
            tree.prove_growth(size)
    assert Tree([]).root == EMPTY_ROOT
    assert not verify_growth(0, EMPTY_ROOT, 3, tree.root, [])
    assert not verify_growth(4, tree.root, 3, tree.root, [])


def test_a_leaf_is_never_taken_for_a_node() -> None:
    left, right = hash_leaf(b"a"), hash_leaf(b"b")
    assert hash_leaf(left + right) != hash_node(left, right)
