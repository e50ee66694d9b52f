"""Taking bundles in: whole or not at all, any number of times with one result, in any order.

What cannot be taken now and may be later is set aside with its reason and tried again after each one that is taken.
Nothing of a bundle is taken that its sender may not bring (`admission.py`).
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment
from safeconduct.disclosure import admission, format, messages, projection, queries, receiving, streams, told
from safeconduct.disclosure.facts import ACKNOWLEDGEMENT, NOT_COME, BundleAcknowledged, BundleTaken, Fact
from safeconduct.disclosure.format import Opened
from safeconduct.disclosure.items import Acknowledgement, CarriedEntry, Item, Message, Newer, SealedEntry
from safeconduct.disclosure.peers import Peer
from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.ledger.entry import OpenHeader
from safeconduct.ledger.errors import Tampered
from safeconduct.registry import queries as register
from safeconduct.registry.facts import PrisonerRegistered
from safeconduct.store import received
from safeconduct.store.clock import now, text_of
from safeconduct.store.entries import Draft
from safeconduct.store.foreign import Foreign
from safeconduct.store.received import Checked
from safeconduct.store.record import hold, record, transaction

# What is set aside is bounded: an enrolled peer that floods the inbox fills no disk.
PARKED_BYTES_MAX = 512 * 1024 * 1024


NEWER_ITEMS = "newer_items"
"""Beside the reasons of `refusals.py`: taken in, but for items that a later program will know."""
NUMBER_TAKEN = "number_taken"
"""And this: taken in, but for a record whose number is another person's here. He is registered anew."""


class Outcome(StrEnum):
    """What became of a bundle that came."""

    TAKEN = "taken"
    KNOWN = "known"
    PARKED = "parked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one bundle: from whom, its number, what was new in it, or why it was not taken.

    `newer` counts items that this program does not know; the bundle is kept for a later program. `reason` says why
    something of a bundle that was taken in stays put aside.
    """

    outcome: Outcome
    digest: str
    peer: str = ""
    sequence: int = 0
    purpose: str = ""
    new: int = 0
    known: int = 0
    newer: int = 0
    refusal: BundleRefused | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Brought:
    """A bundle opened and checked, and what was known of its sender then."""

    opened: Opened
    known: Mapping[str, format.Peer | None]
    checked: Sequence[Checked]
    newer: int

    def still_stands(self) -> bool:
        """Whether nothing was taken from its sender, revoked or enrolled meanwhile."""
        return all(queries.sender_of(peer) == known for peer, known in self.known.items())


def take(data: bytes, actor: Actor) -> list[Result]:
    """Take the bundle in, and after it whatever waited for it; the first result is this bundle's own."""
    results = [_one(data, actor)]
    if results[0].outcome == Outcome.TAKEN:
        results += take_parked(actor)
    return results


def take_parked(actor: Actor) -> list[Result]:
    """Try everything that was set aside again, until nothing more can be taken; the bundles that were taken."""
    taken: list[Result] = []
    is_moving = True
    while is_moving:
        is_moving = False
        for data in queries.set_aside(but=(NEWER_ITEMS, NUMBER_TAKEN)):
            result = _one(data, actor)
            if result.outcome == Outcome.TAKEN:
                taken.append(result)
                is_moving = True
    return taken


def _one(data: bytes, actor: Actor) -> Result:
    digest = hashlib.sha256(data).hexdigest()
    try:
        format.inspect(data)
        # Opening and checking 32 MB takes long: everybody else may write meanwhile.
        brought = _opened(data)
        with transaction():
            hold()
            if not brought.still_stands():
                brought = _opened(data)
            result = _taken(brought, digest, actor)
            if result.reason:
                projection.park(digest, received=text_of(now()), reason=result.reason, content=data)
            else:
                projection.unpark(digest)
            return result
    except BundleRefused as refused:
        return _refused(refused, digest, data)


def _opened(data: bytes) -> _Brought:
    """The bundle opened and every entry in it checked, by what is known of its sender now."""
    known: dict[str, format.Peer | None] = {}

    def sender_of(peer: str) -> format.Peer | None:
        return known.setdefault(peer, queries.sender_of(peer))

    opened = format.open(data, queries.own_keys(), sender_of, now=now())
    carried, newer = _carried(opened.items)
    peer = queries.peer_of(opened.manifest.sender.instance)
    return _Brought(opened, known, _checked(carried, peer), newer)


def _refused(refused: BundleRefused, digest: str, data: bytes) -> Result:
    if refused.kind == Reason.REPLAYED:
        return Result(Outcome.KNOWN, digest, refusal=refused)
    is_room = queries.parked_bytes() + len(data) <= PARKED_BYTES_MAX
    # A stranger's bundle is not kept: whoever is enrolled later sends it again.
    if refused.is_parked and refused.kind != Reason.UNKNOWN_SENDER and is_room:
        with transaction():
            projection.park(digest, received=text_of(now()), reason=str(refused.kind), content=data)
        return Result(Outcome.PARKED, digest, refusal=refused)
    with transaction():
        projection.unpark(digest)
    return Result(Outcome.REFUSED, digest, refusal=refused)


