"""The entry: a clear header, a sealed body, one signature over both. This text defines format version 1.

Owns the bytes of an entry and what makes them valid. Which facts a body holds, where keys are kept and
where entries are stored is left to the store. Randomness comes in as arguments.

Integers are unsigned and big-endian. `u32` is four bytes. Concatenation is written `||`. Hexadecimal is
lower case.

**Header.** RFC 8785 JSON, ASCII only, with exactly the members of one of two kinds.

In an open compartment:

    commitment   64 hex digits: the commitment to the entry key
    compartment  a lower-case letter, then up to 31 lower-case letters or underscores
    id           32 hex digits: 128 random bits
    key          64 hex digits: Ed25519 public key of the signer
    recorded     YYYY-MM-DDThh:mm:ss.ffffffZ: UTC, always six decimals, a time that exists
    stream       1 to 128 of the characters A-Z a-z 0-9 . _ : / -
    v            the integer 1
    version      integer from 1 to 2**53 - 1: place in the stream

In a sealed compartment `recorded` and `version` are missing, since an exact time and a count would tell a
reader of a stolen copy what happened, and these stand instead:

    day          YYYY-MM-DD: UTC, a day that exists
    slot         1 to 128 characters as in `stream`: opaque token, one for each version of the stream
    stream       as above, but a keyed pseudonym

**Body.** nonce (24 bytes) || XChaCha20-Poly1305-IETF(padded plaintext), sealed under the entry key (32
bytes, used for this entry alone), the header bytes being the associated data. The ciphertext ends in its
16-byte tag.

**Padding.** u32 length || plaintext || zero bytes, up to the smallest bucket that fits. Buckets are 256,
384, 512, 768, 1024, 1536 and so on, each octave in two steps, up to 16 MiB. A longer padding than needed is
invalid.

**Commitment.** HMAC-SHA256(entry key, "safeconduct/commit/v1" || 0x00). Without it one ciphertext could be
made to open to two texts under two keys, and an author could show each state another wish.

**Signature.** Ed25519 over

    signed = "safeconduct/entry/v1" || 0x00 || u32 length of header || header || u32 length of body || body

**Leaf.** RFC 9162 leaf hash of `signed || signature` (64 bytes). So nothing stored can change, the
signature included, without the tree finding it; and neither hash nor signature is ever made of plaintext,
which would be a dictionary for whoever can guess.

Source: RFC 8785; RFC 8032; RFC 9162; draft-irtf-cfrg-xchacha; Albertini et al., "How to abuse and fix
authenticated encryption without key commitment" (2022).
"""

import hmac
import re
from dataclasses import dataclass
from datetime import date
from typing import NewType, TypeAlias

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey

from safeconduct.ledger import merkle, signing
from safeconduct.ledger.errors import Tampered

EntryId = NewType("EntryId", str)
StreamId = NewType("StreamId", str)

KEY_BYTES = 32
NONCE_BYTES = 24
TAG_BYTES = 16
BUCKET_BYTES_MIN = 256
BUCKET_BYTES_MAX = 16 * 1024 * 1024
VERSION_MAX = 2**53 - 1

_SIGNED_PREFIX = b"safeconduct/entry/v1\x00"
_COMMIT_MESSAGE = b"safeconduct/commit/v1\x00"
_LENGTH_BYTES = 4
# Any canonical header is below this; a longer one need not be searched.
_HEADER_BYTES_MAX = 1024

# A header has one possible form, so a pattern of the whole is the strictest reader, and many times faster
# than parsing JSON and encoding it again. A test holds the patterns to what `canonical.encode` makes.
_COMMITMENT = '"commitment":"([0-9a-f]{64})"'
_COMPARTMENT = '"compartment":"([a-z][a-z_]{0,31})"'
_ID = '"id":"([0-9a-f]{32})"'
_KEY = '"key":"([0-9a-f]{64})"'
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{6}"
_TOKEN = "[A-Za-z0-9._:/-]{1,128}"  # noqa: S105 a pattern, not a secret
_OPEN = re.compile(
    rf'{{{_COMMITMENT},{_COMPARTMENT},{_ID},{_KEY},"recorded":"({_DAY}T{_TIME}Z)",'
    rf'"stream":"({_TOKEN})","v":1,"version":([1-9][0-9]{{0,15}})}}'
)
_SEALED = re.compile(
    rf'{{{_COMMITMENT},{_COMPARTMENT},"day":"({_DAY})",{_ID},{_KEY},"slot":"({_TOKEN})",'
    rf'"stream":"({_TOKEN})","v":1}}'
)


