"""No file that differs by a bit, or is cut anywhere, is taken: a sample of them, and all of them in the long run."""

from collections.abc import Callable

import pytest

from safeconduct.disclosure.refusals import BundleRefused
from safeconduct.disclosure.told import Told
from tests.core.disclosure.parties import message, send, take

DATA = send(Told(), message(1, "no letter of this may change")).data


def test_the_file_itself_is_taken() -> None:
    assert len(DATA) == 4096
    assert take(DATA).items == (message(1, "no letter of this may change"),)


def test_every_changed_bit_is_found(count: Callable[[int, int], int]) -> None:
    for bit in range(0, len(DATA) * 8, count(17, 1)):
        changed = bytearray(DATA)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BundleRefused):
            take(bytes(changed))


def test_every_cut_is_found(count: Callable[[int, int], int]) -> None:
    for length in range(0, len(DATA), count(5, 1)):
        with pytest.raises(BundleRefused):
            take(DATA[:length])


@pytest.mark.parametrize("extra", [1, 100, 2048, 4096, 1 << 20])
def test_whatever_is_added_is_found(extra: int) -> None:
    with pytest.raises(BundleRefused):
        take(DATA + bytes(extra))
