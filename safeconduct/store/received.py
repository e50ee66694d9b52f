"""Taking entries of another instance into the log: whole or not at all, and any number of times with one result.

Owns what must hold of them whoever sent them: their signatures, their keys, one entry for each place in a stream.
Which instance may bring what is its caller's to say, before anything is written. See docs/explanation/the-record.md.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from safeconduct.access.words import Compartment
from safeconduct.ledger import entry
from safeconduct.ledger.entry import Stored
from safeconduct.ledger.errors import Tampered
from safeconduct.store import foreign, history, keyring, projections
from safeconduct.store.entries import Entry
from safeconduct.store.foreign import Foreign
from safeconduct.store.models import LedgerEntry
from safeconduct.store.record import append, hold

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Checked:
    """An entry that its instance did sign. `opened` is None in a sealed compartment: nobody opens it on the way."""

    came: Foreign
    header: entry.Header
    compartment: Compartment
    opened: Entry | None


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of it: the entries that were new, by id in their order, and how many had been here before."""

    new: tuple[str, ...]
    known: int


# Raises Refused where the sender may not bring this.
Admit = Callable[[Checked], None]


def check(came: Iterable[Foreign], signers: Iterable[bytes]) -> list[Checked]:
    """Each entry after everything was checked that can be without a private key; raises Tampered.

    The compartment must exist, signer be one of `signers`, key or sealed key be there as the compartment asks.
    """
    keys = {key.hex(): key for key in signers}
    return [_checked(each, keys) for each in came]


def take_in(entries: Sequence[Checked], *, room: str, admit: Admit) -> TakenIn:
    """Append what is not here yet and rewrite the rows of its streams; `room` names those whose facts count.

    Call it inside `transaction()`. Raises Tampered where an entry differs from the one that is here under its id or
    in its place in a stream, and what `admit` raises; nothing is kept then. An erased entry stays erased.
    """
    hold()
    new = _new_ones(entries)
    for each in new:
        admit(each)
    keyring.keep_again(_wrapped(each) for each in new)
    append([each.came.stored for each in new])
    sealed = [each for each in new if each.opened is None]
    foreign.keep([(each.header.id, each.compartment, _own_name(each), room) for each in sealed])
    streams = list(dict.fromkeys(each.header.stream for each in new if each.opened is not None))
    for start in range(0, len(streams), _AT_ONCE):
        project(streams[start : start + _AT_ONCE])
    return TakenIn(tuple(each.header.id for each in new), len(entries) - len(new))


def project(streams: Sequence[str]) -> None:
    """Rewrite the rows of these open streams in every projection, from what stands now."""
    every = [compartment for compartment in Compartment if not compartment.is_sealed]
    found = history.open_histories(streams, every)
    for each in projections.all_projections():
        of_it = [(s, [e for e in past if e.compartment in each.compartments]) for s, past in found.items()]
        batch = [(stream, past) for stream, past in of_it if past]
        if batch:
            each.project(batch)


def _checked(came: Foreign, keys: dict[str, bytes]) -> Checked:
    named = entry.parse_header(came.stored.header).key
    if named not in keys:
        raise Tampered("signer of an entry")
    header = entry.check(came.stored, keys[named])
    compartment = _compartment(header.compartment)
    is_sealed_header = isinstance(header, entry.SealedHeader)
    if is_sealed_header != compartment.is_sealed or bool(came.wrapped) != compartment.is_sealed:
        raise Tampered("compartment of an entry")
    if compartment.is_sealed:
        return Checked(came, header, compartment, None)
    try:
        opened = history.read(came.stored, header, came.key, -1)
    except ValueError:
        raise Tampered("body of an entry") from None
    return Checked(came, header, compartment, opened)


def _compartment(name: str) -> Compartment:
    try:
        return Compartment(name)
    except ValueError:
        raise Tampered("compartment of an entry") from None


def _new_ones(entries: Sequence[Checked]) -> list[Checked]:
    """Those that are not in the log, each once; Tampered for another entry under a known id."""
    by_id: dict[str, Checked] = {}
    for each in entries:
        if by_id.setdefault(each.header.id, each).came.stored != each.came.stored:
            raise Tampered("two entries of another instance under one id")
    wanted = list(by_id)
    for start in range(0, len(wanted), _AT_ONCE):
        rows = LedgerEntry.objects.filter(id__in=wanted[start : start + _AT_ONCE])
        for row in rows.values_list("id", "header", "body", "signature"):
            standing = Stored(*(bytes(part) for part in row[1:]))
            if by_id.pop(row[0]).came.stored != standing:
                raise Tampered("two entries of another instance under one id")
    return list(by_id.values())


def _wrapped(each: Checked) -> keyring.Wrapped:
    if each.opened is not None:
        return keyring.wrap(each.compartment, each.header.id, each.came.key)
    epoch, _ = keyring.public_halves(each.compartment)[0]
    return keyring.Wrapped(each.header.id, each.compartment, epoch, each.came.wrapped)


def _own_name(each: Checked) -> str:
    return keyring.pseudonym(each.compartment, each.came.stream, each.came.version)
