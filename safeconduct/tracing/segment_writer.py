"""Writes a segment of a search index: shelves of cards by year, sorted lists of the cards of each token.

Owns the work files of a build, which keep memory flat whatever the number of cards. What the finished files hold is
told in `segment`.
"""

import shutil
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt as aead_seal,
)
from numpy.typing import NDArray

from safeconduct.tracing.segment import (
    BLOCK_CARDS,
    CARDS_MAX,
    FORMAT,
    META,
    NO_YEAR,
    OPEN,
    PARTS,
    Meta,
    Secrets,
    Years,
    check_of,
    masked,
    nonce_of,
    sealed_shelves,
)

# Postings are sorted in buckets by the first bits of their token, so that a bucket fits into memory.
_BUCKET_BITS = 6
_HELD_MAX = 2_000_000
_HELD_BYTES = 262_144
_POSTING = np.dtype([("token", "<u8"), ("card", "<u4")])
_ENTRY = np.dtype([("id", "<u4"), ("arrival", "<u4"), ("bytes", "<u4"), ("first", "<i2"), ("last", "<i2")])


class Filed(NamedTuple):
    """A card made ready: `row` is what `Segment.row` gives back, `hashes` those of its tokens, none twice."""

    row: bytes
    id_hash: int
    hashes: Sequence[int]
    years: Years | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Cards made ready to be written, in the order of their shelves.

    `shelves` holds (year, number of cards); all other arrays follow the order of the cards: `bytes_` the size of
    each row in `rows`, `counts` how many of `hashes` are its.
    """

    shelves: tuple[tuple[int, int], ...]
    rows: bytes
    bytes_: NDArray[np.uint32]
    ids: NDArray[np.uint32]
    years: NDArray[np.int16]
    counts: NDArray[np.uint32]
    hashes: NDArray[np.uint64]

    @classmethod
    def of(cls, cards: Iterable[Filed]) -> Self:
        """The batch of some cards."""
        placed = sorted(((_shelf_of(card.years), card) for card in cards), key=_by_shelf)
        counted: dict[int, int] = {}
        for year, _ in placed:
            counted[year] = counted.get(year, 0) + 1
        ordered = [card for _, card in placed]
        hashes = array("Q")
        for card in ordered:
            hashes.extend(card.hashes)
        years = [
            (card.years.first, card.years.last) if card.years else (NO_YEAR, NO_YEAR) for card in ordered
        ]
        return cls(
            tuple(counted.items()),
            b"".join([card.row for card in ordered]),
            np.array([len(card.row) for card in ordered], np.uint32),
            np.array([card.id_hash for card in ordered], np.uint32),
            np.array(years, np.int16).reshape(-1, 2),
            np.array([len(card.hashes) for card in ordered], np.uint32),
            np.frombuffer(hashes, np.uint64) if hashes else np.empty(0, np.uint64),
        )

    def __len__(self) -> int:
        return len(self.ids)


def _by_shelf(placed: tuple[int, Filed]) -> int:
    return placed[0]


def _shelf_of(years: Years | None) -> int:
    return years.first if years and years.first == years.last else OPEN


class _Shelf:
    """The cards of one year while they come: their rows and entries, held and then appended to files."""

    def __init__(self, folder: Path, year: int) -> None:
        self.year, self.count = year, 0
        self.rows_file, self.entries_file = folder / f"rows-{year}", folder / f"entries-{year}"
        self._rows, self._entries = bytearray(), bytearray()

    def add(self, rows: bytes, entries: NDArray[np.void]) -> None:
        self._rows += rows
        self._entries += entries.tobytes()
        self.count += len(entries)
        if len(self._rows) > _HELD_BYTES:
            self.flush()

    def flush(self) -> None:
        for path, held in ((self.rows_file, self._rows), (self.entries_file, self._entries)):
            with path.open("ab") as file:
                file.write(held)
            held.clear()


class Writer:
    """Writes a new segment into a folder; use as a context, which removes the folder if it was not finished."""

    def __init__(self, folder: Path, *, salt: bytes, key: bytes = b"") -> None:
        self._folder, self._salt = folder, salt
        self._secrets = Secrets.of(key, salt)
        self._count = self._held = 0
        self._shelves: dict[int, _Shelf] = {}
        self._postings: list[NDArray[np.void]] = []
        self._is_finished = False
        folder.mkdir(parents=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._is_finished:
            shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, batch: Batch) -> None:
        """Append cards. Raises ValueError beyond `CARDS_MAX`."""
        if self._count + len(batch) > CARDS_MAX:
            raise ValueError("a segment holds no more cards")
        arrivals = np.arange(self._count, self._count + len(batch), dtype=np.uint32)
        entries = np.empty(len(batch), _ENTRY)
        entries["id"], entries["arrival"] = batch.ids, arrivals
        entries["first"], entries["last"] = batch.years.T
        at = at_byte = 0
        for year, count in batch.shelves:
            shelf = self._shelves.get(year)
            if shelf is None:
                shelf = self._shelves[year] = _Shelf(self._folder, year)
            sizes = batch.bytes_[at : at + count]
            end = at_byte + int(sizes.sum())
            rows = batch.rows[at_byte:end]
            if self._secrets.rows:
                rows, sizes = self._sealed(rows, sizes, shelf)
            entries["bytes"][at : at + count] = sizes
            shelf.add(rows, entries[at : at + count])
            at, at_byte = at + count, end
        self._count += len(batch)
        postings = np.empty(len(batch.hashes), _POSTING)
        postings["token"], postings["card"] = batch.hashes, np.repeat(arrivals, batch.counts)
        self._postings.append(postings)
        self._held += len(postings)
        if self._held >= _HELD_MAX:
            self._spill()

    def finish(self) -> None:
        """Sort what was added and write the rest; the segment is whole afterwards."""
        self._spill()
        numbers = self._write_cards()
        self._write_postings(numbers)
        meta = Meta(
            format=FORMAT,
            salt=self._salt.hex(),
            cards=self._count,
            is_sealed=bool(self._secrets.rows),
            files={part: check_of(self._folder / part) for part in PARTS},
        )
        (self._folder / META).write_text(meta.model_dump_json(indent=1), encoding="utf-8")
        self._is_finished = True

    def _sealed(
        self, rows: bytes, sizes: NDArray[np.uint32], shelf: _Shelf
    ) -> tuple[bytes, NDArray[np.uint32]]:
        """Rows that come to a shelf, each sealed by its place there."""
        found, start = [], 0
        for place, size in enumerate(sizes.tolist(), shelf.count):
            nonce = nonce_of(shelf.year, place)
            found.append(aead_seal(rows[start : start + size], b"", nonce, self._secrets.rows))
            start += size
        return b"".join(found), np.array([len(row) for row in found], np.uint32)

    def _spill(self) -> None:
        """Hand the postings held in memory to the files of their buckets."""
        if not self._postings:
            return
        postings = np.concatenate(self._postings)
        buckets = (postings["token"] >> np.uint64(64 - _BUCKET_BITS)).astype(np.uint8)
        postings = postings[np.argsort(buckets, kind="stable")]
        bounds = np.concatenate(([0], np.cumsum(np.bincount(buckets, minlength=1 << _BUCKET_BITS))))
        for bucket in range(1 << _BUCKET_BITS):
            part = postings[bounds[bucket] : bounds[bucket + 1]]
            if len(part):
                with self._bucket(bucket).open("ab") as file:
                    part.tofile(file)
        self._postings, self._held = [], 0

    def _write_cards(self) -> NDArray[np.uint32]:
        """Write all that is told of cards, shelf by shelf; returns the number of each card by its arrival."""
        self._shelves.setdefault(OPEN, _Shelf(self._folder, OPEN))
        shelves = sorted(self._shelves.values(), key=attrgetter("year"))
        numbers = np.empty(self._count, np.uint32)
        sizes, ids = np.empty(self._count, np.uint32), np.empty(self._count, np.uint64)
        at = 0
        with (self._folder / "rows").open("wb") as rows:
            for shelf in shelves:
                shelf.flush()
                entries = np.fromfile(shelf.entries_file, _ENTRY)
                there = np.arange(at, at + shelf.count, dtype=np.uint32)
                numbers[entries["arrival"]] = there
                sizes[at : at + shelf.count] = entries["bytes"]
                ids[at : at + shelf.count] = entries["id"].astype(np.uint64) << np.uint64(32) | there
                if shelf.year == OPEN:
                    years = np.stack([entries["first"], entries["last"]], axis=1).reshape(-1)
                    _write(self._folder / "years", masked(years.astype("<i2"), self._secrets.rows))
                with shelf.rows_file.open("rb") as file:
                    shutil.copyfileobj(file, rows, _HELD_BYTES)
                shelf.rows_file.unlink()
                shelf.entries_file.unlink()
                at += shelf.count
        counted = [(shelf.year, shelf.count) for shelf in shelves]
        (self._folder / "shelves").write_bytes(sealed_shelves(counted, self._secrets.rows))
        ids.sort()
        _write(self._folder / "ids", ids.astype("<u8", copy=False))
        self._write_ends(sizes)
        return numbers

    def _write_ends(self, sizes: NDArray[np.uint32]) -> None:
        """Where rows end. Raises ValueError where the rows of a block are too long together."""
        padded = np.zeros(-(-len(sizes) // BLOCK_CARDS) * BLOCK_CARDS, np.uint64)
        padded[: len(sizes)] = sizes
        ends = np.cumsum(padded.reshape(-1, BLOCK_CARDS), axis=1)
        wholes = ends[:, -1]
        if len(wholes) and int(wholes.max()) > CARDS_MAX:
            raise ValueError("the names of some cards are too long for an index")
        _write(self._folder / "blocks", (np.cumsum(wholes) - wholes).astype("<u8"))
        _write(self._folder / "ends", ends.reshape(-1)[: len(sizes)].astype("<u4"))

    def _write_postings(self, numbers: NDArray[np.uint32]) -> None:
        folder, written = self._folder, 0
        with (
            (folder / "tokens").open("wb") as tokens,
            (folder / "starts").open("wb") as starts,
            (folder / "cards").open("wb") as cards,
        ):
            for bucket in range(1 << _BUCKET_BITS):
                path = self._bucket(bucket)
                if not path.exists():
                    continue
                found, first, holders = _sorted(np.fromfile(path, _POSTING), numbers)
                path.unlink()
                found.tofile(tokens)
                (first + written).astype("<u8").tofile(starts)
                holders.tofile(cards)
                written += len(holders)
            np.array([written], "<u8").tofile(starts)

    def _bucket(self, bucket: int) -> Path:
        return self._folder / f"bucket-{bucket}"


def _sorted(
    postings: NDArray[np.void], numbers: NDArray[np.uint32]
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.uint32]]:
    """(tokens, rising; where the cards of each begin; the numbers of the cards, rising within a token).

    Token and card together do not fit 64 bits, which sort fastest; the place of a token among all and a card do.
    """
    tokens = np.ascontiguousarray(postings["token"])
    order = np.argsort(tokens)
    tokens, cards = tokens[order], numbers[postings["card"][order]]
    is_first = np.concatenate(([True], tokens[1:] != tokens[:-1]))
    first = np.flatnonzero(is_first)
    both = (np.cumsum(is_first, dtype=np.uint64) - np.uint64(1)) << np.uint64(32) | cards
    both.sort()
    return tokens[first], first, (both & np.uint64(CARDS_MAX)).astype("<u4")


def _write(path: Path, values: NDArray[np.generic]) -> None:
    with path.open("wb") as file:
        values.tofile(file)
