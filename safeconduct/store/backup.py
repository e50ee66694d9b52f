"""Backups: the ledger with the operational tables in one file, the key store in another with a shorter life.

Owns the two files' format (version 1): a line `safeconduct/backup/v1`, 24 bytes of stream header, then chunks,
each a big-endian u32 length and a libsodium secretstream chunk under a key derived from the service key; the last
one is marked as last, so a cut file is refused. A chunk is one letter and its content: H about, E entries, O rows of
an operational table, K rows of the key store, Z the end with size and root. Projections are not kept: `restore`
rebuilds them. Works alike on SQLite and PostgreSQL, while others write: entries never change, so their
number at the start is the snapshot.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.db import models
from django.db import transaction as db
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
)
from nacl.bindings.crypto_secretstream import (
    crypto_secretstream_xchacha20poly1305_HEADERBYTES as HEADER_BYTES,
)
from nacl.bindings.crypto_secretstream import (
    crypto_secretstream_xchacha20poly1305_TAG_FINAL as LAST,
)
from nacl.bindings.crypto_secretstream import (
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE as MORE,
)

from safeconduct.access.actor import SERVICE, Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.ledger import entry
from safeconduct.ledger.entry import Stored
from safeconduct.ledger.errors import Tampered
from safeconduct.ledger.merkle import Frontier
from safeconduct.sources.errors import Refused
from safeconduct.store import create, erasure, head, keyring, projections, record, sql
from safeconduct.store.clock import now, text_of
from safeconduct.store.entries import Draft
from safeconduct.store.facts import OlderStateAccepted
from safeconduct.store.instance import current
from safeconduct.store.keys.models import CompartmentKey, EntryKey, OperatorKey, ReaderKey
from safeconduct.store.models import LedgerEntry, LedgerTree
from safeconduct.store.routers import KEYS
from safeconduct.store.verify import Report, verify

LEDGER_FILE = "ledger.backup"
KEYS_FILE = "keys.backup"
_MAGIC = b"safeconduct/backup/v1\n"
_CHUNK_BYTES_MAX = 64 * 1024 * 1024
_ROWS_AT_ONCE = 1_000
_LENGTH_BYTES = 4
_SIGNATURE_BYTES = 64
_KEY_TABLES: tuple[type[models.Model], ...] = (CompartmentKey, OperatorKey, ReaderKey, EntryKey)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: its two files, how many entries, the root of their tree."""

    ledger: Path
    keys: Path
    entries: int
    root: str


def make(folder: Path, actor: Actor, progress: Progress = lambda done, total: None) -> Made:
    """Write both files into the folder; Refused when there is a backup in it already."""
    decide(actor, Capability.STORE_BACKUP_MAKE)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (LEDGER_FILE, KEYS_FILE):
        if (folder / name).exists():
            raise Refused(
                "backup_exists",
                f"{folder / name} is there already.",
                "House rule",
                remedy="Name another folder.",
            )
    frontier = Frontier.from_bytes(bytes(LedgerTree.objects.get(pk=record.TREE).frontier))
    about = {"instance": current().id, "made": text_of(now()), "size": frontier.size}
    end = {"root": frontier.root().hex(), "size": frontier.size}
    with _Writer(folder / LEDGER_FILE, "backup") as writer:
        writer.json(b"H", about)
        for chunk, done in _entry_chunks(frontier.size):
            writer.write(b"E", chunk)
            progress(done, frontier.size)
        for table in projections.operational():
            for rows in _row_chunks(table):
                writer.json(b"O", {"table": table._meta.db_table, "rows": rows})
        writer.json(b"Z", end, is_last=True)
    with _Writer(folder / KEYS_FILE, "backup keys") as writer:
        writer.json(b"H", about)
        for table in _KEY_TABLES:
            for rows in _row_chunks(table):
                writer.json(b"K", {"table": table._meta.db_table, "rows": rows})
        writer.json(b"Z", end, is_last=True)
    return Made(folder / LEDGER_FILE, folder / KEYS_FILE, frontier.size, frontier.root().hex())