@dataclass(frozen=True, slots=True)
class OpenHeader:
    """What stands in clear before an entry of an open compartment; see the module's text."""

    id: EntryId
    compartment: str
    stream: StreamId
    version: int
    recorded: str
    key: str
    commitment: str

    @property
    def slot(self) -> str:
        """The entry's place in its stream, as text: unique together with `key` and `stream`."""
        return str(self.version)


@dataclass(frozen=True, slots=True)
class SealedHeader:
    """What stands in clear before an entry of a sealed compartment; see the module's text."""

    id: EntryId
    compartment: str
    stream: StreamId
    slot: str
    day: str
    key: str
    commitment: str


Header: TypeAlias = OpenHeader | SealedHeader


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as it lies in the ledger: exactly these bytes are hashed, signed and passed on."""

    header: bytes
    body: bytes
    signature: bytes


def header_bytes(header: Header) -> bytes:
    """Return the canonical bytes of `header`; raises ValueError when a member breaks the format."""
    data = (_open_text(header) if isinstance(header, OpenHeader) else _sealed_text(header)).encode()
    try:
        if parse_header(data) == header:
            return data
    except Tampered:
        pass
    raise ValueError("a member of the header is not as the format demands")


def parse_header(data: bytes) -> Header:
    """Return the header whose canonical bytes are `data`; raises Tampered for anything else."""
    text = _ascii(data)
    if found := _OPEN.fullmatch(text):
        commitment, compartment, id, key, recorded, stream, version = found.groups()
        _check_exists(recorded)
        if int(version) > VERSION_MAX:
            raise Tampered("version of an entry")
        return OpenHeader(EntryId(id), compartment, StreamId(stream), int(version), recorded, key, commitment)
    if found := _SEALED.fullmatch(text):
        commitment, compartment, day, id, key, slot, stream = found.groups()
        _check_exists(day)
        return SealedHeader(EntryId(id), compartment, StreamId(stream), slot, day, key, commitment)
    raise Tampered("header of an entry")


def commitment(entry_key: bytes) -> str:
    """Return the 64 hex digits that tie a header to its one entry key."""
    return hmac.digest(entry_key, _COMMIT_MESSAGE, "sha256").hex()


def seal(
    header: Header, plaintext: bytes, *, entry_key: bytes, nonce: bytes, signing_key: SigningKey
) -> Stored:
    """Return the sealed and signed entry.

    `entry_key` (32 bytes) and `nonce` (24) are random and used once. Raises ValueError when the header
    names another entry key or another signer, or when the plaintext is larger than the largest bucket
    holds.
    """
    if len(entry_key) != KEY_BYTES or header.commitment != commitment(entry_key):
        raise ValueError("the header does not commit to this entry key")
    if header.key != signing_key.verify_key.encode().hex():
        raise ValueError("the header names another signer")
    head = header_bytes(header)
    sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(pad(plaintext), head, nonce, entry_key)
    body = nonce + sealed
    return Stored(head, body, signing_key.sign(_signed(head, body)).signature)


def open_body(stored: Stored, entry_key: bytes) -> bytes:
    """Return the plaintext; raises Tampered for a key that the header does not commit to, or a changed entry.

    It does not look at the signature: `check` does.
    """
    return open_body_under(parse_header(stored.header), stored, entry_key)


def open_body_under(header: Header, stored: Stored, entry_key: bytes) -> bytes:
    """The same where the entry's header is parsed already."""
    committed = header.commitment
    if len(entry_key) != KEY_BYTES or not hmac.compare_digest(committed, commitment(entry_key)):
        raise Tampered("commitment of an entry")
    nonce, sealed = stored.body[:NONCE_BYTES], stored.body[NONCE_BYTES:]
    if len(sealed) < TAG_BYTES:
        raise Tampered("body of an entry")
    try:
        padded = crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, stored.header, nonce, entry_key)
    except CryptoError:
        raise Tampered("body of an entry") from None
    return unpad(padded)


