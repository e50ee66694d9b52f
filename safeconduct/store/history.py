"""Reading the ledger: the entries of a stream, opened and in fold order.

Owns opening. Whoever calls has decided first that the actor may; a sealed compartment also asks for the keys
of the session. An entry whose key was erased comes back as `Erased`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from safeconduct.access.actor import SERVICE, Actor
from safeconduct.access.words import Compartment
from safeconduct.ledger import canonical, entry
from safeconduct.ledger.entry import OpenHeader, Stored
from safeconduct.ledger.errors import Tampered
from safeconduct.sources.facts import Erased, Newer, Unreadable
from safeconduct.store import foreign, keyring, kinds, sql
from safeconduct.store.entries import Entry, fold_order
from safeconduct.store.errors import Locked
from safeconduct.store.instance import current
from safeconduct.store.models import LedgerEntry

_BODY_BYTES_MAX = entry.BUCKET_BYTES_MAX
_BODY_MEMBERS = frozenset({"author", "fact", "kind", "v"})
_SEALED_BODY_MEMBERS = _BODY_MEMBERS | {"recorded", "stream", "version"}
_STREAMS_AT_ONCE = 400
_NAMES_AT_ONCE = 5_000
NONE_OPENED: Mapping[str, Entry] = MappingProxyType({})


def history(stream: str, compartments: Iterable[Compartment], actor: Actor) -> list[Entry]:
    """Every entry of the subject in these compartments, in fold order; Locked for a sealed one without keys."""
    return histories([stream], compartments, actor)[stream]


def histories(
    streams: Iterable[str],
    compartments: Iterable[Compartment],
    actor: Actor,
    opened_before: Mapping[str, Entry] = NONE_OPENED,
) -> dict[str, list[Entry]]:
    """The same for several subjects at once; a subject of whom nothing is recorded has an empty list.

    `opened_before` are entries by id that this transaction opened already; they are not opened again.
    """
    wanted, asked = list(dict.fromkeys(streams)), list(dict.fromkeys(compartments))
    found: dict[str, list[Entry]] = {stream: [] for stream in wanted}
    names: dict[tuple[Compartment, str], str] = {}
    for compartment in asked:
        if not actor.opens(compartment):
            raise Locked(f"{compartment} is locked in this session")
        names |= {
            (compartment, name): stream for stream in wanted for name in keyring.names(compartment, stream)
        }
    rows = list(_rows_under(names))
    for compartment in asked:
        if compartment.is_sealed:
            rows += foreign.rows_under(compartment, [name for place, name in names if place == compartment])
    for opened in open_rows(rows, actor, opened_before):
        stream = names.get((opened.compartment, opened.stream), opened.stream)
        # What another instance filed under a name that is not its own subject's counts for nobody.
        if stream in found:
            found[stream].append(opened)
    return {stream: fold_order(entries) for stream, entries in found.items()}


def _rows_under(names: Iterable[tuple[Compartment, str]]) -> Iterator[LedgerEntry]:
    """The ledger's rows under these names of these compartments: one question for all compartments together."""
    places = {(str(compartment), name) for compartment, name in names}
    listed = list(dict.fromkeys(name for _, name in places))
    for start in range(0, len(listed), _NAMES_AT_ONCE):
        chunk = listed[start : start + _NAMES_AT_ONCE]
        for row in sql.rows(LedgerEntry, f"WHERE {sql.any_of('stream', chunk)}", chunk):
            if (row.compartment, row.stream) in places:
                yield row


def every_stream(compartments: Iterable[Compartment]) -> Iterator[list[tuple[str, list[Entry]]]]:
    """All streams of these open compartments in the order of their ids, in batches; memory stays flat."""
    wanted = [str(compartment) for compartment in compartments]
    last = ""
    while True:
        after = LedgerEntry.objects.filter(stream__gt=last, compartment__in=wanted)
        streams = list(
            after.order_by("stream").values_list("stream", flat=True).distinct()[:_STREAMS_AT_ONCE]
        )
        if not streams:
            return
        rows = LedgerEntry.objects.filter(
            stream__gte=streams[0], stream__lte=streams[-1], compartment__in=wanted
        )
        batch: dict[str, list[Entry]] = {stream: [] for stream in streams}
        for opened in open_rows(list(rows), SERVICE):
            batch[opened.stream].append(opened)
        yield [(stream, fold_order(entries)) for stream, entries in batch.items()]
        last = streams[-1]


def open_histories(streams: Iterable[str], compartments: Iterable[Compartment]) -> dict[str, list[Entry]]:
    """`histories` of open compartments, for a query whose own decision stands in place of an actor's keys."""
    return histories(streams, compartments, SERVICE)


def changed_streams(
    compartments: Iterable[Compartment], *, after: int, at_most: int
) -> tuple[list[str], int, int]:
    """Streams written to after leaf `after`, in the order of their first such entry; how far, and entries left.

    Reads at most so many entries; a stream may be told again by the next call.
    """
    wanted = [str(compartment) for compartment in compartments]
    newer = LedgerEntry.objects.filter(position__gt=after, compartment__in=wanted)
    found = list(newer.order_by("position").values_list("position", "stream")[: at_most + 1])
    read = found[:at_most]
    leaf = read[-1][0] if read else after
    left = entries_after(compartments, leaf) if len(found) > at_most else 0
    return list(dict.fromkeys(stream for _, stream in read)), leaf, left


