"""Proving that nothing stored was changed: every column of every ledger row, the tree, the keys, the head.

Owns the checks that need the database; the format's own checks are the ledger's. Changes nothing. Memory stays
flat. What it cannot prove: that what was written was true, or that the machine did not sign a second history;
for that, heads go to outside witnesses.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from safeconduct.access.actor import SERVICE, Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability
from safeconduct.ledger import entry, merkle, note, tiles
from safeconduct.ledger.entry import Header, OpenHeader, Stored
from safeconduct.ledger.errors import Tampered
from safeconduct.ledger.merkle import Frontier
from safeconduct.sources.errors import NotFound
from safeconduct.store import head, keyring, signers
from safeconduct.store.errors import Locked
from safeconduct.store.instance import current
from safeconduct.store.models import ErasedEntry, LedgerEntry, LedgerTile, LedgerTree
from safeconduct.store.record import TREE

_ENTRY_ID = re.compile("[0-9a-f]{32}")
_AT_ONCE = 5_000
_PROBLEMS_MAX = 1_000
_COLUMNS = (
    "position", "id", "origin", "compartment", "stream", "slot", "header", "body", "signature",
)  # fmt: skip
Row = tuple[int, str, str, str, str, str, bytes, bytes, bytes]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it was written: where, and what. `position` is -1 where no entry is meant."""

    code: str
    position: int
    detail: str


@dataclass(slots=True)
class Report:
    """What verification found. `erased` entries are proven and unreadable; that is no problem."""

    entries: int = 0
    erased: int = 0
    root: str = ""
    head_size: int | None = None
    seconds: float = 0.0
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return not self.problems

    def add(self, code: str, position: int, detail: str) -> None:
        """Note a problem, up to a bound; the first thousand are enough to know what to do."""
        if len(self.problems) < _PROBLEMS_MAX:
            self.problems.append(Problem(code, position, detail))


def verify(actor: Actor = SERVICE, progress: Progress = lambda done, total: None) -> Report:
    """Read the whole ledger and compare everything with everything; returns the report.

    An operator may always verify; `SERVICE` is for start-up and restore. Keys of sealed compartments are only
    checked where the actor's session opens them.
    """
    if actor is not SERVICE:
        decide(actor, Capability.STORE_RECORD_VERIFY)
    started = time.monotonic()
    report = Report()
    walk = _Walk(actor, report)
    total = LedgerEntry.objects.count()
    for batch in _batches():
        walk.take(batch)
        progress(report.entries, total)
    walk.finish()
    report.seconds = time.monotonic() - started
    return report


class _Walk:
    """The state of one pass over the ledger, in the order of positions."""

    def __init__(self, actor: Actor, report: Report) -> None:
        self._actor = actor
        self._report = report
        self._signers = signers.known()
        self._mine = current().signer
        self._head = head.newest()
        self._tiles = _TileCheck(report)
        self._frontier = Frontier(0, ())
        self._recorded = ""
        self._erased = set(ErasedEntry.objects.values_list("entry", flat=True))
        self._root_at_head: bytes | None = None

    def take(self, rows: Sequence[Row]) -> None:
        """Check one batch of rows."""
        keys = keyring.find(row[1] for row in rows)
        leaves: list[bytes] = []
        for row in rows:
            if row[0] != self._report.entries:
                self._report.add("gap", row[0], f"leaf {self._report.entries} is missing")
                self._report.entries = row[0]
            stored = Stored(bytes(row[6]), bytes(row[7]), bytes(row[8]))
            leaves.append(self._check_row(row, stored, keys.get(row[1])))
            self._report.entries += 1
        self._grow(leaves)
        self._tiles.take(leaves)

    def finish(self) -> None:
        """Compare the head in the database, and the head outside it, with what was read."""
        report = self._report
        report.root = self._frontier.root().hex()
        self._tiles.finish()
        tree = LedgerTree.objects.filter(pk=TREE).first()
        if tree is None or LedgerTree.objects.count() != 1:
            report.add("tree", -1, "the row of the head is missing or there is more than one")
        else:
            if bytes(tree.frontier) != self._frontier.to_bytes():
                report.add("tree", -1, "the head in the database is not the head of these entries")
            if tree.recorded != self._recorded:
                report.add("tree", -1, "the time of the last entry was altered")
        self._compare_head()
        self._compare_halves()

    def _compare_halves(self) -> None:
        """Whoever put a public half of his own there would read everything written from then on."""
        for half, private in self._actor.keyring.items():
            if not keyring.fits(half, private):
                self._report.add("half", -1, f"the public key of {half} is not the one that readers hold")

    def _compare_head(self) -> None:
        report, known = self._report, self._head
        if known is None:
            if report.entries:
                report.add(
                    "head_missing", -1, f"there is no head outside the database (file {head.HEAD_FILE})"
                )
            return
        report.head_size = known.size
        if known.size > report.entries:
            detail = f"the head outside the database has {known.size} entries, the database {report.entries}"
            report.add("cut", report.entries, detail)
        elif self._root_at_head != known.root:
            report.add("rewritten", -1, "the entries are not those that the head outside was made of")

    def _check_row(self, row: Row, stored: Stored, wrapped: keyring.Wrapped | None) -> bytes:
        """Note what is wrong with one row; returns its leaf hash, be it right or wrong."""
        position = row[0]
        try:
            header, leaf = entry.check_and_hash(stored, signer_of(stored, self._signers))
        except Tampered as error:
            self._report.add("altered", position, str(error))
            return entry.leaf_hash(stored)
        said = (header.id, header.key[:16], header.compartment, header.stream, header.slot)
        if said != row[1:6]:
            self._report.add("column", position, "a look-up column is not what the header says")
        until = self._signers[header.key]
        if until is not None and position >= until:
            self._report.add("revoked", position, "taken in under a key that had been revoked")
        if isinstance(header, OpenHeader) and header.key == self._mine:
            if header.recorded < self._recorded:
                self._report.add("time", position, "recorded earlier than the entry before it")
            self._recorded = max(self._recorded, header.recorded)
        self._check_key(position, header, wrapped)
        return leaf

    def _check_key(self, position: int, header: Header, wrapped: keyring.Wrapped | None) -> None:
        is_erased = header.id in self._erased
        if wrapped is None:
            self._report.erased += 1
            if not is_erased:
                self._report.add("key_missing", position, "the key is gone and no erasure is recorded")
            return
        if is_erased:
            self._report.add("key_left", position, "erased, but its key is still there")
        if wrapped.compartment != header.compartment:
            self._report.add("key", position, "the key is kept for another compartment")
            return
        try:
            if entry.commitment(keyring.unwrap(wrapped, self._actor)) != header.commitment:
                self._report.add("key", position, "the key is not the one the entry commits to")
        except Locked:
            return
        except Tampered as error:
            self._report.add("key", position, str(error))

    def _grow(self, leaves: list[bytes]) -> None:
        """Extend the tree; stop at the size of the head outside, to know the root it should have."""
        known = self._head.size if self._head else -1
        missing = known - self._frontier.size
        if self._head is not None and 0 <= missing <= len(leaves):
            self._root_at_head = self._frontier.extend(leaves[:missing]).root()
        self._frontier = self._frontier.extend(leaves)


