"""One immutable part of a search index: cards, and for each token the cards that have it, in mapped files.

Owns the files of a segment, their sealing and their checks. Knows nothing of names: a token is a text that
somebody chose. Memory stays flat in building, whatever the number of cards; a search touches only the pages
it needs. With a key, no token and no card can be read from a copy of the files.

Files of a segment, all little-endian:

    segment.json  format, salt, number of cards, and for each other file its bytes and CRC-32
    tokens        u64, rising: keyed hashes of the tokens
    starts        u64, one more than tokens: where each token's cards begin in `cards`
    cards         u32: numbers of cards, rising within a token
    years         two i16 a card: first and last year of birth that may be meant, NO_YEAR where unknown
    rows          the cards themselves, one after another
    ends          u64, one a card: where each ends in `rows`
"""

import shutil
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b, shake_256
from pathlib import Path
from types import TracebackType
from typing import Annotated, BinaryIO, Literal, Self, TypeVar

import numpy as np
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt as aead_open,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt as aead_seal,
)
from nacl.exceptions import CryptoError
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

FORMAT: Literal[1] = 1
NO_YEAR = -1
SALT_BYTES = 16
CARDS_MAX = 2**32 - 1
META = "segment.json"

_PARTS = ("tokens", "starts", "cards", "years", "rows", "ends")
# Postings are sorted in buckets by the first bits of their token, so that a bucket fits into memory.
_BUCKET_BITS = 6
_HELD_MAX = 1_000_000
_CRC_CHUNK = 16 * 1024 * 1024
_POSTING = np.dtype([("token", "<u8"), ("card", "<u4")])
_NONCE_BYTES = 24

Numbers = NDArray[np.uint32]
Weights = NDArray[np.float64]
Number = TypeVar("Number", bound=np.generic)


class _Meta(BaseModel):
    """What `segment.json` says."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal[1]
    salt: Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
    cards: Annotated[int, Field(ge=0, le=CARDS_MAX)]
    is_sealed: bool
    files: dict[str, tuple[int, int]]


class Damaged(Exception):
    """A segment that is not what was written, or of a format this program does not read; says what to do."""


@dataclass(frozen=True, slots=True)
class Years:
    """The years in which somebody may have been born, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Secrets:
    """The two keys of a segment, made of the index's key and the segment's salt; none without a key."""

    tokens: bytes
    rows: bytes

    @classmethod
    def of(cls, key: bytes, salt: bytes) -> Self:
        """`key` is empty or 32 bytes."""
        if not key:
            return cls(b"", b"")
        return cls(_derived(key, b"tokens"), _derived(key, b"rows" + salt))


