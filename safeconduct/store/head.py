"""The newest head of the log, kept outside the database, so that a cut tail or an older copy is found.

Owns the file `head` in the folder of the instance: two slots of 1,024 bytes, written in turn, each a signed
checkpoint filled with zeros. A write that a power cut tears spoils one slot; the other is one commit older.
No fsync: the database has committed by then, so an older head is never a false alarm.
Source: C2SP tlog-checkpoint; docs/decisions/0004.
"""

import fcntl
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from safeconduct.ledger import checkpoint, note
from safeconduct.ledger.checkpoint import Checkpoint
from safeconduct.ledger.errors import Tampered
from safeconduct.ledger.merkle import Frontier
from safeconduct.store.instance import Instance, current

HEAD_FILE = "head"
_SLOT_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Head:
    """A head that was read back, with the slot it stood in."""

    checkpoint: Checkpoint
    slot: int


def sign(frontier: Frontier) -> note.Note:
    """The signed checkpoint of this state of the log."""
    instance = current()
    head = Checkpoint(origin=instance.origin, size=frontier.size, root=frontier.root())
    return checkpoint.sign_checkpoint(head, instance.seed)


def keep(frontier: Frontier) -> None:
    """Write the head unless a newer one is there already (another process was faster)."""
    instance = current()
    data = note.format(sign(frontier)).ljust(_SLOT_BYTES, b"\0")
    with _opened(instance.home / HEAD_FILE) as descriptor:
        known = _newest(descriptor, instance)
        if known is not None and known.checkpoint.size >= frontier.size:
            return
        slot = 0 if known is None else 1 - known.slot
        os.pwrite(descriptor, data, slot * _SLOT_BYTES)


def newest() -> Checkpoint | None:
    """The newest head outside the database; None when none was ever written."""
    instance = current()
    if not (instance.home / HEAD_FILE).exists():
        return None
    with _opened(instance.home / HEAD_FILE) as descriptor:
        known = _newest(descriptor, instance)
    return known.checkpoint if known else None


def set_aside() -> Path | None:
    """Rename the head file, when an older state was accepted by name; the old head stays readable."""
    path = current().home / HEAD_FILE
    if not path.exists():
        return None
    number = sum(1 for _ in path.parent.glob(f"{HEAD_FILE}.set-aside-*")) + 1
    return path.rename(path.with_name(f"{HEAD_FILE}.set-aside-{number}"))


class _opened:
    """The file, open and locked against the other processes of this instance."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def __enter__(self) -> int:
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        return self._descriptor

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def _newest(descriptor: int, instance: Instance) -> Head | None:
    """The valid slot with the larger tree. A slot that is torn or forged counts as not there."""
    heads = []
    for slot in (0, 1):
        data = os.pread(descriptor, _SLOT_BYTES, slot * _SLOT_BYTES).rstrip(b"\0")
        known = _opened_slot(data, instance.origin, instance.verify_key)
        if known is not None:
            heads.append(Head(known, slot))
    return max(heads, key=lambda head: head.checkpoint.size, default=None)


# Each write meets the slot that the one before it read; the same bytes need no second verification.
@lru_cache(maxsize=4)
def _opened_slot(data: bytes, origin: str, key: bytes) -> Checkpoint | None:
    try:
        return checkpoint.open_checkpoint(note.parse(data), {origin: key})
    except Tampered:
        return None