class _TileCheck:
    """Recomputes the tiles while the leaves go by, and compares each when it is full or at the end."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._size = 0
        self._tails: dict[int, bytes] = {}
        self._full: dict[int, int] = {}

    def take(self, leaves: list[bytes]) -> None:
        """Add leaves and compare the tiles they fill."""
        made = tiles.new_tiles(self._size, self._tails, leaves=leaves)
        self._size += len(leaves)
        full = {place: data for place, data in made.items() if len(data) == tiles.TILE_BYTES}
        self._tails |= {level: data for (level, _), data in made.items() if len(data) < tiles.TILE_BYTES}
        for level, _ in full:
            self._full[level] = self._full.get(level, 0) + 1
        for level, _ in full:
            if self._size >> (tiles.TILE_HEIGHT * level) & (tiles.TILE_WIDTH - 1) == 0:
                self._tails.pop(level, None)
        self._compare(full)

    def finish(self) -> None:
        """Compare the partial tiles, and count: no tile may be there that nothing made."""
        partial = {
            (level, self._size >> (tiles.TILE_HEIGHT * (level + 1))): data
            for level, data in self._tails.items()
        }
        self._compare(partial)
        if LedgerTile.objects.count() != sum(self._full.values()) + len(partial):
            self._report.add("tile", -1, "a tile of the tree is there that no entry made, or one is missing")

    def _compare(self, made: dict[tuple[int, int], bytes]) -> None:
        for (level, index), data in made.items():
            row = LedgerTile.objects.filter(level=level, index=index).values_list("hashes", flat=True).first()
            if row is None or bytes(row) != data:
                self._report.add("tile", -1, f"tile {level}/{index} of the tree is not what the entries make")


def _batches() -> Iterator[list[Row]]:
    """The rows in the order of positions, by key and not by offset, in batches."""
    last: int | None = None
    while True:
        rows = LedgerEntry.objects.order_by("position")
        if last is not None:
            rows = rows.filter(position__gt=last)
        batch = list(rows.values_list(*_COLUMNS)[:_AT_ONCE])
        if not batch:
            return
        yield batch
        last = batch[-1][0]


@dataclass(frozen=True, slots=True)
class Proof:
    """That one entry stands in the log: check with `ledger.merkle.check_inclusion`."""

    position: int
    size: int
    leaf: bytes
    path: tuple[bytes, ...]
    root: bytes


def prove(entry_id: str) -> Proof:
    """The inclusion proof of an entry in the log as it is now, checked before it is handed out.

    Raises NotFound for no such entry, Tampered when the entry, or the tree, is not as it was written.
    """
    row = LedgerEntry.objects.filter(id=entry_id).first() if _ENTRY_ID.fullmatch(entry_id) else None
    if row is None:
        raise NotFound("no such entry")
    stored = Stored(bytes(row.header), bytes(row.body), bytes(row.signature))
    entry.check(stored, signer_of(stored, signers.known()))
    frontier = Frontier.from_bytes(bytes(LedgerTree.objects.get(pk=TREE).frontier))
    path = merkle.prove_inclusion(reader(), row.position, size=frontier.size)
    leaf, root = entry.leaf_hash(stored), frontier.root()
    merkle.check_inclusion(leaf, row.position, size=frontier.size, proof=path, root=root)
    return Proof(row.position, frontier.size, leaf, tuple(path), root)


def signer_of(stored: Stored, known: signers.Keys) -> bytes:
    """The public key that the header names, if entries under it may stand here; else Tampered."""
    named = entry.parse_header(stored.header).key
    if named not in known:
        raise Tampered("signer of an entry")
    return bytes.fromhex(named)


def reader() -> tiles.TileReader:
    """A reader of the tree as it is stored now."""
    return tiles.TileReader(
        lambda level, index: bytes(LedgerTile.objects.get(level=level, index=index).hashes)
    )


def checkpoint_text() -> bytes:
    """The signed head of the log as it is now: a C2SP signed note, to be printed or handed to a witness."""
    frontier = Frontier.from_bytes(bytes(LedgerTree.objects.get(pk=TREE).frontier))
    return note.format(head.sign(frontier))
