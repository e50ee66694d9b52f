"""The only writer of the ledger.

Owns the transaction of every write: keys first, in their own database; then, under the lock of the tree, the
entries, the tiles and the head; last, outside the database, the newest head. See docs/explanation/the-record.md.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import nacl.utils
from django.db import DatabaseError, OperationalError, connection
from django.db import transaction as db

from safeconduct.access.actor import Actor
from safeconduct.ledger import canonical, entry, tiles
from safeconduct.ledger.entry import EntryId, OpenHeader, SealedHeader, Stored, StreamId
from safeconduct.ledger.errors import Tampered
from safeconduct.ledger.merkle import Frontier
from safeconduct.sources.errors import Conflict
from safeconduct.store import head, keyring, kinds, sql
from safeconduct.store.clock import now, text_of
from safeconduct.store.entries import Draft, Entry
from safeconduct.store.errors import StoreBusy, StoreError, StoreFull, StoreReadOnly, StoreUnreachable
from safeconduct.store.instance import current
from safeconduct.store.models import LedgerEntry, LedgerTile, LedgerTree
from safeconduct.store.sql import Row

TREE = 1


@dataclass(frozen=True, slots=True)
class _Prepared:
    opened: Entry
    stored: Stored
    row: Row
    key: keyring.Wrapped


@contextmanager
def transaction() -> Iterator[None]:
    """One write to the ledger database: all of it or nothing. What the database refuses becomes a StoreError."""
    try:
        with db.atomic():
            yield
    except DatabaseError as error:
        # The other kinds are errors of the program: a broken constraint, a wrong statement.
        if type(error) not in (DatabaseError, OperationalError):
            raise
        raise named(error) from error


def record(drafts: Sequence[Draft], actor: Actor) -> list[Entry]:
    """Seal, sign and append the drafts, in order; returns them as entries.

    Call it inside `transaction()`, after every other lock. Raises Conflict when a version is already taken.
    """
    frontier, last_recorded = _lock_tree()
    clock = text_of(now())
    recorded, is_behind = max(clock, last_recorded), clock < last_recorded
    versions = _versions(drafts)
    prepared = [
        _prepare(draft, actor.operator_id, position=frontier.size + number, version=version,
                 recorded=recorded, is_behind=is_behind)
        for number, (draft, version) in enumerate(zip(drafts, versions, strict=True))
    ]  # fmt: skip
    keyring.keep(p.key for p in prepared)
    _insert(prepared)
    leaves = [entry.leaf_hash(p.stored) for p in prepared]
    _write_tiles(frontier.size, leaves)
    grown = frontier.extend(leaves)
    has_open = any(not p.opened.compartment.is_sealed for p in prepared)
    sql.upsert(LedgerTree, [(TREE, grown.to_bytes(), recorded if has_open else last_recorded)])
    db.on_commit(lambda: head.keep(grown))
    return [p.opened for p in prepared]


def hold() -> None:
    """Take the lock of the log before reading, for a decision that rests on streams it does not write to.

    Nothing is recorded by anybody else until the transaction ends, so what is read after this stands at its end.
    """
    _lock_tree()


def append(entries: Sequence[Stored]) -> list[int]:
    """Append entries of another instance as they came; returns their leaves, in order.

    Their signatures are checked and their keys kept before. Call it inside `transaction()`, after `hold`. Raises
    Tampered when another entry stands in a place of theirs: their instance signed two histories.
    """
    frontier, recorded = _lock_tree()
    rows = [row_of(frontier.size + number, each) for number, each in enumerate(entries)]
    if sql.insert_missing(LedgerEntry, rows) != len(rows):
        raise Tampered("two entries of another instance in one place")
    _write_tiles(frontier.size, [entry.leaf_hash(each) for each in entries])
    grown = frontier.extend(entry.leaf_hash(each) for each in entries)
    sql.upsert(LedgerTree, [(TREE, grown.to_bytes(), recorded)])
    db.on_commit(lambda: head.keep(grown))
    return [row[0] for row in rows]


def create_tree() -> None:
    """Make the head of an empty log. Called by `init`."""
    LedgerTree.objects.create(pk=TREE, frontier=Frontier(0, ()).to_bytes())


def write_leaves(size: int, leaves: Sequence[bytes]) -> None:
    """Append leaf hashes to the tiles; for `restore`, which copies entries whole."""
    _write_tiles(size, leaves)


def row_of(position: int, stored: Stored) -> Row:
    """The ledger row of a stored entry; its look-up columns are what the header says."""
    header = entry.parse_header(stored.header)
    place = (header.compartment, header.stream, header.slot)
    return (position, header.id, header.key[:16], *place, stored.header, stored.body, stored.signature)


def _versions(drafts: Sequence[Draft]) -> list[int]:
    """The version of each draft: as asked, or the next one for those who cannot know it."""
    taken: dict[tuple[str, str], int] = {}
    versions = []
    for draft in drafts:
        place = (str(draft.compartment), draft.stream)
        if draft.version is not None:
            versions.append(draft.version)
            continue
        if place not in taken:
            taken[place] = LedgerEntry.objects.filter(
                compartment=draft.compartment,
                stream__in=keyring.names(draft.compartment, draft.stream),
                origin=current().origin_tag,
            ).count()
        taken[place] += 1
        versions.append(taken[place])
    return versions


def _prepare(
    draft: Draft, author: str, *, position: int, version: int, recorded: str, is_behind: bool
) -> _Prepared:
    instance = current()
    opened = Entry(
        id=nacl.utils.random(16).hex(),
        position=position,
        origin=instance.origin_tag,
        compartment=draft.compartment,
        stream=draft.stream,
        version=version,
        recorded=recorded,
        author=author,
        fact=draft.fact,
        is_clock_behind=is_behind,
    )
    key = nacl.utils.random(keyring.KEY_BYTES)
    stored = entry.seal(
        _header(opened, draft, key),
        canonical.encode(_body(opened)),
        entry_key=key,
        nonce=nacl.utils.random(entry.NONCE_BYTES),
        signing_key=instance.signing_key,
    )
    wrapped = keyring.wrap(draft.compartment, opened.id, key)
    return _Prepared(opened, stored, row_of(position, stored), wrapped)


def _header(opened: Entry, draft: Draft, key: bytes) -> entry.Header:
    signer = current().signer
    if not draft.compartment.is_sealed:
        return OpenHeader(
            id=EntryId(opened.id),
            compartment=str(opened.compartment),
            stream=StreamId(opened.stream),
            version=opened.version,
            recorded=opened.recorded,
            key=signer,
            commitment=entry.commitment(key),
        )
    return SealedHeader(
        id=EntryId(opened.id),
        compartment=str(opened.compartment),
        stream=StreamId(keyring.pseudonym(draft.compartment, draft.stream, opened.version)),
        slot=keyring.slot_token(draft.compartment, draft.stream, opened.version),
        day=opened.recorded[:10],
        key=signer,
        commitment=entry.commitment(key),
    )


def _body(opened: Entry) -> canonical.Json:
    """What is sealed. In a sealed compartment the body alone says stream, version and exact time."""
    body: dict[str, canonical.Json] = {
        "author": opened.author,
        "fact": kinds.dump(opened.fact),
        "kind": opened.fact.kind(),
        "v": opened.fact.VERSION,
    }
    if opened.is_clock_behind:
        body["clock"] = "behind"
    if opened.compartment.is_sealed:
        body |= {"stream": opened.stream, "version": opened.version, "recorded": opened.recorded}
    return body


def _insert(prepared: Sequence[_Prepared]) -> None:
    """Append the rows; a version that is taken is left out by the statement, which spares a savepoint."""
    if sql.insert_missing(LedgerEntry, [p.row for p in prepared]) == len(prepared):
        return
    mine = {p.opened.id for p in prepared}
    kept = {row[1] for row in sql.select(LedgerEntry, f"WHERE {sql.any_of('id', list(mine))}", list(mine))}
    first = next(p.opened for p in prepared if p.opened.id not in kept)
    raise Conflict(first.stream, first.version - 1, first.version)


def _lock_tree() -> tuple[Frontier, str]:
    """The head and the time of the last open entry, under the lock that every write takes last."""
    # SQLite took its one lock when the transaction began.
    lock = "FOR UPDATE" if connection.features.has_select_for_update else ""
    ((_, frontier, recorded),) = sql.select(LedgerTree, f"WHERE id = %s {lock}", (TREE,))
    return Frontier.from_bytes(bytes(frontier)), recorded


def _write_tiles(size: int, leaves: Sequence[bytes]) -> None:
    tails = {level: bytes(hashes) for level, _, hashes in _last_tiles(size)}
    made = tiles.new_tiles(size, tails, leaves=leaves)
    sql.upsert(LedgerTile, [(level, index, hashes) for (level, index), hashes in made.items()])


def _last_tiles(size: int) -> list[tuple[int, int, bytes]]:
    """The partial tile of each level that has one, in one query."""
    places: list[int] = []
    level = 0
    while size:
        size, filled = divmod(size, tiles.TILE_WIDTH)
        if filled:
            places += [level, size]
        level += 1
    if not places:
        return []
    wanted = " OR ".join(['(level = %s AND "index" = %s)'] * (len(places) // 2))
    return [
        (level, index, hashes) for level, index, hashes in sql.select(LedgerTile, f"WHERE {wanted}", places)
    ]


def named(error: DatabaseError) -> StoreError:
    """The store's own name for what the database said; its words differ between SQLite and PostgreSQL."""
    said = str(error).lower()
    if "full" in said or "no space" in said:
        return StoreFull("The disk is full. Nothing was saved.")
    if "locked" in said or "deadlock" in said or "lock timeout" in said:
        return StoreBusy("Another process is writing. Nothing was saved.")
    if "readonly" in said or "read-only" in said or isinstance(error.__cause__, sqlite3.NotSupportedError):
        return StoreReadOnly("The database cannot be written to. Nothing was saved.")
    return StoreUnreachable("The database does not answer. Nothing was saved.")
