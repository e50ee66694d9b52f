"""The Merkle tree cut into tiles of 256 hashes, so that it can be stored and read in few pieces.

Owns the geometry: tile (level, index) holds the hashes of the complete subtrees of 256**level leaves whose
numbers begin at 256 * index, 32 bytes each, left to right. A full tile is followed by its root in the tile
one level up; the rightmost tile of a level may be partial. Where tiles are kept is left to the store.

Source: C2SP tlog-tiles (tile height 8).
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence

from safeconduct.ledger.errors import Tampered
from safeconduct.ledger.merkle import HASH_BYTES, node_hash

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
TILE_BYTES = TILE_WIDTH * HASH_BYTES

# A proof touches at most two tiles a level; 64 tiles hold the upper tree of any real log in about two
# megabytes.
CACHED_TILES_MAX = 64


class TileReader:
    """A `merkle.HashReader` over tiles given by `load(level, index)`.

    It keeps some tiles in memory, so one reader serves one state of the log: make a new one after appending.
    """

    def __init__(self, load: Callable[[int, int], bytes]) -> None:
        self._load = load
        self._cache: OrderedDict[tuple[int, int], list[list[bytes]]] = OrderedDict()

    def read(self, level: int, index: int) -> bytes:
        """Return the hash of the complete subtree; raises Tampered when the tile does not reach that far."""
        tile_level, height = divmod(level, TILE_HEIGHT)
        tile_index, offset = divmod(index << height, TILE_WIDTH)
        row = self._rows(tile_level, tile_index)[height]
        position = offset >> height
        if position >= len(row):
            raise Tampered(f"tile {tile_level}/{tile_index} is too short")
        return row[position]

    def _rows(self, level: int, index: int) -> list[list[bytes]]:
        """Return the tile's hashes and, above them, those of its complete subtrees, row by row."""
        rows = self._cache.get((level, index))
        if rows is None:
            rows = _rows_above(_split(self._load(level, index), level, index))
            if len(self._cache) == CACHED_TILES_MAX:
                self._cache.popitem(last=False)
            self._cache[level, index] = rows
        else:
            self._cache.move_to_end((level, index))
        return rows


def new_tiles(
    size_before: int, tails: Mapping[int, bytes], *, leaves: Sequence[bytes]
) -> dict[tuple[int, int], bytes]:
    """Return every tile to write when `leaves` (leaf hashes in order) follow on `size_before` leaves.

    `tails` has the partial rightmost tile of each level, or nothing for a level whose last tile is full.
    Tiles that were partial come back longer under the same (level, index).

    Raises Tampered when a tail has not the length that `size_before` demands.
    """
    tiles: dict[tuple[int, int], bytes] = {}
    level, incoming = 0, list(leaves)
    while incoming:
        index, filled = divmod(size_before >> (TILE_HEIGHT * level), TILE_WIDTH)
        tail = tails.get(level, b"")
        if len(tail) != filled * HASH_BYTES:
            raise Tampered(f"last tile of level {level}")
        row = tail + b"".join(incoming)
        chunks = [row[start : start + TILE_BYTES] for start in range(0, len(row), TILE_BYTES)]
        tiles.update({(level, index + number): chunk for number, chunk in enumerate(chunks)})
        incoming = [_tile_root(chunk) for chunk in chunks if len(chunk) == TILE_BYTES]
        level += 1
    return tiles


def _tile_root(tile: bytes) -> bytes:
    row = [tile[start : start + HASH_BYTES] for start in range(0, TILE_BYTES, HASH_BYTES)]
    while len(row) > 1:
        row = _pairs(row)
    return row[0]


def _split(tile: bytes, level: int, index: int) -> list[bytes]:
    if len(tile) % HASH_BYTES or len(tile) > TILE_BYTES:
        raise Tampered(f"length of tile {level}/{index}")
    return [tile[start : start + HASH_BYTES] for start in range(0, len(tile), HASH_BYTES)]


def _rows_above(row: list[bytes]) -> list[list[bytes]]:
    rows = [row]
    while len(rows) < TILE_HEIGHT:
        rows.append(_pairs(rows[-1]))
    return rows


def _pairs(row: list[bytes]) -> list[bytes]:
    return [node_hash(left, right) for left, right in zip(row[::2], row[1::2], strict=False)]
