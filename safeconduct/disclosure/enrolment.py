"""Making the instance's own card, and enrolling, rotating and revoking peers.

Where somebody is to be believed anew, a second person who compared the fingerprint by another way approves the exact
introduction. Revoking takes one: it lets nothing in.
"""

from dataclasses import dataclass

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.disclosure import cards, introductions, peers, queries, requests, streams
from safeconduct.disclosure.facts import CardMade, Fact, PeerEnrolled, PeerRevoked, PeerRotated
from safeconduct.disclosure.introductions import Introduction
from safeconduct.disclosure.projection import project
from safeconduct.ledger import canonical
from safeconduct.sources.errors import Refused
from safeconduct.store import approvals, keyring, readers
from safeconduct.store.clock import now
from safeconduct.store.entries import Draft, Entry
from safeconduct.store.history import history
from safeconduct.store.instance import current
from safeconduct.store.record import record, transaction

ENROL = "disclosure.enrol_peer"
ROTATE = "disclosure.rotate_peer"
_COMMAND_BYTES_MAX = 8_000
_CAPABILITY = Capability.DISCLOSURE_PEER_ENROL


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What was recorded of a peer, or what waits for a second person."""

    peer: str
    entries: tuple[Entry, ...] = ()
    approval: str = ""


def make_card(command: requests.MakeCard, actor: Actor) -> Enrolled:
    """Make this instance's own card; a later one has a sealing key of its own, and earlier keys still open."""
    decide(actor, _CAPABILITY)
    instance = current()
    with transaction():
        standing = queries.own_introductions()
        number = standing[-1][0] + 1 if standing else 1
        try:
            keys = cards.make(
                instance.id,
                command.name,
                command.role,
                created=now(),
                seed=instance.seed,
                private=queries.sealing_key(number),
            )
            made = introductions.make(
                keys.card,
                queries.public_halves(),
                address=command.address.rstrip("/"),
                power=command.power,
                seed=instance.seed,
            )
        except ValueError as error:
            raise Refused("bad_card", f"This makes no card: {error}.", "House rule: cards",
                          remedy="See docs/how-to/enrol-a-peer.md.") from None  # fmt: skip
        fact = CardMade(introduction=made.data.decode(), number=number)
        entries = _recorded(streams.OWN, fact, number, actor)
    return Enrolled(instance.id, tuple(entries))


def ask(command: requests.AddPeer | requests.RotatePeer, actor: Actor) -> Enrolled:
    """Ask a second person to enrol the instance, or to let its later card count."""
    decide(actor, _CAPABILITY)
    came = introductions.read(command.introduction.encode())
    is_home = isinstance(command, requests.AddPeer) and command.is_home
    if isinstance(command, requests.AddPeer):
        _check_new(came, is_home=is_home)
    else:
        peers.check_later(came, queries.find_peer(came.card.instance))
    asked = canonical.encode({"introduction": command.introduction, "is_home": is_home})
    action = ENROL if isinstance(command, requests.AddPeer) else ROTATE
    waits = approvals.request(action, asked, capability=_CAPABILITY, actor=actor)
    return Enrolled(came.card.instance, approval=waits.id)


def enrol(approval_id: str, digest: str, actor: Actor) -> Enrolled:
    """Approve as the second person: bundles of this instance are taken in from now on."""
    decide(actor, _CAPABILITY)
    with transaction():
        came, text, is_home = _approved(approval_id, digest, actor)
        _check_new(came, is_home=is_home)
        if is_home:
            _adopt(came)
        fact = PeerEnrolled(introduction=text, is_home=is_home, approval=approval_id)
        entries = _recorded(streams.of_peer(came.card.instance), fact, 1, actor)
    return Enrolled(came.card.instance, tuple(entries))


def rotate(approval_id: str, digest: str, actor: Actor) -> Enrolled:
    """Approve as the second person: the later card takes the place of the one that stood."""
    decide(actor, _CAPABILITY)
    with transaction():
        came, text, _ = _approved(approval_id, digest, actor)
        peer = peers.check_later(came, queries.find_peer(came.card.instance))
        if peer.is_home:
            _adopt(came)
        fact = PeerRotated(introduction=text, approval=approval_id)
        entries = _recorded(streams.of_peer(peer.instance), fact, None, actor)
    return Enrolled(peer.instance, tuple(entries))


def revoke(command: requests.RevokePeer, actor: Actor) -> Enrolled:
    """Believe no bundle after that place of the peer's log, and tell it nothing more under that card."""
    decide(actor, _CAPABILITY)
    with transaction():
        taken = queries.taken_log(command.peer)
        after = taken.size if command.after < 0 else command.after
        peer = peers.check_revocable(queries.find_peer(command.peer), after)
        is_all_here = after <= taken.size and not any(number <= after for number in taken.lost)
        fact = PeerRevoked(
            signing=peer.card.signing.hex(),
            after=after,
            taken=after if is_all_here else min(taken.size, max(after - 1, 0)),
            reason=command.reason,
        )
        entries = _recorded(streams.of_peer(peer.instance), fact, None, actor)
    return Enrolled(peer.instance, tuple(entries))


def introduction_of(command: bytes) -> Introduction:
    """Whose enrolment or rotation these bytes of a pending command ask for."""
    asked = canonical.decode(command, limit_bytes=_COMMAND_BYTES_MAX)
    assert isinstance(asked, dict)
    return introductions.read(str(asked["introduction"]).encode())


def _check_new(came: Introduction, *, is_home: bool) -> None:
    own = queries.newest_own()
    peers.check_new(came, own.card if own else None, queries.every_peer(), is_home=is_home)
    if is_home and readers.has_any():
        reason = "Somebody can read sealed parts on this instance, and its home could not take them."
        raise Refused("has_readers", reason, "House rule: a device has no readers", field="is_home",
                      remedy="Make a new instance for the device.")  # fmt: skip


def _adopt(came: Introduction) -> None:
    """What this device seals from now on opens for its home's readers alone."""
    keyring.adopt(came.halves)


def _approved(approval_id: str, digest: str, actor: Actor) -> tuple[Introduction, str, bool]:
    approved = approvals.approve(approval_id, digest, actor)
    asked = canonical.decode(approved.command, limit_bytes=_COMMAND_BYTES_MAX)
    assert isinstance(asked, dict)
    text = str(asked["introduction"])
    return introductions.read(text.encode()), text, asked["is_home"] is True


def _recorded(stream: str, fact: Fact, version: int | None, actor: Actor) -> list[Entry]:
    """Record the fact and rewrite the rows of its stream."""
    entries = record([Draft(Compartment.OFFICE, stream, version, fact)], actor)
    project([(stream, history(stream, [Compartment.OFFICE], actor))])
    return entries