def entries_after(compartments: Iterable[Compartment], leaf: int) -> int:
    """How many entries of these compartments stand after the leaf."""
    wanted = [str(compartment) for compartment in compartments]
    return LedgerEntry.objects.filter(position__gt=leaf, compartment__in=wanted).count()


def entries_since(
    compartment: Compartment, after: int, actor: Actor, opened_before: Mapping[str, Entry] = NONE_OPENED
) -> Iterator[Entry]:
    """Every entry of the compartment after leaf `after`, in the order of the log; Locked without its keys."""
    if not actor.opens(compartment):
        raise Locked(f"{compartment} is locked in this session")
    newer = "WHERE compartment = %s AND position > %s ORDER BY position LIMIT %s"
    while True:
        rows = sql.rows(LedgerEntry, newer, (str(compartment), after, _STREAMS_AT_ONCE))
        yield from open_rows(rows, actor, opened_before)
        if len(rows) < _STREAMS_AT_ONCE:
            return
        after = rows[-1].position


def newest_leaf() -> int:
    """The position of the last entry; -1 where nothing is recorded."""
    last = LedgerEntry.objects.order_by("-position").values_list("position", flat=True).first()
    return -1 if last is None else last


def every_name(compartment: Compartment) -> Iterator[list[str]]:
    """The ids of all streams of this open compartment in their order, in batches; nothing is opened."""
    last = ""
    while True:
        after = LedgerEntry.objects.filter(compartment=compartment, stream__gt=last).order_by("stream")
        streams = list(after.values_list("stream", flat=True).distinct()[:_NAMES_AT_ONCE])
        if not streams:
            return
        yield streams
        last = streams[-1]


def recorded(streams: Iterable[str], compartment: Compartment) -> list[str]:
    """Those of the streams under which anything stands in this open compartment, erased or not; sorted."""
    found = LedgerEntry.objects.filter(compartment=compartment, stream__in=list(streams)).order_by("stream")
    return list(found.values_list("stream", flat=True).distinct())


def open_rows(
    rows: Sequence[LedgerEntry], actor: Actor, opened_before: Mapping[str, Entry] = NONE_OPENED
) -> Iterator[Entry]:
    """The entries of these rows, opened; raises Tampered for a row that does not open."""
    yield from (opened_before[row.id] for row in rows if row.id in opened_before)
    rows = [row for row in rows if row.id not in opened_before]
    keys = keyring.find(row.id for row in rows)
    mine = current().origin_tag
    theirs = [row.id for row in rows if row.origin != mine and Compartment(row.compartment).is_sealed]
    rooms = foreign.rooms_of(theirs)
    for row in rows:
        wrapped = keys.get(row.id)
        yield (
            _open_foreign(row, wrapped, actor, rooms[row.id])
            if row.id in rooms
            else _open(row, wrapped, actor)
        )


def _open_foreign(row: LedgerEntry, wrapped: keyring.Wrapped | None, actor: Actor, room: str) -> Entry:
    """A sealed entry of another instance: nobody could look into it when it came, so it is looked at here."""
    try:
        opened = _open(row, wrapped, actor)
    except (Tampered, ValueError):
        return replace(_erased(row, entry.parse_header(bytes(row.header))), fact=Unreadable())
    said = opened.fact.kind_name if isinstance(opened.fact, Newer) else opened.fact.kind()
    if isinstance(opened.fact, Erased) or foreign.counts(said, room):
        return opened
    return replace(opened, fact=Unreadable())


def _open(row: LedgerEntry, wrapped: keyring.Wrapped | None, actor: Actor) -> Entry:
    stored = Stored(bytes(row.header), bytes(row.body), bytes(row.signature))
    header = entry.parse_header(stored.header)
    if wrapped is None:
        return _erased(row, header)
    return read(stored, header, keyring.unwrap(wrapped, actor), row.position)


def read(stored: Stored, header: entry.Header, key: bytes, position: int) -> Entry:
    """The entry that opens with this key; Tampered or ValueError where it does not."""
    body = canonical.decode(entry.open_body_under(header, stored, key), limit_bytes=_BODY_BYTES_MAX)
    needed = _BODY_MEMBERS if isinstance(header, OpenHeader) else _SEALED_BODY_MEMBERS
    if not isinstance(body, dict) or not needed <= body.keys() or not isinstance(body["fact"], dict):
        raise Tampered("body of an entry")
    return Entry(
        id=header.id,
        position=position,
        origin=header.key[:16],
        compartment=Compartment(header.compartment),
        stream=header.stream if isinstance(header, OpenHeader) else str(body["stream"]),
        version=header.version if isinstance(header, OpenHeader) else int(str(body["version"])),
        recorded=header.recorded if isinstance(header, OpenHeader) else str(body["recorded"]),
        author=str(body["author"]),
        fact=kinds.load(str(body["kind"]), int(str(body["v"])), body["fact"]),
        is_clock_behind=body.get("clock") == "behind",
    )


def _erased(row: LedgerEntry, header: entry.Header) -> Entry:
    return Entry(
        id=row.id,
        position=row.position,
        origin=row.origin,
        compartment=Compartment(row.compartment),
        stream=row.stream,
        version=header.version if isinstance(header, OpenHeader) else 0,
        recorded=header.recorded if isinstance(header, OpenHeader) else f"{header.day}T00:00:00.000000Z",
        author="",
        fact=Erased(),
    )
