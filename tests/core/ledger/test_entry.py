"""The entry format: its bytes are pinned, and nothing but its own key and bytes opens it."""

import hmac
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt
from nacl.signing import SigningKey

from safeconduct.ledger import canonical, entry
from safeconduct.ledger.entry import EntryId, Header, OpenHeader, SealedHeader, Stored, StreamId
from safeconduct.ledger.errors import Tampered

VECTORS = json.loads((Path(__file__).parent / "vectors" / "entry-v1.json").read_text())

SIGNER = SigningKey(bytes(range(32)))
SIGNER_KEY = SIGNER.verify_key.encode()
ENTRY_KEY = bytes(range(100, 132))
NONCE = bytes(range(200, 224))
PLAINTEXT = '{"kind":"PrisonerRegistered","name":"Пак Чхоль Су"}'.encode()

OPEN = OpenHeader(
    id=EntryId("0123456789abcdef" * 2),
    compartment="identity",
    stream=StreamId("prisoner/0f0e"),
    version=7,
    recorded="2026-02-28T23:59:59.000001Z",
    key=SIGNER_KEY.hex(),
    commitment=entry.commitment(ENTRY_KEY),
)
SEALED = SealedHeader(
    id=EntryId("fedcba9876543210" * 2),
    compartment="wish",
    stream=StreamId("Jm9wYXF1ZQ"),
    slot="c2xvdA",
    day="2024-02-29",
    key=SIGNER_KEY.hex(),
    commitment=entry.commitment(ENTRY_KEY),
)


def sealed_entry(header: Header = OPEN, plaintext: bytes = PLAINTEXT) -> Stored:
    return entry.seal(header, plaintext, entry_key=ENTRY_KEY, nonce=NONCE, signing_key=SIGNER)


def signed_again(header: bytes, body: bytes) -> Stored:
    """An entry whose signature is right whatever the rest is: the work of a hostile or broken instance."""
    signed = b"safeconduct/entry/v1\0"
    for part in (header, body):
        signed += len(part).to_bytes(4, "big") + part
    return Stored(header, body, SIGNER.sign(signed).signature)


# --- Header ------------------------------------------------------------------------------------------------

HEX_32 = st.binary(min_size=16, max_size=16).map(bytes.hex)
HEX_64 = st.binary(min_size=32, max_size=32).map(bytes.hex)
TOKENS = st.text("09AZaz._:/-", min_size=1, max_size=128)
COMPARTMENTS = st.text("az_", max_size=31).map("w".__add__)
OPEN_HEADERS = st.builds(
    OpenHeader,
    id=HEX_32.map(EntryId),
    compartment=COMPARTMENTS,
    stream=TOKENS.map(StreamId),
    version=st.integers(1, 2**53 - 1),
    recorded=st.datetimes().map(lambda when: when.isoformat(timespec="microseconds") + "Z"),
    key=HEX_64,
    commitment=HEX_64,
)
SEALED_HEADERS = st.builds(
    SealedHeader,
    id=HEX_32.map(EntryId),
    compartment=COMPARTMENTS,
    stream=TOKENS.map(StreamId),
    slot=TOKENS,
    day=st.dates().map(lambda day: day.isoformat()),
    key=HEX_64,
    commitment=HEX_64,
)


def members(header: Header) -> dict[str, canonical.Json]:
    """What the header says, as plain JSON, without the writer under test."""
    names = "id compartment stream key commitment".split()
    names += ["version", "recorded"] if isinstance(header, OpenHeader) else ["slot", "day"]
    return {"v": 1, **{name: getattr(header, name) for name in names}}


