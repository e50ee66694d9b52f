"""Finding a person by name among millions of cards, in any script: an index of files, built whole or added to.

Owns which tokens a card and a question have, and the folder of segments with its deletions. How candidates are
chosen is told in `candidates`, how alike two names are by `safeconduct.names`, what dates add by `weights`. The
score is absolute: a lone weak candidate stays weak.

    index = NameIndex.build("cards", [Card("1", ("박철수",), "1999-04")])
    index.search("Пак Чхоль Су", born="1999")[0].card.id   # "1"

A folder holds `index.json`, which names the segments and their deletions, and the segments. Every change writes
new files first and replaces `index.json` last, so a search, or a power cut, meets the old or the new, never a
mixture. Needs no settings and no database.
"""

import fcntl
import json
import math
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from hashlib import sha256
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import Self

import numpy as np

from safeconduct.names.compare import Comparison, compare, strength
from safeconduct.names.forms import form
from safeconduct.names.keys import keys, parts
from safeconduct.sources.dates import parse_edtf
from safeconduct.tracing import weights
from safeconduct.tracing.candidates import best_of, candidates
from safeconduct.tracing.segment import (
    SALT_BYTES,
    Damaged,
    Numbers,
    Secrets,
    Segment,
    Years,
    contains,
    hashes_of,
    id_hash,
)
from safeconduct.tracing.segment_writer import Batch, Filed, Writer
from safeconduct.tracing.workers import Workers

INDEX_FILE = "index.json"
FORMAT = 2
COMPARED_MAX = 100
"""How many candidates are compared letter by letter."""
SMALL_CARDS = 20_000
"""Segments up to this size are merged when cards are added, so that they do not pile up."""

Progress = Callable[[int], None]

