"""Under which ids the streams of this room stand. Pure: what must not be guessed is keyed by its caller."""

import hashlib

_ID_BYTES = 16


def of_peer(peer: str) -> str:
    """The stream of a peer's enrolment."""
    return _named("peer", peer)


def of_made(peer: str) -> str:
    """The stream of the bundles made for a peer; its versions are their numbers."""
    return _named("made", peer)


def of_taken(peer: str) -> str:
    """The stream of the bundles taken in from a peer; its versions are their numbers."""
    return _named("taken", peer)


def of_acknowledged(peer: str) -> str:
    """The stream of what a peer says it holds."""
    return _named("acknowledged", peer)


def of_lists(peer: str) -> str:
    """The stream of the lists of notices told to a peer."""
    return _named("lists", peer)


def of_received_notices(peer: str) -> str:
    """The stream of the notices that came from a peer."""
    return _named("notices", peer)


OWN = hashlib.sha256(b"disclosure/own").digest()[:_ID_BYTES].hex()
"""The stream of the instance's own cards."""


def _named(what: str, peer: str) -> str:
    return hashlib.sha256(f"disclosure/{what}/{peer}".encode()).digest()[:_ID_BYTES].hex()