class Writer:
    """Writes a new segment into a folder; use as a context, which removes the folder if it was not finished."""

    def __init__(self, folder: Path, *, salt: bytes, key: bytes = b"") -> None:
        self._folder, self._salt = folder, salt
        self._secrets = Secrets.of(key, salt)
        self._count = 0
        self._tokens, self._cards = array("Q"), array("I")
        self._ends, self._years = array("Q"), array("h")
        self._at = 0
        self._is_finished = False
        folder.mkdir(parents=True)
        self._rows = (folder / "rows").open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows.close()
        if not self._is_finished:
            shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, row: bytes, hashes: Sequence[int], years: Years | None) -> None:
        """Append a card: `row` is what `Segment.row` gives back, `hashes` those of its tokens, none twice.

        Raises ValueError beyond `CARDS_MAX`.
        """
        if self._count >= CARDS_MAX:
            raise ValueError("a segment holds no more cards")
        stored = _seal_row(row, self._count, self._secrets.rows)
        self._rows.write(stored)
        self._at += len(stored)
        self._ends.append(self._at)
        self._years.extend((years.first, years.last) if years else (NO_YEAR, NO_YEAR))
        self._tokens.extend(hashes)
        self._cards.extend([self._count] * len(hashes))
        self._count += 1
        if len(self._tokens) >= _HELD_MAX:
            self._spill()

    def finish(self) -> None:
        """Sort what was added and write the rest; the segment is whole afterwards."""
        self._spill()
        self._rows.close()
        self._write_postings()
        _write(self._folder / "ends", np.frombuffer(self._ends, "<u8") if self._ends else np.empty(0, "<u8"))
        years = np.frombuffer(self._years, "<i2") if self._years else np.empty(0, "<i2")
        _write(self._folder / "years", _masked(years, self._secrets.rows))
        meta = _Meta(
            format=FORMAT,
            salt=self._salt.hex(),
            cards=self._count,
            is_sealed=bool(self._secrets.rows),
            files={part: _check_of(self._folder / part) for part in _PARTS},
        )
        (self._folder / META).write_text(meta.model_dump_json(indent=1), encoding="utf-8")
        self._is_finished = True

    def _spill(self) -> None:
        """Hand the postings held in memory to the files of their buckets."""
        if not self._tokens:
            return
        postings = np.empty(len(self._tokens), _POSTING)
        postings["token"] = np.frombuffer(self._tokens, "<u8")
        postings["card"] = np.frombuffer(self._cards, "<u4")
        buckets = (postings["token"] >> np.uint64(64 - _BUCKET_BITS)).astype(np.uint8)
        postings = postings[np.argsort(buckets, kind="stable")]
        bounds = np.concatenate(([0], np.cumsum(np.bincount(buckets, minlength=1 << _BUCKET_BITS))))
        for bucket in range(1 << _BUCKET_BITS):
            part = postings[bounds[bucket] : bounds[bucket + 1]]
            if len(part):
                with self._bucket(bucket).open("ab") as file:
                    part.tofile(file)
        self._tokens, self._cards = array("Q"), array("I")

    def _write_postings(self) -> None:
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
                postings = np.fromfile(path, _POSTING)
                path.unlink()
                # Stable, so that the cards of a token stay in rising order.
                postings = postings[np.argsort(postings["token"], kind="stable")]
                found, first = np.unique(postings["token"], return_index=True)
                found.tofile(tokens)
                (first + written).astype("<u8").tofile(starts)
                postings["card"].tofile(cards)
                written += len(postings)
            np.array([written], "<u8").tofile(starts)

    def _bucket(self, bucket: int) -> Path:
        return self._folder / f"bucket-{bucket}"


class Segment:
    """A finished segment, open for reading."""

    def __init__(self, folder: Path, key: bytes = b"") -> None:
        """Raises Damaged when a file is missing, changed or of another format, or the key is not its own."""
        meta = _read_meta(folder)
        self.folder = folder
        self._count = meta.cards
        self._secrets = Secrets.of(key, bytes.fromhex(meta.salt))
        if meta.is_sealed != bool(key):
            kind = "" if meta.is_sealed else "not "
            raise Damaged(f"{folder} is {kind}sealed: open it with the key it was built with.")
        for part in _PARTS:
            if _check_of(folder / part) != meta.files.get(part):
                raise Damaged(f"{folder / part} was changed. Build the index again.")
        self._tokens = _mapped(folder / "tokens", np.uint64)
        self._starts = _mapped(folder / "starts", np.uint64)
        self._cards = _mapped(folder / "cards", np.uint32)
        self._ends = _mapped(folder / "ends", np.uint64)
        self._rows = _mapped(folder / "rows", np.uint8)
        self._years = _masked(_mapped(folder / "years", np.int16), self._secrets.rows).reshape(-1, 2)
        if self._count:
            self.row(0)

    def __len__(self) -> int:
        return self._count

    def holders(self, token: str) -> Numbers:
        """The numbers of the cards that have the token, rising; empty for a token nobody has."""
        wanted = np.uint64(hash_of(token, self._secrets.tokens))
        at = int(np.searchsorted(self._tokens, wanted))
        if at == len(self._tokens) or self._tokens[at] != wanted:
            return self._cards[:0]
        return self._cards[int(self._starts[at]) : int(self._starts[at + 1])]

    def row(self, number: int) -> bytes:
        """What was added as card `number`; Damaged when it does not open."""
        start = int(self._ends[number - 1]) if number else 0
        stored = self._rows[start : int(self._ends[number])].tobytes()
        try:
            return _open_row(stored, number, self._secrets.rows)
        except CryptoError:
            raise Damaged(f"{self.folder} does not open with this key.") from None

    def rows(self) -> Iterator[bytes]:
        """Every card in the order of the numbers."""
        return (self.row(number) for number in range(self._count))

    def years(self, numbers: Numbers) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
        """First and last year of birth of these cards, `NO_YEAR` where unknown."""
        found = self._years[numbers]
        return found[:, 0], found[:, 1]


