"""No file that differs by a bit, or is cut anywhere, is taken: a sample of them, and all of them in the long run."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.disclosure import envelope
from safeconduct.disclosure.refusals import BundleRefused
from safeconduct.disclosure.told import Told
from tests.core.disclosure.parties import RECEIVING, message, secret, send, take

TEXT = "no letter of this may change"
DATA = send(Told(), message(1, TEXT)).data


def test_the_file_itself_is_taken() -> None:
    assert len(DATA) == 4096
    assert take(DATA).items == (message(1, TEXT),)


def test_every_changed_bit_is_found(count: Callable[[int, int], int]) -> None:
    for bit in range(0, len(DATA) * 8, count(17, 1)):
        changed = bytearray(DATA)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BundleRefused):
            take(bytes(changed))


def test_every_changed_bit_inside_the_seal_is_found(count: Callable[[int, int], int]) -> None:
    """The sender's own signature, the log and its proofs hold whatever the seal does."""
    first = send(Told(), message(1))
    second = send(first.told, message(2))
    content = envelope.open_with(second.data, second.key)
    for bit in range(0, len(content) * 8, count(29, 1)):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        data = envelope.seal(bytes(changed), RECEIVING.card, ephemeral=secret("changed")).data
        with pytest.raises(BundleRefused):
            take(data, first.told)


def test_every_cut_inside_the_seal_is_found(count: Callable[[int, int], int]) -> None:
    content = envelope.open_with(DATA, send(Told(), message(1, TEXT)).key)
    for length in range(0, len(content), count(13, 1)):
        data = envelope.seal(content[:length], RECEIVING.card, ephemeral=secret("cut")).data
        with pytest.raises(BundleRefused):
            take(data)


@given(st.binary(max_size=3000))
def test_any_content_sealed_rightly_is_refused_by_name(content: bytes) -> None:
    data = envelope.seal(content, RECEIVING.card, ephemeral=secret("any")).data
    with pytest.raises(BundleRefused):
        take(data)


def test_every_cut_is_found(count: Callable[[int, int], int]) -> None:
    for length in range(0, len(DATA), count(5, 1)):
        with pytest.raises(BundleRefused):
            take(DATA[:length])


@pytest.mark.parametrize("extra", [1, 100, 2048, 4096, 1 << 20])
def test_whatever_is_added_is_found(extra: int) -> None:
    with pytest.raises(BundleRefused):
        take(DATA + bytes(extra))
