"""The outside of a bundle: what a stranger sees, and the seal around the rest. `format.py` defines the bytes.

Owns sealing, opening and the sizes of files. What is inside is left to `format.py`.

Source: RFC 7748; RFC 5869; draft-irtf-cfrg-xchacha; Albertini et al., "How to abuse and fix authenticated encryption
without key commitment" (2022).
"""

import hmac
from dataclasses import dataclass, field
from typing import NamedTuple

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_scalarmult,
    crypto_scalarmult_base,
)
from nacl.exceptions import CryptoError
from nacl.exceptions import RuntimeError as SodiumError

from safeconduct.disclosure.cards import KEY_ID_BYTES, Card, Keys
from safeconduct.disclosure.refusals import BundleRefused, Reason

VERSION = 1
KEY_BYTES = 32
BUNDLE_BYTES_MIN = 4096
BUNDLE_BYTES_MAX = 32 * 1024 * 1024

_MAGIC = b"safeconduct/bundle/v"
_SALT = b"safeconduct/bundle/seal/v1\x00"
_COMMIT = b"safeconduct/bundle/commit/v1\x00"
_ENCRYPT = b"safeconduct/bundle/encrypt/v1\x00"
_NONCE = b"safeconduct/bundle/nonce/v1\x00"
_HEAD_BYTES = len(_MAGIC) + 1 + KEY_ID_BYTES + KEY_BYTES
_CLEAR_BYTES = _HEAD_BYTES + KEY_BYTES
_NONCE_BYTES = 24
_TAG_BYTES = 16
_LENGTH_BYTES = 4
CONTENT_BYTES_MAX = BUNDLE_BYTES_MAX - _CLEAR_BYTES - _TAG_BYTES - _LENGTH_BYTES


@dataclass(frozen=True, slots=True)
class Outside:
    """All that somebody without a key learns from a bundle; `size` is one of few buckets."""

    version: int
    recipient: bytes
    size: int


class Sealed(NamedTuple):
    """A sealed bundle, and the key that opens this one bundle alone."""

    data: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class _Parts:
    head: bytes = field(repr=False)
    ephemeral: bytes
    commitment: bytes
    sealed: bytes = field(repr=False)


def inspect(data: bytes) -> Outside:
    """Return what an outsider sees; raises BundleRefused for what is no bundle of this version and a right size."""
    if len(data) < _CLEAR_BYTES or not data.startswith(_MAGIC):
        raise BundleRefused(Reason.NOT_A_BUNDLE)
    version = data[len(_MAGIC)]
    if version < VERSION:
        raise BundleRefused(Reason.OLDER_VERSION)
    if version > VERSION:
        raise BundleRefused(Reason.NEWER_VERSION)
    if len(data) > BUNDLE_BYTES_MAX or len(data) != bucket_bytes(len(data)):
        raise BundleRefused(Reason.BAD_SIZE)
    start = len(_MAGIC) + 1
    return Outside(version, data[start : start + KEY_ID_BYTES], len(data))


def seal(content: bytes, recipient: Card, *, ephemeral: bytes) -> Sealed:
    """Return the bundle around `content` and the key that opens it.

    `ephemeral` is 32 random bytes, used once: the only thing in a bundle that chance makes. Raises ValueError when
    content is larger than `CONTENT_BYTES_MAX`.
    """
    if len(content) > CONTENT_BYTES_MAX:
        raise ValueError("larger than a bundle holds")
    head = _MAGIC + bytes([VERSION]) + recipient.key_id + crypto_scalarmult_base(ephemeral)
    key = _derive(crypto_scalarmult(ephemeral, recipient.sealing), head, recipient.sealing)
    clear = head + _commitment(key, head)
    size = bucket_bytes(_CLEAR_BYTES + _LENGTH_BYTES + len(content) + _TAG_BYTES)
    padded = (len(content).to_bytes(_LENGTH_BYTES, "big") + content).ljust(
        size - _CLEAR_BYTES - _TAG_BYTES, b"\x00"
    )
    sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(
        padded, clear, _nonce(key, head), _encryption_key(key, head)
    )
    return Sealed(clear + sealed, key)


def key_for(data: bytes, own: Keys) -> bytes:
    """Return the key that opens this bundle, made from the recipient's private key.

    Raises BundleRefused (`WRONG_RECIPIENT`) when the bundle names another sealing key.
    """
    outside = inspect(data)
    if outside.recipient != own.card.key_id:
        raise BundleRefused(Reason.WRONG_RECIPIENT)
    parts = _parts(data)
    try:
        shared = crypto_scalarmult(own.private, parts.ephemeral)
    except SodiumError:
        raise BundleRefused(Reason.ALTERED) from None
    return _derive(shared, parts.head, own.card.sealing)


def open_with(data: bytes, key: bytes) -> bytes:
    """Return the content; raises BundleRefused when the bundle was altered or does not commit to `key`."""
    inspect(data)
    parts = _parts(data)
    if len(key) != KEY_BYTES or not hmac.compare_digest(parts.commitment, _commitment(key, parts.head)):
        raise BundleRefused(Reason.ALTERED)
    try:
        padded = crypto_aead_xchacha20poly1305_ietf_decrypt(
            parts.sealed,
            parts.head + parts.commitment,
            _nonce(key, parts.head),
            _encryption_key(key, parts.head),
        )
    except CryptoError:
        raise BundleRefused(Reason.ALTERED) from None
    return _unpad(padded, len(data))


def bucket_bytes(size: int) -> int:
    """The size of the file in which `size` bytes travel: 4,096, 6,144, 8,192, 12,288 and so on."""
    needed = max(size, BUNDLE_BYTES_MIN)
    octave = 1 << (needed - 1).bit_length()
    middle = octave // 4 * 3
    return middle if needed <= middle else octave


def _parts(data: bytes) -> _Parts:
    head = data[:_HEAD_BYTES]
    return _Parts(head, head[-KEY_BYTES:], data[_HEAD_BYTES:_CLEAR_BYTES], data[_CLEAR_BYTES:])


def _unpad(padded: bytes, size: int) -> bytes:
    end = _LENGTH_BYTES + int.from_bytes(padded[:_LENGTH_BYTES], "big")
    if end > len(padded) or bucket_bytes(_CLEAR_BYTES + end + _TAG_BYTES) != size:
        raise BundleRefused(Reason.MALFORMED, "length of the content")
    if padded.count(0, end) != len(padded) - end:
        raise BundleRefused(Reason.MALFORMED, "padding")
    return padded[_LENGTH_BYTES:end]


def _derive(shared: bytes, head: bytes, sealing: bytes) -> bytes:
    """HKDF-SHA256 with one block of output. Source: RFC 5869 sections 2.2 and 2.3."""
    extracted = hmac.digest(_SALT, shared, "sha256")
    return hmac.digest(extracted, head + sealing + b"\x01", "sha256")


def _commitment(key: bytes, head: bytes) -> bytes:
    return hmac.digest(key, _COMMIT + head, "sha256")


def _encryption_key(key: bytes, head: bytes) -> bytes:
    return hmac.digest(key, _ENCRYPT + head, "sha256")


def _nonce(key: bytes, head: bytes) -> bytes:
    return hmac.digest(key, _NONCE + head, "sha256")[:_NONCE_BYTES]
