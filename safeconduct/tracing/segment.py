"""One immutable part of a search index: cards, and for each token the cards that have it, in mapped files.

Owns the files of a segment, how they are read, their sealing and their checks; `segment_writer` writes them. Knows
nothing of names: a token is a text that somebody chose. Cards are numbered shelf by shelf, and a shelf is a year of
birth, so that within any list the cards of some years are one stretch of it. The first shelf holds those of whom no
single year is known. A search touches only the pages it needs. With a key, no token, no year and no card can be read
from a copy of the files.

Files of a segment, all little-endian:

    segment.json  format, salt, number of cards, and for each other file its bytes and CRC-32
    shelves       for each shelf, rising: i32 year (OPEN for the first), u32 number of cards
    tokens        u64, rising: keyed hashes of the tokens
    starts        u64, one more than tokens: where each token's cards begin in `cards`
    cards         u32: numbers of cards, rising within a token
    years         for each card of the open shelf two i16: first and last year that may be meant, NO_YEAR if unknown
    rows          the cards themselves, one after another
    blocks        u64, one a BLOCK_CARDS cards: where their rows begin in `rows`
    ends          u32, one a card: where its row ends, counted from the beginning of its block
    ids           u64, rising: 32 bits of a keyed hash of a card's id, then its number
"""

import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b, shake_256
from pathlib import Path
from typing import Annotated, BinaryIO, Literal, NamedTuple, Self, TypeVar

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

from safeconduct.names.kept import Kept

FORMAT: Literal[2] = 2
NO_YEAR = -1
# The year of the shelf of those of whom no single year is known: it stands before all others.
OPEN = -(2**31)
SALT_BYTES = 16
CARDS_MAX = 2**32 - 1
BLOCK_CARDS = 1024
META = "segment.json"

PARTS = ("shelves", "tokens", "starts", "cards", "years", "rows", "blocks", "ends", "ids")
_CRC_CHUNK = 16 * 1024 * 1024
_SHELF = np.dtype([("year", "<i4"), ("cards", "<u4")])
_NONCE_BYTES = 24
_NONCE_OF_SHELVES = b"\xff" * _NONCE_BYTES

Numbers = NDArray[np.uint32]
Weights = NDArray[np.float64]
Number = TypeVar("Number", bound=np.generic)


