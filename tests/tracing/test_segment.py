"""A segment gives back what was put in, and nothing else: rows, holders of tokens, years; damage is refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.tracing import segment, segment_writer
from safeconduct.tracing.segment import (
    NO_YEAR,
    Damaged,
    Secrets,
    Segment,
    Years,
    contains,
    hashes_of,
    id_hash,
    union,
)
from safeconduct.tracing.segment_writer import Batch, Filed, Writer

SALT = b"s" * segment.SALT_BYTES
KEY = b"k" * 32
Given = tuple[bytes, frozenset[str], Years | None]
CARDS: tuple[Given, ...] = (
    (b"first", frozenset({"kim", "chol"}), Years(1999, 1999)),
    (b"second", frozenset({"kim"}), None),
    (b"", frozenset(), Years(1990, 1999)),
    (b"fourth", frozenset({"chol", "ri"}), Years(2001, 2001)),
)
# The open shelf first, then year by year.
IN_ORDER = (b"second", b"", b"first", b"fourth")


@pytest.fixture(params=[b"", KEY], ids=["plain", "sealed"])
def key(request: pytest.FixtureRequest) -> bytes:
    return bytes(request.param)


@pytest.fixture
def written(tmp_path: Path, key: bytes) -> Path:
    return write(tmp_path / "segment", CARDS, key)


def write(folder: Path, cards: tuple[Given, ...], key: bytes) -> Path:
    with Writer(folder, salt=SALT, key=key) as writer:
        tokens_key = Secrets.of(key, SALT).tokens
        for card in cards:
            row, tokens, years = card
            writer.add(
                Batch.of(
                    [Filed(row, id_hash(row.decode(), tokens_key), hashes_of(tokens, tokens_key), years)]
                )
            )
        writer.finish()
    return folder


def holders(found: Segment, token: str) -> list[int]:
    return [int(number) for number in found.holders(token)]


def test_what_was_written_is_read(written: Path, key: bytes) -> None:
    found = Segment(written, key)
    assert tuple(found.rows()) == IN_ORDER
    assert holders(found, "kim") == [0, 2]
    assert holders(found, "chol") == [2, 3]
    assert holders(found, "pak") == []
    first, last = found.years(np.arange(4, dtype=np.uint32))
    assert first.tolist() == [NO_YEAR, 1990, 1999, 2001]
    assert last.tolist() == [NO_YEAR, 1999, 1999, 2001]
    assert found.perhaps_with_id("fourth") == [3]
    assert found.perhaps_with_id("nobody") == []


@pytest.mark.parametrize(
    ("asked", "stretch"),
    [
        (Years(1998, 1998), [2]),
        (Years(1999, 2000), [2, 3]),
        (Years(2003, 2009), []),
        (Years(1900, 1950), []),
        (Years(2002, 2002), [3]),
    ],
)
def test_cards_near_a_year_are_one_stretch(
    written: Path, key: bytes, asked: Years, stretch: list[int]
) -> None:
    opened, near = Segment(written, key).near(asked)
    assert opened == (0, 2)
    assert list(range(near.start, near.end)) == stretch


def test_many_cards_of_many_years_are_read_as_they_were_written(
    tmp_path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment_writer, "_HELD_BYTES", 100)
    years = [None if n % 7 == 0 else Years(1950 + n % 50, 1950 + n % 50) for n in range(2_500)]
    cards = tuple((b"%d" % n, frozenset({f"t{n % 11}"}), years[n]) for n in range(2_500))
    found = Segment(write(tmp_path / "many", cards, key), key)
    rows = list(found.rows())
    assert sorted(rows, key=int) == [row for row, _, _ in cards]
    first, _ = found.years(np.arange(len(found), dtype=np.uint32))
    assert [int(year) for year in first] == [
        year.first if (year := years[int(row)]) else NO_YEAR for row in rows
    ]
    assert [int(rows[n]) % 11 for n in holders(found, "t3")] == [3] * len(holders(found, "t3"))
    assert len(holders(found, "t3")) == sum(n % 11 == 3 for n in range(2_500))


def test_a_segment_of_nobody_is_read(tmp_path: Path, key: bytes) -> None:
    found = Segment(write(tmp_path / "none", (), key), key)
    assert len(found) == 0
    assert holders(found, "kim") == []


def test_postings_beyond_what_is_held_in_memory_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment_writer, "_HELD_MAX", 3)
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
    assert np.array([1990, 1999], "<i2").tobytes() not in (folder / "years").read_bytes()
    assert np.array([1999, 1], "<u4").tobytes() not in (folder / "shelves").read_bytes()


def test_the_wrong_key_is_refused(written: Path, key: bytes) -> None:
    with pytest.raises(Damaged, match="key"):
        Segment(written, b"x" * 32 if key else KEY)
    if key:
        with pytest.raises(Damaged, match="key"):
            Segment(written, b"")


@pytest.mark.parametrize("part", segment.PARTS)
def test_a_flipped_bit_in_any_file_is_refused(written: Path, key: bytes, part: str) -> None:
    path = written / part
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(Damaged, match="Build the index again"):
        Segment(written, key)


@pytest.mark.parametrize("meta", ["", "[]", '{"format": 0}', '{"format": 2}', '{"format": 2, "cards": 3}'])
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
        writer.add(Batch.of([Filed(b"row", 1, [1], None)]))
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
