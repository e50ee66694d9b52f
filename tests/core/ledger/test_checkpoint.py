"""Checkpoints: signed by the log's origin, co-signed by others, each bound to text and time."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.ledger import checkpoint, note, signing
from safeconduct.ledger.checkpoint import Checkpoint
from safeconduct.ledger.errors import Tampered
from safeconduct.ledger.note import Note, Signature, SignatureType, VerifierKey

ORIGIN, STATE, DELEGATE = "bureau.example/log", "state.example", "delegate.example/w1"
SEEDS = {ORIGIN: bytes(range(32)), STATE: bytes(range(32, 64)), DELEGATE: bytes(range(64, 96))}
KEYS = {name: signing.public_key(seed) for name, seed in SEEDS.items()}
LOG_KEYS = {ORIGIN: KEYS[ORIGIN]}
COSIGNER_KEYS = {name: KEYS[name] for name in (STATE, DELEGATE)}
HEAD = Checkpoint(ORIGIN, 20852163, bytes(range(32)))
TIME = 1_790_000_000


def cosigned() -> Note:
    signed = checkpoint.sign_checkpoint(HEAD, SEEDS[ORIGIN])
    once = checkpoint.cosign(signed, STATE, seed=SEEDS[STATE], timestamp=TIME)
    return checkpoint.cosign(once, DELEGATE, seed=SEEDS[DELEGATE], timestamp=TIME + 1)


def test_the_text_is_that_of_the_standard() -> None:
    # Source: C2SP tlog-checkpoint, its example.
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    read = checkpoint.parse(text)
    assert (read.origin, read.size) == ("example.com/behind-the-sofa", 20852163)
    assert read.root.hex().startswith("0ac5186a91863e8e")
    assert checkpoint.format(read) == text


@given(
    st.integers(0, 2**64 - 1),
    st.binary(min_size=32, max_size=32),
    st.lists(st.sampled_from("abc"), max_size=3),
)
def test_a_checkpoint_reads_back(size: int, root: bytes, extensions: list[str]) -> None:
    head = Checkpoint(ORIGIN, size, root, tuple(extensions))
    assert checkpoint.parse(checkpoint.format(head)) == head


def test_what_the_log_and_the_others_signed_is_opened() -> None:
    read = note.parse(note.format(cosigned()))
    assert checkpoint.open_checkpoint(read, LOG_KEYS) == HEAD
    assert checkpoint.open_checkpoint(read, KEYS) == HEAD
    assert checkpoint.check_cosignatures(read, COSIGNER_KEYS) == {STATE: TIME, DELEGATE: TIME + 1}
    assert checkpoint.check_cosignatures(read, {}) == {}


def test_a_cosignature_is_over_time_and_text_in_the_standard_form() -> None:
    line = cosigned().signatures[1]
    assert line.signature[:8] == TIME.to_bytes(8, "big")
    message = f"cosignature/v1\ntime {TIME}\n{checkpoint.format(HEAD)}".encode()
    signing.verify(message, line.signature[8:], key=KEYS[STATE])
    assert line.key_id == VerifierKey(STATE, SignatureType(4), KEYS[STATE]).key_id


def test_a_cosignature_does_not_stand_in_for_the_log() -> None:
    text = checkpoint.format(HEAD)
    only_others = note.sign(text, STATE, seed=SEEDS[STATE])
    with pytest.raises(Tampered, match="origin"):
        checkpoint.open_checkpoint(only_others, KEYS)
    without_log = Note(text, cosigned().signatures[1:])
    with pytest.raises(Tampered, match="known signer"):
        checkpoint.open_checkpoint(without_log, KEYS)


def test_a_signature_of_one_type_is_none_of_the_other() -> None:
    log_line = cosigned().signatures[0]
    cosigner = VerifierKey(ORIGIN, SignatureType.COSIGNATURE, KEYS[ORIGIN])
    posing = Note(checkpoint.format(HEAD), (Signature(ORIGIN, cosigner.key_id, log_line.signature),))
    with pytest.raises(Tampered):
        checkpoint.check_cosignatures(posing, KEYS)
    assert checkpoint.check_cosignatures(cosigned(), LOG_KEYS) == {}


def test_every_flipped_bit_is_found_or_loses_a_cosigner() -> None:
    data = note.format(cosigned())
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            read = note.parse(bytes(changed))
            checkpoint.open_checkpoint(read, LOG_KEYS)
            times = checkpoint.check_cosignatures(read, COSIGNER_KEYS)
        except Tampered:
            continue
        assert len(times) == 1


def test_every_flipped_bit_of_the_log_s_own_note_is_refused() -> None:
    data = note.format(checkpoint.sign_checkpoint(HEAD, SEEDS[ORIGIN]))
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Tampered):
            checkpoint.open_checkpoint(note.parse(bytes(changed)), KEYS)


def test_a_cosignature_moved_to_another_head_or_time_is_refused() -> None:
    later = checkpoint.sign_checkpoint(replace(HEAD, size=HEAD.size + 1), SEEDS[ORIGIN])
    line = cosigned().signatures[1]
    moved = Note(later.text, (*later.signatures, line))
    with pytest.raises(Tampered):
        checkpoint.check_cosignatures(moved, COSIGNER_KEYS)
    for stamp in (TIME + 1, 0, 2**63):
        redated = replace(line, signature=stamp.to_bytes(8, "big") + line.signature[8:])
        with pytest.raises(Tampered):
            checkpoint.check_cosignatures(Note(cosigned().text, (redated,)), COSIGNER_KEYS)
    cut = replace(line, signature=line.signature[:7])
    with pytest.raises(Tampered):
        checkpoint.check_cosignatures(Note(cosigned().text, (cut,)), COSIGNER_KEYS)


def test_a_cosigner_may_sign_again_and_the_newest_time_counts() -> None:
    for first, second in ((TIME, TIME + 60), (TIME + 60, TIME)):
        signed = checkpoint.sign_checkpoint(HEAD, SEEDS[ORIGIN])
        for timestamp in (first, second):
            signed = checkpoint.cosign(signed, STATE, seed=SEEDS[STATE], timestamp=timestamp)
        assert checkpoint.check_cosignatures(signed, COSIGNER_KEYS) == {STATE: TIME + 60}


def test_only_checkpoints_are_cosigned_and_only_at_a_real_time() -> None:
    letter = note.sign("Dear colleague,\n", ORIGIN, seed=SEEDS[ORIGIN])
    with pytest.raises(Tampered):
        checkpoint.cosign(letter, STATE, seed=SEEDS[STATE], timestamp=TIME)
    with pytest.raises(Tampered):
        checkpoint.check_cosignatures(letter, COSIGNER_KEYS)
    with pytest.raises(Tampered):
        checkpoint.open_checkpoint(letter, LOG_KEYS)
    for timestamp in (0, -1, 2**63):
        with pytest.raises(ValueError, match="timestamp"):
            checkpoint.cosign(cosigned(), STATE, seed=SEEDS[STATE], timestamp=timestamp)


ROOT = note.encode_base64(bytes(32))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"{ORIGIN}\n5\n{ROOT}",
        f"{ORIGIN}\n5\n",
        f"\n5\n{ROOT}\n",
        f"{ORIGIN}\n\n{ROOT}\n",
        f"{ORIGIN}\n05\n{ROOT}\n",
        f"{ORIGIN}\n+5\n{ROOT}\n",
        f"{ORIGIN}\n-5\n{ROOT}\n",
        f"{ORIGIN}\n5 \n{ROOT}\n",
        f"{ORIGIN}\n٥\n{ROOT}\n",
        f"{ORIGIN}\n{2**64}\n{ROOT}\n",
        f"{ORIGIN}\n{'9' * 5000}\n{ROOT}\n",
        f"{ORIGIN}\n5\n{ROOT[:-1]}\n",
        f"{ORIGIN}\n5\n{ROOT} \n",
        f"{ORIGIN}\n5\n{note.encode_base64(bytes(31))}\n",
        f"{ORIGIN}\n5\n{note.encode_base64(bytes(33))}\n",
        f"{ORIGIN}\n5\n{ROOT[:-2]}B=\n",
        f"{ORIGIN}\n5\n{ROOT}\n\n",
        f"{ORIGIN}\n5\n{ROOT}\nextension\n\n",
    ],
)
def test_what_is_not_exactly_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Tampered):
        checkpoint.parse(text)


@pytest.mark.parametrize(
    "head",
    [
        Checkpoint("", 1, bytes(32)),
        Checkpoint("two\nlines", 1, bytes(32)),
        Checkpoint(ORIGIN, -1, bytes(32)),
        Checkpoint(ORIGIN, 2**64, bytes(32)),
        Checkpoint(ORIGIN, 1, bytes(31)),
        Checkpoint(ORIGIN, 1, bytes(32), ("",)),
        Checkpoint(ORIGIN, 1, bytes(32), ("a\nb",)),
        Checkpoint("not a name", 1, bytes(32)),
    ],
)
def test_what_cannot_be_read_back_is_not_signed(head: Checkpoint) -> None:
    with pytest.raises(ValueError, match=r"checkpoint|note"):
        checkpoint.sign_checkpoint(head, SEEDS[ORIGIN])
