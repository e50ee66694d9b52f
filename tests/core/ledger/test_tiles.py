"""Tiles: whatever the steps in which a log grew, its tiles give the roots and proofs of the tree."""

import random
from collections.abc import Sequence

import pytest

from safeconduct.ledger import merkle
from safeconduct.ledger.errors import Tampered
from safeconduct.ledger.merkle import Frontier
from safeconduct.ledger.tiles import CACHED_TILES_MAX, TILE_WIDTH, TileReader, new_tiles

Tiles = dict[tuple[int, int], bytes]

# Any 32 bytes are a leaf hash; these cost nothing to make.
LEAVES = [number.to_bytes(32, "big") for number in range(65536 + 600)]
EDGES = [0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 1000, 4096, 65535, 65536, 65537, 65792, 65536 + 599]


def tails_of(tiles: Tiles, size: int) -> dict[int, bytes]:
    tails, level = {}, 0
    while size:
        if size % TILE_WIDTH:
            tails[level] = tiles[level, size // TILE_WIDTH]
        size //= TILE_WIDTH
        level += 1
    return tails


def grown(sizes: Sequence[int]) -> Tiles:
    """Return the tiles of a log that grew to each of `sizes` in turn."""
    tiles: Tiles = {}
    before = 0
    for size in sizes:
        tiles.update(new_tiles(before, tails_of(tiles, before), leaves=LEAVES[before:size]))
        before = size
    return tiles


def reader_of(tiles: Tiles) -> TileReader:
    return TileReader(lambda level, index: tiles[level, index])


def test_frontier_list_and_tiles_agree_on_every_root() -> None:
    reader = reader_of(grown(EDGES))
    frontier = Frontier()
    for before, size in zip([0, *EDGES], EDGES, strict=False):
        frontier = frontier.extend(LEAVES[before:size])
        assert merkle.root_at(reader, size) == frontier.root()
    for size in range(600):
        assert merkle.root_at(reader, size) == merkle.root_of(LEAVES[:size])


def test_the_steps_of_growing_leave_no_trace() -> None:
    random_steps = sorted(random.Random(7).sample(range(1, 66000), 40))  # noqa: S311 not for secrecy
    at_once = grown([66000])
    assert grown([*random_steps, 66000]) == at_once
    assert grown([256, 512, 65536, 66000]) == at_once
    assert grown([*range(1, 600)]) == grown([599])


def test_the_geometry_is_that_of_tlog_tiles() -> None:
    tiles = grown([65536 + 300])
    sizes = {key: len(data) // 32 for key, data in tiles.items()}
    assert sizes.pop((2, 0)) == 1
    assert sizes.pop((1, 1)) == 1
    assert sizes.pop((1, 0)) == 256
    assert sizes.pop((0, 257)) == 44
    assert sizes == {(0, index): 256 for index in range(257)}
    assert tiles[1, 0][:32] == merkle.root_of(LEAVES[:256])
    assert tiles[2, 0] == merkle.root_of(LEAVES[:65536])


def test_nothing_appended_writes_nothing() -> None:
    assert new_tiles(300, {}, leaves=[]) == {}


@pytest.mark.parametrize("size", [1, 255, 256, 257, 700, 65536, 65537, 66000])
def test_proofs_out_of_tiles_are_accepted(size: int) -> None:
    reader = reader_of(grown([66000]))
    root = merkle.root_at(reader, size)
    for index in {0, size // 3, size // 2, size - 1, min(255, size - 1), min(256, size - 1)}:
        proof = merkle.prove_inclusion(reader, index, size=size)
        merkle.check_inclusion(LEAVES[index], index, size=size, proof=proof, root=root)
    for old in {1, (size + 1) // 2, size}:
        proof = merkle.prove_consistency(reader, old, new=size)
        old_root = merkle.root_at(reader, old)
        merkle.check_consistency(old, old_root, new=size, new_root=root, proof=proof)


def test_a_changed_hash_in_any_tile_changes_the_root_or_breaks_a_proof() -> None:
    tiles = grown([700])
    root = merkle.root_of(LEAVES[:700])
    upper = bytearray(tiles[1, 0])
    upper[33] ^= 4
    assert merkle.root_at(reader_of({**tiles, (1, 0): bytes(upper)}), 700) != root
    for index in range(3):
        changed = bytearray(tiles[0, index])
        changed[33] ^= 4
        reader = reader_of({**tiles, (0, index): bytes(changed)})
        leaf = 256 * index
        proof = merkle.prove_inclusion(reader, leaf, size=700)
        with pytest.raises(Tampered):
            merkle.check_inclusion(LEAVES[leaf], leaf, size=700, proof=proof, root=root)


def test_tiles_that_are_too_short_or_misshapen_are_refused() -> None:
    tiles = grown([300])
    for wrong in (tiles[0, 1][:-32], tiles[0, 1][:-1], b"", tiles[0, 0] + bytes(32)):
        reader = reader_of({**tiles, (0, 1): wrong})
        with pytest.raises(Tampered):
            merkle.root_at(reader, 300)


@pytest.mark.parametrize(
    "tails", [{}, {0: b""}, {0: bytes(32 * 43)}, {0: bytes(32 * 44 - 1)}, {1: bytes(32)}]
)
def test_a_tail_of_another_length_is_refused(tails: dict[int, bytes]) -> None:
    with pytest.raises(Tampered):
        new_tiles(300, tails, leaves=LEAVES[:1])


def test_a_missing_tail_is_refused_at_every_level() -> None:
    tails = tails_of(grown([511]), 511)
    with pytest.raises(Tampered, match="level 1"):
        new_tiles(511, {0: tails[0]}, leaves=LEAVES[511:512])


def test_tiles_are_kept_and_the_oldest_is_let_go() -> None:
    tiles = grown([66000])
    loads: list[tuple[int, int]] = []

    def load(level: int, index: int) -> bytes:
        loads.append((level, index))
        return tiles[level, index]

    reader = TileReader(load)
    for leaf in (0, 1, 255, 0):
        reader.read(0, leaf)
    assert loads == [(0, 0)]
    for tile in range(1, CACHED_TILES_MAX):
        reader.read(0, 256 * tile)
    reader.read(0, 0)
    reader.read(0, 256 * CACHED_TILES_MAX)
    reader.read(0, 0)
    assert loads.count((0, 0)) == 1
    reader.read(0, 256)
    assert loads.count((0, 1)) == 2
