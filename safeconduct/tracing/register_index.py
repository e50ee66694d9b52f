"""The index of this register on disk: where it lies, how far it reaches, and making it go.

Sealed with a key made of the service key, so that a copy of the files tells no name. It is no record: it can be
built again at any time, and search goes on in the database without it.
"""

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from safeconduct.store.instance import current
from safeconduct.tracing.index import INDEX_FILE, Card, NameIndex
from safeconduct.tracing.segment import Damaged
from safeconduct.tracing.workers import suited_to

FOLDER = "trace-index"
_REACH_FILE = "reach.json"


@dataclass(frozen=True, slots=True)
class Reach:
    """An index that can be searched: how many cards it holds, and the leaf of the log up to which it reaches."""

    index: NameIndex
    leaf: int


def folder() -> Path:
    """Where the index of this instance lies, whether or not there is one."""
    return current().home / FOLDER


def build(cards: Iterable[Card], *, persons: int, leaf: int, progress: Callable[[int], None]) -> int:
    """Build it anew; returns how many cards it holds. `leaf` is how far the register was read.

    `persons` is about how many will come.
    """
    index = NameIndex.build(folder(), cards, key=_key(), workers=suited_to(persons), progress=progress)
    (folder() / _REACH_FILE).write_text(json.dumps({"leaf": leaf}), encoding="ascii")
    return len(index)


def open_index() -> Reach | None:
    """The index, or None where none was built. Raises `Damaged`, with the remedy, for one that cannot be read."""
    try:
        state = _state()
    except FileNotFoundError:
        return None
    return _opened(state)


def drop() -> None:
    """Delete it: after an erasure its files may still hold what is to be gone."""
    shutil.rmtree(folder(), ignore_errors=True)
    _opened.cache_clear()


@lru_cache(maxsize=1)
def _opened(state: tuple[object, ...]) -> Reach:
    """Opening reads every file through, to check it; so it stays open until the folder's `state` is another."""
    try:
        reach = json.loads((folder() / _REACH_FILE).read_text(encoding="ascii"))
        leaf = int(reach["leaf"])
    except (ValueError, KeyError, TypeError):
        raise Damaged(f"{folder() / _REACH_FILE} cannot be read. Build the index again.") from None
    return Reach(NameIndex.open(folder(), key=_key()), leaf)


def _state() -> tuple[object, ...]:
    """What changes whenever the index does: both small files are written anew then. FileNotFoundError without one."""
    known = [(folder() / name).stat() for name in (_REACH_FILE, INDEX_FILE)]
    return (folder(), *((each.st_ino, each.st_size, each.st_mtime_ns) for each in known))


def _key() -> bytes:
    return current().derive("trace index")
