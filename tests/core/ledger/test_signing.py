"""The one verifier: what it signs it accepts, and no weak key or loose signature passes."""

import pytest
from nacl.signing import SigningKey

from safeconduct.ledger import signing
from safeconduct.ledger.errors import Tampered

SEED = bytes(range(32))
MESSAGE = b"said on the third day"
SIGNATURE = SigningKey(SEED).sign(MESSAGE).signature
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493

# Points of order 1, 2, 4 and 8 with both signs, and the same with a y that is not reduced.
# Source: Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", table 6.
WEAK_KEYS = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


def test_the_key_and_signature_are_those_of_the_standard() -> None:
    # Source: RFC 8032 section 7.1, TEST 2.
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    key = signing.public_key(seed)
    assert key.hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert SigningKey(seed).sign(b"\x72").signature == signature
    signing.check_public_key(key)
    signing.verify(b"\x72", signature, key=key)


@pytest.mark.parametrize("encoded", WEAK_KEYS)
def test_a_weak_key_is_neither_enrolled_nor_believed(encoded: str) -> None:
    key = bytes.fromhex(encoded)
    with pytest.raises(ValueError, match="public key"):
        signing.check_public_key(key)
    # With a key of order 1 this signature, made by nobody, satisfies the bare equation for every message.
    forged = bytes.fromhex(WEAK_KEYS[0]) + bytes(32)
    with pytest.raises(Tampered):
        signing.verify(MESSAGE, forged, key=key)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33), b"\x02" + bytes(31)])
def test_what_is_no_point_is_no_key(key: bytes) -> None:
    with pytest.raises(ValueError, match="public key"):
        signing.check_public_key(key)


def test_every_bit_of_signature_and_message_counts() -> None:
    key = signing.public_key(SEED)
    signing.verify(MESSAGE, SIGNATURE, key=key)
    whole = SIGNATURE + MESSAGE
    for bit in range(8 * len(whole)):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Tampered):
            signing.verify(bytes(changed[64:]), bytes(changed[:64]), key=key)


def test_a_scalar_that_is_not_reduced_is_refused() -> None:
    scalar = int.from_bytes(SIGNATURE[32:], "little") + GROUP_ORDER
    loose = SIGNATURE[:32] + scalar.to_bytes(32, "little")
    with pytest.raises(Tampered):
        signing.verify(MESSAGE, loose, key=signing.public_key(SEED))


def test_lengths_are_settled_before_the_library_reads() -> None:
    key = signing.public_key(SEED)
    # The message must not lend its first byte to the signature, nor take its last one.
    whole = SIGNATURE + MESSAGE
    for cut in (0, 63, 65):
        with pytest.raises(Tampered, match="length"):
            signing.verify(whole[cut:], whole[:cut], key=key)
    for wrong in (key[:31], key + b"\x00", b""):
        with pytest.raises(Tampered, match="length"):
            signing.verify(MESSAGE, SIGNATURE, key=wrong)
