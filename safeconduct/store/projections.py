"""Every projection, and rebuilding them from the ledger.

Owns the list of projections and of operational tables; rooms register theirs when the program starts. A
projection's rows are a pure function of the open compartments, so `check` can compare live with rebuilt.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model

from safeconduct.access.words import Compartment
from safeconduct.store.entries import Entry
from safeconduct.store.history import every_stream

Batch = Sequence[tuple[str, list[Entry]]]
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Projection:
    """Tables that can be thrown away. `project` rewrites every row of the streams it is given.

    `beside` names operational tables from which `project` deletes what was said of an erased subject.
    """

    name: str
    compartments: frozenset[Compartment]
    tables: tuple[type[Model], ...]
    project: Callable[[Batch], None]
    beside: tuple[type[Model], ...] = ()


_PROJECTIONS: dict[str, Projection] = {}
_OPERATIONAL: list[type[Model]] = []


def register(projection: Projection) -> None:
    """Make a projection known; the same name again replaces nothing."""
    _PROJECTIONS.setdefault(projection.name, projection)


def register_operational(*tables: type[Model]) -> None:
    """Declare tables that are neither ledger nor projection, and go into backups."""
    _OPERATIONAL.extend(table for table in tables if table not in _OPERATIONAL)


def all_projections() -> list[Projection]:
    """Every projection, by name."""
    return [_PROJECTIONS[name] for name in sorted(_PROJECTIONS)]


def operational() -> list[type[Model]]:
    """Every operational table of the ledger database that a backup carries."""
    return list(_OPERATIONAL)


def project(batch: Batch) -> None:
    """Rewrite the rows of these streams in every projection; for erasure, which concerns all rooms."""
    for projection in all_projections():
        projection.project(batch)


def rebuild(progress: Progress = lambda done: None) -> int:
    """Throw every projection away and make it anew from the ledger, in one transaction; returns the streams."""
    with transaction.atomic():
        return sum(_rebuild(projection, progress) for projection in all_projections())


def check(progress: Progress = lambda done: None) -> list[str]:
    """The tables whose live rows differ from rebuilt ones; nothing is kept of the rebuilding."""
    different: list[str] = []
    with transaction.atomic():
        for projection in all_projections():
            live = [(table, _digest(table)) for table in projection.tables]
            _rebuild(projection, progress)
            different += [table._meta.db_table for table, digest in live if digest != _digest(table)]
        transaction.set_rollback(True)
    return different


def _rebuild(projection: Projection, progress: Progress) -> int:
    for table in projection.tables:
        table._default_manager.all().delete()
    done = 0
    for batch in every_stream(projection.compartments):
        projection.project(batch)
        done += len(batch)
        progress(done)
    return done


def _digest(table: type[Model]) -> tuple[int, int]:
    """The number of rows, and the sum of their hashes: equal for equal rows in any order."""
    names = [field.attname for field in table._meta.concrete_fields if field.attname != "pk"]
    total = count = 0
    for row in table._default_manager.values_list(*names).iterator(chunk_size=5_000):
        total += int.from_bytes(
            hashlib.sha256(repr([_plain(value) for value in row]).encode()).digest(), "big"
        )
        count += 1
    return count, total % (1 << 256)


def _plain(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value