_SEPARATOR = "\x1f"
_BATCH_CARDS = 2_000
# Names whose keys stand for the making of keys: an index of other keys would find nothing and not say so.
_PROBES = (
    "박철수",
    "Пак Чхоль Су",
    "Park Cheol-soo",
    "朴哲秀",
    "Олександр Коваленко",
    "Khen En Chkhol",
    "남궁민",
)


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody who can be found: names as they are written, birth in EDTF or empty."""

    id: str
    names: tuple[str, ...]
    born: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A card that may be meant.

    `score`, between 0 and 1, is made of the name and the birth. `name` compares the question with the likeliest of
    the card's names; `birth_weight` is what the birth adds or takes, in nats. `expected_false` says how many
    strangers among all cards would agree as well by chance: above 1, the hit alone proves nothing.
    """

    card: Card
    score: float
    name: Comparison
    birth_weight: float
    expected_false: float


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A segment with the cards in it that were taken away."""

    segment: Segment
    deleted_file: str
    deleted: Numbers

    @property
    def files(self) -> tuple[str, str]:
        """What `index.json` says of it."""
        return self.segment.folder.name, self.deleted_file

    def __len__(self) -> int:
        return len(self.segment) - len(self.deleted)

    def is_there(self, number: int) -> bool:
        return not bool(contains(self.deleted, np.array([number], np.uint32))[0])


class NameIndex:
    """Cards in a folder, to be searched. Safe to search from several threads; one writer at a time."""

    def __init__(self, folder: Path, parts_: Sequence[_Part], key: bytes) -> None:
        self.folder, self._parts, self._key = folder, tuple(parts_), key

    @classmethod
    def build(
        cls,
        path: str | Path,
        records: Iterable[Card],
        *,
        key: bytes = b"",
        workers: int = 1,
        progress: Progress = lambda cards: None,
    ) -> Self:
        """Build the index anew from these cards, in place of what the folder held; returns it open.

        With a `key` of 32 bytes nothing can be read from a copy of the files. Several `workers` are processes of
        their own, so a script that asks for them begins under `if __name__ == "__main__"`. Raises ValueError for a
        card without an id, with a control character, or with a birth that is no EDTF, and leaves the old index.
        """
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            name = _write_segment(folder, records, key=key, workers=workers, progress=progress)
            _replace(folder, [(name, "")])
        return cls.open(folder, key=key)

    @classmethod
    def open(cls, path: str | Path, *, key: bytes = b"") -> Self:
        """Open what `build` made. Raises `segment.Damaged`, with the remedy, for anything else."""
        folder = Path(path)
        found = []
        for name, deleted_file in _read_index(folder):
            deleted = np.fromfile(folder / deleted_file, "<u4") if deleted_file else np.empty(0, np.uint32)
            found.append(_Part(Segment(folder / name, key), deleted_file, deleted))
        return cls(folder, found, key)

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def search(
        self, name: str, *, born: str | None = None, limit: int = 10, is_exhaustive: bool = False
    ) -> list[Hit]:
        """The cards that `name` may mean, likeliest first, at most `limit`; ties in the order of ids.

        `born` is EDTF; ValueError when it is none. `is_exhaustive` reads every list to its end.
        """
        years = _years(born or "")
        tokens = sorted(tokens_of([name]))
        found: list[tuple[float, _Part, int]] = []
        for part in self._parts:
            cards, scores = candidates(
                part.segment, tokens, years, total=len(self), is_exhaustive=is_exhaustive
            )
            if len(part.deleted):
                there = ~contains(part.deleted, cards)
                cards, scores = cards[there], scores[there]
            found += [(float(scores[at]), part, int(cards[at])) for at in best_of(scores, COMPARED_MAX)]
        found.sort(key=lambda each: -each[0])
        likely = [_card(part.segment.row(number)) for _, part, number in found[:COMPARED_MAX]]
        return _ranked(name, born or "", likely, limit=limit, total=len(self))

    def add(self, records: Iterable[Card]) -> Self:
        """Add cards, in place of those with the same ids; returns the index with them, open."""
        new = list(records)
        with _locked(self.folder):
            there = self._reopened()._without({card.id for card in new})
            small = [part for part in there if len(part) <= max(SMALL_CARDS, len(new))]
            merged = chain.from_iterable(map(_cards, small))
            name = _write_segment(self.folder, chain(merged, new), key=self._key)
            _replace(self.folder, [*(part.files for part in there if part not in small), (name, "")])
        return self._reopened()

    def delete(self, ids: Iterable[str]) -> Self:
        """Take cards away; ids that are not there do not matter. Returns the index without them, open.

        The rows stay in the files until the segment is merged or built anew.
        """
        with _locked(self.folder):
            _replace(self.folder, [part.files for part in self._reopened()._without(set(ids))])
        return self._reopened()

    def _reopened(self) -> Self:
        return type(self).open(self.folder, key=self._key)

    def _without(self, ids: set[str]) -> list[_Part]:
        """The parts without these cards. What is new lies in new files, and counts only when `_replace` names it."""
        return [self._part_without(part, ids) for part in self._parts]

    def _part_without(self, part: _Part, ids: set[str]) -> _Part:
        gone = [
            number
            for card_id in ids
            for number in part.segment.perhaps_with_id(card_id)
            if _card(part.segment.row(number)).id == card_id
        ]
        numbers = np.unique(np.concatenate([part.deleted, np.array(gone, np.uint32)])).astype("<u4")
        if len(numbers) == len(part.deleted):
            return part
        file = f"deleted-{secrets.token_hex(8)}"
        _write_deleted(self.folder / file, numbers)
        return replace(part, deleted_file=file, deleted=numbers)


def tokens_of(names: Iterable[str]) -> frozenset[str]:
    """The tokens under which somebody of these names is filed, and looked for."""
    return frozenset[str]().union(*[keys(name) | parts(name) for name in names])


# --- searching ------------------------------------------------------------------------------------


def _ranked(asked: str, born: str, cards: Sequence[Card], *, limit: int, total: int) -> list[Hit]:
    """The likeliest cards as hits. All are weighed; why is told of those that are shown."""
    ready = form(asked)
    weighed = []
    for card in cards:
        of_name, best = max([(strength(ready, form(name)), name) for name in card.names], key=itemgetter(0))
        birth_weight = weights.birth(born, card.born)
        weighed.append((of_name + birth_weight, birth_weight, best, card))
    weighed.sort(key=lambda each: (-each[0], each[3].id))
    hits = []
    for sum_of_weights, birth_weight, best, card in weighed[:limit]:
        name = compare(asked, best)
        score = weights.combined(name.score, birth_weight)
        hits.append(Hit(card, score, name, birth_weight, total * math.exp(-max(sum_of_weights, 0.0))))
    return hits


@lru_cache(maxsize=32_768)
def _years(born: str) -> Years | None:
    """The years that a birth in EDTF may mean; None where it is open or empty."""
    if not born:
        return None
    known = parse_edtf(born)
    first, last = known.earliest(), known.latest()
    return Years(first.year, last.year) if first and last else None


# --- the folder -----------------------------------------------------------------------------------


def _write_segment(
    folder: Path,
    cards: Iterable[Card],
    *,
    key: bytes,
    workers: int = 1,
    progress: Progress = lambda cards: None,
) -> str:
    """Write a new segment; returns the name of its folder."""
    name, salt = f"segment-{secrets.token_hex(8)}", secrets.token_bytes(SALT_BYTES)
    file = partial(_filed, Secrets.of(key, salt).tokens)
    with Workers(workers) as helpers, Writer(folder / name, salt=salt, key=key) as writer:
        done = 0
        for batch in helpers.map(file, _batches(map(_row, cards))):
            writer.add(batch)
            done += len(batch)
            progress(done)
        writer.finish()
    return name


def _batches(rows: Iterable[str]) -> Iterator[list[str]]:
    walk = iter(rows)
    while batch := list(islice(walk, _BATCH_CARDS)):
        yield batch


def _filed(key: bytes, rows: Sequence[str]) -> Batch:
    """Cards made ready: nearly all the time of a build is spent here."""
    return Batch.of(_of_row(key, row) for row in rows)


def _of_row(key: bytes, row: str) -> Filed:
    card_id, born, *names = row.split(_SEPARATOR)
    return Filed(row.encode(), id_hash(card_id, key), hashes_of(tokens_of(names), key), _years(born))


def _row(card: Card) -> str:
    """A card as it is stored; between processes it also travels so, for a text is soon packed and unpacked."""
    row = _SEPARATOR.join((card.id, card.born, *card.names))
    if not card.id or not card.names or row.count(_SEPARATOR) > 1 + len(card.names):
        raise ValueError(f"card {card.id!r} needs an id and a name, without control characters")
    return row


def _card(row: bytes) -> Card:
    card_id, born, *names = row.decode().split(_SEPARATOR)
    return Card(card_id, tuple(names), born)


def _cards(part: _Part) -> Iterator[Card]:
    for number, row in enumerate(part.segment.rows()):
        if part.is_there(number):
            yield _card(row)


def _write_deleted(path: Path, numbers: Numbers) -> None:
    with path.open("wb") as file:
        numbers.tofile(file)
        file.flush()
        os.fsync(file.fileno())


def _read_index(folder: Path) -> list[tuple[str, str]]:
    """(folder of the segment, file of its deletions or empty), in order."""
    try:
        about = json.loads((folder / INDEX_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Damaged(f"There is no index in {folder}. Build it.") from None
    except (OSError, ValueError):
        raise Damaged(f"{folder / INDEX_FILE} cannot be read. Build the index again.") from None
    if not isinstance(about, dict) or about.get("format") != FORMAT or about.get("keys") != _kind_of_keys():
        raise Damaged(f"{folder} was built by another version of this program. Build the index again.")
    return [(str(name), str(deleted)) for name, deleted in about["segments"]]


def _replace(folder: Path, state: Sequence[tuple[str, str]]) -> None:
    """Make this the state of the index, then remove what no longer belongs to it."""
    about = {"format": FORMAT, "keys": _kind_of_keys(), "segments": [list(each) for each in state]}
    new = folder / f"{INDEX_FILE}.new"
    with new.open("w", encoding="utf-8") as file:
        json.dump(about, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, folder / INDEX_FILE)
    kept = {name for each in state for name in each}
    for path in folder.iterdir():
        if path.name.startswith("segment-") and path.name not in kept:
            # Whoever has it open reads on: the files go when the last one lets go.
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith("deleted-") and path.name not in kept:
            path.unlink(missing_ok=True)


def _kind_of_keys() -> str:
    made = "\n".join(" ".join(sorted(tokens_of([name]))) for name in _PROBES)
    return sha256(made.encode()).hexdigest()[:16]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One writer at a time, among processes too."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
