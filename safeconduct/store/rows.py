"""Sealing what projections keep, so that a copy of the database without the service key tells nothing.

Owns deterministic sealing (the nonce is made from the content, as in SIV modes, so a rebuilt row is equal to
the byte), keyed tags for equality, and keyed order numbers for sorting by a date. What a copy still tells:
which rows share a tag, and the order of dates.
Source: Rogaway and Shrimpton, "Deterministic Authenticated-Encryption" (2006).
"""

import hashlib
import hmac
import json
import struct
from datetime import date
from functools import lru_cache
from itertools import accumulate

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError

from safeconduct.ledger import canonical
from safeconduct.ledger.canonical import Json
from safeconduct.ledger.errors import Tampered
from safeconduct.store.instance import current

_NONCE_BYTES = 24
_PADDED_TO_BYTES = 64
_TAG_BITS = 63
_FIRST_DAY = date(1850, 1, 1).toordinal()
_LAST_DAY = date(2150, 1, 1).toordinal()


def seal(table: str, key: str, value: Json) -> bytes:
    """The row's content, sealed to its table and primary key; the same content gives the same bytes."""
    return seal_bytes(table, key, canonical.encode(value))


def seal_bytes(table: str, key: str, plain: bytes) -> bytes:
    """The same of JSON that the caller wrote; equal content must be equal bytes."""
    padded = plain.ljust(-(-len(plain) // _PADDED_TO_BYTES) * _PADDED_TO_BYTES)
    place = f"{table}\0{key}".encode()
    nonce = hmac.digest(_key("row nonces"), place + b"\0" + padded, "sha256")[:_NONCE_BYTES]
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(padded, place, nonce, _key("rows"))


def open(table: str, key: str, blob: bytes) -> Json:
    """What was sealed there; raises Tampered for a row that was changed or moved."""
    blob = bytes(blob)
    place = f"{table}\0{key}".encode()
    try:
        padded = crypto_aead_xchacha20poly1305_ietf_decrypt(
            blob[_NONCE_BYTES:], place, blob[:_NONCE_BYTES], _key("rows")
        )
    except (CryptoError, ValueError):
        raise Tampered(f"row {key} of {table}") from None
    # Only the holder of the key can have made it, so there is no need to ask whether it is canonical.
    value: Json = json.loads(padded)
    return value


def tag(purpose: str, text: str) -> int:
    """A keyed number that is equal for equal texts of one purpose; 63 bits, never negative."""
    digest = hashlib.blake2b(f"{purpose}\0{text}".encode(), key=_key("tags"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - _TAG_BITS)


def order(purpose: str, day: date) -> int:
    """A keyed number that grows with the day; days outside 1850 to 2149 stand at the ends."""
    number = min(max(day.toordinal(), _FIRST_DAY), _LAST_DAY - 1) - _FIRST_DAY
    return _order_table(purpose, _key("order"))[number]


def digest(purpose: str, data: bytes) -> str:
    """A keyed hash of 32 hex digits; without the key it is no dictionary."""
    return hashlib.blake2b(purpose.encode() + b"\0" + data, key=_key("digests"), digest_size=16).hexdigest()


def _key(purpose: str) -> bytes:
    return current().derive(purpose)


@lru_cache(maxsize=16)
def _order_table(purpose: str, key: bytes) -> list[int]:
    """Running sums of pseudo-random gaps, one a day: monotone, and distances between days are hidden."""
    days = _LAST_DAY - _FIRST_DAY
    gaps = struct.unpack(f">{days}I", hashlib.shake_256(key + purpose.encode()).digest(4 * days))
    return list(accumulate(gap + 1 for gap in gaps))