class Meta(BaseModel):
    """What `segment.json` says."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal[2]
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


class Range(NamedTuple):
    """Numbers of cards from `start` on and before `end`."""

    start: int
    end: int


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
        for part in PARTS:
            if check_of(folder / part) != meta.files.get(part):
                raise Damaged(f"{folder / part} was changed. Build the index again.")
        self._years_of_shelves, self._starts_of_shelves = self._shelves()
        self._later_starts = np.array(self._starts_of_shelves[1:], np.uint32)
        self._single_years = np.array([NO_YEAR, *self._years_of_shelves[1:]], np.int16)
        self._tokens = _mapped(folder / "tokens", np.uint64)
        self._starts = _mapped(folder / "starts", np.uint64)
        self._cards = _mapped(folder / "cards", np.uint32)
        self._blocks = _mapped(folder / "blocks", np.uint64)
        self._ends = _mapped(folder / "ends", np.uint32)
        self._rows = _mapped(folder / "rows", np.uint8)
        self._ids = _mapped(folder / "ids", np.uint64)
        self._years = masked(_mapped(folder / "years", np.int16), self._secrets.rows).reshape(-1, 2)

    def __len__(self) -> int:
        return self._count

    def holders(self, token: str) -> Numbers:
        """The numbers of the cards that have the token, rising; empty for a token nobody has."""
        wanted = np.uint64(hash_of(token, self._secrets.tokens))
        at = int(np.searchsorted(self._tokens, wanted))
        if at == len(self._tokens) or self._tokens[at] != wanted:
            return np.empty(0, np.uint32)
        return self._cards[int(self._starts[at]) : int(self._starts[at + 1])]

    def perhaps_with_id(self, card_id: str) -> list[int]:
        """The numbers of the cards that may have this id; hashes are short, so its row decides."""
        wanted = id_hash(card_id, self._secrets.tokens) << 32
        bounds = np.array([wanted, wanted + CARDS_MAX], np.uint64)
        first, last = np.searchsorted(self._ids, bounds)
        return [int(each & np.uint64(CARDS_MAX)) for each in self._ids[first : last + 1] if each <= bounds[1]]

    def row(self, number: int) -> bytes:
        """What was added as card `number`; Damaged when it does not open."""
        block = int(self._blocks[number // BLOCK_CARDS])
        start = block + int(self._ends[number - 1]) if number % BLOCK_CARDS else block
        stored = self._rows[start : block + int(self._ends[number])].tobytes()
        shelf = bisect_right(self._starts_of_shelves, number) - 1
        nonce = nonce_of(self._years_of_shelves[shelf], number - self._starts_of_shelves[shelf])
        try:
            return aead_open(stored, b"", nonce, self._secrets.rows) if self._secrets.rows else stored
        except CryptoError:
            raise Damaged(f"{self.folder} does not open with this key.") from None

    def rows(self) -> Iterator[bytes]:
        """Every card in the order of the numbers."""
        return (self.row(number) for number in range(self._count))

    def years(self, numbers: Numbers) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
        """First and last year of birth of these cards, `NO_YEAR` where unknown."""
        shelves = np.searchsorted(self._later_starts, numbers, side="right")
        first = self._single_years[shelves]
        last = first.copy()
        is_open = shelves == 0
        first[is_open], last[is_open] = self._years[numbers[is_open]].T
        return first, last

    def near(self, years: Years) -> list[Range]:
        """The cards whose year may be one of `years` or of a year beside them: the open shelf and a stretch."""
        first = bisect_right(self._years_of_shelves, years.first - 2)
        last = bisect_right(self._years_of_shelves, years.last + 1)
        bounds = [*self._starts_of_shelves, self._count]
        return [Range(0, bounds[1]), Range(bounds[max(first, 1)], bounds[max(last, 1)])]

    def _shelves(self) -> tuple[list[int], list[int]]:
        """The years of the shelves, the open one first, and the number of the first card of each."""
        stored = (self.folder / "shelves").read_bytes()
        try:
            key = self._secrets.rows
            shelves = np.frombuffer(aead_open(stored, b"", _NONCE_OF_SHELVES, key) if key else stored, _SHELF)
        except CryptoError:
            raise Damaged(f"{self.folder} does not open with this key.") from None
        starts = np.cumsum(shelves["cards"], dtype=np.int64) - shelves["cards"]
        return shelves["year"].tolist(), starts.tolist()


def hashes_of(tokens: Iterable[str], key: bytes) -> Sequence[int]:
    """The hashes of some tokens, each once and rising; `key` is that of `Secrets.tokens`."""
    # Names share most of their words; the keys of a whole name would only push those out of what is kept.
    words = _HASHES[key]
    hashes = {words[each] if each[:2] == "w:" else hash_of(each, key) for each in tokens}
    return array("Q", sorted(hashes))


def hash_of(token: str, key: bytes = b"") -> int:
    """The 64 bits under which a token is filed."""
    return int.from_bytes(blake2b(token.encode(), digest_size=8, key=key).digest(), "little")


def _hashes_under(key: bytes) -> Kept[str, int]:
    return Kept(partial(hash_of, key=key), 32_768)


# A process files under one key at a time, or two.
_HASHES = Kept(_hashes_under, 4)


def id_hash(card_id: str, key: bytes = b"") -> int:
    """The 32 bits under which a card's id is filed."""
    return int.from_bytes(blake2b(b"id:" + card_id.encode(), digest_size=4, key=key).digest(), "little")


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


def nonce_of(year: int, place: int) -> bytes:
    """The key is the segment's own, so a shelf and the place on it are a nonce that never comes twice."""
    return ((year - OPEN) << 32 | place).to_bytes(_NONCE_BYTES, "little")


def sealed_shelves(shelves: Sequence[tuple[int, int]], key: bytes) -> bytes:
    """The table of the shelves, (year, number of cards) of each, as it is stored."""
    table = np.array(shelves, _SHELF).tobytes()
    return aead_seal(table, b"", _NONCE_OF_SHELVES, key) if key else table


def masked(years: NDArray[np.int16], key: bytes) -> NDArray[np.int16]:
    """The years under a key stream of their own; the same again gives them back."""
    if not key:
        return years
    stream = np.frombuffer(shake_256(b"years" + key).digest(2 * len(years)), "<i2")
    return np.asarray(years ^ stream)


def _mapped(path: Path, kind: type[Number]) -> NDArray[Number]:
    """The file as an array that lies in no memory of ours; an empty file cannot be mapped."""
    if not path.stat().st_size:
        return np.empty(0, kind)
    # A plain array over the same pages: numpy looks at the type of a mapped one again at every step.
    return np.asarray(np.memmap(path, np.dtype(kind).newbyteorder("<"), mode="r"))


def _read_meta(folder: Path) -> Meta:
    try:
        return Meta.model_validate_json((folder / META).read_bytes())
    except FileNotFoundError:
        raise Damaged(f"There is no finished index in {folder}. Build it.") from None
    except (OSError, ValueError):
        # A later format has another number, and so fails here too.
        raise Damaged(f"{folder / META} is not of this program's version. Build the index again.") from None


def check_of(path: Path) -> tuple[int, int]:
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