def hashes_of(tokens: Iterable[str], key: bytes) -> Sequence[int]:
    """The hashes of some tokens, each once and rising; `key` is that of `Secrets.tokens`."""
    return array("Q", sorted({hash_of(token, key) for token in tokens}))


def hash_of(token: str, key: bytes = b"") -> int:
    """The 64 bits under which a token is filed."""
    return int.from_bytes(blake2b(token.encode(), digest_size=8, key=key).digest(), "little")


def union(lists: Sequence[tuple[Numbers, float]]) -> tuple[Numbers, Weights]:
    """The cards of any of the lists, rising, and for each the sum of the weights of the lists that hold it."""
    if not any(len(cards) for cards, _ in lists):
        return np.empty(0, np.uint32), np.empty(0)
    cards = np.concatenate([cards for cards, _ in lists])
    weights = np.repeat([weight for _, weight in lists], [len(cards) for cards, _ in lists])
    order = np.argsort(cards, kind="stable")
    cards, weights = cards[order], weights[order]
    first = np.flatnonzero(np.concatenate(([True], cards[1:] != cards[:-1])))
    return cards[first], np.add.reduceat(weights, first)


def contains(cards: Numbers, asked: Numbers) -> NDArray[np.bool_]:
    """For each of `asked` whether the rising list `cards` holds it."""
    if not len(cards):
        return np.zeros(len(asked), np.bool_)
    at = np.minimum(np.searchsorted(cards, asked), len(cards) - 1)
    return np.asarray(cards[at] == asked)


def _derived(key: bytes, purpose: bytes) -> bytes:
    return blake2b(purpose, key=key, digest_size=32, person=b"trace/segment/v1").digest()


def _nonce(number: int) -> bytes:
    """The key is the segment's own, so the card's number is a nonce that never comes twice."""
    return number.to_bytes(_NONCE_BYTES, "little")


def _seal_row(row: bytes, number: int, key: bytes) -> bytes:
    return aead_seal(row, b"", _nonce(number), key) if key else row


def _open_row(stored: bytes, number: int, key: bytes) -> bytes:
    return aead_open(stored, b"", _nonce(number), key) if key else stored


def _masked(years: NDArray[np.int16], key: bytes) -> NDArray[np.int16]:
    """The years under a key stream of their own; the same again gives them back."""
    if not key:
        return years
    stream = np.frombuffer(shake_256(b"years" + key).digest(2 * len(years)), "<i2")
    return np.asarray(years ^ stream)


def _mapped(path: Path, kind: type[Number]) -> NDArray[Number]:
    """The file as an array that lies in no memory of ours; an empty file cannot be mapped."""
    if not path.stat().st_size:
        return np.empty(0, kind)
    return np.memmap(path, np.dtype(kind).newbyteorder("<"), mode="r")


def _write(path: Path, values: NDArray[np.generic]) -> None:
    with path.open("wb") as file:
        values.tofile(file)


def _read_meta(folder: Path) -> _Meta:
    try:
        return _Meta.model_validate_json((folder / META).read_bytes())
    except FileNotFoundError:
        raise Damaged(f"There is no finished index in {folder}. Build it.") from None
    except (OSError, ValueError):
        # A later format has another number, and so fails here too.
        raise Damaged(f"{folder / META} is not of this program's version. Build the index again.") from None


def _check_of(path: Path) -> tuple[int, int]:
    """Bytes and CRC-32 of a file: against damage. Against a forger, rows are sealed and tokens keyed."""
    try:
        with path.open("rb") as file:
            return path.stat().st_size, _crc(file)
    except OSError:
        raise Damaged(f"{path} is missing. Build the index again.") from None


def _crc(file: BinaryIO) -> int:
    value = 0
    while chunk := file.read(_CRC_CHUNK):
        value = zlib.crc32(chunk, value)
    return value