def json_of(value: dict[str, canonical.Json]) -> bytes:
    """JSON as the standard library writes it: the same bytes for plain members, without refusals."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@given(OPEN_HEADERS | SEALED_HEADERS)
def test_a_header_is_canonical_json_and_reads_back(header: Header) -> None:
    data = entry.header_bytes(header)
    assert data == canonical.encode(members(header))
    assert entry.parse_header(data) == header


@given(st.sampled_from([OPEN, SEALED]), st.data())
def test_a_header_with_other_members_is_refused(header: Header, draw: st.DataObject) -> None:
    changed = members(header)
    name = draw.draw(st.sampled_from(sorted(changed)))
    if draw.draw(st.booleans()):
        del changed[name]
    else:
        changed[name + draw.draw(st.sampled_from(["", "_", "x"]))] = draw.draw(
            st.none() | st.integers(2, 5) | st.sampled_from(["", " ", "é", "A" * 129, "2023-02-29", "\n"])
        )
    # A day stands in the form of a stream and of a slot too: there it is another header, and no broken one.
    if changed.get("version") in range(2, 6) or "2023-02-29" in (changed.get("stream"), changed.get("slot")):
        return
    with pytest.raises(Tampered):
        entry.parse_header(canonical.encode(changed))


@given(st.binary(max_size=64), st.sampled_from([OPEN, SEALED]), st.integers(0, 500))
def test_bytes_pushed_into_a_header_are_refused(pushed: bytes, header: Header, place: int) -> None:
    data = entry.header_bytes(header)
    changed = data[:place] + pushed + data[place:]
    try:
        read = entry.parse_header(changed)
    except Tampered:
        return
    assert entry.header_bytes(read) == changed


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "0123456789ABCDEF" * 2},
        {"id": "0" * 31},
        {"compartment": "Identity"},
        {"compartment": ""},
        {"compartment": "a" * 33},
        {"stream": ""},
        {"stream": 'a","v":1,"x":"'},
        {"stream": "поле"},
        {"version": 0},
        {"version": -1},
        {"version": 2**53},
        {"recorded": "2026-02-29T00:00:00.000000Z"},
        {"recorded": "2026-02-28T24:00:00.000000Z"},
        {"recorded": "2026-02-28T23:59:60.000000Z"},
        {"recorded": "2026-02-28T23:59:59Z"},
        {"recorded": "2026-02-28T23:59:59.000000+00:00"},
        {"recorded": "0000-01-01T00:00:00.000000Z"},
        {"recorded": "٢٠٢٦-02-28T23:59:59.000000Z"},
        {"key": "0" * 63},
        {"commitment": "g" * 64},
        {"commitment": "0" * 64 + "\n"},
    ],
)
def test_an_open_header_with_a_bad_member_is_neither_written_nor_read(changes: dict[str, str | int]) -> None:
    with pytest.raises(ValueError, match="format"):
        entry.header_bytes(replace(OPEN, **changes))  # type: ignore[arg-type]  # members by name
    with pytest.raises(Tampered):
        entry.parse_header(json_of({**members(OPEN), **changes}))


@pytest.mark.parametrize(
    "changes",
    [{"slot": ""}, {"slot": "a b"}, {"slot": "a" * 129}, {"day": "2023-02-29"}, {"day": "20240229"}],
)
def test_a_sealed_header_with_a_bad_member_is_neither_written_nor_read(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="format"):
        entry.header_bytes(replace(SEALED, **changes))  # type: ignore[arg-type]  # members by name
    with pytest.raises(Tampered):
        entry.parse_header(json_of({**members(SEALED), **changes}))


def test_a_sealed_header_says_neither_time_nor_version() -> None:
    for name, value in (("version", 7), ("recorded", OPEN.recorded)):
        with pytest.raises(Tampered):
            entry.parse_header(canonical.encode({**members(SEALED), name: value}))


def test_another_format_version_is_refused() -> None:
    for version in (0, 2, "1", True):
        with pytest.raises(Tampered):
            entry.parse_header(canonical.encode({**members(OPEN), "v": version}))


def test_both_kinds_have_a_slot() -> None:
    assert OPEN.slot == "7"
    assert SEALED.slot == "c2xvdA"


# --- Padding -----------------------------------------------------------------------------------------------


@given(st.binary(max_size=5000))
def test_padding_comes_off_again(data: bytes) -> None:
    assert entry.unpad(entry.pad(data)) == data


@pytest.mark.parametrize(
    ("length", "bucket"),
    [
        (0, 256),
        (252, 256),
        (253, 384),
        (380, 384),
        (381, 512),
        (508, 512),
        (509, 768),
        (765, 1024),
        (1021, 1536),
        (1533, 2048),
        (2045, 3072),
        (12 * 2**20 - 4, 12 * 2**20),
        (12 * 2**20 - 3, 16 * 2**20),
        (16 * 2**20 - 4, 16 * 2**20),
    ],
)
def test_the_bucket_is_the_smallest_that_fits(length: int, bucket: int) -> None:
    padded = entry.pad(b"\xff" * length)
    assert len(padded) == bucket
    assert entry.unpad(padded) == b"\xff" * length


def test_more_than_the_largest_bucket_is_refused() -> None:
    with pytest.raises(ValueError, match="bucket"):
        entry.pad(bytes(16 * 2**20 - 3))


def length_of(size: int) -> bytes:
    return size.to_bytes(4, "big")


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\x00\x00",
        length_of(1) + b"a",
        length_of(1) + b"a" + bytes(250),
        length_of(1) + b"a" + bytes(252),
        length_of(1) + b"a" + bytes(384 - 5),
        length_of(1) + b"a" + bytes(250) + b"\x01",
        length_of(1) + b"a" + b"\x01" + bytes(250),
        length_of(253) + bytes(252),
        length_of(2**32 - 1) + bytes(252),
        length_of(16 * 2**20) + bytes(24 * 2**20 - 4),
    ],
)
def test_a_padding_that_is_not_minimal_and_zero_is_refused(padded: bytes) -> None:
    with pytest.raises(Tampered):
        entry.unpad(padded)


# --- Entry -------------------------------------------------------------------------------------------------


@given(
    OPEN_HEADERS | SEALED_HEADERS,
    st.binary(max_size=600),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=24, max_size=24),
)
def test_what_is_sealed_checks_and_opens(
    header: Header, plaintext: bytes, entry_key: bytes, nonce: bytes
) -> None:
    header = replace(header, key=SIGNER_KEY.hex(), commitment=entry.commitment(entry_key))
    stored = entry.seal(header, plaintext, entry_key=entry_key, nonce=nonce, signing_key=SIGNER)
    assert entry.check(stored, SIGNER_KEY) == header
    assert entry.open_body(stored, entry_key) == plaintext


@pytest.mark.parametrize("header", [OPEN, SEALED])
def test_the_bytes_are_those_of_the_definition(header: Header) -> None:
    """A second reading of the module text, sharing no code with the first."""
    head = json_of(members(header))
    padded = (len(PLAINTEXT).to_bytes(4, "big") + PLAINTEXT).ljust(256, b"\0")
    body = NONCE + crypto_aead_xchacha20poly1305_ietf_encrypt(padded, head, NONCE, ENTRY_KEY)
    expected = signed_again(head, body)
    stored = sealed_entry(header)
    assert stored == expected
    assert header.commitment == hmac.new(ENTRY_KEY, b"safeconduct/commit/v1\0", sha256).hexdigest()
    lengths = [len(part).to_bytes(4, "big") for part in (head, body)]
    leaf = b"safeconduct/entry/v1\0" + lengths[0] + head + lengths[1] + body + expected.signature
    assert entry.leaf_hash(stored) == sha256(b"\0" + leaf).digest()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_entries_written_once_are_read_for_ever(vector: dict[str, str]) -> None:
    """The bytes in `vectors/` are never regenerated: a change that fails here needs a new format version."""
    parts = {name: bytes.fromhex(vector[name]) for name in ("header", "body", "signature")}
    stored = Stored(**parts)
    header = entry.check(stored, bytes.fromhex(vector["verify_key"]))
    assert entry.header_bytes(header) == stored.header
    assert entry.open_body(stored, bytes.fromhex(vector["entry_key"])).decode() == vector["plaintext"]
    assert entry.leaf_hash(stored).hex() == vector["leaf_hash"]


@pytest.mark.parametrize("header", [OPEN, SEALED])
@pytest.mark.parametrize("part", ["header", "body", "signature"])
def test_every_flipped_bit_is_found_and_changes_the_leaf(header: Header, part: str) -> None:
    stored = sealed_entry(header)
    leaf = entry.leaf_hash(stored)
    original: bytes = getattr(stored, part)
    for bit in range(8 * len(original)):
        changed = bytearray(original)
        changed[bit // 8] ^= 1 << bit % 8
        broken = replace(stored, **{part: bytes(changed)})
        with pytest.raises(Tampered):
            entry.check(broken, SIGNER_KEY)
        if part != "signature":
            with pytest.raises(Tampered):
                entry.open_body(broken, ENTRY_KEY)
        assert entry.leaf_hash(broken) != leaf


def test_a_cut_or_longer_part_is_found() -> None:
    stored = sealed_entry()
    for part in ("header", "body", "signature"):
        original: bytes = getattr(stored, part)
        for changed in (original[:-1], original + b"\0", original[1:], b""):
            with pytest.raises(Tampered):
                entry.check(replace(stored, **{part: changed}), SIGNER_KEY)
    for body in (b"", NONCE, stored.body[:39]):
        with pytest.raises(Tampered):
            entry.open_body(replace(stored, body=body), ENTRY_KEY)


def test_bytes_cannot_move_between_header_and_body() -> None:
    stored = sealed_entry()
    moved = replace(stored, header=stored.header + stored.body[:1], body=stored.body[1:])
    assert entry.leaf_hash(moved) != entry.leaf_hash(stored)


def test_a_second_key_that_fits_the_ciphertext_is_refused_by_the_commitment() -> None:
    """The author shows one text, then hands out another key under which the same entry is another text."""
    other_key = bytes(32)
    other = replace(OPEN, commitment=entry.commitment(other_key))
    head = entry.header_bytes(OPEN)
    sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(entry.pad(b"the other wish"), head, NONCE, other_key)
    stored = signed_again(head, NONCE + sealed)
    assert entry.check(stored, SIGNER_KEY) == OPEN
    with pytest.raises(Tampered, match="commitment"):
        entry.open_body(stored, other_key)
    with pytest.raises(Tampered, match="body"):
        entry.open_body(stored, ENTRY_KEY)
    assert other.commitment != OPEN.commitment


def test_a_signer_cannot_give_a_body_a_size_or_padding_of_its_own() -> None:
    head = entry.header_bytes(OPEN)
    for padded in (entry.pad(b"x") + b"\0", entry.pad(b"x") + bytes(64), b""):
        sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(padded, head, NONCE, ENTRY_KEY)
        stored = signed_again(head, NONCE + sealed)
        with pytest.raises(Tampered, match="size"):
            entry.check(stored, SIGNER_KEY)
        with pytest.raises(Tampered):
            entry.open_body(stored, ENTRY_KEY)
    loose = entry.pad(b"x")[:-1] + b"\1"
    sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(loose, head, NONCE, ENTRY_KEY)
    with pytest.raises(Tampered, match="padding"):
        entry.open_body(signed_again(head, NONCE + sealed), ENTRY_KEY)


def test_another_signer_is_refused_even_with_a_right_signature() -> None:
    stranger = SigningKey(bytes(32))
    with pytest.raises(Tampered, match="signer"):
        entry.check(sealed_entry(), stranger.verify_key.encode())
    named = replace(OPEN, key=stranger.verify_key.encode().hex())
    with pytest.raises(ValueError, match="signer"):
        sealed_entry(named)
    head = entry.header_bytes(named)
    forged = signed_again(head, sealed_entry().body)
    with pytest.raises(Tampered, match="signature"):
        entry.check(forged, stranger.verify_key.encode())


def test_sealing_refuses_a_header_for_another_key() -> None:
    with pytest.raises(ValueError, match="entry key"):
        sealed_entry(replace(OPEN, commitment=entry.commitment(bytes(32))))
    for wrong in (b"", ENTRY_KEY[:31], ENTRY_KEY + b"\0"):
        header = replace(OPEN, commitment=entry.commitment(wrong))
        with pytest.raises(ValueError, match="entry key"):
            entry.seal(header, PLAINTEXT, entry_key=wrong, nonce=NONCE, signing_key=SIGNER)
        with pytest.raises(Tampered):
            entry.open_body(sealed_entry(), wrong)
