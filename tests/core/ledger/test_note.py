"""Signed notes: the reference example, two signers, and refusal of everything that is not exactly a note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.ledger import note, signing
from safeconduct.ledger.errors import Tampered
from safeconduct.ledger.note import Note, Signature, SignatureType, VerifierKey

# Source: the example of the reference implementation, golang.org/x/mod/sumdb/note.
EXAMPLE_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
EXAMPLE_SEED = note.decode_base64("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
EXAMPLE_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
EXAMPLE_NOTE = (
    f"{EXAMPLE_TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()

TEXT = "one\n\nчерез пустой рядок\n"
BUREAU, DELEGATE = "bureau.example/log", "delegate.example"
SEEDS = {BUREAU: bytes(range(32)), DELEGATE: bytes(range(32, 64))}
KEYS = {name: signing.public_key(seed) for name, seed in SEEDS.items()}


def twice_signed() -> Note:
    once = note.sign(TEXT, BUREAU, seed=SEEDS[BUREAU])
    return note.add_signature(once, DELEGATE, seed=SEEDS[DELEGATE])


def test_the_reference_example_is_reproduced_byte_for_byte() -> None:
    key = note.parse_vkey(EXAMPLE_VKEY)
    assert key == VerifierKey("PeterNeumann", SignatureType.ED25519, signing.public_key(EXAMPLE_SEED))
    assert note.format_vkey(key) == EXAMPLE_VKEY
    assert note.format(note.sign(EXAMPLE_TEXT, key.name, seed=EXAMPLE_SEED)) == EXAMPLE_NOTE
    read = note.parse(EXAMPLE_NOTE)
    assert read.text == EXAMPLE_TEXT
    assert note.verify(read, {key.name: key.public}) == {"PeterNeumann"}


def test_both_signers_are_verified_and_an_unknown_one_is_kept() -> None:
    read = note.parse(note.format(twice_signed()))
    assert read == twice_signed()
    assert note.verify(read, KEYS) == {BUREAU, DELEGATE}
    assert note.verify(read, {DELEGATE: KEYS[DELEGATE]}) == {DELEGATE}
    assert [line.name for line in read.signatures] == [BUREAU, DELEGATE]


def test_no_known_signer_is_a_refusal() -> None:
    for keys in ({}, {"other.example": KEYS[BUREAU]}, {BUREAU: KEYS[DELEGATE]}):
        with pytest.raises(Tampered, match="known signer"):
            note.verify(twice_signed(), keys)


def test_one_false_signature_by_a_known_key_spoils_the_note() -> None:
    good = twice_signed()
    first, second = good.signatures
    for forged in (second.signature, bytes(64), first.signature[:63], first.signature + b"\0"):
        spoiled = Note(TEXT, (Signature(BUREAU, first.key_id, forged), second))
        with pytest.raises(Tampered):
            note.verify(spoiled, KEYS)
        assert note.verify(spoiled, {DELEGATE: KEYS[DELEGATE]}) == {DELEGATE}
        after_a_good_one = Note(TEXT, (*good.signatures, Signature(BUREAU, first.key_id, forged)))
        with pytest.raises(Tampered):
            note.verify(after_a_good_one, KEYS)


def test_every_flipped_bit_loses_a_signer_or_the_note() -> None:
    data = note.format(twice_signed())
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            signers = note.verify(note.parse(bytes(changed)), KEYS)
        except Tampered:
            continue
        # What is left is one whole signature; the flip fell into the name or key id of the other.
        assert len(signers) == 1
    for bit in range(8 * len(EXAMPLE_NOTE)):
        changed = bytearray(EXAMPLE_NOTE)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Tampered):
            note.verify(note.parse(bytes(changed)), {"PeterNeumann": signing.public_key(EXAMPLE_SEED)})


LINE = EXAMPLE_NOTE.decode().splitlines()[-1]
NO_BREAK_SPACE = "\u00a0"


@pytest.mark.parametrize(
    "whole",
    [
        "",
        "\n",
        EXAMPLE_TEXT,
        f"{EXAMPLE_TEXT}\n",
        f"{EXAMPLE_TEXT}{LINE}\n",
        f"{EXAMPLE_TEXT}\n{LINE}",
        f"{EXAMPLE_TEXT}\n{LINE}\n\n",
        f"{EXAMPLE_TEXT}\n{LINE}\n{LINE}x\n",
        f"{EXAMPLE_TEXT}\n{LINE}\nmore\n",
        f"{EXAMPLE_TEXT}\n{LINE.replace('—', '-')}\n",
        f"{EXAMPLE_TEXT}\n{LINE.replace('— ', '—')}\n",
        f"{EXAMPLE_TEXT}\n{LINE.replace('— ', '—  ')}\n",
        f"{EXAMPLE_TEXT}\n{LINE.replace('PeterNeumann', 'Peter+Neumann')}\n",
        f"{EXAMPLE_TEXT}\n{LINE.replace('PeterNeumann', 'Peter Neumann')}\n",
        f"{EXAMPLE_TEXT}\n{LINE.replace('PeterNeumann', f'Peter{NO_BREAK_SPACE}Neumann')}\n",
        f"{EXAMPLE_TEXT}\n{LINE.replace('PeterNeumann ', '')}\n",
        f"{EXAMPLE_TEXT}\n{LINE.replace('AM=', 'AN=')}\n",
        f"{EXAMPLE_TEXT}\n{LINE.replace('AM=', 'AM')}\n",
        f"{EXAMPLE_TEXT}\n{LINE} \n",
        f"{EXAMPLE_TEXT}\n{LINE}\r\n",
        f"{EXAMPLE_TEXT}\n— PeterNeumann x08gow==\n",
        f"{EXAMPLE_TEXT}\n— PeterNeumann \n",
        f"tab\there\n\n{LINE}\n",
        f"nul\0here\n\n{LINE}\n",
        f"return\r\n\n{LINE}\n",
        f"{EXAMPLE_TEXT}\n" + f"{LINE}\n" * 101,
    ],
)
def test_what_is_not_exactly_a_note_is_refused(whole: str) -> None:
    with pytest.raises(Tampered):
        note.parse(whole.encode())


def test_sixteen_signatures_are_accepted() -> None:
    assert len(note.parse((f"{EXAMPLE_TEXT}\n" + f"{LINE}\n" * 16).encode()).signatures) == 16


def test_bytes_that_are_no_text_or_too_many_are_refused() -> None:
    with pytest.raises(Tampered, match="encoding"):
        note.parse(b"\xff" + EXAMPLE_NOTE)
    with pytest.raises(Tampered, match="length"):
        note.parse(b"a" * note.NOTE_BYTES_MAX + EXAMPLE_NOTE)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("no newline", BUREAU),
        ("", BUREAU),
        ("control\x01\n", BUREAU),
        ("\ud800\n", BUREAU),
        (TEXT, ""),
        (TEXT, "two words"),
        (TEXT, "a+b"),
        (TEXT, "line\nbreak"),
        ("forged\n\n— a AAAAAAA=", BUREAU),
    ],
)
def test_what_cannot_be_read_back_is_not_signed(text: str, name: str) -> None:
    with pytest.raises(ValueError, match=r"note|surrogates"):
        note.sign(text, name, seed=SEEDS[BUREAU])


@given(st.text())
def test_any_text_is_signed_and_read_back_or_refused(text: str) -> None:
    try:
        data = note.format(note.sign(text, BUREAU, seed=SEEDS[BUREAU]))
    except ValueError:
        return
    read = note.parse(data)
    assert read.text == text
    assert note.verify(read, KEYS) == {BUREAU}


@given(st.binary(max_size=100))
def test_any_bytes_are_a_note_or_refused(data: bytes) -> None:
    whole = data + EXAMPLE_NOTE
    try:
        read = note.parse(whole)
    except Tampered:
        return
    assert note.format(read) == whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        EXAMPLE_VKEY + "\n",
        EXAMPLE_VKEY.replace("c74f20a3", "c74f20a4"),
        EXAMPLE_VKEY.replace("c74f20a3", "C74F20A3"),
        EXAMPLE_VKEY.replace("PeterNeumann", "Peter Neumann"),
        EXAMPLE_VKEY.replace("PeterNeumann", "PeterNewmann"),
        EXAMPLE_VKEY.replace("PeterNeumann", ""),
        EXAMPLE_VKEY[:-1],
        EXAMPLE_VKEY + "AAAA",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+",
    ],
)
def test_a_malformed_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        note.parse_vkey(text)


def test_a_weak_verifier_key_is_refused() -> None:
    weak = VerifierKey("weak.example", SignatureType.ED25519, bytes(32))
    with pytest.raises(ValueError, match="public key"):
        note.format_vkey(weak)


def test_key_ids_tell_types_and_names_apart() -> None:
    keys = [VerifierKey(name, kind, KEYS[BUREAU]) for name in (BUREAU, DELEGATE) for kind in SignatureType]
    assert len({key.key_id for key in keys}) == 4
    assert all(note.parse_vkey(note.format_vkey(key)) == key for key in keys)
