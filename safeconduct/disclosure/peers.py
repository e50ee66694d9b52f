"""Folds what was recorded of a peer, and decides who may be enrolled, rotated or revoked. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from safeconduct.disclosure import cards, introductions
from safeconduct.disclosure.cards import Card
from safeconduct.disclosure.facts import Fact, PeerEnrolled, PeerRevoked, PeerRotated
from safeconduct.disclosure.introductions import Introduction
from safeconduct.law.recipients import Recipient
from safeconduct.sources.errors import Refused

_HOUSE = "House rule: peers are enrolled by two persons"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact of a peer, with its leaf in this log, when and by whom it was recorded."""

    fact: Fact
    position: int
    recorded: str
    author: str


@dataclass(frozen=True, slots=True)
class Revoked:
    """Of a key: bundles after number `after` do not count. `leaf` is where that was recorded.

    `is_all_here`: every bundle up to that number had been taken in then, so that nothing may come under it any more.
    """

    after: int
    leaf: int
    is_all_here: bool


@dataclass(frozen=True, slots=True)
class Peer:
    """Another instance that bundles pass to and from; the newest introduction stands last."""

    introductions: tuple[Introduction, ...]
    is_home: bool
    enrolled: str
    revoked: Mapping[str, Revoked] = field(default_factory=dict)

    @property
    def newest(self) -> Introduction:
        """How one writes to it today."""
        return self.introductions[-1]

    @property
    def card(self) -> Card:
        """Its newest card."""
        return self.newest.card

    @property
    def instance(self) -> str:
        """Its id."""
        return self.card.instance

    @property
    def role(self) -> Recipient:
        """What it is."""
        return self.card.role

    @property
    def is_revoked(self) -> bool:
        """Whether its newest key was revoked: nothing is told to it any more."""
        return self.card.signing.hex() in self.revoked

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every card it ever had here."""
        return tuple(each.card for each in self.introductions)


def fold(facts: Iterable[Recorded]) -> Peer | None:
    """The peer as it stands; None where it was never enrolled. `facts` are in the order of the log."""
    peer: Peer | None = None
    for each in facts:
        match each.fact:
            case PeerEnrolled():
                peer = Peer((_read(each.fact.introduction),), each.fact.is_home, each.recorded)
            case PeerRotated() if peer is not None:
                newer = (*peer.introductions, _read(each.fact.introduction))
                peer = replace(peer, introductions=newer)
            case PeerRevoked() if peer is not None:
                is_all_here = each.fact.taken >= each.fact.after
                made = Revoked(each.fact.after, each.position, is_all_here)
                peer = replace(peer, revoked={**peer.revoked, each.fact.signing: made})
    return peer


def signers(peers: Iterable[Peer]) -> dict[str, int | None]:
    """Every key under which entries stand in this log, with the leaf from which on none may be added."""
    found: dict[str, int | None] = {}
    for peer in peers:
        for card in peer.cards:
            revoked = peer.revoked.get(card.signing.hex())
            found[card.signing.hex()] = revoked.leaf if revoked and revoked.is_all_here else None
    return found


def check_new(came: Introduction, own: Card | None, known: Iterable[Peer], *, is_home: bool) -> None:
    """Whether this instance may be enrolled; `Refused` with the ground otherwise."""
    _check_own(own)
    standing = {peer.instance: peer for peer in known}
    assert own is not None
    if came.card.instance == own.instance:
        raise Refused(
            "own_card", "This is this instance's own card.", _HOUSE, remedy="Take the other office's."
        )
    if came.card.instance in standing:
        reason, remedy = "This instance is enrolled.", "Take its later card with peer rotate."
        raise Refused("enrolled", reason, _HOUSE, remedy=remedy, field="introduction")
    keys = {card.signing for peer in standing.values() for card in peer.cards} | {own.signing}
    if came.card.signing in keys:
        reason = "Another instance signs with this key."
        raise Refused("key_taken", reason, _HOUSE, remedy="Ask the other office for its own card.")
    if is_home and own.role != Recipient.FIELD_TEAM:
        raise Refused("no_device", "Only a field team has a home.", _HOUSE, field="is_home",
                      remedy="Make this instance's card as a field team's first.")  # fmt: skip
    if is_home and came.card.role != Recipient.BUREAU:
        raise Refused("no_bureau", "The home of a field team is a bureau.", _HOUSE, field="is_home",
                      remedy="Enrol the bureau's card.")  # fmt: skip
    if is_home and any(peer.is_home for peer in standing.values()):
        raise Refused("has_home", "This device has a home already.", _HOUSE, field="is_home",
                      remedy="Revoke it first, or enrol this one as another peer.")  # fmt: skip


def check_later(came: Introduction, peer: Peer | None) -> Peer:
    """Whether this card may take the place of the peer's; returns the peer."""
    if peer is None:
        raise Refused("no_peer", "This instance is not enrolled.", _HOUSE, remedy="Enrol its card first.")
    earlier, later = _moment(peer.card), _moment(came.card)
    if came.card.role != peer.role or came.power != peer.newest.power:
        reason = "A later card says another office or another State."
        raise Refused("other_office", reason, _HOUSE, remedy="Enrol it as an instance of its own.")
    if later <= earlier:
        reason = "This card is not later than the one that stands."
        raise Refused("not_later", reason, _HOUSE, remedy="Ask the other office for its newest card.")
    if came.card.signing.hex() in peer.revoked:
        raise Refused("revoked", "This key was revoked.", _HOUSE, remedy="Ask for a card with another key.")
    return peer


def check_revocable(peer: Peer | None, after: int) -> Peer:
    """Whether the peer's key can still be revoked from there on; returns the peer."""
    if peer is None:
        raise Refused("no_peer", "This instance is not enrolled.", _HOUSE, remedy="See peer list.")
    standing = peer.revoked.get(peer.card.signing.hex())
    if standing is not None and standing.after <= after:
        reason = f"This key is revoked after bundle {standing.after} already."
        raise Refused("revoked", reason, _HOUSE, remedy="Name an earlier bundle.", field="after")
    return peer


def _check_own(own: Card | None) -> None:
    if own is None:
        reason, remedy = "This instance has no card yet.", "Make it first: safeconduct peer card."
        raise Refused("no_card", reason, _HOUSE, remedy=remedy)


def _read(text: str) -> Introduction:
    return introductions.read(text.encode())


def _moment(card: Card) -> datetime:
    found = cards.moment_of(card.created)
    assert found is not None
    return found
