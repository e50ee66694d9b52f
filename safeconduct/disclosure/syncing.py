"""A device carries home what was recorded on it: every entry, whole, as often as it is asked, losing nothing.

Only what is newer than the last bundle is put into a new one. What the home said that it has stays on the device
until its operator lets it go.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.disclosure import projection, queries, sending
from safeconduct.disclosure.peers import Peer
from safeconduct.disclosure.sending import Made
from safeconduct.law.disclosable import Purpose
from safeconduct.sources.errors import Refused
from safeconduct.store import outgoing
from safeconduct.store.outgoing import Outgoing
from safeconduct.store.record import transaction

COMPARTMENTS = (
    Compartment.IDENTITY, Compartment.CUSTODY, Compartment.HEALTH, Compartment.WISH, Compartment.CASE,
    Compartment.PROTECTION,
)  # fmt: skip
_BASIS = "GC III art. 122(2)"
_DAYS = 365
_ENTRIES_AT_ONCE = 4_000
_BYTES_AT_ONCE = 12 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Carried:
    """What was put into bundles for the home: the bundles, how many entries."""

    bundles: tuple[Made, ...]
    entries: int


def carry_home(actor: Actor, *, is_everything: bool = False) -> Carried:
    """Put what is not in a bundle yet into bundles for the home; `is_everything` puts all of it in again.

    Raises Refused where this instance has no home.
    """
    decide(actor, Capability.DISCLOSURE_BUNDLE_CARRY)
    home = home_of()
    if home is None:
        raise Refused("no_home", "This instance has no home to carry anything to.", "House rule: devices",
                      remedy="Enrol the bureau with peer add --home.")  # fmt: skip
    made: list[Made] = []
    entries = 0
    after = -1 if is_everything else queries.carried_to(home.instance)
    for part in _parts(after, home):
        with transaction():
            bundle = sending.make(home, Purpose.SYNC, _BASIS, sending.items_of(part), actor, days=_DAYS)
            projection.carried(home.instance, bundle.sequence, part[-1].position)
        made.append(bundle)
        entries += len(part)
    return Carried(tuple(made), entries)


def home_of() -> Peer | None:
    """The bureau to which this device carries its records; None for any other instance."""
    return next((peer for peer in queries.every_peer() if peer.is_home), None)


def not_home(viewer: Actor) -> int:
    """How many persons' records have something that the home did not say it has; 0 where there is no home."""
    home = home_of()
    if home is None:
        return 0
    decide(viewer, Capability.DISCLOSURE_BUNDLE_CARRY)
    return outgoing.streams_after(
        queries.home_has(home.instance), (Compartment.IDENTITY, Compartment.CUSTODY)
    )


def _parts(after: int, home: Peer) -> Iterator[list[Outgoing]]:
    """The entries after that leaf in parts that fit into a bundle."""
    part: list[Outgoing] = []
    size = 0
    for batch in outgoing.since(after, COMPARTMENTS, home.newest.halves):
        for each in batch:
            length = len(each.carried.stored.body)
            if part and (len(part) == _ENTRIES_AT_ONCE or size + length > _BYTES_AT_ONCE):
                yield part
                part, size = [], 0
            part.append(each)
            size += length
    if part:
        yield part
