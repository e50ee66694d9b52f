"""From the facts of peers and bundles to their rows; the only writer of the tables of this room."""

from collections.abc import Collection, Sequence

from safeconduct.access.words import Compartment
from safeconduct.disclosure import introductions
from safeconduct.disclosure.facts import (
    BundleAcknowledged,
    BundleMade,
    BundleTaken,
    CardMade,
    PeerEnrolled,
    PeerRevoked,
    PeerRotated,
)
from safeconduct.disclosure.models import (
    Carried,
    Due,
    HeldRow,
    MadeRow,
    Outgoing,
    OwnCard,
    Parked,
    PeerRow,
    TakenRow,
    Withdrawn,
)
from safeconduct.ledger.canonical import Json
from safeconduct.sources.facts import Erased
from safeconduct.store import kinds, rows
from safeconduct.store.entries import Entry
from safeconduct.store.projections import Batch, Projection

_OF_PEERS = (PeerEnrolled, PeerRotated, PeerRevoked)


def project(batch: Batch) -> None:
    """Rewrite the rows of these streams."""
    # A stream of which nothing open stands comes here at an erasure alone.
    erased = [s for s, entries in batch if not entries or any(isinstance(e.fact, Erased) for e in entries)]
    if erased:
        withdraw(erased)
    for stream, entries in batch:
        mine = [entry for entry in entries if entry.fact.ROOM == "disclosure"]
        if not mine:
            continue
        if isinstance(mine[0].fact, _OF_PEERS):
            _peer(stream, mine)
        for entry in mine:
            _bundle(entry)


def outgoing(peer: str, sequence: int, content: bytes, streams: Collection[str]) -> None:
    """Keep a bundle that was made until its recipient acknowledges it; `streams` are those it tells of."""
    sealed = rows.seal("ops_outgoing_bundle", f"{peer} {sequence}", sorted(streams))
    Outgoing.objects.create(peer=peer, sequence=sequence, content=content, sealed=sealed)


def withdraw(erased: Collection[str]) -> None:
    """Throw away the waiting bundles that tell of one of these streams; the recipient learns their hash alone.

    What else they told is told again: it is kept which they were.
    """
    gone = set(erased)
    for row in Outgoing.objects.all():
        streams = rows.open("ops_outgoing_bundle", f"{row.peer} {row.sequence}", bytes(row.sealed))
        assert isinstance(streams, list)
        if not gone.isdisjoint(str(each) for each in streams):
            Withdrawn.objects.get_or_create(peer=row.peer, sequence=row.sequence)
            Outgoing.objects.filter(peer=row.peer, sequence=row.sequence).delete()


def sent(peer: str, sequence: int) -> None:
    """The bundle left; it stays until it is acknowledged."""
    Outgoing.objects.filter(peer=peer, sequence=sequence).update(is_sent=True)


def arrived(peer: str, sequence: int, lost: Collection[int]) -> None:
    """The recipient holds every bundle up to this one but those that were lost: they alone are sent again."""
    told_of = Outgoing.objects.filter(peer=peer, sequence__lte=sequence)
    told_of.exclude(sequence__in=list(lost)).delete()
    told_of.update(is_sent=False)


def acknowledgement_due(peer: str, sequence: int) -> None:
    """The peer is to be told that its bundle was taken in."""
    Due.objects.update_or_create(pk=peer, defaults={"sequence": sequence})


def acknowledged(peer: str) -> None:
    """A bundle that tells the peer so was made."""
    Due.objects.filter(pk=peer).delete()


def carried(peer: str, sequence: int, leaf: int) -> None:
    """This bundle carries the device's entries home up to that leaf."""
    Carried.objects.create(peer=peer, sequence=sequence, leaf=leaf)


def park(digest: str, *, received: str, reason: str, content: bytes) -> None:
    """Put a bundle aside with its reason; the same bundle again changes the reason alone."""
    Parked.objects.update_or_create(
        pk=digest,
        defaults={"reason": reason},
        create_defaults={"reason": reason, "received": received, "content": content},
    )


def unpark(digest: str) -> None:
    """The bundle was taken in, or will never be."""
    Parked.objects.filter(pk=digest).delete()


def _peer(stream: str, entries: Sequence[Entry]) -> None:
    """Everything recorded of a peer in one row, under its instance's id."""
    first = entries[0].fact
    assert isinstance(first, PeerEnrolled)
    instance = introductions.read(first.introduction.encode()).card.instance
    content: Json = [
        [entry.fact.kind(), kinds.dump(entry.fact), entry.position, entry.recorded, entry.author]
        for entry in entries
    ]
    PeerRow.objects.update_or_create(
        pk=instance,
        defaults={
            "position": entries[0].position,
            "sealed": rows.seal("disclosure_peer", instance, content),
        },
    )


def _bundle(entry: Entry) -> None:
    fact = entry.fact
    match fact:
        case CardMade():
            sealed = rows.seal("disclosure_own_card", str(fact.number), fact.introduction)
            OwnCard.objects.update_or_create(pk=fact.number, defaults={"sealed": sealed})
        case BundleMade():
            about: Json = {"recorded": entry.recorded, "author": entry.author}
            sealed = rows.seal("disclosure_made", f"{fact.peer} {fact.sequence}", about)
            MadeRow.objects.update_or_create(
                peer=fact.peer, sequence=fact.sequence, defaults={"leaf": fact.leaf, "sealed": sealed}
            )
        case BundleTaken():
            _taken(fact, entry)
        case BundleAcknowledged():
            standing = HeldRow.objects.filter(pk=fact.peer).first()
            if standing is None or standing.sequence < fact.sequence:
                HeldRow.objects.update_or_create(pk=fact.peer, defaults={"sequence": fact.sequence})


def _taken(fact: BundleTaken, entry: Entry) -> None:
    before = range(fact.sequence - len(fact.bridge), fact.sequence)
    missing = [
        TakenRow(peer=fact.peer, sequence=sequence, leaf=leaf, is_here=False)
        for sequence, leaf in zip(before, fact.bridge, strict=True)
    ]
    TakenRow.objects.bulk_create(missing, ignore_conflicts=True)
    about: Json = {"recorded": entry.recorded, "note": fact.note}
    sealed = rows.seal("disclosure_taken", f"{fact.peer} {fact.sequence}", about)
    TakenRow.objects.update_or_create(
        peer=fact.peer,
        sequence=fact.sequence,
        defaults={"leaf": fact.leaf, "is_here": True, "sealed": sealed},
    )


PROJECTION = Projection(
    name="disclosure",
    compartments=frozenset({Compartment.OFFICE}),
    tables=(PeerRow, OwnCard, MadeRow, TakenRow, HeldRow),
    project=project,
    beside=(Outgoing,),
)
OPERATIONAL = (Outgoing, Parked, Due, Carried, Withdrawn)
