"""The instance's own entries as they are carried to another one: their bytes, and their keys sealed anew.

Owns finding them and their keys. Which of them may leave is its caller's to say. A device's sealed entries are
written to its home's public halves from the first, so that they pass through without being opened.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from safeconduct.access.actor import SERVICE, Actor
from safeconduct.access.words import Compartment
from safeconduct.ledger import entry
from safeconduct.ledger.entry import OpenHeader, Stored
from safeconduct.store import history, keyring
from safeconduct.store.errors import Locked
from safeconduct.store.foreign import Foreign
from safeconduct.store.instance import current
from safeconduct.store.models import LedgerEntry

_AT_ONCE = 2_000
NOBODY = ("0" * 32, 1)
"""Stream and version of a sealed entry about which the open record says nothing: readers find it in the log."""
# Public halves of the recipient, by half.
Halves = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An own entry with its key, and its leaf in this log. An erased one has no key and is not carried."""

    position: int
    compartment: Compartment
    carried: Foreign


def since(after: int, compartments: Iterable[Compartment], halves: Halves) -> Iterator[list[Outgoing]]:
    """Own entries of these compartments after leaf `after`, in the order of the log, in batches.

    Raises Locked where a sealed entry was written to this instance's own halves: it is for a reader to carry.
    """
    wanted = [str(compartment) for compartment in compartments]
    mine = LedgerEntry.objects.filter(origin=current().origin_tag, compartment__in=wanted)
    while True:
        rows = list(mine.filter(position__gt=after).order_by("position")[:_AT_ONCE])
        if not rows:
            return
        yield _outgoing(rows, halves)
        after = rows[-1].position


def of_streams(
    streams: Iterable[str], compartment: Compartment, halves: Halves, actor: Actor
) -> list[Outgoing]:
    """Own entries of these streams, oldest first; Locked for a sealed compartment that the session does not open."""
    found: list[Outgoing] = []
    for stream, entries in history.histories(streams, [compartment], actor).items():
        own = [each.id for each in entries if each.origin == current().origin_tag]
        versions = {each.id: each.version for each in entries}
        rows = list(LedgerEntry.objects.filter(id__in=own).order_by("position"))
        keys = keyring.find(own)
        for row in rows:
            if row.id in keys:
                key = keyring.unwrap(keys[row.id], actor)
                found.append(_for(row, stream, versions[row.id], key=key, halves=halves))
    return sorted(found, key=lambda each: each.position)


def streams_after(after: int, compartments: Iterable[Compartment]) -> int:
    """How many own streams of these open compartments have an entry after the leaf."""
    wanted = [str(compartment) for compartment in compartments]
    mine = LedgerEntry.objects.filter(origin=current().origin_tag, compartment__in=wanted)
    return mine.filter(position__gt=after).values("stream").distinct().count()


def _outgoing(rows: Sequence[LedgerEntry], halves: Halves) -> list[Outgoing]:
    keys = keyring.find(row.id for row in rows)
    places = _places([row for row in rows if Compartment(row.compartment).is_sealed])
    made = []
    for row in rows:
        wrapped = keys.get(row.id)
        if wrapped is None:
            continue
        if not wrapped.compartment.is_sealed:
            header = entry.parse_header(bytes(row.header))
            assert isinstance(header, OpenHeader)
            key = keyring.unwrap(wrapped, SERVICE)
            made.append(_for(row, row.stream, header.version, key=key, halves=halves))
            continue
        if not keyring.is_sealed_to(wrapped, halves):
            raise Locked("sealed entries of this instance are for a reader to carry")
        stream, version = places.get(row.id, NOBODY)
        carried = Foreign(_stored(row), stream, version, wrapped=wrapped.wrapped)
        made.append(Outgoing(row.position, wrapped.compartment, carried))
    return made


def _for(row: LedgerEntry, stream: str, version: int, *, key: bytes, halves: Halves) -> Outgoing:
    compartment = Compartment(row.compartment)
    if not compartment.is_sealed:
        return Outgoing(row.position, compartment, Foreign(_stored(row), stream, version, key=key))
    sealed = keyring.seal_to_halves([halves[half] for half in compartment.halves], key)
    return Outgoing(row.position, compartment, Foreign(_stored(row), stream, version, wrapped=sealed))


def _stored(row: LedgerEntry) -> Stored:
    return Stored(bytes(row.header), bytes(row.body), bytes(row.signature))


def _places(rows: Sequence[LedgerEntry]) -> dict[str, tuple[str, int]]:
    """Stream and version of sealed entries, found by trying the names of all subjects; nothing is opened."""
    missing = {(row.compartment, row.stream, row.slot): row.id for row in rows}
    found: dict[str, tuple[str, int]] = {}
    if not missing:
        return found
    compartments = sorted({compartment for compartment, _, _ in missing})
    names = {(compartment, name) for compartment, name, _ in missing}
    for subject in _subjects():
        for compartment in compartments:
            kept = Compartment(compartment)
            if not {(compartment, name) for name in keyring.names(kept, subject)} & names:
                continue
            for version in range(1, _entries_of(kept, subject) + 1):
                place = (
                    compartment,
                    keyring.pseudonym(kept, subject, version),
                    keyring.slot_token(kept, subject, version),
                )
                if place in missing:
                    found[missing[place]] = (subject, version)
    return found


def _entries_of(compartment: Compartment, subject: str) -> int:
    names = keyring.names(compartment, subject)
    return LedgerEntry.objects.filter(
        stream__in=names, compartment=compartment, origin=current().origin_tag
    ).count()


def _subjects() -> Iterator[str]:
    for batch in history.every_name(Compartment.IDENTITY):
        yield from batch
