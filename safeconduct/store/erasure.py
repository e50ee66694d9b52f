"""Erasure by two persons: the keys of a subject's entries are deleted, the proofs stay whole.

Owns the order of steps, so that nothing is half-erased: first the fact and the rows, in one transaction; then
the shred list outside the database; then the keys; then the write-ahead logs are cut and the tables of PostgreSQL
vacuumed. Each step can be done again, and `replay` does so at every start and after every restore.
See docs/explanation/keys-and-compartments.md.
"""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import nacl.utils
from django.db import OperationalError, connections

from safeconduct.access.actor import Actor
from safeconduct.access.approval import Approval
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.ledger import canonical
from safeconduct.sources.errors import Conflict, NotFound, Refused
from safeconduct.sources.facts import Erased
from safeconduct.store import approvals, foreign, keyring, office, projections
from safeconduct.store.entries import Draft
from safeconduct.store.errors import LogNotCut
from safeconduct.store.facts import SubjectErased
from safeconduct.store.history import history
from safeconduct.store.instance import current
from safeconduct.store.keys.models import EntryKey
from safeconduct.store.models import ErasedEntry, LedgerEntry
from safeconduct.store.record import record, transaction
from safeconduct.store.routers import KEYS, LEDGER

ACTION = "store.erase"
SHRED_FILE = "shredded"
CUT_SECONDS = 10
_TRY_MS = 200
_BESIDE: list[Callable[[str], Sequence[str]]] = []
_AT_ONCE = 5_000


def request(subject: str, streams: Sequence[str], ground: str, *, actor: Actor) -> Approval:
    """Ask for the erasure of a subject; `streams` are further streams that belong to it (its files).

    Raises Refused without a ground, NotFound when nothing is recorded of the subject.
    """
    decide(actor, Capability.STORE_ERASURE_REQUEST)
    if not ground.strip():
        raise Refused(
            "no_ground", "An erasure needs its ground.", "House rule", remedy="Write why.", field="ground"
        )
    everything = [subject, *streams, *(stream for beside in _BESIDE for stream in beside(subject))]
    if not _entries_of(everything):
        raise NotFound("nothing is recorded of this subject")
    asked: dict[str, canonical.Json] = {
        "entries": len(_open_entries_of(everything)),
        "ground": ground,
        "streams": list(streams),
        "subject": subject,
    }
    command = canonical.encode(asked)
    return approvals.request(ACTION, command, capability=Capability.STORE_ERASURE_REQUEST, actor=actor)


def approve(approval_id: str, digest: str, actor: Actor) -> int:
    """Approve as the second person, and erase; returns how many entries lost their key."""
    with transaction():
        approved = approvals.approve(approval_id, digest, actor)
        erased = _record(approved, actor)
    _shred(erased)
    return len(erased)


def register(streams: Callable[[str], Sequence[str]]) -> None:
    """Make known what else belongs to a subject: streams of other rooms about it, found without opening anything."""
    if streams not in _BESIDE:
        _BESIDE.append(streams)


def replay(shredded: Iterable[str] = ()) -> int:
    """Delete every key that should be gone: of the record's own erasures, of the shred list, of `shredded`."""
    listed = {*ErasedEntry.objects.values_list("entry", flat=True), *_listed(), *shredded}
    present = set(keyring.find(listed))
    if present:
        _shred(sorted(present))
    elif connections[KEYS].vendor == "sqlite":
        # The keys may be gone and the log not yet: the program ended between the two, or a reader was in the way.
        cut_logs()
    return len(present)


def cut_logs() -> None:
    """Make deleted bytes go: from SQLite's write-ahead logs, from PostgreSQL's tables.

    Raises LogNotCut when a reader is in the way for longer than `CUT_SECONDS`. Does nothing inside a transaction.
    """
    left = [alias for alias in (KEYS, LEDGER) if not _is_cut(alias)]
    if left:
        raise LogNotCut(
            "The record is erased and its keys are deleted. Their bytes are still in a file of the database, "
            "because another program is reading it."
        )


def listed_at(path: Path) -> list[str]:
    """The entries named in a shred list that was kept elsewhere."""
    return [line.strip() for line in path.read_text(encoding="ascii").splitlines() if line.strip()]


def _listed() -> list[str]:
    path = current().home / SHRED_FILE
    return listed_at(path) if path.exists() else []


def _record(approved: Approval, actor: Actor) -> list[str]:
    asked = canonical.decode(approved.command, limit_bytes=1 << 20)
    assert isinstance(asked, dict)
    assert isinstance(asked["streams"], list)
    subject = str(asked["subject"])
    streams = [subject, *(str(stream) for stream in asked["streams"])]
    streams += [stream for beside in _BESIDE for stream in beside(subject)]
    entries = sorted(_entries_of(streams))
    if not entries:
        raise NotFound("nothing is recorded of this subject")
    _check_unchanged(streams, asked["entries"])
    fact = SubjectErased(
        subject=subject, entries=tuple(entries), ground=str(asked["ground"]), approval=approved.id
    )
    stream = nacl.utils.random(16).hex()
    recorded = record([Draft(Compartment.OFFICE, stream, 1, fact)], actor)
    standing = _entries_of(streams)
    if len(standing) != len(entries):
        # Written while this one waited for the lock of the log; what comes later finds nobody any more.
        raise Conflict(subject, len(entries), len(standing))
    office.project([(stream, recorded)])
    _clear_rows(streams, actor)
    return entries


