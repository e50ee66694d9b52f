"""Checkpoints: what a log says about itself at one size, signed by it and co-signed by others.

Owns the text of a checkpoint and co-signatures. Who must co-sign, and whether the tree grew out of the last
one seen, is left to the callers: they compare with `merkle.check_consistency`.

The text of a checkpoint is these lines, each ending in a newline, and is signed as a note by the origin:

    origin            who keeps the log, not empty
    size              decimal, no leading zero
    root              base 64 of the 32-byte root hash
    extension lines   any number, none empty; not written by this project

A co-signature (type 0x04) says "at this time I held this for the log's newest state, and it grew out of
what I saw before". It is over `cosignature/v1`, newline, `time SECONDS`, newline and the text; its
signature line carries the seconds since 1970 as eight big-endian bytes and then the 64 bytes of the
signature.

Source: C2SP tlog-checkpoint; C2SP tlog-cosignature, "cosignature/v1".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from safeconduct.ledger import merkle, signing
from safeconduct.ledger import note as notes
from safeconduct.ledger.errors import Tampered
from safeconduct.ledger.note import Note, SignatureType, VerifierKey

TIMESTAMP_MAX = 2**63 - 1

_TIMESTAMP_BYTES = 8
_DECIMAL = re.compile("0|[1-9][0-9]{0,19}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: who keeps it, how many leaves it has, and their root hash (32 bytes)."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


def format(checkpoint: Checkpoint) -> str:
    """Return the text to be signed; raises ValueError when it would not be read back."""
    lines = (
        checkpoint.origin,
        str(checkpoint.size),
        notes.encode_base64(checkpoint.root),
        *checkpoint.extensions,
    )
    text = "".join(f"{line}\n" for line in lines)
    try:
        if parse(text) == checkpoint:
            return text
    except Tampered:
        pass
    raise ValueError("not a checkpoint that can be written")


def parse(text: str) -> Checkpoint:
    """Return the checkpoint that `text` is; raises Tampered when it is none."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "" or not all(lines):
        raise Tampered("form of a checkpoint")
    origin, size, root, *extensions = lines
    if not _DECIMAL.fullmatch(size) or int(size) > merkle.SIZE_MAX:
        raise Tampered("size of a checkpoint")
    return Checkpoint(origin, int(size), _parse_root(root), tuple(extensions))


def sign_checkpoint(checkpoint: Checkpoint, seed: bytes) -> Note:
    """Return the checkpoint as a note signed by its origin; `seed` is the 32-byte Ed25519 seed of the log.

    The caller answers for never signing two checkpoints of which neither grew out of the other.
    """
    return notes.sign(format(checkpoint), checkpoint.origin, seed=seed)


def open_checkpoint(note: Note, keys: Mapping[str, bytes]) -> Checkpoint:
    """Return the checkpoint in `note`, once its own origin's signature and all other known ones verify.

    `keys` maps names to 32-byte public keys. Raises Tampered otherwise: a checkpoint that only others have
    signed says nothing about the log.
    """
    signers = notes.verify(note, keys)
    checkpoint = parse(note.text)
    if checkpoint.origin not in signers:
        raise Tampered("checkpoint without its origin's signature")
    return checkpoint


def cosign(note: Note, name: str, *, seed: bytes, timestamp: int) -> Note:
    """Return `note` with the co-signature of `name` at `timestamp` (seconds since 1970, UTC).

    The caller has verified the note, and that it grew out of the last checkpoint it co-signed for this log.
    Raises Tampered when the text is no checkpoint, ValueError when the timestamp is out of range.
    """
    parse(note.text)
    if not 0 < timestamp <= TIMESTAMP_MAX:
        raise ValueError("timestamp out of range")
    key = VerifierKey(name, SignatureType.COSIGNATURE, signing.public_key(seed))
    signature = signing.sign(_cosigned(note.text, timestamp), seed=seed)
    return notes.append(note, key, timestamp.to_bytes(_TIMESTAMP_BYTES, "big") + signature)


def check_cosignatures(note: Note, keys: Mapping[str, bytes]) -> dict[str, int]:
    """Return the known co-signers, each with the newest time at which they co-signed; perhaps none.

    `keys` maps names to 32-byte public keys. Raises Tampered when a known co-signature does not verify or
    the text is no checkpoint.
    """
    parse(note.text)
    times: dict[str, int] = {}
    for name, signature in notes.signatures_of(note, keys, type=SignatureType.COSIGNATURE):
        timestamp = int.from_bytes(signature[:_TIMESTAMP_BYTES], "big")
        if not 0 < timestamp <= TIMESTAMP_MAX:
            raise Tampered("time of a co-signature")
        signing.verify(_cosigned(note.text, timestamp), signature[_TIMESTAMP_BYTES:], key=keys[name])
        times[name] = max(timestamp, times.get(name, 0))
    return times


def _cosigned(text: str, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def _parse_root(coded: str) -> bytes:
    try:
        root = notes.decode_base64(coded)
    except ValueError:
        raise Tampered("root of a checkpoint") from None
    if len(root) != merkle.HASH_BYTES:
        raise Tampered("root of a checkpoint")
    return root
