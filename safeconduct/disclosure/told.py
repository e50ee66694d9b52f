"""One log a recipient: everything ever told to it, in order, one leaf a bundle.

Owns what both sides keep of that log, and its checkpoints. The sender keeps it to say where a bundle stands; the
recipient keeps the same leaves to see that nothing it was told is rewritten. The log is the recipient's alone, so it
learns nothing from gaps. Where the leaves are stored is left to the room.

A checkpoint (`ledger/checkpoint.py`) is signed by the sender. Its origin, which is also the name of the signer, is

    safeconduct/told/SENDER/RECIPIENT

with the ids of both instances, so that no checkpoint of one log passes for one of another.

Source: RFC 9162 section 2; C2SP tlog-checkpoint; design section 5, "One log a recipient".
"""

from collections.abc import Iterable
from dataclasses import dataclass

from safeconduct.disclosure.cards import Card, Keys
from safeconduct.ledger import checkpoint, merkle, note
from safeconduct.ledger.checkpoint import Checkpoint
from safeconduct.ledger.errors import Tampered
from safeconduct.ledger.merkle import Frontier


@dataclass(frozen=True, slots=True)
class Told:
    """The log of what one instance told another: leaf hashes (32 bytes each), the first bundle's first.

    `lost` are the sequence numbers, counted from 1, of which the recipient knows the hash alone.
    """

    leaves: tuple[bytes, ...] = ()
    lost: frozenset[int] = frozenset()

    @property
    def size(self) -> int:
        """How many bundles were told of."""
        return len(self.leaves)

    def root(self, size: int) -> bytes:
        """The root of the log when it held `size` bundles."""
        return merkle.root_at(_Reader(self.leaves), size)

    def previous(self) -> str:
        """The last leaf in hexadecimal, which the next bundle names; "" in an empty log."""
        return self.leaves[-1].hex() if self.leaves else ""

    def append(self, *leaves: bytes) -> "Told":
        """The log with these leaves after those it has."""
        return Told((*self.leaves, *leaves), self.lost)

    def inclusion(self, sequence: int) -> list[bytes]:
        """The path that ties the bundle with this number (from 1) to the root of the whole log."""
        return merkle.prove_inclusion(_Reader(self.leaves), sequence - 1, size=self.size)

    def consistency(self, since: int) -> list[bytes]:
        """The proof that the log of `since` bundles is a prefix of this one; empty where there is none to prove."""
        return merkle.prove_consistency(_Reader(self.leaves), since, new=self.size) if since else []


def origin_of(sender: str, recipient: str) -> str:
    """The name of the log of what `sender` told `recipient`, by their instance ids."""
    return f"safeconduct/told/{sender}/{recipient}"


def checkpoint_of(told: Told, sender: Keys, recipient: Card) -> str:
    """The signed note of the log as it stands."""
    origin = origin_of(sender.card.instance, recipient.instance)
    state = Checkpoint(origin, told.size, told.root(told.size))
    return note.format(checkpoint.sign_checkpoint(state, sender.seed)).decode()


def read_checkpoint(text: str, sender: Card, recipient: Card) -> Checkpoint:
    """The checkpoint in the note; Tampered unless the sender signed it for the log of this recipient."""
    origin = origin_of(sender.instance, recipient.instance)
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise Tampered("encoding of a note") from None
    found = checkpoint.open_checkpoint(note.parse(data), {origin: sender.signing})
    if found.origin != origin or found.extensions:
        raise Tampered("origin of a checkpoint")
    return found


def was_rolled_back(told: Told, held: Checkpoint) -> bool:
    """Whether a checkpoint that the recipient holds, signed by this sender, is not one of the sender's own log.

    Then the sender stands on an older or another state than the one it told from: it learns it from the first
    acknowledgement.
    """
    return held.size > told.size or told.root(held.size) != held.root


class _Reader:
    """Hashes of complete subtrees, made from the leaves."""

    def __init__(self, leaves: tuple[bytes, ...]) -> None:
        self._leaves = leaves

    def read(self, level: int, index: int) -> bytes:
        return _root(self._leaves[index << level : index + 1 << level])


def _root(leaves: Iterable[bytes]) -> bytes:
    return Frontier().extend(leaves).root()
