"""A segment gives back what was put in, and nothing else: rows, holders of tokens, years; damage is refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.tracing import segment
from safeconduct.tracing.segment import (
    NO_YEAR,
    Damaged,
    Secrets,
    Segment,
    Writer,
    Years,
    contains,
    hashes_of,
    union,
)

SALT = b"s" * segment.SALT_BYTES
KEY = b"k" * 32
Given = tuple[bytes, frozenset[str], Years | None]
CARDS: tuple[Given, ...] = (
    (b"first", frozenset({"kim", "chol"}), Years(1999, 1999)),
    (b"second", frozenset({"kim"}), None),
    (b"", frozenset(), Years(1990, 1999)),
    (b"fourth", frozenset({"chol", "ri"}), Years(2001, 2001)),
)


@pytest.fixture(params=[b"", KEY], ids=["plain", "sealed"])
def key(request: pytest.FixtureRequest) -> bytes:
    return bytes(request.param)


@pytest.fixture
def written(tmp_path: Path, key: bytes) -> Path:
    return write(tmp_path / "segment", CARDS, key)


def write(folder: Path, cards: tuple[Given, ...], key: bytes) -> Path:
    with Writer(folder, salt=SALT, key=key) as writer:
        for row, tokens, years in cards:
            writer.add(row, hashes_of(tokens, Secrets.of(key, SALT).tokens), years)
        writer.finish()
    return folder


def holders(found: Segment, token: str) -> list[int]:
    return [int(number) for number in found.holders(token)]


def test_what_was_written_is_read(written: Path, key: bytes) -> None:
    found = Segment(written, key)
    assert list(found.rows()) == [row for row, _, _ in CARDS]
    assert holders(found, "kim") == [0, 1]
    assert holders(found, "chol") == [0, 3]
    assert holders(found, "pak") == []
    first, last = found.years(np.arange(4, dtype=np.uint32))
    assert first.tolist() == [1999, NO_YEAR, 1990, 2001]
    assert last.tolist() == [1999, NO_YEAR, 1999, 2001]


def test_a_segment_of_nobody_is_read(tmp_path: Path, key: bytes) -> None:
    found = Segment(write(tmp_path / "none", (), key), key)
    assert len(found) == 0
    assert holders(found, "kim") == []


def test_postings_beyond_what_is_held_in_memory_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment, "_HELD_MAX", 3)
    cards = tuple((b"%d" % number, frozenset({f"t{number % 7}", "all"}), None) for number in range(200))
    found = Segment(write(tmp_path / "spilled", cards, b""))
    assert holders(found, "t3") == list(range(3, 200, 7))
    assert holders(found, "all") == list(range(200))


@settings(max_examples=30)
@given(st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=5), max_size=40))
def test_every_token_leads_to_its_cards_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, cards: list[frozenset[str]]
) -> None:
    folder = tmp_path_factory.mktemp("any") / "segment"
    found = Segment(write(folder, tuple((b"x", tokens, None) for tokens in cards), KEY), KEY)
    for token in "abcdefgh":
        assert holders(found, token) == [n for n, tokens in enumerate(cards) if token in tokens]


def test_a_sealed_segment_shows_neither_rows_nor_tokens(tmp_path: Path) -> None:
    folder = write(tmp_path / "sealed", CARDS, KEY)
    everything = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"fourth" not in everything
    assert segment.hash_of("kim").to_bytes(8, "little") not in everything
    assert np.array([1999, 1999], "<i2").tobytes() not in (folder / "years").read_bytes()


def test_the_wrong_key_is_refused(written: Path, key: bytes) -> None:
    with pytest.raises(Damaged, match="key"):
        Segment(written, b"x" * 32 if key else KEY)
    if key:
        with pytest.raises(Damaged, match="key"):
            Segment(written, b"")


@pytest.mark.parametrize("part", ["tokens", "starts", "cards", "years", "rows", "ends"])
def test_a_flipped_bit_in_any_file_is_refused(written: Path, key: bytes, part: str) -> None:
    path = written / part
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(Damaged, match="Build the index again"):
        Segment(written, key)


@pytest.mark.parametrize("meta", ["", "[]", '{"format": 0}', '{"format": 1}', '{"format": 1, "cards": 3}'])
def test_what_describes_no_segment_is_refused(written: Path, key: bytes, meta: str) -> None:
    (written / segment.META).write_text(meta)
    with pytest.raises(Damaged, match="Build the index again"):
        Segment(written, key)


def test_a_missing_file_is_refused(written: Path, key: bytes) -> None:
    (written / "cards").unlink()
    with pytest.raises(Damaged, match="missing"):
        Segment(written, key)
    with pytest.raises(Damaged, match="no finished index"):
        Segment(written / "nowhere", key)


def test_a_writer_that_did_not_finish_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "half"
    with Writer(folder, salt=SALT) as writer:
        writer.add(b"row", [1], None)
    assert not folder.exists()


def test_lists_are_joined_with_their_weights() -> None:
    one, other = np.array([1, 4, 9], np.uint32), np.array([4, 7], np.uint32)
    cards, weights = union([(one, 1.0), (other, 0.5)])
    assert cards.tolist() == [1, 4, 7, 9]
    assert weights.tolist() == [1.0, 1.5, 0.5, 1.0]
    assert union([])[0].tolist() == []
    assert union([(one[:0], 1.0)])[0].tolist() == []


def test_asking_a_list_about_cards() -> None:
    cards = np.array([2, 4, 6], np.uint32)
    assert contains(cards, np.array([1, 2, 6, 7], np.uint32)).tolist() == [False, True, True, False]
    assert contains(cards[:0], cards).tolist() == [False] * 3
