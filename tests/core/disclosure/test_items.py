"""What a bundle carries is read back as it was, and refused by name where it is not as it must be."""

import contextlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from safeconduct.disclosure import items
from safeconduct.disclosure.items import (
    Acknowledgement,
    CarriedEntry,
    HeldCheckpoint,
    Item,
    Message,
    NewCard,
    Newer,
    Outcome,
    SealedEntry,
)
from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.ledger import canonical, entry
from safeconduct.ledger.entry import EntryId, OpenHeader, SealedHeader, StreamId
from safeconduct.ledger.errors import NotCanonical
from tests.core.disclosure.parties import AGENCY, LAPTOP, secret

ENTRY_KEY = secret("entry key")
SIGNER = SigningKey(LAPTOP.seed)
OPEN = OpenHeader(
    EntryId("a" * 32), "custody", StreamId("d" * 32), 1, "2026-03-01T08:00:00.000000Z",
    SIGNER.verify_key.encode().hex(), entry.commitment(ENTRY_KEY),
)  # fmt: skip
SEALED = SealedHeader(
    EntryId("b" * 32), "wish", StreamId("opaque"), "slot", "2026-03-01",
    SIGNER.verify_key.encode().hex(), entry.commitment(ENTRY_KEY),
)  # fmt: skip


def stored(header: entry.Header, text: bytes = b'{"kind":"registry.Escaped"}') -> entry.Stored:
    return entry.seal(header, text, entry_key=ENTRY_KEY, nonce=bytes(24), signing_key=SIGNER)


CARRIED = CarriedEntry(stored(OPEN), ENTRY_KEY)
PASSED = SealedEntry(stored(SEALED), "d" * 32, 2, bytes(80))
KNOWN: list[Item] = [
    CARRIED,
    PASSED,
    Message(
        "enquiry.answer", "1" * 32, "2" * 32, {"words": "Він живий. 그는 살아 있다.", "list": [1, None, True]}
    ),
    HeldCheckpoint("a note\n"),
    Acknowledgement(3, bytes(range(32)), Outcome.REFUSED, "forked", "a note\n"),
    NewCard(AGENCY.card),
    Newer("seal", 1, b'{"kind":"seal","v":1}'),
]


@pytest.mark.parametrize("item", KNOWN, ids=lambda item: type(item).__name__)
def test_an_item_is_read_back(item: Item) -> None:
    assert items.read(items.write(item)) == item


def test_the_entry_is_the_same_bytes_and_opens() -> None:
    read = items.read(items.write(CARRIED))
    assert isinstance(read, CarriedEntry)
    assert read.stored == CARRIED.stored
    assert read.plaintext() == b'{"kind":"registry.Escaped"}'


def test_the_key_of_a_sealed_entry_never_travels_bare() -> None:
    """Else the recipient's server could open what only persons may."""
    with pytest.raises(ValueError, match="other kind"):
        items.write(CarriedEntry(stored(SEALED), ENTRY_KEY))
    with pytest.raises(ValueError, match="not sealed"):
        items.write(replace(PASSED, wrapped=ENTRY_KEY))


BROKEN: list[Item] = [
    replace(CARRIED, key=secret("another")),
    replace(CARRIED, stored=replace(CARRIED.stored, signature=bytes(64))),
    replace(CARRIED, stored=stored(OPEN, b"no JSON")),
    replace(PASSED, stored=replace(PASSED.stored, body=PASSED.stored.body[:-1])),
    replace(PASSED, stored=stored(OPEN)),
    replace(PASSED, stream="D" * 32),
    replace(PASSED, version=0),
    Message("Enquiry", "1" * 32, "2" * 32, {}),
    Message("enquiry", "1" * 31, "2" * 32, {}),
    Message("enquiry", "1" * 32, "", {}),
    Message("enquiry", "1" * 32, "2" * 32, {"number": 2**60}),
    Acknowledgement(0, bytes(32), Outcome.TAKEN, "", ""),
    Acknowledgement(1, bytes(31), Outcome.TAKEN, "", ""),
    Acknowledgement(1, bytes(32), Outcome.TAKEN, "Not so", ""),
]


@pytest.mark.parametrize("number", range(len(BROKEN)))
def test_what_would_not_be_read_is_not_written(number: int) -> None:
    with pytest.raises(ValueError, match="not an item"):
        items.write(BROKEN[number])


@pytest.mark.parametrize(
    "text",
    [
        "[]", '"entry"', "{}", '{"kind":"message"}', '{"kind":"message","v":0}', '{"kind":"message","v":true}',
        '{"kind":"message","v":1}', '{"kind":5,"v":1}', '{"kind":"","v":1}', '{"kind":"card","v":1,"v":1}',
        '{"card":"AA=","kind":"card","v":1}', '{"card":"AAAA","extra":1,"kind":"card","v":1}',
        '{"kind": "seal","v":1}', '{"kind":"seal","v":1.0}', '{"kind":"seal","v":9007199254740993}',
        '{"kind":"seal","v":1,"words":"' + "[" * 40 + '"', '{"kind":"seal","v":1,"a":' + "[" * 40 + "]" * 40 + "}",
    ],
)  # fmt: skip
def test_what_is_no_item_is_malformed(text: str) -> None:
    with pytest.raises(BundleRefused) as caught:
        items.read(text.encode())
    assert caught.value.kind == Reason.MALFORMED


def test_a_card_that_is_none_is_refused_as_one() -> None:
    with pytest.raises(BundleRefused) as caught:
        items.read(b'{"card":"e30=","kind":"card","v":1}')
    assert caught.value.kind == Reason.BAD_CARD


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=9), inner), max_leaves=9
)
NAMES = st.sampled_from(
    ["kind", "v", "body", "header", "key", "signature", "note", "card", "id", "type", "about"]
)
KINDS = st.sampled_from(
    ["entry", "sealed_entry", "message", "checkpoint", "acknowledgement", "card", "other"]
)


@given(st.dictionaries(NAMES, VALUES), KINDS, st.integers(0, 3))
def test_any_object_is_an_item_or_refused(members: dict[str, object], kind: str, version: int) -> None:
    try:
        data = canonical.encode({**members, "kind": kind, "v": version})  # type: ignore[dict-item]  # any value
    except NotCanonical:
        return
    with contextlib.suppress(BundleRefused):
        assert items.write(items.read(data)) == data


@given(st.binary(max_size=200) | st.text(max_size=200).map(json.dumps).map(str.encode))
def test_any_bytes_are_refused_by_name_or_of_a_later_program(data: bytes) -> None:
    try:
        read = items.read(data)
    except BundleRefused:
        return
    assert isinstance(read, Newer)
    assert items.write(read) == data