def check(stored: Stored, verify_key: bytes) -> Header:
    """Return the header after checking everything that can be checked without the entry key.

    Raises Tampered when the header is malformed or names another signer than `verify_key`, the body has no
    valid size, or the signature is not over these bytes. `verify_key` must have passed
    `signing.check_public_key` once.
    """
    return check_and_hash(stored, verify_key)[0]


def check_and_hash(stored: Stored, verify_key: bytes) -> tuple[Header, bytes]:
    """Do what `check` does and return the leaf hash too; for whoever reads a whole ledger."""
    header = parse_header(stored.header)
    if header.key != verify_key.hex():
        raise Tampered("signer of an entry")
    if len(stored.body) - NONCE_BYTES - TAG_BYTES not in _BUCKETS:
        raise Tampered("size of an entry")
    signed = _signed(stored.header, stored.body)
    signing.verify(signed, stored.signature, key=verify_key)
    return header, merkle.leaf_hash(signed + stored.signature)


def leaf_hash(stored: Stored) -> bytes:
    """Return the hash under which the entry stands in the Merkle tree."""
    return merkle.leaf_hash(_signed(stored.header, stored.body) + stored.signature)


def pad(data: bytes) -> bytes:
    """Return `data` with its length before it and zeros after it, filling the smallest bucket."""
    bucket_bytes = _bucket_bytes(len(data))
    if bucket_bytes > BUCKET_BYTES_MAX:
        raise ValueError("larger than the largest bucket")
    return (len(data).to_bytes(_LENGTH_BYTES, "big") + data).ljust(bucket_bytes, b"\x00")


def unpad(padded: bytes) -> bytes:
    """Return what `pad` was given; raises Tampered for a padding that `pad` does not make."""
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    end = _LENGTH_BYTES + length
    if len(padded) > BUCKET_BYTES_MAX or len(padded) != _bucket_bytes(length):
        raise Tampered("bucket of an entry")
    if padded.count(0, end) != len(padded) - end:
        raise Tampered("padding of an entry")
    return padded[_LENGTH_BYTES:end]


def _bucket_bytes(length: int) -> int:
    """Return the smallest bucket for `length` bytes of data; above the largest one the series goes on."""
    needed = max(length + _LENGTH_BYTES, BUCKET_BYTES_MIN)
    octave = 1 << (needed - 1).bit_length()
    middle = octave // 4 * 3
    return middle if needed <= middle else octave


def _buckets() -> frozenset[int]:
    octaves = [1 << power for power in range(8, 25)]
    return frozenset([*octaves, *(octave // 2 * 3 for octave in octaves[:-1])])


_BUCKETS = _buckets()


def _signed(header: bytes, body: bytes) -> bytes:
    header_length = len(header).to_bytes(_LENGTH_BYTES, "big")
    body_length = len(body).to_bytes(_LENGTH_BYTES, "big")
    return b"".join((_SIGNED_PREFIX, header_length, header, body_length, body))


def _open_text(header: OpenHeader) -> str:
    return (
        f'{{"commitment":"{header.commitment}","compartment":"{header.compartment}","id":"{header.id}",'
        f'"key":"{header.key}","recorded":"{header.recorded}","stream":"{header.stream}","v":1,'
        f'"version":{header.version}}}'
    )


def _sealed_text(header: SealedHeader) -> str:
    return (
        f'{{"commitment":"{header.commitment}","compartment":"{header.compartment}","day":"{header.day}",'
        f'"id":"{header.id}","key":"{header.key}","slot":"{header.slot}","stream":"{header.stream}","v":1}}'
    )


def _ascii(data: bytes) -> str:
    if len(data) > _HEADER_BYTES_MAX or not data.isascii():
        raise Tampered("header of an entry")
    return data.decode("ascii")


def _check_exists(moment: str) -> None:
    """Refuse the 30th of February; the pattern has settled the form, and the time of day with it."""
    try:
        date.fromisoformat(moment[:10])
    except ValueError:
        raise Tampered("date of an entry") from None
