"""The one Ed25519 verifier of the project.

Owns signing and strict verification; everything signed (entries, notes, bundles) is verified here, because
two libraries do not agree on the edge cases, and a signature that one state accepts and another refuses is
a quarrel. Where keys come from and where they are kept is left to the callers.

libsodium refuses a signature whose scalar is not reduced, and public keys that are not canonical or of
small order.

Source: RFC 8032; Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs" (2020).
"""

from functools import lru_cache

from nacl.bindings import crypto_core_ed25519_is_valid_point, crypto_sign_open
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey

from safeconduct.ledger.errors import Tampered

KEY_BYTES = 32
SIGNATURE_BYTES = 64


def public_key(seed: bytes) -> bytes:
    """Return the 32-byte public key of the 32-byte `seed`."""
    return _pair(seed).verify_key.encode()


def sign(message: bytes, *, seed: bytes) -> bytes:
    """Return the 64-byte signature over `message`."""
    return _pair(seed).sign(message).signature


def check_public_key(key: bytes) -> None:
    """Raise ValueError unless `key` is a canonical point of the prime-order group.

    For the moment a key is enrolled. It costs as much as a verification, so entries are not checked with
    it: `verify` refuses the worst keys anyway.
    """
    if len(key) != KEY_BYTES or not crypto_core_ed25519_is_valid_point(key):
        raise ValueError("not a usable Ed25519 public key")


def verify(message: bytes, signature: bytes, *, key: bytes) -> None:
    """Raise Tampered unless `signature` is the one `key` made over `message`."""
    # libsodium reads exactly 32 and 64 bytes whatever it is given, so lengths are settled before.
    if len(key) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        raise Tampered("length of a signature or key")
    try:
        crypto_sign_open(signature + message, key)
    except BadSignatureError:
        raise Tampered("signature") from None


@lru_cache(maxsize=4)
def _pair(seed: bytes) -> SigningKey:
    """Making the pair from its seed costs as much as a signature, and a log signs with one."""
    return SigningKey(seed)
