"""The Merkle tree: known roots, and proofs that stand and fall with every bit."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.ledger import merkle
from safeconduct.ledger.errors import Tampered
from safeconduct.ledger.merkle import Frontier, leaf_hash, node_hash

SIZE_MAX = 70
LEAVES = [leaf_hash(number.to_bytes(2, "big")) for number in range(SIZE_MAX)]

# Source: the reference tree of Certificate Transparency (RFC 6962), as in its implementations' test data.
REFERENCE_LEAVES = [
    bytes.fromhex(data)
    for data in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
REFERENCE_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
REFERENCE_PATH_OF_LEAF_0 = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
REFERENCE_PROOF_FROM_6_TO_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]


class ListReader:
    """Reads complete subtrees out of a list of leaf hashes, by the definition alone."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.leaves = leaves

    def read(self, level: int, index: int) -> bytes:
        if level == 0:
            return self.leaves[index]
        return node_hash(self.read(level - 1, 2 * index), self.read(level - 1, 2 * index + 1))


def defined_root(leaves: Sequence[bytes]) -> bytes:
    """The recursive definition. Source: RFC 9162 section 2.1.1."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(defined_root(leaves[:split]), defined_root(leaves[split:]))


READER = ListReader(LEAVES)
ROOTS = [defined_root(LEAVES[:size]) for size in range(SIZE_MAX + 1)]


def with_flips(proof: list[bytes]) -> list[list[bytes]]:
    """Return the proof with one bit changed, once in each of its hashes, at a different place each time."""
    flipped = []
    for number, value in enumerate(proof):
        changed = bytearray(value)
        changed[(7 * number + len(proof)) % 32] ^= 1 << number % 8
        flipped.append([*proof[:number], bytes(changed), *proof[number + 1 :]])
    return flipped


def with_wrong_shapes(proof: list[bytes]) -> list[list[bytes]]:
    shapes = [[*proof, bytes(32)], [bytes(32), *proof], [*proof, proof[-1]] if proof else [b""]]
    if proof:
        shapes += [proof[:-1], proof[1:], [*proof[:-1], proof[-1][:31]], [*proof[:-1], proof[-1] + b"\x00"]]
    return shapes


def test_roots_and_proofs_of_the_reference_tree() -> None:
    leaves = [leaf_hash(data) for data in REFERENCE_LEAVES]
    reader = ListReader(leaves)
    assert merkle.root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert [merkle.root_of(leaves[: size + 1]).hex() for size in range(8)] == REFERENCE_ROOTS
    assert [value.hex() for value in merkle.prove_inclusion(reader, 0, size=8)] == REFERENCE_PATH_OF_LEAF_0
    proof = merkle.prove_consistency(reader, 6, new=8)
    assert [value.hex() for value in proof] == REFERENCE_PROOF_FROM_6_TO_8


def test_every_way_to_a_root_gives_the_defined_one() -> None:
    frontier = Frontier()
    for size, root in enumerate(ROOTS):
        assert frontier.root() == root
        assert merkle.root_of(LEAVES[:size]) == root
        assert merkle.root_at(READER, size) == root
        assert Frontier.from_bytes(frontier.to_bytes()) == frontier
        if size < SIZE_MAX:
            frontier = frontier.append(LEAVES[size])


@given(st.lists(st.integers(0, 20), max_size=5))
def test_extending_in_any_steps_ends_at_the_same_frontier(steps: list[int]) -> None:
    frontier, done = Frontier(), 0
    for step in steps:
        frontier = frontier.extend(LEAVES[done % 7 : done % 7 + step])
        done += step
    at_once, done = [], 0
    for step in steps:
        at_once += LEAVES[done % 7 : done % 7 + step]
        done += step
    assert frontier == Frontier().extend(at_once)


@pytest.mark.parametrize("size", range(1, SIZE_MAX + 1))
def test_every_leaf_is_proved_and_every_flip_is_refused(size: int) -> None:
    root = ROOTS[size]
    for index in range(size):
        proof = merkle.prove_inclusion(READER, index, size=size)
        leaf = LEAVES[index]
        merkle.check_inclusion(leaf, index, size=size, proof=proof, root=root)
        for changed in with_flips(proof) + with_wrong_shapes(proof):
            with pytest.raises(Tampered):
                merkle.check_inclusion(leaf, index, size=size, proof=changed, root=root)
        others = [(leaf, (index + 1) % size if size > 1 else 1), (LEAVES[(index + 1) % SIZE_MAX], index)]
        for other, place in others:
            with pytest.raises(Tampered):
                merkle.check_inclusion(other, place, size=size, proof=proof, root=root)


@pytest.mark.parametrize("new", range(1, SIZE_MAX + 1))
def test_every_pair_of_sizes_is_consistent_and_every_flip_is_refused(new: int) -> None:
    for old in range(1, new + 1):
        proof = merkle.prove_consistency(READER, old, new=new)
        merkle.check_consistency(old, ROOTS[old], new=new, new_root=ROOTS[new], proof=proof)
        for changed in with_flips(proof) + with_wrong_shapes(proof):
            with pytest.raises(Tampered):
                merkle.check_consistency(old, ROOTS[old], new=new, new_root=ROOTS[new], proof=changed)
        for old_root, new_root in ((ROOTS[old - 1], ROOTS[new]), (ROOTS[old], ROOTS[new - 1])):
            with pytest.raises(Tampered):
                merkle.check_consistency(old, old_root, new=new, new_root=new_root, proof=proof)


def test_a_rewritten_leaf_cannot_be_proved_consistent() -> None:
    rewritten = [*LEAVES[:3], leaf_hash(b"another wish"), *LEAVES[4:]]
    proof = merkle.prove_consistency(ListReader(rewritten), 20, new=50)
    with pytest.raises(Tampered):
        merkle.check_consistency(20, ROOTS[20], new=50, new_root=defined_root(rewritten[:50]), proof=proof)


def test_a_proof_for_a_smaller_tree_does_not_serve_a_larger_one() -> None:
    path = merkle.prove_inclusion(READER, 0, size=4)
    with pytest.raises(Tampered):
        merkle.check_inclusion(LEAVES[0], 0, size=8, proof=path, root=ROOTS[4])
    proof = merkle.prove_consistency(READER, 2, new=4)
    with pytest.raises(Tampered):
        merkle.check_consistency(2, ROOTS[2], new=8, new_root=ROOTS[4], proof=proof)


def test_a_byte_cannot_move_from_one_hash_to_its_neighbour() -> None:
    leaf, neighbour = LEAVES[0] + LEAVES[1][:1], LEAVES[1][1:]
    assert node_hash(leaf, neighbour) == ROOTS[2]
    with pytest.raises(Tampered):
        merkle.check_inclusion(leaf, 0, size=2, proof=[neighbour], root=ROOTS[2])
    with pytest.raises(Tampered):
        merkle.check_consistency(1, leaf, new=2, new_root=ROOTS[2], proof=[neighbour])


def test_sizes_out_of_range_are_refused_by_maker_and_checker() -> None:
    root = ROOTS[4]
    for old, new in ((0, 4), (5, 4), (-1, 4), (4, 2**64), (0, 0)):
        with pytest.raises(ValueError, match="range"):
            merkle.prove_consistency(READER, old, new=new)
        with pytest.raises(Tampered):
            merkle.check_consistency(old, root, new=new, new_root=root, proof=[])
    for index, size in ((4, 4), (-1, 4), (0, 0), (2**64 - 1, 2**64)):
        with pytest.raises(ValueError, match="leaf"):
            merkle.prove_inclusion(READER, index, size=size)
        with pytest.raises(Tampered):
            merkle.check_inclusion(LEAVES[0], index, size=size, proof=[], root=root)
    for size in (-1, 2**64):
        with pytest.raises(ValueError, match="range"):
            merkle.root_at(READER, size)


class EndlessReader:
    """A log in which every leaf is the same, so that even the largest tree has hashes."""

    def read(self, level: int, index: int) -> bytes:
        value = LEAVES[0]
        for _ in range(level):
            value = node_hash(value, value)
        return value


def test_the_largest_tree_has_proofs() -> None:
    size = 2**64 - 1
    root = merkle.root_at(EndlessReader(), size)
    for index in (0, 2**63, size - 1):
        proof = merkle.prove_inclusion(EndlessReader(), index, size=size)
        assert len(proof) <= 64
        merkle.check_inclusion(LEAVES[0], index, size=size, proof=proof, root=root)
    old = 2**63 + 12345
    proof = merkle.prove_consistency(EndlessReader(), old, new=size)
    old_root = merkle.root_at(EndlessReader(), old)
    merkle.check_consistency(old, old_root, new=size, new_root=root, proof=proof)


def test_a_frontier_keeps_its_shape() -> None:
    full = Frontier(2**64 - 1, tuple(LEAVES[:64]))
    with pytest.raises(ValueError, match="2\\*\\*64"):
        full.append(LEAVES[0])
    with pytest.raises(ValueError, match="bit"):
        Frontier(3, (LEAVES[0],))
    data = Frontier().extend(LEAVES[:5]).to_bytes()
    for wrong in (b"", data[:-1], data + b"\x00", data[:8], b"\x00" * 7 + b"\x07" + data[8:]):
        with pytest.raises(Tampered):
            Frontier.from_bytes(wrong)