def restore(
    folder: Path,
    *,
    shred_list: Path | None = None,
    older_because: str = "",
    progress: Progress = lambda d, t: None,
) -> Report:
    """Put a backup into an instance whose databases are empty; returns what verification then finds.

    The files of the instance (`instance.json`, `service.key`) must be in place. Raises Refused when the database
    holds entries, or when the head outside is newer and `older_because` gives no reason; Tampered for a
    damaged file. Nothing is kept of a restore that fails.
    """
    create.migrate()
    if LedgerEntry.objects.exists() or EntryKey.objects.exists():
        raise Refused(
            "not_empty",
            "The databases hold entries already.",
            "House rule",
            remedy="Restore into empty databases.",
        )
    listed = erasure.listed_at(shred_list) if shred_list else []
    with record.transaction(), db.atomic(using=KEYS):
        _read_keys(folder / KEYS_FILE)
        frontier = _read_ledger(folder / LEDGER_FILE, progress)
        _check_head(frontier, older_because)
        keyring.forget()
        erasure.replay(listed)
        projections.rebuild()
    _accept_older(frontier, older_because)
    # Keys that were put back and deleted again lie in the log, or in the table's file.
    erasure.cut_logs()
    return verify()


def _check_head(frontier: Frontier, older_because: str) -> None:
    known = head.newest()
    if known is not None and known.size > frontier.size and not older_because.strip():
        raise Refused(
            "older_backup",
            f"This backup ends at entry {frontier.size}; the record is known to have had {known.size}.",
            "House rule: an older state is never put in place silently",
            remedy="Find a newer backup, or give the reason with --older-because.",
        )


def _accept_older(frontier: Frontier, reason: str) -> None:
    """Record that a newer state was lost, and begin a new head; the old head file stays, renamed."""
    known = head.newest()
    if known is None or known.size <= frontier.size:
        head.keep(frontier)
        return
    head.set_aside()
    fact = OlderStateAccepted(lost_size=known.size, lost_root=known.root.hex(), reason=reason)
    with record.transaction():
        record.record([Draft(Compartment.OFFICE, current().id, None, fact)], SERVICE)


# --- writing ----------------------------------------------------------------------------------------


def _entry_chunks(size: int) -> Iterator[tuple[bytes, int]]:
    last = -1
    while last < size - 1:
        found = LedgerEntry.objects.filter(position__gt=last, position__lt=size).order_by("position")
        batch = list(found.values_list("position", "header", "body", "signature")[:_ROWS_AT_ONCE])
        if not batch or batch[0][0] != last + 1:
            raise Tampered(f"entry {last + 1}")
        yield (
            b"".join(_framed(bytes(head), bytes(body), bytes(sign)) for _, head, body, sign in batch),
            batch[-1][0] + 1,
        )
        last = batch[-1][0]


def _framed(header: bytes, body: bytes, signature: bytes) -> bytes:
    lengths = (len(part).to_bytes(_LENGTH_BYTES, "big") for part in (header, body))
    return next(lengths) + header + next(lengths) + body + signature


def _row_chunks(table: type[models.Model]) -> Iterator[list[dict[str, Any]]]:
    names = [field.attname for field in table._meta.concrete_fields]
    chunk: list[dict[str, Any]] = []
    for row in table._default_manager.values_list(*names).iterator(chunk_size=_ROWS_AT_ONCE):
        chunk.append({name: _to_json(value) for name, value in zip(names, row, strict=True)})
        if len(chunk) == _ROWS_AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _to_json(value: Any) -> Any:
    match value:
        case bytes() | memoryview():
            return {"hex": bytes(value).hex()}
        case datetime():
            return {"time": value.isoformat()}
    return value