def _check_unchanged(streams: Sequence[str], expected: canonical.Json) -> None:
    """A file attached since the request has a stream that the command does not name: it would stay."""
    if len(_open_entries_of(streams)) != expected:
        reason = "Something was recorded about this since its erasure was asked for."
        raise Refused("changed_since", reason, "House rule: two persons", remedy="Ask for it again.")


def _clear_rows(streams: Sequence[str], actor: Actor) -> None:
    """Rooms see the streams as they will be read from now on, before the keys are gone: all erased."""
    batch = []
    for stream in streams:
        entries = history(stream, [c for c in Compartment if not c.is_sealed], actor)
        batch.append((stream, [replace(entry, fact=Erased()) for entry in entries]))
    projections.project(batch)


def _shred(entries: Sequence[str]) -> None:
    known = set(_listed())
    new = [entry for entry in entries if entry not in known]
    if new:
        _append(current().home / SHRED_FILE, new)
    for start in range(0, len(entries), _AT_ONCE):
        EntryKey.objects.filter(pk__in=entries[start : start + _AT_ONCE]).delete()
    cut_logs()


def _append(path: Path, lines: Sequence[str]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())


def _entries_of(streams: Iterable[str]) -> list[str]:
    return _found(streams, [compartment for compartment in Compartment if compartment != Compartment.OFFICE])


def _open_entries_of(streams: Iterable[str]) -> list[str]:
    """Those of the open compartments: their number tells the second person nothing that is sealed."""
    mine = [each for each in Compartment if not each.is_sealed and each != Compartment.OFFICE]
    return _found(streams, mine)


def _found(streams: Iterable[str], compartments: Sequence[Compartment]) -> list[str]:
    names = [
        (compartment, name)
        for stream in streams
        for compartment in compartments
        for name in keyring.names(compartment, stream)
    ]
    found: list[str] = []
    for compartment, name in names:
        rows = LedgerEntry.objects.filter(stream=name, compartment=compartment)
        found += rows.values_list("id", flat=True)
        if compartment.is_sealed:
            found += foreign.found_under(compartment, [name])
    return found


def _is_cut(alias: str) -> bool:
    connection = connections[alias]
    if connection.in_atomic_block:
        return True
    return _cut_log(alias) if connection.vendor == "sqlite" else _vacuum(alias)


def _cut_log(alias: str) -> bool:
    """Whether SQLite's write-ahead log is empty now. While a reader holds it, it is tried again for a while."""
    until = time.monotonic() + CUT_SECONDS
    with connections[alias].cursor() as cursor:
        ((waits_ms,),) = cursor.execute("PRAGMA busy_timeout").fetchall()
        # Each try holds other writers up for as long as it waits, so it waits briefly and lets them through.
        cursor.execute(f"PRAGMA busy_timeout={_TRY_MS}")
        try:
            while True:
                ((is_busy, *_),) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                if not is_busy or time.monotonic() > until:
                    return not is_busy
                time.sleep(_TRY_MS / 1000)
        finally:
            cursor.execute(f"PRAGMA busy_timeout={waits_ms}")


def _vacuum(alias: str) -> bool:
    """Whether the tables that an erasure deletes from were written anew; PostgreSQL keeps deleted rows until then."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{CUT_SECONDS}s'")
            try:
                for statement in _vacuum_statements(alias):
                    cursor.execute(statement)
            finally:
                cursor.execute("RESET lock_timeout")
    except OperationalError:
        return False
    return True


def _vacuum_statements(alias: str) -> list[str]:
    """A table with sealed content is written anew whole; of keyed tags it is enough to free their place.

    Deleted rows are freed first, for to VACUUM FULL its own snapshot counts, which any transaction on the server
    holds back, also one of another database: it would carry them over into the new file.
    Source: PostgreSQL 15, commands/vacuum.c, vacuum_rel (PROC_IN_VACUUM is set without FULL alone)
    """
    if alias == KEYS:
        freed = anew = [EntryKey._meta.db_table]
    else:
        tables = [table for each in projections.all_projections() for table in (*each.tables, *each.beside)]
        freed = [table._meta.db_table for table in tables]
        anew = [
            t._meta.db_table for t in tables if any(f.attname == "sealed" for f in t._meta.concrete_fields)
        ]
    return [f"VACUUM {', '.join(freed)}", f"VACUUM FULL {', '.join(anew)}"]
