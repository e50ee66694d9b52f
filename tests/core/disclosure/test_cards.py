"""A card says who an instance is, in one form, under its own signature; two persons compare its words."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.disclosure import cards
from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.law.recipients import Recipient
from safeconduct.ledger import canonical, signing
from tests.core.disclosure.parties import BUREAU, NOW, RECEIVING, keys_of, secret

SMALL_ORDER = [bytes(32), b"\x01" + bytes(31), bytes.fromhex("ecffffff" + "ff" * 27 + "7f")]


def signed(members: dict[str, Any], seed: bytes = BUREAU.seed) -> bytes:
    """A card whose signature is right whatever the rest is."""
    unsigned = canonical.encode({name: value for name, value in members.items() if name != "signature"})
    signature = signing.sign(b"safeconduct/card/v1\x00" + unsigned, seed=seed)
    return canonical.encode({**members, "signature": signature.hex()})


def members() -> dict[str, Any]:
    return dict(json.loads(BUREAU.card.data))


def test_a_card_is_read_back() -> None:
    assert cards.read(RECEIVING.card.data) == RECEIVING.card
    assert RECEIVING.card.name == "받는 나라의 사무소"
    assert cards.read(signed(members())) == BUREAU.card


def test_its_words_and_numbers_say_the_same_bits() -> None:
    assert len(BUREAU.card.fingerprint.split()) == len(BUREAU.card.numbers.split()) == 8
    assert BUREAU.card.fingerprint == "lujus dapaf linus rinok notaj rozis busaz jazoj"
    assert BUREAU.card.numbers == "32124 04738 30332 46694 39749 48092 03855 21477"


def test_another_key_has_other_words() -> None:
    renewed = keys_of(1, "National Information Bureau", Recipient.BUREAU, generation=2)
    assert renewed.card.fingerprint != BUREAU.card.fingerprint
    assert renewed.card.key_id != BUREAU.card.key_id


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("v", 2), ("v", True), ("v", "1"), ("role", "witness"), ("role", "home_bureau"),
        ("role", 1), ("instance", "F" * 32),
        ("instance", "0" * 31), ("created", "2026-02-30T00:00:00Z"), ("created", "2026-03-01T09:00:00+00:00"),
        ("created", "2026-03-01T09:00:60Z"), ("name", ""), ("name", "x" * 201), ("name", " x"), ("name", None),
        ("name", "a\u202eb"), ("name", "a\u200bb"), ("name", "a\nb"), ("signing", "00" * 31), ("extra", 1),
    ],
)  # fmt: skip
def test_a_member_that_breaks_the_form_is_found(member: str, value: object) -> None:
    with pytest.raises(BundleRefused) as caught:
        cards.read(signed({**members(), member: value}))
    assert caught.value.kind == Reason.BAD_CARD


@pytest.mark.parametrize("member", ["created", "instance", "name", "role", "sealing", "signing", "v"])
def test_no_member_may_be_missing(member: str) -> None:
    with pytest.raises(BundleRefused, match="members"):
        cards.read(signed({name: value for name, value in members().items() if name != member}))


@pytest.mark.parametrize("key", SMALL_ORDER)
def test_keys_that_are_everybodys_are_refused(key: bytes) -> None:
    for member in ("sealing", "signing"):
        with pytest.raises(BundleRefused, match=f"{member} key"):
            cards.read(signed({**members(), member: key.hex()}))


def test_a_sealing_key_has_one_form() -> None:
    with pytest.raises(BundleRefused, match="sealing key"):
        cards.read(signed({**members(), "sealing": (2**255 - 19 + 9).to_bytes(32, "little").hex()}))
    high = BUREAU.card.sealing[:31] + bytes([BUREAU.card.sealing[31] | 128])
    with pytest.raises(BundleRefused, match="sealing key"):
        cards.read(signed({**members(), "sealing": high.hex()}))


def test_a_card_signed_by_another_is_refused() -> None:
    with pytest.raises(BundleRefused, match="signature"):
        cards.read(signed(members(), seed=RECEIVING.seed))


def test_every_changed_bit_is_found() -> None:
    for bit in range(len(BUREAU.card.data) * 8):
        changed = bytearray(BUREAU.card.data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BundleRefused):
            cards.read(bytes(changed))


def test_what_is_no_card_is_not_made() -> None:
    with pytest.raises(ValueError, match="name"):
        cards.make("0" * 32, "", Recipient.BUREAU, created=NOW, seed=secret(1), private=secret(2))
    with pytest.raises(ValueError, match="32 bytes"):
        cards.make("0" * 32, "x", Recipient.BUREAU, created=NOW, seed=b"", private=secret(2))


@given(st.binary(max_size=3000))
def test_any_bytes_are_refused_by_name(data: bytes) -> None:
    with pytest.raises(BundleRefused):
        cards.read(data)