class _Writer:
    """A backup file being written; renamed into place only when it is whole and on the disk."""

    def __init__(self, path: Path, purpose: str) -> None:
        self._path, self._part = path, path.with_suffix(".part")
        self._state = crypto_secretstream_xchacha20poly1305_state()
        self._header = crypto_secretstream_xchacha20poly1305_init_push(self._state, current().derive(purpose))
        self._file: BinaryIO

    def __enter__(self) -> "_Writer":
        self._file = os.fdopen(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        self._file.write(_MAGIC + self._header)
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        with self._file:
            self._file.flush()
            os.fsync(self._file.fileno())
        if kind is None:
            self._part.rename(self._path)
        else:
            self._part.unlink()

    def json(self, letter: bytes, value: dict[str, Any], *, is_last: bool = False) -> None:
        """One chunk of JSON."""
        self.write(letter, json.dumps(value, ensure_ascii=False).encode(), is_last=is_last)

    def write(self, letter: bytes, data: bytes, *, is_last: bool = False) -> None:
        """One chunk."""
        tag = LAST if is_last else MORE
        sealed = crypto_secretstream_xchacha20poly1305_push(self._state, letter + data, _MAGIC, tag)
        self._file.write(len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed)


# --- reading ----------------------------------------------------------------------------------------


def _chunks(path: Path, purpose: str) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a file up to the one marked last; Tampered for anything else."""
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise Tampered(f"{path.name}: not a backup of this version")
        state = crypto_secretstream_xchacha20poly1305_state()
        crypto_secretstream_xchacha20poly1305_init_pull(
            state, file.read(HEADER_BYTES), current().derive(purpose)
        )
        tag = MORE
        while tag != LAST:
            length = int.from_bytes(file.read(_LENGTH_BYTES), "big")
            if not 0 < length <= _CHUNK_BYTES_MAX:
                raise Tampered(f"{path.name}: cut or damaged")
            try:
                plain, tag = crypto_secretstream_xchacha20poly1305_pull(state, file.read(length), _MAGIC)
            except (RuntimeError, ValueError):
                raise Tampered(f"{path.name}: damaged, or made with another service key") from None
            yield plain[:1], plain[1:]
        if file.read(1):
            raise Tampered(f"{path.name}: something follows its end")


def _read_ledger(path: Path, progress: Progress) -> Frontier:
    frontier, recorded, end = Frontier(0, ()), "", {}
    total = 0
    for letter, data in _chunks(path, "backup"):
        if letter == b"E":
            stored = list(_unframed(data))
            frontier, recorded = _copy(stored, frontier, recorded)
            progress(frontier.size, total)
        elif letter == b"O":
            _insert_rows(json.loads(data), projections.operational())
        else:
            end = json.loads(data)
            total = end["size"]
    if end.get("size") != frontier.size or end.get("root") != frontier.root().hex():
        raise Tampered(f"{path.name}: its entries do not make the root it states")
    LedgerTree.objects.update_or_create(
        pk=record.TREE, defaults={"frontier": frontier.to_bytes(), "recorded": recorded}
    )
    return frontier


def _copy(stored: list[Stored], frontier: Frontier, recorded: str) -> tuple[Frontier, str]:
    rows = [record.row_of(frontier.size + number, each) for number, each in enumerate(stored)]
    sql.insert(LedgerEntry, rows)
    leaves = [entry.leaf_hash(each) for each in stored]
    record.write_leaves(frontier.size, leaves)
    for header in (entry.parse_header(each.header) for each in stored):
        # Another instance's entries keep their own times, which say nothing of this clock.
        if header.key == current().signer:
            recorded = max(recorded, getattr(header, "recorded", ""))
    return frontier.extend(leaves), recorded


def _unframed(data: bytes) -> Iterator[Stored]:
    start = 0
    while start < len(data):
        parts = []
        for _ in range(2):
            end = start + _LENGTH_BYTES
            length = int.from_bytes(data[start:end], "big")
            parts.append(data[end : end + length])
            start = end + length
        yield Stored(parts[0], parts[1], data[start : start + _SIGNATURE_BYTES])
        start += _SIGNATURE_BYTES


def _read_keys(path: Path) -> None:
    for letter, data in _chunks(path, "backup keys"):
        if letter == b"K":
            _insert_rows(json.loads(data), list(_KEY_TABLES))


def _insert_rows(chunk: dict[str, Any], tables: list[type[models.Model]]) -> None:
    table = next((each for each in tables if each._meta.db_table == chunk["table"]), None)
    if table is None:
        raise Tampered(f"a backup of an unknown table {chunk['table']}")
    rows = [table(**{name: _from_json(value) for name, value in row.items()}) for row in chunk["rows"]]
    table._default_manager.bulk_create(rows)


def _from_json(value: Any) -> Any:
    match value:
        case {"hex": text}:
            return bytes.fromhex(text)
        case {"time": text}:
            return datetime.fromisoformat(text)
    return value
