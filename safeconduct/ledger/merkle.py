"""The Merkle tree of RFC 9162: hashes, roots and proofs, each proof with its maker and its checker.

Owns the arithmetic. Where hashes are stored is left to whoever implements `HashReader`; `tiles.py` has one.

A makers' error is a ValueError (a bug of the caller); a checkers' refusal is `Tampered`, since what they
check comes from outside. Tree sizes go up to 2**64 - 1. A proof has at most 64 hashes for inclusion and 65
for consistency.

Source: RFC 9162 section 2.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from safeconduct.ledger.errors import Tampered

HASH_BYTES = 32
SIZE_MAX = 2**64 - 1
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf holding `data`. Source: RFC 9162 section 2.1.1."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node over two subtrees. Source: RFC 9162 section 2.1.1."""
    return sha256(b"\x01" + left + right).digest()


class HashReader(Protocol):
    """Where the hashes of complete subtrees are read from."""

    def read(self, level: int, index: int) -> bytes:
        """Return the hash of the `index`th complete subtree of 2**level leaves, counted from the left."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """The complete subtrees that make up a tree, largest and leftmost first: all that appending needs."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= SIZE_MAX:
            raise ValueError("a tree has at most 2**64 - 1 leaves")
        if len(self.hashes) != self.size.bit_count():
            raise ValueError("a frontier has one hash for each bit set in its size")

    def append(self, leaf: bytes) -> "Frontier":
        """Return the frontier after one more leaf, given its leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """Return the frontier after more leaves, given their leaf hashes in order."""
        size, hashes = self.size, list(self.hashes)
        for leaf in leaves:
            merged, carry = leaf, size
            while carry & 1:
                merged = node_hash(hashes.pop(), merged)
                carry >>= 1
            hashes.append(merged)
            size += 1
        return Frontier(size, tuple(hashes))

    def root(self) -> bytes:
        """Return the root hash of the tree."""
        return _fold(self.hashes)

    def to_bytes(self) -> bytes:
        """Return the size as eight big-endian bytes and the hashes after it."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frontier":
        """Read back what `to_bytes` wrote; raises Tampered when the length does not fit the size."""
        size = int.from_bytes(data[:8], "big")
        if len(data) != 8 + HASH_BYTES * size.bit_count():
            raise Tampered("frontier")
        starts = range(8, len(data), HASH_BYTES)
        return cls(size, tuple(data[start : start + HASH_BYTES] for start in starts))


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root of the tree over these leaf hashes."""
    return Frontier().extend(leaves).root()


def root_at(reader: HashReader, size: int) -> bytes:
    """Return the root that the tree had when it had `size` leaves."""
    if not 0 <= size <= SIZE_MAX:
        raise ValueError("tree size out of range")
    return _range_hash(reader, 0, size)


def prove_inclusion(reader: HashReader, index: int, *, size: int) -> list[bytes]:
    """Return the path that ties leaf `index` to the root at `size`. Source: RFC 9162 section 2.1.3.1."""
    if not 0 <= index < size <= SIZE_MAX:
        raise ValueError("no such leaf in a tree of this size")
    begin, end = 0, size
    path: list[bytes] = []
    while end - begin > 1:
        split = begin + _largest_power_below(end - begin)
        if index < split:
            path.append(_range_hash(reader, split, end))
            end = split
        else:
            path.append(_range_hash(reader, begin, split))
            begin = split
    path.reverse()
    return path


def check_inclusion(leaf: bytes, index: int, *, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise Tampered unless `proof` shows `leaf` (a leaf hash) at `index` under `root`.

    Source: RFC 9162 section 2.1.3.2, whose letters are kept: fn, sn and r.
    """
    if not 0 <= index < size <= SIZE_MAX:
        raise Tampered("index of an inclusion proof")
    _check_hashes((leaf, root, *proof))
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            raise Tampered("length of an inclusion proof")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            r = node_hash(r, p)
        fn >>= 1
        sn >>= 1
    if sn != 0 or r != root:
        raise Tampered("inclusion proof")


def prove_consistency(reader: HashReader, old: int, *, new: int) -> list[bytes]:
    """Return the proof that the tree of `old` leaves is a prefix of the tree of `new`.

    An empty old tree is a prefix of everything and proves nothing, so it is an error.

    Source: RFC 9162 section 2.1.4.1.
    """
    if not 0 < old <= new <= SIZE_MAX:
        raise ValueError("sizes of a consistency proof out of range")
    begin, end = 0, new
    proof: list[bytes] = []
    while old != end:
        split = begin + _largest_power_below(end - begin)
        if old <= split:
            proof.append(_range_hash(reader, split, end))
            end = split
        else:
            proof.append(_range_hash(reader, begin, split))
            begin = split
    if begin:
        # The old root itself is known to the checker; only another subtree has to be told.
        proof.append(_range_hash(reader, begin, end))
    proof.reverse()
    return proof


def check_consistency(
    old: int, old_root: bytes, *, new: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Raise Tampered unless `proof` shows that the new tree only appended to the old one.

    Source: RFC 9162 section 2.1.4.2, whose letters are kept: fn, sn, fr and sr.
    """
    if not 0 < old <= new <= SIZE_MAX:
        raise Tampered("sizes of a consistency proof")
    _check_hashes((old_root, new_root, *proof))
    if old == new:
        if proof or old_root != new_root:
            raise Tampered("consistency proof")
        return
    path = [old_root, *proof] if old.bit_count() == 1 else list(proof)
    if not proof:
        raise Tampered("length of a consistency proof")
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    fr, sr, sn = _climb(path, fn, sn)
    if fr != old_root or sr != new_root or sn != 0:
        raise Tampered("consistency proof")


def _climb(path: Sequence[bytes], fn: int, sn: int) -> tuple[bytes, bytes, int]:
    """Return the old root, the new root and the steps left. Source: RFC 9162 section 2.1.4.2, steps 5, 6."""
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            raise Tampered("length of a consistency proof")
        if fn & 1 or fn == sn:
            fr = node_hash(c, fr)
            sr = node_hash(c, sr)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            sr = node_hash(sr, c)
        fn >>= 1
        sn >>= 1
    return fr, sr, sn


def _range_hash(reader: HashReader, begin: int, end: int) -> bytes:
    """Return the root over the leaves from `begin` up to, without, `end`.

    `begin` is always a multiple of a power of two not below the length. Such a range falls apart into
    complete subtrees, one for each bit set in its length.
    """
    length, at = end - begin, begin
    parts: list[bytes] = []
    for level in reversed(range(length.bit_length())):
        if length >> level & 1:
            parts.append(reader.read(level, at >> level))
            at += 1 << level
    return _fold(parts)


def _fold(parts: Sequence[bytes]) -> bytes:
    if not parts:
        return EMPTY_ROOT
    root = parts[-1]
    for part in reversed(parts[:-1]):
        root = node_hash(part, root)
    return root


def _largest_power_below(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1


def _check_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(value) != HASH_BYTES for value in hashes):
        raise Tampered("length of a hash")
