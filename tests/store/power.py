"""A disk that loses power: what SQLite wrote and did not sync may be lost, whole or by sectors of 512 bytes.

`Disk` holds files in memory and journals every write and sync, once, while statements run on it through an
APSW VFS. `cuts` then walks the journal and makes, at any step, the disk as it would be found after a power cut
there: everything synced is there; of the rest, nothing, or any part of it.
As SQLite assumes of real disks: making, deleting and shortening a file are kept in order with syncs, and a torn
write damages no byte outside of it ("powersafe overwrite", the default of its own VFS).
Source: SQLite, "Atomic Commit In SQLite", section 2, and the crash tests of "How SQLite Is Tested".
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import apsw

SECTOR_BYTES = 512
# What unix systems report; SQLite reads it as: no byte next to a write is ever damaged.
POWERSAFE_OVERWRITE = apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE
_NAMES = itertools.count()


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes handed to the system, perhaps not yet on the disk."""

    file: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """The file's length set."""

    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """Everything written to the file before this step is on the disk."""

    file: str


@dataclass(frozen=True, slots=True)
class Delete:
    """The file's name is gone."""

    file: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Not a step of the disk: from here on the caller relies on `what`."""

    what: str


Step = Write | Truncate | Sync | Delete | Acknowledged


@dataclass
class Disk:
    """Files in memory as the running system sees them, and the journal of what was done to them."""

    files: dict[str, bytearray] = field(default_factory=dict)
    journal: list[Step] = field(default_factory=list)

    def acknowledge(self, what: str) -> None:
        self.journal.append(Acknowledged(what))


class PowerVfs(apsw.VFS):
    """SQLite's view of a `Disk`, under a name of its own."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.vfs_name = f"power-{next(_NAMES)}"
        super().__init__(self.vfs_name, "")

    # APSW takes any object with these methods, its annotation only its own class.
    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> PowerFile:  # type: ignore[override]
        flags[1] = flags[0]
        file = name.filename() if isinstance(name, apsw.URIFilename) else name
        # SQLite opens files without a name for sorting; they are never synced and never found again.
        return PowerFile(self.disk, file or f"temporary-{next(_NAMES)}", is_temporary=file is None)

    def xFullPathname(self, name: str) -> str:
        return name

    def xAccess(self, name: str, flags: int) -> bool:
        return name in self.disk.files

    def xDelete(self, name: str, syncdir: bool) -> None:
        if self.disk.files.pop(name, None) is not None:
            self.disk.journal.append(Delete(name))

    def xRandomness(self, size: int) -> bytes:
        # Salts of the log need only differ from each other.
        return next(_NAMES).to_bytes(8, "big").rjust(size, b"\1")[-size:]

    def xSleep(self, microseconds: int) -> int:
        return 0

    def xCurrentTime(self) -> float:
        return 2_460_000.5

    def xGetLastError(self) -> tuple[int, str]:
        return 0, ""


class PowerFile:
    """One open file. Two connections never share one here, so locks have nothing to do."""

    def __init__(self, disk: Disk, name: str, *, is_temporary: bool) -> None:
        self._disk, self._name = disk, name
        self._content = bytearray() if is_temporary else disk.files.setdefault(name, bytearray())
        self._journal: list[Step] = [] if is_temporary else disk.journal

    def xRead(self, amount: int, offset: int) -> bytes:
        return bytes(self._content[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        _write(self._content, data, offset)
        self._journal.append(Write(self._name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        del self._content[size:]
        self._journal.append(Truncate(self._name, size))

    def xSync(self, flags: int) -> None:
        self._journal.append(Sync(self._name))

    def xFileSize(self) -> int:
        return len(self._content)

    def xLock(self, level: int) -> None:
        pass

    def xUnlock(self, level: int) -> None:
        pass

    def xCheckReservedLock(self) -> bool:
        return False

    def xSectorSize(self) -> int:
        return 4096

    def xDeviceCharacteristics(self) -> int:
        return POWERSAFE_OVERWRITE

    def xFileControl(self, operation: int, pointer: int) -> bool:
        return False

    def xClose(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Cut:
    """The disk as found after a power cut at a step, and what had last been acknowledged by then."""

    step: int
    files: dict[str, bytearray]
    acknowledged: str


def cuts(
    before: dict[str, bytes], journal: Sequence[Step], chance: random.Random, number: int
) -> Iterator[Cut]:
    """`number` power cuts at random steps of the journal, in their order."""
    moments = iter(sorted(chance.randrange(len(journal) + 1) for _ in range(number)))
    synced = {name: bytearray(data) for name, data in before.items()}
    waiting: list[Write] = []
    acknowledged = ""
    moment = next(moments, None)
    for number_of_step in range(len(journal) + 1):
        while moment == number_of_step:
            yield Cut(moment, _found(synced, waiting, chance), acknowledged)
            moment = next(moments, None)
        step = journal[number_of_step] if number_of_step < len(journal) else None
        if isinstance(step, Acknowledged):
            acknowledged = step.what
        elif step is not None:
            waiting = _stepped(step, synced, waiting)


def _stepped(
    step: Write | Truncate | Sync | Delete, synced: dict[str, bytearray], waiting: list[Write]
) -> list[Write]:
    """Carries one step out; returns the writes that still wait for a sync."""
    if isinstance(step, Write):
        waiting.append(step)
        return waiting
    mine = [write for write in waiting if write.file == step.file]
    others = [write for write in waiting if write.file != step.file]
    content = synced.setdefault(step.file, bytearray())
    if isinstance(step, Delete):
        del synced[step.file]
        return others
    if isinstance(step, Truncate):
        del content[step.size :]
        return [*others, *(write for write in mine if write.offset < step.size)]
    for write in mine:
        _write(content, write.data, write.offset)
    return others


def _found(
    synced: dict[str, bytearray], waiting: Sequence[Write], chance: random.Random
) -> dict[str, bytearray]:
    """What is on the disk: all that was synced, and of what waits, each sector kept or lost by chance."""
    files = {name: bytearray(content) for name, content in synced.items()}
    kept = chance.choice((0.0, 0.5, 0.9, 1.0))
    for write in waiting:
        for start in range(0, len(write.data), SECTOR_BYTES):
            if chance.random() < kept:
                sector = write.data[start : start + SECTOR_BYTES]
                _write(files.setdefault(write.file, bytearray()), sector, write.offset + start)
    return files


def _write(content: bytearray, data: bytes, offset: int) -> None:
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data
