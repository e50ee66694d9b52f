"""Making bundles: what leaves is recorded, with its place in the recipient's log, before a byte of it leaves.

One function composes, `make`; nothing leaves by another way. It is called in the transaction that recorded what the
bundle tells, so that either both stand or neither.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import nacl.utils

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.disclosure import cards, format, projection, queries, streams
from safeconduct.disclosure.facts import ACKNOWLEDGEMENT, NOT_COME, BundleMade
from safeconduct.disclosure.items import Acknowledgement, CarriedEntry, Item, Outcome, SealedEntry
from safeconduct.disclosure.manifests import Terms
from safeconduct.disclosure.peers import Peer
from safeconduct.sources.errors import Refused
from safeconduct.store.clock import now
from safeconduct.store.entries import Draft
from safeconduct.store.outgoing import Outgoing
from safeconduct.store.record import hold, record, transaction

DAYS = 30
_EPHEMERAL_BYTES = 32
_NOT_COME_MAX = 200
_RECEIPT = "GC III art. 122(8)"


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle that was made and waits in the outbox: for whom, its number there, its leaf, how large it is."""

    peer: str
    sequence: int
    leaf: str
    size: int


def make(
    peer: Peer, purpose: str, basis: str, content: Sequence[Item], actor: Actor, days: int = DAYS,
    tells_of: Collection[str] = (),
) -> Made:  # fmt: skip
    """Compose the next bundle for the peer, record it and put it into the outbox; call it inside `transaction()`.

    `tells_of` are streams of which it tells beside those of the entries in it: an erasure finds it by them.

    Whatever the peer sent and was not told of yet is acknowledged in the same bundle. Raises Refused for a peer whose
    key was revoked and before this instance has a card.
    """
    hold()
    keys = queries.own_keys()
    if not keys:
        raise Refused("no_card", "This instance has no card yet.", "House rule: cards",
                      remedy="Make it first: safeconduct peer card.")  # fmt: skip
    if peer.is_revoked:
        raise Refused("revoked", "The key of this peer was revoked.", "House rule: peers", field="peer",
                      remedy="Enrol a later card of it first.")  # fmt: skip
    at = now()
    composed = format.compose(
        Terms(purpose, basis, cards.text_of(at), cards.text_of(at + timedelta(days=days))),
        [*content, *_acknowledgement(peer)],
        sender=keys[-1],
        recipient=peer.card,
        log=queries.told_log(peer.instance),
        ephemeral=nacl.utils.random(_EPHEMERAL_BYTES),
        since=queries.held_by(peer.instance),
    )
    sequence, leaf = composed.manifest.sequence, composed.leaf.hex()
    stream = streams.of_made(peer.instance)
    fact = BundleMade(peer=peer.instance, sequence=sequence, leaf=leaf)
    entries = record([Draft(Compartment.OFFICE, stream, sequence, fact)], actor)
    projection.project([(stream, entries)])
    carried = {_stream_of(each) for each in content if isinstance(each, CarriedEntry | SealedEntry)}
    projection.outgoing(peer.instance, sequence, composed.data, {*carried, *tells_of})
    return Made(peer.instance, sequence, leaf, len(composed.data))


def acknowledge(actor: Actor, only: str = "") -> list[Made]:
    """One bundle for each peer, or for this one, that is still to be told of its newest one."""
    decide(actor, Capability.DISCLOSURE_BUNDLE_CARRY)
    made = []
    for peer in queries.every_peer():
        if only not in ("", peer.instance):
            continue
        if not peer.is_revoked and queries.due(peer.instance):
            with transaction():
                made.append(make(peer, ACKNOWLEDGEMENT, _RECEIPT, [], actor))
    return made


def items_of(entries: Iterable[Outgoing]) -> list[Item]:
    """The entries as a bundle carries them."""
    return [_item(each) for each in entries]


def _stream_of(item: CarriedEntry | SealedEntry) -> str:
    return item.stream if isinstance(item, SealedEntry) else item.header().stream


def _item(each: Outgoing) -> Item:
    came = each.carried
    if each.compartment.is_sealed:
        return SealedEntry(came.stored, came.stream, came.version, came.wrapped)
    return CarriedEntry(came.stored, came.key)


def _acknowledgement(peer: Peer) -> list[Item]:
    sequence = queries.due(peer.instance)
    if not sequence:
        return []
    leaf, head = queries.leaf_of(peer.instance, sequence), queries.newest_head(peer.instance)
    projection.acknowledged(peer.instance)
    # What was lost on the way is named, or its sender would take it for arrived with those after it.
    lost = queries.not_come(peer.instance, most=_NOT_COME_MAX)
    missing = [
        Acknowledgement(number, bytes.fromhex(hash_), Outcome.REFUSED, NOT_COME, "") for number, hash_ in lost
    ]
    return [Acknowledgement(sequence, bytes.fromhex(leaf), Outcome.TAKEN, "", head), *missing]
