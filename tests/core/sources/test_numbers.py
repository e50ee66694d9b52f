"""The number is read as people write it, and leads back to the same subject."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.sources.errors import Refused
from safeconduct.sources.numbers import ALPHABET, number_of, subject_prefix


@pytest.mark.parametrize(
    ("subject", "number"),
    [("0" * 32, "0000-0000"), ("f" * 32, "ZZZZ-ZZZZ"), ("0123456789" + "0" * 22, "04HM-ASW9")],
)
def test_number_is_the_first_forty_bits(subject: str, number: str) -> None:
    assert number_of(subject) == number


@given(st.text("0123456789abcdef", min_size=32, max_size=32))
def test_number_leads_back(subject: str) -> None:
    number = number_of(subject)
    assert set(number) <= set(ALPHABET) | {"-"}
    assert subject_prefix(number) == subject[:10]


@pytest.mark.parametrize("written", ["7f3k2qw1", " 7F3K 2QWI ", "7f3k–2qwl", "7F3K--2QW1", "7 F 3 K 2 Q W 1"])
def test_number_is_read_tolerantly(written: str) -> None:
    assert subject_prefix(written) == subject_prefix("7F3K-2QW1")


def test_letter_o_is_read_as_nought() -> None:
    assert subject_prefix("OOOO-OOO1") == subject_prefix("0000-0001")


@pytest.mark.parametrize("written", ["", "7F3K-2QW", "7F3K-2QWDD", "7F3K-2QWU", "٧F3K-2QWD", "Пак Чхоль"])
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(Refused) as refusal:
        subject_prefix(written)
    assert refusal.value.code == "not_a_number"
