"""Opening a bundle that came without taking it in: what it says, and the key that shows this one to somebody else."""

from dataclasses import dataclass, field

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability
from safeconduct.disclosure import envelope, format, queries
from safeconduct.disclosure.cards import Card
from safeconduct.disclosure.format import Verified
from safeconduct.disclosure.items import CarriedEntry, Item
from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.store.readings import log_list


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A bundle's manifest and items, who sent it to whom, and the key that opens it alone (32 bytes)."""

    verified: Verified
    items: tuple[Item, ...] = field(repr=False)
    sender: Card
    recipient: Card
    key: bytes = field(repr=False)


def open_file(data: bytes, viewer: Actor) -> OpenedFile:
    """Prove what the bundle says; nothing is taken in, and its place in the log is not asked.

    Raises BundleRefused where it is for somebody else, its sender is not enrolled, its key was revoked before this
    place of the log, or anything in it does not hold. That it was opened is logged, as a list of those it tells of.
    """
    grant = decide(viewer, Capability.DISCLOSURE_PEER_ENROL)
    recipient = format.inspect(data).recipient
    own = next((keys for keys in queries.own_keys() if keys.card.key_id == recipient), None)
    if own is None:
        raise BundleRefused(Reason.WRONG_RECIPIENT)
    key = envelope.key_for(data, own)
    manifest = format.read_manifest(data, key)
    sender = format.counting_card(manifest, queries.sender_of(manifest.sender.instance))
    verified = format.verify(data, key, sender=sender, recipient=own.card)
    content = format.read_items(verified)
    told_of = {each.header().stream for each in content if isinstance(each, CarriedEntry)}
    log_list(viewer, "bundle", grant.rule, len(told_of))
    return OpenedFile(verified, content, sender, own.card, key)
