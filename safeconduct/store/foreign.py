"""Entries of other instances: as they come, and how those of sealed compartments are found again.

An entry keeps its bytes and its signature; only its key is wrapped anew. The header of a sealed one names its stream
by a pseudonym of the sender's own, so a row beside it says under which of this instance's names it is looked up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from safeconduct.access.words import Compartment
from safeconduct.ledger.entry import Stored
from safeconduct.store import sql
from safeconduct.store.models import LedgerEntry, ReceivedEntry

EVERY_ROOM = ""
_LOOKED_UP_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Foreign:
    """An entry of another instance as it came, with its key.

    `key` (32 bytes) is that of an entry of an open compartment. A sealed one comes with its key sealed to this
    instance's newest public halves, `wrapped`; `stream` and `version` are then as its sender says, and whoever opens
    it sees whether that is so.
    """

    stored: Stored
    stream: str
    version: int
    key: bytes = b""
    wrapped: bytes = b""


def counts(kind: str, rooms: str) -> bool:
    """Whether a fact of this kind (`registry.Captured`) is of a room that counts; `rooms` are separated by commas."""
    return rooms == EVERY_ROOM or kind.partition(".")[0] in rooms.split(",")


def keep(rows: Sequence[tuple[str, Compartment, str, str]]) -> None:
    """Note (entry, compartment, own name of its stream, rooms that count) of sealed entries that were taken in."""
    sql.insert(
        ReceivedEntry, [(entry, str(compartment), name, room) for entry, compartment, name, room in rows]
    )


def found_under(compartment: Compartment, names: Sequence[str]) -> list[str]:
    """The ids of sealed foreign entries that are looked up under these own names."""
    found: list[str] = []
    for start in range(0, len(names), _LOOKED_UP_AT_ONCE):
        chunk = names[start : start + _LOOKED_UP_AT_ONCE]
        where = f"WHERE compartment = %s AND {sql.any_of('name', chunk)}"
        found += [row.entry for row in sql.rows(ReceivedEntry, where, (str(compartment), *chunk))]
    return found


def rows_under(compartment: Compartment, names: Sequence[str]) -> list[LedgerEntry]:
    """The ledger's rows of those entries."""
    ids = found_under(compartment, names)
    return list(LedgerEntry.objects.filter(id__in=ids)) if ids else []


def rooms_of(entries: Iterable[str]) -> dict[str, str]:
    """Of which rooms the facts of these sealed entries count, separated by commas; `EVERY_ROOM` for all."""
    wanted = list(entries)
    if not wanted:
        return {}
    return dict(ReceivedEntry.objects.filter(pk__in=wanted).values_list("entry", "room"))
