"""Canonical bytes: one form for each value, and no other bytes are read."""

import json
import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.ledger.canonical import DEPTH_MAX, INTEGER_MAX, Json, decode, encode
from safeconduct.ledger.errors import NotCanonical

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
INTEGERS = st.integers(-INTEGER_MAX, INTEGER_MAX)
VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
LIMIT = 1 << 20


def normal(value: Json) -> Json:
    """Return `value` as decoding gives it back, or what its keys become when two of them fall together."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", key): normal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [normal(item) for item in value]
    return value


def has_one_key_twice(value: Json) -> bool:
    if isinstance(value, dict):
        keys = {unicodedata.normalize("NFC", key) for key in value}
        return len(keys) < len(value) or any(map(has_one_key_twice, value.values()))
    return isinstance(value, list) and any(map(has_one_key_twice, value))


@given(VALUES)
def test_decoding_gives_back_what_was_encoded(value: Json) -> None:
    if has_one_key_twice(value):
        with pytest.raises(NotCanonical):
            encode(value)
        return
    data = encode(value)
    assert decode(data, limit_bytes=LIMIT) == normal(value)
    assert json.loads(data) == normal(value)


@given(st.binary(max_size=200))
def test_any_bytes_are_canonical_or_refused(data: bytes) -> None:
    try:
        value = decode(data, limit_bytes=LIMIT)
    except NotCanonical:
        return
    assert encode(value) == data


@given(VALUES, st.data())
def test_a_changed_byte_never_reads_as_the_same_value(value: Json, draw: st.DataObject) -> None:
    if has_one_key_twice(value):
        return
    data = bytearray(encode(value))
    data[draw.draw(st.integers(0, len(data) - 1))] ^= 1 << draw.draw(st.integers(0, 7))
    try:
        changed = decode(bytes(data), limit_bytes=LIMIT)
    except NotCanonical:
        return
    assert encode(changed) != encode(value)


@given(VALUES)
def test_a_text_is_read_exactly_where_it_is_what_its_value_is_written_as(value: Json) -> None:
    """Texts as other programs write them: sorted by code points, in no normal form, large integers."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        is_canonical = encode(value) == text.encode()
    except NotCanonical:
        is_canonical = False
    if is_canonical:
        assert decode(text.encode(), limit_bytes=LIMIT) == value
    else:
        with pytest.raises(NotCanonical):
            decode(text.encode(), limit_bytes=LIMIT)


@pytest.mark.parametrize(
    "text",
    [
        '{"\uff21":2,"\U0001f600":1}',
        '{"\uff21\\"":2,"\U0001f600\\"":1}',
        '["e\u0301"]',
        "[" * (DEPTH_MAX + 1) + "]" * (DEPTH_MAX + 1),
        f"[{INTEGER_MAX + 1}]",
        '["\\ud800"]',
    ],
)
def test_what_only_the_walk_sees_is_refused(text: str) -> None:
    with pytest.raises(NotCanonical):
        decode(text.encode(), limit_bytes=LIMIT)


def test_what_only_looks_unusual_is_read() -> None:
    for value in ({"\U0001f600": 1, "\uff21": 2}, ["\n\u0301"], {"a": '\u20ac":'}, [INTEGER_MAX], ["[" * 40]):
        assert decode(encode(value), limit_bytes=LIMIT) == value


def test_the_bytes_are_those_of_the_standard() -> None:
    # Source: RFC 8785 section 3.2.3, its sorting example: by UTF-16 code units, so U+1F600 is before U+FB33.
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\u05d3\u05bc": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\x80": "Control",
        "ö": "Latin Small Letter O With Diaeresis",
    }
    data = encode(value)
    assert data.startswith(b'{"\\r":"Carriage Return","1":"One","\xc2\x80":"Control"')
    assert data.index("\U0001f600".encode()) > data.index("€".encode())


def test_composed_and_decomposed_hangul_have_the_same_bytes() -> None:
    assert encode(unicodedata.normalize("NFD", "김철수")) == encode("김철수") == '"김철수"'.encode()


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        INTEGER_MAX + 1,
        -INTEGER_MAX - 1,
        {1: "a"},
        {None: "a"},
        "\ud800",
        {"\udfff": 1},
        b"bytes",
        {1, 2},
        ["fine", {"deep": 0.5}],
        {"가": 1, "\u1100\u1161": 2},
    ],
)
def test_a_value_without_canonical_bytes_is_refused(value: Json) -> None:
    with pytest.raises(NotCanonical):
        encode(value)


def nested(depth: int) -> Json:
    value: Json = []
    for _ in range(depth - 1):
        value = [value]
    return value


def test_nesting_is_bounded() -> None:
    assert decode(encode(nested(DEPTH_MAX)), limit_bytes=LIMIT) == nested(DEPTH_MAX)
    with pytest.raises(NotCanonical, match="nested"):
        encode(nested(DEPTH_MAX + 1))
    for deep in (b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000):
        with pytest.raises(NotCanonical):
            decode(deep, limit_bytes=LIMIT)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1",
        b"1\n",
        b"[1, 2]",
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b"1.0",
        b"1e3",
        b"-0",
        b"01",
        b"NaN",
        b"Infinity",
        b"9007199254740992",
        b"9" * 5000,
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u000A"',
        b'"\\ud800"',
        b'"\\ud83d\\ude00"',
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf1",
        b'"a"\x00',
        '"e\u0301"'.encode(),
        '"a"'.encode("utf-16"),
        b"[1",
        b"[1,]",
        b"1 2",
    ],
)
def test_bytes_that_are_not_canonical_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        decode(data, limit_bytes=LIMIT)


def test_the_limit_is_in_bytes_and_inclusive() -> None:
    data = encode("ї" * 10)
    assert decode(data, limit_bytes=len(data)) == "ї" * 10
    with pytest.raises(NotCanonical, match="longer"):
        decode(data, limit_bytes=len(data) - 1)


@given(VALUES)
def test_the_fast_writer_writes_what_rfc8785_writes(value: Json) -> None:
    try:
        written = encode(value)
    except NotCanonical:
        return
    assert written == rfc8785.dumps(json.loads(written))