def _taken(brought: _Brought, digest: str, actor: Actor) -> Result:
    opened = brought.opened
    peer = queries.peer_of(opened.manifest.sender.instance)

    def admit(each: Checked) -> None:
        admission.check(peer.role, each.compartment, each.opened.fact if each.opened else None)

    mistaken = _mistaken(brought.checked)
    rest = [each for each in brought.checked if each.came.stream not in mistaken]
    try:
        taken = received.take_in(rest, room=admission.rooms_of(peer.role), admit=admit)
    except Tampered as error:
        raise BundleRefused(Reason.FORKED, error.what) from None
    said = [item for item in opened.items if isinstance(item, Acknowledgement)]
    lost = {each.sequence for each in said if each.reason == NOT_COME}
    for each in said:
        if each.reason != NOT_COME:
            _acknowledged(each, peer, actor, lost)
    sequence, purpose = opened.manifest.sequence, opened.manifest.terms.purpose
    receiving.take(_messages(opened), receiving.From(peer, sequence), actor)
    before = queries.taken_log(peer.instance).size
    bridge = tuple(leaf.hex() for leaf in opened.told.leaves[before : sequence - 1])
    fact = BundleTaken(
        peer=peer.instance,
        sequence=sequence,
        leaf=opened.leaf.hex(),
        note=opened.checkpoint,
        bridge=() if opened.is_late else bridge,
    )
    _recorded(streams.of_taken(peer.instance), fact, sequence, actor)
    if purpose != ACKNOWLEDGEMENT:
        projection.acknowledgement_due(peer.instance, sequence)
    reason = NUMBER_TAKEN if mistaken else NEWER_ITEMS if brought.newer else ""
    return Result(
        Outcome.TAKEN, digest, peer.instance, sequence, purpose, len(taken.new), taken.known, brought.newer,
        reason=reason,
    )  # fmt: skip


def _messages(opened: Opened) -> list[Message]:
    return [item for item in opened.items if isinstance(item, Message)]


def _mistaken(checked: Iterable[Checked]) -> frozenset[str]:
    """The streams of persons whose number is another person's here; asked under the lock of the log."""
    return frozenset(
        each.header.stream
        for each in checked
        if each.opened is not None
        and isinstance(each.opened.fact, PrisonerRegistered)
        and isinstance(each.header, OpenHeader)
        and register.has_number_of_another(each.header.stream)
    )


def _carried(items: tuple[Item, ...]) -> tuple[list[Foreign], int]:
    """The entries among the items, and how many items this program does not know."""
    found: list[Foreign] = []
    newer = 0
    for item in items:
        if isinstance(item, CarriedEntry):
            header = item.header()
            assert isinstance(header, OpenHeader)
            found.append(Foreign(item.stored, header.stream, header.version, key=item.key))
        elif isinstance(item, SealedEntry):
            found.append(Foreign(item.stored, item.stream, item.version, wrapped=item.wrapped))
        elif isinstance(item, Newer) or (isinstance(item, Message) and not messages.is_known(item)):
            newer += 1
    return found, newer


def _checked(carried: list[Foreign], peer: Peer) -> list[Checked]:
    try:
        return received.check(carried, {card.signing for card in peer.cards})
    except Tampered as error:
        raise BundleRefused(Reason.BAD_ENTRY, error.what) from None


def _acknowledged(item: Acknowledgement, peer: Peer, actor: Actor, lost: Collection[int]) -> None:
    """What the peer holds of our own log; what it says was lost on the way waits to be sent again.

    If our log is not the one it holds, this instance stands on an older state.
    """
    own = queries.own_keys()[-1].card
    try:
        held = told.read_checkpoint(item.note, own, peer.card)
    except Tampered as error:
        raise BundleRefused(Reason.MALFORMED, error.what) from None
    if told.was_rolled_back(queries.told_log(peer.instance), held):
        raise BundleRefused(
            Reason.FORKED, "this instance's own log: it stands on an older state, restore the newest"
        )
    fact = BundleAcknowledged(peer=peer.instance, sequence=held.size, note=item.note)
    _recorded(streams.of_acknowledged(peer.instance), fact, None, actor)
    projection.arrived(peer.instance, held.size, lost)


def _recorded(stream: str, fact: Fact, version: int | None, actor: Actor) -> None:
    entries = record([Draft(Compartment.OFFICE, stream, version, fact)], actor)
    projection.project([(stream, entries)])
